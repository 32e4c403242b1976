"""Did you mean: the nearest of the names that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from heapq import nsmallest

_FOLD = re.compile(r"[-_.\s]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CANDIDATES = 24
"""Names whose distance is measured in full; the rest is ruled out by length and letters."""
_KEPT = 16_384
"""Names whose folded form stays in memory: more than one service has."""


@lru_cache(maxsize=_KEPT)
def folded(name: str) -> str:
    """Return a name without case, dashes and underscores: `--InstanceId`, `--instance_id`, `--instance-id` alike."""
    return _FOLD.sub("", name).lower()


@lru_cache(maxsize=_KEPT)
def parts(name: str) -> tuple[str, ...]:
    """Return the words that a name is made of."""
    dashed = _CAMEL.sub("-", name.lstrip("-"))
    return tuple(part for part in _FOLD.split(dashed.lower()) if part)


def distance(one: str, other: str, limit: int) -> int:
    """Return how many letters to insert, delete, replace or swap (with a neighbour); `limit` + 1 where more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, against in enumerate(other, start=1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, above = above, line
    return above[-1]


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the one of `names` that was most likely meant, or "" where none is near."""
    wanted, wanted_parts = folded(name), frozenset(parts(name))
    limit = max(1, len(wanted) // 3)
    best, best_score = "", float(limit) + 0.5
    for candidate in _plausible(wanted, names, limit):
        plain = folded(candidate)
        if plain == wanted:
            return candidate
        score = float(distance(wanted, plain, limit))
        # Whole words in common weigh more than single letters: --instance-id means --instance-ids, not --instance-az.
        score -= 0.4 * len(wanted_parts & frozenset(parts(candidate)))
        score -= 0.5 * (plain.startswith(wanted) or wanted.startswith(plain))
        if score < best_score:
            best, best_score = candidate, score
    return best or _by_words(wanted_parts, names)


def _plausible(wanted: str, names: Iterable[str], limit: int) -> list[str]:
    """Return the names whose length and letters do not rule them out."""
    letters = _letters(wanted)
    ranked = [
        ((letters ^ _letters(plain)).bit_count(), candidate)
        for candidate in names
        if abs(len(plain := folded(candidate)) - len(wanted)) <= limit
    ]
    return [candidate for _, candidate in nsmallest(_CANDIDATES, ranked)]


@lru_cache(maxsize=_KEPT)
def _letters(text: str) -> int:
    """Return which letters occur, one bit each."""
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) & 63)
    return bits


def _by_words(wanted: frozenset[str], names: Iterable[str]) -> str:
    """Return the name with the most words in common, where it is the only such one and the words say something."""
    if not wanted:
        return ""
    scored = sorted(((_overlap(wanted, frozenset(parts(candidate))), candidate) for candidate in names), reverse=True)
    if not scored or scored[0][0] < 0.6 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return ""
    return scored[0][1]


def _overlap(wanted: frozenset[str], other: frozenset[str]) -> float:
    union = {_singular(part) for part in wanted} | {_singular(part) for part in other}
    common = {_singular(part) for part in wanted} & {_singular(part) for part in other}
    return len(common) / len(union)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
