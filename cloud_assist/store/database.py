"""What the list of sessions and the journal need of a database, and which one the settings name.

Two implementations: `sqlite` (a private file) and `postgres` (shared by several machines). SQL is written once, with
`?` for values, in words that both understand; the few that they do not share are attributes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from cloud_assist.settings import Settings
from cloud_assist.store.paths import database_file


class Cursor(Protocol):
    """What a transaction is carried out with."""

    @property
    def rowcount(self) -> int:
        """Rows that the last statement changed."""
        ...

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Any:
        """Carry out a statement."""
        ...

    def fetchone(self) -> Any:
        """Return the next row of the last statement, None where there is none."""
        ...


class Database(Protocol):
    """A connection that any thread may use, one at a time; every error is a `StoreError`."""

    note: str
    """What the person should be told about opening it; usually empty."""
    role: str
    """Whom the server takes us for; empty where there is none."""
    for_update: str
    """Ends a SELECT whose rows nobody else may change until the transaction ends."""
    like: str
    """Compares with a pattern, without regard to case."""
    held: str
    """SQL: 1 where somebody holds the row's `id`, 0 where nobody does, NULL where only the process ids tell."""

    def transaction(self, *, synced: bool = True) -> AbstractContextManager[Cursor]:
        """Write: all of it is durable when the block has ended, or none of it has happened.

        Not `synced`, it survives the end of this process, but perhaps not a power cut; a later synced one brings it to
        the disk with itself.
        """
        ...

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Read: return all rows."""
        ...

    def hold(self, name: str) -> bool:
        """Take a name for as long as this connection lives; False where another one, on any machine, has it."""
        ...

    def let_go(self, name: str) -> None:
        """Give a name back."""
        ...

    def free_space(self) -> None:
        """Give the space of deleted rows back to the disk."""
        ...

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        ...


def is_shared(settings: Settings) -> bool:
    """Return whether the store is one that several machines use."""
    return urlsplit(settings.database_url).scheme in {"postgresql", "postgres"}


def open_database(settings: Settings, name: str, migrations: Sequence[str]) -> Database:
    """Open a database of ours, making it where it is missing, and bring it up to date.

    Args:
        settings: say where it is.
        name: "sessions", "audit": a file of its own in SQLite, a set of tables in PostgreSQL.
        migrations: SQL scripts; the first brings version 0 to 1, and so on. Never change one that was released.

    Raises:
        StoreError: it cannot be opened, is from a later version of this program, or cannot be migrated.
        ConfigurationError: its address is none, or the package it needs is not installed.
    """
    if is_shared(settings):
        from cloud_assist.store.postgres import PostgresDatabase

        return PostgresDatabase(settings.database_url, name, migrations)
    from cloud_assist.store.sqlite import SqliteDatabase

    path: Path = database_file(settings, name)
    return SqliteDatabase(path, migrations)
