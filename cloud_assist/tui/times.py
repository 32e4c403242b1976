"""Times as a person reads them, and the clock that is asked for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], float]
"""Returns seconds that only ever grow, from any beginning, like `time.monotonic`."""


def when(seconds: float) -> str:
    """Return seconds since the epoch as local date and time, to the minute."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
