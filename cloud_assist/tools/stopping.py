"""How a command is stopped and how long it may take: what the records of its programs say, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cloud_assist.tools.registry import tool_of, without_version
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
    locks: bool = False
    """Whether it keeps others out by its lock, also where it only reads."""
    leaves: str = ""
    """What stays behind where it is killed all the same, and what to do about it; a sentence, or empty."""
    goes_on: str = ""
    """What goes on elsewhere although it has ended, and where to look; a sentence, or empty."""
    waits: bool = False
    """Whether it takes long by nature, so that no limit holds unless the person gave one."""


EVERY_PROGRAM = StopPolicy()
"""That of what no record speaks of: asked, and killed half a second later."""


def policy_of(words: Sequence[str]) -> StopPolicy:
    """Return how one program is stopped, given its command line, its base name first.

    A verb counts wherever it stands, so that an option's value may be taken for one: then it is stopped with more
    patience than it needs.
    """
    tool = (tool_of(words[0]) or tool_of(without_version(words[0]))) if words else None
    if tool is None:
        return EVERY_PROGRAM
    stop = next((stop for stop in tool.stops if _is_said_of(stop.verbs, words)), None)
    waits = tool.time is not None and _is_said_of(tool.time.verbs, words)
    if stop is None:
        return StopPolicy(waits=waits)
    return StopPolicy(
        tool.name,
        stop.signal,
        stop.grace_s,
        stop.holds,
        stop.locks,
        stop.leaves,
        stop.goes_on,
        waits=waits or stop.holds,
    )


def _is_said_of(verbs: Iterable[str], words: Sequence[str]) -> bool:
    """Return whether one of `verbs` is in a command line; true where there are none, and never for a look at its help.

    >>> _is_said_of(("state rm", "get --watch"), ("terraform", "-chdir=x", "state", "rm", "a.b"))
    True
    """
    arguments = words[1:]
    if "--help" in arguments or "--version" in arguments:
        return False
    each = tuple(verbs)
    return not each or any(_has(verb.split(), arguments) for verb in each)


def _has(verb: Sequence[str], arguments: Sequence[str]) -> bool:
    options = [token for token in verb if token[0] == "-"]
    path = [token for token in verb if token[0] != "-"]
    operands = [argument for argument in arguments if argument[:1] != "-"]
    there = any(operands[at : at + len(path)] == path for at in range(len(operands) - len(path) + 1))
    return there and all(any(_is_option(option, argument) for argument in arguments) for option in options)


def _is_option(option: str, argument: str) -> bool:
    """Return whether an argument gives an option: `-i` stands in `-ivh`, too."""
    if argument.partition("=")[0] == option:
        return True
    return len(option) == 2 and argument[:2] != "--" and argument[:1] == "-" and option[1] in argument[1:]


def gravest(policies: Iterable[StopPolicy]) -> StopPolicy:
    """Return the policy that all of them together have: that of a lock holder before others, then the most patient.

    It takes long where one of them does.
    """
    every = tuple(policies)
    worst = max(every, key=lambda policy: (policy.holds, policy.grace_s), default=EVERY_PROGRAM)
    return worst._replace(waits=any(policy.waits for policy in every))
