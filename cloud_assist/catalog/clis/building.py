"""Making the tables: for each CLI that is installed and has none yet, whole or not at all.

Each CLI has a database of its own that appears under its final name only when it is complete, so that a build that was
stopped goes on with the CLI it was at. Of several processes one builds, the others wait for it.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.installed import version_told
from cloud_assist.catalog.clis.pages import write_pages
from cloud_assist.catalog.clis.port import Adapter, Command, Documented, Item, Program, Progress, UnreadableCliError
from cloud_assist.catalog.clis.prebuilt import comes_with_tables, prebuilt_file
from cloud_assist.catalog.clis.rows import command_row, shape_row
from cloud_assist.catalog.clis.tables import (
    CHILDREN,
    COMMAND,
    DOCUMENTATION,
    OWNERS,
    SHAPE,
    CliTables,
    Tables,
    database_path,
    open_cli,
)
from cloud_assist.catalog.once import build_lock, copy_database, new_database, remove_outdated
from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings

_REPORT_EVERY = 3000


def open_tables(settings: Settings, chosen: Iterable[Adapter] | None = None) -> Tables:
    """Open the tables that are there, of every CLI of this machine or the `chosen`. Never builds, never fails."""
    found, missing = [], []
    for adapter in adapters() if chosen is None else chosen:
        program = adapter.find(settings.environ)
        if program is None:
            continue
        tables = open_cli(settings.cache_dir, program) or _open_prebuilt(settings, adapter, program)
        if tables is None:
            missing.append(program)
        else:
            found.append(tables)
    return Tables(found, missing)


def _open_prebuilt(settings: Settings, adapter: Adapter, program: Program) -> CliTables | None:
    """Open the tables that come with this program, where the release is known without running the CLI.

    It is where the version stands in the CLI's files, or where the CLI was asked for it and has not changed since.
    """
    if not comes_with_tables(adapter.cli):
        return None
    version = program.version or version_told(program.path, settings.cache_dir)
    file = prebuilt_file(adapter.cli, adapter.release(replace(program, version=version), settings.environ))
    with suppress(sqlite3.Error):
        return None if file is None else CliTables(file, program)
    return None


def build_tables(settings: Settings, progress: Progress, chosen: Iterable[Adapter] | None = None) -> Tables:
    """Build in this process what is missing, of all CLIs or the `chosen`, and open it.

    A CLI that cannot be read is told through `progress` and left out.

    Raises:
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    wanted = adapters() if chosen is None else tuple(chosen)
    for adapter in wanted:
        program = adapter.find(settings.environ)
        if program is None:
            continue
        try:
            build_cli(settings, adapter, program, progress)
        except UnreadableCliError as error:
            progress(f"{error.what} {error.why}".strip())
    return open_tables(settings, wanted)


def take_over_prebuilt(settings: Settings, clis: Iterable[str]) -> None:
    """Put tables that come with this program in the place of those CLIs that must be asked for their release.

    Nothing is read: each CLI is asked for its version at most, and left out where no tables fit it.

    Raises:
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    wanted = set(clis)
    for adapter in adapters():
        if adapter.cli not in wanted or not comes_with_tables(adapter.cli):
            continue
        program = adapter.find(settings.environ)
        if program is None:
            continue
        named = replace(program, version=adapter.version(program, settings.environ))
        if prebuilt_file(adapter.cli, adapter.release(named, settings.environ)) is not None:
            build_cli(settings, adapter, named, lambda _line: None)


def build_cli(settings: Settings, adapter: Adapter, program: Program, progress: Progress) -> Path:
    """Build the database of one CLI unless it is there, and return its path.

    Raises:
        UnreadableCliError: the CLI cannot be asked.
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    target = database_path(settings.cache_dir, program)
    try:
        waiting = f"Waiting for another process that is reading the commands of {adapter.cli}"
        with build_lock(target.parent / f"{adapter.cli}.lock", progress, waiting=waiting):
            if _is_missing(settings, adapter, program):
                _build_at(target, adapter, program, settings.environ, progress)
                remove_outdated(target, adapter.cli)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The command tables of {adapter.cli} could not be stored.",
            why=f"{target.parent}: {error}.",
            todo="Make it writable, or set XDG_CACHE_HOME to a writable folder. Until then, commands are not checked.",
        ) from error
    return target


