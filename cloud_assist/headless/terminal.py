"""Asks the person at a terminal: approve, edit, reject or cancel; retry or cancel; a free question."""

from __future__ import annotations

import contextlib
import signal
import sys
import termios
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any, TextIO

from cloud_assist.command.approval import Bar, Obstacle, bar_to_whole, confirming_names, may_approve
from cloud_assist.display.visible import visible
from cloud_assist.events import ApprovalRequired, InputRequired, PlanRequired, RetryRequired
from cloud_assist.headless.notices import LONG_S, Notices
from cloud_assist.models import (
    Answer,
    ApprovalDecision,
    Approve,
    ApprovePlan,
    Cancel,
    Edit,
    InputDecision,
    LeaveOpen,
    OneByOne,
    PlanDecision,
    Reject,
    Retry,
    RetryDecision,
)

_LOOK_S = 0.2
"""How long a signal may go unnoticed while a question is open."""


def open_terminal(stdin: TextIO, stderr: TextIO) -> TextIO | None:
    """Return where a person can answer: stdin, or the controlling terminal where stdin is piped; None without one."""
    if not stderr.isatty():
        return None
    if stdin.isatty():
        return stdin
    try:
        return open("/dev/tty", encoding="utf-8")  # noqa: PTH123 # a device, open for the life of the program
    except OSError:
        return None


