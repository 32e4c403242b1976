"""Runs one approved command: bash, its own session and process group, no terminal, no input, a time limit.

Nothing here judges the command. What is promised: the caller has control back shortly after bash has ended, whatever
still holds the pipes; on a time-out, a cancel or an error of ours nothing that the command started stays behind. Where
this whole program is killed, the command goes on, its output is still kept and its end written down (see `keeper`).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from cloud_assist import process_identity
from cloud_assist.errors import ExecutionError, ExitCode
from cloud_assist.models import RunResult
from cloud_assist.running.capture import Batches, Capture
from cloud_assist.running.control import LeftRunningError, Limits, RunControl
from cloud_assist.running.kept import Kept, keep
from cloud_assist.running.processes import TAG, ProcessTree, named, prepare_for_run, release_orphans
from cloud_assist.running.spool import SPOOL_LIMIT, Spool
from cloud_assist.running.stopping import holds, stopped

_LOOK_S = 60.0
"""How long to wait for something to happen where no limit holds."""
_DRAIN_S = 0.5
"""How long to read on after bash has ended, where somebody still holds a pipe."""


@dataclass(frozen=True, slots=True)
class Started:
    """A command that is about to run: its process is there and waits. What a journal needs to find it again."""

    pid: int
    pgid: int
    """Its process group; the same number, since bash leads it."""
    start_time: float
    """Seconds since the epoch, as the kernel has it: together with the pid it names one process for ever."""
    spool_path: Path


async def run(
    command: str,
    *,
    cwd: Path,
    environ: Mapping[str, str],
    limits: Limits,
    spool_path: Path,
    on_output: Callable[[str], None],
    control: RunControl,
    on_started: Callable[[Started], None],
) -> RunResult:
    """Run `command` with `bash --noprofile --norc -c` and return how it ended.

    Args:
        command: the exact text; passed on byte for byte.
        cwd: working directory.
        environ: the whole environment of the command; a tag named `processes.TAG` is added.
        limits: how long it may take, and how it is stopped.
        spool_path: file for the output, made anew with mode 0600.
        on_output: called with decoded output, at most some 20 times a second, at most some 64 k characters a time.
        control: stops it or gives it more time.
        on_started: called once, when the process exists and before it becomes the command. Where it raises, or this
            program ends meanwhile, nothing runs.

    Raises:
        LeftRunningError: `control.let_go` was called: it goes on under its keeper.
        ExecutionError: nothing was run: no bash, no such folder, a text that cannot be passed on, no place for output.
        asyncio.CancelledError: the task was cancelled; everything the command started has been ended by then.
    """
    bash = _checked(command, cwd, environ)
    changed = asyncio.Event()
    batches = Batches(on_output, control.leave_out)
    capture = Capture(Spool(spool_path), batches, changed.set)
    control.attach(changed.set)
    began = time.monotonic()
    process: Kept | None = None
    tree: ProcessTree | None = None
    try:
        if control.cancelled:
            return _result(capture, 0.0, None, _Ending(_Why.CANCELLED))
        process, tree = await _start(bash, command, cwd, {**environ, TAG: str(spool_path)}, capture)
        tree.stop = limits.stop
        control.attach(changed.set, partial(holds, tree))
        on_started(
            Started(process.pid, process.pid, process_identity.start_time(process.pid) or time.time(), spool_path)
        )
        await process.go()
        watch = _Watch(process, tree, capture, control, changed)
        why = await watch.until_ended(began, limits.timeout_s, limits.usual_s)
        ending = await watch.finish(why)
        return _result(capture, time.monotonic() - began, process.returncode, ending)
    except BaseException as error:
        if process is not None and tree is not None and await _goes_on(error, tree, control):
            await _despite_cancellation(process.leave())
        elif tree is not None:
            await _despite_cancellation(tree.end())
        raise
    finally:
        control.attach(None)
        capture.close()
        if process is not None:
            await _despite_cancellation(process.close())
        if tree is not None:
            tree.close()


async def _goes_on(error: BaseException, tree: ProcessTree, control: RunControl) -> bool:
    """Return whether a command goes on although this side of it ends with `error`; say so to `control`."""
    if isinstance(error, LeftRunningError):
        return True
    if isinstance(error, asyncio.CancelledError):
        future = asyncio.ensure_future(asyncio.to_thread(holds, tree))
        await _despite_cancellation(future)
        control.left = future.result()
        return control.left
    return False


def _checked(command: str, cwd: Path, environ: Mapping[str, str]) -> str:
    """Return bash's path, or raise where it is clear that nothing can be started."""
    bash = shutil.which("bash", path=environ.get("PATH"))
    if bash is None:
        raise ExecutionError(
            "The command was not run: bash was not found.",
            why="It is not on the PATH.",
            todo="Install bash, or add its folder to PATH.",
        )
    if not _is_folder(cwd):
        raise ExecutionError(
            f"The command was not run: {cwd} is not a folder.",
            why="It was deleted or moved, or you have no access.",
            todo="cd to an existing folder and start again.",
        )
    if "\0" in command:
        raise ExecutionError(
            "The command was not run: it contains a NUL character.", todo="Edit the command and remove it."
        )
    if len(command) >= _longest_argument():
        raise _not_started(OSError(errno.E2BIG, os.strerror(errno.E2BIG)))
    return bash


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above it may not be looked into
        return False


