"""What the installed CLIs accept and document. What is not known yet is read in the background; nobody waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from cloud_assist.catalog.build_queue import LACKING, BuildQueue
from cloud_assist.catalog.clis.building import open_tables, take_over_prebuilt
from cloud_assist.catalog.clis.tables import Tables, database_path
from cloud_assist.catalog.explanation import Explanation
from cloud_assist.command.assessment import Examination
from cloud_assist.errors import StoreError
from cloud_assist.knowledge.explained_line import explain
from cloud_assist.knowledge.unread import Unread, unread
from cloud_assist.knowledge.validation import validate
from cloud_assist.models import Finding
from cloud_assist.settings import Settings

_NAMED = 16
"""Allowed values that are named; more are counted."""
Explained = tuple[tuple[Explanation, ...], ...]
"""The words of each simple command of a line, in order."""
BUDGET_S = 1.0
"""Seconds that a command waits at most for what its CLI accepts."""
_LOOKS_EVERY_S = 0.5


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


class CliKnowledge:
    """The tables of the CLIs on this machine. Until they are read, nothing is found against any command.

    Every method may be called from any thread.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._queue = BuildQueue(settings)
        self._lock = threading.Lock()
        self._tables: Tables | None = None
        self._stamps: list[tuple[int, int] | None] = []
        """Of the files of what is not wholly known, as they were when the tables were opened."""

    def read_ahead(self) -> None:
        """Have the CLIs read in the background that are not known yet, for as long as this process lives."""
        with self._lock:
            tables = self._opened()
            items = [program.cli for program in tables.missing]
            items += [f"{table.cli}{LACKING}" for table in tables if table.lacks]
        self._queue.ask(items, ahead=True)

    async def prepare(self, command: str) -> None:
        """Have the CLIs read that `command` seems to name and that are not known yet; wait `BUDGET_S` at most.

        Within that, a CLI whose release comes with tables is known; the others are read in the background.
        """
        missing = await asyncio.to_thread(self._missing_for, command)
        if not missing:
            return
        taking = threading.Thread(target=self._take_over, args=(missing,), name="prebuilt-tables", daemon=True)
        taking.start()
        await asyncio.to_thread(taking.join, BUDGET_S)
        await asyncio.to_thread(lambda: self._queue.ask(self._missing_for(command)))

    def _missing_for(self, command: str) -> list[str]:
        words = set(command.split())
        with self._lock:
            return [program.cli for program in self._opened().missing if program.cli in words]

    def _take_over(self, clis: list[str]) -> None:
        with suppress(StoreError):
            take_over_prebuilt(self._settings, clis)

    def refused(self, examination: Examination, environ: Mapping[str, str]) -> tuple[tuple[Finding, ...], list[Unread]]:
        """Return what the CLIs would refuse in a command, and what of their tables is not known yet."""
        with self._lock:
            tables = self._opened()
            found = validate(examination, tables, environ=environ, cwd=self._settings.cwd)
            return found, unread(tables, self._queue)

    def known(self, clis: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Return which of these CLIs have tables, and what those lack."""
        with self._lock:
            found = [self._opened().of(cli) for cli in clis]
            return frozenset((tables.cli, tables.lacks) for tables in found if tables is not None)

    async def more_known(self, clis: Iterable[str], before: frozenset[tuple[str, str]]) -> None:
        """Return once `known` says something else than `before`; never, where nobody reads them."""
        wanted = tuple(clis)
        while True:
            if await asyncio.to_thread(self.known, wanted) != before:
                return
            await asyncio.sleep(_LOOKS_EVERY_S)

    def operation(self, cli: str, path: tuple[str, ...]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        """Return the whole name of an operation, the options it must have, and the others that its help names.

        ("", (), ()) where the installed CLI has no such operation; what goes too deep (`get pods`) is cut off.
        """
        with self._lock:
            tables = self._opened().of(cli)
            command = None if tables is None else tables.deepest(path)
        if command is None or not command.path:
            return "", (), ()
        shown = [option for option in command.options if not option.hidden]
        required = tuple(option.names[0] for option in shown if option.required)
        others = tuple(option.names[0] for option in shown if not option.required)
        return " ".join((cli, *command.path)), required, others

    def explained(self, examination: Examination, environ: Mapping[str, str]) -> tuple[Explained, tuple[str, ...]]:
        """Return each word of a command with its line, and the CLIs in it that have not been read yet."""
        with self._lock:
            parts = explain(examination, self._opened(), environ=environ)
            missing = [program.cli for program in self._opened().missing]
        return parts, tuple(name for name in missing if name in examination.command)

    def explanation(self, examination: Examination, environ: Mapping[str, str]) -> str:
        """Return each word of a command with its line from the documentation on this machine, as text to read."""
        parts, missing = self.explained(examination, environ)
        lines: list[str] = []
        for words in parts:
            width = min(max((len(each.word) for each in words), default=0), 28)
            for each in words:
                allowed = f" One of: {listed(each.allowed_values, each.word)}." if each.allowed_values else ""
                lines.append(f"{each.word:<{width}}  {each.text}{allowed}")
            lines.append("")
        lines += [each.sentence for each in unread(self._opened(), self._queue) if each.cli in missing]
        return "\n".join(lines).strip() or "The command cannot be parsed, so it cannot be explained."

    def close(self) -> None:
        """Close the tables. Safe to call twice."""
        with self._lock:
            self._reopen()

    def _opened(self) -> Tables:
        """Return the tables, opened anew once more of a CLI has been read."""
        if self._tables is not None and self._stamps != self._stamps_of(self._tables):
            self._reopen()
        if self._tables is None:
            self._tables = open_tables(self._settings)
            self._stamps = self._stamps_of(self._tables)
        return self._tables

    def _stamps_of(self, tables: Tables) -> list[tuple[int, int] | None]:
        """Return what changes as soon as tables that are missing, or lack something, are written."""
        programs = [*tables.missing, *(each.program for each in tables if each.lacks)]
        return [_stamp(database_path(self._settings.cache_dir, program)) for program in programs]

    def _reopen(self) -> None:
        if self._tables is not None:
            self._tables.close()
        self._tables = None


def listed(values: tuple[str, ...], given: str) -> str:
    """Return the first values with commas, `given` too where it is one of them, and how many are left out."""
    named = values if len(values) <= _NAMED + 1 else values[:_NAMED]
    here = tuple(value for value in values[len(named) :] if given.endswith(value))[:1]
    more = len(values) - len(named) - len(here)
    return ", ".join((*named, *here)) + (f" and {more} more" if more else "")
