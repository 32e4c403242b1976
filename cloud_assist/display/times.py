"""Times as a person reads them: local, with the offset from UTC, in one form everywhere."""

from __future__ import annotations

from datetime import UTC, datetime


def local_time(at: float, *, seconds: bool = False) -> str:
    """Return `at` (seconds since the epoch) as "2026-01-31 14:25+01:00", to the minute or to the second."""
    return _local(at).isoformat(" ", "seconds" if seconds else "minutes")


def iso_time(at: float) -> str:
    """Return `at` (seconds since the epoch) for a machine: "2026-01-31T13:25:07.123+00:00"."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def time_of_day(at: float) -> str:
    """Return `at` (seconds since the epoch) as "14:25+01:00"."""
    return _local(at).timetz().isoformat("minutes")


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()
