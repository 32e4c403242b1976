"""Words held against what an installed CLI accepts."""

from __future__ import annotations

from pathlib import Path

from cloud_assist.catalog.accepts.words import Place
from cloud_assist.command.syntax.parser import Simple, parse


def words_of(command: str) -> Simple:
    """The one simple command of a line."""
    (simple,) = parse(command).parts
    assert isinstance(simple, Simple)
    return simple


def here(cwd: Path) -> Place:
    """A place with nothing in its environment."""
    return Place(cwd, {"HOME": str(cwd)})
