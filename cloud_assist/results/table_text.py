"""A table as text: CSV, TSV, Markdown, JSON, and lines for a terminal or a pager."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from cloud_assist.results.cells import one_line
from cloud_assist.results.kinds import shown
from cloud_assist.results.layout import GAP, Fitted, placed_cell
from cloud_assist.results.table import Table


class Format(StrEnum):
    """How a table is copied or saved."""

    CSV = "csv"
    TSV = "tsv"
    MARKDOWN = "markdown"
    JSON = "json"

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return ".md" if self is Format.MARKDOWN else f".{self.value}"

    @property
    def label(self) -> str:
        """What people call it."""
        return "Markdown" if self is Format.MARKDOWN else self.value.upper()


def lines_of(table: Table, rows: Iterable[int], chosen: Format) -> Iterator[str]:
    """Yield the columns that are shown as lines of CSV, TSV or Markdown, a heading first; each ends in a newline.

    Raises:
        ValueError: JSON was asked for; that is made of the items themselves, see `json_of`.
    """
    match chosen:
        case Format.CSV:
            return _csv(table, rows)
        case Format.TSV:
            return _plain(table, rows, before="", between="\t", after="", clean=_tsv_cell)
        case Format.MARKDOWN:
            return _markdown(table, rows)
        case Format.JSON:
            raise ValueError("JSON is made of the items, not of cells")


def _csv(table: Table, rows: Iterable[int]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for cells in _cells(table, rows):
        writer.writerow(cells)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _markdown(table: Table, rows: Iterable[int]) -> Iterator[str]:
    lines = _plain(table, rows, before="| ", between=" | ", after=" |", clean=_markdown_cell)
    yield next(lines)
    yield "|" + "---|" * len(table.shown) + "\n"
    yield from lines


def _plain(
    table: Table, rows: Iterable[int], *, before: str, between: str, after: str, clean: Callable[[str], str]
) -> Iterator[str]:
    for cells in _cells(table, rows):
        yield f"{before}{between.join(map(clean, cells))}{after}\n"


def _cells(table: Table, rows: Iterable[int]) -> Iterator[list[str]]:
    yield [table.heading(index) for index in table.shown]
    for row in rows:
        yield [table.cell(row, index) for index in table.shown]


def _tsv_cell(cell: str) -> str:
    return cell.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _markdown_cell(cell: str) -> str:
    for before, after in (("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("`", "\\`"), ("[", "\\["), ("]", "\\]")):
        cell = cell.replace(before, after)
    return cell.replace("\n", "<br>")


def json_of(items: Iterable[object]) -> Iterator[str]:
    """Yield items as one JSON list, in pieces; only ASCII, so that nothing in it steers a terminal."""
    yield "["
    before = "\n"
    for item in items:
        yield f"{before}  {json.dumps(item, ensure_ascii=True, default=str)}"
        before = ",\n"
    yield "\n]\n" if before != "\n" else "]\n"


def screen_lines(table: Table, fitted: Sequence[Fitted], rows: Iterable[int], now: float) -> Iterator[str]:
    """Yield the heading and rows as they stand on a screen, without line ends."""
    yield screen_line(fitted, [column.heading for column in fitted])
    for row in rows:
        yield screen_line(fitted, screen_cells(table, fitted, row, now))


def screen_cells(table: Table, fitted: Sequence[Fitted], row: int, now: float) -> list[str]:
    """Return the cells of one row as people read them, one line each."""
    return [shown(table.columns[column.index].kind, one_line(table.cell(row, column.index)), now) for column in fitted]


def screen_line(fitted: Sequence[Fitted], cells: Sequence[str]) -> str:
    """Return cells in their columns."""
    placed = [placed_cell(column, cell) for column, cell in zip(fitted, cells, strict=True)]
    return (" " * GAP).join(placed).rstrip()
