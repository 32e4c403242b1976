"""The checkpointer in SQLite: LangGraph's own, with errors a person can act on and nothing readable in what it stores.

Imported late: this imports LangGraph.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.serde.encrypted import EncryptedSerializer
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from cloud_assist.store.sealing import Sealer
from cloud_assist.store.sqlite import database_error

if TYPE_CHECKING:
    import aiosqlite


def strict_serializer() -> JsonPlusSerializer:
    """Return a serializer that constructs nothing but plain values, whatever stands in the store."""
    return JsonPlusSerializer(allowed_msgpack_modules=None, allowed_json_modules=None, pickle_fallback=False)


class SqliteSaver(AsyncSqliteSaver):
    """Checkpoints in a private file."""

    def __init__(self, connection: aiosqlite.Connection, path: Path, sealer: Sealer) -> None:
        super().__init__(connection, serde=EncryptedSerializer(sealer, strict_serializer()))
        self.jsonplus_serde = strict_serializer()  # a second one, which it makes itself
        self._path = path

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise database_error(self._path, error) from error

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """Return the wanted checkpoint, the latest by default."""
        with self._explained():
            return await super().aget_tuple(config)

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        """Store a checkpoint; durable on return."""
        with self._explained():
            return await super().aput(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Store what a task wrote; durable on return."""
        with self._explained():
            await super().aput_writes(config, writes, task_id, task_path)

    async def trim(self, thread_id: str) -> None:
        """Drop all checkpoints of a thread but the latest."""
        with self._explained():
            async with self.lock:
                for table in ("checkpoints", "writes"):
                    await self.conn.execute(
                        f"DELETE FROM {table} WHERE thread_id=? AND checkpoint_id<"  # noqa: S608 # a constant
                        "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id=?)",
                        (thread_id, thread_id),
                    )
                await self.conn.commit()
