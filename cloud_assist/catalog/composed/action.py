"""What a request wants done with what `find` finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cloud_assist.catalog.composed.port import Surroundings
from cloud_assist.catalog.composed.request import Request


@dataclass(frozen=True, slots=True)
class Action:
    """What is done with each find."""

    options: str
    """Behind the conditions; "" to print the names."""
    says: str
    """The same in words, to stand behind "then"; "" for nothing to say."""
    pipe: str = ""
    """What takes the output, with the `|` before it."""
    within: str = ""
    """The folder from which the search must start in place of `.`; "" for any."""
    search: str = ""
    """The arguments of grep, where it looks for a text."""
    changes: bool = False
    """Whether it changes what is found."""


Reader = Callable[[Request, Surroundings], Action | None]
"""Takes one action out of a request, or returns None."""
