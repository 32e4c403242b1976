"""Whether the exit status of a command that ran is an answer ("nothing found") and no failure, and whose it is.

Said only where it is certain: the command is understood whole, every command in it that may have given this status has
an entry for it in `tools.answers`, and what was written to stderr agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cloud_assist.command.judging.judge import Judgement, judge
from cloud_assist.command.judging.programs import base_name
from cloud_assist.command.syntax.parser import Block, Function, Part, Pipeline, Redirect, Simple, parse
from cloud_assist.command.syntax.tree import walk
from cloud_assist.models import RunResult
from cloud_assist.tools.answers import ANSWERS, COMPLAINS, HANDS_ON, SILENT, STEERS, Answer

_TEST_IS_FALSE = Answer(1, "false")
_SHELL_COMPLAINS = re.compile(r"^\S*bash: ", re.MULTILINE)
_STDERR = frozenset({"&>", "&>>", ">&"})


def with_meaning(command: str, result: RunResult, *, environ: Mapping[str, str], cwd: Path) -> RunResult:
    """Return `result` with what its exit status means, where that is an answer.

    Args:
        command: the exact string that ran.
        result: how it ended.
        environ: what it inherited.
        cwd: absolute folder that it ran in.
    """
    if result.exit_status == 0 or result.signal is not None or result.timed_out or result.cancelled:
        return result
    script = parse(command)
    simples = list(walk(script.parts))
    steered = any(each.words and base_name(each.words[0].text) in STEERS for each in simples)
    if not script.parts or script.problems or steered or any(isinstance(part, Function) for part in script.parts):
        return result
    answers = _Ending(judge(command, environ=environ, cwd=cwd), result).of(script.parts[-1])
    if answers is None or not _agrees(
        answers, result.error_tail, alone=len(simples) == 1, hidden=_hides_stderr(simples)
    ):
        return result
    return replace(result, meaning=" or ".join(dict.fromkeys(each.meaning for each in answers)))


def _agrees(answers: Iterable[Answer], said: str, *, alone: bool, hidden: bool) -> bool:
    """Whether what was written to stderr leaves no doubt that one of `answers` was given."""
    lines = [line for line in said.splitlines() if line.strip()]
    for answer in answers:
        if answer.said:
            if hidden or not all(re.fullmatch(answer.said, line.strip()) for line in lines):
                return False
        elif lines and (not alone or _SHELL_COMPLAINS.search(said)):
            return False
    return True


def _hides_stderr(simples: Iterable[Simple]) -> bool:
    return any(_takes_stderr(redirect) for simple in simples for redirect in simple.redirects)


def _takes_stderr(redirect: Redirect) -> bool:
    return redirect.descriptor == "2" or (redirect.operator in _STDERR and redirect.descriptor == "")


class _Ending:
    """Finds the commands that may have given a script its exit status."""

    def __init__(self, judgement: Judgement, result: RunResult) -> None:
        self._judgement = judgement
        self._result = result

    def of(self, part: Part) -> tuple[Answer, ...] | None:
        """Return what each command that may have ended `part` so answered; None where one may have failed."""
        match part:
            case Simple():
                return self._simple(part, self._result.exit_status)
            case Pipeline(parts=parts):
                return self.of(parts[-1])
            case Block(redirects=redirects) if redirects:
                return None
            case Block(kind="list", parts=parts) if parts:
                return self._list(parts)
            case Block(kind="group" | "subshell", parts=parts) if parts:
                return self.of(parts[-1])
            case Block(kind="test") if self._result.exit_status == 1:
                return (_TEST_IS_FALSE,)
            case _:
                return None

    def _list(self, parts: tuple[Part, ...]) -> tuple[Answer, ...] | None:
        """Any of `a && b` may have given the status: each has to answer with it, or to complain where it fails."""
        found: list[Answer] = []
        for part in parts:
            if isinstance(part, Simple) and part.words and part.words[0].text in COMPLAINS:
                continue
            answers = self.of(part)
            if answers is None:
                return None
            found += answers
        return tuple(found) or None

    def _simple(self, simple: Simple, status: int) -> tuple[Answer, ...] | None:
        if not simple.words:
            return None
        program = base_name(simple.words[0].text)
        words = [word.text for word in simple.words[1:]]
        for answer in ANSWERS.get(program, ()):
            if answer.status == status and _has_verb(answer, words) and _has_option(answer, words):
                return (answer,)
        return self._handed_on(simple, program, status) if program in HANDS_ON else None

    def _handed_on(self, simple: Simple, program: str, status: int) -> tuple[Answer, ...] | None:
        """Return what the program that this one ran answered."""
        inner = self._run_by(simple)
        if len(inner) != 1:
            return None
        failed = HANDS_ON[program].failed_status
        if failed is None:
            return self._simple(inner[0], status)
        # Part of what was looked at may have been found: only where nothing was printed is "nothing found" true.
        if status != failed or self._result.output_bytes:
            return None
        answers = self._simple(inner[0], 1)
        return tuple(answer._replace(said=SILENT) for answer in answers) if answers is not None else None

    def _run_by(self, simple: Simple) -> list[Simple]:
        commands = self._judgement.commands
        at = next((index for index, each in enumerate(commands) if each is simple), None)
        owners = self._judgement.owners
        return [each for each, owner in zip(commands, owners, strict=True) if at is not None and owner == at]


def _has_verb(answer: Answer, words: list[str]) -> bool:
    operands = f" {' '.join(word for word in words if not word.startswith('-'))} "
    return not answer.verbs or any(f" {verb} " in operands for verb in answer.verbs)


def _has_option(answer: Answer, words: list[str]) -> bool:
    """Whether one of its options is given, `-e` also among others (`-re`)."""
    if not answer.options:
        return True
    names = [word.partition("=")[0] for word in words]
    letters = {letter for word in words if re.fullmatch(r"-[A-Za-z]+", word) for letter in word[1:]}
    return any(option in names or (len(option) == 2 and option[1] in letters) for option in answer.options)
