"""The session, made in a thread after the first paint: making it imports the graph, which takes a second or two."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession

_HALF_MADE_S = 0.1
"""How long leaving waits for a session that is being made: it has begun nothing that could be lost."""


class SessionSlot:
    """Holds at most one session; whoever needs it waits until it is there."""

    def __init__(self) -> None:
        self._making: asyncio.Task[AgentSession] | None = None
        self._begun = asyncio.Event()
        self._closing: asyncio.Task[None] | None = None
        """Closes a session that was made too late to be used."""

    def begin(self, make: Callable[[], AgentSession]) -> None:
        """Start making the session in a thread."""
        self._making = asyncio.create_task(asyncio.to_thread(make))
        self._begun.set()

    @property
    def now(self) -> AgentSession | None:
        """The session, or None while it is being made or where that failed."""
        task = self._making
        if task is None or not task.done() or task.cancelled() or task.exception() is not None:
            return None
        return task.result()

    async def get(self) -> AgentSession:
        """Wait for the session.

        Raises:
            CloudAssistError: it could not be made.
        """
        while self._making is None:
            await self._begun.wait()
        return await asyncio.shield(self._making)

    async def close(self, patience_s: float, *, leaving: bool = False) -> None:
        """Close the session, for at most `patience_s`; one that is still being made then is closed once it is made.

        Who is `leaving` hardly waits for one that is being made.
        """
        task = self._making
        if task is None:
            return
        await asyncio.wait([task], timeout=min(_HALF_MADE_S, patience_s) if leaving else patience_s)
        if not task.done():
            task.remove_done_callback(self._close_late)  # leaving may ask for it twice
            task.add_done_callback(self._close_late)
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                if self.now is not None:
                    await self.now.close()

    def _close_late(self, _made: asyncio.Task[AgentSession]) -> None:
        if self.now is not None:
            self._closing = asyncio.create_task(self.now.close())
