"""Reading a command's whole output from its file, however large: an index of rows, and only the rows in view."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cloud_assist.display.sgr import bare, in_force
from cloud_assist.display.terminal import strip_keep_sgr

ROW_BYTES = 4_096
"""A longer line is cut into rows of this many bytes."""
_BLOCK = 256
"""Rows between two entries of the index."""
_CHUNK = 1 << 20
"""Bytes read at a time."""


class SpoolRows:
    """Rows of a file that may still be growing. `scan` and `find` read a lot and belong into a thread.

    Raises OSError where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks: list[int] = [0]
        """Byte offset of every 256th row."""
        self._complete_rows = 0
        self._scanned = 0
        """Byte offset behind the last complete row."""
        self._tail_bytes = 0
        """Bytes after it."""
        self._cache: dict[int, list[str]] = {}

    @property
    def row_count(self) -> int:
        """Rows found so far, the unfinished last one included."""
        return self._complete_rows + (1 if self._tail_bytes else 0)

    def scan(self, stopped: Callable[[], bool]) -> bool:
        """Index what has come since the last scan; return whether there was something new."""
        size = self._path.stat().st_size
        if size == self._scanned + self._tail_bytes:
            return False
        grown = self._complete_rows // _BLOCK
        with self._path.open("rb") as file:
            file.seek(self._scanned)
            rest = b""
            while not stopped() and (chunk := file.read(_CHUNK)):
                rest = self._index(rest + chunk)
        self._tail_bytes = len(rest)
        self._cache = {block: rows for block, rows in self._cache.items() if block < grown}
        return True

    def _index(self, data: bytes) -> bytes:
        """Count the complete rows of `data`; return the bytes after the last of them."""
        start = 0
        while True:
            end = data.find(b"\n", start, start + ROW_BYTES) + 1
            if not end:
                if len(data) - start < ROW_BYTES:
                    return data[start:]
                end = start + ROW_BYTES
            self._complete_rows += 1
            self._scanned += end - start
            start = end
            if self._complete_rows % _BLOCK == 0:
                self._blocks.append(self._scanned)

    def row(self, number: int) -> str:
        """Return one row with its colours (see `display.sgr`) and nothing else that steers; empty beyond the end."""
        block, index = divmod(number, _BLOCK)
        rows = self._cache.get(block)
        if rows is None:
            if len(self._cache) > 16:
                self._cache.clear()
            rows = self._cache[block] = self._read_block(block)
        return rows[index] if index < len(rows) else ""

    def _read_block(self, block: int) -> list[str]:
        if block >= len(self._blocks):
            return []
        start = self._blocks[block]
        end = self._blocks[block + 1] if block + 1 < len(self._blocks) else self._scanned + self._tail_bytes
        with self._path.open("rb") as file:
            file.seek(start)
            data = file.read(end - start)
        return _shown(_rows(data))

    def find(self, words: str, start: int, step: int, stopped: Callable[[], bool]) -> int | None:
        """Return the nearest row that holds `words` whatever their case, from `start` on by `step` (1 or -1).

        It goes around the end once; None where no row holds them.
        """
        wanted = words.casefold()
        count = self.row_count
        if not wanted or not count:
            return None
        first = start % count
        blocks = (count + _BLOCK - 1) // _BLOCK
        for turn in range(blocks + 1):
            if stopped():
                return None
            block = (first // _BLOCK + turn * step) % blocks
            hits = [
                block * _BLOCK + i for i, row in enumerate(self._read_block(block)) if wanted in bare(row).casefold()
            ]
            if turn == 0:
                hits = [hit for hit in hits if (hit - first) * step >= 0]
            if hits:
                return hits[0] if step > 0 else hits[-1]
        return None


def _rows(data: bytes) -> list[bytes]:
    rows: list[bytes] = []
    start = 0
    while start < len(data):
        end = data.find(b"\n", start, start + ROW_BYTES) + 1 or min(start + ROW_BYTES, len(data))
        rows.append(data[start:end])
        start = end
    return rows


def _shown(rows: list[bytes]) -> list[str]:
    """Return rows as text; each begins with the colours that those before it left, from the first of `rows` on."""
    shown: list[str] = []
    colours = ""
    for row in rows:
        text = colours + strip_keep_sgr(row.decode("utf-8", "replace").rstrip(os.linesep))
        colours = in_force(text)
        shown.append(text)
    return shown
