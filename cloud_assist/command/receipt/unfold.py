"""Which programs a command starts, each with the environment and the folder that it would find.

Assignments, `export`, `env`, `cd` and `sudo` change what a later program hits; what runs on another machine or in a
container does not hit what is configured here and is left out.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from copy import copy, deepcopy
from operator import itemgetter
from pathlib import Path

from cloud_assist.command.judging.judge import Judgement
from cloud_assist.command.receipt.files import expand
from cloud_assist.command.receipt.invocation import Invocation
from cloud_assist.command.syntax.parser import Assignment, Function, Part, Pipeline, Script, Simple, Word
from cloud_assist.tools.registry import runs_elsewhere

_VARIABLE = re.compile(r"\"?\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))\"?\Z")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_EXPORTERS = frozenset({"export", "declare", "typeset"})
_PREFIXERS = frozenset({"env", "sudo", "doas"})
_SUDO = frozenset({"sudo", "doas"})

_Scope = tuple[int, ...]
"""The subshells around a command, the outermost first."""
_Place = tuple[tuple[int, ...], _Scope]
"""What a command stands after, and its subshells: (2, 0) is the first of what the third command runs."""


class _Surroundings:
    """The environment and the folder as they are at one point of the script."""

    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        self.exported = dict(environ)
        self.plain: dict[str, str] = {}
        self.assigned: frozenset[str] = frozenset()
        self.cwd: Path | None = cwd

    def restart(self, call: Invocation) -> None:
        """Go on as the new shell that `call` starts."""
        self.exported, self.plain, self.assigned = dict(call.environ), {}, frozenset(call.assigned)

    def text(self, word: Word) -> str:
        """Return a word's value; a part known only at run time as it is written, unless it is a variable set here."""
        if not word.opaque:
            return word.text
        match = _VARIABLE.match(word.raw)
        name = (match[1] or match[2]) if match else ""
        return self.plain.get(name) or self.exported.get(name) or word.raw

    def assign(self, assignments: Iterable[Assignment]) -> None:
        """Take over assignments that stand alone; a program sees those only whose variables it sees already."""
        for assignment in assignments:
            value = self.text(assignment.value)
            if assignment.name in self.exported:
                self.exported[assignment.name] = value
                self.assigned |= {assignment.name}
            else:
                self.plain[assignment.name] = value

    def builtin(self, simple: Simple) -> None:
        """Follow `export`, `unset` and `cd`."""
        name, *words = (self.text(word) for word in simple.words)
        if name in _EXPORTERS:
            self._export(words)
        elif name == "unset":
            for word in words:
                self.exported.pop(word, None)
        elif name in {"cd", "pushd"}:
            operands = [word for word in words if word == "-" or not word.startswith("-")]
            self.cwd = self._folder(operands[0] if operands else "~")

    def _export(self, words: list[str]) -> None:
        for word in words:
            name, equals, value = word.partition("=")
            if equals:
                self.exported[name] = value
                self.assigned |= {name}
            elif name in self.plain:
                self.exported[name] = self.plain[name]
                self.assigned |= {name}

    def _folder(self, text: str) -> Path | None:
        if text == "-" or any(mark in text for mark in "$`*?["):
            return None
        return expand(text, self.exported, self.cwd)


def invocations(script: Script, judgement: Judgement, *, environ: Mapping[str, str], cwd: Path) -> Iterator[Invocation]:
    """Yield the programs that `script`, which `judgement` is of, starts on this machine, in order."""
    inner = deque(judgement.inner_scripts)
    places = _Places(script)
    shells = _Shells(_Surroundings(environ, cwd))
    opened: list[tuple[_Place, _Wrapped]] = []
    for simple, owner in zip(judgement.commands, judgement.owners, strict=True):
        while inner and inner[0].owner < len(opened):
            text = inner.popleft()
            (order, scope), wrapped = opened[text.owner]
            if not text.same_shell:
                scope = (*scope, id(text))
                shells.start(id(text), wrapped)
            places.add(text.script, order, scope)
        if owner >= 0:
            place, wrapped = opened[owner][0], copy(opened[owner][1])
            shells.enter(place[1])
        else:
            place = places.of(simple)
            for assignments, scope in places.assigned_before(place):
                shells.enter(scope).assign(assignments)
            shells.enter(place[1]).builtin(simple)
            wrapped = _Wrapped(remote=shells.remote)
        call = wrapped.open(simple, shells.current)
        opened.append((place, wrapped))
        if call is not None:
            yield call


