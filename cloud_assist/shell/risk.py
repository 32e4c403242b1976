"""What a command is: the worst of its parts, each judged by its program's rule, with the reasons why.

Nothing here runs anything or asks a model. What is not understood is `unknown`, never `read_only`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.models import Finding, Reason, Risk
from cloud_assist.shell.findings import Code, finding
from cloud_assist.shell.rules.base import Call, Inner, Ruling
from cloud_assist.shell.rules.registry import rule_of
from cloud_assist.shell.syntax import OPAQUE, Script, Simple, parse, walk

MAX_NESTING = 12
"""Commands inside commands (`sudo env bash -c …`) deeper than this are not judged."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one exact command string is."""

    risk: Risk
    reasons: tuple[Reason, ...]
    """Most severe first; never empty."""
    findings: tuple[Finding, ...] = ()
    programs: tuple[str, ...] = ()
    """argv[0] of every simple command as written, those inside wrappers too, in order, without duplicates."""
    commands: tuple[Simple, ...] = ()
    """Every simple command, those inside wrappers too, in order."""


def judge(command: str, *, environ: Mapping[str, str], cwd: Path) -> Judgement:
    """Judge `command` as bash in `cwd` with `environ` would run it; never raises."""
    script = parse(command)
    return _Judge(environ, cwd).script(script)


class _Judge:
    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        self._environ = environ
        self._cwd = cwd
        self._rulings: list[Ruling] = []
        self._programs: dict[str, None] = {}
        self._commands: list[Simple] = []

    def script(self, script: Script) -> Judgement:
        """Judge a parsed script."""
        for problem in script.problems:
            self._rule(Risk.UNKNOWN, "shell.syntax", f"It {problem}.", finding(Code.SYNTAX))
        for simple in walk(script.parts):
            self._simple(simple, 0)
        ordered = sorted(self._rulings, key=lambda ruling: -ruling.risk.rank)
        reasons = tuple(dict.fromkeys(Reason(r.rule, r.text) for r in ordered))
        findings = tuple(dict.fromkeys(f for r in self._rulings for f in r.findings))
        risk = ordered[0].risk if ordered else Risk.READ_ONLY
        fallback = (Reason("shell.empty", "It runs nothing."),)
        return Judgement(risk, reasons or fallback, findings, tuple(self._programs), tuple(self._commands))

    def _rule(self, risk: Risk, rule: str, text: str, *findings: Finding) -> None:
        self._rulings.append(Ruling(risk, rule, text, findings))

    def _simple(self, simple: Simple, depth: int) -> None:
        if depth > MAX_NESTING:
            self._rule(Risk.UNKNOWN, "shell.nesting", "It wraps commands too deep to be judged.")
            return
        if not simple.words:
            return
        self._commands.append(simple)
        name = simple.words[0].text
        self._programs[name] = None
        if OPAQUE in name:
            self._rule(Risk.UNKNOWN, "shell.program", "Which program it runs is known only at run time.")
            return
        rule = rule_of(name.rpartition("/")[2])
        if rule is None:
            self._rule(Risk.UNKNOWN, "shell.program", f"No rule covers the program `{name}`.")
            return
        ruling = rule(Call(name.rpartition("/")[2], simple.words[1:], simple.redirects))
        self._rulings.append(ruling)
        for inner in ruling.inner:
            self._inner(inner, depth + 1)

    def _inner(self, inner: Inner, depth: int) -> None:
        if inner.source is None:
            self._simple(Simple(inner.words, inner.assignments), depth)
            return
        script = parse(inner.source)
        for problem in script.problems:
            self._rule(Risk.UNKNOWN, "shell.syntax", f"A command inside it {problem}.", finding(Code.SYNTAX))
        for simple in walk(script.parts):
            self._simple(simple, depth)
