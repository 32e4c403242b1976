"""What a command is: the worst of its parts, each judged by its program's rule, with the reasons why.

Nothing here runs anything or asks a model. What is not understood is `unknown`, never `read_only`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cloud_assist.command.binding import BUILTINS
from cloud_assist.command.judging import programs
from cloud_assist.command.judging.asking import asked_for
from cloud_assist.command.judging.dialect import read_otherwise
from cloud_assist.command.judging.disclosure import disclosed
from cloud_assist.command.judging.evaluation import Evaluations
from cloud_assist.command.judging.injection import Injections, may_append
from cloud_assist.command.judging.plain_values import PlainValues
from cloud_assist.command.judging.pointed import pointed_elsewhere
from cloud_assist.command.rules.engine.base import Call, Inner, Program, Rule, Ruling
from cloud_assist.command.rules.engine.effects import assignment_ruling, redirect_ruling
from cloud_assist.command.rules.engine.registry import family_of, rule_of
from cloud_assist.command.rules.engine.wrapper import Wrapper
from cloud_assist.command.syntax.parser import (
    EVALUATED,
    OPAQUE,
    Block,
    Function,
    InnerScript,
    Part,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Word,
    parse,
)
from cloud_assist.display.visible import hidden_characters
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Reason, Risk
from cloud_assist.tools.registry import tool_of, without_version

MAX_NESTING = 12
"""Commands inside commands (`sudo env bash -c …`) deeper than this are not judged."""
MAX_COMMANDS = 2_000
"""Simple commands in one string beyond this are not judged."""

_NONE_PLAIN = PlainValues("", Script(()))
_SETS = frozenset({"set", "read", "mapfile", "readarray"})


class Judgement(NamedTuple):
    """What one exact command string is."""

    risk: Risk
    reasons: tuple[Reason, ...]
    """Most severe first; never empty."""
    findings: tuple[Finding, ...] = ()
    programs: tuple[str, ...] = ()
    """argv[0] of every simple command as written, those inside wrappers too, in order, without duplicates."""
    commands: tuple[Simple, ...] = ()
    """Every simple command, those inside wrappers too, in order."""
    owners: tuple[int, ...] = ()
    """For each of them which one starts it, as `sudo` does; -1 for what is written in a script."""
    inner_scripts: tuple[InnerScript, ...] = ()
    """The shell texts among them, each with the command that runs it, in order."""
    functions: frozenset[str] = frozenset()
    """Names of the functions that it defines, which are no programs."""


def judge(command: str, *, environ: Mapping[str, str], cwd: Path) -> Judgement:
    """Judge `command` as bash in `cwd` with `environ` would run it; never raises."""
    visitor = _Visitor(environ, cwd)
    script = parse(command)
    visitor.text(command)
    visitor.plain = PlainValues(command, script)
    visitor.script(script, 0)
    return visitor.judgement()


class _Visitor:
    """Goes through a script and collects the rulings."""

    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        self._environ = environ
        self._cwd = cwd
        self._rulings: list[Ruling] = []
        self._programs: dict[str, None] = {}
        self._commands: list[Simple] = []
        self._owners: list[int] = []
        self._inner_scripts: list[InnerScript] = []
        self._functions: set[str] = set()
        self._evaluations = Evaluations()
        self._injections = Injections()
        self._dialect = "bash"
        self.plain = _NONE_PLAIN

    def judgement(self) -> Judgement:
        """Return the worst of everything seen."""
        worse = any(ruling.risk.rank >= Risk.DESTRUCTIVE.rank for ruling in self._rulings)
        if (doubt := self._evaluations.doubt) and not worse:
            self._add(Risk.UNKNOWN, "shell.arithmetic", doubt, finding(Code.FOREIGN_CODE))
        if (doubt := self._injections.doubt) and not worse:
            self._add(Risk.UNKNOWN, "shell.injection", doubt)
        ordered = self._rulings
        if len(ordered) > 1:  # one alone is the commonest, and in order as it is
            ordered = sorted(ordered, key=lambda ruling: -ruling.risk.rank)
        reasons = tuple(dict.fromkeys([Reason(r.rule, r.text) for r in ordered]))
        found = tuple(dict.fromkeys([f for r in self._rulings for f in r.findings]))
        risk = ordered[0].risk if ordered else Risk.READ_ONLY
        nothing = (Reason("shell.empty", "It runs nothing."),)
        return Judgement(
            risk,
            reasons or nothing,
            found,
            tuple(self._programs),
            tuple(self._commands),
            tuple(self._owners),
            tuple(self._inner_scripts),
            frozenset(self._functions),
        )

    def text(self, command: str) -> None:
        """Judge what the text hides from the eye."""
        if command.isascii() and command.isprintable():
            return
        hidden = hidden_characters(command)
        if hidden:
            shown = ", ".join(dict.fromkeys(f"{c.escape} {c.name}" for c in hidden[:5]))
            text = f"It contains invisible characters: {shown}."
            self._add(Risk.UNKNOWN, "shell.hidden-text", text, finding(Code.HIDDEN_TEXT, text))

    def script(self, script: Script, depth: int) -> None:
        """Judge a parsed script."""
        for problem in script.problems:
            self._add(Risk.UNKNOWN, "shell.syntax", f"It {problem}.", finding(Code.SYNTAX, f"It {problem}."))
        self._parts(script.parts, depth)

    def _add(self, risk: Risk, rule: str, text: str, *findings: Finding) -> None:
        self._rulings.append(Ruling(risk, rule, text, findings))

    # --- structure ---

    def _parts(self, parts: Iterable[Part], depth: int) -> None:
        for part in parts:
            self._part(part, depth, ())

    def _part(self, part: Part, depth: int, upstream: tuple[Part, ...]) -> None:
        if isinstance(part, Simple):
            self._simple(part, depth, upstream)
        elif isinstance(part, Pipeline):
            before = upstream
            self._injections.feeds(part)
            for step in part.parts:
                self._part(step, depth, before)
                before = (*before, step)
        elif isinstance(part, Function):
            self._function(part, depth)
        else:
            self._block(part, depth, upstream)

    def _block(self, block: Block, depth: int, upstream: tuple[Part, ...]) -> None:
        if block.variable:
            self._steers(block.variable, Word(OPAQUE, ""))
            self._evaluations.goes_over(block.variable, block.words)
            self._injections.goes_over(block.variable, block.words)
        if block.kind == EVALUATED:
            self._evaluations.evaluates(block)
        self._words(block.words, depth)
        self._redirects(block.redirects, depth, alone=False)
        for part in block.parts:
            self._part(part, depth, upstream)

    def _function(self, function: Function, depth: int) -> None:
        if _calls(function.body, function.name):
            text = f"The function `{function.name}` starts itself endlessly (a fork bomb)."
            self._add(Risk.FORBIDDEN, "shell.fork-bomb", text)
            return
        self._functions.add(function.name)
        self._part(function.body, depth, ())

    def _words(self, words: Iterable[Word], depth: int) -> None:
        for word in words:
            if word.parts:
                self._parts(word.parts, depth)

    def _assign(self, name: str, value: Word) -> None:
        self._steers(name, value)
        self._evaluations.assigns(name, value)
        self._injections.assigns(name, value)

    def _steers(self, name: str, value: Word) -> None:
        ruling = assignment_ruling(name, value)
        if ruling is not None:
            self._rulings.append(ruling)

    def _redirects(self, redirects: Iterable[Redirect], depth: int, *, alone: bool) -> None:
        for redirect in redirects:
            self._injections.feeds(redirect)
            ruling = redirect_ruling(redirect, alone=alone)
            if ruling is not None:
                self._rulings.append(ruling)
            if redirect.target.parts:
                self._parts(redirect.target.parts, depth)

    # --- simple commands ---

    def _simple(self, simple: Simple, depth: int, upstream: tuple[Part, ...]) -> None:
        if depth > MAX_NESTING or len(self._commands) > MAX_COMMANDS:
            self._add(Risk.UNKNOWN, "shell.nesting", "It nests commands too deeply to be checked.")
            return
        for assignment in simple.assignments:
            self._assign(assignment.name, assignment.value)
            self._words((assignment.value,), depth)
        self._redirects(simple.redirects, depth, alone=not simple.words or simple.words[0].text in {":", "true"})
        if not simple.words:
            return
        self._words(simple.words, depth)
        self._command(simple, -1)
        self._program(simple, depth, upstream)

    def _command(self, simple: Simple, owner: int) -> None:
        self._commands.append(simple)
        self._owners.append(owner)

    def _program(self, simple: Simple, depth: int, upstream: tuple[Part, ...], inner: Inner | None = None) -> None:
        owner = len(self._commands) - 1
        first = simple.words[0]
        name = first.text
        self._programs[name] = None
        if name in self._functions or name in _SETS:
            self._injections.sets(name, simple.words[1:])
        if name in self._functions:
            return
        if first.opaque or first.glob or first.tilde:
            self._add(Risk.UNKNOWN, "shell.program", "The program it runs is only known at run time.")
            return
        base = programs.base_name(name)
        self._evaluations.runs(base, simple.words[1:])
        base, rule = _rule_for(base)
        if rule is None or not name.isascii():
            self._add(Risk.UNKNOWN, "shell.program", f"There is no rule for the program `{name}`.")
            return
        strange = "" if inner is not None and inner.remote else programs.stranger(name, self._environ, self._cwd)
        if strange:
            self._add(Risk.UNKNOWN, "shell.stranger", strange, finding(Code.FOREIGN_PROGRAM, strange))
        call = self._call(base, simple, upstream, inner)
        ruling = self._asking(rule(call), call, rule)
        self._rulings.append(ruling)
        if ruling.risk.rank <= Risk.SENSITIVE.rank:
            self._injections.runs(call)
            if call.more_args and not call.names_only and not _by_table(rule) and not may_append(call):
                self._add(Risk.UNKNOWN, "shell.appended", f"Appended arguments can change what `{base}` does.")
        self._by_its_words(call, family_of(base), ruling)
        begin = len(self._rulings)
        for within in ruling.inner:
            self._inner(_handed_on(within, inner), owner, depth + 1, upstream)
        self._bounded(base, begin)

    def _by_its_words(self, call: Call, family: str, ruling: Ruling) -> None:
        """Judge what the words of a call say beyond its rule: what it gives away, and what it is pointed at."""
        if ruling.risk.rank <= Risk.MUTATING.rank and (given := disclosed(call, family, ruling)) is not None:
            self._rulings.append(given)
        if ruling.risk is Risk.READ_ONLY and (pointed := pointed_elsewhere(call)) is not None:
            self._rulings.append(pointed)

    def _bounded(self, base: str, begin: int) -> None:
        """Take note that `timeout` ends what it started: the rulings from `begin` on."""
        if base == "timeout":
            self._rulings[begin:] = [seen._replace(findings=_ending(seen.findings)) for seen in self._rulings[begin:]]

    def _asking(self, ruling: Ruling, call: Call, rule: Rule) -> Ruling:
        """Return a ruling with what the command asks for in place of the bare finding that it does ask."""
        asked = asked_for(call, rule, self._environ)
        if asked is None or ruling.rule.endswith(".help") or Code.DRY_RUN in [f.code for f in ruling.findings]:
            return ruling
        bare = [found for found in ruling.findings if found.code == Code.INTERACTIVE]
        severity = bare[0].severity if bare else asked.severity
        others = (found for found in ruling.findings if found not in bare)
        return ruling._replace(findings=(*others, replace(asked, severity=severity)))

    def _call(self, base: str, simple: Simple, upstream: tuple[Part, ...], inner: Inner | None) -> Call:
        """Return a command as its rule sees it."""
        args = self.plain.settled(simple.words[1:])
        more = inner is not None and inner.more_args
        names_only = inner is not None and inner.piped and _takes_names(base) and self.plain.names_only(upstream)
        if names_only:
            args = (*args, Word(OPAQUE, '"$@"'))
        return Call(base, args, simple.redirects, upstream, more, names_only, str(self._cwd))

    def _inner(self, inner: Inner, owner: int, depth: int, upstream: tuple[Part, ...]) -> None:
        for assignment in inner.assignments:
            self._assign(assignment.name, assignment.value)
        if inner.source is None:
            if inner.words:
                self._command(Simple(inner.words), owner)
                self._program(Simple(inner.words), depth, upstream, inner)
            return
        if OPAQUE in inner.source:
            self._add(Risk.UNKNOWN, "shell.source", "Part of the shell code that it runs is only known at run time.")
            return
        if depth > MAX_NESTING:
            self._add(Risk.UNKNOWN, "shell.nesting", "It nests commands too deeply to be checked.")
            return
        outer, plain = self._dialect, self.plain
        self.plain = _NONE_PLAIN  # another shell has variables of its own
        self._dialect = outer if inner.dialect == "same" else inner.dialect
        if self._dialect != "bash" and read_otherwise(inner.source):
            text = "It contains shell code that shells other than bash read differently."
            self._add(Risk.UNKNOWN, "shell.dialect", text)
        script = parse(inner.source)
        self._inner_scripts.append(InnerScript(script, owner, same_shell=inner.dialect == "same"))
        self.script(script, depth)
        self._dialect, self.plain = outer, plain


def _rule_for(base: str) -> tuple[str, Rule | None]:
    """Return a program's name as its rule knows it, and the rule: `python3.11` is python, `read1` is not `read`."""
    rule = rule_of(base)
    plain = without_version(base)
    if rule is None and plain not in BUILTINS and (rule := rule_of(plain)) is not None:
        return plain, rule
    return base, rule


def _takes_names(base: str) -> bool:
    tool = tool_of(base)
    return tool is not None and tool.takes_names


def _handed_on(within: Inner, outer: Inner | None) -> Inner:
    """Return what a wrapper runs: words appended to the wrapper end up behind it (`xargs nice git`)."""
    if outer is None or not outer.more_args or within.more_args:
        return within
    return within._replace(more_args=True, piped=outer.piped)


def _by_table(rule: Rule) -> bool:
    """Whether a rule is a table alone, which knows itself what may be appended."""
    return isinstance(rule, Program | Wrapper) and (isinstance(rule, Wrapper) or rule.custom is None)


def _ending(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings about a command that something else ends."""
    return tuple(found for found in findings if found.code != Code.FOLLOWS)


def _calls(part: Part, name: str) -> bool:
    """Whether a function's body calls the function again."""
    if isinstance(part, Simple):
        return bool(part.words) and part.words[0].text == name
    if isinstance(part, Function):
        return _calls(part.body, name)
    return any(_calls(inner, name) for inner in part.parts)
