"""The offer not to ask again, readable without colour."""

from __future__ import annotations

from cloud_assist.tui.widgets.marked_checkbox import MarkedCheckbox

_BOX = 5
"""Columns of the box before the words and of the space behind them."""


class DontAsk(MarkedCheckbox):
    """Offers it for the session."""

    def __init__(self, reads: str, classes: str = "") -> None:
        """Offer not to ask again for `reads`, in the words typed."""
        super().__init__(reads, compact=True, classes=f"dont-ask {classes}".strip())
        self._reads = reads

    def on_resize(self) -> None:
        """Always name what would be allowed, and that it is for this session; in the fewest words where room is short.

        What does not fit then ends in "…" and is listed whole by /allowed.
        """
        room = (self.screen.query_one(".body").size.width or self.size.width) - _BOX
        whole, short = f"Don't ask again for `{self._reads}` in this session", f"Session: don't ask `{self._reads}`"
        label = whole if len(whole) <= room else short
        self.label = label if len(label) <= room else f"{label[: room - 2]}…`"
