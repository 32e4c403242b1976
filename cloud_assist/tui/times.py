"""Times as a person reads them."""

from __future__ import annotations

from datetime import datetime


def when(seconds: float) -> str:
    """Return seconds since the epoch as local date and time, to the minute."""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
