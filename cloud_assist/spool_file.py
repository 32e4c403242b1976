"""Reading a spool file, the file that keeps what a command printed: its ends, its lines, and what is new in it.

Every function and method raises OSError where the file cannot be read. Bytes that are no UTF-8 become U+FFFD.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 20
"""Bytes read at a time."""


def first_bytes(path: Path, size: int) -> bytes:
    """Return up to `size` bytes from the beginning."""
    with path.open("rb") as file:
        return file.read(size)


def last_bytes(path: Path, size: int, *, behind: int = 0) -> bytes:
    """Return up to `size` bytes from the end, none of the first `behind`."""
    with path.open("rb") as file:
        file.seek(max(file.seek(0, os.SEEK_END) - size, behind))
        return file.read(size)


def blocks(path: Path) -> Iterator[bytes]:
    """Yield the whole file, a bounded piece at a time."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def line_ends(path: Path, start: int = 0, end: int | None = None) -> int:
    """Return how many lines end between two offsets; by default in the whole file."""
    count = 0
    with path.open("rb") as file:
        end = os.fstat(file.fileno()).st_size if end is None else end
        file.seek(start)
        while start < end and (block := file.read(min(_BLOCK, end - start))):
            count += block.count(b"\n")
            start += len(block)
    return count


class NewText:
    """What is new in a file that grows, as text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def skip_to_last(self, size: int) -> tuple[int, int]:
        """Leave out what is new but for its last `size` bytes; return the bytes and the line ends left out."""
        start, end = self._offset, self._path.stat().st_size - size
        if end <= start:
            return 0, 0
        self._offset = end
        return end - start, line_ends(self._path, start, end)

    def read(self, limit: int = -1) -> str:
        """Return what was added since the last call, at most `limit` bytes of it; -1 for all."""
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read(limit)
        self._offset += len(data)
        return self._decoder.decode(data)

    def finish(self) -> str:
        """Return what an unfinished character at the end is shown as; usually nothing."""
        return self._decoder.decode(b"", final=True)
