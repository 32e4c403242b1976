"""What items have in common: every key with its types, its values and how often each occurs, over all items.

Items are taken in batches and looked at column by column, so that the counting is done by C code: a column of a
thousand values costs little more than one value.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from cloud_assist.results.counts import Counts
from cloud_assist.results.json_scan import jq_path

COUNTED = 64
"""Distinct values of a column that are counted; a column with more has only its bounds."""
_LONGEST_COUNTED = 200
"""Characters; longer texts are not counted one by one."""
_MOST_VALUES = 500_000
"""Values that are counted in all, some tenths of a second's work; of the items beyond, only the number is."""
_DEEPEST = 12
_COLUMNS = 1_500
_SCHEMA_KEYS = 40
"""More keys than this, and an object may be a map from ids to values."""
_MAP_KEYS = 400
_CONTEXT_CHARS = 200
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d\S*)?")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
_PAIRS = (
    ("Key", "Value"),
    ("key", "value"),
    ("name", "value"),
    ("Name", "Value"),
    ("TagKey", "TagValue"),
    ("type", "status"),
)
"""Keys of list elements that are a name and what it is set to."""

Step = str | None | tuple[str, str, str]
"""One step into a value: an object's key; None into every element; (name key, name, value key) to the element of a list
that has this name."""
Keys = tuple[Step, ...]


def path_text(keys: Keys) -> str:
    """Return the way from an item to a value as jq writes it; `.Tags[Key=env]` stands for a pair of that name."""
    text = ""
    for step in keys:
        if isinstance(step, tuple):
            text += f"[{step[0]}={step[1]}]"
        else:
            part = jq_path((step,))
            text += part.removeprefix(".") if text and part.startswith(".[") else part
    return text or "."


@dataclass(slots=True)
class Column:
    """All values that stand under one key of the items."""

    keys: Keys
    present: int = 0
    """How many values there are, null included."""
    types: set[type] = field(default_factory=set)
    values: Counts | None = field(default_factory=Counts)
    """How often each value occurs; None where there are too many."""
    _witnesses: dict[tuple[type, Any], Any] = field(default_factory=dict)
    """Of each counted value, by its type too: an item that has it, without all that is not near it."""
    low: Any = None
    high: Any = None
    """Bounds of numbers and of times."""
    example: Any = None
    example_witness: Any = None

    @property
    def path(self) -> str:
        """The way from an item to it."""
        return path_text(self.keys)

    @property
    def kind(self) -> str:
        """The name of its types: "text", "number or null"."""
        return " or ".join(sorted({_KINDS.get(kind, kind.__name__) for kind in self.types}))

    @property
    def distinct(self) -> int | None:
        """How many different values there are; None where they are too many to count."""
        return None if self.values is None else len(self.values)

    def witness(self, value: Any) -> Any:
        """Return an item that has a counted value, cut to what is near it; None where there is none."""
        return self._witnesses.get((type(value), value))

    def take(self, values: list[Any], kinds: set[type], batch: list[Any]) -> None:
        """Count `values` of these types, which come from the items of `batch`."""
        self.present += len(values)
        self.types |= kinds
        if self.example is None:
            self.example = next((value for value in values if value not in (None, "")), None)
            if self.example is not None:
                self.example_witness = self._found_in(self.example, values, batch)
        if self.values is not None:
            values = self._count(self.values, values, kinds, batch)
        if values:
            self._bound(values)

    def _count(self, counted: Counts, values: list[Any], kinds: set[type], batch: list[Any]) -> list[Any]:
        """Count `values`; return those of them that were not met before, or all where they are not told apart."""
        new = counted.update(values, kinds)
        if len(counted) > COUNTED or any(map(_is_long, new)):
            self.values = None
            self._witnesses.clear()
            return values
        for value in new:
            self._witnesses[type(value), value] = self._found_in(value, values, batch)
        return new

    def _found_in(self, value: Any, values: list[Any], batch: list[Any]) -> Any:
        """Return an item with that value, cut to what is near it."""
        if len(values) == len(batch):  # most likely each item's own
            near = _near(batch[values.index(value)], self.keys, value)
            if near is not _ABSENT:
                return near
        return next((near for item in batch if (near := _near(item, self.keys, value)) is not _ABSENT), None)

    def _bound(self, values: list[Any]) -> None:
        low, high = _bounds(values, self.types)
        if low is None:
            return
        try:
            self.low = low if self.low is None or low < self.low else self.low
            self.high = high if self.high is None or high > self.high else self.high
        except TypeError:  # numbers in one batch, times in another
            self.low = self.high = None


