"""Something to read in front of another screen: one page, scrolled by the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget


class Page(ModalScreen[None]):
    """Frame, text, and the way back."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["page.tcss"]
    AUTO_FOCUS = "VerticalScroll"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012 # typed by the base class
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", "Back")]

    heading = ""
    keys = "Esc closes"
    """What stands in the lower edge of the frame."""

    def compose(self) -> ComposeResult:
        """Frame with the text in it."""
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = self.heading
            dialog.border_subtitle = self.keys
            yield from self.compose_text()

    def compose_text(self) -> Iterable[Widget]:
        """Yield what there is to read."""
        return ()

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)
