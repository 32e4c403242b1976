"""The store of what CLIs accept: one SQLite database for each program file, read here, written by `building`.

A command's arguments and its documentation are compressed apart, since checking needs the first alone. Nothing is read
before it is asked for, and what was read is kept while a process lives, within bounds.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from cloud_assist.catalog.clis.port import Command, Need, Option, Positional, Program, Shape, Style

SCHEMA_VERSION = 4
"""Goes up with the schema and with what the adapters hand over, so that older tables are made anew."""
SCHEMA = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE command (
    path TEXT PRIMARY KEY,      -- words joined by blanks; the CLI itself is ""
    parent TEXT NOT NULL,
    name TEXT NOT NULL,
    target TEXT NOT NULL,       -- for an alias: the path it stands for
    hidden INTEGER NOT NULL,
    line TEXT NOT NULL,         -- its documentation in one line
    data BLOB NOT NULL,
    documentation BLOB NOT NULL -- of its options and positionals
) WITHOUT ROWID;
CREATE INDEX command_parent ON command (parent, name);
CREATE TABLE shape (name TEXT PRIMARY KEY, data TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE owner (
    scope TEXT NOT NULL,        -- first word of the commands
    option TEXT NOT NULL,
    paths TEXT NOT NULL,        -- paths joined by line feeds
    PRIMARY KEY (scope, option)
) WITHOUT ROWID;
"""
_NAME = re.compile(r"[^\s\ud800-\udfff]+\Z")
"""What a part of a path can be: no blanks, and text that SQLite takes."""
_KEPT = 512
"""Decoded commands and shapes that stay in memory."""

Value = TypeVar("Value")


def database_path(cache_dir: Path, program: Program) -> Path:
    """Return where the tables of exactly this program belong."""
    parts = (str(SCHEMA_VERSION), program.cli, str(program.path), program.identity)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_dir / "clis" / f"{program.cli}-{digest}.sqlite3"


def pack(value: object) -> bytes:
    """Return a JSON value compressed."""
    return zlib.compress(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(), 6)


def unpack(data: bytes) -> Any:
    """Return the JSON value of `pack`."""
    return json.loads(zlib.decompress(data))


# --- Values as rows: only what differs from the default is kept -----------------------------------------------------


def option_row(option: Option) -> list[Any]:
    """Return an option as a JSON value."""
    flags = "".join(
        mark
        for mark, is_set in (
            ("r", option.required),
            ("g", option.group_required),
            ("a", option.attached),
            ("f", not option.reads_files),
            ("1", not option.repeats),
            ("h", option.hidden),
        )
        if is_set
    )
    row = [
        list(option.names),
        option.arity,
        flags,
        option.shape,
        option.dest,
        option.type,
        list(option.choices),
        list(option.values),
    ]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row


def option_of(row: list[Any]) -> Option:
    """Return the option of `option_row`."""
    names, arity, flags, shape, dest, type_name, choices, values = row + ["", "", "", "", "", (), ()][len(row) - 1 :]
    return Option(
        names=tuple(names),
        arity=arity,
        attached="a" in flags,
        required="r" in flags,
        group_required="g" in flags,
        dest=dest,
        type=type_name,
        choices=tuple(choices),
        values=tuple(values),
        shape=shape,
        reads_files="f" not in flags,
        repeats="1" not in flags,
        hidden="h" in flags,
    )


def command_row(command: Command) -> dict[str, Any]:
    """Return a command, without its path and documentation, as a JSON value."""
    row: dict[str, Any] = {"o": [option_row(option) for option in command.options], "k": command.kind}
    if command.positionals is None:
        row["p"] = None
    elif command.positionals:
        row["p"] = [[p.name, p.arity, list(p.choices), p.shape, p.reads_files] for p in command.positionals]
    if not command.runs:
        row["g"] = 1
    if command.stops_at_positional:
        row["s"] = 1
    if command.needs is not None:
        row["n"] = need_row(command.needs)
    return row


def need_row(need: Need) -> list[Any]:
    """Return a need as a JSON value: its marks (r, x), then its flags or its members."""
    marks = ("r" if need.required else "") + ("x" if need.exclusive else "")
    return [marks, *need.flags, *map(need_row, need.members)]


def need_of(row: list[Any]) -> Need:
    """Return the need of `need_row`."""
    marks, *rest = row
    return Need(
        "r" in marks,
        "x" in marks,
        tuple(part for part in rest if isinstance(part, str)),
        tuple(need_of(part) for part in rest if not isinstance(part, str)),
    )


def command_of(path: tuple[str, ...], row: Mapping[str, Any], documentation: str, *, hidden: bool) -> Command:
    """Return the command of `command_row`."""
    positionals = row.get("p", ())
    return Command(
        path=path,
        documentation=documentation,
        options=tuple(option_of(option) for option in row["o"]),
        positionals=None
        if positionals is None
        else tuple(Positional(name, arity, tuple(c), shape, f) for name, arity, c, shape, f in positionals),
        runs="g" not in row,
        kind=row["k"],
        stops_at_positional="s" in row,
        hidden=hidden,
        needs=need_of(row["n"]) if "n" in row else None,
    )


def shape_row(shape: Shape) -> dict[str, Any]:
    """Return a shape as a JSON value."""
    row = {
        "t": shape.type,
        "m": dict(shape.members) if shape.members is not None else None,
        "r": list(shape.required),
        "e": shape.element,
        "k": shape.key,
        "v": shape.value,
        "c": list(shape.choices),
        "n": shape.minimum,
        "u": int(shape.union),
        "s": int(shape.streaming),
    }
    return {name: value for name, value in row.items() if value or (name == "n" and value is not None)}


