"""A result on the whole screen: as a table that is sorted and filtered, as a tree, or as it was printed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from time import time
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Footer, Input, Static
from textual.worker import get_current_worker

from cloud_assist.results.layout import full
from cloud_assist.results.result import Result, reading_of
from cloud_assist.results.table_text import Format, json_of, screen_lines
from cloud_assist.running.spool_rows import SpoolRows
from cloud_assist.tui.long_read import let_go, read_on
from cloud_assist.tui.pager import page
from cloud_assist.tui.result_export import CLIPBOARD_LIMIT, file_name, save, text_of, to_copy
from cloud_assist.tui.screens.choice_list import Choice, ChoiceList
from cloud_assist.tui.screens.columns import ColumnsModal
from cloud_assist.tui.screens.ordered_keys import OrderedKeys
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.untrusted import MUTED, first_line, plain, shell
from cloud_assist.tui.widgets.item_tree import ItemTree
from cloud_assist.tui.widgets.result_view import Shape
from cloud_assist.tui.widgets.spool_view import SpoolView
from cloud_assist.tui.widgets.table_view import TableView

_LOOK_S = 0.1
"""Seconds between two looks at how many rows have been read."""
_TREE_ITEMS = 1_000
"""Rows that the tree shows; a filter reaches the others."""


class ResultScreen(OrderedKeys[None]):
    """Shows what has been read while the rest is still being read."""

    CSS_PATH = "result_table.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012 # typed by the base class
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Back", key_display="Esc"),
        # Of priority, so that it is done before the keys typed after it are handed out: those are for the filter.
        Binding("slash,ctrl+f", "filter", "Filter", key_display="/", priority=True),
        Binding("s", "sort", "Sort"),
        Binding("c", "columns", "Columns"),
        Binding("t", "change_shape", "Table/tree/raw"),
        Binding("y", "copy_cell", "Copy cell"),
        Binding("Y", "copy_row", "Copy row", key_display="Y"),
        Binding("e", "export", "Copy or save all"),
        Binding("p", "pager", "Pager"),
    ]

    def __init__(self, result: Result, shape: Shape, *, folder: Path, environ: Mapping[str, str]) -> None:
        """Show `result` in `shape` first. Files are saved below `folder`; `environ` names the pager."""
        super().__init__()
        self._reading = reading_of(result)
        self._shape = shape
        self._folder = folder
        self._environ = environ
        self._words = ""
        self._sorted: tuple[int, bool] | None = None
        self._arranged = 0
        """Rows that had been read when they were last filtered and sorted."""
        self._read_all = False
        self._problem = ""
        self._view = TableView(self._reading.table)
        self._tree = ItemTree()
        self._spool = SpoolRows(result.path)
        self._raw = SpoolView(self._spool)

    def compose(self) -> ComposeResult:
        """The command, the result in its three shapes, the cell under the cursor, the filter, how much there is."""
        command = first_line(self._reading.result.command, 300)
        yield Static(Content.assemble(("$ ", MUTED), shell(command)), classes="command")
        yield self._view
        yield self._tree
        yield self._raw
        yield Static("", classes="cell", markup=False)
        field = Input(placeholder="type to filter", compact=True)
        field.display = False
        yield field
        yield Static("reading …", classes="state", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to read; look again and again how far it has come."""
        self._change_to(self._shape)
        self._read()
        self._looking = self.set_interval(_LOOK_S, self._look)

    def on_unmount(self) -> None:
        """The table goes with the screen."""
        let_go()

    # --- Reading --------------------------------------------------------------------------------------------------

    @work(group="read", exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        worker = get_current_worker()
        steps = self._reading.fill(stopped=lambda: worker.is_cancelled)
        try:
            await asyncio.to_thread(next, steps, None)
            self._look()  # the first rows at once
            shown = asyncio.Event()
            self.call_after_refresh(shown.set)
            await shown.wait()
            await asyncio.to_thread(read_on, steps, lambda: worker.is_cancelled)
        except OSError as error:
            self._problem = f"the stored output cannot be read ({error.strerror})"
        self._read_all = True
        self._looking.stop()
        self._look()
        self._view.lay_out()

    def _look(self) -> None:
        """Show what has been read since the last look."""
        count = len(self._reading.table.rows)
        if count != self._arranged:
            if self._words or self._sorted is not None:
                self._arrange()
            else:
                self._view.grown(range(count))
            self._arranged = count
        self._say()

    @work(group="arrange", exclusive=True, exit_on_error=False)
    async def _arrange(self) -> None:
        """Filter and sort anew, in a thread."""
        rows = await asyncio.to_thread(self._rows_wanted)
        self._view.show(rows, self._sorted)
        self._say()
        if self._shape is Shape.TREE:
            self._fill_tree()

    def _rows_wanted(self) -> Sequence[int]:
        table = self._reading.table
        rows: Sequence[int] = table.matching(self._words) if self._words else range(len(table.rows))
        if self._sorted is not None:
            rows = table.sorted_by(rows, self._sorted[0], descending=self._sorted[1])
        return rows

    def _say(self) -> None:
        """Say below the table how much there is, and what has been done to it."""
        reading, table = self._reading, self._reading.table
        one = "field" if reading.record else "row"
        count = len(table.rows) if reading.record else reading.total
        parts = [f"{count:,} {one}{'' if count == 1 else 's'}"]
        if not self._read_all:
            parts[0] = f"reading … {parts[0]}"
        if table.left_out:
            parts.append(f"only the first {len(table.rows):,} are shown; {table.left_out:,} are left out")
        if self._read_all and not reading.whole:
            parts.append("the output is cut off")
        if self._words:
            parts.append(f"{len(self._view.rows):,} match {self._words!r}")
        if self._sorted is not None:
            parts.append(f"by {table.heading(self._sorted[0])} {'↓' if self._sorted[1] else '↑'}")
        if len(table.shown) < len(table.columns):
            parts.append(f"{len(table.shown)} of {len(table.columns)} columns")
        problem = Content.styled(f" · {self._problem}", "$text-error") if self._problem else Content("")
        told = Content.styled(" · ".join(parts), MUTED) + problem
        self.query_one(".state", Static).update(told, layout=False)
        self._tell_cell()

    @on(TableView.Moved)
    def _tell_cell(self) -> None:
        """Say what the cell under the cursor holds, as it was printed."""
        row, column = self._view.row, self._view.column
        told = Content("")
        if row is not None and column is not None and self._shape is Shape.TABLE:
            table = self._reading.table
            value = first_line(table.cell(row, column), 1_000)
            told = Content.assemble((f"{plain(table.columns[column].name)}  ", MUTED), value)
        self.query_one(".cell", Static).update(told, layout=False)

    # --- Table, tree, raw -----------------------------------------------------------------------------------------

    def action_change_shape(self) -> None:
        """Show the result in the next shape."""
        self._change_to(self._shape.next)

    def _change_to(self, shape: Shape) -> None:
        self._shape = shape
        views: dict[Shape, Widget] = {Shape.TABLE: self._view, Shape.TREE: self._tree, Shape.RAW: self._raw}
        for each, view in views.items():
            view.set_class(each is not shape, "hidden")
        if shape is Shape.TREE:
            self._fill_tree()
        elif shape is Shape.RAW:
            self._fill_raw()
        self._front.focus()
        self._tell_cell()
        self.refresh_bindings()

    @property
    def _front(self) -> Widget:
        return {Shape.TABLE: self._view, Shape.TREE: self._tree, Shape.RAW: self._raw}[self._shape]

    @work(group="tree", exclusive=True, exit_on_error=False)
    async def _fill_tree(self) -> None:
        """Read the rows that are shown anew, and show them as a tree."""
        rows = [0] if self._reading.record else list(self._view.rows[:_TREE_ITEMS])
        try:
            items = await asyncio.to_thread(lambda: list(self._reading.result.pick(rows)))
        except OSError as error:
            self._problem = f"the stored output cannot be read ({error.strerror})"
            items = []
        self._tree.show(items, record=self._reading.record)
        self._say()

    @work(group="raw", exclusive=True, exit_on_error=False)
    async def _fill_raw(self) -> None:
        worker = get_current_worker()
        try:
            await asyncio.to_thread(self._spool.scan, lambda: worker.is_cancelled)
        except OSError as error:
            self._problem = f"the stored output cannot be read ({error.strerror})"
        self._raw.grown()
        self._say()

    # --- Filter, order, columns -----------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the filter, and at once: the next key is for it already."""
        field = self.query_one(Input)
        field.display = True
        self.set_focus(field)

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        self._arrange()

    @on(Input.Submitted)
    def _leave_filter(self) -> None:
        self._front.focus()

    def action_sort(self) -> None:
        """Sort by the column under the cursor: ascending, descending, not at all."""
        if self._view.column is not None:
            self._sort_by(self._view.column)

    @on(TableView.SortAsked)
    def _heading_clicked(self, event: TableView.SortAsked) -> None:
        self._sort_by(event.column)

    def _sort_by(self, column: int) -> None:
        following = {None: (column, False), (column, False): (column, True), (column, True): None}
        self._sorted = following.get(self._sorted, (column, False))
        self._arrange()

    @work(group="columns", exclusive=True, exit_on_error=False)
    async def action_columns(self) -> None:
        """Choose which columns are shown."""
        shown = await self.app.push_screen_wait(ColumnsModal(self._reading.table))
        if shown is not None:
            self._reading.table.shown = shown
            self._view.lay_out()
            self._say()

    # --- Copying, saving, the pager -------------------------------------------------------------------------------

    def action_copy_cell(self) -> None:
        """Put the cell under the cursor on the clipboard."""
        row, column = self._view.row, self._view.column
        if row is not None and column is not None:
            self.app.copy_to_clipboard(self._reading.table.cell(row, column))
            self._notify("Cell copied.")

    @work(group="export", exclusive=True, exit_on_error=False)
    async def action_copy_row(self) -> None:
        """Put the row under the cursor on the clipboard, as JSON with all that its item holds."""
        row = self._view.row
        if row is not None:
            await self._copy([row], Format.JSON, "Row copied as JSON.")

    @work(group="export", exclusive=True, exit_on_error=False)
    async def action_export(self) -> None:
        """Ask what is to be copied or saved, and do it."""
        count = f"{len(self._view.rows):,} row{'' if len(self._view.rows) == 1 else 's'}"
        choices = [
            *(Choice(f"copy {each}", Content(f"Copy {count} as {each.label}")) for each in Format),
            *(Choice(f"save {each}", Content(f"Save {count} as {each.label} …")) for each in Format),
        ]

        def narrowed(words: str) -> list[Choice]:
            return [each for each in choices if words.casefold() in each.label.plain.casefold()]

        chosen = await self.app.push_screen_wait(
            ChoiceList("Copy or save", narrowed, empty="", footer="Enter: do it · Esc: back")
        )
        if chosen is None:
            return
        verb, _, name = chosen.partition(" ")
        if verb == "copy":
            await self._copy(self._view.rows, Format(name), f"{count} copied as {Format(name).label}.")
        else:
            await self._save(self._view.rows, Format(name))

    async def _copy(self, rows: Sequence[int], chosen: Format, done: str) -> None:
        try:
            text = await asyncio.to_thread(to_copy, self._reading, rows, chosen)
        except OSError as error:
            self._notify(f"The stored output cannot be read: {error.strerror}")
            return
        if text is None:
            self._notify(f"That is more than {CLIPBOARD_LIMIT:,} characters. Save it as a file instead (e).")
        else:
            self.app.copy_to_clipboard(text)
            self._notify(done)

    async def _save(self, rows: Sequence[int], chosen: Format) -> None:
        name = await self.app.push_screen_wait(
            TextEntry(f"Save as (in {self._folder})", file_name(self._reading, chosen), submit="save")
        )
        if name is None or not name.strip():
            return
        told = await asyncio.to_thread(save, self._reading, rows, chosen, self._folder, name.strip())
        self._notify(told)

    def action_pager(self) -> None:
        """Show the rows in the person's own pager."""
        if any(card.has_class("-active") for card in self.app.screen_stack[0].query("RequestCard")):
            self._notify("A request is running. The pager would hold it up; try again when it has ended.")
            return
        table, rows = self._reading.table, self._view.rows
        lines: Iterator[str]
        if self._shape is Shape.TABLE:
            now = time()
            lines = (f"{line}\n" for line in screen_lines(table, full(table, now, rows), rows, now))
        elif self._shape is Shape.TREE:
            lines = chain.from_iterable(piece.splitlines(keepends=True) for piece in self._json(rows))
        else:
            lines = (f"{plain(self._spool.row(row))}\n" for row in range(self._spool.row_count))
        if problem := page(self.app, lines, self._environ):
            self._notify(problem)

    def _json(self, rows: Sequence[int]) -> Sequence[str]:
        try:
            return list(text_of(self._reading, rows, Format.JSON))
        except OSError:
            return list(json_of([]))

    def _notify(self, text: str) -> None:
        self.app.notify(text, markup=False, timeout=4)

    # --- The way back ---------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what fits the shape."""
        if action == "filter" and self.focused is self.query_one(Input):
            return False
        of_table = {"sort", "columns", "copy_cell", "copy_row"}
        if action in of_table:
            return self._shape is Shape.TABLE
        return self._shape is not Shape.RAW or action not in {"filter", "export"}

    def action_back(self) -> None:
        """Close the filter, or this screen."""
        field = self.query_one(Input)
        if field.display:
            field.value = ""
            field.display = False
            self.set_focus(self._front)
        else:
            self.dismiss(None)
