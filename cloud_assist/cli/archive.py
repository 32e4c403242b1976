"""Hands the app what is stored: sessions and the audit trail, opened for each call and closed after it.

The store is imported when it is first asked for: the app's first frame does not wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_assist.errors import UsageError
from cloud_assist.models import Risk, SessionInfo
from cloud_assist.settings import Settings
from cloud_assist.tui.stored import Decided, Exchange, LeftJob, TrailCheck

if TYPE_CHECKING:
    from cloud_assist.store.audit import AuditTrail
    from cloud_assist.store.audit_view import AuditEntry
    from cloud_assist.store.sessions import SessionIndex


class StoredSessions:
    """The sessions of one configuration; see `tui.stored.Archive`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def _open(self) -> contextlib.closing[SessionIndex]:
        from cloud_assist.store.sessions import SessionIndex

        return contextlib.closing(SessionIndex(self._settings))

    def find(self, words: str, limit: int) -> list[SessionInfo]:
        """Return the sessions that hold each word."""
        with self._open() as index:
            first, *others = words.split() or [""]
            found = index.list(limit=None if others else limit, search=first)
            for word in others:
                holding = {info.id for info in index.list(search=word)}
                found = [info for info in found if info.id in holding]
        return found[:limit]

    def left_jobs(self) -> list[LeftJob]:
        """Return the jobs of sessions that nobody has open, as their keepers left them."""
        from cloud_assist.cli.left_jobs import left_jobs

        with self._open() as index:
            return left_jobs(index)

    def earlier(self, session_id: str) -> list[Exchange]:
        """Return the requests of a session that have ended, oldest first."""
        from cloud_assist.agent.session import NOT_FINISHED, read_exchanges

        stored = asyncio.run(read_exchanges(self._settings, session_id))
        return [
            Exchange(
                prompt=each["prompt"],
                command=each["command"],
                outcome=each["outcome"],
                asked=tuple((question, answer) for question, answer in each["answers"]),
                steps=len(each.get("steps", [])),
                answer=each.get("answer", ""),
            )
            for each in stored
            if each["outcome"] != NOT_FINISHED
        ]

    def rename(self, session_id: str, title: str) -> None:
        """Rename a session."""
        with self._open() as index:
            index.rename(session_id, title)

    def delete(self, session_id: str) -> None:
        """Delete a session."""
        with self._open() as index:
            index.delete(session_id)

    def export(self, session_id: str) -> Path:
        """Write a session as Markdown into the working directory."""
        from cloud_assist.cli.transcript import transcript

        with self._open() as index:
            text = transcript(self._settings, index.show(session_id), "md")
        path = self._settings.cwd / f"session-{session_id}.md"
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise UsageError(f"{path} already exists.", todo="Move or delete it first.") from error
        except OSError as error:
            raise UsageError(f"{path} cannot be written.", why=f"{error.strerror}.") from error
        return path


class StoredTrail:
    """The audit trail of one configuration; see `tui.stored.Trail`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def _open(self) -> contextlib.closing[AuditTrail]:
        from cloud_assist.redaction.redactor import redact
        from cloud_assist.store.audit import AuditTrail

        return contextlib.closing(AuditTrail(self._settings, redact))

    def read(self) -> list[Decided]:
        """Return every command, the newest first."""
        with self._open() as trail:
            return [_decided(entry) for entry in trail.read()]

    def verify(self) -> TrailCheck:
        """Check the trail."""
        with self._open() as trail:
            found = trail.verify()
        if found.ok:
            return TrailCheck(True, found.summary)
        first = found.faults[0]
        return TrailCheck(False, f"{found.summary}. First: line {first.line}, {first.text}")


def _decided(entry: AuditEntry) -> Decided:
    when = str(entry.decided.get("time", ""))
    try:
        at = datetime.fromisoformat(when).timestamp()
    except ValueError:  # not a record of ours; `verify` says so
        at = 0.0
    risk = entry.text("risk")
    return Decided(
        at=at,
        command=entry.text("command"),
        target=entry.target,
        decision=entry.text("decision"),
        by=entry.text("decided_by") or entry.text("user"),
        risk=Risk(risk) if risk in set(Risk) else Risk.UNKNOWN,
        status=entry.status,
        record=entry.as_dict(),
    )
