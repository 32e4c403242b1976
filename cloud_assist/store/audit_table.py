"""The audit trail in PostgreSQL: the same sealed and chained lines as in the file, one row each.

The key stands in the same database, so that every machine can append and verify: what this finds is a change by anyone
who may write the lines but not read the key. Grant accordingly (`audit_key` to the program's role only).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator, Mapping

from cloud_assist.settings import Settings
from cloud_assist.store.audit_chain import FIRST, Check, Verification, head_seal, sealed, value_digest
from cloud_assist.store.database import Cursor, Database, open_database

_MIGRATIONS = (
    """
    CREATE TABLE audit_key(one BIGINT PRIMARY KEY CHECK (one=1), key TEXT NOT NULL);
    CREATE TABLE audit_lines(number BIGINT PRIMARY KEY, line TEXT NOT NULL);
    CREATE TABLE audit_head(
        one BIGINT PRIMARY KEY CHECK (one=1), number BIGINT NOT NULL, seal TEXT NOT NULL, own TEXT NOT NULL
    )
    """,
)
_PAGE = 5_000
"""Lines read at a time."""


class TableChain:
    """A `Chain` in the tables of a shared database."""

    def __init__(self, settings: Settings) -> None:
        """Open the tables, making them and their key where they are missing."""
        self._database: Database = open_database(settings, "audit", _MIGRATIONS)
        with self._database.transaction() as run:
            run.execute("INSERT INTO audit_key VALUES (1, ?) ON CONFLICT DO NOTHING", (secrets.token_hex(32),))
            run.execute("SELECT key FROM audit_key")
            self._key = bytes.fromhex(str(run.fetchone()[0]))
            run.execute(
                "INSERT INTO audit_head VALUES (1, 0, ?, ?) ON CONFLICT DO NOTHING", (FIRST, self._head(0, FIRST))
            )

    @property
    def role(self) -> str:
        """The role that the server takes us for."""
        return self._database.role

    def digest(self, data: bytes) -> str:
        """Return the keyed digest of `data`: equal for equal data, and no help in guessing it."""
        return value_digest(self._key, data)

    def append(self, fields: Mapping[str, object]) -> None:
        """Seal and write one record; durable on return.

        Raises:
            StoreError: it could not be written; the trail is as it was before.
        """
        with self._database.transaction() as run:
            number, previous = self._end(run)
            line, seal = sealed(self._key, number + 1, previous, fields)
            run.execute("INSERT INTO audit_lines VALUES (?, ?)", (number + 1, line.decode("ascii")))
            run.execute(
                "UPDATE audit_head SET number=?, seal=?, own=?", (number + 1, seal, self._head(number + 1, seal))
            )

    def _end(self, run: Cursor) -> tuple[int, str]:
        """Return the number and seal of the last record; nobody else appends until the transaction has ended."""
        run.execute(f"SELECT number, seal FROM audit_head{self._database.for_update}")  # noqa: S608 # a constant
        number, seal = run.fetchone() or (0, FIRST)
        return int(number), str(seal)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines as they stand."""
        after = -1
        while rows := self._database.rows(
            "SELECT number, line FROM audit_lines WHERE number>? ORDER BY number LIMIT ?", (after, _PAGE)
        ):
            for _, line in rows:
                yield str(line).encode("utf-8", "replace")
            after = int(str(rows[-1][0]))

    def verify(self) -> Verification:
        """Check every seal, every link and the end of the trail."""
        check = Check(self._key)
        heads = self._database.rows("SELECT number, seal, own FROM audit_head")  # first: appends may follow
        for line in self.lines():
            check.line(line + b"\n")
        head = None
        if heads:
            number, seal, own = int(str(heads[0][0])), str(heads[0][1]), str(heads[0][2])
            head = (number, seal) if hmac.compare_digest(own, self._head(number, seal)) else None
        return check.result(head)

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        self._database.close()

    def _head(self, number: int, seal: str) -> str:
        return head_seal(self._key, f"{number} {seal}".encode("ascii")).decode("ascii")
