"""A request, read once: its words, what it wants done, to what, and with which tool."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cloud_assist.catalog import slots
from cloud_assist.catalog.opposites import Asked, asked_side
from cloud_assist.catalog.scope import without_scope
from cloud_assist.catalog.tools import Hints, hints
from cloud_assist.catalog.words import content, is_class, is_verb, split, terms, verb_classes

_PLACE = re.compile(
    r"\b(?:from|in|of|inside|out of|on)(?: (?:the|a|an|my|our|this))? (\w+(?: (?:bucket|folder|cluster))?)"
)
_CLASS_WEIGHT = 0.4
"""How much a class of verbs tells, beside a word of the same rarity."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to say a task."""

    words: tuple[str, ...]
    """Its terms in order. The verb it begins with stands as its classes, so that "show" and "list" are one."""
    lead: str
    """The verb it begins with, or "" (within its first two words)."""
    classes: frozenset[str]
    """Classes of that verb; where it has none: those of a question ("which …")."""
    head: str
    """The first word that is no verb: what the task is about."""


def phrase(found: list[str] | tuple[str, ...]) -> Phrase:
    """Read the terms of a text as a phrase."""
    plain = content(found)
    lead = next((w for w in plain[:2] if is_verb(w)), "")
    named = verb_classes(lead) or frozenset(w for w in found[:1] if is_class(w))
    rest = [w for w in plain if w != lead]
    head = next((w for w in rest if not is_verb(w)), plain[-1] if plain else "")
    return Phrase((*sorted(named), *rest), lead, named, head)


@dataclass(frozen=True, slots=True)
class Query:
    """A request, read once."""

    prompt: str
    rarity: Rarity
    """Of the words among the commands that are searched."""
    terms: tuple[str, ...]
    """All terms without doubles, classes too, values left out."""
    phrase: Phrase
    weights: Mapping[str, float]
    """How much each content word tells: the rarer in the catalog, the more."""
    pairs: frozenset[tuple[str, str]]
    """Words of its phrase that stand side by side."""
    plural: bool
    """Whether the thing it is about stands in the plural."""
    hints: Hints
    said: frozenset[str]
    """All its words, lower case."""
    places: frozenset[str]
    """Terms of what the thing it is about is in: "bucket" in "delete the object a.csv from the bucket data"."""
    asked: Asked
    """On which side of a pair of opposites it is."""
    given: frozenset[str]
    """Kinds of values in it that only a place for them takes; see `slots.surely_given`."""
    cli: str | None
    """The CLI asked for, or None."""


class Rarity:
    """How rare each term is among all known commands, and among those of one CLI where only they are searched."""

    def __init__(self, counts: Mapping[str, int], total: int, within: Rarity | None = None) -> None:
        """Count over `total` commands; `within` are all commands, where these are of one CLI."""
        self._counts = counts
        self._total = total
        self._within = within
        self._weights: dict[str, float] = {}

    def count(self, term: str) -> int:
        """How many commands hold the term."""
        return self._counts.get(term, 0)

    def share(self, term: str) -> float:
        """Share of all commands that hold the term, 0 to 1."""
        return self.count(term) / max(self._total, 1)

    def weight(self, term: str) -> float:
        """How much the term tells: the logarithm of its rarity; a class of verbs tells less than a word."""
        weight = self._weights.get(term)
        if weight is None:
            weight = self._plain(term)
            if self._within is not None:
                # A word that every command of docker has still says something there, but less than elsewhere.
                weight = (weight + self._within._plain(term)) / 2
            weight *= _CLASS_WEIGHT if is_class(term) else 1.0
            self._weights[term] = weight
        return weight

    def _plain(self, term: str) -> float:
        """Return the logarithm of a term's rarity, 1 for a term that one command has."""
        return math.log(1 + self._total / (1 + self.count(term))) / math.log(1 + self._total / 2)


def read_query(prompt: str, rarity: Rarity, cli: str | None) -> Query:
    """Read a request."""
    described = slots.without_values(without_scope(prompt))
    found = terms(described)
    read = phrase(found)
    return Query(
        prompt=prompt,
        rarity=rarity,
        terms=tuple(dict.fromkeys(found)),
        phrase=read,
        weights={word: rarity.weight(word) for word in read.words},
        pairs=frozenset(zip(read.words, read.words[1:], strict=False)),
        plural=is_plural(described, read.head),
        hints=hints(prompt),
        said=frozenset(split(prompt)),
        places=frozenset(term for found in _PLACE.finditer(described) for term in terms(found[1])) - {read.head},
        asked=asked_side(prompt),
        given=slots.surely_given(prompt),
        cli=cli,
    )


def is_plural(text: str, head: str) -> bool:
    """Whether the word of `text` behind the term `head` is a plural."""
    return any(word.endswith("s") and not word.endswith("ss") and head in terms(word) for word in split(text))
