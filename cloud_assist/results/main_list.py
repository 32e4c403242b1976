"""Which list a document is about: a listing's entries, not the few lists that any object has."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from itertools import chain
from typing import Any

import orjson

_DEPTH = 4
"""Keys down to a list that an output is about."""
_WRAPPED = {"Reservations": "Instances", "Results": "Vulnerabilities"}
"""Lists whose elements only wrap the list that people mean."""
_LISTING_TEXTS = frozenset({"kind", "apiVersion", "selfLink", "id", "etag", "NextToken", "nextToken"})
"""Texts that also stand beside a list of nothing."""

Path = tuple[str | None, ...]
"""Way to an item; None for every element of a list."""


def main_list(value: Any) -> tuple[Path, list[Any], Any]:
    """Return (keys, items, the document with that list emptied)."""
    if isinstance(value, list):
        return _with_wrapped((None,), value, [])
    keys = _weighty_list(value) if isinstance(value, dict) else None
    if keys is None:
        return (), [value], None
    items, around = value, _emptied(value, keys)
    for key in keys:
        items = items[key]
    return _with_wrapped((*keys, None), items, around)


def _with_wrapped(keys: Path, items: list[Any], around: Any) -> tuple[Path, list[Any], Any]:
    inner = wrapped_list(keys, items)
    if inner is None:
        return keys, items, around
    return (*keys, inner, None), [item for element in items for item in _list_in(element, inner)], around


def wrapped_list(keys: Path, elements: list[Any]) -> str | None:
    """Return the key of the list that the elements only wrap: pages of a listing, reservations of instances."""
    objects = [element for element in elements[:50] if isinstance(element, dict)]
    if not objects or len(objects) < len(elements[:50]):
        return None
    known = _WRAPPED.get(keys[-2] or "") if len(keys) > 1 else None
    if known and all(isinstance(element.get(known), list) for element in objects):
        return known
    lists = {key for element in objects for key, value in element.items() if isinstance(value, list)}
    only_one_more = all(len(element) <= 2 for element in objects)
    if len(lists) != 1 or not only_one_more:
        return None
    key = lists.pop()
    inner = [item for element in objects for item in _list_in(element, key)]
    return key if len(inner) > len(objects) and all(isinstance(item, dict) for item in inner) else None


def _weighty_list(document: dict[str, Any]) -> tuple[str, ...] | None:
    """Return the keys to the list that the document is about; None where it is about itself."""
    total = _size(document)
    found = [(keys, _size(items)) for keys, items in _lists(document, ())]
    weighty = [(keys, size) for keys, size in found if size * 3 > total * (1 if len(keys) == 1 else 2)]
    if weighty:
        return max(weighty, key=lambda entry: (-len(entry[0]), entry[1]))[0]
    return _empty_list(document)


def _empty_list(document: dict[str, Any]) -> tuple[str] | None:
    """Return the key of the only list, where the document is a listing that found nothing."""
    lists = [key for key, value in document.items() if isinstance(value, list)]
    telling = [key for key, value in document.items() if isinstance(value, str) and key not in _LISTING_TEXTS]
    return (lists[0],) if len(lists) == 1 and not telling and not document[lists[0]] else None


def _lists(value: dict[str, Any], keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    for key, inner in value.items():
        if isinstance(inner, list):
            yield (*keys, key), inner
        elif isinstance(inner, dict) and len(keys) + 1 < _DEPTH:
            yield from _lists(inner, (*keys, key))


def _size(value: Any) -> int:
    try:
        return len(orjson.dumps(value))
    except (TypeError, ValueError):  # a number beyond 64 bits, nesting beyond the parser's limit
        return len(repr(value)) if not isinstance(value, (dict, list)) else 1


def _emptied(document: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    key, *rest = keys
    inner: Any = [] if not rest else _emptied(document[key], tuple(rest))
    return {**document, key: inner}


def unwrapped(elements: list[Any], keys: Path) -> list[Any]:
    """Return the items that the elements wrap, under the last key of `keys`."""
    key = keys[-2] or ""
    try:
        lists = list(map(operator.itemgetter(key), elements))
    except (LookupError, TypeError):
        lists = []
    if set(map(type, lists)) == {list}:  # as nearly always
        return list(chain.from_iterable(lists))
    return [item for element in elements for item in _list_in(element, key)]


def _list_in(element: Any, key: str) -> list[Any]:
    inner = element.get(key) if isinstance(element, dict) else None
    return inner if isinstance(inner, list) else []
