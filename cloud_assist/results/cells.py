"""Items of a result as flat cells: a path in the item, and its value as text that steers no terminal.

Nested objects become paths ("State.Name"). Lists of tags, as AWS has them, and maps of labels are folded into one cell
("env=prod, team=web"), and each tag has a cell of its own beside it ("Tags.Name").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cloud_assist.display.terminal import strip_terminal_controls

CELL_LIMIT = 2_000
"""Characters of a cell that are kept; a longer one ends in an ellipsis."""
COLUMN_LIMIT = 120
"""Columns that items have in all; further keys get none."""
_DEEPEST = 8
"""Levels of nesting that become paths; what lies deeper is told as JSON."""
_KEY_LIMIT = 4_000
"""Different keys that are remembered: items whose keys are values, such as ids, have no end of them."""
_LISTED = 200
"""Elements of a list that one cell tells."""
_TAG_KEYS = (("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("Name", "Value"))
"""How a list of tags names the key and the value of each."""
_FOLDED = frozenset({"tags", "labels", "annotations", "matchlabels"})
"""Maps whose keys are the person's own, in lower case."""
_TOLD_ONCE = frozenset({"annotations"})
"""Of those, the ones that get no column for each key: they hold documents more often than words."""
_CALLED = ("Name", "name", "Id", "id", "ID", "key", "Key")
"""What an element of a list is called by."""
_TYPED: Mapping[str, type] = {
    "S": str, "N": str, "B": str, "BOOL": bool, "NULL": bool, "SS": list, "NS": list, "L": list, "M": dict,
}  # fmt: skip
"""How DynamoDB wraps a value: its type, and what JSON holds."""


@dataclass(slots=True)
class _Key:
    """What is known of one key at one place in the items."""

    path: str
    column: int
    """Its column; -1 before it had a value, or where there is no room for one."""
    under: dict[str, _Key] = field(default_factory=dict)
    """The keys of the object that it holds, or of the tags."""


class Flattener:
    """Turns items into rows of cells; the columns are those of all items so far, in the order in which they came."""

    def __init__(self) -> None:
        self.names: list[str] = []
        """The path of each column."""
        self._columns: dict[str, int] = {}
        self._keys: dict[str, _Key] = {}
        self._key_count = 0

    def column(self, path: str) -> int:
        """Return the column of a path, a new one where there is none yet; -1 where there is no room for it."""
        index = self._columns.get(path)
        if index is None:
            if len(self.names) >= COLUMN_LIMIT:
                return -1
            index = self._columns[path] = len(self.names)
            self.names.append(path)
        return index

    def row(self, item: object) -> list[str]:
        """Return the cells of one item, one for each column so far.

        The elements of a list are called "1", "2", …; what is neither object nor list has one cell, "value".
        """
        cells = [""] * len(self.names)
        self._object(_as_object(item), "", self._keys, 0, cells)
        return cells

    def _object(
        self, item: Mapping[str, object], before: str, keys: dict[str, _Key], depth: int, cells: list[str]
    ) -> None:
        for name, raw in item.items():
            key = keys.get(name)
            if key is None:
                key = self._new_key(before, name, keys)
                if key is None:
                    continue
            value = raw if isinstance(raw, str) else untyped(raw)
            if isinstance(value, dict | list) and value:
                self._nested(name, value, key, depth, cells)
                continue
            cell = text(value)
            if cell and 0 <= key.column < len(cells):
                cells[key.column] = cell
            elif cell:
                self._put(key, cell, cells)

    def _new_key(self, before: str, name: str, keys: dict[str, _Key]) -> _Key | None:
        if self._key_count >= _KEY_LIMIT:
            return None
        self._key_count += 1
        key = keys[name] = _Key(f"{before}{one_line(clean(name))}", -1)
        return key

    def _nested(
        self, name: str, value: dict[str, object] | list[object], key: _Key, depth: int, cells: list[str]
    ) -> None:
        folded = tags(name, value)
        if folded is not None:
            self._put(key, clean(folded_text(folded)), cells)
            if name.lower() not in _TOLD_ONCE:
                self._object(folded, f"{key.path}.", key.under, depth + 1, cells)
        elif isinstance(value, dict) and depth < _DEEPEST:
            self._object(value, f"{key.path}.", key.under, depth + 1, cells)
        else:
            self._put(key, text(value), cells)

    def _put(self, key: _Key, cell: str, cells: list[str]) -> None:
        if not cell:
            return
        index = key.column
        if index < 0:
            index = key.column = self.column(key.path)
            if index < 0:
                return
        if index >= len(cells):
            cells.extend([""] * (index + 1 - len(cells)))
        cells[index] = cell


def _as_object(item: object) -> Mapping[str, object]:
    if isinstance(item, dict):
        return item
    if isinstance(item, list):
        return {str(number): value for number, value in enumerate(item[:COLUMN_LIMIT], start=1)}
    return {"value": item}


def flat(item: object) -> dict[str, str]:
    """Return the cells of one item by path, in the item's order, without empty ones."""
    flattener = Flattener()
    cells = flattener.row(item)
    return {name: cell for name, cell in zip(flattener.names, cells, strict=True) if cell}


