"""The graph's checkpoints, opened so that loading one can construct nothing but plain values.

By default the serializer imports and calls what a stored checkpoint names; whoever can write the store then runs code
in this process. Here every such name is refused, the file is ours alone, and what it holds is sealed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_assist.settings import Settings
from cloud_assist.store.database import is_shared
from cloud_assist.store.paths import database_file, private_file
from cloud_assist.store.postgres import driver
from cloud_assist.store.sqlite import (
    BUSY_TIMEOUT_S,
    database_error,
    prepare_connection,
    release_space,
    set_aside_if_broken,
)

if TYPE_CHECKING:
    from cloud_assist.store.postgres_saver import PostgresSaver
    from cloud_assist.store.sqlite_saver import SqliteSaver


@dataclass(frozen=True, slots=True)
class OpenCheckpoints:
    """The checkpointer, ready for the graph."""

    saver: SqliteSaver | PostgresSaver
    note: str
    """What the person should be told about opening it; usually empty."""


@asynccontextmanager
async def open_checkpointer(settings: Settings) -> AsyncIterator[OpenCheckpoints]:
    """Open the checkpoints for a graph; a damaged file is set aside first and named in the note.

    Raises:
        StoreError: they cannot be made, read or written.
        ConfigurationError: their address is none, or the package it needs is not installed.
    """
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"  # read by langgraph when it is imported
    if is_shared(settings):
        driver()
        from cloud_assist.store.postgres_saver import open_postgres_saver
        from cloud_assist.store.sealing import open_sealer

        async with open_postgres_saver(settings.database_url, open_sealer(settings)) as saver:
            yield OpenCheckpoints(saver, "")
        return
    with _open_file(settings) as opened:
        yield opened


@contextmanager
def _open_file(settings: Settings) -> Iterator[OpenCheckpoints]:
    from cloud_assist.store.sealing import open_sealer
    from cloud_assist.store.sqlite_saver import SqliteSaver

    path = database_file(settings, "checkpoints")
    private_file(path)
    note = set_aside_if_broken(path)
    private_file(path)
    sealer = open_sealer(settings)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, check_same_thread=False)
    except sqlite3.Error as error:
        raise database_error(path, error) from error
    with closing(connection):
        try:
            prepare_connection(connection)
            # What is committed survives this process as it is; `sync` makes it survive a power cut, where that counts.
            connection.execute("PRAGMA synchronous=NORMAL")
            saver = SqliteSaver(connection, path, sealer)
            saver.setup()
        except sqlite3.Error as error:
            raise database_error(path, error) from error
        yield OpenCheckpoints(saver, note)


def delete_thread(settings: Settings, thread_id: str) -> None:
    """Remove the checkpoints of one session and free their space; works without importing the graph.

    Raises:
        StoreError: the database cannot be written.
    """
    if is_shared(settings):
        driver()
        from cloud_assist.store.postgres_saver import delete_postgres_thread

        delete_postgres_thread(settings.database_url, thread_id)
        return
    path = database_file(settings, "checkpoints")
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as connection:
            prepare_connection(connection)
            tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
            connection.execute("BEGIN IMMEDIATE")
            for table in sorted(tables & {"checkpoints", "writes"}):
                connection.execute(f"DELETE FROM {table} WHERE thread_id=?", (thread_id,))  # noqa: S608
            connection.execute("COMMIT")
            release_space(connection)
    except sqlite3.Error as error:
        raise database_error(path, error) from error


def stored_bytes(settings: Settings) -> int:
    """Return the size of the files with sessions and checkpoints; 0 for a shared store."""
    if is_shared(settings):
        return 0
    files = [database_file(settings, name) for name in ("sessions", "checkpoints")]
    return sum(path.stat().st_size for path in files if path.exists())
