"""A command's process as this program sees it: started, watched and reported on by its keeper (see `keeper`)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.running import keeper, processes
from cloud_assist.running.processes import KEEPER, TAG

_PATIENCE_S = 2.0
"""How long a keeper may take to go once it has said everything."""
RunEnd = tuple[str, int, float]
"""How it ended: "exit", "signal" or "never" (it was not run), the number, seconds it took."""


@dataclass(slots=True)
class Pipes:
    """The ends of a command's two pipes, stdout's first."""

    readers: Sequence[int]
    writers: Sequence[int]


class Kept:
    """A process that waits to become the command, then is it."""

    def __init__(self, process: Process, pid: int) -> None:
        self._process = process
        self.pid = pid
        """Of the command; it leads its own session and process group."""
        self.returncode: int | None = None
        """As `subprocess` has it: -N for signal N; None while it runs, and where its keeper was killed."""

    async def go(self) -> None:
        """Let it run.

        Raises:
            OSError: it could not be run.
        """
        await self._tell(b"go\n")

    async def wait(self) -> None:
        """Wait until it has ended.

        Raises:
            OSError: it could not be run.
        """
        if self.returncode is not None:
            return
        word, number = await _hear(self._process)
        if word == "error":
            raise OSError(number, os.strerror(number))
        if word == "end":
            self.returncode = os.waitstatus_to_exitcode(number)

    async def close(self) -> None:
        """Let the keeper go: all output has been read. Safe to call twice."""
        await self._tell(b"done\n")
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        processes.keepers.discard(self._process.pid)

    async def _tell(self, word: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            if self._process.stdin is not None and not self._process.stdin.is_closing():
                self._process.stdin.write(word)
                await self._process.stdin.drain()


async def keep(
    argv: Sequence[str], *, cwd: Path, environ: Mapping[str, str], pipes: Pipes, spool: Path, limit: int
) -> Kept:
    """Make a process that will run `argv`, once told to.

    Raises:
        OSError: it could not be made.
        ValueError: `argv` or `environ` cannot be passed on.
    """
    order = _order(argv, cwd, environ)
    descriptors = [*pipes.readers, *pipes.writers]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-S",
        keeper.__file__,
        str(spool),
        str(limit),
        *map(str, descriptors),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd="/",
        env={**os.environ, TAG: KEEPER},
        pass_fds=descriptors,
        start_new_session=True,
    )
    processes.keepers.add(process.pid)
    if process.stdin is None:  # never: it is a pipe
        raise OSError("no pipe")
    process.stdin.write(b"%d\n" % len(order) + order)
    word, pid = await _hear(process)
    kept = Kept(process, pid)
    if word != "pid":
        await kept.close()
        raise OSError("the process that supervises it could not be started")
    return kept


def read_end(spool: Path) -> RunEnd | None:
    """Return what the keeper of a run wrote down about its end; None where it did not (yet)."""
    try:
        how, number, seconds = Path(keeper.outcome_file(str(spool))).read_text("ascii").split()
        return how, int(number), float(seconds)
    except (OSError, ValueError):
        return None


def forget_end(spool: Path) -> None:
    """Remove what the keeper wrote down: it stands in the journal by now."""
    with contextlib.suppress(OSError):
        Path(keeper.outcome_file(str(spool))).unlink()


def _order(argv: Sequence[str], cwd: Path, environ: Mapping[str, str]) -> bytes:
    parts = [str(cwd), str(len(argv)), *argv, *(f"{name}={value}" for name, value in environ.items())]
    if any("\0" in part for part in parts):
        raise ValueError("embedded null character")
    return b"\0".join(os.fsencode(part) for part in parts)


async def _hear(process: Process) -> tuple[str, int]:
    """Return what the keeper says next; ("", 0) where it is gone."""
    line = await process.stdout.readline() if process.stdout is not None else b""
    word, _, number = line.decode("ascii", "replace").strip().partition(" ")
    return (word, int(number)) if number.isdigit() else ("", 0)
