"""The store of what CLIs accept: one file of pages for each program file, read here, written by `building`.

A command's arguments and its documentation are kept apart, since checking needs the first alone. Nothing is read before
it is asked for, and what was read is kept while a process lives, within bounds.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from cloud_assist.catalog.clis.pages import Pages
from cloud_assist.catalog.clis.port import Command, Program, Shape, Style
from cloud_assist.catalog.clis.rows import command_of, shape_of
from cloud_assist.command.receipt.files import is_file

SCHEMA_VERSION = 5
"""Goes up with the schema and with what the adapters hand over, so that older tables are made anew."""
COMMAND = "command"
"""Kind of value, by path (words joined by blanks; the CLI itself is ""): [hidden, line, `rows.command_row`]; for an
alias the path that it stands for."""
CHILDREN = "children"
"""Kind of value, by the path of a group: [[name, hidden], …] in order."""
DOCUMENTATION = "documentation"
"""Kind of value, by path: one line for each option and positional."""
OWNERS = "owners"
"""Kind of value, by "first-word --option": the paths of the commands that take it, in order."""
SHAPE = "shape"
"""Kind of value, by name: `rows.shape_row`."""
_NAME = re.compile(r"[^\s\ud800-\udfff]+\Z")
"""What a part of a path can be: no blanks, and text that SQLite takes."""
_KEPT = 512
"""Decoded commands and shapes that stay in memory."""


def database_path(cache_dir: Path, program: Program) -> Path:
    """Return where the tables of exactly this program belong."""
    parts = (str(SCHEMA_VERSION), program.cli, str(program.path), program.identity)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return cache_dir / "clis" / f"{program.cli}-{digest}.sqlite3"


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
        """Open a file that `building` finished.

        Raises:
            sqlite3.Error: it is damaged, or gone.
        """
        self.program = program
        self.pages = Pages(path)
        facts = self.pages.facts
        try:
            self.cli = facts["cli"]
            self.version = facts["version"]
            self.style = Style(facts["style"])
            self.complete = facts["complete"] == "1"
            self.lacks = facts["lacks"]
            """What is not known yet of its commands: "required flags"; "" for nothing."""
            self.counts = {"commands": int(facts["commands"]), "options": int(facts["options"])}
        except (KeyError, ValueError) as error:
            self.pages.close()
            raise sqlite3.DatabaseError(f"{path} is not a finished table") from error
        self._commands = _Kept()
        self._shapes = _Kept()

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
        path, row = self._followed(path)
        if row is None:
            return None
        hidden, line, data = row
        return command_of(tuple(path.split()), data, line, hidden=bool(hidden))

    def _followed(self, path: str) -> tuple[str, list[Any] | None]:
        """Return the path that an alias stands for, and what is stored there."""
        found = self.pages.get(COMMAND, path)
        if isinstance(found, str):
            path, found = found, self.pages.get(COMMAND, found)
        return path, found

    def children(self, path: Iterable[str], *, hidden: bool = True) -> tuple[str, ...]:
        """Return the names below `path` in order, aliases too; `hidden` for undocumented ones as well."""
        rows: list[list[Any]] = self.pages.get(CHILDREN, " ".join(path)) or []
        return tuple(name for name, is_hidden in rows if hidden or not is_hidden)

    def documentation(self, path: Iterable[str]) -> dict[str, str]:
        """Return one line for each option and positional of a command, by first name."""
        path, _ = self._followed(" ".join(path))
        found: dict[str, str] = self.pages.get(DOCUMENTATION, path) or {}
        return found

    def owners(self, scope: str, option: str) -> tuple[tuple[str, ...], ...]:
        """Return the paths of the commands that take `option`: those below the first word `scope`, or all for ""."""
        if not _NAME.match(option):
            return ()
        if scope:
            paths = self.pages.get(OWNERS, f"{scope} {option}") or []
        else:
            kept = self.pages.all(OWNERS)
            paths = [path for key, found in kept.items() if key.partition(" ")[2] == option for path in found]
        return tuple(tuple(path.split()) for path in paths)

    def shape(self, name: str) -> Shape | None:
        """Return a shape by its stored name."""
        found: Shape | None = self._shapes.get_or(name, self._read_shape)
        return found

    def _read_shape(self, name: str) -> Shape | None:
        row = self.pages.get(SHAPE, name)
        return None if row is None else shape_of(row)

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self.pages.close()


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
    if not is_file(path):
        return None
    with suppress(sqlite3.Error):
        return CliTables(path, program)
    return None
