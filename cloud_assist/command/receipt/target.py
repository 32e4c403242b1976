"""The receipt of a whole command, and of the surroundings it would run in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.receipt.invocation import Invocation, Place, Switch
from cloud_assist.command.receipt.reach import ROOM, Acting, acting, acts_here_alone, reader
from cloud_assist.command.receipt.unfold import invocations
from cloud_assist.command.syntax.parser import Script
from cloud_assist.models import Finding, Gap, Risk, Target, TargetEntry, UnknownTarget
from cloud_assist.tools.registry import registry, resolve, tool_of
from cloud_assist.tools.tool import Read, ThisMachine

_Switches = Callable[[Invocation], Iterable[Switch]]
_NOT_READ = frozenset({"shell.syntax", "shell.nesting"})
"""What the rules call a command, or shell text inside one, that cannot be read."""


@dataclass(slots=True)
class CommandTarget:
    """What one command would hit, and what is wrong with the names that it uses."""

    entries: dict[TargetEntry, None] = field(default_factory=dict)
    unknown: dict[UnknownTarget, None] = field(default_factory=dict)
    findings: dict[Finding, None] = field(default_factory=dict)
    around: list[Invocation] = field(default_factory=list)
    """The surroundings of each program whose target is not known; see `surrounding_target`."""

    @property
    def target(self) -> Target:
        """The receipt; empty for a command that touches this machine only."""
        return Target(tuple(self.entries), tuple(self.unknown))


def ambient_target(environ: Mapping[str, str], cwd: Path) -> Target:
    """Return what the next command of each tool in use here would hit if it said nothing else.

    From files and environment only; for the status line, so at most a few milliseconds.
    """
    return surrounding_target([Invocation("", (), environ, cwd)])


def surrounding_target(around: Iterable[Invocation]) -> Target:
    """Return what is set up in the surroundings of programs, each an Invocation that names none."""
    entries = (entry for call in around for reference in _readers() for entry in _found(reference, call))
    return Target(tuple(dict.fromkeys(entries)))


def _readers(words: frozenset[str] | None = None) -> list[str]:
    """Return every reader, or those of the tools that `words` name."""
    tools = [tool for tool in registry().own if words is None or not words.isdisjoint(tool.programs)]
    return list(dict.fromkeys(tool.acts.reader for tool in tools if isinstance(tool.acts, Read)))


def _found(reference: str, call: Invocation) -> tuple[TargetEntry, ...]:
    found = reader(reference)(call)
    return () if isinstance(found, ThisMachine) else found


def command_target(script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path) -> CommandTarget:
    """Return what one command would hit, and what of it is not known.

    Args:
        script: the parsed command.
        judgement: the same command, judged.
        environ: the environment that the command inherits.
        cwd: the working directory it starts in.
    """
    result = CommandTarget()
    if judgement.risk is Risk.UNKNOWN and any(reason.rule in _NOT_READ for reason in judgement.reasons):
        _add_unreadable(result, script, judgement, Invocation("", (), environ, cwd))
    if not all(acts_here_alone(simple.words[0].text, judgement) for simple in judgement.commands):
        for each in actings(script, judgement, environ=environ, cwd=cwd):
            _add(result, each, environ)
    return result


def _add(result: CommandTarget, each: Acting, inherited: Mapping[str, str]) -> None:
    result.entries |= dict.fromkeys(each.entries)
    if each.unknown is not None:
        result.unknown[each.unknown] = None
        # Under sudo what is set here may be gone, and may not: nobody can tell.
        environ = {**inherited, **each.call.environ}
        result.around.append(each.call._replace(program="", arguments=(), environ=environ))
    misnamed = _unknown_name(each.call)
    if misnamed is not None:
        result.findings[misnamed] = None


def _add_unreadable(result: CommandTarget, script: Script, judgement: Judgement, here: Invocation) -> None:
    """Take what is set up here for the tools that the text names, or for all, as what may be hit."""
    scripts = (script, *(inner.script for inner in judgement.inner_scripts))
    words = frozenset(word for each in scripts for word in each.words)
    named = [entry for reference in _readers(words) for entry in _found(reference, here)]
    result.entries |= dict.fromkeys(named or surrounding_target([here]).entries)
    result.unknown[UnknownTarget(Gap.UNREADABLE)] = None
    result.around.append(here)


def actings(script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path) -> Iterator[Acting]:
    """Yield each program that acts on something beyond this machine, or on something that is not known, in order.

    What a command chooses for the ones after it (`kubectl config use-context`) counts from that command on.
    """
    switched: dict[Place, tuple[str, str]] = {}
    for call in invocations(script, judgement, environ=environ, cwd=cwd):
        current = call._replace(switched=switched)
        tool = tool_of(call.program)
        for reference in tool.switches if tool is not None else ():
            switches: _Switches = resolve(reference, ROOM)
            switched.update(switches(current))
        if (found := acting(current, judgement)) is not None:
            yield found


def _unknown_name(call: Invocation) -> Finding | None:
    """Return a finding where a command names a profile or a context that no file here has."""
    tool = tool_of(call.program)
    if tool is None or not tool.unknown_name:
        return None
    check: Callable[[Invocation], Finding | None] = resolve(tool.unknown_name, ROOM)
    return check(call)
