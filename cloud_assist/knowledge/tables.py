"""What the installed CLIs accept and document, read in the background where it is not known yet."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping

from cloud_assist.catalog.build import BackgroundBuild
from cloud_assist.catalog.clis.building import open_tables
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.catalog.explanation import Explanation
from cloud_assist.catalog.port import Progress
from cloud_assist.command.assessment import Examination
from cloud_assist.knowledge.explained_line import explain
from cloud_assist.knowledge.validation import validate
from cloud_assist.models import Finding
from cloud_assist.settings import Settings

_NAMED = 16
"""Allowed values that are named; more are counted."""
Explained = tuple[tuple[Explanation, ...], ...]
"""The words of each simple command of a line, in order."""
_BUILDER = "cloud_assist.catalog.clis.building"


class CliKnowledge:
    """The tables of the CLIs on this machine. Until they are read, nothing is found against any command.

    Every method may be called from any thread.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._tables: Tables | None = None
        self._build: BackgroundBuild | None = None

    def read_in_background(self) -> None:
        """Start reading the CLIs that have no tables yet, in a process of its own; nothing where all have."""
        with self._lock:
            if self._build is None and self._opened().missing:
                self._build = BackgroundBuild(self._settings, _BUILDER)

    def missing_for(self, command: str) -> list[str]:
        """Return the CLIs that `command` seems to name and that have not been read yet."""
        words = set(command.split())
        with self._lock:
            return [program.cli for program in self._opened().missing if program.cli in words]

    async def read_for(self, command: str, progress: Progress) -> None:
        """Read the CLIs that `command` names and that are not known yet: some seconds each, once for each version.

        Cancelling stops it.
        """
        missing = await asyncio.to_thread(self.missing_for, command)
        if not missing:
            return
        build = BackgroundBuild(self._settings, _BUILDER, *missing)
        try:
            await asyncio.to_thread(build.wait, progress)
        finally:
            await asyncio.to_thread(build.stop)
            with self._lock:
                self._reopen()

    def refused(self, examination: Examination, environ: Mapping[str, str]) -> tuple[tuple[Finding, ...], list[str]]:
        """Return what the CLIs would refuse in a command, and the CLIs that have not been read yet."""
        with self._lock:
            tables = self._opened()
            found = validate(examination, tables, environ=environ, cwd=self._settings.cwd)
            return found, [program.cli for program in tables.missing]

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
        if missing:
            lines.append(
                f"Command tables not built yet: {', '.join(missing)}. To build them: cloud-assist catalog build"
            )
        return "\n".join(lines).strip() or "The command cannot be parsed, so it cannot be explained."

    def close(self) -> None:
        """Stop reading and close the tables. Safe to call twice."""
        with self._lock:
            if self._build is not None:
                self._build.stop()
                self._build = None
            self._reopen()

    def _opened(self) -> Tables:
        """Return the tables, opened anew once a build has ended."""
        if self._build is not None and self._build.finished:
            self._build.stop()
            self._build = None
            self._reopen()
        if self._tables is None:
            self._tables = open_tables(self._settings)
        return self._tables

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