_KINDS = {
    str: "text",
    int: "number",
    float: "number",
    bool: "true/false",
    type(None): "null",
    dict: "object",
    list: "list",
}
_ABSENT = object()


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST_COUNTED


def _bounds(values: list[Any], types: set[type]) -> tuple[Any, Any]:
    """Return the least and the greatest of numbers, of times, of texts that are numbers; (None, None) of others."""
    if type(None) in types:
        values = [value for value in values if value is not None]
    kinds = types - {type(None)}
    if not values:
        return None, None
    if kinds <= {int, float}:
        return _finite(min(values), max(values))
    if kinds == {str} and _TIME.match(values[0]) and _TIME.match(values[-1]):
        return min(filter(None, values)), max(values)
    if kinds == {str} and _NUMBER.fullmatch(values[0]) and _NUMBER.fullmatch(values[-1]):
        return _text_bounds(values)
    return None, None


def _text_bounds(values: list[str]) -> tuple[Any, Any]:
    try:
        low, high = min(values, key=float), max(values, key=float)
    except ValueError:  # one of them is no number
        return None, None
    if not _NUMBER.fullmatch(low) or not _NUMBER.fullmatch(high):  # 1e999, nan
        return None, None
    return _number(low), _number(high)


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


def _finite(low: float, high: float) -> tuple[float | None, float | None]:
    return (low, high) if math.isfinite(low) and math.isfinite(high) else (None, None)


class Structure:
    """The columns of all items that were added."""

    def __init__(self) -> None:
        self.count = 0
        """Items added."""
        self.looked_at = 0
        """Of them, the first ones whose values are counted."""
        self._values = 0
        """Values counted."""
        self.columns: dict[Keys, Column] = {}
        self.left_out_columns = False
        """Whether there were more keys, or deeper ones, than are told apart."""
        self._maps: set[Keys] = set()
        self._batch: list[Any] = []

    def add(self, batch: list[Any]) -> None:
        """Take some items."""
        self.count += len(batch)
        if self._values >= _MOST_VALUES:
            return
        self.looked_at += len(batch)
        self._batch = batch
        self._take((), batch)
        self._batch = []

    def _take(self, keys: Keys, values: list[Any]) -> None:
        if not values:
            return
        if len(keys) > _DEEPEST:
            self.left_out_columns = True
            return
        kinds = set(map(type, values))
        if kinds == {dict}:
            self._objects(keys, values)
        elif kinds == {list}:
            self._lists(keys, values)
        elif kinds & {dict, list}:
            self._objects(keys, [value for value in values if type(value) is dict])
            self._lists(keys, [value for value in values if type(value) is list])
            self._scalars(keys, [value for value in values if type(value) not in {dict, list}], kinds - {dict, list})
        else:
            self._scalars(keys, values, kinds)

    def _objects(self, keys: Keys, values: list[dict[str, Any]]) -> None:
        same = _same_keys(values)
        names: set[str] = set().union(*values) if same is None else set(same)
        if keys in self._maps or (len(names) > _SCHEMA_KEYS and _is_map(values, names)):
            self._maps.add(keys)
            self._take((*keys, None), [inner for value in values for inner in value.values()])
            return
        if not names and values:
            self._scalars(keys, ["{}"] * len(values), {str})
        if same is None:
            for name in sorted(names, key=str):
                self._take((*keys, str(name)), _under(name, values))
            return
        flat = list(chain.from_iterable(map(dict.values, values)))
        for name in sorted(names, key=str):
            self._take((*keys, str(name)), flat[same.index(name) :: len(same)])

    def _lists(self, keys: Keys, values: list[list[Any]]) -> None:
        elements = list(chain.from_iterable(values))
        if not elements:
            self._scalars(keys, ["[]"] * len(values), {str})
            return
        pair = _pair_of(elements)
        if pair is None:
            self._take((*keys, None), elements)
            return
        name_key, value_key, names = pair
        told = list(map(operator.methodcaller("get", value_key), elements))
        by_name = _by_name(names, told, len(values[0]))
        if len(by_name) > _SCHEMA_KEYS:
            self._take((*keys, None), elements)
            return
        for name in sorted(by_name):
            self._take((*keys, (name_key, name, value_key)), by_name[name])
        if value_key == "status":
            self._take((*keys, None), elements)

    def _scalars(self, keys: Keys, values: list[Any], kinds: set[type]) -> None:
        if not values:
            return
        self._values += len(values)
        column = self.columns.get(keys)
        if column is None:
            if len(self.columns) >= _COLUMNS:
                self.left_out_columns = True
                return
            column = self.columns[keys] = Column(keys)
        column.take(values, kinds, self._batch)


