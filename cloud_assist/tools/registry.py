"""All records, by program; each program stands in one.

To try a CLI that no table has (a test does, and what a person configures may), give its record to `known`:

    with known(Tool(("examplectl",), "my_package.rules:RULES", Unread("an example server"))):
        judge("examplectl delete x", ...)

Everything that reads the records sees it for as long as the block lasts, in every thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from cloud_assist.tools import (
    clouds,
    code,
    containers,
    data_stores,
    infrastructure,
    kubernetes,
    network,
    packages,
    plain,
    platforms,
)
from cloud_assist.tools.tool import Alike, Outside, Tool, Where


class DuplicateProgramError(ValueError):
    """A program stands in two records, which could say different things."""


class Registry:
    """Records, found by program. Does not change."""

    def __init__(self, records: Iterable[Tool | Alike]) -> None:
        """Take `records` in the order in which the status line and `doctor` name them.

        Raises:
            DuplicateProgramError: a program stands in two of them.
        """
        self._records = tuple(records)
        self._by_program: dict[str, Tool | Alike] = {}
        for record in self._records:
            for program in record.programs.split() if isinstance(record, Alike) else record.programs:
                if program in self._by_program:
                    raise DuplicateProgramError(f"{program} stands in two records")
                self._by_program[program] = record
        self._asking: dict[str, tuple[frozenset[str], ...]] = {}
        self.own = tuple(record for record in self._records if isinstance(record, Tool))
        """The tools with a record to themselves, in order: all that have more than a rule and a place."""

    def of(self, program: str) -> Tool | None:
        """Return the record of a program by its base name; None where nothing is known of it."""
        record = self._by_program.get(program)
        return record.tool(program) if isinstance(record, Alike) else record

    def __iter__(self) -> Iterator[Tool]:
        """Yield every tool, in order."""
        for record in self._records:
            if isinstance(record, Alike):
                yield from map(record.tool, record.programs.split())
            else:
                yield record

    def rule_of(self, program: str) -> str:
        """Return `Tool.rule` of a program; "" where none stands there. Spares making the tool."""
        record = self._by_program.get(program)
        return record.rule if record is not None else ""

    def acts_of(self, program: str) -> Where | None:
        """Return `Tool.acts` of a program; None where nothing is known of it. Spares making the tool."""
        record = self._by_program.get(program)
        return record.acts if record is not None else None

    def outside_of(self, program: str) -> Outside | None:
        """Return `Tool.outside` of a program; None where nothing is known of it. Spares making the tool."""
        record = self._by_program.get(program)
        return record.outside if record is not None else None

    def asking_words(self, program: str) -> tuple[frozenset[str], ...]:
        """Return sets of words: a call of `program` that asks for something has every word of one of them."""
        record = self._by_program.get(program)
        if not isinstance(record, Tool) or not record.asks:
            return ()
        if program not in self._asking:
            verbs = {verb for question in record.asks for verb in question.verbs or ("",)}
            found = {frozenset(token for token in verb.split() if token[0] not in "-*$") for verb in verbs}
            self._asking[program] = tuple(words for words in found if not any(other < words for other in found))
        return self._asking[program]

    def with_records(self, *records: Tool | Alike) -> Registry:
        """Return a registry that knows `records` as well."""
        return Registry((*self._records, *records))


TABLES: tuple[tuple[Tool | Alike, ...], ...] = (
    clouds.AMAZON,
    kubernetes.TOOLS,
    clouds.GOOGLE,
    clouds.AZURE,
    infrastructure.TOOLS,
    containers.TOOLS,
    code.TOOLS,
    platforms.TOOLS,
    data_stores.TOOLS,
    network.TOOLS,
    packages.TOOLS,
    plain.TOOLS,
)
"""In the order of the status line."""

_VERSION_SUFFIX = re.compile(r"(?<=[a-z])(?:[.-]?v?\d+(?:\.\d+)*)?(?:\.exe)?\Z")
_in_force = [Registry(record for table in TABLES for record in table)]


def registry() -> Registry:
    """Return the registry in force."""
    return _in_force[-1]


def tool_of(program: str) -> Tool | None:
    """Return the record of a program by its base name; None where nothing is known of it."""
    return _in_force[-1].of(program)


def without_version(program: str) -> str:
    """Return "python" for "python3.11", "kubectl" for "kubectl.1.24" and "kubectl.exe"."""
    return _VERSION_SUFFIX.sub("", program, count=1)


def runs_elsewhere(program: str, arguments: Iterable[str]) -> bool:
    """Return whether the command that a program starts, given these arguments, runs elsewhere than on this machine."""
    tool = tool_of(program)
    verbs = tool.runs_elsewhere if tool is not None else ()
    return bool(verbs) and ("" in verbs or any(argument in verbs for argument in arguments))


@contextmanager
def known(*records: Tool | Alike) -> Iterator[Registry]:
    """Let `records` be known as well, in the whole process, until the block ends.

    Raises:
        DuplicateProgramError: one of their programs is known already.
    """
    _in_force.append(registry().with_records(*records))
    try:
        yield registry()
    finally:
        _in_force.pop()


@cache
def resolve(reference: str, room: str) -> Any:
    """Return what a reference names, importing its module.

    Args:
        reference: `module:ATTRIBUTE`; a module without a dot is one of `room`.
        room: the package that looks, such as "cloud_assist.command.receipt".
    """
    module, _, attribute = reference.partition(":")
    return getattr(import_module(module if "." in module else f"{room}.{module}"), attribute)
