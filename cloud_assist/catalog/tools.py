"""Which tool a request speaks of, by the words that belong to one tool alone."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from cloud_assist.catalog.words import VOCABULARY, split, terms, word_set

_BRANDS: defaultdict[str, set[str]] = defaultdict(set)
"""The tools a brand's name stands for: a command of such a tool answers that word already."""
_THINGS: defaultdict[str, set[str]] = defaultdict(set)
"""The tools a thing's name points to."""
for _cli, _table in VOCABULARY["tools"].items():
    for _word in word_set(_table["brands"]):
        _BRANDS[_word].add(_cli)
    for _word in word_set(_table["words"]):
        _THINGS[_word].add(_cli)
_LOCAL = re.compile(
    r"\b(?:files?|folders?|director(?:y|ies)|process(?:es)?|lines?|disk|laptop|computer|localhost|locally|here|archive"
    r"|(?:this|my|local) (?:machine|host|system|computer|disk))\b"
)
_IDENTIFIERS = {
    "aws": re.compile(
        r"\barn:aws|\bs3://|(?<![\w-])(?:i|vol|snap|ami|sg|subnet|vpc|eni|eipalloc|igw|nat|rtb|fs|acl|vpce|lt)"
        r"-[0-9a-f]{8,17}(?![\w-])|(?<![\w-])(?:us|eu|ap|sa|ca|me|af|il|mx)-(?:gov-)?[a-z]{4,9}-\d[a-f]?(?![\w-])"
    ),
    "gcloud": re.compile(
        r"\bgs://|(?<![\w-])(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-[a-z]+\d(?:-[a-f])?(?![\w-])"
    ),
    "az": re.compile(r"/subscriptions/[0-9a-f-]{8,}"),
}
"""Identifiers and places as one cloud alone writes them."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a request says about the tool."""

    clis: frozenset[str]
    """Families it may mean; empty where it names none."""
    certain: bool
    """Whether it names them outright, or by an identifier that is theirs alone."""
    words: frozenset[str]
    """Terms that only name the tool."""
    local: bool
    """Whether it speaks of files, processes or this very machine, and of no tool."""


def hints(prompt: str) -> Hints:
    """Return the tools a request speaks of. A tool named outright wins over one that only a thing's name points to."""
    spoken = split(prompt)
    brands = [word for word in spoken if word in _BRANDS]
    certain = {cli for word in brands for cli in _BRANDS[word]}
    certain = certain or {cli for cli, form in _IDENTIFIERS.items() if form.search(prompt)}
    clis = certain or {cli for word in spoken if word in _THINGS for cli in _THINGS[word]}
    local = not clis and _LOCAL.search(prompt.lower()) is not None
    return Hints(clis=frozenset(clis), certain=bool(certain), words=frozenset(terms(" ".join(brands))), local=local)


def names_a_brand(word: str) -> bool:
    """Return whether a word (lower case) is a tool's own name, such as "git"."""
    return word in _BRANDS


def names_a_tool(word: str) -> bool:
    """Return whether a word (lower case) names a tool or a thing of one, such as "s3"; it is no thing's own name."""
    return word in _BRANDS or word in _THINGS
