"""The checkpointer in PostgreSQL: LangGraph's own, with nothing readable in what it stores.

Imported late: this imports LangGraph and psycopg.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg.rows import DictRow, dict_row

from cloud_assist.store.plain import SealedSerializer
from cloud_assist.store.postgres import SCHEMA, connection_options, database_error
from cloud_assist.store.sealing import Sealer

_TEXT = "cloud-assist:text"
"""Marks a text that was wrapped, so that it is sealed: the saver would put a plain one into its JSON as it stands."""
_SETTING_UP = (0x0C1B, 1)
"""Key of the lock that is held while the saver makes its tables."""


class PostgresSaver(AsyncPostgresSaver):
    """Checkpoints on a server."""

    def __init__(self, connection: psycopg.AsyncConnection[DictRow], url: str, sealer: Sealer) -> None:
        super().__init__(connection, serde=SealedSerializer(sealer))
        self._url = url

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> PostgresSaver:
        """Return this saver as it is: the graph may not add to what can be constructed."""
        return self

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise database_error(self._url, error) from error

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return the wanted checkpoint, the latest by default."""
        with self._explained():
            return await super().aget_tuple(config)

    async def _load_checkpoint_tuple(self, value: DictRow) -> CheckpointTuple:
        found = await super()._load_checkpoint_tuple(value)
        values = found.checkpoint["channel_values"]
        for channel, stored in values.items():
            if isinstance(stored, dict) and set(stored) == {_TEXT}:
                values[channel] = stored[_TEXT]
        return found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint; durable on return."""
        values = {
            channel: {_TEXT: value} if isinstance(value, str) else value
            for channel, value in checkpoint["channel_values"].items()
        }
        wrapped = checkpoint.copy()
        wrapped["channel_values"] = values
        with self._explained():
            return await super().aput(config, wrapped, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Store what a task wrote; durable on return."""
        with self._explained():
            await super().aput_writes(config, writes, task_id, task_path)

    async def trim(self, thread_id: str) -> None:
        """Drop all checkpoints of a thread but the latest."""
        with self._explained():
            await self.aprune([thread_id], strategy="keep_latest")

    async def sync(self) -> None:
        """Do nothing: what was committed is durable."""

    async def prepare(self) -> None:
        """Make the tables where they are missing; of several processes, one at a time.

        The lock is tried for, not waited for: a waiting session would hold up the making of an index it waits for.
        """
        with self._explained():
            async with self._cursor() as cursor:
                await cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            while not await self._is_ready():
                if await self._lock("pg_try_advisory_lock"):
                    try:
                        await self.setup()
                    finally:
                        await self._lock("pg_advisory_unlock")
                    return
                await asyncio.sleep(0.05)

    async def _lock(self, function: str) -> bool:
        async with self._cursor() as cursor:
            await cursor.execute(f"SELECT {function}(%s, %s) AS done".encode(), _SETTING_UP)
            row = await cursor.fetchone()
            return row is not None and row["done"] is True

    async def _is_ready(self) -> bool:
        async with self._cursor() as cursor:
            await cursor.execute("SELECT to_regclass('checkpoint_migrations') IS NOT NULL AS there")
            row = await cursor.fetchone()
            if row is None or not row["there"]:
                return False
            await cursor.execute("SELECT max(v) AS version FROM checkpoint_migrations")
            row = await cursor.fetchone()
            return row is not None and row["version"] is not None and row["version"] >= len(self.MIGRATIONS) - 1


@asynccontextmanager
async def open_postgres_saver(url: str, sealer: Sealer) -> AsyncIterator[PostgresSaver]:
    """Open the checkpoints of a shared store.

    Raises:
        StoreError: the server cannot be reached, or refuses.
    """
    try:
        connection = await psycopg.AsyncConnection.connect(
            url, autocommit=True, prepare_threshold=0, row_factory=dict_row, **connection_options()
        )
    except psycopg.Error as error:
        raise database_error(url, error) from error
    try:
        saver = PostgresSaver(connection, url, sealer)
        await saver.prepare()
        yield saver
    finally:
        await connection.close()


def delete_postgres_thread(url: str, thread_id: str) -> None:
    """Remove the checkpoints of one session.

    Raises:
        StoreError: the server cannot be reached, or refuses.
    """
    try:
        with psycopg.connect(url, autocommit=True, **connection_options()) as connection:
            for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
                row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone()
                if row is not None and row[0]:
                    connection.execute(f"DELETE FROM {table} WHERE thread_id=%s".encode(), (thread_id,))  # noqa: S608
    except psycopg.Error as error:
        raise database_error(url, error) from error
