"""What kind of values a column holds: how they sort, where they stand, how they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum


class Kind(StrEnum):
    """Kind of a column."""

    TEXT = "text"
    NUMBER = "number"
    BYTES = "bytes"
    """A number of bytes, or a size with its unit: "7340032", "7.5 GiB"."""
    SPAN = "span"
    """A span of time: "3d2h", "2 weeks ago"."""
    TIME = "time"
    """A point in time, shown as local time."""
    AGE = "age"
    """A point in time, shown as how long ago it is."""


_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?([eE][-+]?\d+)?%?")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s?([kKMGTPE]?)(i?)[bB]?(?:ytes)?")
_SIZE_WITH_UNIT = re.compile(r"\d+(?:\.\d+)?\s?(?:[kKMGTPE]i?[bB]?|[bB])(?:ytes)?")
_SPAN = re.compile(r"(?:\d+(?:y|w|d|h|m|s|ms))+")
_SPAN_PART = re.compile(r"(\d+)(y|w|d|h|ms|m|s)")
_SPAN_WORDS = re.compile(r"(?:About |Up |Less than )?(\d+|an?) (second|minute|hour|day|week|month|year)s?(?: ago)?\b.*")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s?(?:Z|UTC|[+-]\d\d:?\d\d)?")
_SECONDS = {
    "ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "y": 31_536_000,
    "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000,
}  # fmt: skip
_POWERS = {"": 0, "k": 1, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}
_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")
_EPOCH_FROM, _EPOCH_TO = 100_000_000, 10_000_000_000
"""What a number of seconds since the epoch lies between; a thousand times that is one of milliseconds."""


def kind_of(values: Iterable[str]) -> Kind:
    """Return the kind that all of `values` are of, empty ones left out; TEXT where they differ or there is none."""
    filled = [value for value in values if value]
    if not filled:
        return Kind.TEXT
    for kind, fits in (
        (Kind.NUMBER, _NUMBER.fullmatch),
        (Kind.BYTES, _SIZE_WITH_UNIT.fullmatch),
        (Kind.SPAN, lambda value: _SPAN.fullmatch(value) or _SPAN_WORDS.fullmatch(value)),
        (Kind.TIME, _ISO.fullmatch),
    ):
        if all(fits(value) for value in filled):
            return kind
    return Kind.TEXT


def sort_key(kind: Kind, value: str) -> tuple[int, float, str]:
    """Return what a value sorts by within a column of that kind; what is empty comes last."""
    if not value:
        return (2, 0.0, "")
    number = _measure(kind, value)
    return (1, 0.0, value.casefold()) if number is None else (0, number, "")


def _measure(kind: Kind, value: str) -> float | None:
    match kind:
        case Kind.NUMBER:
            return _as_number(value)
        case Kind.BYTES:
            return bytes_in(value)
        case Kind.SPAN:
            return seconds_in(value)
        case Kind.TIME | Kind.AGE:
            return moment(value)
        case Kind.TEXT:
            return None


def _as_number(value: str) -> float | None:
    try:
        return float(value.replace(",", "").rstrip("%"))
    except ValueError:
        return None


def bytes_in(value: str) -> float | None:
    """Return a size in bytes; None where the text is no size."""
    match = _SIZE.fullmatch(value)
    if match is None:
        return None
    unit: int = 1024 if match[3] else 1000
    return float(match[1]) * float(unit ** _POWERS[match[2]])


def seconds_in(value: str) -> float | None:
    """Return a span of time in seconds; None where the text is none."""
    if _SPAN.fullmatch(value):
        return sum(int(count) * _SECONDS[unit] for count, unit in _SPAN_PART.findall(value))
    match = _SPAN_WORDS.fullmatch(value)
    if match is None:
        return None
    return (int(match[1]) if match[1].isdecimal() else 1) * _SECONDS[match[2]]


def moment(value: str) -> float | None:
    """Return a point in time in seconds since the epoch; None where the text is none.

    Takes ISO 8601 (UTC where it names no zone) and numbers of seconds or milliseconds since the epoch.
    """
    if _ISO.fullmatch(value):
        try:
            read = datetime.fromisoformat(value.replace("UTC", "").replace(",", ".").strip())
        except ValueError:
            return None
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    number = _as_number(value) if _NUMBER.fullmatch(value) else None
    if number is None:
        return None
    if _EPOCH_FROM <= number < _EPOCH_TO:
        return number
    return number / 1000 if _EPOCH_FROM <= number / 1000 < _EPOCH_TO else None


def shown(kind: Kind, value: str, now: float) -> str:
    """Return a value as people read it, at the moment `now` (seconds since the epoch); as it is where it is no such."""
    if kind is Kind.BYTES and value.isdecimal():
        return _sized(int(value))
    if kind in {Kind.TIME, Kind.AGE} and (at := moment(value)) is not None:
        return _aged(now - at) if kind is Kind.AGE else f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M}"
    return value


def _sized(count: int) -> str:
    size, unit = float(count), 0
    while size >= 1024 and unit < len(_UNITS) - 1:
        size, unit = size / 1024, unit + 1
    return f"{size:.1f} {_UNITS[unit]}" if unit else f"{count} B"


def _aged(seconds: float) -> str:
    """Return a span as kubectl writes an age: "45s", "12m", "5h", "3d", "2y"."""
    if seconds < 0:
        return f"in {_aged(-seconds)}"
    for unit, most in (("s", 120), ("m", 7_200), ("h", 172_800), ("d", 63_072_000)):
        if seconds < most:
            return f"{int(seconds / _SECONDS[unit])}{unit}"
    return f"{int(seconds / _SECONDS['y'])}y"