def _is_missing(settings: Settings, adapter: Adapter, program: Program) -> bool:
    """Return whether there are no tables that can be opened, or that lack something; a damaged database is none."""
    tables = open_cli(settings.cache_dir, program) or _open_prebuilt(settings, adapter, program)
    if tables is None:
        return True
    tables.close()
    return bool(tables.lacks) and not adapter.lacks


def _build_at(target: Path, adapter: Adapter, program: Program, environ: Mapping[str, str], progress: Progress) -> None:
    named = program if program.version else replace(program, version=adapter.version(program, environ))
    if (prebuilt := prebuilt_file(adapter.cli, adapter.release(named, environ))) is not None:
        copy_database(prebuilt, target, adapter.cli)
        progress(f"Commands of {adapter.cli} {named.version}: known beforehand, ready")
        return
    scratch = target.with_suffix(".parts")
    with new_database(target, adapter.cli) as connection:
        commands = read_into(connection, adapter, replace(named, scratch=scratch), environ, progress)
    if not adapter.lacks:
        shutil.rmtree(scratch, ignore_errors=True)
    progress(f"Commands of {adapter.cli} {named.version}: {commands:,}, ready")


def read_into(
    connection: sqlite3.Connection,
    adapter: Adapter,
    program: Program,
    environ: Mapping[str, str],
    progress: Progress,
) -> int:
    """Read a program, given with its version, into an empty database; return the number of commands.

    Raises:
        UnreadableCliError: the CLI cannot be asked.
    """
    gathered = Gathered()
    for item in adapter.read(program, environ, progress):
        gathered.take(item)
        if isinstance(item, Documented) and gathered.commands % _REPORT_EVERY == 0:
            progress(f"Reading {adapter.cli} {program.version}: {gathered.commands:,} commands")
    facts = {
        "cli": adapter.cli,
        "version": program.version,
        "style": adapter.style.value,
        "complete": str(int(adapter.complete)),
        "commands": str(gathered.commands),
        "options": str(gathered.options),
        "lacks": adapter.lacks,
    }
    write_pages(connection, facts, gathered.kinds())
    connection.commit()
    return gathered.commands


class Gathered:
    """What an adapter hands over, as the values of a table's kinds."""

    def __init__(self) -> None:
        self.commands = 0
        self.options = 0
        self._shapes: dict[str, str] = {}
        self._rows: dict[str, str] = {}
        self._documentation: dict[str, str] = {}
        self._children: dict[str, dict[str, bool]] = {}
        self._owners: dict[str, set[str]] = {}

    def take(self, item: Item) -> None:
        """Take a command, or shapes."""
        if isinstance(item, Documented):
            self._command(item)
        else:
            self._shapes.update({name: _json(shape_row(shape)) for name, shape in item.shapes.items()})

    def _command(self, item: Documented) -> None:
        command = item.command
        path = " ".join(command.path)
        self.commands += 1
        self.options += len(command.options)
        self._rows[path] = _json([int(command.hidden), command.documentation, command_row(command)])
        if item.options:
            self._documentation[path] = _json(dict(item.options))
        if command.path:
            self._note(command)
        for alias in item.aliases:
            self._rows.setdefault(" ".join((*command.path[:-1], alias)), _json(path))
            self._siblings(command).setdefault(alias, command.hidden)

    def _siblings(self, command: Command) -> dict[str, bool]:
        return self._children.setdefault(" ".join(command.path[:-1]), {})

    def _note(self, command: Command) -> None:
        self._siblings(command)[command.path[-1]] = command.hidden
        path = " ".join(command.path)
        for option in command.options:
            for name in option.names:
                self._owners.setdefault(f"{command.path[0]} {name}", set()).add(path)

    def kinds(self) -> dict[str, dict[str, str]]:
        """Return the values by kind and key, as JSON: the same whatever the order in which they came."""
        children = {
            path: _json([[name, int(hidden)] for name, hidden in sorted(names.items())])
            for path, names in self._children.items()
        }
        return {
            COMMAND: self._rows,
            CHILDREN: children,
            DOCUMENTATION: self._documentation,
            OWNERS: {key: _json(sorted(paths)) for key, paths in self._owners.items()},
            SHAPE: self._shapes,
        }


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
