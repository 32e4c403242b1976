"""A yes or no about our own house-keeping; commands have their own, stricter question."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static


class Confirm(ModalScreen[bool]):
    """Returns whether to go on. The focus starts on the answer that changes nothing."""

    CSS_PATH = "confirm.tcss"
    AUTO_FOCUS = ".no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left", "app.focus_previous", "Previous", show=False),
        Binding("right", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, heading: str, text: str) -> None:
        super().__init__()
        self._heading = heading
        self._text = text

    def compose(self) -> ComposeResult:
        """What would happen, and the two answers."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._heading
            yield Static(self._text, classes="text", markup=False)
            with Horizontal(classes="actions"):
                yield Button("Yes y", compact=True, classes="yes")
                yield Button("No Esc", compact=True, classes="no")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.has_class("yes"))

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)

    def withdraw(self) -> None:
        """Close without going on: there is nothing left to ask about."""
        if self.is_current:
            self.dismiss(False)
