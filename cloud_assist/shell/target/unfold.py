"""Which programs a command starts, each with the environment and the folder that it would find.

Assignments, `export`, `env`, `cd` and `sudo` change what a later program hits; what runs on another machine or in a
container does not hit what is configured here and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path

from cloud_assist.shell.syntax import Assignment, Function, Part, Pipeline, Script, Simple, Word
from cloud_assist.shell.target.files import expand
from cloud_assist.shell.target.invocation import Invocation

_VARIABLE = re.compile(r"\"?\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))\"?\Z")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_EXPORTERS = frozenset({"export", "declare", "typeset"})
_PREFIXERS = frozenset({"env", "sudo", "doas"})
_SUDO = frozenset({"sudo", "doas"})
_REMOTE = {
    "ssh": frozenset({""}),
    "docker": frozenset({"exec", "run"}),
    "podman": frozenset({"exec", "run"}),
    "nerdctl": frozenset({"exec", "run"}),
    "kubectl": frozenset({"exec", "run", "debug"}),
    "oc": frozenset({"exec", "run", "debug", "rsh"}),
}

_Scope = tuple[int, ...]
"""The subshells around a command, the outermost first."""


class _Surroundings:
    """The environment and the folder as they are at one point of the script."""

    def __init__(self, environ: Mapping[str, str], cwd: Path) -> None:
        self.exported = dict(environ)
        self.plain: dict[str, str] = {}
        self.assigned: frozenset[str] = frozenset()
        self.cwd: Path | None = cwd

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


def invocations(
    script: Script, commands: Iterable[Simple], *, environ: Mapping[str, str], cwd: Path
) -> Iterator[Invocation]:
    """Yield the programs that `script` starts on this machine, in order.

    `commands` is every simple command, those inside wrappers right behind their wrapper.
    """
    shells = _Shells(_Surroundings(environ, cwd))
    placed = list(_placed(script.parts))
    written = {id(simple): (at, scope) for at, (simple, scope) in enumerate(placed)}
    assigning = [(at, *place) for at, place in enumerate(placed) if not place[0].words]
    wrapped = _Wrapped()
    for simple in commands:
        place = written.get(id(simple))
        if place is not None:
            while assigning and assigning[0][0] < place[0]:
                _, alone, scope = assigning.pop(0)
                shells.enter(scope).assign(alone.assignments)
            wrapped = _Wrapped()
            shells.enter(place[1]).builtin(simple)
        call = wrapped.open(simple, shells.current)
        if call is not None:
            yield call


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
            self._open.append((shell, deepcopy(self.current)))
        return self.current


class _Wrapped:
    """Follows a command from its outermost wrapper to the program inside."""

    def __init__(self) -> None:
        self._assignments: tuple[Assignment, ...] = ()
        self._prefixed: dict[str, str] = {}
        self._remote = False
        self._other_user = False

    def open(self, simple: Simple, surroundings: _Surroundings) -> Invocation | None:
        """Return the invocation of `simple`, or None where it does not run here."""
        if self._remote:
            return None
        words = [surroundings.text(word) for word in simple.words]
        program = words[0].rpartition("/")[2]
        self._assignments += simple.assignments
        environ = {} if self._other_user else dict(surroundings.exported)
        own = {a.name: surroundings.text(a.value) for a in self._assignments} | self._prefixed
        call = Invocation(
            program, tuple(words[1:]), environ | own, surroundings.cwd, surroundings.assigned | frozenset(own)
        )
        self._remote = _is_remote(program, words[1:])
        if program in _PREFIXERS:
            self._prefixed |= _prefixed(words[1:])
        if program in _SUDO and not _keeps_environment(words[1:]):
            self._other_user = True
            self._assignments = ()
        return call


def _is_remote(program: str, arguments: list[str]) -> bool:
    verbs = _REMOTE.get(program)
    return verbs is not None and ("" in verbs or any(argument in verbs for argument in arguments))


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
