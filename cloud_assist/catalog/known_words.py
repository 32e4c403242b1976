"""What the catalog's own texts tell of words: which are common, and which stand side by side as one thing's name."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Protocol

from cloud_assist.catalog.port import Source
from cloud_assist.catalog.words import STOP_WORDS, terms
from cloud_assist.command.open_places import open_places

_VOCABULARY = 60
"""A word in fewer commands than this may be somebody's name for a thing ("nginx"), unless it is a kind of thing."""
_LOOKED_AT = 200
"""Of the commands that have two words side by side, how many are looked at."""
_SMALL = "|".join(sorted(STOP_WORDS))
_OPERATIONS_OF_A_KIND = 2
"""In the names of how many operations the word for a kind of thing stands."""


class Vocabulary(Protocol):
    """Tells words of the trade from somebody's names for things."""

    def knows(self, term: str) -> bool:
        """Return whether a term is a word of the catalog; any other is likely a name."""
        ...

    def is_kind(self, term: str) -> bool:
        """Return whether a term stands for a kind of thing: bucket, policy, version."""
        ...

    def says(self, first: str, second: str) -> bool:
        """Return whether two words stand side by side in what a known command does: "bucket policy"."""
        ...


class KnownWords:
    """The vocabulary of one catalog database. Use from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, count: Callable[[str], int]) -> None:
        """Read a catalog.

        Args:
            connection: see `index.create`.
            count: tells how many commands hold a term.
        """
        self._connection = connection
        self._count = count

    def knows(self, term: str) -> bool:
        """See `Vocabulary`."""
        return self._count(term) >= _VOCABULARY or term in self._kinds

    def is_kind(self, term: str) -> bool:
        """See `Vocabulary`."""
        return term in self._kinds

    def says(self, first: str, second: str) -> bool:
        """See `Vocabulary`."""
        return self.times_said(first, second) > 0

    def times_said(self, first: str, second: str) -> int:
        """Return how many known commands have two words side by side, as in "bucket policy" or "policy of a bucket"."""
        together = " ".join(word for word in terms(f"{first} {second}") if word.isalnum())
        apart = " ".join(word for word in terms(f"{second} {first}") if word.isalnum())
        if not together or not apart:
            return 0
        found = self._connection.execute(
            "SELECT e.title, e.path, e.phrases FROM words JOIN entry AS e ON e.id = words.rowid "
            "WHERE words MATCH ? LIMIT ?",
            (f'{{phrases names}} : "{together}" OR {{phrases names}} : "{apart}"', _LOOKED_AT),
        )
        compound = _compound(first.lower(), second.lower())
        return sum(
            compound.search(f"{title.lower()}\n{path.replace('-', ' ')}") is not None
            or any(f" {phrase}".endswith(f" {together}") for phrase in phrases.split("\n")[1:])
            for title, path, phrases in found
        )

    @cached_property
    def _kinds(self) -> frozenset[str]:
        """Told from the recipe book's blanks and operations."""
        recipes = self._connection.execute("SELECT command, path FROM entry WHERE source = ?", (Source.RECIPE.value,))
        blanks: set[str] = set()
        operations: set[str] = set()
        for command, path in recipes:
            blanks.update(open_places(command))
            operations.add(path)
        named = Counter(term for path in operations for term in set(terms(path)))
        often = {term for term, times in named.items() if times >= _OPERATIONS_OF_A_KIND}
        return frozenset(often.union(*map(terms, blanks)))


def _compound(first: str, second: str) -> re.Pattern[str]:
    """Return what matches "bucket policies" or "policies of a bucket" in a text, with nothing more behind them."""
    one, other = (rf"{re.escape(word.removesuffix('s'))}(?:s|es)?" for word in (first, second))
    other = rf"(?:{other}|{re.escape(second[:-3])}y)" if second.endswith("ies") else other
    return re.compile(
        rf"\b{one}[ -]{other}(?=$|[^\w -]| (?:{_SMALL})\b)"
        rf"|\b{other} (?:of|for|on) (?:an? |the |your |one |all )?{one}\b",
        re.MULTILINE,
    )
