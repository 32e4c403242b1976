"""A table of any length on the whole screen: only the rows in view are painted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from time import time
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cloud_assist.results.layout import GAP, Fitted, fit, full, placed_cell
from cloud_assist.results.table import Table
from cloud_assist.results.table_text import screen_cells
from cloud_assist.tui.state_colors import state_style, tells_state

_PAINTED = 512
"""Rows that are kept as painted."""
_STATES = {"$text-success": "well", "$text-warning": "under-way", "$text-error": "ill"}
"""The component's name for each style of a state."""
_GAP = " " * GAP


class TableView(ScrollView, can_focus=True):
    """Scrolls over rows of a table, in an order and with columns that others decide; the heading stays."""

    DEFAULT_CSS = """
    TableView {
        height: 1fr; background: $background; color: $foreground; scrollbar-size: 0 1;
        & > .table-view--heading { background: $panel; color: $text-muted; text-style: bold; }
        & > .table-view--row { background: $panel; }
        & > .table-view--cell { background: $accent-muted; color: $text-accent; }
        & > .table-view--well { color: $text-success; }
        & > .table-view--under-way { color: $text-warning; }
        & > .table-view--ill { color: $text-error; }
    }
    """
    COMPONENT_CLASSES = {  # noqa: RUF012 # typed by the base class
        "table-view--heading",
        "table-view--row",
        "table-view--cell",
        "table-view--well",
        "table-view--under-way",
        "table-view--ill",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", "Up", show=False),
        Binding("down,j", "move(1, 0)", "Down", show=False),
        Binding("left,h", "move(0, -1)", "Left", show=False),
        Binding("right,l", "move(0, 1)", "Right", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "edge(-1)", "First", show=False),
        Binding("end,G", "edge(1)", "Last", show=False),
    ]

    cursor_row: reactive[int] = reactive(0)
    """Place of the cursor among the rows that are shown."""
    cursor_column: reactive[int] = reactive(0)
    """Its place among the columns that are shown."""

    class Moved(Message):
        """The cursor stands on another cell."""

    class SortAsked(Message):
        """The heading of a column was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column
            """Of the table's columns."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table
        self.rows: Sequence[int] = ()
        """The rows that are shown, in their order."""
        self.fitted: list[Fitted] = []
        """The columns that are shown, with their widths."""
        self._sorted: tuple[int, bool] | None = None
        self._lefts: list[int] = []
        self._width = 0
        """Columns of the screen that all of them take."""
        self._tells_state: list[bool] = []
        """Of each of them: whether its cells are coloured by the state that they tell."""
        self._now = time()
        self._painted: dict[tuple[int, int, bool, int, int], Strip] = {}
        """Lines by row (-1 the heading, -2 below the last), the cursor's column in it, focus, left edge and width."""
        self._styles_made: dict[str, Style] = {}

    # --- What is shown --------------------------------------------------------------------------------------------

    def show(self, rows: Sequence[int], sorted_by: tuple[int, bool] | None = None) -> None:
        """Show these rows; `sorted_by` is the column that they are sorted by, and whether it descends."""
        self.rows = rows
        self._sorted = sorted_by
        self.cursor_row = min(self.cursor_row, max(len(rows) - 1, 0))
        self.lay_out()

    def lay_out(self) -> None:
        """Measure the columns anew: all that are chosen, fitted to the width where they nearly do."""
        width = self.scrollable_content_region.width
        self.fitted = full(self._table, self._now, self.rows)
        if sum(column.width + GAP for column in self.fitted) - GAP > width > 0:
            within = fit(self._table, width, self._now, self.rows)
            if len(within) == len(self.fitted):
                self.fitted = within
        self._lefts = list(accumulate((column.width + GAP for column in self.fitted), initial=0))
        self._width = max(self._lefts[-1] - GAP, 0)
        self._tells_state = [tells_state(column.heading) for column in self.fitted]
        self.cursor_column = min(self.cursor_column, max(len(self.fitted) - 1, 0))
        self._repaint()

    def grown(self, rows: Sequence[int]) -> None:
        """Show more rows below the others; the columns stay as wide as they are."""
        self.rows = rows
        if not self.fitted:
            self.lay_out()
        else:
            self.virtual_size = Size(self._width, len(rows) + 1)

    def _repaint(self) -> None:
        self._painted.clear()
        self._styles_made.clear()
        self.virtual_size = Size(self._width, len(self.rows) + 1)
        self.refresh()

    def on_mount(self) -> None:
        """Paint anew where the theme changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self._repaint))

    def on_resize(self) -> None:
        """Fit the columns into what there is now."""
        self.lay_out()
        self.call_after_refresh(self._show_cursor)

    # --- The cursor -----------------------------------------------------------------------------------------------

    @property
    def row(self) -> int | None:
        """The table's row under the cursor; None where there is none."""
        return self.rows[self.cursor_row] if self.cursor_row < len(self.rows) else None

    @property
    def column(self) -> int | None:
        """The table's column under the cursor; None where there is none."""
        return self.fitted[self.cursor_column].index if self.cursor_column < len(self.fitted) else None

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor."""
        self._put(self.cursor_row + rows, self.cursor_column + columns)

    def action_page(self, pages: int) -> None:
        """Move it by as much as is on screen."""
        self._put(self.cursor_row + pages * max(self.scrollable_content_region.height - 2, 1), self.cursor_column)

    def action_edge(self, end: int) -> None:
        """Move it to the first or the last row."""
        self._put(len(self.rows) - 1 if end > 0 else 0, self.cursor_column)

    def _put(self, row: int, column: int) -> None:
        self.cursor_row = min(max(row, 0), max(len(self.rows) - 1, 0))
        self.cursor_column = min(max(column, 0), max(len(self.fitted) - 1, 0))
        self._show_cursor()
        self.post_message(self.Moved())

    def _show_cursor(self) -> None:
        """Bring the cell into view; the heading covers the first line."""
        if not self.fitted:
            return
        left, width = self._lefts[self.cursor_column], self.fitted[self.cursor_column].width
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if self.cursor_row < top:
            top = self.cursor_row
        elif self.cursor_row > top + height - 2:
            top = self.cursor_row - height + 2
        region = Region(left, self.scroll_offset.y, width, 1)
        self.scroll_to_region(region, animate=False, y_axis=False)
        self.scroll_to(y=top, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked; the heading sorts."""
        at = event.get_content_offset(self)
        if at is None:
            return
        x = at.x + self.scroll_offset.x
        column = next((place for place, left in enumerate(self._lefts[1:]) if x < left), None)
        if column is None:
            return
        if at.y == 0:
            self.post_message(self.SortAsked(self.fitted[column].index))
        elif at.y + self.scroll_offset.y - 1 < len(self.rows):
            self._put(at.y + self.scroll_offset.y - 1, column)

    # --- Painting -------------------------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the lines that are asked for.

        The way that Textual goes from here to `render_line` also draws borders, padding and tints, which a table has
        none of and which take longer than its rows.
        """
        width = self.size.width
        filters, background = self.get_line_filters(), self.background_colors[1]
        strips = [self.render_line(y) for y in crop.line_range]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Paint the heading, or one row of what is in view."""
        left, top = self.scroll_offset
        place = top + y - 1
        row = -1 if y == 0 else self.rows[place] if place < len(self.rows) else -2
        cursor = self.cursor_column if y and place == self.cursor_row and row >= 0 else -1
        key = (row, cursor, self.has_focus, left, self.size.width)
        strip = self._painted.get(key)
        if strip is None:
            if len(self._painted) >= _PAINTED:
                del self._painted[next(iter(self._painted))]
            strip = self._painted[key] = self._line(row, cursor, left, self.size.width)
        return strip

    def _line(self, row: int, cursor: int, left: int, width: int) -> Strip:
        """Paint a line in so many columns of the screen, from the table's column `left` on."""
        ground = self._ground(row, cursor)
        if row < -1 or not self.fitted:
            segments, have = [], 0
        else:
            segments = self._heading(ground) if row == -1 else self._row(row, cursor, ground)
            have = self._lefts[-1]
        if left or have > width:
            return Strip(segments, have).crop_extend(left, left + width, ground)
        return Strip([*segments, Segment(" " * (width - have), ground)], width)

    def _ground(self, row: int, cursor: int) -> Style:
        """Return how a line is painted where nothing else is said."""
        if row == -1:
            return self._style("heading")
        return self._style("row" if cursor >= 0 else "")

    def _style(self, name: str) -> Style:
        """Return one of the styles above, worked out once until something is painted anew."""
        style = self._styles_made.get(name)
        if style is None:
            made = self.get_component_rich_style(f"table-view--{name}") if name else self.rich_style
            style = self._styles_made[name] = Style(color=made.color) if name in _STATES.values() else made
        return style

    def _heading(self, style: Style) -> list[Segment]:
        cells = []
        for column in self.fitted:
            mark = ""
            if self._sorted is not None and self._sorted[0] == column.index:
                mark = "↓" if self._sorted[1] else "↑"
            heading = placed_cell(column, f"{mark}{column.heading}")
            cells.append(Segment(set_cell_size(heading, column.width) + _GAP, style))
        return cells

    def _row(self, row: int, cursor: int, ground: Style) -> list[Segment]:
        segments = []
        plain = ""
        cells = screen_cells(self._table, self.fitted, row, self._now)
        for place, (column, cell) in enumerate(zip(self.fitted, cells, strict=True)):
            placed = placed_cell(column, cell)
            if not placed.isascii():
                placed = set_cell_size(placed, column.width)
            style = self._cell_style(place, cell, cursor, ground)
            if style is ground:
                plain += placed + _GAP
            else:
                segments += [Segment(plain, ground), Segment(placed, style)] if plain else [Segment(placed, style)]
                plain = _GAP
        return [*segments, Segment(plain, ground)]

    def _cell_style(self, place: int, cell: str, cursor: int, ground: Style) -> Style:
        if place == cursor and self.has_focus:
            return self._style("cell")
        state = _STATES.get(state_style(self.fitted[place].heading, cell)) if self._tells_state[place] else None
        return ground + self._style(state) if state else ground
