"""The last lines of a command's output: bounded whatever arrives, and safe to show; colours are all that stays."""

from __future__ import annotations

from collections import deque

from cloud_assist.display.sgr import bare, in_force
from cloud_assist.display.terminal import TerminalStripper

_LINE_LIMIT = 1_000
"""Characters kept of one line."""
_WAITING_LIMIT = 65_536
"""Characters that wait for the next look; what is older has left the screen before anybody saw it."""


class OutputTail:
    """Keeps the last `lines` lines of text that arrives in pieces, cut anywhere.

    Taking a piece is cheap; its control characters are taken out when somebody looks, and then only of what waits.
    """

    def __init__(self, lines: int) -> None:
        self._lines: deque[str] = deque(maxlen=lines)
        self._partial = ""
        self._colours = ""
        """Sequences in force at the end of what has settled."""
        self._stripper = TerminalStripper(keep_sgr=True)
        self._waiting: deque[str] = deque()
        self._waiting_size = 0
        self._skipped = False
        self.total_lines = 0
        """Line ends seen so far."""

    def feed(self, text: str, left_out_lines: int = 0) -> None:
        """Take the next piece of output; so many line ends more were left out of it before it came."""
        self.total_lines += text.count("\n") + left_out_lines
        self._waiting.append(text)
        self._waiting_size += len(text)
        while self._waiting_size - len(self._waiting[0]) > _WAITING_LIMIT:
            self._waiting_size -= len(self._waiting.popleft())
            self._skipped = True

    def finish(self) -> None:
        """The output has ended: what is left of the last line counts as a line."""
        self._settle()
        self._append(self._stripper.finish())
        if bare(self._partial):
            self._append("\n")
            self.total_lines += 1

    def _settle(self) -> None:
        """Take in what waits."""
        text = "".join(self._waiting)
        self._waiting.clear()
        self._waiting_size = 0
        if self._skipped or len(text) > 2 * _WAITING_LIMIT:
            # What was under way belongs to text that is skipped; begin anew at a line.
            self._skipped = False
            text = text[-_WAITING_LIMIT:]
            text = text[text.find("\n") + 1 :]
            self._stripper = TerminalStripper(keep_sgr=True)
            self._partial = self._colours = ""
        self._append(self._stripper.feed(text))

    def _append(self, settled: str) -> None:
        *whole, last = settled.split("\n")
        for line in whole:
            self._extend(line)
            self._lines.append(self._partial)
            self._partial = self._colours
        self._extend(last)

    def _extend(self, piece: str) -> None:
        """Add to the line under way; beyond its limit only the colours count, for the lines after it."""
        self._partial = (self._partial + piece)[:_LINE_LIMIT]
        if "\x1b" in piece:
            self._colours = in_force(self._colours + piece)

    @property
    def lines(self) -> list[str]:
        """The last lines, oldest first, the one under way included; each begins with the colours it is written in."""
        self._settle()
        under_way = (self._partial + self._stripper.pending)[:_LINE_LIMIT]
        kept = list(self._lines)
        if bare(under_way):
            kept = [*kept, under_way][-(self._lines.maxlen or 1) :]
        return kept
