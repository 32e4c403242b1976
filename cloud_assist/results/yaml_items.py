"""The items of a YAML output: its documents, or the list that its one document is about.

PyYAML reads some 2 MB a second, so a long list is cut at its margin and read item by item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import yaml

from cloud_assist.results.main_list import main_list

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE = re.compile(r"---(?: .*)?|\.\.\.|#.*|\s*(?:- )*(?:[\"']?[\w./@-][^:#]{0,200}?[\"']?:(?: .*)?|- ?.*)")
_EXPANDED = 200_000
"""Values that aliases may grow to."""


class _Loader(_BASE):  # type: ignore[misc]
    """Reads times as the text that they are, as JSON has them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _BASE.yaml_implicit_resolvers.items()
}


def load(text: str) -> Any:
    """Return one document's value.

    Raises:
        ValueError: it is no YAML, is nested too deep, or its aliases grow without measure.
    """
    try:
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, above
    except (yaml.YAMLError, RecursionError, ValueError, TypeError, AttributeError) as error:
        raise ValueError("no YAML") from error
    if "*" in text and _expanded(value, {}, 0) > _EXPANDED:
        raise ValueError("aliases grow without measure")
    return value


def _expanded(value: Any, known: dict[int, int], depth: int) -> int:
    """Return how many values there are with each alias counted as what it stands for."""
    if not isinstance(value, (dict, list)):
        return 1
    if depth > 100:
        return _EXPANDED + 1
    if id(value) not in known:
        known[id(value)] = _EXPANDED + 1  # stands where a value holds itself
        inner = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_expanded(one, known, depth + 1) for one in inner)
    return known[id(value)]


def looks_like_yaml(text: str) -> bool:
    """Whether the beginning of an output, cut at a line end, is YAML that holds more than a line of prose."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not _LINE.fullmatch(lines[0]):
        return False
    if sum(1 for line in lines if _LINE.fullmatch(line)) * 2 < len(lines):
        return False
    document = next(documents(iter(text.splitlines(keepends=True))), "")
    try:
        value = load(document)
    except ValueError:
        return False
    return isinstance(value, list) or (isinstance(value, dict) and len(lines) > 2)


def documents(lines: Iterator[str]) -> Iterator[str]:
    """Yield the text of each document."""
    held: list[str] = []
    for line in lines:
        if line.startswith("---"):
            if "".join(held).strip():
                yield "".join(held)
            held = []
        elif not line.startswith("..."):
            held.append(line)
    if "".join(held).strip():
        yield "".join(held)


_WHOLE = 512 * 1024
"""Characters of an output that is read at once, and the list chosen among all that it holds."""


class YamlItems:
    """The items of one YAML output: its documents where it has several, else those of its list."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.keys: tuple[str | None, ...] = ()
        """Way to an item; None for every element of a list. Settled with the first batch."""
        self.whole = True
        """Whether all of it could be read; settled at the end of `batches`."""

    def batches(self) -> Iterator[list[Any]]:
        """Yield the items, some dozens at a time."""
        begun, whole = _beginning(self._lines)
        values = _values(begun) if whole else None
        if values is None:
            yield from self._streamed(chain(begun, self._lines))
        elif len(values) == 1:
            self.keys, items, _ = main_list(values[0])
            yield items
        else:
            yield values

    def _streamed(self, lines: Iterator[str]) -> Iterator[list[Any]]:
        margin = ""
        held: list[str] = []
        for line in lines:
            if not margin and (found := _list_margin(line, held)):
                margin, self.keys = found
                held = [line]
                continue
            if line.startswith("---") or (margin and not _within(line, margin)):
                yield from self._loaded(held, margin)
                held, margin = [line] if margin and not line.startswith("---") else [], ""
                continue
            if margin and len(held) > _BATCH_LINES and line.startswith(margin):
                yield from self._loaded(held, margin)
                held = []
            held.append(line)
        yield from self._loaded(held, margin, last=True)

    def _loaded(self, held: list[str], margin: str, *, last: bool = False) -> Iterator[list[Any]]:
        text = "".join(held)
        if not text.strip():
            return
        try:
            value = load(text)
        except ValueError:
            self.whole = False
            without_last = "".join(held[: _last_item(held, margin)]) if last and margin else ""
            if without_last:
                yield from self._loaded([without_last], margin)
            return
        if margin and isinstance(value, list):
            yield value
        elif not self.keys and value is not None:
            yield [value]


_BATCH_LINES = 2_000
_KEY = re.compile(r"[\"']?([\w./-]+)[\"']?:\s*")
_ITEM = re.compile(r" {0,2}- ")


def _beginning(lines: Iterator[str]) -> tuple[list[str], bool]:
    """Return (the first lines, whether they are all)."""
    begun: list[str] = []
    size = 0
    for line in lines:
        begun.append(line)
        size += len(line)
        if size > _WHOLE:
            return begun, False
    return begun, True


def _values(lines: list[str]) -> list[Any] | None:
    """Return the documents; None where one of them cannot be read."""
    try:
        return [load(text) for text in documents(iter(lines))]
    except ValueError:
        return None


def _list_margin(line: str, held: list[str]) -> tuple[str, tuple[str | None, ...]] | None:
    """Return (what each item of the list begins with, its keys) where `line` begins the list of the document."""
    item = _ITEM.match(line)
    if item is None:
        return None
    before = [text for text in held if text.strip() and not text.startswith("#")]
    if not before:
        return item[0], (None,)
    key = _KEY.fullmatch(before[-1].rstrip("\n"))
    at_the_top = all(not text.startswith(" ") for text in before)
    return (item[0], (key[1], None)) if key and at_the_top else None


def _within(line: str, margin: str) -> bool:
    return line.startswith((margin, margin[:-2] + "  ", "#")) or not line.strip()


def _last_item(held: list[str], margin: str) -> int:
    return max((place for place, line in enumerate(held) if line.startswith(margin)), default=0)
