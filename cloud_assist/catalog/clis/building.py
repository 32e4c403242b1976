"""Making the tables: for each CLI that is installed and has none yet, whole or not at all.

`python -m cloud_assist.catalog.clis.building` does it in a process of its own, one line of progress at a time. Each CLI
has a database of its own that appears under its final name only when it is complete, so that a build that was stopped
goes on with the CLI it was at. Of several processes one builds, the others wait for it.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.port import Adapter, Command, Documented, Item, Program, Progress, UnreadableCliError
from cloud_assist.catalog.clis.tables import (
    SCHEMA,
    Tables,
    command_row,
    database_path,
    open_cli,
    pack,
    shape_row,
)
from cloud_assist.catalog.once import build_lock, new_database, remove_outdated, run_build
from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings, load_settings

_REPORT_EVERY = 3000


def open_tables(settings: Settings, chosen: Iterable[Adapter] | None = None) -> Tables:
    """Open the tables that are there, of every CLI of this machine or the `chosen`. Never builds, never fails."""
    found, missing = [], []
    for adapter in adapters() if chosen is None else chosen:
        program = adapter.find(settings.environ)
        if program is None:
            continue
        tables = open_cli(settings.cache_dir, program)
        if tables is None:
            missing.append(program)
        else:
            found.append(tables)
    return Tables(found, missing)


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
            if _is_missing(settings, program):
                _build_at(target, adapter, program, settings.environ, progress)
                remove_outdated(target, adapter.cli)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"The command tables of {adapter.cli} could not be stored.",
            why=f"{target.parent}: {error}.",
            todo="Make it writable, or set XDG_CACHE_HOME to a writable folder. Until then, commands are not checked.",
        ) from error
    return target


def _is_missing(settings: Settings, program: Program) -> bool:
    """Return whether there are no tables that can be opened: a damaged database counts as none."""
    tables = open_cli(settings.cache_dir, program)
    if tables is not None:
        tables.close()
    return tables is None


def _build_at(target: Path, adapter: Adapter, program: Program, environ: Mapping[str, str], progress: Progress) -> None:
    named = replace(program, version=adapter.version(program, environ))
    with new_database(target, adapter.cli) as connection:
        commands = _fill(connection, adapter, named, adapter.read(named, environ, progress), progress)
        connection.commit()
    progress(f"Commands of {adapter.cli} {named.version}: {commands:,}, ready")


def _fill(
    connection: sqlite3.Connection, adapter: Adapter, program: Program, items: Iterable[Item], progress: Progress
) -> int:
    """Write everything; return the number of commands."""
    connection.executescript(SCHEMA)
    owners: dict[tuple[str, str], list[str]] = {}
    commands = options = 0
    for item in items:
        if not isinstance(item, Documented):
            rows = [(name, json.dumps(shape_row(shape), separators=(",", ":"))) for name, shape in item.shapes.items()]
            connection.executemany("INSERT OR REPLACE INTO shape VALUES (?, ?)", rows)
            continue
        _insert(connection, item)
        commands += 1
        options += len(item.command.options)
        _note_owners(owners, item.command)
        if commands % _REPORT_EVERY == 0:
            progress(f"Reading {adapter.cli} {program.version}: {commands:,} commands")
    connection.executemany(
        "INSERT INTO owner VALUES (?, ?, ?)",
        ((scope, option, "\n".join(paths)) for (scope, option), paths in sorted(owners.items())),
    )
    facts = {
        "cli": adapter.cli,
        "version": program.version,
        "style": adapter.style.value,
        "complete": str(int(adapter.complete)),
        "commands": str(commands),
        "options": str(options),
    }
    connection.executemany("INSERT INTO fact VALUES (?, ?)", facts.items())
    return commands


def _insert(connection: sqlite3.Connection, item: Documented) -> None:
    command = item.command
    parent, name = " ".join(command.path[:-1]), command.path[-1] if command.path else ""
    documentation = pack(dict(item.options)) if item.options else b""
    connection.execute(
        "INSERT OR REPLACE INTO command VALUES (?, ?, ?, '', ?, ?, ?, ?)",
        (
            " ".join(command.path),
            parent,
            name,
            int(command.hidden),
            command.documentation,
            pack(command_row(command)),
            documentation,
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO command VALUES (?, ?, ?, ?, ?, '', '', '')",
        (
            (" ".join((*command.path[:-1], alias)), parent, alias, " ".join(command.path), int(command.hidden))
            for alias in item.aliases
        ),
    )


def _note_owners(owners: dict[tuple[str, str], list[str]], command: Command) -> None:
    if not command.path:
        return
    path = " ".join(command.path)
    for option in command.options:
        for name in option.names:
            owners.setdefault((command.path[0], name), []).append(path)


def main() -> int:
    """Build the CLIs named in the arguments, or all."""
    names = set(sys.argv[1:])
    wanted = [each for each in adapters() if each.cli in names or not names]
    return run_build(lambda progress: build_tables(load_settings(), progress, wanted).close())


if __name__ == "__main__":
    sys.exit(main())