def _is_map(values: list[dict[str, Any]], names: set[str]) -> bool:
    """Whether the keys of these objects are ids rather than names of fields."""
    if len(names) > _MAP_KEYS:
        return True
    filled = sum(map(len, values)) / (len(values) * len(names))
    all_objects = all(type(inner) is dict for value in values for inner in value.values())
    return all_objects or (len(values) > 1 and filled < 0.2)


def _pair_of(elements: list[Any]) -> tuple[str, str, list[str]] | None:
    """Return (the name's key, the value's key, the names) where elements are a name and what it is set to."""
    first = elements[0]
    if type(first) is not dict:
        return None
    for name_key, value_key in _PAIRS:
        few = len(first) <= 3 or value_key == "status"
        if few and name_key in first and not isinstance(first.get(value_key), (dict, list)):
            names = _names(elements, name_key)
            return None if names is None else (name_key, value_key, names)
    return None


def _names(elements: list[Any], name_key: str) -> list[str] | None:
    if set(map(type, elements)) != {dict}:
        return None
    try:
        names = list(map(operator.itemgetter(name_key), elements))
    except KeyError:
        return None
    return names if set(map(type, names)) == {str} else None


def _by_name(names: list[str], told: list[Any], each: int) -> dict[str, list[Any]]:
    """Return what is told under each name; the first list has so many names."""
    first = names[:each]
    if len(set(first)) == each and names == first * (len(names) // max(each, 1)):  # the same ones in each list
        return {name: told[at::each] for at, name in enumerate(first)}
    by_name: dict[str, list[Any]] = {}
    for name, value in zip(names, told, strict=True):
        by_name.setdefault(name, []).append(value)
    return by_name


def _same_keys(values: list[dict[str, Any]]) -> list[str] | None:
    """Return the keys that all of these objects have in the same order, as most do; None where one differs."""
    first = list(values[0]) if values else []
    return first if list(chain.from_iterable(values)) == first * len(values) else None


def _under(name: str, values: list[dict[str, Any]]) -> list[Any]:
    """Return what the objects have under a key, those that lack it passed over."""
    try:
        return list(map(operator.itemgetter(name), values))
    except KeyError:
        return [value[name] for value in values if name in value]


# Where a value stands in an item, and what stands near it.


def values_at(value: Any, keys: Keys) -> Iterator[Any]:
    """Yield all values of an item that `keys` lead to."""
    if not keys:
        yield value
        return
    for _, inner in _inner(value, keys[0]):
        yield from values_at(inner, keys[1:])


def _inner(value: Any, step: Step) -> Iterator[tuple[Any, Any]]:
    """Yield (where in `value`, what) for each value that one step leads to."""
    if step is None:
        if isinstance(value, (list, dict)):
            yield from enumerate(value) if isinstance(value, list) else value.items()
    elif isinstance(step, tuple):
        elements = value if isinstance(value, list) else []
        for place, one in enumerate(elements):
            if isinstance(one, dict) and str(one.get(step[0])) == step[1]:
                yield place, one.get(step[2])
    elif isinstance(value, dict) and step in value:
        yield step, value[step]


def _near(value: Any, keys: Keys, wanted: Any) -> Any:
    """Return `value` with the wanted one in it and the short texts and numbers beside the way; `_ABSENT` without it."""
    if not keys:
        same = type(value) is type(wanted) and value == wanted
        return value if same or (value in ({}, []) and wanted in {"{}", "[]"}) else _ABSENT
    for place, inner in _inner(value, keys[0]):
        near = _near(inner, keys[1:], wanted)
        if near is _ABSENT:
            continue
        if isinstance(value, list):
            return [near if not isinstance(keys[0], tuple) else {keys[0][0]: keys[0][1], keys[0][2]: near}]
        beside = {} if keys[0] is None else {key: one for key, one in value.items() if _is_short(one)}
        return beside | {place: near}
    return _ABSENT


def _is_short(value: Any) -> bool:
    return not isinstance(value, (dict, list)) and (not isinstance(value, str) or len(value) <= _CONTEXT_CHARS)