def shape_of(row: Mapping[str, Any]) -> Shape:
    """Return the shape of `shape_row`."""
    return Shape(
        type=row["t"],
        members=row.get("m", {} if row["t"] == "structure" else None),
        required=tuple(row.get("r", ())),
        element=row.get("e", ""),
        key=row.get("k", ""),
        value=row.get("v", ""),
        choices=tuple(row.get("c", ())),
        minimum=row.get("n"),
        union=bool(row.get("u")),
        streaming=bool(row.get("s")),
    )


class _Kept(dict[str, Any]):
    """A small cache: forgets everything when it is full, which a person's session never reaches."""

    def get_or(self, key: str, make: Callable[[str], Any]) -> Any:
        if key not in self:
            if len(self) >= _KEPT:
                self.clear()
            self[key] = make(key)
        return self[key]


class CliTables:
    """The tables of one CLI. Safe to use from several threads."""

    def __init__(self, path: Path, program: Program) -> None:
        """Open a database that `building` finished.

        Raises:
            sqlite3.Error: it is damaged, or gone.
        """
        self.program = program
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            facts = dict(self._rows("SELECT name, value FROM fact"))
            self.cli = facts["cli"]
            self.version = facts["version"]
            self.style = Style(facts["style"])
            self.complete = facts["complete"] == "1"
            self.counts = {"commands": int(facts["commands"]), "options": int(facts["options"])}
        except (KeyError, ValueError) as error:
            self._connection.close()
            raise sqlite3.DatabaseError(f"{path} is not a finished table") from error
        except sqlite3.Error:
            self._connection.close()
            raise
        self._commands = _Kept()
        self._shapes = _Kept()
        self._children = _Kept()

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    @property
    def root(self) -> Command:
        """The CLI itself, with the options that every command takes."""
        return self.command(()) or Command(())

    def command(self, path: Iterable[str]) -> Command | None:
        """Return the command at `path`, following aliases; None where the CLI has none there."""
        parts = tuple(path)
        if not all(_NAME.match(part) for part in parts):
            return None
        found: Command | None = self._commands.get_or(" ".join(parts), self._read_command)
        return found

    def deepest(self, path: Iterable[str]) -> Command | None:
        """Return the command that the longest beginning of `path` names, if it does something itself."""
        found = self.root
        for part in path:
            child = self.command((*found.path, part))
            if child is None:
                break
            found = child
        return found if found.runs else None

    def _read_command(self, path: str) -> Command | None:
        query = "SELECT target, data, line, hidden FROM command WHERE path = ?"
        rows = self._rows(query, path)
        if rows and rows[0][0]:
            path = rows[0][0]
            rows = self._rows(query, path)
        if not rows:
            return None
        _, data, line, hidden = rows[0]
        return command_of(tuple(path.split()), unpack(data), line, hidden=bool(hidden))

    def children(self, path: Iterable[str], *, hidden: bool = True) -> tuple[str, ...]:
        """Return the names below `path`, aliases too; `hidden` for undocumented ones as well."""
        parent = " ".join(path)
        rows: list[tuple[str, int]] = self._children.get_or(
            parent,
            lambda key: self._rows("SELECT name, hidden FROM command WHERE parent = ? AND path <> ''", key),
        )
        return tuple(name for name, is_hidden in rows if hidden or not is_hidden)

    def documentation(self, path: Iterable[str]) -> dict[str, str]:
        """Return one line for each option and positional of a command, by first name."""
        rows = self._rows("SELECT target, documentation FROM command WHERE path = ?", " ".join(path))
        if rows and rows[0][0]:
            rows = self._rows("SELECT target, documentation FROM command WHERE path = ?", rows[0][0])
        found: dict[str, str] = unpack(rows[0][1]) if rows and rows[0][1] else {}
        return found

    def owners(self, scope: str, option: str) -> tuple[tuple[str, ...], ...]:
        """Return the paths of the commands that take `option`: those below the first word `scope`, or all for ""."""
        if not _NAME.match(option):
            return ()
        if scope:
            rows = self._rows("SELECT paths FROM owner WHERE scope = ? AND option = ?", scope, option)
        else:
            rows = self._rows("SELECT paths FROM owner WHERE option = ?", option)
        return tuple(tuple(path.split()) for row in rows for path in row[0].split("\n"))

    def shape(self, name: str) -> Shape | None:
        """Return a shape by its stored name."""
        found: Shape | None = self._shapes.get_or(name, self._read_shape)
        return found

    def _read_shape(self, name: str) -> Shape | None:
        rows = self._rows("SELECT data FROM shape WHERE name = ?", name)
        return shape_of(json.loads(rows[0][0])) if rows else None

    def close(self) -> None:
        """Close the database. Safe to call twice."""
        with self._lock:
            self._connection.close()


class Tables:
    """The tables of every CLI that has been read on this machine."""

    def __init__(self, tables: Iterable[CliTables] = (), missing: Iterable[Program] = ()) -> None:
        self._tables = {table.cli: table for table in tables}
        self.missing = tuple(missing)
        """Programs that are installed and have no tables yet."""

    def of(self, program: str) -> CliTables | None:
        """Return the tables of the CLI that people call `program`, or None."""
        return self._tables.get(program)

    def __iter__(self) -> Any:
        return iter(self._tables.values())

    def __len__(self) -> int:
        return len(self._tables)

    def close(self) -> None:
        """Close every database. Safe to call twice."""
        for table in self._tables.values():
            table.close()


def open_cli(cache_dir: Path, program: Program) -> CliTables | None:
    """Open the tables of one program; None where they have not been built or are damaged. Never builds."""
    path = database_path(cache_dir, program)
    if not path.is_file():
        return None
    with suppress(sqlite3.Error):
        return CliTables(path, program)
    return None
