"""Which very process a pid means: a pid alone may long be another's, so its start time is kept beside it."""

from __future__ import annotations

import psutil

_STARTED_WITHIN_S = 0.05
"""How far two readings of one process's start time may differ."""


def start_time(pid: int) -> float | None:
    """Return when a process was started, in seconds since the epoch; None where there is none, or only a zombie."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def lives(pid: object, started: object) -> bool:
    """Return whether the very process runs that had `pid` and was started at `started` (seconds since the epoch)."""
    if not isinstance(pid, int) or not isinstance(started, int | float):
        return False
    now = start_time(pid)
    return now is not None and abs(now - started) <= _STARTED_WITHIN_S
