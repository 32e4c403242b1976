"""One thing that the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How well something is."""

    OK = "ok"
    WARNING = "warning"
    """Works, but not as well as it could, or only in part."""
    BAD = "bad"
    """Does not work."""


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """One line of the doctor's report."""

    topic: str
    """"key", "model", "bash", "aws", "store", ..."""
    health: Health
    text: str
    todo: str = ""
    """What to do about it; empty where nothing is to be done."""
