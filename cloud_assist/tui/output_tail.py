"""The last lines of a command's output: bounded whatever arrives, and safe to show."""

from __future__ import annotations

from collections import deque

from cloud_assist.shell.display import TerminalStripper

_LINE_LIMIT = 1_000
"""Characters kept of one line."""
_CHUNK_LIMIT = 65_536
"""Characters of one chunk that are looked at: what is older has left the screen already."""


class OutputTail:
    """Keeps the last `lines` lines of text that arrives in pieces, cut anywhere."""

    def __init__(self, lines: int) -> None:
        self._lines: deque[str] = deque(maxlen=lines)
        self._partial = ""
        self._stripper = TerminalStripper()
        self.total_lines = 0
        """Line ends seen so far."""

    def feed(self, text: str) -> None:
        """Take the next piece of output."""
        self.total_lines += text.count("\n")
        if len(text) > _CHUNK_LIMIT:
            # The state of the stripper belongs to text that is dropped; begin anew at a line.
            text = text[-_CHUNK_LIMIT:]
            text = text[text.find("\n") + 1 :]
            self._stripper = TerminalStripper()
            self._partial = ""
        self._append(self._stripper.feed(text))

    def finish(self) -> None:
        """The output has ended: what is left of the last line counts as a line."""
        self._append(self._stripper.finish())
        if self._partial:
            self._append("\n")
            self.total_lines += 1

    def _append(self, settled: str) -> None:
        *whole, last = settled.split("\n")
        for line in whole:
            self._lines.append((self._partial + line)[:_LINE_LIMIT])
            self._partial = ""
        self._partial = (self._partial + last)[:_LINE_LIMIT]

    @property
    def lines(self) -> list[str]:
        """The last lines, oldest first, the one under way included."""
        under_way = (self._partial + self._stripper.pending)[:_LINE_LIMIT]
        kept = list(self._lines)
        if under_way:
            kept = [*kept, under_way][-(self._lines.maxlen or 1) :]
        return kept
