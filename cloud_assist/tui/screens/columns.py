"""Choosing the columns of a table."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import SelectionList, Static
from textual.widgets.selection_list import Selection

from cloud_assist.results.table import Table


class ColumnsModal(ModalScreen[tuple[int, ...] | None]):
    """Returns the columns to show in their order, or None where nothing is to change."""

    CSS_PATH = "columns.tcss"
    AUTO_FOCUS = "SelectionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Show", priority=True),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def compose(self) -> ComposeResult:
        """All columns, those that are shown first."""
        table = self._table
        order = [*table.shown, *(index for index in range(len(table.columns)) if index not in table.shown)]
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = "Columns"
            yield SelectionList[int](
                *(Selection(self._label(index), index, index in table.shown) for index in order), compact=True
            )
            yield Static("Space: show or hide · Enter: done · Esc: back", classes="hint", markup=False)

    def _label(self, index: int) -> Content:
        heading, name = self._table.heading(index), self._table.columns[index].name
        return Content(heading if heading == name else f"{heading}  ({name})")

    def action_take(self) -> None:
        """Show what is selected; with nothing selected, nothing changes."""
        selected = set(self.query_one(SelectionList).selected)
        kept = [index for index in self._table.shown if index in selected]
        kept += sorted(selected.difference(kept))
        self.dismiss(tuple(kept) or None)

    def action_back(self) -> None:
        """Change nothing."""
        self.dismiss(None)
