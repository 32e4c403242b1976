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


@dataclass(frozen=True, slots=True)
class Hints:
    """What a request says about the tool."""

    clis: frozenset[str]
    """Families it may mean; empty where it names none."""
    words: frozenset[str]
    """Terms that only name the tool."""
    local: bool
    """Whether it speaks of files, processes or this very machine, and of no tool."""


def hints(prompt: str) -> Hints:
    """Return the tools a request speaks of. A tool named outright wins over one that only a thing's name points to."""
    spoken = split(prompt)
    brands = [word for word in spoken if word in _BRANDS]
    clis = {cli for word in brands for cli in _BRANDS[word]}
    clis = clis or {cli for word in spoken if word in _THINGS for cli in _THINGS[word]}
    local = not clis and _LOCAL.search(prompt.lower()) is not None
    return Hints(clis=frozenset(clis), words=frozenset(terms(" ".join(brands))), local=local)


def names_a_tool(word: str) -> bool:
    """Return whether a word (lower case) names a tool or a thing of one, such as "s3"; it is no thing's own name."""
    return word in _BRANDS or word in _THINGS
