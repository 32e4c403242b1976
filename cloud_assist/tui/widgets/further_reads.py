"""The offer to run the further steps of a request without a question, as long as they only read."""

from __future__ import annotations

from cloud_assist.tui.widgets.marked_checkbox import MarkedCheckbox

_BOX = 5
"""Columns of the box before the words and of the space behind them."""
_LABELS = (
    "Run further read-only steps of this request without asking",
    "Don't ask about this request's reads",
    "Don't ask: its reads",
)
"""From the longest to the shortest."""


class FurtherReads(MarkedCheckbox):
    """Says as much as there is room for."""

    def __init__(self) -> None:
        super().__init__(_LABELS[0], compact=True, classes="further-reads")

    def on_resize(self) -> None:
        """Take the longest words that fit."""
        room = (self.screen.query_one(".body").size.width or self.size.width) - _BOX
        self.label = next((label for label in _LABELS if len(label) <= room), _LABELS[-1])
