"""The graph's checkpoints, opened so that loading one can construct nothing but plain values.

By default the serializer imports and calls what a stored checkpoint names; whoever can write the store then runs code
in this process. Here every such name is refused, the file is ours alone, and what it holds is sealed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
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


def _prepare(settings: Settings) -> tuple[Path, str]:
    path = database_file(settings, "checkpoints")
    private_file(path)
    note = set_aside_if_broken(path)
    private_file(path)
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
            prepare_connection(connection)
    except sqlite3.Error as error:
        raise database_error(path, error) from error
    return path, note


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
    async with _open_file(settings) as opened:
        yield opened


@asynccontextmanager
async def _open_file(settings: Settings) -> AsyncIterator[OpenCheckpoints]:
    import aiosqlite

    from cloud_assist.store.sealing import open_sealer
    from cloud_assist.store.sqlite_saver import SqliteSaver

    path, note = _prepare(settings)
    sealer = open_sealer(settings)
    connection = aiosqlite.connect(path, timeout=BUSY_TIMEOUT_S)
    try:
        await connection
        await connection.execute("PRAGMA synchronous=FULL")
        saver = SqliteSaver(connection, path, sealer)
        await saver.setup()
    except sqlite3.Error as error:
        await connection.close()
        raise database_error(path, error) from error
    try:
        yield OpenCheckpoints(saver, note)
    finally:
        await connection.close()


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
