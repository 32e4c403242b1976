"""The items that an output lists, whatever its form: read one after the other, in bounded memory.

    items = read_items(path)            # or read_items(path, Form.CSV)
    for item in items: ...              # dicts, lists, texts, numbers; rows are dicts of texts
    items.place                         # ".Reservations[].Instances[]", the way to an item as jq writes it
    items.whole                         # False where the output is cut; settled once all were read

Reading twice reads the file twice.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Any

from cloud_assist.results.aligned import Rows, header_of
from cloud_assist.results.delimited import delimiter_of
from cloud_assist.results.delimited import rows as delimited_rows
from cloud_assist.results.forms import Form, FormFound, find_form, form_of
from cloud_assist.results.json_items import json_items
from cloud_assist.results.json_lines import JsonLines
from cloud_assist.results.json_scan import jq_path
from cloud_assist.results.output_bytes import OutputBytes
from cloud_assist.results.yaml_items import YamlItems

__all__ = ["Form", "Items", "form_of", "read_items"]

_BATCH_ROWS = 2_000
_LONGEST_LINE = 1 << 20
"""Characters of one line; a longer one is read as several."""


@dataclass(slots=True)
class Items:
    """What an output lists. Iterating raises OSError where the file cannot be read, and nothing else."""

    form: Form
    batches: Callable[[], Iterator[list[Any]]]
    """Yields the items, up to some thousand at a time; quicker than one by one."""
    place: str = ""
    """The way to an item as jq writes it: `.items[]`, `.[]`, `.` for each document; "" for rows and lines."""
    columns: tuple[str, ...] = ()
    """Of rows: the header's names, in order."""
    whole: bool = True
    """Whether the output held all of what it began. False where it is cut; settled when all items were read."""
    around: Any = None
    """Of one JSON document: all of it but the list, which is emptied; None where the document is the item itself, the
    list, or cut. Settled when all items were read."""
    noise_bytes: int = 0
    """Bytes before the first item's document: warnings that the command wrote first."""
    coloured: bool = False
    """Whether the file holds colours, which were taken out of the items."""

    def __iter__(self) -> Iterator[Any]:
        """Read the items one by one."""
        for batch in self.batches():
            yield from batch


@dataclass(slots=True)
class _Lines:
    """An output's lines as text."""

    source: OutputBytes
    skip: int
    whole: bool = field(default=True)
    """Whether the last line that was read ended."""

    def __iter__(self) -> Iterator[str]:
        for lines in self.blocks():
            if not self.whole:
                yield lines[0]
                return
            for line in lines:
                yield f"{line}\n"

    def blocks(self) -> Iterator[list[str]]:
        """Yield the lines without their ends, up to some thousand at a time; a last one that did not end by itself."""
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        for block in self.source.blocks(self.skip):
            lines = (rest + decoder.decode(block)).split("\n")
            rest = lines.pop()
            while len(rest) > _LONGEST_LINE:
                lines.append(rest[:_LONGEST_LINE])
                rest = rest[_LONGEST_LINE:]
            yield lines
        self.whole = not rest
        if rest:
            yield [rest]


def read_items(path: Path, form: Form | None = None) -> Items:
    """Return the items of the output in `path`; none for a log, a text and what is empty.

    Where another `form` is asked for than the output has, there are no items either.

    Raises:
        OSError: it cannot be read.
    """
    source = OutputBytes(path)
    found = find_form(source)
    if form is not None and form is not found.form:
        found = FormFound(Form.TEXT)
    match found.form:
        case Form.JSON:
            return _json(source, found)
        case Form.JSON_LINES:
            return _json_lines(source, found)
        case Form.YAML:
            return _yaml(source)
        case Form.CSV:
            return _csv(source)
        case Form.COLUMNS:
            return _columns(source)
        case _:
            return Items(found.form, lambda: iter(()))


def _json(source: OutputBytes, found: FormFound) -> Items:
    document = json_items(source, found.skip)

    def batches() -> Iterator[list[Any]]:
        yield from document.batches()
        items.whole, items.around = document.whole, document.around

    items = Items(
        Form.JSON, batches, document.place, around=document.around, noise_bytes=found.skip, coloured=source.coloured
    )
    items.whole = document.whole
    return items


def _json_lines(source: OutputBytes, found: FormFound) -> Items:
    documents = JsonLines(source, found.skip)

    def batches() -> Iterator[list[Any]]:
        yield from documents.batches()
        items.whole = documents.whole and not documents.left_out

    items = Items(Form.JSON_LINES, batches, ".", noise_bytes=found.skip, coloured=source.coloured)
    return items


def _yaml(source: OutputBytes) -> Items:
    def opened() -> tuple[YamlItems, Iterator[list[Any]]]:
        read = YamlItems(_Lines(source, 0).blocks())
        rest = read.batches()
        return read, chain([next(rest, [])], rest)

    def batches() -> Iterator[list[Any]]:
        read, found = begun.pop() if begun else opened()
        for batch in found:
            items.place = jq_path(read.keys)
            if batch:
                yield batch
        items.whole = read.whole

    begun = [opened()]  # where the items stand is settled with the first ones, which need not be read twice
    return (items := Items(Form.YAML, batches, jq_path(begun[0][0].keys)))


def _csv(source: OutputBytes) -> Items:
    head = [line for line in islice(_Lines(source, 0), 40) if line.strip()][:20]
    delimiter = (delimiter_of(head) if head else None) or ","

    def opened() -> tuple[tuple[str, ...], Iterator[dict[str, str]]]:
        blocks = _Lines(source, 0).blocks()
        return delimited_rows((f"{line}\n" for lines in blocks for line in lines if line.strip()), delimiter)

    return Items(Form.CSV, lambda: _batched(opened()[1]), columns=opened()[0])


def _columns(source: OutputBytes) -> Items:
    head = list(islice((line.rstrip() for line in _Lines(source, 0)), 60))
    first = next((place for place, line in enumerate(head) if line), 0)
    header = header_of(head[first:])
    if header is None:
        return Items(Form.COLUMNS, lambda: iter(()))

    def batches() -> Iterator[list[Any]]:
        rows = Rows(header)
        left_out = first + header.lines
        for lines in _Lines(source, 0).blocks():
            below = lines[left_out:]
            left_out -= len(lines) - len(below)
            if found := rows.of(below):
                yield found

    return Items(Form.COLUMNS, batches, columns=header.names)


def _batched(rows: Iterator[dict[str, str]]) -> Iterator[list[Any]]:
    for first in rows:
        yield [first, *islice(chain(rows), _BATCH_ROWS - 1)]