def _longest_argument() -> int:
    """Return how many bytes one argument of a program may have: execve(2), "Limits on size of arguments"."""
    return 32 * os.sysconf("SC_PAGE_SIZE") if sys.platform.startswith("linux") else os.sysconf("SC_ARG_MAX")


async def _start(
    bash: str, command: str, cwd: Path, environ: Mapping[str, str], capture: Capture
) -> tuple[Kept, ProcessTree]:
    """Make the process; where the task is cancelled meanwhile, end it again before that takes effect."""
    before = prepare_for_run()
    spawning = asyncio.ensure_future(_spawn(bash, command, cwd, environ, capture))
    cancelled = await _despite_cancellation(spawning)
    try:
        process = spawning.result()
    except ExecutionError:
        release_orphans()
        raise
    tree = ProcessTree(process.pid, environ[TAG], before)
    if cancelled:
        await _despite_cancellation(process.close())
        tree.close()
        raise asyncio.CancelledError
    return process, tree


async def _spawn(bash: str, command: str, cwd: Path, environ: Mapping[str, str], capture: Capture) -> Kept:
    try:
        process = await keep(
            [bash, "--noprofile", "--norc", "-c", command],
            cwd=cwd,
            environ=environ,
            pipes=capture.open(),
            spool=capture.spool.path,
            limit=SPOOL_LIMIT,
        )
    except OSError as error:
        raise _not_started(error) from error
    except ValueError as error:  # UnicodeEncodeError among them
        raise ExecutionError(
            "The command was not run: it cannot be passed to bash.",
            why=f"It, or its environment, contains characters that cannot be encoded: {error}.",
            todo="Edit the command and remove them.",
        ) from error
    capture.start()
    return process


def _not_started(error: OSError) -> ExecutionError:
    if error.errno == errno.E2BIG:
        return ExecutionError(
            "The command was not run: it is too long.",
            why="The system limits the size of a command and its environment.",
            todo="Save the long part to a file and read it from there.",
        )
    return ExecutionError(
        "The command was not run: bash could not be started.",
        why=f"{error.strerror or error}.",
        todo="Free some memory or stop some processes, check the working directory, and run it again.",
    )


