"""How often each value occurs, values of different types apart: to a dict, `True`, `1` and `1.0` are one key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

_NUMBERS = frozenset({bool, int, float})
"""Types whose values can be equal to those of another."""


class Counts:
    """Counts values in batches. Types are only told apart where two can hold equal values: that takes longer."""

    def __init__(self) -> None:
        self._counted: Counter[Any] = Counter()
        """By value; by type and value as soon as they are told apart."""
        self._numbers: frozenset[type] = frozenset()
        self._apart = False

    def __len__(self) -> int:
        """Return how many different values there are."""
        return len(self._counted)

    def __iter__(self) -> Iterator[Any]:
        """Yield the different values, in the order in which they came."""
        return (key[1] for key in self._counted) if self._apart else iter(self._counted)

    def update(self, values: list[Any], kinds: set[type]) -> list[Any]:
        """Count `values`, which have these types; return those that were not met before."""
        self._numbers |= kinds & _NUMBERS
        if len(self._numbers) > 1 and not self._apart:
            self._tell_apart()
        known = len(self._counted)
        self._counted.update(zip(map(type, values), values, strict=True) if self._apart else values)
        new = islice(self._counted, known, None)
        return [value for _, value in new] if self._apart else list(new)

    def most_common(self, count: int) -> list[tuple[Any, int]]:
        """Return the `count` most frequent values with how often they occur, the most frequent first."""
        common = self._counted.most_common(count)
        return [(value, times) for (_, value), times in common] if self._apart else common

    def _tell_apart(self) -> None:
        self._counted = Counter({(type(value), value): times for value, times in self._counted.items()})
        self._apart = True
