"""Words of a request and of a command's description, brought to one form so that they can meet.

Both sides go through `terms`: plural and singular, "folder" and "directory", "removing" and "delete" end in the same
term. A verb gives two terms, itself and its class ("terminate" → "terminat", "xdelete"), so that the very same verb
still counts for more than one of the same kind.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_JOINT = re.compile(r"[-_\s]+")


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text with blanks between them: a table of words that reads like prose."""
    return frozenset(text.split())


VOCABULARY: dict[str, Any] = tomllib.loads(
    (resources.files("cloud_assist.catalog") / "data" / "vocabulary.toml").read_text("utf-8")
)
STOP_WORDS = word_set(VOCABULARY["stop"])
"""Words that say nothing about the task."""
VERB_CLASSES = {name: word_set(verbs) for name, verbs in VOCABULARY["verbs"].items()}
"""Verbs of one kind, by the kind's name."""
_WHOLE = word_set(VOCABULARY["whole"])
_BEGINS = {piece.removeprefix("(?:")[0] for said in VOCABULARY["said_as_one"].values() for piece in said.split("|")}
_SAID_AS_ONE = re.compile(
    f"(?=[{''.join(sorted(_BEGINS))}])"  # spares trying all of them at each word
    r"\b(?:" + "|".join(f"(?P<{word}>{said})" for word, said in VOCABULARY["said_as_one"].items()) + r")\b"
)
_SAME = {alias: word for word, aliases in VOCABULARY["same"].items() for alias in word_set(aliases)}


_DIRECTIONS = {"to": "xto", "into": "xto", "onto": "xto", "from": "xfrom"}
"""Prepositions that tell an upload from a download: "copy … to bucket" also gives "xtobucket"."""
_CARRYING = frozenset({"xcopy", "xupload", "xdownload", "mov"})


def split(text: str) -> list[str]:
    """Return the bare words of `text`, lower case, camel case taken apart."""
    plain = _JOINT.sub(" ", text if text.islower() else _CAMEL.sub(" ", text).lower())
    return _WORD.findall(joined(plain))


def joined(text: str) -> str:
    """Return a lower-case text with several words that mean one in that one's place: "get rid of" is "destroy"."""
    return _SAID_AS_ONE.sub(lambda match: match.lastgroup or "", text)


def stem(word: str) -> str:
    """Return a word without its plural and its common endings; short words and abbreviations stay as they are."""
    if word.endswith("s") and len(word) > 3 and word not in _WHOLE and not word.endswith(("ss", "us")):
        word = _singular(word)
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            word = word.removesuffix(ending)
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 3 else word


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


_CLASS_OF: dict[str, tuple[str, ...]] = {}
for _name, _verbs in VERB_CLASSES.items():
    for _verb in _verbs:
        _CLASS_OF[stem(_verb)] = (*_CLASS_OF.get(stem(_verb), ()), _name)
_SAME_STEM = {stem(alias): stem(word) for alias, word in _SAME.items()}


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order: stems, synonyms brought together, verb classes added, no stop words."""
    found: list[str] = []
    direction = ""
    for word in split(text):
        direction = _DIRECTIONS.get(word, direction)
        if word in STOP_WORDS:
            if word in {"what", "which"}:
                found.append("xread")
            continue
        own = _terms_of(word)
        found.extend(own)
        if direction and _CARRYING.intersection(found):
            found.append(direction + own[0])
        direction = ""
    return found


@lru_cache(maxsize=100_000)
def _terms_of(word: str) -> tuple[str, ...]:
    """Return the stem of a word, or of its synonym, and the classes of that."""
    stemmed = stem(_SAME.get(word) or word)
    stemmed = _SAME_STEM.get(stemmed, stemmed)
    return (stemmed, *_CLASS_OF.get(stemmed, ()))


def is_class(term: str) -> bool:
    """Return whether `term` is a class of verbs rather than a word."""
    return term in VERB_CLASSES


def is_verb(term: str) -> bool:
    """Return whether `term` is the stem of a verb that belongs to a class."""
    return term in _CLASS_OF


def verb_classes(term: str) -> frozenset[str]:
    """Return the classes a verb's stem belongs to; none for any other word."""
    return frozenset(_CLASS_OF.get(term, ()))


def content(found: Iterable[str]) -> list[str]:
    """Return some terms without the classes of verbs."""
    return [term for term in found if term not in VERB_CLASSES]
