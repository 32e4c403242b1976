"""A result as a table: rows of cells under columns, and which of the columns matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cloud_assist.results.cells import Flattener, flat, look_up
from cloud_assist.results.choice import MOST, SAMPLE, chosen, measure
from cloud_assist.results.kinds import Kind, kind_of, sort_key
from cloud_assist.results.presets import Preset, PresetColumn

ROW_LIMIT = 200_000
"""Rows that a table takes."""
SIZE_LIMIT = 128_000_000
"""Characters of cells that a table takes."""
_LEADING = ("metadata", "status", "spec", "properties", "Properties", "value")
"""What a column's title need not say."""
_VAGUE = frozenset({"name", "id", "code", "value", "key", "type", "arn", "status", "state"})
"""Last words of a path, in lower case, that say too little alone."""
_KEPT = 100_000
"""Different values of which one copy is kept for all rows: most values of a listing recur."""

Row = tuple[str, ...]
"""The cells of one item, in the order of the table's columns; columns that came later are missing at the end."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    """Where its values stand in an item: "State.Name"; the name in what is exported."""
    title: str
    kind: Kind


class Table:
    """Rows and columns of one result, also while it is still being read.

    Columns only ever come to the end of the list, so that an index stays what it is.
    """

    def __init__(self, preset: Preset | None = None) -> None:
        """Begin an empty table; `preset` is taken if most of its columns are in the first items."""
        self._preset = preset
        self.sure = False
        """Whether the items are known to be the preset's own, so that any of its columns is enough."""
        self._preset_columns: Sequence[PresetColumn] = ()
        """Those of the preset, once the result turned out to have its shape; they are the first of all."""
        self._looked_up: list[tuple[int, str]] = []
        """Of those, the ones that are no plain path: index and path."""
        self._flattener = Flattener()
        self._kept: dict[str, str] = {}
        self._size = 0
        self.columns: list[Column] = []
        self.rows: list[Row] = []
        self.searched: list[str] = []
        """The cells of each row in one text, whatever their case, for `matching`."""
        self.shown: tuple[int, ...] = ()
        """The columns that matter, in the order in which they stand; settled by the first rows."""
        self.ranked: tuple[int, ...] = ()
        """The same, the one that matters most first: where there is no room, the last ones go."""
        self.left_out = 0
        """Rows beyond what a table takes."""

    def add(self, items: Iterable[object]) -> None:
        """Append items; the first of them settle which columns matter."""
        rest = iter(items)
        if not self.shown:
            first = list(islice(rest, SAMPLE))
            if not first:
                return
            self._fit_preset(first)
            self._append(first)
            self._choose()
        self._append(rest)

    def _fit_preset(self, first: Sequence[object]) -> None:
        """Take the preset's columns if the items have what they name: a --query or a pipe may have changed them."""
        if self._preset is None:
            return
        look = first[:50]
        columns = self._preset.columns
        found = [column for column in columns if any(look_up(item, column.path) for item in look)]
        if len(found) < (1 if self.sure else len(columns) // 2 + 1):
            return
        plain = {name for item in look for name in flat(item)}
        for column in columns:
            index = self._flattener.column(column.path)
            if column.path not in plain:
                self._looked_up.append((index, column.path))
        self._preset_columns = columns

    def _append(self, items: Iterable[object]) -> None:
        kept = self._kept
        for item in items:
            if len(self.rows) >= ROW_LIMIT or self._size >= SIZE_LIMIT:
                self.left_out += 1
                continue
            cells = self._flattener.row(item)
            for index, path in self._looked_up:
                cells[index] = look_up(item, path)
            if len(kept) > _KEPT:
                kept.clear()
            row = tuple(map(kept.setdefault, cells, cells))
            searched = "\x1f".join(row).casefold()
            self.rows.append(row)
            self.searched.append(searched)
            self._size += len(searched)
        for name in self._flattener.names[len(self.columns) :]:
            self.columns.append(Column(name, "", Kind.TEXT))

    def _choose(self) -> None:
        """Settle what the first rows say: titles, kinds, and which columns matter."""
        names = [column.name for column in self.columns]
        told = {column.path: column for column in self._preset_columns}
        for index, name in enumerate(names):
            preset = told.get(name)
            kind = preset.kind if preset is not None and preset.kind else kind_of(self.values(index))
            self.columns[index] = Column(name, preset.title if preset is not None else title(name, names), kind)
        measured = [measure(name, self.values(index)) for index, name in enumerate(names)]
        if self._preset_columns:
            self.shown = self.ranked = tuple(index for index in range(len(told)) if measured[index].filled)
            return
        flat_rows = all("." not in name for name in names)
        most = len(names) if flat_rows and len(names) <= 2 * MOST else MOST
        self.ranked = tuple(chosen(measured, len(self.rows), most))
        self.shown = self._as_they_stand(flat_rows=flat_rows)

    def _as_they_stand(self, *, flat_rows: bool) -> tuple[int, ...]:
        """Return the ranked columns in their order on screen: a printed table keeps its own; else the name leads."""
        if flat_rows or not self.ranked:
            return tuple(sorted(self.ranked))
        lead = self.ranked[0]
        return (lead, *sorted(index for index in self.ranked if index != lead))

    def values(self, column: int) -> list[str]:
        """Return the cells of one column."""
        return [row[column] if column < len(row) else "" for row in self.rows]

    def cell(self, row: int, column: int) -> str:
        """Return one cell."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def heading(self, column: int) -> str:
        """Return the title of a column, also of one that came after the first rows."""
        found = self.columns[column]
        return found.title or title(found.name, [each.name for each in self.columns])

    # --- Finding and sorting --------------------------------------------------------------------------------------

    def matching(self, words: str, among: Sequence[int] | None = None) -> list[int]:
        """Return the rows in which each of `words` stands, whatever its case, in their order.

        `among` narrows an earlier answer: the rows for a text that `words` begins with.
        """
        wanted = words.casefold().split()
        rows: Sequence[int] = range(len(self.searched)) if among is None else among
        for word in wanted:
            searched = self.searched
            rows = [row for row in rows if word in searched[row]]
        return list(rows)

    def sorted_by(self, rows: Sequence[int], column: int, *, descending: bool) -> list[int]:
        """Return `rows` sorted by a column; rows that have nothing there come last either way."""
        kind = self.columns[column].kind
        keys: dict[str, tuple[int, float, str]] = {}
        filled: list[tuple[tuple[int, float, str], int]] = []
        empty: list[int] = []
        for row in rows:
            cell = self.cell(row, column)
            if not cell:
                empty.append(row)
                continue
            key = keys.get(cell)
            if key is None:
                key = keys[cell] = sort_key(kind, cell)
            filled.append((key, row))
        filled.sort(key=_first, reverse=descending)
        return [row for _, row in filled] + empty


def _first(pair: tuple[tuple[int, float, str], int]) -> tuple[int, float, str]:
    return pair[0]


def rows_in(item: object, keys: Sequence[str]) -> Iterator[object]:
    """Yield the rows that an item holds: those of the list that `keys` or the last of them lead to, else the item.

    A key may name two, of which one is there: "StackResourceSummaries|StackResources".
    """
    for start in range(len(keys)):
        found = _descend([item], keys[start:])
        if found is not None:
            yield from found
            return
    yield item


def _descend(items: list[object], keys: Sequence[str]) -> list[object] | None:
    for key in keys:
        held: list[object] = []
        for item in items:
            value = _under(item, key)
            if value is None:
                return None
            held.extend(value if isinstance(value, list) else [value])
        items = held
    return items


def _under(item: object, names: str) -> object:
    """Return the list or object that an item has under one of `names`, or at a path of one; None for neither."""
    for name in names.split("|"):
        value = item
        for step in name.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, list | dict):
            return value
    return None


def fields(item: object, preset: Preset | None = None) -> list[dict[str, str]]:
    """Return one item as a table of two columns: each of its fields with its value, those of the preset first."""
    cells = flat(item)
    first = {}
    for column in preset.columns if preset is not None else ():
        if value := look_up(item, column.path):
            first[column.path] = value
    return [{"Field": name, "Value": cell} for name, cell in {**first, **cells}.items() if cell]


def title(name: str, names: Sequence[str]) -> str:
    """Return what stands over a column: the last word of its path, and the one before it where that says too little."""
    steps = name.split(".")
    while len(steps) > 1 and steps[0] in _LEADING:
        del steps[0]
    last = steps[-1]
    same = sum(each.rpartition(".")[2] == last for each in names)
    if len(steps) > 1 and (same > 1 or last.lower() in _VAGUE):
        return ".".join(steps[-2:])
    return last
