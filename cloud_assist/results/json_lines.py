"""The values of JSON documents that follow one another: one a line, or each over many lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from cloud_assist.results.batch import Batch
from cloud_assist.results.json_scan import loads, scan
from cloud_assist.results.output_bytes import OutputBytes

_LONGEST_VALUE = 16 << 20
_BEGINS = re.compile(rb"[^\S\n]*+[\[{]")


class JsonLines:
    """Reads the documents of one output, one after the other."""

    def __init__(self, source: OutputBytes, skip: int) -> None:
        self._source = source
        self._skip = skip
        self.left_out = 0
        """Lines that hold no JSON; settled at the end of `batches`."""
        self.whole = True
        """False where the output ends within a document; settled at the end of `batches`."""

    def batches(self) -> Iterator[Batch]:
        """Yield the values, some thousand at a time."""
        self.left_out, self.whole = 0, True
        data = b""
        for block in self._source.blocks(self._skip):
            seen = max(len(data) - 1, 0)
            data += block
            cut = _last_end(data, seen)
            if cut:
                yield self._values(data[:cut])
                data = data[cut:]
            elif len(data) > _LONGEST_VALUE:
                self.whole = False
                return
        if data.strip():
            yield self._values(data, last=True)

    def _values(self, data: bytes, *, last: bool = False) -> Batch:
        lines = data.strip()
        values = _one_a_line(lines)
        if values is None:
            values = _one_after_the_other(lines)
        if values is None:
            values = _close_together(lines)
        return Batch(self._one_by_one(lines, last=last) if values is None else values, data)

    def _one_by_one(self, data: bytes, *, last: bool) -> list[Any]:
        values: list[Any] = []
        at = line_end = 0
        while at < len(data):
            within = at < line_end
            line_end = line_end if within else data.find(b"\n", at) + 1 or len(data)
            value, end = _document(data, at, line_end, several=within)
            if end:
                values.append(value)
                at = end
            elif line := data[at:line_end].strip():
                cut = last and line[:1] in b"[{" and not scan(line).broken
                self.whole = self.whole and not cut
                self.left_out += 1
                at = len(data) if cut else line_end
            else:
                at = line_end
        return values


def _one_a_line(lines: bytes) -> list[Any] | None:
    """Return the values of lines that are a document each; None where they are anything else.

    Commas in place of the line ends make them one list. As many values as lines prove that each comma parts two
    documents; within a document that is set out on several lines, a comma more is no JSON.
    """
    values = _listed(lines.replace(b"\n", b","))
    return values if values is not None and len(values) == lines.count(b"\n") + 1 else None


def _one_after_the_other(lines: bytes) -> list[Any] | None:
    """Return the values of documents that are set out on several lines each; None where they are anything else."""
    if b"\r" in lines:
        lines = lines.replace(b"\r\n", b"\n")
    return _listed(lines.replace(b"]\n[", b"],[") if lines[:1] == b"[" else lines.replace(b"}\n{", b"},{"))


def _close_together(lines: bytes) -> list[Any] | None:
    """Return the values of objects with nothing or a line end between them; None where they are anything else.

    A zero goes where brackets meet. As many zeros among the values as such places prove that none of those stands
    within a text or a list.
    """
    joined = lines.replace(b"}\n{", b"}{")
    values = _loaded_list(joined.replace(b"}{", b"},0,{"))
    documents = [value for value in values if type(value) in {dict, list}]
    zeros = sum(type(value) is int and value == 0 for value in values)
    return documents if zeros == joined.count(b"}{") and len(documents) + zeros == len(values) > 0 else None


def _listed(elements: bytes) -> list[Any] | None:
    """Return the elements of a list, read from what stands between its brackets; None unless each is a document."""
    values = _loaded_list(elements)
    return values if values and set(map(type, values)) <= {dict, list} else None


def _loaded_list(elements: bytes) -> list[Any]:
    try:
        values: list[Any] = orjson.loads(b"[" + elements + b"]")
    except orjson.JSONDecodeError:
        return []
    return values


def _document(data: bytes, at: int, line_end: int, *, several: bool) -> tuple[Any, int]:
    """Return (the document that begins at `at`, where it ends); end 0 where none does.

    The rest of the line is tried first, or last where it is known to hold `several`: each try reads all of it.
    """
    if not _BEGINS.match(data, at):
        return None, 0
    if not several and (found := _loaded(data, at, line_end))[1]:
        return found
    look = scan(data, at)
    if look.complete:
        return _loaded(data, at, look.end)
    return _loaded(data, at, line_end) if several else (None, 0)


def _loaded(data: bytes, at: int, end: int) -> tuple[Any, int]:
    try:
        return loads(data[at:end]), end
    except ValueError:
        return None, 0


def _last_end(data: bytes, start: int) -> int:
    """Return the offset behind the last line end from `start` on that is surely between two documents; 0 without one.

    A line that begins with a bracket at the margin begins a document: within one, such a line is indented, or would be
    part of a text, which holds no line end.
    """
    object_at = data.rfind(b"\n{", start)
    return max(object_at, data.rfind(b"\n[", max(object_at, start))) + 1
