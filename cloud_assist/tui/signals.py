"""Signals that ask to end end the app as a person's quit does: session closed, terminal restored, status 128+N."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

_HANDLED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""The latter two come from outside only: in the app Ctrl+C and Ctrl+\\ are keys."""
_PATIENCE_S = 10.0
"""Seconds after which the process ends in any case: with its terminal gone, the last writes may block for ever."""

_before: dict[int, Any] = {}
"""The handlers that ours took the place of."""


def install(leave: Callable[[int], None]) -> None:
    """Call `leave(exit status)` on each of them; only where this thread may take signals."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()

    def received(number: int, _: object) -> None:
        # Not the loop's own handlers: where nobody reads the terminal the loop stands still in a write, and those wait.
        _end_in_any_case(128 + number)
        loop.call_soon_threadsafe(leave, 128 + number)

    for number in _HANDLED:
        _before.setdefault(number, signal.signal(number, received))


def remove() -> None:
    """Give the signals back."""
    if threading.current_thread() is not threading.main_thread():
        return
    while _before:
        signal.signal(*_before.popitem())


def _end_in_any_case(status: int) -> None:
    watchdog = threading.Timer(_PATIENCE_S, _give_up, (status,))
    watchdog.daemon = True
    watchdog.start()


def _give_up(status: int) -> None:
    from cloud_assist.running.stopping import end_everything_now

    end_everything_now()
    os._exit(status)
