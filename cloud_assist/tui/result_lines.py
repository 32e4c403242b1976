"""A result in the few lines that a card has room for. Imported once there is a result, not before the first frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from textual.content import Content

from cloud_assist.results.layout import GAP, fit, placed_cell
from cloud_assist.results.result import Reading, open_result, reading_of
from cloud_assist.results.table_text import screen_cells
from cloud_assist.results.tree import outline
from cloud_assist.tui.long_read import let_go, read_on
from cloud_assist.tui.state_colors import state_style
from cloud_assist.tui.untrusted import MUTED

SHOWN_ROWS = 12
"""Rows, or lines of the tree, that a card shows."""
_SAMPLE_ROWS = 500
"""Rows that are held to tell which columns matter; the others are counted only."""


@dataclass(slots=True)
class FirstRows:
    """The beginning of a result."""

    reading: Reading
    steps: Iterator[None]
    """Reads on, to count the rows."""
    counted: bool = False
    """Whether all rows have been read."""

    def count(self, stopped: Callable[[], bool]) -> None:
        """Read on to the end, or until it is stopped. Raises OSError where the file cannot be read."""
        self.counted = read_on(self.steps, stopped)
        let_go()


def first_rows(path: Path, command: str) -> FirstRows | None:
    """Return the beginning of an output; None where it is no table, or an empty one.

    Raises:
        OSError: the file cannot be read.
    """
    result = open_result(path, command)
    if result is None:
        return None
    reading = reading_of(result)
    steps = reading.fill(stopped=lambda: False, rows=_SAMPLE_ROWS)
    next(steps, None)
    if not reading.table.shown:
        return None
    return FirstRows(reading, steps)


def table_lines(first: FirstRows, width: int, now: float) -> list[Content]:
    """Return the heading, the first rows and what is left out, in `width` columns; ages are those at `now`."""
    table = first.reading.table
    rows = range(min(len(table.rows), SHOWN_ROWS))
    fitted = fit(table, max(width, 1), now, rows)
    gap = " " * GAP
    lines = [Content.styled(gap.join(placed_cell(column, column.heading) for column in fitted), f"bold {MUTED}")]
    for row in rows:
        cells = screen_cells(table, fitted, row, now)
        placed = [
            Content.styled(placed_cell(column, cell), state_style(column.heading, cell))
            for column, cell in zip(fitted, cells, strict=True)
        ]
        lines.append(Content(gap).join(placed))
    return [*lines, Content.styled(_table_foot(first, len(rows), len(table.shown) - len(fitted)), MUTED)]


def _table_foot(first: FirstRows, rows: int, columns_left: int) -> str:
    reading = first.reading
    one = "field" if reading.record else "row"
    total = len(reading.table.rows) if reading.record else reading.total
    known = first.counted or reading.record
    amount = f"{total:,} {one}{'' if total == 1 else 's'}"
    if rows < total or not known:
        amount = f"{rows} of {'' if known else 'more than '}{amount}"
    parts = [amount, "Enter opens all" if rows < total or columns_left else "Enter opens it"]
    if columns_left:
        parts.append(f"{columns_left} more column{'' if columns_left == 1 else 's'}")
    if known and not reading.whole:
        parts.append("the output is cut off")
    return " · ".join(parts)


def tree_lines(first: FirstRows) -> list[Content]:
    """Return the top of the tree."""
    reading = first.reading
    value = reading.first[0] if reading.record else reading.first
    lines = []
    for depth, branch in islice(outline(value), SHOWN_ROWS):
        between = "  " if branch.folds else ": "
        told = (branch.told, MUTED) if branch.folds else branch.told
        lines.append(Content.assemble("  " * depth, (branch.label, "$text-accent"), between, told))
    return [*lines, Content.styled("Enter opens all", MUTED)]
