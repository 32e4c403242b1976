"""A session's line in the list of sessions, and who has it: opened late, written as the session goes along."""

from __future__ import annotations

import asyncio
import contextlib

from cloud_assist.agent.searched import searched_words
from cloud_assist.agent.state import AgentState
from cloud_assist.errors import CloudAssistError
from cloud_assist.models import SessionInfo
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings
from cloud_assist.store.paths import prune_spool
from cloud_assist.store.sessions import IDLE, RUNNING, SessionIndex


class SessionRecord:
    """What the list of sessions knows of one session. Building one reads no store."""

    def __init__(self, settings: Settings, session_id: str) -> None:
        self._settings = settings
        self._id = session_id
        self._index: SessionIndex | None = None
        self._held = False
        self._closed = False

    @property
    def index(self) -> SessionIndex:
        """The list itself, opened at the first call.

        Raises:
            StoreError: it cannot be opened.
        """
        if self._index is None:
            self._index = SessionIndex(self._settings)
        return self._index

    async def open(self) -> str:
        """Open the list and make room in the store; return what the person should be told of it, usually nothing."""
        note = self.index.note
        await asyncio.to_thread(self._make_room)
        return note

    def note_on_place(self) -> str:
        """Return what the person should know of where a stored session goes on; "" for nothing."""
        if not self._settings.playground or self.index.find(self._id) is None:
            return ""
        return "This session is in the local AWS sandbox. Its data are those of the sandbox that runs now."

    def _make_room(self) -> None:
        # A silent job may not have written for days.
        prune_spool(self._settings, keep={job.spool_path for job in self.index.journal.open_jobs()})
        self.index.prune(
            max_age_s=self._settings.session_retention_days * 86_400.0,
            max_bytes=self._settings.session_max_mb * 1024**2,
            keep=self._id,
        )

    def hold(self, prompt: str = "") -> float:
        """Take the session for this process, making its line where `prompt` is the first of a new one.

        Returns:
            Seconds since the epoch; with a prompt, those that name the request (see `last_request`).

        Raises:
            StoreError: another living process has it; the message says which.
            UsageError: it was made in the playground and is to run outside of it, or the other way round.
        """
        playground = bool(self._settings.playground)
        asked_at = self.index.claim(self._id, request=redact(prompt), playground=playground)
        self._held = True
        return asked_at

    def last_request(self) -> tuple[float, str]:
        """Return when the last request was noted (seconds since the epoch) and its words, redacted."""
        return self.index.last_request(self._id)

    def left_in_the_middle(self) -> bool:
        """Return whether the session was left by a process that did not come to its end."""
        stored = self.index.find(self._id)
        return stored is not None and (stored.status not in {IDLE, RUNNING} or bool(self.unfinished()))

    def unfinished(self) -> list[str]:
        """Return the operations that nobody has written an outcome for."""
        return self.index.journal.unfinished(self._id)

    def mark(self, status: str) -> None:
        """Record what the session is doing; a store that has just failed must not hide the error that says so."""
        if self._held and not self._closed:
            with contextlib.suppress(CloudAssistError):
                self.index.set_status(self._id, status)

    def keep_result(self, state: AgentState) -> None:
        """Let a search find what a request came to; a store that fails must not hide how the request ended."""
        words = searched_words(state)
        if words and self._held and not self._closed:
            with contextlib.suppress(CloudAssistError):
                self.index.keep_result(self._id, state.get("asked_at", 0.0), words)

    async def all(self) -> list[SessionInfo]:
        """Return the stored sessions, last used first."""
        return await asyncio.to_thread(self.index.list)

    def close(self) -> None:
        """Give the session back and close the list. Safe to call twice."""
        self._closed = True
        if self._index is not None:
            with contextlib.suppress(CloudAssistError):
                self._index.release(self._id)
            self._index.close()
