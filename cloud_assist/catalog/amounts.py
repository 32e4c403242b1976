"""Amounts with a unit in a request ("1GB", "500 megabytes", "2 weeks"), written as each program reads them.

`find` knows +1G and no +1GB, Go programs know 48h and no 2d, and a place for days takes 14 for "2 weeks".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

_SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40, "p": 1 << 50}
"""Bytes, by the unit's letter; no tool here is asked for so exact a size that 1000 and 1024 differ."""
_TIMES = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
"""Seconds."""
_SIZE_UNIT = re.compile(
    r"(?P<letter>[kmgtp])(?:i?b)?|(?P<word>kilo|mega|giga|tera|peta|kibi|mebi|gibi|tebi|)bytes?|(?P<short>meg|gig)s?",
    re.IGNORECASE,
)
_TIME_UNIT = re.compile(r"s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)-?([A-Za-z]*)")
_BACK = frozenset({"last", "past"})
_ONE = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
"""Units of which "last" alone means one."""
_IN_UNITS = {
    "days": ("time", 86_400), "hours": ("time", 3600), "minutes": ("time", 60), "seconds": ("time", 1),
    "megabytes": ("size", 1 << 20), "size-gib": ("size", 1 << 30),
}  # fmt: skip
"""Places that take a bare number: of what, and how much one is."""
_GO = ("h", "m", "s")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as a request gives it."""

    kind: str
    """"size" or "time"."""
    units: Fraction
    """In bytes or seconds."""
    typed: str
    """As it was typed, without the blank between number and unit."""
    words: tuple[int, ...]
    """Which words of the request it is."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How a program writes an amount."""

    letters: tuple[str, ...]
    """The units that it knows, the largest first."""
    behind: str = ""
    """What follows the letter."""


_STYLES: Mapping[tuple[str, str], _Style] = {
    ("find", "size"): _Style(("G", "M", "k", "c")),
    ("split", "size"): _Style(("G", "M", "K", "")),
    ("docker", "size"): _Style(("g", "m", "k", "b")),
    ("gcloud", "size"): _Style(("T", "G"), "B"),
    ("kubectl", "time"): _Style(_GO),
    ("docker", "time"): _Style(_GO),
    ("helm", "time"): _Style(_GO),
    ("aws", "time"): _Style(("w", "d", "h", "m", "s")),
    ("gcloud", "time"): _Style(("d", "h", "m", "s")),
}
"""By program and kind; any other program gets the amount as it was typed."""


def amounts(words: list[str]) -> Iterator[Amount]:
    """Yield the amounts among the words of a request: "1GB", "1" before "GB", or "last hour"."""
    for at, word in enumerate(words):
        if word.lower() in _BACK and "".join(words[at + 1 : at + 2]).lower() in _ONE:
            unit = words[at + 1].lower()
            yield Amount("time", Fraction(_ONE[unit]), f"1{unit[0]}", (at, at + 1))
        found = _AMOUNT.fullmatch(word)
        if found is None:
            continue
        number, unit = found[1], found[2]
        taken = (at,) if unit else (at, at + 1)
        unit = unit or "".join(words[at + 1 : at + 2])
        # A bare "m" or "d" behind a number of its own is as likely anything else.
        for kind, size in _readings(unit) if found[2] or len(unit) > 1 else ():
            yield Amount(kind, Fraction(number) * size, f"{number}{unit}", taken)


def written(amount: Amount, program: str) -> str:
    """Return an amount as `program` reads it; "" where it has no way to write it."""
    style = _STYLES.get((program, amount.kind))
    if style is None:
        return amount.typed
    table = _SIZES if amount.kind == "size" else _TIMES
    for letter in style.letters:
        count = amount.units / table[letter.lower() if letter.lower() in table else ""]
        if count.denominator == 1:
            return f"{count}{letter}{style.behind}"
    return ""


def counted(place: str, found: Iterable[Amount]) -> tuple[str, Amount] | None:
    """Return (the number for a place that counts one unit, such as `<days>`, the amount it is); None for others."""
    if place not in _IN_UNITS:
        return None
    kind, size = _IN_UNITS[place]
    for amount in found:
        count = amount.units / size
        if amount.kind == kind and count.denominator == 1:
            return str(count), amount
    return None


def _readings(unit: str) -> Iterator[tuple[str, int]]:
    """Yield (kind, seconds or bytes) for what a unit can mean: "m" is minutes or megabytes, "M" only the latter."""
    if unit != "M" and _TIME_UNIT.fullmatch(unit):
        yield "time", _TIMES[unit[0].lower()]
    size = _SIZE_UNIT.fullmatch(unit)
    if size is not None:
        yield "size", _SIZES[(size["letter"] or size["word"] or size["short"] or "")[:1].lower()]
