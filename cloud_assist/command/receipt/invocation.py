"""One command as the receipt sees it: a program, its arguments as text, and the environment that is its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cloud_assist.models import TargetEntry

_BUNDLE = re.compile(r"-[A-Za-z][^\s=]\S*", re.DOTALL)
Place = tuple[str, str, str]
"""What a tool keeps in its files: the tool, which file or folder, and the name of the setting."""
Switch = tuple[Place, tuple[str, str]]
"""A setting, and (value, source) that a command gives it."""


class Invocation(NamedTuple):
    """A program about to be started."""

    program: str
    """Base name: "aws", "kubectl"; empty where only the surroundings are asked for."""
    arguments: tuple[str, ...]
    """What follows the program; a part known only at run time stands as it is written (`$REGION`)."""
    environ: Mapping[str, str]
    """The environment with the command's own assignments."""
    cwd: Path | None
    """The working directory; None where an earlier `cd` goes to a place known only at run time."""
    assigned: frozenset[str] = frozenset()
    """Names of variables that the command itself sets."""
    switched: Mapping[Place, tuple[str, str]] = MappingProxyType({})
    """(value, source) of what the line itself has set in a tool's files before this program starts."""

    def option(self, *names: str) -> tuple[str, str] | None:
        """Return (name, value) of the last option of one of these names, or None.

        Takes `--name value`, `--name=value`, `-n value`, `-n=value` and `-nvalue`; `--` ends the options.
        """
        found: tuple[str, str] | None = None
        arguments = self.arguments
        for index, argument in enumerate(arguments):
            if argument == "--":
                break
            if not argument.startswith("-"):
                continue
            for name in names:
                value = _value(argument, name, arguments[index + 1 : index + 2])
                if value is not None:
                    found = (name, value)
        return found

    def operands(self, with_value: Collection[str]) -> tuple[str, ...]:
        """Return the arguments that are neither options nor the values of those in `with_value`."""
        found, skip = [], False
        for argument in self.arguments:
            if skip:
                skip = False
            elif argument in with_value:
                skip = True
            elif not argument.startswith("-") or argument == "-":
                found.append(argument)
        return tuple(found)

    @property
    def itself(self) -> str:
        """How the receipt names this command as the source of a setting."""
        return f"set by {self.program} in the command"

    def has(self, *names: str) -> bool:
        """Whether one of these switches is given."""
        end = self.arguments.index("--") if "--" in self.arguments else len(self.arguments)
        return any(argument in names or argument.removesuffix("=true") in names for argument in self.arguments[:end])

    def variable(self, *names: str) -> tuple[str, str] | None:
        """Return (name, value) of the first of these variables that is set to something, or None."""
        return next(((name, value) for name in names if (value := self.environ.get(name, ""))), None)

    def setting(self, *names: str) -> tuple[str, str] | None:
        """Return (name, value) of the first of these variables that is set at all, to nothing even, or None."""
        return next(((name, self.environ[name]) for name in names if name in self.environ), None)

    def given(self, options: Collection[str], variables: Collection[str] = ()) -> tuple[str, str]:
        """Return (value, source) of the last of these options, else of the first variable; ("", "") for neither."""
        option = self.option(*options)
        if option and option[1]:
            return option[1], option[0]
        variable = self.variable(*variables)
        return (variable[1], self.source(variable[0])) if variable else ("", "")

    def source(self, variable: str) -> str:
        """Return how the receipt names a variable: with a note where the command itself sets it."""
        return f"{variable} in the command" if variable in self.assigned else variable


def spelled_out(call: Invocation, options: Collection[str]) -> Invocation:
    """Return `call` with abbreviated options written in full, as Python's argparse takes them.

    An argument stands for an option that it is a beginning of, where it is the beginning of no other of `options`.
    """
    arguments = []
    for argument in call.arguments:
        name, equals, value = argument.partition("=")
        matches = [option for option in options if option.startswith(name)] if name.startswith("--") else []
        full = matches[0] if len(matches) == 1 and len(name) > 2 and name not in options else name
        arguments.append(full + equals + value)
    return call._replace(arguments=tuple(arguments))


def unbundled(call: Invocation, with_value: str, attached: str = "") -> Invocation:
    """Return `call` with bundled short options apart, as getopt(3) takes them: `-Atc TEXT` as `-A -t -c TEXT`.

    Args:
        call: the command.
        with_value: the letters of the options that take a value.
        attached: the letters of those whose value, if any, follows at once, as in `-pSECRET`.
    """
    arguments: list[str] = []
    for argument in call.arguments:
        if not _BUNDLE.fullmatch(argument):
            arguments.append(argument)
            continue
        for at, letter in enumerate(argument[1:], start=2):
            if letter in attached:
                arguments.append(f"-{argument[at - 1 :]}")
                break
            arguments.append(f"-{letter}")
            if letter in with_value:
                arguments += [argument[at:]] if argument[at:] else []
                break
    return call._replace(arguments=tuple(arguments))


def values(entries: Collection[TargetEntry]) -> Mapping[str, str]:
    """Return the value of each coordinate."""
    return {entry.name: entry.value for entry in entries}


def _value(argument: str, name: str, following: tuple[str, ...]) -> str | None:
    if argument == name:
        return following[0] if following else None
    if argument.startswith(f"{name}="):
        return argument[len(name) + 1 :]
    if not name.startswith("--") and len(name) == 2 and argument.startswith(name):
        return argument[2:]
    return None


class Receipt:
    """Collects the entries of one tool; an empty value is no entry."""

    def __init__(self, tool: str) -> None:
        self._tool = tool
        self._entries: list[TargetEntry] = []

    def add(self, name: str, value: str, source: str) -> None:
        """Add one coordinate, unless its value is empty."""
        if value:
            self._entries.append(TargetEntry(self._tool, name, value, source))

    @property
    def entries(self) -> tuple[TargetEntry, ...]:
        """What was added, in order."""
        return tuple(self._entries)
