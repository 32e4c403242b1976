"""Empties pipes that only frozen processes would read, so that whoever writes into them can wind up.

A shell that is frozen before its `$(terraform apply)` has ended reads nothing any more, and a pipe takes 64 kB. What is
emptied would have gone to a process that is ended anyway. Linux only: elsewhere nobody can open another's pipe.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

_BLOCK = 64 * 1024


class _End(NamedTuple):
    """One end of a pipe that a process holds."""

    path: str
    """Where it can be opened anew."""
    pipe: str
    """Which pipe it is: "pipe:[4711]"."""
    reads: bool


def empty_pipes(frozen: Collection[int], others: Iterable[int]) -> None:
    """Read away what waits in the pipes that frozen processes read, and nobody of `others` (process ids) reads too."""
    read_by_others = {end.pipe for pid in others for end in _ends(pid) if end.reads}
    for pid in frozen:
        for end in _ends(pid):
            if end.reads and end.pipe not in read_by_others:
                _empty(end.path)


def _ends(pid: int) -> Iterator[_End]:
    """Yield the pipe ends that a process holds; nothing where the system does not tell."""
    folder = f"/proc/{pid}/fd"
    with contextlib.suppress(OSError):
        for number in os.listdir(folder):  # noqa: PTH208 - names are wanted, many times a second
            with contextlib.suppress(OSError, ValueError, StopIteration):
                target = os.readlink(f"{folder}/{number}")  # noqa: PTH115 - a name that is no path
                if target.startswith("pipe:"):
                    yield _End(f"{folder}/{number}", target, _mode(pid, number) == os.O_RDONLY)


def _mode(pid: int, number: str) -> int:
    with open(f"/proc/{pid}/fdinfo/{number}", encoding="ascii") as file:  # noqa: PTH123 - as above
        flags = next(line for line in file if line.startswith("flags:"))
    return int(flags.split()[1], 8) & os.O_ACCMODE


def _empty(path: str) -> None:
    with contextlib.suppress(OSError):
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            while os.read(fd, _BLOCK):
                continue
        finally:
            os.close(fd)
