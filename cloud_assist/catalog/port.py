"""What the catalog holds and what it tells about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

Progress = Callable[[str], None]
"""Called with one short line while something slow is under way."""


class Source(StrEnum):
    """Where a known command comes from, the best first."""

    RECIPE = "recipe"
    """Our own recipe book."""
    EXAMPLE = "example"
    """An example in the documentation of a CLI on this machine."""
    OPERATION = "operation"
    """An operation of a CLI on this machine, with its required options."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One known command, ready to be indexed."""

    source: Source
    cli: str
    """Family: "aws", "kubectl", "git", "shell", ..."""
    path: tuple[str, ...]
    """The operation without the program: ("s3api", "list-buckets"); for plain shell the program itself."""
    title: str
    command: str
    """Placeholders stand in angle brackets."""
    phrases: tuple[str, ...] = ()
    """Other ways to ask for it."""
    detail: str = ""
    """More words about it, weaker than title and phrases."""
    placeholders: Mapping[str, str] = field(default_factory=dict)
    """Name and meaning of each placeholder of `command`."""
    since: int = 0
    """First major version of the CLI that knows the command; 0 for any."""

    def known_to(self, version: str) -> bool:
        """Whether a CLI of this version ("1.46.3", or "" where it is not known) has the command."""
        major = version.partition(".")[0]
        return not major.isdecimal() or int(major) >= self.since


class State(StrEnum):
    """How far the catalog is."""

    READY = "ready"
    """Built for the CLIs and the recipes that are here now."""
    RECIPES_ONLY = "recipes only"
    """Not built yet, or not to be built: only the recipe book answers."""


@dataclass(frozen=True, slots=True)
class CatalogStatus:
    """What `catalog status` shows."""

    state: State
    path: Path
    """Where the built catalog is, or would be."""
    size_bytes: int
    """0 where nothing is built."""
    counts: Mapping[str, int]
    """Known commands by source."""
    versions: Mapping[str, str]
    """Version of each CLI that was read: {"aws": "1.46.3"}."""
    stale: bool
    """Whether a build for other versions or an older recipe book is there, but none for these."""
    note: str = ""
    """What the person should know, in one sentence: why only recipes answer."""
