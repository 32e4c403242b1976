"""The way to a running command: ask it to stop, kill it, let it go on by itself, or give it more time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from cloud_assist.tools.stopping import EVERY_PROGRAM, StopPolicy


class StopState(NamedTuple):
    """Where a command stands that was asked to stop and has not ended yet."""

    program: str
    """Whose way of stopping it is: "terraform"; "" for that of every program."""
    signal: str
    """What was sent: "INT", "TERM"."""
    seconds_left: float
    """Of the time that it may take to obey; 0 once that is over."""
    last_line: str
    """The latest line of its output; may hold any character that a program can print."""
    holds: bool
    """Whether it holds a lock or a half-done change, so that only a person's choice kills it."""
    leaves: str
    """What stays behind where it is killed all the same, and what to do about it; a sentence, or empty."""


class LeftRunningError(Exception):
    """The command goes on under its keeper, which writes down its end; nobody here watches it any more."""


def _unheard(_: object) -> None:
    """Take a word that nobody asked for."""


class Limits(NamedTuple):
    """How long a command may take, and how it is stopped."""

    timeout_s: float | None = None
    """Seconds until it is stopped; `RunControl.extend` adds to it. None for no limit."""
    usual_s: float | None = None
    """Seconds after which `RunControl.on_overdue` is told that it goes on; None for never."""
    stop: StopPolicy = EVERY_PROGRAM
    """How it is asked to stop, and what may end it."""


class RunControl:
    """Steers a running command. To be used from the loop that runs it."""

    def __init__(
        self,
        *,
        on_stopping: Callable[[StopState], None] = _unheard,
        on_overdue: Callable[[float], None] = _unheard,
    ) -> None:
        """Make the control of one run.

        Args:
            on_stopping: called when it was asked to stop, then about once a second until it has ended.
            on_overdue: called once with the usual time in seconds, when it has taken that and goes on.
        """
        self.on_stopping = on_stopping
        self.on_overdue = on_overdue
        self.requests = 0
        """How often it was asked to stop."""
        self.killed = False
        """Whether the person chose to end it, whatever it holds."""
        self.left = False
        """Whether it is to go on without this program."""
        self.extra_s = 0.0
        """Seconds granted beyond the time limit; infinite where that holds no more."""
        self.left_out_lines = 0
        """Line ends that the output has beyond those of the latest batch for the screen."""
        self._wake: Callable[[], None] | None = None
        self._holds: Callable[[], bool] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it shall end: asked to, or killed."""
        return self.killed or self.requests > 0

    def cancel(self) -> None:
        """Ask the command to stop, by its kind; before it has started, it does not start at all.

        A second call ends at once what holds nothing. To what holds a lock no second signal is ever sent.
        """
        self.requests += 1
        self._woken()

    def kill(self) -> None:
        """End everything that it started now, whatever it holds: the person's explicit choice."""
        self.killed = True
        self._woken()

    def let_go(self) -> None:
        """Close this program's side and leave the command to its keeper; `run` raises LeftRunningError."""
        self.left = True
        self._woken()

    def extend(self, seconds: float) -> None:
        """Move the time limit `seconds` further away; nothing where there is none."""
        self.extra_s += seconds
        self._woken()

    def leave_out(self, lines: int) -> None:
        """Note how many line ends the batch that comes next lacks."""
        self.left_out_lines = lines

    def unheard(self) -> None:
        """Tell nobody of stopping any more: whoever was told has gone on to something else."""
        self.on_stopping = self.on_overdue = _unheard

    async def holds(self) -> bool:
        """Return whether the command holds a lock or a half-done change at this moment; false where none runs."""
        return self._holds is not None and await asyncio.to_thread(self._holds)

    def attach(self, wake: Callable[[], None] | None, holds: Callable[[], bool] | None = None) -> None:
        """Let a run be told of changes, and be asked what it holds; None when it has ended."""
        self._wake, self._holds = wake, holds

    def _woken(self) -> None:
        if self._wake:
            self._wake()
