"""The receipt of a whole command, and of the surroundings it would run in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.receipt.invocation import Invocation, Place, Switch
from cloud_assist.command.receipt.unfold import invocations
from cloud_assist.command.syntax.parser import Script
from cloud_assist.models import Finding, Target, TargetEntry
from cloud_assist.tools.registry import registry, resolve, tool_of
from cloud_assist.tools.tool import Read

_Reader = Callable[[Invocation], tuple[TargetEntry, ...]]
_Switches = Callable[[Invocation], Iterable[Switch]]
_ROOM = "cloud_assist.command.receipt"


def _reader_of(program: str) -> _Reader | None:
    """Return what finds the target of a program; None where it has none, or nothing finds it."""
    tool = tool_of(program)
    return _reader(tool.acts.reader) if tool is not None and isinstance(tool.acts, Read) else None


def _reader(reference: str) -> _Reader:
    reader: _Reader = resolve(reference, _ROOM)
    return reader


def _switches_of(program: str) -> Iterator[_Switches]:
    tool = tool_of(program)
    for reference in tool.switches if tool is not None else ():
        yield resolve(reference, _ROOM)


def ambient_target(environ: Mapping[str, str], cwd: Path) -> Target:
    """Return what the next command of each tool in use here would hit if it said nothing else.

    From files and environment only; for the status line, so at most a few milliseconds.
    """
    surroundings = Invocation("", (), environ, cwd)
    readers = dict.fromkeys(tool.acts.reader for tool in registry().own if isinstance(tool.acts, Read))
    return Target(tuple(entry for reference in readers for entry in _reader(reference)(surroundings)))


def command_target(
    script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path
) -> tuple[Target, tuple[Finding, ...]]:
    """Return what one command would hit, and what is wrong with the names that it uses.

    The target is empty for a command that touches this machine only.

    Args:
        script: the parsed command.
        judgement: the same command, judged.
        environ: the environment that the command inherits.
        cwd: the working directory it starts in.
    """
    if not targeted(simple.words[0].text.rpartition("/")[2] for simple in judgement.commands):
        return Target(), ()
    entries: dict[TargetEntry, None] = {}
    findings: dict[Finding, None] = {}
    for call, hit in targets(script, judgement, environ=environ, cwd=cwd):
        entries |= dict.fromkeys(hit)
        unknown = _unknown_name(call)
        if unknown is not None:
            findings[unknown] = None
    return Target(tuple(entries)), tuple(findings)


def targets(
    script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path
) -> Iterator[tuple[Invocation, tuple[TargetEntry, ...]]]:
    """Yield each program that hits something beyond this machine with what it would hit, in order.

    What a command chooses for the ones after it (`kubectl config use-context`) counts from that command on.
    """
    switched: dict[Place, tuple[str, str]] = {}
    for call in invocations(script, judgement, environ=environ, cwd=cwd):
        current = replace(call, switched=switched)
        for switches in _switches_of(call.program):
            switched.update(switches(current))
        reader = _reader_of(call.program)
        if reader is not None:
            yield current, reader(current)


def targeted(programs: Iterable[str]) -> list[str]:
    """Return those of `programs` that hit something beyond this machine, be it set or their own default."""
    tools = ((program, tool_of(program)) for program in programs)
    return [program for program, tool in tools if tool is not None and isinstance(tool.acts, Read)]


def _unknown_name(call: Invocation) -> Finding | None:
    """Return a finding where a command names a profile or a context that no file here has."""
    tool = tool_of(call.program)
    if tool is None or not tool.unknown_name:
        return None
    check: Callable[[Invocation], Finding | None] = resolve(tool.unknown_name, _ROOM)
    return check(call)
