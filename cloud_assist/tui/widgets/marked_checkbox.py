"""A checkbox that reads without colour."""

from __future__ import annotations

from textual.widgets import Checkbox


class MarkedCheckbox(Checkbox):
    """Its mark is there only when it is set; Textual's own differs in colour alone."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Write the mark, or take it away."""
        self.BUTTON_INNER = "X" if self.value else " "
        super().watch_value()
