"""What every adapter hands over, whatever its CLI is written in: commands, their options, positionals and shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cloud_assist.errors import StoreError

Progress = Callable[[str], None]
"""Takes one line for the person at a time."""


class UnreadableCliError(StoreError):
    """What one CLI accepts cannot be read; the others are not concerned."""


class Style(StrEnum):
    """How a CLI reads its words."""

    AWS = "aws"
    """argparse in three steps (CLI, service, operation); options may be shortened to a unique prefix."""
    ARGPARSE = "argparse"
    """argparse once per command; options may be shortened to a unique prefix (az)."""
    GCLOUD = "gcloud"
    """argparse without shortening, flags anywhere behind their group."""
    PFLAG = "pflag"
    """GNU style as Go's pflag reads it (kubectl, helm, docker, gh, eksctl)."""
    GOFLAG = "goflag"
    """Go's flag package: -name and --name alike, flags before positionals (terraform)."""


class Arity(StrEnum):
    """How many values an option or a positional takes, as argparse writes it; digits stand for that many."""

    ONE = ""
    NONE = "0"
    OPTIONAL = "?"
    ANY = "*"
    SOME = "+"
    REST = "..."


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command."""

    names: tuple[str, ...]
    """Every spelling with its dashes, the usual one first: ("--namespace", "-n")."""
    arity: str = Arity.ONE
    """One of `Arity`, or a number in digits."""
    attached: bool = False
    """Whether an optional value can be given only behind `=` (pflag's NoOptDefVal, and every pflag boolean)."""
    required: bool = False
    group_required: bool = False
    """Whether this option or its negation must be given (a required boolean with a --no- form)."""
    dest: str = ""
    """What options that set the same thing have in common: an option and its negation."""
    type: str = ""
    """Conversion that the CLI applies: "int", "float", "bool", "duration"; empty for text."""
    choices: tuple[str, ...] = ()
    """Values outside of which the CLI refuses."""
    values: tuple[str, ...] = ()
    """Values that the documentation lists; the CLI itself may take others."""
    shape: str = ""
    """Name of the value's structure in the store; empty where the value is plain text."""
    reads_files: bool = True
    """Whether file:// and fileb:// in the value are read (aws)."""
    repeats: bool = True
    """Whether it may be given more than once."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Positional:
    """One positional argument of a command."""

    name: str
    arity: str = Arity.ONE
    choices: tuple[str, ...] = ()
    shape: str = ""
    reads_files: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """A group of arguments with what must be given of it; without members a flag or, without flags, a positional."""

    required: bool = False
    exclusive: bool = False
    """Whether its members rule each other out."""
    flags: tuple[str, ...] = ()
    """Every spelling, negations included."""
    members: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """One command or group of a CLI. What `path` holds besides the program's name."""

    path: tuple[str, ...]
    documentation: str = ""
    """One line."""
    options: tuple[Option, ...] = ()
    """Its own; those of the CLI itself are the root command's."""
    positionals: tuple[Positional, ...] | None = ()
    """None where the adapter does not know them: then any number is accepted."""
    runs: bool = True
    """Whether it does something itself; False for a group."""
    kind: str = ""
    """What the adapter's CLI makes of it: for aws "service", "operation" or "custom"."""
    stops_at_positional: bool = False
    """Whether everything behind the first positional belongs to another program (`docker run IMAGE …`)."""
    hidden: bool = False
    needs: Need | None = None
    """How its arguments depend on each other, where that is more than each option's own `required`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The structure of a value. Names refer to other shapes of the same store."""

    type: str
    """structure, list, map, string, integer, long, float, double, boolean, blob, timestamp, document."""
    members: Mapping[str, str] | None = None
    """Of a structure: member name to shape name."""
    required: tuple[str, ...] = ()
    element: str = ""
    """Of a list."""
    key: str = ""
    value: str = ""
    """Of a map."""
    choices: tuple[str, ...] = ()
    """Values a service documents for a string."""
    minimum: float | None = None
    """Least value of a number, least length of a string or list."""
    union: bool = False
    """Whether exactly one member must be given."""
    streaming: bool = False
    """Whether the value is the path of a file to send."""


@dataclass(frozen=True, slots=True)
class Documented:
    """A command with its documentation, as an adapter reads it."""

    command: Command
    options: Mapping[str, str]
    """One line for each option and positional, by its first name."""
    aliases: tuple[str, ...] = ()
    """Other names of the last part of its path."""


@dataclass(frozen=True, slots=True)
class NamedShapes:
    """Shapes as an adapter reads them."""

    shapes: Mapping[str, Shape]


Item = Documented | NamedShapes


@dataclass(frozen=True, slots=True)
class Program:
    """The installed program whose tables are wanted."""

    cli: str
    """Name people type: "aws"."""
    path: Path
    """The file that will run, behind any shim or link."""
    identity: str
    """Changes whenever what it accepts may have changed: version, sizes and times of its files."""
    version: str = ""
    """As far as it can be read without running the program."""
    folder: Path | None = None
    """Where its data lies, where that is not beside the file."""
    scratch: Path | None = None
    """Folder in which a reading that takes long keeps its parts, for the case that it is interrupted."""


class Adapter(Protocol):
    """What one CLI needs to be in the catalog."""

    @property
    def cli(self) -> str:
        """Name people type."""
        ...

    @property
    def style(self) -> Style:
        """How it reads its words."""
        ...

    @property
    def complete(self) -> bool:
        """Whether what it hands over is everything the CLI accepts: only then may a finding block a command."""
        ...

    @property
    def lacks(self) -> str:
        """What it leaves out for a first reading, since that takes long: "required flags"; "" for nothing."""
        ...

    def find(self, environ: Mapping[str, str]) -> Program | None:
        """Return the program that would run, or None; quick, and without running it where that can be had."""
        ...

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the program's version; may run it. Called once, when its tables are built."""
        ...

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return what names exactly this release, given a program with its version; see `prebuilt`.

        "" where the version is not known, or where releases of one version differ in what they accept.
        """
        ...

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield everything the program accepts.

        Raises:
            UnreadableCliError: the program cannot be asked, with the reason.
        """
        ...
