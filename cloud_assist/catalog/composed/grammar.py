"""Puts together plain shell commands for a request: asks the grammar of each subject in turn."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from cloud_assist.catalog.composed.port import Composed, Grammar, Surroundings
from cloud_assist.catalog.composed.request import Request, read_request
from cloud_assist.catalog.composed.wanted import changes_files, changes_something, is_of_a_cli, lists_files, seeks_files


@dataclass(frozen=True, slots=True)
class _Subject:
    """A grammar, imported when a request may be about its subject."""

    module: str
    function: str
    words: str = ""
    """Pieces of words of which one is in every request about it; "" where that is not known."""
    beside_a_search: bool = False
    """Whether its commands may do as well as a search for files."""
    looks: bool = False
    """Whether it changes nothing: not for a request that begins with an order to change something."""

    def grammar_for(self, request: Request, changes: bool) -> Grammar | None:
        """Return the grammar where a request may be about its subject."""
        if (changes and self.looks) or (self.words and not any(word in request.spoken for word in self.words.split())):
            return None
        return cast("Grammar", getattr(import_module(f"cloud_assist.catalog.composed.{self.module}"), self.function))


_SUBJECTS = (
    _Subject("lists", "listed_in_files", "listed named given specified stored"),
    _Subject(
        "network",
        "network",
        "«u «h «i «f «q host server remote ip port listen sock connect ping dns rout gateway interface ssh log sync scp"
        " network arp open process address mirror answer respon",
    ),
    _Subject("shell", "shell"),
    _Subject(
        "processes",
        "processes",
        "process kill terminat job ground sleep wait pause delay cpu mem priority pid"
        " signal time running measure immune",
    ),
    _Subject("dates", "dates", "date time day epoch timestamp year month week hour seconds", looks=True),
    _Subject("archives", "archives", "archiv tar zip pack bundle compress extract expand open back bz2 gz xz"),
    _Subject("text_changes", "text_changes"),
    _Subject("text_columns", "columns", "column field value number char user login account"),
    _Subject("text_columns", "sorts", "sort order uniq distinct different duplic repeat shuffl random line occur"),
    _Subject("text_parts", "counts", "line word char letter byte long occur times instance often frequen", looks=True),
    _Subject(
        "text_search",
        "searched",
        "«q contain word text string pattern grep line match",
        beside_a_search=True,
        looks=True,
    ),
    _Subject(
        "text_parts", "parts", "line byte first last top head beginning start end tail follow grow watch real append"
    ),
    _Subject("text_parts", "wholes"),
    _Subject(
        "space",
        "space",
        "space disk free size usage mount inode full big large du drive partition block filesystem",
        looks=True,
    ),
    _Subject("machine", "machine", looks=True),
    _Subject("copying", "copies", "cop cp duplicat"),
    _Subject("permissions", "permissions", "permission mode chmod right execut writ read own group chgrp"),
    _Subject("files", "described_files"),
    _Subject("text_parts", "contents", "content text cat read print display show view output dump open"),
    _Subject("listing", "listed", beside_a_search=True, looks=True),
)
"""The narrower subjects first."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that no words have, and that a command cannot hold as they are."""
_MOST = 4
"""Commands for one request: the known ones are to have a place beside them."""


def here() -> Surroundings:
    """Return what commands depend on in this process: whose tools there are, and what day it is."""
    return Surroundings(bsd=sys.platform != "linux", today=datetime.datetime.now().astimezone().date())


def compose(prompt: str, around: Surroundings) -> list[Composed]:
    """Return plain shell commands for a request, the best first; none where it is about something else."""
    if _CONTROL.search(prompt):
        return []
    request = read_request(prompt)
    if is_of_a_cli(prompt, request):
        return []
    if not seeks_files(request):
        return _distinct(_others(request, around))
    found = list(_found(request, around))
    if not found:  # What is not understood as a search must not become a change of something else.
        return []
    return _distinct((*found, *_beside_a_search(request, around))) if found[0].sure else found


def _beside_a_search(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield what may do as well as a search for files that changes none."""
    if changes_files(request):
        return
    for subject in _SUBJECTS:
        grammar = subject.grammar_for(request, changes=False) if subject.beside_a_search else None
        if grammar is not None:
            yield from grammar(request, around)


def _others(request: Request, around: Surroundings) -> Iterator[Composed]:
    changes = changes_something(request)
    for subject in _SUBJECTS:
        grammar = subject.grammar_for(request, changes)
        if grammar is not None:
            yield from grammar(request, around)
    if lists_files(request):
        yield from _found(request, around)


def _found(request: Request, around: Surroundings) -> Iterator[Composed]:
    from cloud_assist.catalog.composed.find import finds  # half of all grammars are behind it

    return finds(request, around)


def _distinct(found: Iterable[Composed]) -> list[Composed]:
    kept: dict[str, Composed] = {}
    for each in found:
        kept.setdefault(each.command, each)
        if len(kept) == _MOST:
            break
    return list(kept.values())
