"""A strict look over JSON text that may be cut anywhere: is it JSON, where does it end, and what is open there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

_STRING = rb'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"'
_SCALAR = rb"true|false|null|-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?"
_TOKEN = re.compile(rb"\s*+(?:(" + _STRING + rb")|([\[\]{},:])|(?:" + _SCALAR + rb")(?![\w.+-]))", re.DOTALL)
_STRUCTURE = re.compile(_STRING + rb'|[\[\]{},"]', re.DOTALL)
_QUOTE = 0x22
_COMMA = 0x2C
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(slots=True)
class Frame:
    """A list or an object that is open."""

    is_list: bool
    start: int
    """Offset behind its opening bracket."""
    key: str = ""
    """Of an object: the key read last."""
    index: int = 0
    """Of a list: how many of its elements have ended."""


@dataclass(slots=True)
class Scan:
    """What a look over some JSON text found."""

    end: int
    """Offset behind the document, or behind what could be read."""
    complete: bool
    """Whether the document ended."""
    broken: bool
    """Whether something stands there that no JSON can have; False where the text just stops."""
    tokens: int
    open: list[Frame]
    """Innermost last; empty where the document ended."""


class _Grammar:
    """Which token may follow, and what is open."""

    def __init__(self) -> None:
        self.open: list[Frame] = []
        self.expected = "value"
        self.ended = False

    def take(self, text: bytes | None, mark: bytes | None, end: int) -> bool:
        """Take one token; return whether it may stand here."""
        if mark is None:
            return self._scalar(text)
        if mark in b"[{":
            return self._opens(mark, end)
        if mark in b"]}":
            return self._closes(mark)
        return self._between(mark)

    def _scalar(self, text: bytes | None) -> bool:
        if text is not None and self.expected in {"key", "key or end"}:
            self.open[-1].key = _text(text)
            self.expected = "colon"
            return True
        if self.expected not in {"value", "value or end"}:
            return False
        self._after_value()
        return True

    def _after_value(self) -> None:
        self.expected = "comma or end"
        self.ended = not self.open
        if self.open:
            self.open[-1].index += 1

    def _opens(self, mark: bytes, end: int) -> bool:
        if self.expected not in {"value", "value or end"}:
            return False
        self.open.append(Frame(mark == b"[", end))
        self.expected = "value or end" if mark == b"[" else "key or end"
        return True

    def _closes(self, mark: bytes) -> bool:
        if not self.open or self.open[-1].is_list != (mark == b"]") or not self.expected.endswith("or end"):
            return False
        self.open.pop()
        self._after_value()
        return True

    def _between(self, mark: bytes) -> bool:
        if mark == b":":
            fits = self.expected == "colon"
            self.expected = "value"
            return fits
        if self.expected != "comma or end" or not self.open:
            return False
        self.expected = "value" if self.open[-1].is_list else "key"
        return True


def scan(data: bytes, at: int = 0, *, tokens: int | None = None) -> Scan:
    """Look at one document from `at` on, at most `tokens` of it."""
    grammar = _Grammar()
    count = 0
    while not grammar.ended and (tokens is None or count < tokens):
        match = _TOKEN.match(data, at)
        if match is None:
            return Scan(at, False, _is_broken(data, at), count, grammar.open)
        if not grammar.take(match[1], match[2], match.end()):
            return Scan(at, False, True, count, grammar.open)
        at = match.end()
        count += 1
    return Scan(at, grammar.ended, False, count, grammar.open)


def _is_broken(data: bytes, at: int) -> bool:
    """Whether what stands at `at` can no longer become a token, whatever follows."""
    rest = data[at : at + 64].lstrip()
    if not rest or rest[:1] == b'"':
        return False
    return len(data) - at > 64 or not re.fullmatch(rb"-?[\d.eE+-]*|t(ru?)?|f(a(ls?)?)?|n(ul?)?", rest)


def elements_end(data: bytes) -> tuple[int, bool]:
    """Look over a list's elements, from the first one on.

    Returns (the offset of the last comma between two of them, or of the list's closing bracket; whether it is the
    bracket); offset 0 where neither was found.
    """
    depth = last = 0
    for match in _STRUCTURE.finditer(data):
        mark = data[match.start()]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            if depth == 0:
                return match.start(), True
            depth -= 1
        elif mark == _COMMA and depth == 0:
            last = match.start()
        elif mark == _QUOTE and match.end() - match.start() == 1:  # a text that the data's end cuts
            break
    return last, False


def element_spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each of a list's elements, from the first one on; the last ends with the data."""
    depth = start = 0
    for match in _STRUCTURE.finditer(data):
        mark = data[match.start()]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        elif mark == _COMMA and depth == 0:
            yield start, match.start()
            start = match.end()
    yield start, len(data)


def loads(data: bytes) -> Any:
    """Return the value of a JSON text, raw control characters, NaN and broken UTF-8 in strings allowed.

    Raises:
        ValueError: it is no JSON, or nested too deep to be read.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(data.decode("utf-8", "replace"), strict=False)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def jq_path(keys: tuple[str | None, ...]) -> str:
    """Return a path as jq writes it; None stands for every element of a list: `.Reservations[].Instances[]`."""
    path = ""
    for key in keys:
        if key is None:
            path += "[]" if path else ".[]"
        elif _PLAIN_KEY.fullmatch(key):
            path += f".{key}"
        else:
            path += ("" if path else ".") + f"[{json.dumps(key, ensure_ascii=False)}]"
    return path or "."


def _text(token: bytes) -> str:
    try:
        return str(loads(token))
    except ValueError:
        return token.decode("utf-8", "replace")
