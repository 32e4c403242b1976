"""One word of a command with what is known about it, whoever knows it."""

from __future__ import annotations

from dataclasses import dataclass

from cloud_assist.catalog.accepts.words import Word

NOT_IN_CATALOG = "Not in the catalog."


@dataclass(frozen=True, slots=True)
class Explanation:
    """One word of a command."""

    word: str
    """As written, without quotes; a part known only at run time shows as `…`."""
    text: str
    """One line; never empty."""
    allowed_values: tuple[str, ...] = ()
    """What may stand there, where that is a closed list."""
    known: bool = True
    """Whether the line comes from a documentation."""


def shown(word: Word) -> str:
    """Return a word as a person would read it."""
    return word.text.replace("\0", "…")


def sentence(line: str) -> str:
    """Return a line as a sentence."""
    line = line.strip()
    return line if not line or line.endswith((".", "…", "!", "?", ":")) else f"{line}."
