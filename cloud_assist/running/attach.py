"""Takes up a command that goes on although its cloud-assist was killed: shows its output, waits for it or stops it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from cloud_assist import process_identity
from cloud_assist.errors import ExitCode
from cloud_assist.models import RunResult
from cloud_assist.running.capture import last_line
from cloud_assist.running.control import LeftRunningError, RunControl
from cloud_assist.running.kept import RunEnd, read_end
from cloud_assist.running.processes import ProcessTree, children, prepare_for_run
from cloud_assist.running.runner import Started
from cloud_assist.running.spool import SPOOL_LIMIT
from cloud_assist.running.stopping import holds, stopped
from cloud_assist.spool_file import NewText, last_bytes
from cloud_assist.tools.stopping import EVERY_PROGRAM, StopPolicy

_LOOK_S = 0.1
"""Between two looks at the process and its output."""
_NOTE_S = 1.5
"""How long its keeper may take to write down the end: it reads the pipes for half a second more."""
_TAIL = 4096
"""Bytes of output that its latest line is read off."""
_BLOCK = 64 * 1024
"""Bytes handed over at a time; of more, the older are left out."""


async def attach(
    started: Started, *, on_output: Callable[[str], None], control: RunControl, stop: StopPolicy = EVERY_PROGRAM
) -> RunResult | None:
    """Wait for a running command to end, or end it where `control` says so.

    Args:
        started: as its first caller was told.
        on_output: called with its output from the very beginning, in bounded batches.
        control: stops it; there is no time limit any more.
        stop: what its text says of how it is stopped.

    Returns:
        How it ended, its texts empty (the spool file has them); None where nobody noted it.

    Raises:
        LeftRunningError: `control.let_go` was called: nobody here watches it any more.
    """
    follower = _Follower(started.spool_path, on_output, control.leave_out)
    changed = asyncio.Event()
    control.attach(changed.set, lambda: holds(_tree(started, stop, only_looked_at=True)))

    async def pause(at_most_s: float) -> None:
        follower.read()
        changed.clear()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await changed.wait()

    try:
        while process_identity.lives(started.pid, started.start_time):
            if control.left:
                raise LeftRunningError
            if control.cancelled:
                return await _stop(started, stop, control, pause)
            await pause(_LOOK_S)
        noted = await noted_end(started.spool_path)
        return None if noted is None else result_of(noted, started.spool_path)
    finally:
        control.attach(None)
        follower.close()


async def noted_end(spool: Path) -> RunEnd | None:
    """Return how a run ended as its keeper noted it, giving that a moment; None where it did not."""
    deadline = time.monotonic() + _NOTE_S
    while True:
        end = read_end(spool)
        if end is not None or time.monotonic() >= deadline:
            return end
        await asyncio.sleep(_LOOK_S)


def result_of(end: RunEnd, spool: Path) -> RunResult:
    """Return what a keeper noted as a result without texts."""
    how, number, seconds = end
    size = spool.stat().st_size if spool.exists() else 0
    return RunResult(
        exit_status=128 + number if how == "signal" else number,
        duration_s=seconds,
        head="",
        tail="",
        output_bytes=size,
        spool_path=str(spool),
        signal=number if how == "signal" else None,
        truncated=size >= SPOOL_LIMIT,
    )


async def _stop(
    started: Started, policy: StopPolicy, control: RunControl, pause: Callable[[float], Awaitable[None]]
) -> RunResult:
    tree = _tree(started, policy)
    try:
        done = await stopped(tree, control, pause=pause, last_line=lambda: _last_line(started.spool_path))
    finally:
        tree.close()
    noted = await noted_end(started.spool_path)
    own = done.own_status(noted_status(noted))
    end = ("exit", int(ExitCode.CANCELLED), time.time() - started.start_time)
    result = result_of(end, started.spool_path)
    return replace(result, cancelled=True, own_status=own, killed=control.killed, note="; ".join(done.notes(own)))


def _tree(started: Started, stop: StopPolicy, *, only_looked_at: bool = False) -> ProcessTree:
    """Return what a command started; while it is not closed, it ends with this program unless it holds a lock."""
    before = _not_its_own(started, children() if only_looked_at else prepare_for_run())
    return ProcessTree(
        started.pid,
        str(started.spool_path),
        before,
        began=started.start_time,
        stop=stop,
        only_looked_at=only_looked_at,
    )


def _not_its_own(started: Started, children: frozenset[int]) -> frozenset[int]:
    """Return those children of this program that were there before the command, or watch over it."""
    return frozenset(pid for pid in children if (process_identity.start_time(pid) or 0.0) < started.start_time - 1)


def noted_status(end: RunEnd | None) -> int | None:
    """Return how a command ended as `subprocess` has it, -N for signal N; None where nobody noted it."""
    if end is None:
        return None
    return -end[1] if end[0] == "signal" else end[1]


def _last_line(spool: Path) -> str:
    try:
        return last_line(last_bytes(spool, _TAIL).decode("utf-8", "replace"))
    except OSError:
        return ""


class _Follower:
    """Reads a growing file as text."""

    def __init__(self, path: Path, on_output: Callable[[str], None], leave_out: Callable[[int], None]) -> None:
        self._new = NewText(path)
        self._on_output = on_output
        self._leave_out = leave_out

    def read(self) -> None:
        """Hand over what is new, a bounded part of it."""
        with contextlib.suppress(OSError):
            left_out, lines = self._new.skip_to_last(_BLOCK)
            if left_out:
                note = f"\n… {left_out:,} bytes not shown here …\n"
                self._show(note, lines - note.count("\n"))
            self._show(self._new.read(_BLOCK))

    def close(self) -> None:
        """Hand over the rest."""
        self.read()
        self._show(self._new.finish())

    def _show(self, text: str, left_out_lines: int = 0) -> None:
        if text:
            self._leave_out(left_out_lines)
            self._on_output(text)
