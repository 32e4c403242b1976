"""What is stored, as the app sees it: sessions and the audit trail, handed in by whoever starts the app.

Every method reads or writes files, or asks a database: call it in a thread. Each raises CloudAssistError.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cloud_assist.models import Job, Risk, SessionInfo


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request of a stored session that has ended."""

    prompt: str
    command: str
    """Empty where none was proposed."""
    outcome: str
    """In a few words: "exit 0"."""
    asked: tuple[tuple[str, str], ...] = ()
    """What the agent asked, and the answers; "" for none."""
    steps: int = 0
    """How many commands ran to their end."""
    answer: str = ""
    """What a question was answered with, in Markdown; empty where there was no answer in words."""


@dataclass(frozen=True, slots=True)
class LeftJob:
    """A job of a session that nobody has open: its end is not part of that session's conversation yet."""

    session_id: str
    title: str
    """Of the session; may be empty."""
    job: Job
    """As it stands now; its command is redacted, and target and prompt are not known."""


class Archive(Protocol):
    """The stored sessions."""

    def find(self, words: str, limit: int) -> list[SessionInfo]:
        """Return sessions, last used first, that hold each of `words`; all for no words.

        Looked at are titles, ids, requests, commands, what outputs said, and answers.
        """
        ...

    def left_jobs(self) -> list[LeftJob]:
        """Return the jobs of sessions that nobody has open, oldest first. Changes nothing."""
        ...

    def earlier(self, session_id: str) -> list[Exchange]:
        """Return what was asked in a session, oldest first."""
        ...

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        ...

    def delete(self, session_id: str) -> None:
        """Delete a session with what was kept of its output; the audit trail keeps its records."""
        ...

    def export(self, session_id: str) -> Path:
        """Write a session as Markdown, redacted, into a new file of the working directory; return the file."""
        ...


@dataclass(frozen=True, slots=True)
class Decided:
    """One command of the audit trail: what was decided, and how it ended."""

    at: float
    """When it was decided, seconds since the epoch, UTC."""
    command: str
    """Redacted, as the trail has it."""
    target: str
    """On one line; empty for this machine alone."""
    decision: str
    """"approve", "edit", "reject", "cancel", "propose", "refused by policy"."""
    by: str
    """A login name, or a rule such as "AUTO_APPROVE=read_only"."""
    risk: Risk
    status: str
    """How it ended: "exit 0", "timed out", "no outcome"; or why it was not run: a `NotRun`."""
    record: Mapping[str, object]
    """Everything that the trail holds about it, plain values."""


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """Whether the trail is as it was written."""

    ok: bool
    text: str
    """What was found, in a sentence."""


class Trail(Protocol):
    """The audit trail."""

    def read(self) -> list[Decided]:
        """Return every command, the newest first."""
        ...

    def verify(self) -> TrailCheck:
        """Check that no record was edited, deleted or moved."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """Both; None where nobody provides it."""

    archive: Archive | None = None
    trail: Trail | None = None
