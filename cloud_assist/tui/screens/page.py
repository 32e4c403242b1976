"""Something to read in front of another screen: one page, scrolled by the arrow keys."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static


class Page(ModalScreen[None]):
    """Frame, text, and the way back."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["page.tcss"]
    AUTO_FOCUS = "VerticalScroll"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]  # noqa: RUF012 # typed by the base class
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", "Back")]

    heading = ""
    keys = "Esc: close"
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

    @staticmethod
    def table(rows: Iterable[tuple[str, str]]) -> Widget:
        """Return two columns; where there is no room for both, the second stands below the first."""
        pairs = list(rows)
        width = max(len(name) for name, _ in pairs) + 2
        return Vertical(*(_row(name, words, width) for name, words in pairs), classes="table")

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def _row(name: str, words: str, width: int) -> Widget:
    first = Static(name, classes="name", markup=False)
    first.styles.width = width
    return Horizontal(first, Static(words, classes="words", markup=False), classes="row")
