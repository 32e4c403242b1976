"""Hidden characters made visible: a command is shown whole, so everything invisible in it becomes an escape."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Categories of the Unicode Character Database (UAX #44) that have no glyph of their own or an unpredictable one.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})
# Default_Ignorable_Code_Point and blank glyphs whose category alone (Mn, Lo, So) would let them pass.
_BLANK_RANGES = (
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0x1D159, 0x1D159),
    (0xE0100, 0xE01EF),
)
_CATEGORY_NAMES = {
    "Cc": "control character",
    "Cn": "unassigned character",
    "Co": "private-use character",
    "Cs": "undecodable byte",
}
_CONTROL_NAMES = {
    0x00: "null",
    0x07: "bell",
    0x08: "backspace",
    0x0B: "vertical tab",
    0x0C: "form feed",
    0x0D: "carriage return",
    0x1B: "escape",
    0x7F: "delete",
    0x85: "next line",
    0x9B: "control sequence introducer",
}
_NOT_PLAIN = re.compile(r"[^\x20-\x7e\n\t]")


@dataclass(frozen=True, slots=True)
class HiddenCharacter:
    """One character of a text that a person would not see."""

    offset: int
    """Index into the text, in characters from 0."""
    codepoint: int
    name: str
    """Its Unicode name in lower case, or what kind of character it is."""

    @property
    def escape(self) -> str:
        """How `visible` writes it: `⟨U+202E⟩`."""
        return f"⟨U+{self.codepoint:04X}⟩"


def _is_hidden(character: str) -> bool:
    if unicodedata.category(character) in _HIDDEN_CATEGORIES:
        return True
    codepoint = ord(character)
    return any(low <= codepoint <= high for low, high in _BLANK_RANGES)


def _name(character: str) -> str:
    codepoint = ord(character)
    if codepoint in _CONTROL_NAMES:
        return _CONTROL_NAMES[codepoint]
    kind = _CATEGORY_NAMES.get(unicodedata.category(character), "hidden character")
    return unicodedata.name(character, kind).lower()


def hidden_characters(text: str) -> tuple[HiddenCharacter, ...]:
    """Return every character of `text` that a person would not see, in order.

    Hidden are control, format, bidirectional, private-use, unassigned and undecodable characters, spaces other than
    U+0020, and blank glyphs. Newline and tab are not: they show as what they are.
    """
    return tuple(
        HiddenCharacter(match.start(), ord(match[0]), _name(match[0]))
        for match in _NOT_PLAIN.finditer(text)
        if _is_hidden(match[0])
    )


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return f"⟨U+{ord(character):04X}⟩" if _is_hidden(character) else character


def visible(text: str) -> str:
    """Return `text` with every hidden character written as `⟨U+XXXX⟩`; equal to `text` where there is none."""
    return _NOT_PLAIN.sub(_escape, text)
