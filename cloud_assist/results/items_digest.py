"""The digest of an output that lists items: how many, their keys with the values' counts over all, and some items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cloud_assist.results.column_order import is_constant, is_empty, score
from cloud_assist.results.fitting import Lines, cut, size
from cloud_assist.results.picked_items import PickedItems
from cloud_assist.results.reading import Items
from cloud_assist.results.redacted_values import RedactedValues, compact
from cloud_assist.results.structure import Column, Keys, Structure, path_text, values_at

_DETAILS_SHARE = 0.45
"""Of the room: what the keys that differ may take, with their values."""
_NAMES_SHARE = 0.3
"""Of the room: what the other keys may take, which are only named. Items get the rest."""
_KINDS_SHOWN = 8
_VALUES_SHOWN = 10
_LONGEST_VALUE = 60
"""Characters of a value among counts, and in a row."""
_LONGEST_ALONE = 160
_ROW_COLUMNS = 8
_ROWS_CONSIDERED = 60
_KEYS_CONSIDERED = 160


@dataclass(frozen=True, slots=True)
class ItemsDigest:
    """A digest of items, redacted."""

    text: str
    items: int
    shown: int
    whole: bool
    """Whether every value of every item is in the text."""
    left_out: str
    """What is shown of how much; "" where it is whole."""


class _Keys:
    """The lines that describe the keys."""

    def __init__(self, structure: Structure, words: frozenset[str], values: RedactedValues) -> None:
        items = structure.looked_at
        self._items = items
        columns = [column for column in structure.columns.values() if not is_empty(column)]
        columns.sort(key=lambda column: -score(column, items, words))
        self.telling = [column for column in columns if not is_constant(column, items)]
        self.constant = [column for column in columns if is_constant(column, items)]
        self.empty = [column for column in structure.columns.values() if is_empty(column)]
        self._values = values

    def lines(self) -> list[str]:
        """Return one line for each key that differs between items, the most telling first."""
        shown = self.telling[:_KEYS_CONSIDERED]
        wanted: list[tuple[Any, Keys, Any]] = []
        for column in shown:
            wanted += self._wanted(column)
        redacted = iter(self._values.values(wanted))
        return [self._line(column, [next(redacted) for _ in self._wanted(column)]) for column in shown]

    def _wanted(self, column: Column) -> list[tuple[Any, Keys, Any]]:
        if column.values is not None and (len(column.values) <= 24 or self._items == 1):
            listed = [value for value, _ in column.values.most_common(_VALUES_SHOWN)]
            return [(value, column.keys, column.witness(value)) for value in listed]
        return [(column.example, column.keys, column.example_witness)]

    def _line(self, column: Column, values: list[Any]) -> str:
        if self._items == 1 and column.values is not None:
            return f"{column.path}: {_listed(values, column, counts=column.present > 1)}"
        parts = []
        if column.values is not None and len(column.values) <= 24:
            parts.append(_listed(values, column, counts=True))
        else:
            many = f"{column.distinct}" if column.distinct else "many"
            parts.append(f"{column.kind}, {many} values, e.g. {_short(values[0])}")
        if column.low is not None and column.low != column.high:
            parts.append(f"{_short(column.low)} to {_short(column.high)}")
        if column.present < self._items and None not in column.keys:
            parts.append(f"in {column.present} items")
        return f"{column.path}: {'; '.join(parts)}"

    def same_lines(self) -> list[str]:
        """Return `key value` for what is the same in all items."""
        wanted = [(c.example, c.keys, c.example_witness) for c in self.constant[:_KEYS_CONSIDERED]]
        redacted = self._values.values(wanted)
        return [f"{c.path} {_short(value)}" for c, value in zip(self.constant, redacted, strict=False)]


def _listed(values: list[Any], column: Column, *, counts: bool) -> str:
    numbers = [count for _, count in column.values.most_common(_VALUES_SHOWN)] if column.values else []
    longest = _LONGEST_VALUE if len(values) > 1 else _LONGEST_ALONE
    texts = [
        f"{_short(value, longest)} {number}" if counts and column.present > 1 else _short(value, longest)
        for value, number in zip(values, numbers, strict=False)
    ]
    others = (column.distinct or 0) - len(texts)
    return ", ".join(texts) + (f" and {others} other values" if others > 0 else "")


def _short(value: Any, longest: int = _LONGEST_VALUE) -> str:
    text = value if isinstance(value, str) else compact(value)
    text = " ".join(text.split()) or '""'
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"


def names_only(columns: list[Column]) -> list[str]:
    """Return the paths of columns, those below one key together: `.Placement{Tenancy,GroupName}`."""
    groups: dict[str, list[str]] = {}
    for column in columns:
        before, last = path_text(column.keys[:-1]), path_text(column.keys[-1:])
        groups.setdefault(before if len(column.keys) > 1 else "", []).append(last)
    listed: list[str] = []
    for before, names in groups.items():
        if not before or len(names) == 1:
            listed += [f"{before}{name}" for name in names]
        else:
            listed.append(f"{before}{{{','.join(name.removeprefix('.') for name in names)}}}")
    return listed


def digest_items(
    items: Items, budget: int, words: frozenset[str], redact: Callable[[str], str], title: str
) -> ItemsDigest:
    """Read all items and tell in `budget` bytes what they say; the first line is `title` with their count."""
    structure, picked = Structure(), PickedItems(words)
    for batch in items.batches():
        structure.add(batch)
        picked.add(batch)
    values = RedactedValues(redact)
    head = redact(_head(items, structure, title))
    whole = _whole(items, structure, picked, values, redact)
    if whole is not None and size(head) + 1 + size(whole) <= budget:
        return ItemsDigest(f"{head}\n{whole}", structure.count, structure.count, True, "")
    return _Composition(items, structure, picked, words, redact).digest(head, budget)


def _head(items: Items, structure: Structure, title: str) -> str:
    count = f"{structure.count:,} item{'' if structure.count == 1 else 's'}"
    place = f" in {items.place}" if items.place not in {"", "."} else ""
    columns = f"; columns: {', '.join(items.columns)}" if items.columns else ""
    behind = f"; behind {items.noise_bytes:,} bytes of other text" if items.noise_bytes else ""
    colours = "; written with colours" if items.coloured else ""
    cut_off = "" if items.whole else "; the output is cut or partly unreadable"
    first = f"; keys and values are those of the first {structure.looked_at:,}" if _is_partial(structure) else ""
    return f"{title}: {count}{place}{columns}{behind}{colours}{cut_off}{first}"


def _is_partial(structure: Structure) -> bool:
    return structure.looked_at < structure.count


def _whole(
    items: Items, structure: Structure, picked: PickedItems, values: RedactedValues, redact: Callable[[str], str]
) -> str | None:
    """Return all items as they are; None where there are more than are kept."""
    if structure.count > len(picked.first) or not items.whole:
        return None
    lines = [compact(values.item(item)) for item in picked.first]
    if _says_something(items.around):
        lines.append(f"Beside them: {compact(values.item(items.around))}")
    return redact("\n".join(lines))


def _says_something(around: Any) -> bool:
    """Whether a document holds more than the list that was taken out of it."""
    if isinstance(around, dict):
        return any(_says_something(value) for value in around.values())
    if isinstance(around, list):
        return any(_says_something(value) for value in around)
    return around is not None and around != ""


def _filled(value: Any) -> Any:
    """Return a document without what is empty in it, its single values first."""
    if isinstance(value, dict):
        single = sorted(value, key=lambda key: isinstance(value[key], (dict, list)))
        return {key: _filled(value[key]) for key in single if _says_something(value[key])}
    return value


class _Composition:
    """The text of a digest that cannot hold everything: keys first, then items, and what was left out."""

    def __init__(
        self,
        items: Items,
        structure: Structure,
        picked: PickedItems,
        words: frozenset[str],
        redact: Callable[[str], str],
    ) -> None:
        self._items = items
        self._structure = structure
        self._picked = picked
        self._words = words
        self._redact = redact
        self._values = RedactedValues(redact)
        self._keys = _Keys(structure, words, self._values)

    def digest(self, head: str, budget: int) -> ItemsDigest:
        """Return the digest within `budget` bytes."""
        count = self._structure.count
        head = cut(head, budget)
        room = max(budget - size(head) - _END, 0)
        details_room = int(room * (_DETAILS_SHARE if count > 1 else 1 - _NAMES_SHARE))
        details, untold = self._take_details(details_room)
        names = Lines(details.left + int(room * _NAMES_SHARE))
        unnamed = self._take_names(names, untold)
        rows = Lines(room - details_room - int(room * _NAMES_SHARE) + names.left)
        shown = self._take_rows(rows) if count > 1 else 1
        left_out = _share_of_items(shown, count) if count > 1 else self._share_of_keys(len(untold))
        end = f"Shown: {left_out}" + (f", {unnamed} keys not named." if unnamed else ".")
        texts = [head, details.text, names.text, rows.text, end]
        text = cut("\n".join(text for text in texts if text), budget)
        return ItemsDigest(text, count, shown, False, left_out)

    def _take_details(self, room: int) -> tuple[Lines, list[Column]]:
        """Tell keys with their values; return (the lines, the keys that had no room)."""
        details = Lines(room)
        untold = []
        for column, line in zip(self._keys.telling, self._redacted(self._keys.lines()), strict=False):
            if not details.take(line):
                untold.append(column)
        return details, untold + self._keys.telling[_KEYS_CONSIDERED:]

    def _share_of_keys(self, untold: int) -> str:
        count = len(self._keys.telling)
        return f"{count - untold} of {count} keys" if untold else "shortened values"

    def _redacted(self, lines: list[str]) -> list[str]:
        """Redact lines once more as one text: a key itself may be a secret."""
        redacted = self._redact("\n".join(lines)).split("\n")
        return redacted if len(redacted) == len(lines) else [self._redact(line) for line in lines]

    def _take_names(self, names: Lines, untold: list[Column]) -> int:
        """Tell the keys that have no line; return how many are left out."""
        left_out = 0
        if _says_something(self._items.around):
            beside = compact(_filled(self._values.item(self._items.around)))
            names.take(cut(f"Beside the items: {self._redact(beside)}", 240))
        those = f"the first {self._structure.looked_at:,}" if _is_partial(self._structure) else "all"
        for label, entries in (
            (f"Same in {those}: ", self._redacted(self._keys.same_lines())),
            ("More keys: ", self._redacted(names_only(untold))),
            (f"Empty in {those}: ", self._redacted(names_only(self._keys.empty))),
        ):
            left_out += _take_entries(names, label, entries)
        return left_out

    def _take_rows(self, rows: Lines) -> int:
        """Tell some items, a row each; return how many."""
        columns = (self._keys.telling or self._keys.constant)[:_ROW_COLUMNS]
        rows.take(f"Items ({' | '.join(self._redacted([column.path for column in columns]))}):")
        if not rows.lines:
            return 0
        kinds = next((c for c in self._keys.telling if c.distinct and 1 < c.distinct <= _KINDS_SHOWN), None)
        shown = 0
        for item in self._picked.in_order(kinds)[:_ROWS_CONSIDERED]:
            if not rows.take(self._redact(self._row(self._values.item(item), columns))):
                break
            shown += 1
        if not shown:
            rows.lines.clear()
        return shown

    def _row(self, item: Any, columns: list[Column]) -> str:
        cells = [_cell(item, column) for column in columns]
        said = " | ".join(cells).lower()
        for word in self._words:
            if word not in said and word in compact(item).lower():
                cells += [f"{c.path}={_cell(item, c)}" for c in self._with_word(item, word)[:1]]
        return " | ".join(cells)

    def _with_word(self, item: Any, word: str) -> list[Column]:
        return [c for c in self._keys.telling if any(word in str(value).lower() for value in values_at(item, c.keys))]


def _cell(item: Any, column: Column) -> str:
    values = [_short(value) for value in values_at(item, column.keys)]
    return ", ".join(values[:3]) + (f" and {len(values) - 3} more" if len(values) > 3 else "")


def _take_entries(lines: Lines, label: str, entries: list[str]) -> int:
    """Add one line with as many entries as fit; return how many do not."""
    line = label
    for taken, entry in enumerate(entries):
        longer = f"{line}{'; ' if taken else ''}{entry}"
        if size(longer) + 1 > lines.left:
            if taken:
                lines.take(line)
            return len(entries) - taken
        line = longer
    if entries:
        lines.take(line)
    return 0


_END = 60
"""Bytes kept for the sentence that says what is shown."""


def _share_of_items(shown: int, count: int) -> str:
    return f"{shown:,} of {count:,} items" if shown < count else f"all {count:,} items, shortened"
