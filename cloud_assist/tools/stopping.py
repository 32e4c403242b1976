"""How a command is stopped and how long it may take: what the records of its programs say, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cloud_assist.tools.registry import tool_of
from cloud_assist.tools.tool import Signal


class StopPolicy(NamedTuple):
    """How one command line is stopped, and whether it takes long by nature."""

    program: str = ""
    """Whose way it is: "terraform"; "" for that of every program."""
    signal: Signal = Signal.TERMINATE
    """What it is asked with, once."""
    grace_s: float = 0.5
    """Seconds that it may take to obey."""
    holds: bool = False
    """Whether it holds a lock or a half-done change, so that only a person's choice kills it."""
    leaves: str = ""
    """What stays behind where it is killed all the same, and what to do about it; a sentence, or empty."""
    goes_on: str = ""
    """What goes on elsewhere although it has ended, and where to look; a sentence, or empty."""
    waits: bool = False
    """Whether it takes long by nature, so that no limit holds unless the person gave one."""


EVERY_PROGRAM = StopPolicy()
"""That of what no record speaks of: asked, and killed half a second later."""


def policy_of(words: Sequence[str]) -> StopPolicy:
    """Return how one program is stopped, given its command line, its base name first."""
    tool = tool_of(words[0]) if words else None
    if tool is None or tool.stop is None:
        return EVERY_PROGRAM
    stop = tool.stop
    return StopPolicy(tool.name, stop.signal, stop.grace_s, bool(stop.leaves), stop.leaves, stop.goes_on)


def gravest(policies: Iterable[StopPolicy]) -> StopPolicy:
    """Return the policy that all of them together have: that of a lock holder before others, then the most patient.

    It takes long where one of them does.
    """
    every = tuple(policies)
    worst = max(every, key=lambda policy: (policy.holds, policy.grace_s), default=EVERY_PROGRAM)
    return worst._replace(waits=any(policy.waits for policy in every))
