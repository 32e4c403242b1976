"""Values of an item as they may be shown: redacted with what stands around them in the item."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from cloud_assist.results.structure import Keys, values_at

_LONGEST_TEXT = 4_000
_MOST_ELEMENTS = 60
_LARGEST_ITEM = 48_000
_HIDDEN = "[REDACTED]"


def compact(value: Any) -> str:
    """Return a value as JSON on one line; what JSON does not know, as the text that Python has for it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


class RedactedValues:
    """Redacts items and single values, each with its surroundings."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        self._redact = redact

    def item(self, item: Any) -> Any:
        """Return an item with its secrets replaced. A text or a list too long to be shown is told by its length."""
        text = compact(item)
        if len(text) > _LARGEST_ITEM:
            text = compact(_shortened(item, 0))
            if len(text) > _LARGEST_ITEM:
                return f"(an item of {len(text):,} characters)"
        redacted = self._redact(text)
        if redacted == text:
            return item if len(text) <= _LARGEST_ITEM else json.loads(text)
        try:
            return json.loads(redacted)
        except ValueError:
            return _HIDDEN

    def values(self, witnesses: Iterable[tuple[Any, Keys, Any]]) -> list[Any]:
        """Return each value of (value, keys, an item that has it there) as it may be shown."""
        listed = list(witnesses)
        texts = [compact(near if near is not None else {str(keys[-1:]): value}) for value, keys, near in listed]
        joined = "\n".join(texts)
        if self._redact(joined) == joined:
            return [value for value, _, _ in listed]
        return [self._value(value, keys, text) for (value, keys, _), text in zip(listed, texts, strict=True)]

    def _value(self, value: Any, keys: Keys, text: str) -> Any:
        redacted = self._redact(text)
        if redacted == text:
            return value
        try:
            return next(values_at(json.loads(redacted), keys), _HIDDEN)
        except ValueError:
            return _HIDDEN


def _shortened(value: Any, depth: int) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return f"(a text of {len(value):,} characters)"
    if isinstance(value, (dict, list)) and depth > 8:
        return "(more)"
    if isinstance(value, list):
        return [_shortened(one, depth + 1) for one in value[:_MOST_ELEMENTS]]
    if isinstance(value, dict):
        return {key: _shortened(one, depth + 1) for key, one in list(value.items())[: 4 * _MOST_ELEMENTS]}
    return value
