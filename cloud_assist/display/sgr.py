"""Colour in text: SGR sequences (ECMA-48, `ESC [ … m`), the only ones that `strip_keep_sgr` leaves."""

from __future__ import annotations

import re

SGR = re.compile(r"\x1b\[([0-9;:]*)m")
_RESETS = ("\x1b[0m", "\x1b[m")
_CARRIED = 16
"""Sequences carried into the next line; what was set before those is forgotten."""


def in_force(text: str) -> str:
    """Return the sequences that still count behind the end of `text`; they colour what follows as `text` left it."""
    if "\x1b" not in text:
        return ""
    start = max(text.rfind(reset) for reset in _RESETS)
    return "".join(match[0] for match in [*SGR.finditer(text, start + 1)][-_CARRIED:])


def bare(text: str) -> str:
    """Return `text` without its sequences, a broken one at its end included."""
    return SGR.sub("", text).partition("\x1b")[0] if "\x1b" in text else text
