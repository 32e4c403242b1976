"""An item as a tree: the lines of an outline, with what is nested below what holds it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cloud_assist.results.cells import clean, one_line, text

_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Branch:
    """One entry of an object or list."""

    label: str
    """The key, or the number of an element from 1."""
    value: object
    told: str
    """A plain value in words; how much an object or a list holds."""
    folds: bool
    """Whether there is something below it."""


def branches(value: object) -> Iterator[Branch]:
    """Yield what an object or a list holds; nothing for a plain value."""
    if isinstance(value, dict):
        pairs = ((one_line(clean(key)), held) for key, held in value.items())
    elif isinstance(value, list):
        pairs = ((_numbered(number, held), held) for number, held in enumerate(value, start=1))
    else:
        return
    for label, held in pairs:
        folds = isinstance(held, dict | list) and bool(held)
        yield Branch(label, held, _extent(held) if folds else one_line(text(held)), folds)


def _numbered(number: int, held: object) -> str:
    """Return what an element is called: its number, and its name where it has one."""
    name = text([held]) if isinstance(held, dict) else ""
    return f"{number} {one_line(name)}" if name and name != "1 item" else str(number)


def _extent(held: object) -> str:
    count = len(held) if isinstance(held, dict | list) else 0
    what = "field" if isinstance(held, dict) else "item"
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def outline(value: object, depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Yield all entries of a value from the top, each with its depth."""
    if depth > _DEEPEST:
        return
    for branch in branches(value):
        yield depth, branch
        if branch.folds:
            yield from outline(branch.value, depth + 1)
