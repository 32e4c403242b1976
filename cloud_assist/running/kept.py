"""A command's process as this program sees it: started, watched and reported on by its keeper (see `keeper`)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, Popen

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

    def __init__(self, process: Popen[bytes], heard: StreamReader, told: StreamWriter, pid: int) -> None:
        self._process = process
        self._heard = heard
        self._told = told
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
        word, number = await _hear(self._heard)
        if word == "error":
            raise OSError(number, os.strerror(number))
        if word == "end":
            self.returncode = os.waitstatus_to_exitcode(number)

    async def close(self) -> None:
        """Let the keeper go: all output has been read. Safe to call twice, and after `leave`."""
        if self._told.is_closing():
            return
        await self._tell(b"done\n")
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._heard.read()  # to the end: it has gone
        except (TimeoutError, ConnectionError):
            self._process.kill()
        await self._hang_up()
        await asyncio.to_thread(self._process.wait)
        processes.keepers.discard(self._process.pid)

    async def leave(self) -> None:
        """Close this side and no more: the keeper takes the command, and what it prints, to the end."""
        processes.keepers_left.append(self._process)
        await self._hang_up()

    async def _hang_up(self) -> None:
        self._told.close()
        with contextlib.suppress(OSError):
            await self._told.wait_closed()

    async def _tell(self, word: bytes) -> None:
        with contextlib.suppress(ConnectionError):
            if not self._told.is_closing():
                self._told.write(word)
                await self._told.drain()


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
    ours, theirs = socket.socketpair()
    try:
        # Not by asyncio, which kills what it has started when this program ends: the keeper may have to stay.
        process = Popen(  # noqa: ASYNC220 - as quick as asyncio's own
            [sys.executable, "-I", "-S", keeper.__file__, str(spool), str(limit), *map(str, descriptors)],
            stdin=theirs.fileno(),
            stdout=theirs.fileno(),
            stderr=DEVNULL,
            cwd="/",
            env={**os.environ, TAG: KEEPER},
            pass_fds=descriptors,
            start_new_session=True,
        )
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
    processes.keepers.add(process.pid)
    heard, told = await asyncio.open_unix_connection(sock=ours)
    told.write(b"%d\n" % len(order) + order)
    word, pid = await _hear(heard)
    kept = Kept(process, heard, told, pid)
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


async def _hear(heard: StreamReader) -> tuple[str, int]:
    """Return what the keeper says next; ("", 0) where it is gone."""
    try:
        line = await heard.readline()
    except ConnectionError:
        return "", 0
    word, _, number = line.decode("ascii", "replace").strip().partition(" ")
    return (word, int(number)) if number.isdecimal() else ("", 0)
