"""The items of a JSON output: which list it is about, and that list's elements in batches.

A list of hundreds of megabytes is cut at places where an element ends and each piece is parsed whole, so that nearly
all the work is done by the parser. A cut is a guess (`},{"Id":` also stands in strings), and it is proven by the
parse: a piece that begins with an element and is a list's content as it stands ends with an element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from cloud_assist.results.batch import Batch
from cloud_assist.results.json_scan import Frame, element_spans, elements_end, jq_path, loads, scan
from cloud_assist.results.main_list import Path, main_list, unwrapped, wrapped_list
from cloud_assist.results.output_bytes import BLOCK, OutputBytes

WHOLE_BYTES = 4 << 20
"""A document up to this size is parsed at once, and the list chosen among all that it holds."""
_LONGEST_ELEMENT = 16 << 20
_BEGINNING = 64 * 1024
"""Bytes that nearly always tell which list a document is about, and hold the first items."""
_PATTERNS = 8
"""Beginnings of elements that are remembered, to cut before."""
_GUESSES = 3
"""Cuts that are tried in a block before it is read token by token."""
_FIRST_KEY = re.compile(rb'\s*\{\s*("[^"\\]*")')


@dataclass(slots=True)
class JsonItems:
    """The list that a JSON document is about."""

    source: OutputBytes
    keys: Path
    """Way to an item; None for every element of a list."""
    around: Any
    """The document with that list emptied; None where it is not known."""
    skip: int
    """Bytes before the document."""
    start: int | None
    """Offset of the first element; None where `values` holds the items."""
    outer: int
    """How many of `keys` lead to the list that is streamed."""
    values: list[Any] | None
    whole: bool
    """Whether the document is complete; where it is streamed, settled at the end of `batches`."""

    @property
    def place(self) -> str:
        """The way to an item as jq writes it."""
        return jq_path(self.keys)

    def batches(self) -> Iterator[list[Any]]:
        """Yield the items, some thousand at a time."""
        if self.values is not None:
            yield self.values
            return
        stream = ListElements(self.source.blocks(self.start or 0))
        for batch in stream.batches():
            yield batch if self.outer == len(self.keys) - 1 else Batch(unwrapped(batch, self.keys), batch.text)
        self.around = self._with_hole(stream)
        self.whole = self.around is not None

    def _with_hole(self, stream: ListElements) -> Any:
        """Return the document without the elements that were streamed; None where it is cut, or holds more of them."""
        before = self.source.head(self.start or 0)[self.skip :]
        after = stream.rest(WHOLE_BYTES)
        around = _parsed(before + b"]" + after) if stream.closed and after is not None else None
        value = around
        for key in self.keys[: self.outer]:
            if key is None and isinstance(value, list) and len(value) == 1:
                value = value[0]
            elif key is not None and isinstance(value, dict):
                value = value.get(key)
            else:
                return None
        return around


def json_items(source: OutputBytes, skip: int) -> JsonItems:
    """Find the list in the document that begins `skip` bytes into the output."""
    if source.size - skip <= WHOLE_BYTES:
        data = b"".join(source.blocks(skip))
        found = _parsed(data)
        if found is not None:
            keys, items, around = main_list(found)
            return JsonItems(source, keys, around, skip, None, 0, Batch(items, data), whole=True)
    return _streamed(source, skip)


def _parsed(data: bytes) -> Any:
    """Return the document that `data` begins with; None where it is cut."""
    try:
        return loads(data)
    except ValueError:
        look = scan(data)
    try:
        return loads(data[: look.end]) if look.complete else None
    except ValueError:
        return None


def _streamed(source: OutputBytes, skip: int) -> JsonItems:
    data, opened, depth = _opened(source, skip)
    if depth is None:
        return JsonItems(source, (), None, skip, None, 0, [], whole=False)
    keys = _keys(opened[: depth + 1])
    start = skip + opened[depth].start
    first: list[Any] = next(ListElements(iter([data[opened[depth].start :]])).batches(), [])
    inner = wrapped_list(keys, first)
    outer = len(keys) - 1
    if inner:
        keys = (*keys, inner, None)
    return JsonItems(source, keys, None, skip, start, outer, None, whole=True)


def _opened(source: OutputBytes, skip: int) -> tuple[bytes, list[Frame], int | None]:
    """Return (the beginning of the document, what is open at its end, which of that is the list to stream)."""
    data, opened, depth = b"", list[Frame](), None
    for size in (_BEGINNING, 4 * BLOCK, WHOLE_BYTES):
        data = source.head(skip + size)[skip:]
        opened = scan(data).open
        depth = _streamed_depth(opened)
        if depth is not None and not any(frame.is_list for frame in opened[:depth]):
            break
    return data, opened, depth


def _streamed_depth(opened: list[Frame]) -> int | None:
    """Return which open list is worth streaming: the outermost that had more than one element, else the innermost."""
    lists = [depth for depth, frame in enumerate(opened) if frame.is_list]
    long = [depth for depth in lists if opened[depth].index >= 1]
    return next(iter(long or lists[-1:]), None)


def _keys(opened: list[Frame]) -> Path:
    return tuple(None if frame.is_list else frame.key for frame in opened)


# Elements of a list that is too large to be parsed at once.


class ListElements:
    """The elements of one list, read from its first one on."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = _short_first(blocks)
        self._data = b""
        self._patterns: list[bytes] = []
        self.closed = False
        """Whether the list's closing bracket was met."""

    def batches(self) -> Iterator[Batch]:
        """Yield the elements; a part of one at a cut end is left out."""
        enough = 0
        while not self.closed:
            block = next(self._blocks, None)
            if block is None:
                yield from self._scanned()
                return
            self._data += block
            if len(self._data) > _LONGEST_ELEMENT:
                return
            if len(self._data) < enough:
                continue
            before = len(self._data)
            yield from self._guessed() or self._scanned()
            # An element that is longer than what is there is looked at again when there is twice as much.
            enough = 2 * before if len(self._data) == before else 0

    def rest(self, limit: int) -> bytes | None:
        """Return what follows the list; None where that is more than `limit` bytes."""
        rest = self._data
        for block in self._blocks:
            rest += block
            if len(rest) > limit:
                return None
        return rest

    def _guessed(self) -> list[Batch]:
        for cut in self._cuts():
            content = self._data[:cut]
            try:
                values = orjson.loads(b"[" + content + b"]")
            except orjson.JSONDecodeError:
                continue
            self._data = self._data[cut + 1 :]
            return [Batch(values, content)] if values else []
        return []

    def _cuts(self) -> list[int]:
        """Return offsets of commas that are probably between two elements, the last ones first."""
        found: list[int] = []
        for pattern in self._patterns:
            at = len(self._data)
            for _ in range(_GUESSES):
                at = self._data.rfind(pattern, 0, at)
                if at < 0:
                    break
                found.append(at + pattern.index(b","))
        return sorted(found, reverse=True)[:_GUESSES]

    def _scanned(self) -> Iterator[Batch]:
        """Read what is there token by token; learn where the next blocks may be cut."""
        end, self.closed = elements_end(self._data)
        content = self._data[:end]
        if not content.strip():
            return
        self._learn(content, self._data[end:])
        try:
            values = loads(b"[" + content + b"]")
        except ValueError:
            values = _one_by_one(content)
        self._data = self._data[end + 1 :]
        yield Batch(values, content)

    def _learn(self, content: bytes, rest: bytes) -> None:
        """Remember how the elements of `content` begin, and what stands between two of them."""
        first = _FIRST_KEY.match(content)
        if first is None:
            return
        second = _FIRST_KEY.match(rest[1:])
        for key in {first[1], second[1] if second else first[1]}:
            begins = re.search(rb"\}\s*,\s*\{\s*" + re.escape(key), content + rest[:400])
            if begins and begins[0] not in self._patterns:
                self._patterns = [begins[0], *self._patterns][:_PATTERNS]


def _short_first(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks, a piece of the first by itself: its elements are there at once, and teach where to cut."""
    first = next(blocks, b"")
    yield first[:_BEGINNING]
    if len(first) > _BEGINNING:
        yield first[_BEGINNING:]
    yield from blocks


def _one_by_one(content: bytes) -> list[Any]:
    """Return the elements that can be read."""
    values: list[Any] = []
    for start, end in element_spans(content):
        try:
            values.append(loads(content[start:end]))
        except ValueError:
            continue
    return values
