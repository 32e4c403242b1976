"""Signals that ask to end end the app as a person's quit does: session closed, terminal restored, status 128+N."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

_HANDLED = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
"""The latter two come from outside only: in the app Ctrl+C and Ctrl+\\ are keys."""
_PATIENCE_S = 10.0
"""Seconds after which the process ends in any case: with its terminal gone, the last writes may block for ever."""


def install(leave: Callable[[int], None]) -> None:
    """Call `leave(exit status)` on each of them; only where this thread may take signals."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in _HANDLED:
        loop.add_signal_handler(number, _received, number, leave)


def remove() -> None:
    """Give the signals back."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in _HANDLED:
        loop.remove_signal_handler(number)


def _received(number: int, leave: Callable[[int], None]) -> None:
    status = 128 + number
    watchdog = threading.Timer(_PATIENCE_S, _give_up, (status,))
    watchdog.daemon = True
    watchdog.start()
    leave(status)


def _give_up(status: int) -> None:
    from cloud_assist.running.processes import end_everything_now

    end_everything_now()
    os._exit(status)
