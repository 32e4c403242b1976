"""What a command prints, on its way: to the spool file, to the screen in bounded batches, and to the result."""

from __future__ import annotations

import asyncio
import codecs
import os
import time
from collections.abc import Callable

from cloud_assist.running.kept import Pipes
from cloud_assist.running.spool import Spool

KEPT = 4096
"""Bytes of the beginning, of the end and of stderr's end that a result carries."""
_READ = 64 * 1024
_BATCH_S = 0.05
"""Between two batches for the screen."""
_BATCH_CHARS = 64 * 1024
"""Most characters in one batch; of more, the middle is left out (the spool file has it)."""


class Tail:
    """The last bytes of a stream."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, data: bytes) -> None:
        """Append `data`, forget what is too old."""
        self._data += data[-KEPT:]
        if len(self._data) > 4 * KEPT:
            del self._data[:-KEPT]

    def last(self, count: int) -> bytes:
        """Return the last `count` bytes, from the first whole character on."""
        data = bytes(self._data[-count:]) if count > 0 else b""
        for skip in range(min(4, len(data))):  # UTF-8: at most three continuation bytes
            if data[skip] & 0xC0 != 0x80:
                return data[skip:]
        return data


class Batches:
    """Text for the screen: never more than 20 batches a second, never without bound."""

    def __init__(self, on_output: Callable[[str], None], leave_out: Callable[[int], None]) -> None:
        """Hand batches to `on_output`; before each, tell `leave_out` how many line ends it lacks."""
        self._on_output = on_output
        self._leave_out = leave_out
        self._first: list[str] = []
        self._first_size = 0
        self._last: list[str] = []
        self._last_size = 0
        self._left_out = 0
        self._left_out_lines = 0
        self._sent_at = 0.0

    def add(self, text: str) -> None:
        """Take decoded text."""
        if self._first_size < _BATCH_CHARS // 2:
            self._first.append(text)
            self._first_size += len(text)
            return
        self._last.append(text)
        self._last_size += len(text)
        if self._last_size > _BATCH_CHARS * 2:
            self._shorten()

    def _shorten(self) -> None:
        joined = "".join(self._last)
        kept = joined[-_BATCH_CHARS // 2 :]
        self._left_out += len(joined) - len(kept)
        self._left_out_lines += joined.count("\n", 0, len(joined) - len(kept))
        self._last, self._last_size = [kept], len(kept)

    @property
    def due_in(self) -> float | None:
        """Seconds until the next batch may be sent; None where nothing waits."""
        if not self._first:
            return None
        return max(self._sent_at + _BATCH_S - time.monotonic(), 0.0)

    def send(self) -> None:
        """Hand over what waits."""
        if not self._first:
            return
        if self._last_size > _BATCH_CHARS // 2:
            self._shorten()
        between = f"\n… {self._left_out:,} characters not shown here …\n" if self._left_out else ""
        text = "".join(self._first) + between + "".join(self._last)
        self._first, self._last = [], []
        self._leave_out(self._left_out_lines - between.count("\n"))
        self._first_size = self._last_size = self._left_out = self._left_out_lines = 0
        self._sent_at = time.monotonic()
        self._on_output(text)


class Capture:
    """Reads a command's two pipes through the event loop, in the order in which the data arrives."""

    def __init__(self, spool: Spool, batches: Batches, wake: Callable[[], None]) -> None:
        self.spool = spool
        self.batches = batches
        self.total = 0
        """Bytes printed so far, both streams."""
        self._wake = wake
        self._loop = asyncio.get_running_loop()
        self._readers: dict[int, codecs.IncrementalDecoder] = {}
        self._writers: list[int] = []
        self._head = bytearray()
        self._tail = Tail()
        self._error_tail = Tail()
        self._error_fd = -1

    def open(self) -> Pipes:
        """Make the pipes."""
        for _ in range(2):
            reader, writer = os.pipe()
            os.set_blocking(reader, False)
            self._readers[reader] = codecs.getincrementaldecoder("utf-8")("replace")
            self._error_fd = reader
            self._writers.append(writer)
        return Pipes(list(self._readers), list(self._writers))

    def start(self) -> None:
        """Close our copies of the writing ends and begin to read."""
        self._close_writers()
        for reader in self._readers:
            self._loop.add_reader(reader, self._read, reader)

    @property
    def ended(self) -> bool:
        """Whether both pipes have been closed by everyone who could write to them."""
        return not self._readers

    def _read(self, reader: int) -> None:
        try:
            data = os.read(reader, _READ)
        except BlockingIOError:
            return
        decoder = self._readers[reader]
        if not data:
            self._close_reader(reader)
            self._show(decoder.decode(b"", final=True))
            self._wake()
            return
        self.total += len(data)
        self.spool.write(data)
        if len(self._head) < 2 * KEPT:
            self._head += data[: 2 * KEPT - len(self._head)]
        self._tail.add(data)
        if reader == self._error_fd:
            self._error_tail.add(data)
        self._show(decoder.decode(data))

    def _show(self, text: str) -> None:
        if not text:
            return
        idle = self.batches.due_in is None
        self.batches.add(text)
        if idle:
            self._wake()

    def _close_reader(self, reader: int) -> None:
        self._loop.remove_reader(reader)
        os.close(reader)
        del self._readers[reader]

    def _close_writers(self) -> None:
        for writer in self._writers:
            os.close(writer)
        self._writers = []

    def close(self) -> None:
        """Stop reading, whoever still writes; show what is left. Safe to call twice."""
        self._close_writers()
        for reader, decoder in list(self._readers.items()):
            self._close_reader(reader)
            self._show(decoder.decode(b"", final=True))
        self.spool.close()

    def head_and_tail(self) -> tuple[str, str]:
        """Return the first and the last of the output, decoded; the tail is empty where the head is everything."""
        if self.total <= KEPT:
            return _decoded(bytes(self._head)), ""
        cut = _character_start(self._head, KEPT)
        head = _decoded(bytes(self._head[:cut]))
        if self.total <= 2 * KEPT:
            return head, _decoded(bytes(self._head[cut:]))
        return head, _decoded(self._tail.last(KEPT))

    def last_line(self) -> str:
        """Return the latest line that is not empty, decoded; "" where there is none."""
        return last_line(_decoded(self._tail.last(KEPT)))

    def error_tail(self) -> str:
        """Return the last of what was written to stderr, decoded."""
        return _decoded(self._error_tail.last(KEPT))


def last_line(text: str) -> str:
    """Return the last line of some output that is not empty; "" where there is none."""
    lines = text.replace("\r", "\n").splitlines()
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _character_start(data: bytearray, at: int) -> int:
    """Return the last place up to `at` where a character begins; `at` itself where the bytes are no UTF-8."""
    for back in range(4):
        if data[at - back] & 0xC0 != 0x80:
            return at - back
    return at