class _Why(Enum):
    """Why a command has ended, or has to be ended."""

    BY_ITSELF = "by itself"
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    UNWATCHED = "unwatched"
    """Its keeper is gone."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """How a command ended."""

    why: _Why
    notes: tuple[str, ...] = ()
    """What the person must know."""
    own_status: int | None = None
    """As `RunResult.own_status`."""
    killed: bool = False
    """As `RunResult.killed`."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """A command under way, and what is listened to meanwhile."""

    process: Kept
    tree: ProcessTree
    capture: Capture
    control: RunControl
    changed: asyncio.Event
    """Set when something happened that is worth a look."""

    async def until_ended(self, began: float, timeout_s: float | None, usual_s: float | None) -> _Why:
        """Pass output on until bash has ended, or has to be ended.

        Raises:
            ExecutionError: it could not be run.
            LeftRunningError: it was let go.
        """
        exited = asyncio.ensure_future(self.process.wait())
        exited.add_done_callback(lambda _: self.changed.set())
        try:
            while not exited.done():
                if self.control.left:
                    raise LeftRunningError
                if self.control.cancelled:
                    return _Why.CANCELLED
                taken = time.monotonic() - began
                if timeout_s is not None and taken >= timeout_s + self.control.extra_s:
                    return _Why.TIMED_OUT
                if usual_s is not None and taken >= usual_s:
                    self.control.on_overdue(usual_s)
                    usual_s = None
                limits = (timeout_s and timeout_s + self.control.extra_s, usual_s)
                await self.pause(min((limit - taken for limit in limits if limit is not None), default=_LOOK_S))
            exited.result()
        except OSError as error:
            raise _not_started(error) from error
        finally:
            exited.cancel()
        return _Why.BY_ITSELF if self.process.returncode is not None else _Why.UNWATCHED

    async def finish(self, why: _Why) -> _Ending:
        """End what must be ended, by its kind, and read the rest of the output."""
        if why is _Why.BY_ITSELF:
            await self._drain()
            return _Ending(why, await _left_running(self.tree, holds_pipe=not self.capture.ended))
        notes = []
        if why is _Why.UNWATCHED:
            notes.append("the process that supervised the command was killed, so the command was stopped")
        done = await stopped(self.tree, self.control, pause=self.pause, last_line=self.capture.last_line)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.0):
                await self.process.wait()
        await self._drain()
        own = done.own_status(self.process.returncode)
        return _Ending(why, (*notes, *done.notes(own)), own, self.control.killed)

    async def pause(self, at_most_s: float) -> None:
        """Wait for something to happen; send a batch that is due."""
        self.changed.clear()
        due = self.capture.batches.due_in
        if due == 0.0:
            self.capture.batches.send()
            due = None
        try:
            async with asyncio.timeout(at_most_s if due is None else min(due, at_most_s)):
                await self.changed.wait()
        except TimeoutError:
            return

    async def _drain(self) -> None:
        deadline = time.monotonic() + _DRAIN_S
        while not self.capture.ended and (left := deadline - time.monotonic()) > 0:
            await self.pause(left)


async def _despite_cancellation(work: Coroutine[Any, Any, object] | asyncio.Future[Any]) -> bool:
    """Wait for `work` to end, whatever comes; return whether the waiting task was cancelled. Errors stay in `work`."""
    future = asyncio.ensure_future(work)
    cancelled = False
    while not future.done():
        try:
            await asyncio.wait([future])
        except asyncio.CancelledError:
            cancelled = True
    return cancelled


async def _left_running(tree: ProcessTree, *, holds_pipe: bool) -> tuple[str, ...]:
    living = await asyncio.to_thread(tree.living)
    if not living:
        return ()
    lost = ", and its further output is lost" if holds_pipe else ""
    return (f"the command left a process running: {named(living)}{lost}",)


def _result(capture: Capture, duration_s: float, returncode: int | None, ending: _Ending) -> RunResult:
    capture.close()
    capture.batches.send()
    head, tail = capture.head_and_tail()
    number = -returncode if returncode is not None and returncode < 0 else None
    if ending.why is _Why.TIMED_OUT:
        status = int(ExitCode.TIMED_OUT)
    elif ending.why is _Why.CANCELLED:
        status = int(ExitCode.CANCELLED)
    elif number is not None:
        status = 128 + number
    else:
        status = returncode if returncode is not None else 128 + signal.SIGKILL
    told = [*ending.notes, *([capture.spool.note] if capture.spool.note else [])]
    return RunResult(
        exit_status=status,
        duration_s=duration_s,
        head=head,
        tail=tail,
        output_bytes=capture.total,
        spool_path=str(capture.spool.path),
        error_tail=capture.error_tail(),
        signal=number,
        timed_out=ending.why is _Why.TIMED_OUT,
        cancelled=ending.why is _Why.CANCELLED,
        own_status=ending.own_status,
        killed=ending.killed,
        truncated=capture.spool.truncated,
        note="; ".join(told),
    )
