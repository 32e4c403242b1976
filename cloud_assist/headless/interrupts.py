"""Signals while `run` works: the first asks to stop, and a command that holds a lock has its time to obey.

| signal | asks to stop | where the command holds a lock and its time is over |
|---|---|---|
| Ctrl-C | at once | it is waited for; a further Ctrl-C says what a kill would leave, and one within 2 s of that kills |
| SIGTERM, SIGHUP, a time limit | at once | it goes on without `run` |
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TextIO

from cloud_assist.agent.port import AgentSession
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.times import duration
from cloud_assist.events import CommandFinished, CommandStopping, Event

_AGAIN_S = 2.0
"""Within which a further Ctrl-C kills, once it was said what that leaves."""


class Interrupts:
    """Turns signals into what the session shall do."""

    def __init__(self, session: AgentSession, stderr: TextIO, *, clock: Callable[[], float] = monotonic) -> None:
        """Steer `session`; tell the person on `stderr`."""
        self._session = session
        self._stderr = stderr
        self._clock = clock
        self._stopping: CommandStopping | None = None
        self._warned_at = float("-inf")
        self.caught: list[int] = []
        """The signals that came, in order."""

    def tell(self, event: Event) -> None:
        """Take note of how a command stands that was asked to stop; leave it once nobody waits for it any more."""
        if isinstance(event, CommandFinished):
            self._stopping = None
        elif isinstance(event, CommandStopping):
            self._stopping = event
            if event.holds and event.seconds_left == 0 and signal.SIGINT not in self.caught:
                self._session.background()

    def came(self, number: int) -> None:
        """Take a signal."""
        self.caught.append(number)
        held = self._stopping if self._stopping is not None and self._stopping.holds else None
        if held is None or number != signal.SIGINT:
            self._session.cancel()
        elif self._clock() - self._warned_at < _AGAIN_S:
            self._session.kill()
        else:
            self._warned_at = self._clock()
            self._warn(held)

    def _warn(self, held: CommandStopping) -> None:
        program = held.program or "The command"
        left = f"has {duration(held.seconds_left)} left to stop" if held.seconds_left > 0 else "has not stopped yet"
        text = f"{program} {left}. Press Ctrl-C again within {_AGAIN_S:.0f} s to kill it. {held.leaves}".rstrip()
        self._stderr.write(f"\n{strip_terminal_controls(text)}\n")
        self._stderr.flush()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Take Ctrl-C, SIGTERM and SIGHUP for as long as the block lasts."""
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in numbers:
            loop.add_signal_handler(number, self.came, number)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)
