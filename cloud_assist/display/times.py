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


def duration(seconds: float) -> str:
    """Return seconds as a person reads them: `0.8 s`, `42 s`, `3 min 05 s`, `1 h 02 min`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def rough_time(seconds: float) -> str:
    """Return seconds as a person says them: `5 s`, `40 s`, `3 min`."""
    if seconds >= 100:
        return f"{round(seconds / 60)} min"
    return f"{max(1, round(seconds))} s" if seconds < 10 else f"{5 * round(seconds / 5)} s"


def _local(at: float) -> datetime:
    return datetime.fromtimestamp(at).astimezone()