class _Places:
    """Where each simple command stands: what runs before it, and in which subshells."""

    def __init__(self, script: Script) -> None:
        self._written: dict[int, _Place] = {}
        self._assigning: list[tuple[tuple[int, ...], _Scope, tuple[Assignment, ...]]] = []
        self.add(script, (), ())

    def add(self, script: Script, after: tuple[int, ...], scope: _Scope) -> None:
        """Take in a script whose commands run after the one at `after` and before the next one there."""
        for at, (simple, within) in enumerate(_placed(script.parts, scope)):
            if simple.words:
                self._written[id(simple)] = ((*after, at), within)
            else:
                insort(self._assigning, ((*after, at), within, simple.assignments), key=itemgetter(0))

    def of(self, simple: Simple) -> _Place:
        """Return where `simple` is written."""
        return self._written[id(simple)]

    def assigned_before(self, place: _Place) -> Iterator[tuple[tuple[Assignment, ...], _Scope]]:
        """Yield, once, what stands alone before `place`, with its subshells."""
        while self._assigning and self._assigning[0][0] < place[0]:
            _, scope, assignments = self._assigning.pop(0)
            yield assignments, scope


def _placed(parts: Iterable[Part], scope: _Scope = ()) -> Iterator[tuple[Simple, _Scope]]:
    """Yield every simple command with the subshells around it, in the order of `walk`."""
    for part in parts:
        if isinstance(part, Simple):
            yield part, scope
            words = [*part.words, *(a.value for a in part.assignments), *(r.target for r in part.redirects)]
        elif isinstance(part, Function):
            yield from _placed((part.body,), scope)
            words = []
        elif isinstance(part, Pipeline):
            for each in part.parts:  # each side of a pipe is a shell of its own
                yield from _placed((each,), (*scope, id(each)))
            words = []
        else:
            yield from _placed(part.parts, (*scope, id(part)) if part.kind == "subshell" else scope)
            words = [*part.words, *(r.target for r in part.redirects)]
        for word in words:
            yield from _placed(word.parts, (*scope, id(word)))


class _Shells:
    """The shell at work and those around it: what a subshell sets is gone when it ends."""

    def __init__(self, outermost: _Surroundings) -> None:
        self._open: list[tuple[int, _Surroundings]] = [(0, outermost)]
        self._started: dict[int, _Wrapped] = {}

    def start(self, shell: int, by: _Wrapped) -> None:
        """Note that `shell` is a program of its own, which finds what its wrappers leave it."""
        self._started[shell] = by

    @property
    def remote(self) -> bool:
        """Whether the shell at work runs somewhere else."""
        return any(self._started[shell].remote for shell, _ in self._open if shell in self._started)

    @property
    def current(self) -> _Surroundings:
        """The surroundings of the command at hand."""
        return self._open[-1][1]

    def enter(self, scope: _Scope) -> _Surroundings:
        """Go to the subshell `scope`, leaving those that do not hold it; return its surroundings."""
        kept = 0
        while kept < min(len(scope), len(self._open) - 1) and self._open[kept + 1][0] == scope[kept]:
            kept += 1
        del self._open[kept + 1 :]
        for shell in scope[kept:]:
            within = deepcopy(self.current)
            if shell in self._started:
                within.restart(self._started[shell].call)
            self._open.append((shell, within))
        return self.current


class _Wrapped:
    """Follows a command from its outermost wrapper to the program inside."""

    def __init__(self, *, remote: bool = False) -> None:
        self._assignments: tuple[Assignment, ...] = ()
        self._prefixed: dict[str, str] = {}
        self._other_user = False
        self.remote = remote
        """Whether what is inside runs on another machine or in a container."""
        self.call = Invocation("", (), {}, None)
        """The last one opened."""

    def open(self, simple: Simple, surroundings: _Surroundings) -> Invocation | None:
        """Return the invocation of `simple`, or None where it does not run here."""
        if self.remote:
            return None
        words = [surroundings.text(word) for word in simple.words]
        program = words[0].rpartition("/")[2]
        self._assignments += simple.assignments
        environ = {} if self._other_user else dict(surroundings.exported)
        own = {a.name: surroundings.text(a.value) for a in self._assignments} | self._prefixed
        assigned = surroundings.assigned | frozenset(own)
        self.call = Invocation(program, tuple(words[1:]), environ | own, surroundings.cwd, assigned)
        self.remote = runs_elsewhere(program, words[1:])
        if program in _PREFIXERS:
            self._prefixed |= _prefixed(words[1:])
        if program in _SUDO and not _keeps_environment(words[1:]):
            self._other_user = True
            self._assignments = ()
        return self.call


def _prefixed(arguments: list[str]) -> dict[str, str]:
    """Return the `NAME=value` words of `env` and `sudo`, which stand before the program that they start."""
    found = {}
    for argument in arguments:
        match = _ASSIGNMENT.match(argument)
        if match:
            found[match[1]] = match[2]
        elif found and not argument.startswith("-"):
            break
    return found


def _keeps_environment(arguments: list[str]) -> bool:
    for argument in arguments:
        if not argument.startswith("-"):
            return False
        if argument == "-E" or argument.startswith("--preserve-env"):
            return True
    return False
