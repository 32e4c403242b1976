"""Fitting a table's columns into the width that there is: wide ones are narrowed, then the least of them go."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from cloud_assist.results.cells import one_line
from cloud_assist.results.kinds import Kind, shown
from cloud_assist.results.table import Table

GAP = 2
"""Columns of the screen between two of the table."""
_LEAST = 8
"""Width that a column is narrowed to, before another one goes."""
_LEAST_OF_FIRST = 20
"""The same for the column that matters most."""
_SAMPLE = 300
"""Rows that the widths are measured by."""
_RIGHT = frozenset({Kind.NUMBER, Kind.BYTES})


@dataclass(frozen=True, slots=True)
class Fitted:
    """One column as it stands on screen."""

    index: int
    """Of the table's columns."""
    heading: str
    width: int
    """Columns of the screen."""
    right: bool
    """Whether its values stand at the right, as numbers do."""


def width_of(text: str) -> int:
    """Return how many columns of a screen a text takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(each) in "WF" else 0 if unicodedata.combining(each) else 1 for each in text
    )


def cut(text: str, width: int) -> str:
    """Return a text in exactly so many columns of the screen: filled up, or cut with an ellipsis."""
    have = width_of(text)
    if have <= width:
        return text + " " * (width - have)
    kept = ""
    room = width - 1
    for each in text[:width]:
        room -= width_of(each)
        if room < 0:
            break
        kept += each
    kept += "…" if width else ""
    return kept + " " * (width - width_of(kept))


def placed_cell(column: Fitted, cell: str) -> str:
    """Return a cell as wide as its column."""
    placed = cut(cell, column.width)
    return placed.strip().rjust(len(placed)) if column.right else placed


def fit(table: Table, width: int, now: float, rows: Sequence[int] | None = None) -> list[Fitted]:
    """Return the columns that fit into `width`, as they stand; the first by rank always does.

    The widths are those of a sample of `rows` (default: all), with times as they are shown at `now`.
    """
    wanted = {index: _wanted(table, index, now, rows) for index in table.shown}
    kept = [index for index in table.ranked if index in wanted]
    kept += [index for index in table.shown if index not in kept]
    least = {index: min(wanted[index], _LEAST) for index in kept}
    least.update({index: min(wanted[index], _LEAST_OF_FIRST, width) for index in kept[:1]})
    while len(kept) > 1 and sum(least[index] + GAP for index in kept) - GAP > width:
        kept.pop()
    order = [index for index in table.shown if index in kept]
    widths = _share(least, {index: wanted[index] for index in order}, width - GAP * (len(order) - 1))
    return [Fitted(index, table.heading(index), widths[index], table.columns[index].kind in _RIGHT) for index in order]


def full(table: Table, now: float, rows: Sequence[int] | None = None, most: int = 60) -> list[Fitted]:
    """Return all the columns that are shown, each as wide as its values up to `most`, for a view that scrolls."""
    return [
        Fitted(
            index,
            table.heading(index),
            min(_wanted(table, index, now, rows), most),
            table.columns[index].kind in _RIGHT,
        )
        for index in table.shown
    ]


def _wanted(table: Table, index: int, now: float, rows: Sequence[int] | None) -> int:
    """Return the width that a column's heading and values take."""
    kind = table.columns[index].kind
    sample = islice(range(len(table.rows)) if rows is None else rows, _SAMPLE)
    widths = [width_of(shown(kind, one_line(table.cell(row, index)), now)) for row in sample]
    return max([width_of(table.heading(index)), 1, *widths])


def _share(least: dict[int, int], wanted: dict[int, int], width: int) -> dict[int, int]:
    """Return how wide each column becomes: at least `least`; what is left goes to all alike, up to what they want."""
    left = width - sum(least[index] for index in wanted)
    given: dict[int, int] = {}
    waiting = sorted(wanted, key=lambda index: wanted[index] - least[index])
    while waiting:
        index = waiting.pop(0)
        more = max(min(wanted[index] - least[index], left // (len(waiting) + 1)), 0)
        given[index] = least[index] + more
        left -= more
    return given
