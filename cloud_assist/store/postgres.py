"""The store in PostgreSQL, for requests that are asked on one machine and approved on another.

Everything stands in the schema `cloud_assist` of the database that CLOUD_ASSIST_DATABASE_URL names. Who has a session
open is an advisory lock of its connection: it ends with the process that held it, on whichever machine that was. The
connection must therefore be one's own; a pooler that hands connections round between statements does not serve.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cloud_assist.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    import psycopg

SCHEMA = "cloud_assist"
CONNECT_TIMEOUT_S = 10
"""Seconds to wait for the server."""
_LOCKS = 0x0C1A
"""First half of the advisory locks' keys: sessions that are held."""
_MIGRATING = 0x0C1B
"""First half of the key that is held while tables are made or changed."""


def driver() -> Any:
    """Return the module `psycopg`.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import psycopg
    except ImportError as error:
        raise ConfigurationError(
            "CLOUD_ASSIST_DATABASE_URL is a PostgreSQL server, but the package for it is not installed.",
            why=f"{error}.",
            todo="pip install 'cloud-assist[postgres]'",
        ) from error
    return psycopg


def connection_options() -> dict[str, Any]:
    """Return what every connection of ours is opened with."""
    return {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "application_name": "cloud-assist",
        # Compiling a query (jit) would take longer than any of ours does.
        "options": f"-c search_path={SCHEMA} -c synchronous_commit=on -c lock_timeout=20s -c jit=off",
        "keepalives_idle": 30,
    }


def server_of(url: str) -> str:
    """Return host and database of an address, without the password that may stand in it."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'the local server'}{parts.path}"


def database_error(url: str, error: Exception) -> StoreError:
    """Return the error a person can act on for what the server or the driver reported."""
    text = " ".join(str(error).split()) or type(error).__name__
    password = urlsplit(url).password
    if password:
        text = text.replace(password, "***")
    return StoreError(
        f"The database at {server_of(url)} cannot be used.",
        why=f"{text}.".replace("..", "."),
        todo="Check CLOUD_ASSIST_DATABASE_URL, the network and the server.",
    )


class PostgresDatabase:
    """A `Database` on a server."""

    for_update = " FOR UPDATE"
    like = "ILIKE"
    held = (
        "(CASE WHEN (hashtext(id)::bigint & 4294967295) IN (SELECT objid::bigint FROM pg_locks"  # noqa: S608
        f" WHERE locktype='advisory' AND granted AND classid={_LOCKS} AND objsubid=2"
        " AND database=(SELECT oid FROM pg_database WHERE datname=current_database())) THEN 1 ELSE 0 END)"
    )

    def __init__(self, url: str, name: str, migrations: Sequence[str]) -> None:
        """Connect, and bring the tables called `name` up to date; see `database.open_database`."""
        self._url = url
        self._psycopg = driver()
        self._lock = threading.RLock()
        self._held: set[str] = set()
        self.note = ""
        self._connection = self._connect()
        try:
            self._migrate(name, migrations)
            self.role = str(self.rows("SELECT session_user")[0][0])
        except BaseException:
            self._connection.close()
            raise

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        with self._explained():
            connection: psycopg.Connection[tuple[object, ...]] = self._psycopg.connect(
                self._url, autocommit=True, **connection_options()
            )
            return connection

    def _alive(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return a connection; a new one, holding what the old one held, where the server has dropped that."""
        if self._connection.closed:
            self._connection = self._connect()
            for name in list(self._held):
                if not self._try_lock(name):
                    self._held.discard(name)
                    raise StoreError(
                        f"Another cloud-assist took over session {name} while the database connection was down.",
                        todo="Resume it to see its current state.",
                    )
        return self._connection

    def _migrate(self, name: str, migrations: Sequence[str]) -> None:
        with self.transaction() as run:
            run.execute(f"SELECT pg_advisory_xact_lock({_MIGRATING}, 0)")
            run.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            run.execute("CREATE TABLE IF NOT EXISTS schema_versions(name TEXT PRIMARY KEY, version BIGINT NOT NULL)")
            run.execute("SELECT version FROM schema_versions WHERE name=?", (name,))
            row = run.fetchone()
            version = int(row[0]) if row else 0
            if version > len(migrations):
                raise StoreError(
                    f"The database at {server_of(self._url)} was written by a newer version of cloud-assist.",
                    why=f"Its format is {version}; this version knows up to {len(migrations)}.",
                    todo="Update cloud-assist.",
                )
            for script in migrations[version:]:
                for statement in script.split(";"):
                    if statement.strip():
                        run.execute(statement)
            run.execute(
                "INSERT INTO schema_versions VALUES (?,?) ON CONFLICT(name) DO UPDATE SET version=excluded.version",
                (name, len(migrations)),
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except self._psycopg.Error as error:
            raise database_error(self._url, error) from error

    @contextmanager
    def transaction(self, *, synced: bool = True) -> Iterator[_Cursor]:  # the server syncs all
        """Write: all of it is durable when the block has ended, or none of it has happened.

        Raises:
            StoreError: it cannot be written, or another process held it for too long.
        """
        with self._lock, self._explained():
            connection = self._alive()
            with connection.transaction(), connection.cursor() as cursor:
                yield _Cursor(cursor)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Read: return all rows."""
        with self._lock, self._explained(), self._alive().cursor() as cursor:
            _Cursor(cursor).execute(sql, values)
            return cursor.fetchall()

    def hold(self, name: str) -> bool:
        """Take a name for as long as this connection lives; False where another one, on any machine, has it."""
        with self._lock, self._explained():
            self._alive()
            if name not in self._held and self._try_lock(name):
                self._held.add(name)
            return name in self._held

    def _try_lock(self, name: str) -> bool:
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_LOCKS, name)).fetchone()
        return row is not None and row[0] is True

    def let_go(self, name: str) -> None:
        """Give a name back."""
        with self._lock, self._explained():
            if name in self._held and not self._connection.closed:
                self._connection.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", (_LOCKS, name))
            self._held.discard(name)

    def free_space(self) -> None:
        """Do nothing: the server's autovacuum sees to it."""

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        with self._lock, contextlib.suppress(self._psycopg.Error):
            self._connection.close()


class _Cursor:
    """Takes `?` for a value."""

    def __init__(self, cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
        self._cursor = cursor

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    def execute(self, sql: str, values: Sequence[object] = (), /) -> None:
        self._cursor.execute(sql.replace("?", "%s").encode(), values or None)

    def fetchone(self) -> Any:
        return self._cursor.fetchone()
