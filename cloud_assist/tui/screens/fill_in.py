"""Values for the open places of a known command, such as `<bucket>`."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from cloud_assist.command.open_places import fill
from cloud_assist.tui.untrusted import shell


class FillIn(ModalScreen[str | None]):
    """Returns the command with every place filled, or None where the person went back."""

    CSS_PATH = "fill_in.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Back")]

    def __init__(self, command: str, places: tuple[str, ...]) -> None:
        super().__init__()
        self._command = command
        self._places = places

    def compose(self) -> ComposeResult:
        """The command as it grows, and one field for each place."""
        with VerticalScroll(classes="dialog", can_focus=False) as dialog:
            dialog.border_title = "Fill in the blanks"
            yield Static(shell(self._command), classes="command")
            for place in self._places:
                yield Label(place, classes="place", markup=False)
                yield Input(name=place, compact=True)
            yield Static("Enter: next field, then review · Esc: back", classes="hint", markup=False)

    def _filled(self) -> str:
        values = {field.name or "": field.value for field in self.query(Input) if field.value.strip()}
        return fill(self._command, values)

    @on(Input.Changed)
    def _changed(self) -> None:
        self.query_one(".command", Static).update(shell(self._filled()))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        empty = next((field for field in self.query(Input) if not field.value.strip()), None)
        if empty is None:
            self.dismiss(self._filled())
        elif empty.has_focus:
            self.query_one(".hint", Static).update(f"Fill in {empty.name} first · Esc: back")
        else:
            empty.focus()

    def action_back(self) -> None:
        """Return to the proposal."""
        self.dismiss(None)
