"""The words of a command as this package sees them, and where the command would run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

OPAQUE = "\0"
"""Stands in a word's text for a part that is known only when the command runs."""


class Word(Protocol):
    """One word after quote removal."""

    @property
    def text(self) -> str:
        """The value, with OPAQUE for each expansion."""
        ...

    @property
    def opaque(self) -> bool:
        """Whether any of it is known only when the command runs."""
        ...

    @property
    def glob(self) -> bool:
        """Whether it holds an unquoted pattern, so that it may stand for several words."""
        ...

    @property
    def splits(self) -> bool:
        """Whether it may turn out to be no word at all or several."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command would run."""

    cwd: Path
    """What file names are relative to."""
    environ: Mapping[str, str] = field(default_factory=dict)
    files_may_change: bool = False
    """Whether something before it in the line may make files, so that a missing one says nothing."""


def may_vary(word: Word) -> bool:
    """Return whether it may turn out to be no word, or several.

    Unquoted brackets alone (`TagSet=[{Key=a}]`) are a pattern by the letter of the shell, and matched by no file.
    """
    return word.splits or (word.glob and ("*" in word.text or "?" in word.text))


def is_known(word: Word) -> bool:
    """Return whether the value is known before the command runs."""
    return not (word.opaque or may_vary(word))
