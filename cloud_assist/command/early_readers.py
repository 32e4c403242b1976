"""Finds a pipe that its reader closes early: `terraform apply | head` kills terraform, which leaves its lock behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.judging.programs import base_name
from cloud_assist.command.syntax.parser import Block, Function, Part, Pipeline, Script, Simple, walk
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Risk
from cloud_assist.tools.readers import ends_early
from cloud_assist.tools.stopping import policy_of

_TO_A_FILE = frozenset({">", ">>", ">|", "&>", "&>>"})


def closed_pipes(script: Script, judgement: Judgement) -> list[Finding]:
    """Return a finding for each pipe from what holds a lock or a half-done change into what may close it early."""
    holding = _Holding(judgement)
    scripts = (script, *(inner.script for inner in judgement.inner_scripts))
    return list(dict.fromkeys(found for each in scripts for found in _in(each.parts, holding)))


class _Holding:
    """Tells which commands must not be killed by a pipe, what they start included."""

    def __init__(self, judgement: Judgement) -> None:
        changes = judgement.risk.rank > Risk.SENSITIVE.rank
        self._programs: list[tuple[Simple, str]] = []
        for number, simple in enumerate(judgement.commands):
            policy = policy_of(_line(simple))
            if policy.locks or (policy.holds and changes):
                self._programs.append((judgement.commands[_root(number, judgement.owners)], policy.program))

    def program_in(self, part: Part) -> str:
        """Return a program in `part` that holds something and writes into the pipe; "" where none does."""
        writers = [simple for simple in walk((part,)) if not _writes_a_file(simple)]
        return next((program for writer, program in self._programs if writer in writers), "")


def _writes_a_file(simple: Simple) -> bool:
    return any(each.operator in _TO_A_FILE and each.descriptor in {"", "1"} for each in simple.redirects)


def _in(parts: Iterable[Part], holding: _Holding) -> Iterator[Finding]:
    for part in parts:
        if isinstance(part, Pipeline):
            yield from _in_pipeline(part, holding)
            yield from _in(part.parts, holding)
        elif isinstance(part, Block):
            yield from _in(part.parts, holding)
        elif isinstance(part, Function):
            yield from _in((part.body,), holding)


def _in_pipeline(pipeline: Pipeline, holding: _Holding) -> Iterator[Finding]:
    program = ""
    for part in pipeline.parts:
        if program and isinstance(part, Simple) and part.words:
            reader, *arguments = _line(part)
            if ends_early(reader, tuple(arguments)):
                text = (
                    f"`{reader}` may close the pipe before `{program}` has ended, which kills `{program}` "
                    "in the middle of its work."
                )
                yield finding(Code.CLOSED_PIPE, text)
        program = program or holding.program_in(part)


def _line(simple: Simple) -> list[str]:
    """Return a command's words, its program's base name first."""
    words = [word.text for word in simple.words]
    return [base_name(words[0]), *words[1:]] if words else []


def _root(number: int, owners: tuple[int, ...]) -> int:
    """Return which command of the script a command was started by, itself where it stands there."""
    while owners[number] >= 0:
        number = owners[number]
    return number
