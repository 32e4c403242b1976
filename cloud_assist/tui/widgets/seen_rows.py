"""Which rows of a text have been on screen: approval waits until all of them have."""

from __future__ import annotations


class SeenRows:
    """Counts from the top without gaps: jumping to the end does not count what was jumped over."""

    def __init__(self) -> None:
        self._layout = (0, 0)
        self._until = 0
        self.all_seen = False
        """Stays true once every row has been shown, also when the window changes later."""

    def look(self, *, width: int, top: int, height: int, first: int, shown: int) -> None:
        """Take one look.

        Args:
            width: columns of the text; with another width the rows break elsewhere and are counted anew.
            top: row of the text's first line within the scrolled area.
            height: rows of the text; 0 before it is laid out.
            first: first visible row of the scrolled area.
            shown: visible rows.
        """
        if height <= 0 or shown <= 0:
            return
        if (width, height) != self._layout:
            self._layout, self._until = (width, height), 0
        begin, end = first - top, first + shown - top
        if begin <= self._until:
            self._until = max(self._until, min(end, height))
        self.all_seen = self.all_seen or self._until >= height
