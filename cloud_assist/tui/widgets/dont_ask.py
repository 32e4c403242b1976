"""The offer not to ask again, readable without colour."""

from __future__ import annotations

from textual.widgets import Checkbox

_OFFER = "Don't ask again for such commands"
_BOX = 5
"""Columns of the box before the words and of the space behind them."""


class DontAsk(Checkbox):
    """A checkbox whose mark is there only when it is set; Textual's own differs in colour alone."""

    BUTTON_INNER = " "

    def __init__(self, reads: str) -> None:
        """Offer not to ask again for `reads`; where there is no room for that, for "such commands"."""
        super().__init__(_OFFER, compact=True, classes="dont-ask")
        self._reads = reads

    def on_resize(self) -> None:
        """Name what would be allowed, if it fits."""
        whole = f"Don't ask again for `{self._reads}` in this session"
        room = (self.screen.query_one(".body").size.width or self.size.width) - _BOX
        self.label = whole if self._reads and len(whole) <= room else _OFFER

    def watch_value(self) -> None:
        """Write the mark, or take it away."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()
