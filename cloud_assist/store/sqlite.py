"""One SQLite database of ours: opened safely, migrated, shared by several processes, errors a person can act on.

WAL so that readers never wait for a writer, synchronous=FULL so that what was committed is still there after a power
cut, a busy time-out so that several processes take turns.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cloud_assist.errors import StoreError
from cloud_assist.store.paths import private_file, store_error

BUSY_TIMEOUT_S = 20.0
"""Seconds to wait for another process that writes."""
_QUICK_CHECK_BYTES = 16 * 1024**2
"""Databases up to this size are checked in full when opened; a larger one would take longer than a list may."""
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def database_error(path: Path, error: sqlite3.Error) -> StoreError:
    """Return the error a person can act on for what SQLite reported."""
    code = _code(error)
    what = f"{path} cannot be used."
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreError(
            what, why="It is locked by another process.", todo="Wait for the other cloud-assist to finish, or stop it."
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreError(what, why="The disk is full.", todo="Free some space on that disk.")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}:
        return StoreError(
            what,
            why=f"It cannot be written: {error}.",
            todo="Make it writable, or set XDG_STATE_HOME to another folder.",
        )
    return StoreError(what, why=f"SQLite says: {error}.", todo="Check the disk, or move the file away to start over.")


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def set_aside_if_broken(path: Path) -> str:
    """Move a corrupt database out of the way, under a name with the time; return what to tell, "" where it is sound.

    Raises:
        StoreError: it cannot be read, or not be moved.
    """
    if not path.exists() or path.stat().st_size == 0:
        return ""
    try:
        reason = _fault(path)
    except sqlite3.Error as error:
        if _code(error) not in _BROKEN:
            raise database_error(path, error) from error
        reason = str(error)
    if not reason:
        return ""
    aside = path.with_name(f"{path.name}.corrupt-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
    try:
        for suffix in ("", "-wal", "-shm"):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise store_error("set aside", path, error) from error
    return f"{path} was damaged ({reason.splitlines()[0]}); it was renamed to {aside.name} and a new one was created."


def _fault(path: Path) -> str:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if path.stat().st_size > _QUICK_CHECK_BYTES:
            return ""
        answer = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        return "" if answer == "ok" else answer
    finally:
        connection.close()


class SqliteDatabase:
    """A `Database` in a file of ours."""

    role = ""
    for_update = ""
    like = "LIKE"
    held = "NULL"

    def __init__(self, path: Path, migrations: Sequence[str]) -> None:
        """Open the database, making it where it is missing, and bring it up to date.

        Args:
            path: its file, in a folder that is there.
            migrations: SQL scripts; the first brings version 0 to 1, and so on. Never change one that was released.

        Raises:
            StoreError: it cannot be opened, is from a later version of this program, or cannot be migrated.
        """
        private_file(path)
        self.path = path
        self.note = set_aside_if_broken(path)
        if self.note:
            private_file(path)
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise database_error(path, error) from error
        try:
            self._prepare(migrations)
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self, migrations: Sequence[str]) -> None:
        with self._explained():
            prepare_connection(self._connection)
            version = self._version()
        if version == len(migrations):
            return
        if version > len(migrations):
            raise StoreError(
                f"{self.path} was written by a newer version of cloud-assist.",
                why=f"Its format is {version}; this version knows up to {len(migrations)}.",
                todo="Update cloud-assist.",
            )
        with self.transaction() as run:
            for number in range(self._version(), len(migrations)):
                for statement in migrations[number].split(";"):
                    if statement.strip():
                        run.execute(statement)
                run.execute(f"PRAGMA user_version={number + 1}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise database_error(self.path, error) from error

    @contextmanager
    def transaction(self, *, synced: bool = True) -> Iterator[sqlite3.Cursor]:
        """Write: all of it is durable when the block has ended, or none of it has happened.

        Raises:
            StoreError: it cannot be written, or another process held it for too long.
        """
        with self._lock, self._explained():
            cursor = self._connection.cursor()
            cursor.execute(f"PRAGMA synchronous={'FULL' if synced else 'NORMAL'}")
            cursor.execute("BEGIN IMMEDIATE")
            try:
                yield cursor
                cursor.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    cursor.execute("ROLLBACK")
                raise
            finally:
                cursor.close()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Read: return all rows."""
        with self._lock, self._explained():
            return self._connection.execute(sql, values).fetchall()

    def hold(self, name: str) -> bool:
        """Return True: who holds what is known by process ids here, all of them being of this machine."""
        return True

    def let_go(self, name: str) -> None:
        """Do nothing; see `hold`."""

    def free_space(self) -> None:
        """Give the space of deleted rows back to the disk."""
        with self._lock, self._explained():
            release_space(self._connection)

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        with self._lock:
            self._connection.close()


def prepare_connection(connection: sqlite3.Connection) -> None:
    """Set what every connection of ours needs; auto_vacuum takes effect on an empty database only."""
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT_S * 1000)}")
    connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def release_space(connection: sqlite3.Connection) -> None:
    """Shrink the file to what its rows need."""
    if connection.execute("PRAGMA auto_vacuum").fetchone()[0] == 2:  # INCREMENTAL
        connection.executescript("PRAGMA incremental_vacuum")  # execute() would free one page only
    else:
        connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
