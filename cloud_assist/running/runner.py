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
from pathlib import Path
from typing import Any

from cloud_assist import process_identity
from cloud_assist.errors import ExecutionError, ExitCode
from cloud_assist.models import RunResult
from cloud_assist.running.capture import Batches, Capture
from cloud_assist.running.kept import Kept, keep
from cloud_assist.running.processes import TAG, ProcessTree, named, prepare_for_run, release_orphans
from cloud_assist.running.spool import SPOOL_LIMIT, Spool

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


class RunControl:
    """Stops a running command, or gives it more time. To be used from the loop that runs it."""

    def __init__(self) -> None:
        self.cancelled = False
        self.extra_s = 0.0
        """Seconds granted beyond the time limit."""
        self.left_out_lines = 0
        """Line ends that the output has beyond those of the latest batch for the screen."""
        self._wake: Callable[[], None] | None = None

    def cancel(self) -> None:
        """Stop the command; before it has started, it does not start at all."""
        self.cancelled = True
        if self._wake:
            self._wake()

    def extend(self, seconds: float) -> None:
        """Move the time limit `seconds` further away."""
        self.extra_s += seconds
        if self._wake:
            self._wake()

    def leave_out(self, lines: int) -> None:
        """Note how many line ends the batch that comes next lacks."""
        self.left_out_lines = lines

    def attach(self, wake: Callable[[], None] | None) -> None:
        """Let a run be told of changes; None when it has ended."""
        self._wake = wake


async def run(
    command: str,
    *,
    cwd: Path,
    environ: Mapping[str, str],
    timeout_s: float,
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
        timeout_s: seconds until it is stopped; `control.extend` adds to it.
        spool_path: file for the output, made anew with mode 0600.
        on_output: called with decoded output, at most some 20 times a second, at most some 64 k characters a time.
        control: stops it or gives it more time.
        on_started: called once, when the process exists and before it becomes the command. Where it raises, or this
            program ends meanwhile, nothing runs.

    Raises:
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
            return _result(capture, 0.0, None, cancelled=True)
        process, tree = await _start(bash, command, cwd, {**environ, TAG: str(spool_path)}, capture)
        on_started(
            Started(process.pid, process.pid, process_identity.start_time(process.pid) or time.time(), spool_path)
        )
        await process.go()
        ended = await _until_ended(process, capture, control, changed, began + timeout_s)
        notes = await _finish(process, tree, capture, changed, ended=ended)
        return _result(
            capture,
            time.monotonic() - began,
            process.returncode,
            timed_out=ended == "timeout",
            cancelled=ended == "cancel",
            notes=notes,
        )
    except BaseException:
        if tree is not None:
            await _despite_cancellation(tree.end())
        raise
    finally:
        control.attach(None)
        capture.close()
        if process is not None:
            await _despite_cancellation(process.close())
        if tree is not None:
            tree.close()


def _checked(command: str, cwd: Path, environ: Mapping[str, str]) -> str:
    """Return bash's path, or raise where it is clear that nothing can be started."""
    bash = shutil.which("bash", path=environ.get("PATH"))
    if bash is None:
        raise ExecutionError(
            "The command was not run: bash was not found.",
            why="It is not on the PATH.",
            todo="Install bash, or add its folder to PATH.",
        )
    if not cwd.is_dir():
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


async def _until_ended(
    process: Kept, capture: Capture, control: RunControl, changed: asyncio.Event, deadline: float
) -> str:
    """Pass output on until bash has ended; return why it has to be ended: "timeout", "cancel", or "" if by itself.

    "lost" says that nobody watches over it any more.

    Raises:
        ExecutionError: it could not be run.
    """
    exited = asyncio.ensure_future(process.wait())
    exited.add_done_callback(lambda _: changed.set())
    try:
        while not exited.done():
            if control.cancelled:
                return "cancel"
            left = deadline + control.extra_s - time.monotonic()
            if left <= 0:
                return "timeout"
            await _pass_on(capture, changed, left)
        exited.result()
    except OSError as error:
        raise _not_started(error) from error
    finally:
        exited.cancel()
    return "" if process.returncode is not None else "lost"


async def _pass_on(capture: Capture, changed: asyncio.Event, at_most_s: float) -> None:
    """Wait for something to happen; send a batch that is due."""
    changed.clear()
    due = capture.batches.due_in
    if due == 0.0:
        capture.batches.send()
        due = None
    try:
        async with asyncio.timeout(at_most_s if due is None else min(due, at_most_s)):
            await changed.wait()
    except TimeoutError:
        return


async def _finish(
    process: Kept, tree: ProcessTree, capture: Capture, changed: asyncio.Event, *, ended: str
) -> list[str]:
    """End what must be ended, read the rest of the output, return what the person must know."""
    if not ended:
        await _drain(capture, changed)
        return await _left_running(tree, holds_pipe=not capture.ended)
    notes = (
        ["the process that supervised the command was killed, so the command was stopped"] if ended == "lost" else []
    )
    stuck = await tree.end()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1.0):
            await process.wait()
    await _drain(capture, changed)
    return [*notes, *([f"a process could not be stopped: {named(stuck)}"] if stuck else [])]


async def _drain(capture: Capture, changed: asyncio.Event) -> None:
    deadline = time.monotonic() + _DRAIN_S
    while not capture.ended and (left := deadline - time.monotonic()) > 0:
        await _pass_on(capture, changed, left)


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


async def _left_running(tree: ProcessTree, *, holds_pipe: bool) -> list[str]:
    living = await asyncio.to_thread(tree.living)
    if not living:
        return []
    lost = ", and its further output is lost" if holds_pipe else ""
    return [f"the command left a process running: {named(living)}{lost}"]


def _result(
    capture: Capture,
    duration_s: float,
    returncode: int | None,
    *,
    timed_out: bool = False,
    cancelled: bool = False,
    notes: list[str] | None = None,
) -> RunResult:
    capture.close()
    capture.batches.send()
    head, tail = capture.head_and_tail()
    number = -returncode if returncode is not None and returncode < 0 else None
    if timed_out:
        status = int(ExitCode.TIMED_OUT)
    elif cancelled:
        status = int(ExitCode.CANCELLED)
    elif number is not None:
        status = 128 + number
    else:
        status = returncode if returncode is not None else 128 + signal.SIGKILL
    told = [*(notes or []), *([capture.spool.note] if capture.spool.note else [])]
    return RunResult(
        exit_status=status,
        duration_s=duration_s,
        head=head,
        tail=tail,
        output_bytes=capture.total,
        spool_path=str(capture.spool.path),
        error_tail=capture.error_tail(),
        signal=number,
        timed_out=timed_out,
        cancelled=cancelled,
        truncated=capture.spool.truncated,
        note="; ".join(told),
    )
