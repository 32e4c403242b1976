"""How far one program reaches: whether it acts on this machine alone, and what is not known of what it acts on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.judging.programs import base_name
from cloud_assist.command.receipt.invocation import Invocation
from cloud_assist.models import Gap, Risk, TargetEntry, UnknownTarget
from cloud_assist.tools.registry import registry, resolve, without_version
from cloud_assist.tools.tool import Read, RunsCode, ThisMachine, Unread, Where

Reader = Callable[[Invocation], tuple[TargetEntry, ...] | ThisMachine]
"""Finds what a program acts on: its entries, none where nothing is set, or that it acts on this machine alone."""

ROOM = "cloud_assist.command.receipt"
_WITHIN = frozenset({"region", "zone", "location", "port", "user"})
"""Coordinates within a target that is known without them."""


class Acting(NamedTuple):
    """A started program that acts on something beyond this machine, or on something that is not known."""

    call: Invocation
    entries: tuple[TargetEntry, ...]
    unknown: UnknownTarget | None
    """What is not known of it; None where the entries say it all."""


def reader(reference: str) -> Reader:
    """Return the reader that a record names."""
    found: Reader = resolve(reference, ROOM)
    return found


def acts_here_alone(name: str, judgement: Judgement) -> bool:
    """Return whether argv[0] `name` of a command acts on this machine whatever its arguments are.

    What runs code does so where that code was read: else the command is judged unknown.
    """
    if name in judgement.functions:
        return True
    acts = _acts_of(base_name(name))
    return isinstance(acts, ThisMachine) or (isinstance(acts, RunsCode) and judgement.risk is not Risk.UNKNOWN)


def acting(call: Invocation, judgement: Judgement) -> Acting | None:
    """Return what a started program acts on; None where it acts on this machine alone."""
    if acts_here_alone(call.program, judgement):
        return None
    acts = _acts_of(call.program)
    match acts:
        case Read():
            return _as_read(call, acts)
        case Unread():
            gap = Gap.NO_READER if reaches(acts.verbs, call.arguments) else None
        case RunsCode():
            gap = Gap.UNREAD_CODE
        case _:
            gap = Gap.UNKNOWN_PROGRAM
    if gap is None:
        return None
    what = acts.what if isinstance(acts, Unread) else ""
    return Acting(call, (), UnknownTarget(gap, call.program, what))


def _as_read(call: Invocation, acts: Read) -> Acting | None:
    found = reader(acts.reader)(call)
    if isinstance(found, ThisMachine):
        return None
    gap = None if found else Gap.NOTHING_SET
    if any(mark in entry.value for entry in found if entry.name not in _WITHIN for mark in "$`"):
        gap = Gap.RUN_TIME
    return Acting(call, found, UnknownTarget(gap, call.program, acts.what) if gap else None)


def reaches(verbs: Collection[str], arguments: tuple[str, ...]) -> bool:
    """Return whether a command with these arguments has one of `verbs`; () are all.

    A verb of several words has them in this order: "remote update", "archive --remote".
    """
    if not verbs:
        return True
    starts = [arguments[at:] for at in _verb_places(arguments)]
    return any(_begins_with(verb.split(), start) for verb in verbs for start in starts)


def _verb_places(arguments: tuple[str, ...]) -> Iterator[int]:
    """Yield where the verb may stand: at the first operand, or at a later one if each before may be a value."""
    for at, argument in enumerate(arguments):
        if argument.startswith("-"):
            continue
        yield at
        if at == 0 or not arguments[at - 1].startswith("-"):
            return


def _begins_with(verb: list[str], arguments: tuple[str, ...]) -> bool:
    first, *others = verb
    if arguments[0] != first:
        return False
    rest = iter(arguments[1:])
    return all(any(word == other or word.startswith(f"{other}=") for word in rest) for other in others)


def _acts_of(program: str) -> Where | None:
    """Return where a program acts; None where nothing is known of it."""
    records = registry()
    return records.acts_of(program) or records.acts_of(without_version(program))
