"""A list to choose from, in front of the main screen: earlier requests, stored sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list."""

    value: str
    """What is returned."""
    label: Content


class ChoiceList(ModalScreen[str | None]):
    """Returns the value chosen, or None. Typing narrows the list; arrows move in it."""

    CSS_PATH = "choice_list.tcss"
    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("pageup", "move(-8)", "Page up", show=False, priority=True),
        Binding("pagedown", "move(8)", "Page down", show=False, priority=True),
    ]

    def __init__(self, heading: str, search: Callable[[str], list[Choice]], *, empty: str, footer: str) -> None:
        """List what `search` returns for the words typed; `empty` is said where there is nothing at all."""
        super().__init__()
        self._heading = heading
        self._search = search
        self._empty = empty
        self._footer = footer
        self._choices: list[Choice] = []

    def compose(self) -> ComposeResult:
        """Words, list, keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._heading
            yield Input(placeholder="type to filter", compact=True)
            choices = OptionList(compact=True)
            choices.can_focus = False
            yield choices
            yield Static(self._footer, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Everything at first."""
        self._list("")

    @on(Input.Changed)
    def _narrowed(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, words: str) -> None:
        self._choices = self._search(words)
        shown = self.query_one(OptionList)
        shown.clear_options()
        if self._choices:
            shown.add_options([Option(choice.label) for choice in self._choices])
            shown.highlighted = 0
        else:
            shown.add_option(Option(Content("No matches." if words else self._empty), disabled=True))

    def action_move(self, rows: int) -> None:
        """Move in the list while the cursor stays in the words."""
        shown = self.query_one(OptionList)
        if self._choices:
            shown.highlighted = min(max((shown.highlighted or 0) + rows, 0), len(self._choices) - 1)

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        index = self.query_one(OptionList).highlighted
        if index is not None and self._choices:
            self.dismiss(self._choices[index].value)

    def action_back(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
