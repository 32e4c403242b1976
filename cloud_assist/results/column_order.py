"""Which keys of an item matter most: those that the request names, then what tells items apart, states and sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cloud_assist.results.structure import Column

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDENTITY = {"name": 60, "id": 50, "key": 40, "arn": 25, "address": 25, "identifier": 50, "uid": 5}
_STATE = frozenset(
    {"state", "status", "phase", "health", "ready", "level", "severity", "actions", "action", "result", "reason"}
)
_KIND = frozenset(
    {"type", "kind", "class", "size", "engine", "version", "zone", "region", "image", "namespace", "host", "node"}
)
_MEASURE = frozenset(
    {
        "count",
        "size",
        "bytes",
        "restart",
        "restarts",
        "age",
        "time",
        "created",
        "date",
        "launch",
        "ms",
        "duration",
        "capacity",
        "replicas",
    }
)
_TOP = ("metadata", "spec", "status")
"""Objects that only divide an item."""


def parts_of(name: str) -> list[str]:
    """Return the words of a key in lower case: `InstanceId` is instance and id."""
    return [part.lower() for part in _PARTS.findall(name)]


def word_set(words: Iterable[str]) -> frozenset[str]:
    """Return the words worth looking for, in lower case and in the singular too."""
    lowered = {part for word in words for part in word.lower().split()}
    stripped = {word.strip(".,;:!?\"'()[]{}`") for word in lowered}
    return frozenset(word for word in stripped if len(word) > 2)


def score(column: Column, items: int, words: frozenset[str]) -> int:
    """Return how much a column matters for `items` items; larger comes first."""
    names = [step[1] if isinstance(step, tuple) else step for step in column.keys if step is not None]
    plain = [name for name in names if name not in _TOP]
    last = parts_of(names[-1]) if names else []
    points = -5 * len(plain) - 4 * sum(1 for step in column.keys if step is None)
    points += 100 * bool(words & _singulars({part for name in plain for part in parts_of(name)}))
    points += 100 * bool(column.values and words & {str(value).lower() for value in column.values})
    points += max((_IDENTITY.get(part, 0) for part in last[-1:]), default=0) if _tells_apart(column, items) else 0
    points += 40 * bool(_STATE & set(last)) + 20 * bool(_KIND & set(last)) + 20 * bool(_MEASURE & set(last))
    if column.distinct is not None and 1 < column.distinct <= 24:
        points += 40
    if column.low != column.high:
        points += 20
    return points


def is_constant(column: Column, items: int) -> bool:
    """Whether the column says the same of every item."""
    return items > 1 and column.distinct == 1 and column.present >= items


def is_empty(column: Column) -> bool:
    """Whether no item has a value there."""
    return column.values is not None and all(value in (None, "", "[]", "{}") for value in column.values)


def _tells_apart(column: Column, items: int) -> bool:
    return column.distinct is None or column.distinct * 2 > items


def _singulars(parts: set[str]) -> set[str]:
    return parts | {part.removesuffix("s") for part in parts} | {f"{part}s" for part in parts}
