"""The offer not to ask again, readable without colour."""

from __future__ import annotations

from textual.widgets import Checkbox

_BOX = 5
"""Columns of the box before the words and of the space behind them."""


class DontAsk(Checkbox):
    """A checkbox whose mark is there only when it is set; Textual's own differs in colour alone."""

    BUTTON_INNER = " "

    def __init__(self, reads: str) -> None:
        """Offer not to ask again for `reads`, in the words typed."""
        super().__init__(reads, compact=True, classes="dont-ask")
        self._reads = reads

    def on_resize(self) -> None:
        """Always name what would be allowed, and that it is for this session; in the fewest words where room is short.

        What does not fit then ends in "…" and is listed whole by /allowed.
        """
        room = (self.screen.query_one(".body").size.width or self.size.width) - _BOX
        whole, short = f"Don't ask again for `{self._reads}` in this session", f"Session: don't ask `{self._reads}`"
        label = whole if len(whole) <= room else short
        self.label = label if len(label) <= room else f"{label[: room - 2]}…`"

    def watch_value(self) -> None:
        """Write the mark, or take it away."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()
