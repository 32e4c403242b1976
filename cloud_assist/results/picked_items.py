"""Which items of many are shown: those that the request's words touch, then one of each kind, then the first."""

from __future__ import annotations

from typing import Any

import orjson

from cloud_assist.results.batch import Batch
from cloud_assist.results.redacted_values import compact
from cloud_assist.results.structure import Column, values_at

FIRST = 24
"""Items kept from the beginning."""
_FOR_A_WORD = 8
_TOO_COMMON = 0.5
"""A word in more than this share of the items says nothing about an item."""
_LARGEST = 64_000
_KINDS = 8


class PickedItems:
    """Keeps a few items while all are read."""

    def __init__(self, words: frozenset[str]) -> None:
        self.first: list[Any] = []
        self._touched: dict[str, list[Any]] = {word: [] for word in words}
        self._met = dict.fromkeys(words, 0)
        self._looked_at = 0

    def add(self, batch: list[Any]) -> None:
        """Look at some items."""
        self.first += batch[: max(FIRST - len(self.first), 0)]
        wanted = [word for word, items in self._touched.items() if len(items) < _FOR_A_WORD]
        if not wanted:
            return
        self._looked_at += len(batch)
        wanted = _possible(wanted, batch)
        if not wanted:
            return
        text = _searched(batch)
        present = [word for word in wanted if word.encode() in text]
        for word in present:
            self._met[word] += text.count(word.encode())
        if present:
            self._look(batch, present)

    def _look(self, batch: list[Any], present: list[str]) -> None:
        for item in batch:
            text = _searched(item)
            for word in list(present):
                if word.encode() in text and len(text) < _LARGEST:
                    self._touched[word].append(item)
                    if len(self._touched[word]) >= _FOR_A_WORD:
                        present.remove(word)
            if not present:
                return

    def in_order(self, kinds: Column | None) -> list[Any]:
        """Return the items, the most telling first; `kinds` is a column of which each value should be seen."""
        telling = [word for word, met in self._met.items() if 0 < met <= max(self._looked_at * _TOO_COMMON, 1)]
        ordered: list[Any] = []
        touched = [item for word in sorted(telling, key=self._met.__getitem__) for item in self._touched[word]]
        hits = {id(item): sum(any(item is one for one in self._touched[word]) for word in telling) for item in touched}
        ordered += sorted(touched, key=lambda item: -hits[id(item)])
        ordered += _one_of_each(self.first, kinds)
        ordered += self.first
        return list({id(item): item for item in ordered}.values())


def _possible(words: list[str], batch: list[Any]) -> list[str]:
    """Return the words that may stand in the items: most batches hold none, and their bytes say so quickest."""
    if not isinstance(batch, Batch) or _has_escapes(batch.text):
        return words
    text = batch.text.lower()
    return [word for word in words if word.encode() in text]


def _has_escapes(text: bytes) -> bool:
    """Whether JSON may write a word's characters in another way here: `\\u0041`, `\\/`."""
    return b"\\" in text and (b"\\u" in text or b"\\/" in text)


def _searched(value: Any) -> bytes:
    """Return a value as text in lower case, to look for words in it."""
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).lower()
    except (TypeError, ValueError):  # a number beyond 64 bits, lone surrogates, deep nesting
        return compact(value).lower().encode("utf-8", "replace")


def _one_of_each(items: list[Any], kinds: Column | None) -> list[Any]:
    if kinds is None:
        return []
    by_kind: dict[str, Any] = {}
    for item in items:
        by_kind.setdefault(compact(list(values_at(item, kinds.keys))), item)
    return list(by_kind.values())[:_KINDS] if len(by_kind) > 1 else []
