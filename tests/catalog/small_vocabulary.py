"""A vocabulary of a few words, to fill places with: any other word may be somebody's name for a thing."""

from __future__ import annotations

from datetime import UTC, datetime

from cloud_assist.catalog.slots import Setting
from cloud_assist.catalog.words import word_set

NOW = datetime(2030, 6, 12, 12, tzinfo=UTC)
"""A Wednesday."""
_COMMON = word_set(
    """pod bucket log deployment list show port scal replica fil instanc policy polici typ order web data dev job member
    backup recovery"""
)
_KINDS = frozenset({"log", "policy", "port", "replica", "backup", "job"})
_SAID = frozenset({("bucket", "policies"), ("bucket", "policy"), ("pod", "logs"), ("instance", "types")})


class SmallVocabulary:
    """See `Vocabulary`."""

    def knows(self, term: str) -> bool:
        return term in _COMMON

    def is_kind(self, term: str) -> bool:
        return term in _KINDS

    def says(self, first: str, second: str) -> bool:
        return (first, second) in _SAID


SETTING = Setting(SmallVocabulary(), NOW)
