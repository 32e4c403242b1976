"""The checkpointer in SQLite: LangGraph's own, with errors a person can act on and nothing readable in what it stores.

It is the synchronous one, each call carried out in a thread: the asynchronous one goes to its thread and back for every
statement, which takes several times as long. Imported late: this imports LangGraph.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.sqlite import SqliteSaver as BaseSaver

from cloud_assist.store.paths import store_error
from cloud_assist.store.plain import SealedSerializer
from cloud_assist.store.sealing import Sealer
from cloud_assist.store.sqlite import database_error


class SqliteSaver(BaseSaver):
    """Checkpoints in a private file."""

    def __init__(self, connection: sqlite3.Connection, path: Path, sealer: Sealer) -> None:
        super().__init__(connection, serde=SealedSerializer(sealer))
        self._path = path

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> SqliteSaver:
        """Return this saver as it is: the graph may not add to what can be constructed."""
        return self

    @contextmanager
    def cursor(self, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        """Yield a cursor; what was done with it is committed as a whole, or where it fails not at all."""
        try:
            with self.lock:
                self.setup()
                cursor = self.conn.cursor()
                try:
                    yield cursor
                    if transaction:
                        self.conn.commit()
                except BaseException:
                    self.conn.rollback()
                    raise
                finally:
                    cursor.close()
        except sqlite3.Error as error:
            raise database_error(self._path, error) from error

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return the wanted checkpoint, the latest by default."""
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,  # noqa: A002 # the base class's own name
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        """Yield the checkpoints, the latest first."""
        for found in await asyncio.to_thread(lambda: [*self.list(config, filter=filter, before=before, limit=limit)]):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint; on return it survives the end of this process."""
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Store what a task wrote; on return it survives the end of this process."""
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def trim(self, thread_id: str) -> None:
        """Drop all checkpoints of a thread but the latest."""
        await asyncio.to_thread(self._trim, thread_id)

    def _trim(self, thread_id: str) -> None:
        with self.cursor() as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE thread_id=? AND checkpoint_id<"  # noqa: S608 # a constant
                    "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id=?)",
                    (thread_id, thread_id),
                )

    async def sync(self) -> None:
        """Have what was stored survive a power cut too.

        Done where a person relies on it: when a question is put, and at the end of a request. In between, the journal
        (always synced) knows of every command that may have run.
        """
        await asyncio.to_thread(self._sync)

    def _sync(self) -> None:
        try:
            descriptor = os.open(f"{self._path}-wal", os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise store_error("synced", self._path, error) from error
        try:
            os.fsync(descriptor)
        except OSError as error:
            raise store_error("synced", self._path, error) from error
        finally:
            os.close(descriptor)
