"""Making the tables: for each CLI that is installed and has none yet, whole or not at all.

`python -m cloud_assist.catalog.clis.building` does it in a process of its own, one line of progress at a time. Each CLI
has a database of its own that appears under its final name only when it is complete, so that a build that was stopped
goes on with the CLI it was at. Of several processes one builds, the others wait for it.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from cloud_assist.catalog.clis.adapters import ADAPTERS
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
from cloud_assist.errors import CloudAssistError, StoreError
from cloud_assist.settings import Settings, load_settings

_KEPT_DATABASES = 3
"""Databases of other versions of one CLI that stay, so that two environments of one person do not rebuild in turn."""
_STALE_S = 3600.0
"""Age at which a temporary file belongs to a build that was interrupted."""
_REPORT_EVERY = 3000


def open_tables(settings: Settings, adapters: Iterable[Adapter] = ADAPTERS) -> Tables:
    """Open the tables of every CLI of this machine that has been read. Never builds, never fails."""
    found, missing = [], []
    for adapter in adapters:
        program = adapter.find(settings.environ)
        if program is None:
            continue
        tables = open_cli(settings.cache_dir, program)
        if tables is None:
            missing.append(program)
        else:
            found.append(tables)
    return Tables(found, missing)


def build_tables(settings: Settings, progress: Progress, adapters: Iterable[Adapter] = ADAPTERS) -> Tables:
    """Build in this process what is missing, and open everything.

    A CLI that cannot be read is told through `progress` and left out.

    Raises:
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    adapters = tuple(adapters)
    for adapter in adapters:
        program = adapter.find(settings.environ)
        if program is None:
            continue
        try:
            build_cli(settings, adapter, program, progress)
        except UnreadableCliError as error:
            progress(f"{error.what} {error.why}".strip())
    return open_tables(settings, adapters)


def build_cli(settings: Settings, adapter: Adapter, program: Program, progress: Progress) -> Path:
    """Build the database of one CLI unless it is there, and return its path.

    Raises:
        UnreadableCliError: the CLI cannot be asked.
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    target = database_path(settings.cache_dir, program)
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _lock(target.parent / f"{adapter.cli}.lock", adapter, progress):
            if _is_missing(settings, program):
                _build_at(target, adapter, program, settings.environ, progress)
                _tidy(target, adapter.cli)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"What {adapter.cli} accepts cannot be kept.",
            why=f"{target.parent}: {error}.",
            todo="Make it writable, or set XDG_CACHE_HOME to a folder that is; until then commands are not checked.",
        ) from error
    return target


def _is_missing(settings: Settings, program: Program) -> bool:
    """Return whether there are no tables that can be opened: a damaged database counts as none."""
    tables = open_cli(settings.cache_dir, program)
    if tables is not None:
        tables.close()
    return tables is None


@contextmanager
def _lock(path: Path, adapter: Adapter, progress: Progress) -> Iterator[None]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(f"Another process is reading what {adapter.cli} accepts; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _build_at(target: Path, adapter: Adapter, program: Program, environ: Mapping[str, str], progress: Progress) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{adapter.cli}-", suffix=".tmp")  # mode 0600
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            named = replace(program, version=adapter.version(program, environ))
            commands = _fill(connection, adapter, named, adapter.read(named, environ, progress), progress)
            connection.commit()
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        progress(f"Commands of {adapter.cli} {named.version}: {commands:,}, ready")
    finally:
        temporary.unlink(missing_ok=True)


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


def _tidy(current: Path, cli: str) -> None:
    """Delete what interrupted builds left behind, and all but the newest databases of this CLI."""
    now = time.time()
    for file in current.parent.glob(f"{cli}-*.tmp"):
        if now - file.stat().st_mtime > _STALE_S:
            file.unlink(missing_ok=True)
    databases = sorted(current.parent.glob(f"{cli}-*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in databases[_KEPT_DATABASES:]:
        if file != current:
            file.unlink(missing_ok=True)


def main() -> int:
    """Build the CLIs named in the arguments, or all; print progress, and at the end the failure where there is one."""
    os.nice(10)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))  # so that `finally` runs
    try:
        names = set(sys.argv[1:])
        build_tables(load_settings(), _say, [each for each in ADAPTERS if each.cli in names or not names]).close()
    except CloudAssistError as error:
        _say(" ".join(part for part in (error.what, error.why) if part))
        return int(error.exit_code)
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
