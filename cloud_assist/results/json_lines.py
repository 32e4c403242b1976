"""The values of JSON documents that follow one another: one a line, or each over many lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from cloud_assist.results.json_scan import loads, scan
from cloud_assist.results.output_bytes import OutputBytes

_LONGEST_VALUE = 16 << 20


class JsonLines:
    """Reads the documents of one output, one after the other."""

    def __init__(self, source: OutputBytes, skip: int) -> None:
        self._source = source
        self._skip = skip
        self.left_out = 0
        """Lines that hold no JSON; settled at the end of `batches`."""
        self.whole = True
        """False where the output ends within a document; settled at the end of `batches`."""

    def batches(self) -> Iterator[list[Any]]:
        """Yield the values, some thousand at a time."""
        self.left_out, self.whole = 0, True
        data = b""
        for block in self._source.blocks(self._skip):
            data += block
            cut = _last_end(data)
            if cut:
                yield self._values(data[:cut])
                data = data[cut:]
            elif len(data) > _LONGEST_VALUE:
                self.whole = False
                return
        if data.strip():
            yield self._values(data, last=True)

    def _values(self, data: bytes, *, last: bool = False) -> list[Any]:
        lines = data.strip()
        if b"\r" in lines:
            lines = lines.replace(b"\r\n", b"\n")
        joined = lines.replace(b"]\n[", b"],[") if lines[:1] == b"[" else lines.replace(b"}\n{", b"},{")
        try:
            return list(orjson.loads(b"[" + joined + b"]"))
        except orjson.JSONDecodeError:
            return self._one_by_one(lines, last=last)

    def _one_by_one(self, data: bytes, *, last: bool) -> list[Any]:
        values: list[Any] = []
        at = 0
        while at < len(data):
            line_end = data.find(b"\n", at) + 1 or len(data)
            value, end = _document(data, at, line_end)
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


def _document(data: bytes, at: int, line_end: int) -> tuple[Any, int]:
    """Return (the document that begins at `at`, where it ends); end 0 where none does."""
    if data[at:line_end].lstrip()[:1] not in {b"{", b"["}:
        return None, 0
    try:
        return loads(data[at:line_end]), line_end
    except ValueError:
        look = scan(data, at)
    if not look.complete:
        return None, 0
    try:
        return loads(data[at : look.end]), look.end
    except ValueError:
        return None, 0


def _last_end(data: bytes) -> int:
    """Return the offset behind the last line end that is surely between two documents; 0 where none is.

    A line that begins with a bracket at the margin begins a document: within one, such a line is indented, or would be
    part of a text, which holds no line end.
    """
    return max(data.rfind(b"\n{"), data.rfind(b"\n[")) + 1
