"""The retry modal: a command failed, and the person decides whether to go on."""

from __future__ import annotations

from collections.abc import Iterable
from time import monotonic
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from cloud_assist.display.times import duration
from cloud_assist.events import RetryRequired
from cloud_assist.models import Cancel, Edit, Retry, RetryDecision
from cloud_assist.tui.screens.armed_modal import ActionButton, ArmedModal
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import diff_lines, plain, prose, shell

_ERROR_LINES = 15


class RetryModal(ArmedModal[RetryDecision]):
    """Retrying runs nothing by itself: the next command passes its own approval."""

    heading = "Command Failed - Retry?"
    ANSWERS: ClassVar[frozenset[str]] = frozenset({"retry", "hint", "edit"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Retry"),
        Binding("h", "hint", "Retry with a hint"),
        Binding("e", "edit", "Edit and run again"),
        Binding("escape", "cancel", "Cancel"),
    ]

    def __init__(self, question: RetryRequired, previous: str = "", *, clock: Clock = monotonic) -> None:
        """Ask `question`; `previous` is the command that failed before this one, where there was one."""
        super().__init__(clock=clock)
        self.question = question
        self._previous = previous

    def subheading(self) -> str:
        """Which attempt failed, of how many there can be."""
        return f"attempt {self.question.retry_count + 1} of {self.question.max_retries + 1} failed"

    def compose_body(self) -> Iterable[Widget]:
        """The command, how it ended, its last errors, what probably went wrong."""
        result = self.question.result
        yield Static(shell(self.question.command), classes="command")
        how = "timed out" if result.timed_out else f"exit {result.exit_status}"
        yield Static(Content.styled(f"✗ {how} · {duration(result.duration_s)}", "$text-error"), classes="verdict")
        errors = plain(result.error_tail or result.text).strip().splitlines()[-_ERROR_LINES:]
        if errors:
            yield Static("Output", classes="label", markup=False)
            yield Static(Content("\n".join(errors)), classes="errors")
        if self.question.diagnosis.strip():
            yield Static("Probable cause", classes="label", markup=False)
            yield Static(prose(self.question.diagnosis.strip()))
        if self._previous and self._previous != self.question.command:
            yield Static("Changes since the previous attempt", classes="label", markup=False)
            yield Static(diff_lines(self._previous, self.question.command))

    def compose_actions(self) -> Iterable[Button]:
        """The actions in their order."""
        yield ActionButton("Retry", "r", "retry", classes="retry")
        yield ActionButton("Retry with a hint…", "h", "hint", short="Hint…")
        yield ActionButton("Edit and run again", "e", "edit", short="Edit…")
        yield ActionButton("Cancel", "Esc", "cancel")

    def on_mount(self) -> None:
        """Colour the frame."""
        self.query_one(".dialog").add_class("-careful")

    def place_focus(self) -> None:
        """Start on Retry: it only asks for another command."""
        self.query_one(".retry", Button).focus()

    def hint(self) -> str:
        """What a retry means."""
        return "● ready · you approve what runs next"

    def action_retry(self) -> None:
        """Try again."""
        self.dismiss(Retry())

    def action_hint(self) -> None:
        """Try again with a few words about what to change."""
        self.app.push_screen(TextEntry("What should it do differently?", submit="retry"), self._hinted)

    def _hinted(self, text: str | None) -> None:
        if text is not None:
            self.dismiss(Retry(text.strip()))

    def action_edit(self) -> None:
        """Change the command by hand; it is judged and shown again."""
        entry = TextEntry("Edit and run again", self.question.command, submit="review", language="bash")
        self.app.push_screen(entry, self._edited)

    def _edited(self, command: str | None) -> None:
        if command is not None and command.strip():
            self.dismiss(Edit(command))

    def action_cancel(self) -> None:
        """End the request."""
        self.dismiss(Cancel())
