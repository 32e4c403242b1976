"""stdin, stdout and stderr that survive their surroundings: another encoding, a closed one, a full device.

What can be written is; characters that the encoding lacks are escaped (`\\u2603`). What cannot be written never stops
the work under way: it is remembered, and told once the work is done.
"""

from __future__ import annotations

import fcntl
import io
import os
import select
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_NAMES = ("stdin", "stdout", "stderr")


class _Sink(io.FileIO):
    """The raw end of stdout or stderr: a write that fails loses what is written, and nothing else."""

    def __init__(self, number: int) -> None:
        super().__init__(number, "w", closefd=False)
        self.failure = ""
        """Why something could not be written, as the system says it; empty where all was."""
        self._needs_reader = number == 1

    def write(self, data: ReadableBuffer, /) -> int:
        """Write some of `data`; after a failure, take it and drop it, so that nothing has a hole in it.

        Raises:
            BrokenPipeError: nobody reads stdout any more: who does not want more output ends this program.
        """
        while not self.failure:
            try:
                written = super().write(data)
            except BrokenPipeError:
                if self._needs_reader:
                    raise
                break
            except OSError as error:
                self.failure = error.strerror or type(error).__name__
                break
            if written is not None:
                return written
            select.select([], [self], [])  # another program has made it non-blocking
        return memoryview(data).nbytes


def open_streams() -> None:
    """Make the three streams ones that can be used; call it before any file is opened.

    Where a descriptor is closed, the next file opened would get its number, and what is printed would go there.
    """
    for number, name in enumerate(_NAMES):
        if _is_closed(number):
            _open_null(number)
        if number == 0:
            if getattr(sys, name) is None:
                sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc] # noqa: SIM115 # for the life of the program
        elif getattr(sys, name) is getattr(sys, f"__{name}__"):  # else somebody else has put one of theirs there
            _replace(number, name)


def _is_closed(number: int) -> bool:
    try:
        fcntl.fcntl(number, fcntl.F_GETFD)
    except OSError:
        return True
    return False


def _open_null(number: int) -> None:
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    os.set_inheritable(number, True)  # whatever is started has three descriptors, too


def _replace(number: int, name: str) -> None:
    before: TextIO | None = getattr(sys, name)
    stream = io.TextIOWrapper(
        io.BufferedWriter(_Sink(number)),
        encoding=before.encoding if before is not None else "utf-8",
        errors="backslashreplace",
        line_buffering=number == 2 or os.isatty(number),
    )
    setattr(sys, name, stream)


def failure_of(stream: TextIO) -> str:
    """Return why something written to `stream` was lost, "" where nothing was."""
    sink = _sink_of(stream)
    if sink is None:
        return ""
    stream.flush()
    return sink.failure


def excuse(stream: TextIO) -> None:
    """Forget the failure of `stream`: the person has been told."""
    sink = _sink_of(stream)
    if sink is not None:
        sink.failure = ""


def _sink_of(stream: TextIO) -> _Sink | None:
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw if isinstance(raw, _Sink) else None
