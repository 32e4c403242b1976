"""CSV and TSV with a header."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

_HEADING = re.compile(r"(?=.{1,80}$)[^\W\d][\w.%()/:#@-]*(?: [\w.%()/:#@-]+){0,3}")
DELIMITERS = (",", "\t", ";")
_LOOKED_AT = 20


def delimiter_of(lines: list[str]) -> str | None:
    """Return what separates the cells of a table with a header; None where the lines are no such table."""
    for delimiter in DELIMITERS:
        if delimiter in lines[0] and _fits(lines[:_LOOKED_AT], delimiter):
            return delimiter
    return None


def _fits(lines: list[str], delimiter: str) -> bool:
    try:
        header, *rows = [row for row in csv.reader(lines, delimiter=delimiter, strict=True) if row]
    except (csv.Error, ValueError):
        return False
    headings = all(_HEADING.fullmatch(cell.strip()) for cell in header) and len(set(header)) == len(header)
    return headings and bool(rows) and all(len(row) == len(header) for row in rows[: len(lines) - 2 or 1])


def rows(lines: Iterator[str], delimiter: str) -> tuple[tuple[str, ...], Iterator[dict[str, str]]]:
    """Return (the columns, the rows by column). Cells beyond the header's are left out."""
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        header = next(reader, [])
    except csv.Error:
        header = []
    names = tuple(name.strip() for name in header)
    return names, _rows(reader, names)


def _rows(reader: Iterator[list[str]], names: tuple[str, ...]) -> Iterator[dict[str, str]]:
    while True:
        try:
            for row in reader:
                if row:
                    yield dict(zip(names, row, strict=False))
        except csv.Error:  # a cell longer than the reader takes, a NUL: that row is lost, not the others
            continue
        return
