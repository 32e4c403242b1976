"""One command line to make a preview from: its words as they were written, so that every quote stays what it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from cloud_assist.command.syntax.parser import Word


class Kind(StrEnum):
    """How a preview shows what would happen."""

    DRY_RUN = "dry run"
    """The tool goes through the motions and says what it would do."""
    DIFF = "diff"
    """The tool compares what is there with what would be."""
    TWIN = "what is there now"
    """A read of the very things that would be changed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A preview that nobody has judged yet."""

    words: tuple[str, ...]
    """Words as they are written in shell."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class Line:
    """A simple command: its words, none of which is known only at run time."""

    words: tuple[Word, ...]
    """The program first."""

    @property
    def program(self) -> str:
        """The program's base name."""
        return self.words[0].text.rpartition("/")[2]

    @property
    def raw(self) -> tuple[str, ...]:
        """The words as written."""
        return tuple(word.raw for word in self.words)

    def operands(self, with_value: Collection[str] = ()) -> list[int]:
        """Return the positions of the words that are neither options nor the values of `with_value` options."""
        found, skip, ended = [], False, False
        for position, word in enumerate(self.words[1:], start=1):
            if skip:
                skip = False
            elif ended or not word.text.startswith("-") or word.text == "-":
                found.append(position)
            elif word.text == "--":
                ended = True
            else:
                skip = word.text in with_value
        return found

    def texts(self, positions: Iterable[int]) -> tuple[str, ...]:
        """Return the values of the words at `positions`."""
        return tuple(self.words[position].text for position in positions)

    def has(self, *names: str) -> bool:
        """Whether one of these options is given, with a value or without."""
        return any(word.text == name or word.text.startswith(f"{name}=") for word in self.words for name in names)

    def has_letter(self, letters: str) -> bool:
        """Whether one of these one-letter switches is given, alone or bundled (`-rf`)."""
        bundles = (w.text for w in self.words[1:] if w.text.startswith("-") and not w.text.startswith("--"))
        return any(letter in bundle for bundle in bundles for letter in letters)

    def without(self, *names: str, with_value: Collection[str] = ()) -> Line:
        """Return the line without these switches, and without these options and their values."""
        kept, skip = [], False
        for word in self.words:
            name = word.text.partition("=")[0]
            if skip:
                skip = False
            elif name in with_value:
                skip = "=" not in word.text
            elif name not in names:
                kept.append(word)
        return replace(self, words=tuple(kept))

    def inserted(self, position: int, *words: str) -> tuple[str, ...]:
        """Return the written words with `words` before `position`."""
        return (*self.raw[:position], *words, *self.raw[position:])

    def replaced(self, position: int, *words: str) -> tuple[str, ...]:
        """Return the written words with `words` for the one at `position`."""
        return (*self.raw[:position], *words, *self.raw[position + 1 :])


Maker = Callable[[Line], Draft | None]
"""Makes the preview of one program's command, or None where it has none."""
