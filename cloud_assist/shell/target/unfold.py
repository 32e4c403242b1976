"""Which programs a command starts, each with the environment and the folder that it would find.

Assignments, `export`, `env`, `cd` and `sudo` change what a later program hits; what runs on another machine or in a
container does not hit what is configured here and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cloud_assist.shell.syntax import Assignment, Script, Simple, Word, walk
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
    surroundings = _Surroundings(environ, cwd)
    written = {id(simple): at for at, simple in enumerate(walk(script.parts))}
    assigning = [(at, simple) for at, simple in enumerate(walk(script.parts)) if not simple.words]
    wrapped = _Wrapped()
    for simple in commands:
        at = written.get(id(simple))
        if at is not None:
            while assigning and assigning[0][0] < at:
                surroundings.assign(assigning.pop(0)[1].assignments)
            wrapped = _Wrapped()
            surroundings.builtin(simple)
        call = wrapped.open(simple, surroundings)
        if call is not None:
            yield call


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
