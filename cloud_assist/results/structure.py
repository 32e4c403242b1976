"""What items have in common: every key with its types, its values and how often each occurs, over all items.

Items are taken in batches and looked at column by column, so that the counting is done by C code: a column of a
thousand values costs little more than one value.
"""

from __future__ import annotations

import math
import operator
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from cloud_assist.results.json_scan import jq_path

COUNTED = 64
"""Distinct values of a column that are counted; a column with more has only its bounds."""
_LONGEST_COUNTED = 200
"""Characters; longer texts are not counted one by one."""
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
    values: Counter[Any] | None = field(default_factory=Counter)
    """How often each value occurs; None where there are too many."""
    witnesses: dict[Any, Any] = field(default_factory=dict)
    """Of each counted value: an item that has it, without all that is not near it."""
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

    def take(self, values: list[Any], kinds: set[type], batch: list[Any]) -> None:
        """Count `values` of these types, which come from the items of `batch`."""
        self.present += len(values)
        self.types |= kinds
        if self.example is None:
            self.example = next((value for value in values if value not in (None, "")), None)
            if self.example is not None:
                self.example_witness = self._witness(batch, self.example)
        if self.values is not None:
            counts = Counter(values)
            self._count(counts, batch)
            values = list(counts)
        self._bound(values)

    def _count(self, counts: Counter[Any], batch: list[Any]) -> None:
        counted = self.values or Counter()
        new = counts.keys() - counted.keys()
        long = any(isinstance(value, str) and len(value) > _LONGEST_COUNTED for value in new)
        if long or len(counted) + len(new) > COUNTED:
            self.values = None
            self.witnesses.clear()
            return
        for value in new:
            self.witnesses[value] = self._witness(batch, value)
        counted.update(counts)
        self.values = counted

    def _witness(self, batch: list[Any], value: Any) -> Any:
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
    if kinds == {str} and _NUMBER.fullmatch(values[0]) and all(map(_NUMBER.fullmatch, values)):
        numbers = [float(text) if "." in text else int(text) for text in values]
        return min(numbers), max(numbers)
    return None, None


def _finite(low: float, high: float) -> tuple[float | None, float | None]:
    return (low, high) if math.isfinite(low) and math.isfinite(high) else (None, None)


class Structure:
    """The columns of all items that were added."""

    def __init__(self) -> None:
        self.count = 0
        """Items added."""
        self.columns: dict[Keys, Column] = {}
        self.left_out_columns = False
        """Whether there were more keys, or deeper ones, than are told apart."""
        self._maps: set[Keys] = set()
        self._batch: list[Any] = []

    def add(self, batch: list[Any]) -> None:
        """Take some items."""
        self.count += len(batch)
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
        names: set[str] = set().union(*values)
        if keys in self._maps or (len(names) > _SCHEMA_KEYS and _is_map(values, names)):
            self._maps.add(keys)
            self._take((*keys, None), [inner for value in values for inner in value.values()])
            return
        if not names and values:
            self._scalars(keys, ["{}"] * len(values), {str})
        for name in sorted(names, key=str):
            self._take((*keys, str(name)), _under(name, values))

    def _lists(self, keys: Keys, values: list[list[Any]]) -> None:
        elements = list(chain.from_iterable(values))
        if not elements:
            self._scalars(keys, ["[]"] * len(values), {str})
            return
        pair = _pair_of(elements)
        if pair is None:
            self._take((*keys, None), elements)
            return
        name_key, value_key = pair
        by_name: dict[str, list[Any]] = {}
        for element in elements:
            by_name.setdefault(element[name_key], []).append(element.get(value_key))
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


def _pair_of(elements: list[Any]) -> tuple[str, str] | None:
    first = elements[0]
    if type(first) is not dict:
        return None
    for name_key, value_key in _PAIRS:
        few = len(first) <= 3 or value_key == "status"
        if few and name_key in first and not isinstance(first.get(value_key), (dict, list)):
            return (name_key, value_key) if _all_named(elements, name_key) else None
    return None


def _all_named(elements: list[Any], name_key: str) -> bool:
    return set(map(type, elements)) == {dict} and set(
        map(type, map(operator.methodcaller("get", name_key), elements))
    ) == {str}


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
