"""What `run` was asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Output(StrEnum):
    """Shape of what goes to stdout."""

    TEXT = "text"
    """The command's own output."""
    COMMAND = "command"
    """The proposed command alone (--dry-run)."""
    JSON = "json"
    """One object at the end."""
    EVENTS = "events"
    """One object for each event, as it happens."""


class Shape(StrEnum):
    """How a command's own output is printed."""

    AUTO = "auto"
    """A table where it is one and stdout is a terminal, else as it is."""
    TABLE = "table"
    """The same, however long the output takes to come."""
    JSON = "json"
    """The rows as one JSON list, into a pipe too."""
    RAW = "raw"
    """As the command printed it."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The flags of `run` that are not settings."""

    prompt: str
    yes: bool = False
    allow_destructive: bool = False
    output: Output = Output.TEXT
    shape: Shape = Shape.AUTO
    dry_run: bool = False
    plan: bool = False
    """Have all steps planned before any of them runs."""
    confirmed_targets: tuple[str, ...] = ()
    """Exact names of protected targets that `yes` may hit."""
    detach: bool = False
    """Leave the first question open for somebody else, print the session's id."""
    session_id: str = ""
    """Continue this session; a new one where empty."""
