"""The record of one CLI, and the kinds of what stands in it.

A part that is code is named by a reference, `module:ATTRIBUTE`, so that reading the tables imports none of it; see
`registry.resolve`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class ThisMachine:
    """It acts on this machine only."""


class Read(NamedTuple):
    """It acts on a target that a reader finds in its options, the environment and its files."""

    reader: str
    """Reference from `command.receipt`: a function from an Invocation to its target entries."""
    what: str
    """What it acts on: "an AWS account"."""


class Unread(NamedTuple):
    """It acts on something beyond this machine that no reader finds yet, so that its target is not known."""

    what: str
    """What it acts on: "a PostgreSQL server"."""
    verbs: tuple[str, ...] = ()
    """The verbs that reach it, the others act on this machine; () where every verb does."""


class RunsCode:
    """It acts where the code acts that it runs: on this machine, as far as that code was read and judged."""


Where = ThisMachine | Read | Unread | RunsCode
HERE = ThisMachine()
CODE = RunsCode()


class Outside(StrEnum):
    """What its words tell to a machine outside, even where it only reads."""

    ASKS = "asks"
    """The words are sent with the question: names, addresses."""
    FETCHES = "fetches"
    """An address among the words is fetched."""


class Adapter(NamedTuple):
    """How the catalog reads what the installed CLI accepts."""

    code: str
    """Reference from `catalog.clis`: an Adapter."""
    slow: bool = False
    """Whether reading takes more than a few seconds, so that it comes after the others."""


class Signal(StrEnum):
    """What a program is sent to end it."""

    INTERRUPT = "INT"
    """As Ctrl-C sends: tools that hold a lock give it back."""
    TERMINATE = "TERM"


class Stop(NamedTuple):
    """How a running one is ended, and what that leaves."""

    signal: Signal = Signal.TERMINATE
    """Sent once: a second one makes tools that hold a lock leave it behind."""
    grace_s: float = 0.5
    """Seconds that it may take to wind up. What does not hold anything is killed after them."""
    verbs: tuple[str, ...] = ()
    """The verbs that this is said of: "state rm", "get --watch", "-i"; () for all."""
    holds: bool = False
    """Whether it holds a lock or a half-done change, so that only a person's choice kills it."""
    locks: bool = False
    """Whether the lock keeps others out, and is there also where it only reads: `terraform plan`."""
    leaves: str = ""
    """What stays behind where it is killed all the same, and what to do about it; a sentence."""
    goes_on: str = ""
    """What goes on elsewhere although it has ended, and where to look; a sentence."""


class Time(NamedTuple):
    """How long it may take although nothing is wrong."""

    longest_s: int
    """Seconds."""
    verbs: tuple[str, ...] = ()
    """The verbs that this is said of: "create cluster"; () for all."""


class Asked(StrEnum):
    """What a program asks for at a terminal."""

    YES = "yes"
    """Whether to go on."""
    SECRET = "secret"  # noqa: S105 - a kind of question
    SIGN_IN = "sign-in"
    """A browser or a code."""
    VALUES = "values"
    """What was left out of the command."""
    EDITOR = "editor"
    """A text, in an editor."""


class Sure(StrEnum):
    """Whether a command that asks comes to nothing without an answer."""

    ALWAYS = "always"
    """Whatever it finds: it fails, hangs or does nothing. Tell it as an error; such a command cannot be approved."""
    USUALLY = "usually"
    """It may have nothing to ask (`terraform apply` without changes), or be set not to. Tell it as a warning."""
    SOMETIMES = "sometimes"
    """Depends on what the command does not show (`sudo`). Not told before it runs."""


class Question(NamedTuple):
    """Something that it asks for at a terminal, which it does not have here."""

    what: Asked
    verbs: tuple[str, ...] = ()
    """The verbs that ask: "system prune"; () for all. "* delete" is that verb in any group, "configure $" has nothing
    behind it, "deploy --guided" has that option."""
    unless: tuple[str, ...] = ()
    """Options of which one keeps it from asking; the first is the one that is proposed."""
    instead: str = ""
    """What to do instead, where no option of `unless` does it, or besides it; a phrase or a command."""
    sure: Sure = Sure.USUALLY
    """Whether it surely asks."""
    by_hand: bool = False
    """Whether the options of `unless` need values or mean another thing, so that none of them is proposed."""
    leave_away: bool = False
    """Whether it is the options of `verbs` that make it ask, so that it is proposed without them."""
    unless_set: tuple[str, ...] = ()
    """Variables of which one, set, keeps it from asking."""


class Tool(NamedTuple):
    """What is known of one CLI."""

    programs: tuple[str, ...]
    """Its name, then the other names of the same program."""
    rule: str = ""
    """The module of `command.rules` whose RULES has its rule, as "cloud.kubectl", or a reference to such a table."""
    acts: Where = HERE
    """Where it acts."""
    switches: tuple[str, ...] = ()
    """References from `command.receipt`: which settings of other commands, or its own, one command changes for later
    ones (`kubectl config use-context`)."""
    unknown_name: str = ""
    """Reference from `command.receipt`: finds a profile or context that the command names and no file here has."""
    preview: str = ""
    """Reference from `command.preview`: the Maker of a command that shows what another would do."""
    adapter: Adapter | None = None
    """How what it accepts is read; None where commands are not held against it."""
    version: tuple[str, ...] = ()
    """The arguments with which it says its version; () where it is not asked."""
    unattended: tuple[tuple[str, str], ...] = ()
    """Variables, each with its value, that keep it from paging and from waiting for a person. None says yes."""
    variables: tuple[str, ...] = ()
    """What the names of the variables that steer it begin with: "VAULT" for VAULT_ADDR; may hold `\\\\w*`."""
    short: str = ""
    """Its name in the status line, where that is another."""
    takes_names: bool = False
    """Whether the operands behind its verb are names, and it tells an unknown verb from a name."""
    runs_elsewhere: tuple[str, ...] = ()
    """The verbs whose inner command runs on another machine or in a container; ("",) for every use."""
    outside: Outside | None = None
    """What its words tell to a machine outside."""
    stops: tuple[Stop, ...] = ()
    """How it is ended: the first whose verbs a command has. Where none is, by the way of every program, `Stop()`."""
    time: Time | None = None
    """How long it may take; None where the limit of every command holds."""
    asks: tuple[Question, ...] = ()
    """What it asks for at a terminal."""

    @property
    def name(self) -> str:
        """The name by which it is known."""
        return self.programs[0]


class Alike(NamedTuple):
    """Programs, each a tool of its own, of which no more is known than this, which is the same for all."""

    programs: str
    """Their names, between blanks."""
    rule: str
    """As `Tool.rule`."""
    acts: Where = HERE
    """As `Tool.acts`."""
    outside: Outside | None = None
    """As `Tool.outside`."""
    stops: tuple[Stop, ...] = ()
    """As `Tool.stops`."""
    time: Time | None = None
    """As `Tool.time`."""

    def tool(self, program: str) -> Tool:
        """Return the record of one of them."""
        return Tool((program,), self.rule, self.acts, outside=self.outside, stops=self.stops, time=self.time)