class Terminal:
    """A person at a terminal. Answers block: nothing else happens while a question is open."""

    def __init__(self, answers: TextIO, stderr: TextIO, notices: Notices | None = None) -> None:
        self._answers = answers
        self._stderr = stderr
        self._notices = notices
        self._waiting = ""
        """What a notice says of the question that is open; empty once it was told."""
        self._asked_at = 0.0

    def approval(self, question: ApprovalRequired) -> ApprovalDecision | LeaveOpen:
        """Ask for a decision on a command that is already on screen."""
        self._waits(f"approval waits: {question.assessment.command}")
        obstacle = may_approve(question.assessment, second_person=question.second_person)
        bar = obstacle.bar if obstacle is not None else None
        choices = self._offered(question, obstacle)
        while True:
            match self._choice(choices):
                case "a" | "approve" if bar is Bar.OPEN_PLACES:
                    self._say("Fill in the blanks first.")
                    return Edit(self._edit(question.proposal.command))
                case "a" | "approve" if bar is None and self._confirmed(question):
                    return Approve(question.assessment.binding.digest)
                case "all" if bar is None and question.offers_reads:
                    return Approve(question.assessment.binding.digest, allow_reads=True)
                case "e" | "edit":
                    return Edit(self._edit(question.proposal.command))
                case "r" | "reject":
                    return Reject(self._line("What's wrong with it? (optional) "))
                case "l" | "leave" if bar is Bar.SECOND_PERSON:
                    return LeaveOpen()
                case "c" | "cancel":
                    return Cancel()
                case number if number.isdecimal() and 1 <= int(number) <= len(question.proposal.alternatives):
                    return Edit(self._edit(question.proposal.alternatives[int(number) - 1].command))

    def _offered(self, question: ApprovalRequired, obstacle: Obstacle | None) -> str:
        """Return the choices, and say what else there is to know about them."""
        if question.proposal.alternatives:
            self._say("Type a number to pick one of these and edit it.")
        if obstacle is not None and obstacle.bar is not Bar.OPEN_PLACES:
            self._say(obstacle.text)
            leave = "[l]eave for a colleague " if obstacle.bar is Bar.SECOND_PERSON else ""
            return f"[e]dit [r]eject {leave}[c]ancel"
        reads = "[all] further reads too " if question.offers_reads else ""
        return f"[a]pprove {reads}[e]dit [r]eject [c]ancel"

    def plan(self, question: PlanRequired) -> PlanDecision:
        """Ask about a plan that is already on screen."""
        self._waits("a plan waits for approval")
        bar = bar_to_whole(question.steps, second_person=question.second_person)
        if bar:
            self._say(bar)
        while True:
            match self._choice(f"{'' if bar else '[a]pprove all '}[o]ne by one [r]eject [c]ancel"):
                case "a" | "approve" | "all" if not bar:
                    return ApprovePlan(question.digest)
                case "o" | "one":
                    return OneByOne()
                case "r" | "reject":
                    return Reject(self._line("What's wrong with it? (optional) "))
                case "c" | "cancel":
                    return Cancel()

    def retry(self, question: RetryRequired) -> RetryDecision:
        """Ask whether to try again."""
        self._waits(f"failed, and waits for your decision: {question.command}")
        while True:
            match self._choice("[r]etry [h]int [e]dit [c]ancel"):
                case "r" | "retry":
                    return Retry()
                case "h" | "hint":
                    return Retry(self._line("What should change? "))
                case "e" | "edit":
                    return Edit(self._edit(question.command))
                case "c" | "cancel":
                    return Cancel()

    def input(self, question: InputRequired) -> InputDecision:
        """Ask a free question."""
        self._waits("a question waits for your answer")
        text = self._line("> ")
        return Answer(text) if text else Cancel()

    def _waits(self, text: str) -> None:
        """Begin to measure how long a question is open."""
        self._waiting, self._asked_at = text, monotonic()

    def _tell_waiting(self) -> None:
        """Tell once of a question that has been open for long."""
        if self._notices is not None and self._waiting and monotonic() - self._asked_at >= LONG_S:
            told, self._waiting = self._waiting, ""
            self._notices.tell(told)

    def left(self) -> None:
        """A question was left with Ctrl-C or Ctrl-D: what follows begins a line of its own."""
        self._say("")

    def _confirmed(self, question: ApprovalRequired) -> bool:
        """Have the name typed before something destructive hits a protected target."""
        names = confirming_names(question.assessment)
        if not names:
            return True
        shown = " or ".join(map(visible, names))
        if self._line(f"The target {shown} is protected. Type its name to approve: ") in names:
            return True
        self._say("Not approved: the name does not match.")
        return False

    def _choice(self, choices: str) -> str:
        # Keys typed before the question was on screen must not answer it.
        with contextlib.suppress(termios.error, ValueError, OSError):
            termios.tcflush(self._answers.fileno(), termios.TCIFLUSH)
        return self._line(f"{choices}: ").lower()

    def _line(self, prompt: str) -> str:
        """Return one line; the end of input cancels like Ctrl-C."""
        with _interruptible(self._tell_waiting):
            self._stderr.write(prompt)
            self._stderr.flush()
            line = self._answers.readline()
        if not line:
            raise KeyboardInterrupt
        return line.strip()

    def _edit(self, text: str) -> str:
        """Let the person change `text` in place where the terminal allows it; an empty answer keeps it."""
        if self._answers is sys.stdin and sys.stdout.isatty() and "\n" not in text:
            return self._edit_in_place(text)
        self._say(f"Current: {text}")
        return self._line("New (leave empty to keep it): ") or text

    def _edit_in_place(self, text: str) -> str:
        import readline

        with _interruptible(self._tell_waiting):
            readline.set_startup_hook(lambda: readline.insert_text(text))
            try:
                return input("edit> ").strip() or text
            except EOFError as error:
                raise KeyboardInterrupt from error
            finally:
                readline.set_startup_hook(None)

    def _say(self, text: str) -> None:
        self._stderr.write(f"{text}\n")
        self._stderr.flush()


@contextlib.contextmanager
def _interruptible(meanwhile: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C, SIGTERM and SIGHUP end a blocking read; asyncio, which could only note them meanwhile, is told after.

    A signal that comes just before readline begins to wait would not wake it; the alarm does, five times a second.
    Each time, `meanwhile` is called.
    """
    came: list[int] = []

    def interrupt(number: int, _: object) -> None:
        came.append(number)
        raise KeyboardInterrupt

    handlers: dict[int, Any] = dict.fromkeys((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), interrupt)
    handlers[signal.SIGALRM] = lambda *_: meanwhile()
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    woken = signal.set_wakeup_fd(-1)
    signal.setitimer(signal.ITIMER_REAL, _LOOK_S, _LOOK_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(woken)
        if came and came[0] != signal.SIGINT:  # that one is the person's answer
            signal.raise_signal(came[0])
