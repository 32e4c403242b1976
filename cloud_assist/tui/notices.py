"""What comes by itself while the person may look elsewhere: one place that tells it, in the app and by the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.timer import Timer

from cloud_assist.display.notice import notice
from cloud_assist.events import ApprovalRequired, InputRequired, PlanRequired, Question, RetryRequired
from cloud_assist.models import RunResult
from cloud_assist.settings import Notify, Settings
from cloud_assist.tui.textual_private import write_to_terminal
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import first_line

LONG_S = 10.0
"""Seconds that a command runs whose end is worth a notice."""
AWAY_S = 60.0
"""Seconds without a key after which nobody looks, where the terminal does not say whether its window has the focus."""
_NAMED = 40
"""Columns of a command, or of a session's title, in a notice of the app."""
_SHOWN_S = 10.0
"""Seconds that a notice stays in the app."""


class Notices:
    """Tells the person by the terminal, as NOTIFY says, while they are not looking at it."""

    def __init__(self, app: App[Any], settings: Settings, clock: Clock) -> None:
        """Tell on the terminal of `app`; `clock` measures how long no key has come."""
        self._app = app
        self._settings = settings
        self._clock = clock
        self._focus_is_told = False
        """Whether the terminal has said whether its window has the focus."""
        self._touched_at = clock()
        self._waits: Timer | None = None
        self.write: Callable[[str], None] = lambda sequence: write_to_terminal(app, sequence)
        """Takes what goes to the terminal."""

    def focus_told(self) -> None:
        """The terminal says where the focus is: from now on that counts."""
        self._focus_is_told = True

    def touched(self) -> None:
        """A key has come, or the mouse has moved."""
        self._touched_at = self._clock()

    @property
    def away(self) -> bool:
        """Whether the person does not look at the terminal, as far as one can tell."""
        if not self._app.app_focus:
            return True
        return not self._focus_is_told and self._clock() - self._touched_at >= AWAY_S

    def question_opened(self, question: Question) -> None:
        """A question waits for an answer."""
        self.question_closed()
        if not self._told_elsewhere(what_waits(question)):
            self._waits = self._app.set_interval(AWAY_S / 4, lambda: self._still_waits(question))

    def question_closed(self) -> None:
        """No question waits any more."""
        if self._waits is not None:
            self._waits.stop()
            self._waits = None

    def _still_waits(self, question: Question) -> None:
        # Who left the window while the question was open has seen it.
        if not self._focus_is_told and self._told_elsewhere(what_waits(question)):
            self.question_closed()

    def command_ended(self, command: str, result: RunResult) -> None:
        """A command of the request under way has ended."""
        if result.duration_s >= LONG_S and not result.cancelled:
            self._told_elsewhere(f"{'done' if result.ok else 'failed'}: {command}")

    def job_ended(self, how: str, command: str, seconds: float, *, session: str = "") -> None:
        """A job has ended after `seconds`; `how` says which and how, `session` who has left it, "" for this one."""
        left_by = f"\nIts session: {first_line(session, _NAMED)}" if session else ""
        self._app.notify(f"{how}: {first_line(command, _NAMED)}{left_by}", markup=False, timeout=_SHOWN_S)
        if seconds >= LONG_S:  # whole: what is cut no longer looks like the secret that it holds
            self._told_elsewhere(f"{how}: {command}" + (f"\nIts session: {session}" if session else ""))

    def _told_elsewhere(self, text: str) -> bool:
        """Tell it by the terminal where the person is away; return whether they were."""
        if not self.away:
            return False
        how = self._settings.notify
        if how is not Notify.NONE:
            from cloud_assist.redaction.redactor import redact  # its rules are compiled by the first text

            self.write(notice(redact(text), osc=how is Notify.OSC, environ=self._settings.environ))
        return True


def what_waits(question: Question) -> str:
    """Return what a notice says of an open question."""
    match question:
        case ApprovalRequired():
            return f"approval waits: {question.assessment.command}"
        case PlanRequired():
            return f"a plan of {len(question.steps)} steps waits for approval"
        case RetryRequired():
            return f"failed, and waits for your decision: {question.command}"
        case InputRequired():
            return "a question waits for your answer"
