"""A spool file's bytes as a parser wants them: without byte order mark and without colours, however large the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

BLOCK = 1 << 16
"""Bytes read at a time: what they are parsed to, some ten times as much, should fit into the processor's cache."""
_CONTROL = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_LONGEST_CONTROL = 64
_LONGEST_LINE = 4 << 20
_MARK = b"\xef\xbb\xbf"


class OutputBytes:
    """Reads one file. Methods raise OSError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.coloured = b"\x1b" in _first(path, 64 * 1024)
        """Whether its beginning holds colours; they are taken out of what is read."""

    @property
    def size(self) -> int:
        """Bytes of the file, colours included."""
        return self.path.stat().st_size

    def head(self, size: int) -> bytes:
        """Return about the first `size` bytes; fewer where colours were taken out."""
        return self._clean(_first(self.path, size))

    def blocks(self, skip: int = 0) -> Iterator[bytes]:
        """Yield all that follows the first `skip` bytes (counted as `head` returns them)."""
        carry = b""
        with self.path.open("rb") as file:
            if file.read(len(_MARK)) != _MARK:
                file.seek(0)
            if not self.coloured:
                file.seek(skip, 1)
                skip = 0
            while block := file.read(BLOCK):
                if self.coloured:
                    block, carry = _whole_controls(carry + block)
                    block = _CONTROL.sub(b"", block)
                if skip:
                    block, skip = block[skip:], max(skip - len(block), 0)
                yield block
        if carry and not skip:
            yield carry

    def _clean(self, data: bytes) -> bytes:
        data = data.removeprefix(_MARK)
        return _CONTROL.sub(b"", data) if self.coloured else data


def line_blocks(source: OutputBytes) -> Iterator[bytes]:
    """Yield the output in blocks that end with a line, or where a line is longer than 4 MB."""
    rest = b""
    for block in source.blocks():
        data = rest + block
        end = data.rfind(b"\n") + 1
        if not end and len(data) < _LONGEST_LINE:
            rest = data
            continue
        yield data[: end or len(data)]
        rest = data[end or len(data) :]
    if rest:
        yield rest


def _first(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _whole_controls(data: bytes) -> tuple[bytes, bytes]:
    """Split before a control sequence that the block may have cut."""
    at = data.rfind(b"\x1b", max(len(data) - _LONGEST_CONTROL, 0))
    if at < 0 or _CONTROL.match(data, at):
        return data, b""
    return data[:at], data[at:]
