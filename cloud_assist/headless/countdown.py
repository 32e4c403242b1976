"""A wait on a terminal: one line that counts down in place, and is gone when the wait is over."""

from __future__ import annotations

import asyncio
import math
import time
from typing import TextIO

_LINE_START = "\r\x1b[K"


class Countdown:
    """Counts down on a terminal; anywhere else it says once how long."""

    def __init__(self, stream: TextIO, *, live: bool) -> None:
        """Write to `stream`, in place where it is `live`: a terminal that can move its cursor."""
        self._stream = stream
        self._live = live
        self._next: asyncio.TimerHandle | None = None
        self._text = ""
        self._until = 0.0

    def start(self, text: str, until: float) -> None:
        """Say `text` and how long it is `until` then, in seconds since the epoch."""
        self.stop()
        self._text, self._until = text, until
        if self._live:
            self._tick()
        else:
            self._stream.write(f"{text} {self._left()}\n")
            self._stream.flush()

    def stop(self) -> None:
        """Take the line away. Safe to call at any time."""
        if self._next is None:
            return
        self._next.cancel()
        self._next = None
        self._write("")

    def _tick(self) -> None:
        self._write(f"{self._text} {self._left()} Ctrl-C cancels.")
        self._next = asyncio.get_running_loop().call_later(1.0, self._tick)

    def _left(self) -> str:
        return f"Trying again in {max(math.ceil(self._until - time.time()), 0)} s."

    def _write(self, line: str) -> None:
        self._stream.write(f"{_LINE_START}{line}")
        self._stream.flush()
