"""Which rows of a text have been on screen: approval waits until all of them have."""

from __future__ import annotations

from textual.geometry import Size


class SeenRows:
    """Counts from the top without gaps: jumping to the end does not count what was jumped over."""

    def __init__(self) -> None:
        self._size = Size()
        self._until = 0
        self.all_seen = False
        """Stays true once every row has been shown, also when the window changes later."""

    def look(self, size: Size, *, first: int, shown: int) -> None:
        """Take one look.

        Args:
            size: columns and rows of the text; with another width the rows break elsewhere and are counted anew.
            first: the text's first row on screen.
            shown: its rows on screen.
        """
        if not size.height or shown <= 0:
            return
        if size != self._size:
            self._size, self._until = size, 0
        if first <= self._until:
            self._until = max(self._until, first + shown)
        self.all_seen = self.all_seen or self._until >= size.height
