"""Colours for lines on a terminal; none where the other end is a pipe, NO_COLOR is set or TERM is dumb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from cloud_assist.models import Caution, Risk

_CAUTION_CODES = {Caution.NONE: "32", Caution.SOME: "33", Caution.GREAT: "1;31", Caution.NO_WAY: "1;97;41"}


class Style:
    """Wraps text in SGR codes where `stream` shows colour (https://no-color.org)."""

    def __init__(self, stream: TextIO, environ: Mapping[str, str]) -> None:
        self.live = stream.isatty() and environ.get("TERM", "dumb") != "dumb"
        """Whether a line can be written anew in its place."""
        self.colour = self.live and not environ.get("NO_COLOR")

    def _sgr(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def risk(self, risk: Risk, text: str) -> str:
        """Return `text` in the colour of a class."""
        return self._sgr(_CAUTION_CODES[risk.caution], text)

    def bold(self, text: str) -> str:
        """Return `text` in bold."""
        return self._sgr("1", text)

    def dim(self, text: str) -> str:
        """Return `text` fainter."""
        return self._sgr("2", text)

    def good(self, text: str) -> str:
        """Return `text` in green."""
        return self._sgr("32", text)

    def careful(self, text: str) -> str:
        """Return `text` in yellow."""
        return self._sgr("33", text)

    def bad(self, text: str) -> str:
        """Return `text` in red."""
        return self._sgr("31", text)