def look_up(item: object, path: str) -> str:
    """Return what stands at `path` in an item, as a cell; "" where nothing does.

    A path leads through lists too: of several values each stands once ("a, b"). A step with `#` before it counts the
    elements of a list ("#Attachments"), one with `+` adds numbers up ("+status.containerStatuses.restartCount"), and
    of paths with `|` between them the first that leads anywhere counts.
    """
    whole = _as_object(item)
    for each in path.split("|"):
        steps = each.lstrip("#+").split(".")
        found = list(_found(whole, steps))
        if each.startswith("#"):
            return str(len(found[0])) if found and isinstance(found[0], list) else ""
        if each.startswith("+"):
            numbers = [number for value in _elements(found) if isinstance(number := value, int | float)]
            return _number(sum(numbers)) if numbers else ""
        values = dict.fromkeys(told for value in found if (told := text(untyped(value))))
        if values:
            return clean(", ".join(values))
    return ""


def _elements(found: Iterable[object]) -> Iterator[object]:
    for value in found:
        if isinstance(value, list):
            yield from value
        else:
            yield value


def _found(item: object, steps: list[str]) -> Iterator[object]:
    if not steps:
        yield item
    elif isinstance(item, list):
        for element in item:
            yield from _found(element, steps)
    elif isinstance(item, dict):
        step, *rest = steps
        if step not in item:  # a key that holds dots itself, such as a label of Kubernetes
            joined = ".".join(steps)
            if joined in item:
                yield item[joined]
            return
        value = item[step]
        folded = tags(step, value)
        if folded is not None and rest:
            told = folded.get(".".join(rest))
            if told is not None:
                yield told
            return
        yield from _found(folded_text(folded) if folded is not None else value, rest)


def folded_text(folded: Mapping[str, str]) -> str:
    """Return tags in one line: "env=prod, team=web"."""
    return ", ".join(f"{name}={told}" for name, told in folded.items())


def tags(key: str, value: object) -> dict[str, str] | None:
    """Return the tags that a value holds, in order, or None where it holds none.

    Those are a list of `{"Key": …, "Value": …}`, and a map of texts under a name such as "labels".
    """
    if isinstance(value, list):
        first = value[0] if value and "ag" in key else None
        if isinstance(first, dict):
            for name, told in _TAG_KEYS:
                if all(isinstance(each, dict) and name in each and len(each) <= 5 for each in value):
                    return {str(each[name]): text(each.get(told)) for each in value}
    elif isinstance(value, dict) and value and key.lower() in _FOLDED:
        return {name: text(told) for name, told in value.items()}
    return None


def untyped(value: object) -> object:
    """Return a value without the type that DynamoDB wraps around it: 7 for `{"N": "7"}`."""
    if isinstance(value, dict) and len(value) == 1:
        name, held = next(iter(value.items()))
        kind = _TYPED.get(name)
        if kind is not None and isinstance(held, kind):
            if name == "NULL":
                return None
            if isinstance(held, dict):
                return {key: untyped(each) for key, each in held.items()}
            return [untyped(each) for each in held] if isinstance(held, list) else held
    return value


def text(value: object) -> str:
    """Return a value as a cell: nothing for null, a list of plain values joined, objects in a list by their names."""
    if isinstance(value, str):
        return clean(value)
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return _number(value)
        case list():
            return _list(value)
        case _:
            return clean(_json(value))


def _number(value: float) -> str:
    try:
        return str(value) if isinstance(value, int) else repr(value)
    except ValueError:  # an integer of more digits than Python writes
        return "…"


def _list(values: list[object]) -> str:
    if not values:
        return ""
    if not any(isinstance(value, dict | list) for value in values):
        return clean(", ".join(text(value) for value in values[:_LISTED]))
    names = [_name_of(value) for value in values[:_LISTED]]
    if all(names):
        return clean(", ".join(names))
    return "1 item" if len(values) == 1 else f"{len(values):,} items"


def _name_of(value: object) -> str:
    """Return what an element of a list is called; "" where nothing says so."""
    if not isinstance(value, dict):
        return ""
    keys = (*_CALLED, *(key for key in value if key.endswith(("Name", "Id", "Arn"))))
    return next((clean(told) for key in keys if isinstance(told := value.get(key), str) and told), "")


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=str) if value != {} else ""
    except (RecursionError, ValueError):
        return "…"


def clean(told: str) -> str:
    """Return text without anything that steers a terminal, at most `CELL_LIMIT` characters of it.

    Line ends and tabs stay; half a surrogate pair, which no terminal takes, becomes a question mark.
    """
    if len(told) <= CELL_LIMIT and told.isprintable():
        return told
    if len(told) > CELL_LIMIT:
        told = f"{told[: CELL_LIMIT - 1]}…"
    return strip_terminal_controls(told.encode("utf-8", "replace").decode("utf-8"))


def one_line(cell: str) -> str:
    """Return a cell as it stands in a row: its line ends and tabs as single spaces."""
    return cell if cell.isprintable() else " ".join(cell.split())
