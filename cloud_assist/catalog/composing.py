"""Composed commands among the known ones: ahead of them where the request names all that they need."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.catalog.recipes import program
from cloud_assist.catalog.search import Hit
from cloud_assist.catalog.tools import hints
from cloud_assist.command.open_places import open_places
from cloud_assist.models import Suggestion

COMPOSED = "composed"
"""Source of a command that was put together from the words of the request."""
_AHEAD = 2.0
"""Score by which each composed command is ahead of the next: none is as near to the request as the one before."""


def with_composed(known: Iterator[Hit], prompt: str, cli: str | None, is_family: bool) -> Iterator[Hit]:
    """Yield the composed commands for a request and the known ones, best first.

    Args:
        known: known commands, best first.
        prompt: the request.
        cli: the CLI or the program asked for, or None.
        is_family: whether `cli` names a CLI family; only for "shell" is anything composed then.
    """
    if is_family and cli != "shell":
        yield from known
        return
    composed = list(_composed(prompt, None if cli == "shell" else cli))
    if not composed:
        yield from known
        return
    first = next(known, None)
    best = 0.0 if first is None else first.suggestion.score
    sure = [each for each, is_sure in composed if is_sure and not each.placeholders]
    others = [each for each, is_sure in composed if not is_sure or each.placeholders]
    seen = {each.command for each, _ in composed}
    yield from _hits(sure, best + _AHEAD * (len(sure) + 1), 1.0)
    if first is not None and first.suggestion.command not in seen:
        yield first
    yield from _hits(others, best, 0.0 if first is None else first.closeness)
    yield from (hit for hit in known if hit.suggestion.command not in seen)


_OF_FILES = re.compile(r"[./'\"*`]|file|folder|direct|cron|install|locat|execut|binary", re.IGNORECASE)
"""What there is in every request that names a CLI, or a thing of one, and is about files here all the same."""


def _composed(prompt: str, only: str | None) -> Iterator[tuple[Suggestion, bool]]:
    """Yield what is composed for a request, of one program if asked for, and whether that is sure."""
    if hints(prompt).clis and not _OF_FILES.search(prompt):
        return
    from cloud_assist.catalog.composed.grammar import compose, here  # most of what is searched needs none of it

    for each in compose(prompt, here()):
        name = program(each.command)
        if only in {None, name}:
            places = open_places(each.command)
            yield Suggestion("shell", (name,), each.title, each.command, COMPOSED, 0.0, places), each.sure


def _hits(found: list[Suggestion], best: float, closeness: float) -> Iterator[Hit]:
    """Yield commands with falling scores."""
    for at, each in enumerate(found):
        score = round(best - _AHEAD * at, 3)
        yield Hit(
            Suggestion(each.cli, each.path, each.title, each.command, each.source, score, each.placeholders), closeness
        )
