"""What a grammar of one subject returns, and what it is told beside the request."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cloud_assist.catalog.composed.request import Request


@dataclass(frozen=True, slots=True)
class Composed:
    """A command that was put together for a request."""

    command: str
    """What the request names is quoted; what it does not name stands as a place: `<file>`."""
    title: str
    """What it does, in one line without a full stop."""
    sure: bool = True
    """Whether it was read what the request is about; otherwise a known command goes before it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a command depends on beside the words of a request."""

    bsd: bool
    """Whether the tools are those of BSD and macOS, rather than those of GNU."""
    today: datetime.date
    """The day from which "yesterday" counts."""


Grammar = Callable[[Request, Surroundings], Iterator[Composed]]
"""Yields the commands of one subject for a request, the best first; none where it is about something else."""
