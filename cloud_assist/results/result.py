"""One command's output as something to look at: its rows, read anew from the file as often as they are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from cloud_assist.results.presets import Preset, names_place, preset_for
from cloud_assist.results.reading import Form, Items, form_of, read_items
from cloud_assist.results.table import ROW_LIMIT, Table, fields, rows_in

TABULAR = frozenset({Form.JSON, Form.JSON_LINES, Form.YAML, Form.CSV, Form.COLUMNS})
"""The forms that are shown as a table."""
_FIRST = 12
_SMALL_BATCH = 100
"""Rows that are put into a table before somebody else may have the processor."""


@dataclass(frozen=True, slots=True)
class Result:
    """The output of one command that has a table's form. Methods raise OSError where its file cannot be read."""

    path: Path
    command: str
    """The command that printed it; it says which columns matter."""
    form: Form
    preset: Preset | None

    def items(self) -> Items:
        """Return what the output lists, as it is read."""
        return read_items(self.path, self.form)

    def rows(self, items: Items) -> Iterator[list[object]]:
        """Yield the rows that `items` hold, up to some thousand at a time: objects, or plain values."""
        keys = self.preset.rows if self.preset is not None else ()
        for batch in items.batches():
            yield [row for item in batch for row in rows_in(item, keys)] if keys else batch

    def pick(self, rows: Sequence[int]) -> Iterator[object]:
        """Yield the rows with these numbers, in this order.

        All are held until the last was read, unless they are wanted as they stand in the file.
        """
        ascending = all(before < after for before, after in zip(rows, islice(rows, 1, None), strict=False))
        wanted = set(rows)
        found = ((at, row) for at, row in enumerate(self._one_by_one()) if at in wanted)
        if ascending:
            yield from (row for _, row in islice(found, len(rows)))
            return
        held = dict(islice(found, len(wanted)))
        yield from (held[at] for at in rows if at in held)

    def _one_by_one(self) -> Iterator[object]:
        for batch in self.rows(self.items()):
            yield from batch


def open_result(path: Path, command: str) -> Result | None:
    """Return an output to be shown as a table; None where it has no such form.

    Raises:
        OSError: it cannot be read.
    """
    form = form_of(path)
    return Result(path, command, form, preset_for(command)) if form in TABULAR else None


@dataclass(slots=True)
class Reading:
    """A table that is being filled from a result."""

    result: Result
    table: Table
    total: int = 0
    """Rows read so far, those that the table did not take included."""
    whole: bool = True
    """Whether the output held all of what it began; settled at the end."""
    first: list[object] = field(default_factory=list)
    """The first few rows as they are in the output."""
    record: bool = False
    """Whether the output is one document, shown as its fields, one below the other."""

    def fill(self, *, stopped: Callable[[], bool], rows: int = ROW_LIMIT) -> Iterator[None]:
        """Fill the table with up to `rows` rows and count the others; yields after each step, until it is done.

        Raises:
            OSError: the output cannot be read.
        """
        items = self.result.items()
        self.table.sure = self.result.preset is not None and names_place(self.result.preset, items.place)
        for found in self.result.rows(items):
            self.first += found[: max(_FIRST - len(self.first), 0)]
            self.record = self.record or self._is_record(items, found)
            batch = list(fields(found[0], self.result.preset)) if self.record else found
            for start in range(0, len(batch), _SMALL_BATCH):
                part = batch[start : start + _SMALL_BATCH]
                self.total += len(part)
                room = rows - len(self.table.rows)
                if room > 0:
                    self.table.add(part[:room])
                if stopped():
                    return
                yield
        self.whole = items.whole

    def _is_record(self, items: Items, found: Sequence[object]) -> bool:
        one = not self.total and len(found) == 1 and isinstance(found[0], dict)
        return one and items.place in {".", ""} and items.form in {Form.JSON, Form.YAML}


def reading_of(result: Result) -> Reading:
    """Begin to read a result into a table."""
    return Reading(result, Table(result.preset))
