"""Finding and ending everything that a command started, also what left its process group.

Three ways to know a descendant, since each one has a hole: the process group (left by setsid), the tree of parents
(broken where a parent has ended) and a tag in the environment that children inherit (lost where it is cleared). On
Linux orphans are moreover handed to us rather than to init while a command runs (PR_SET_CHILD_SUBREAPER, prctl(2)).
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import psutil

from cloud_assist.tools.stopping import EVERY_PROGRAM, StopPolicy

TAG = "CLOUD_ASSIST_RUN"
"""Environment variable that every process of one run carries; its value is the run's own."""
KEEPER = "keeper"
"""The tag of the process that watches over a command: part of no run."""
_GRACE_S = 0.5
"""Between asking to end (TERM) and ending (KILL)."""
_PR_SET_CHILD_SUBREAPER = 36
_ROUNDS = 20
"""How often to look again for processes that were started while others were being ended; 50 ms apart."""

keepers: set[int] = set()
"""Processes of ours that watch over a command, while they live; whoever started one waits for it."""
keepers_left: list[subprocess.Popen[bytes]] = []
"""Those of commands that were let go; nobody waits for them, so they are collected once they have ended."""
_active: dict[int, ProcessTree] = {}
_adopted: set[int] = set()


def _adopt_orphans(on: bool) -> None:
    """Make orphaned descendants our children, where the platform has it."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)


def prepare_for_run() -> frozenset[int]:
    """Start to adopt orphans; return the children we already have, which no run may touch."""
    _reap_adopted()
    _adopt_orphans(True)
    return children()


def children() -> frozenset[int]:
    """Return the children that this program has now."""
    return frozenset(_children_of(os.getpid()))


def release_orphans() -> None:
    """Let init have new orphans again, unless another command is under way."""
    if not _active:
        _adopt_orphans(False)
    _reap_adopted()


def _reap_adopted() -> None:
    """Collect orphans that were handed to us and have ended; only these, never a child that somebody waits for."""
    for pid in list(_adopted):
        try:
            done, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            done = pid
        if done:
            _adopted.discard(pid)
    for keeper in [keeper for keeper in keepers_left if keeper.poll() is not None]:
        keepers_left.remove(keeper)
        keepers.discard(keeper.pid)


def _children_of(pid: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(pid).children()]
    except psutil.Error:
        return []


@dataclass(slots=True)
class ProcessTree:
    """What one command started."""

    pid: int
    """Of bash; also the process group and the session."""
    tag: str
    """Value of `TAG` in its environment."""
    before: frozenset[int]
    """Our own children from before: never part of it."""
    began: float = field(default_factory=time.time)
    """Seconds since the epoch."""
    stop: StopPolicy = EVERY_PROGRAM
    """What the command's text says of how it is stopped."""
    only_looked_at: bool = False
    """Whether nobody here answers for it: it needs no `close`, and is not ended with this program."""

    def __post_init__(self) -> None:
        if not self.only_looked_at:
            _active[self.pid] = self

    def close(self) -> None:
        """Forget the tree: from here on what still runs was left on purpose, and has been told."""
        for pid in _children_of(os.getpid()):
            with contextlib.suppress(OSError):
                if os.getsid(pid) == self.pid:
                    _adopted.add(pid)
        _active.pop(self.pid, None)
        release_orphans()

    def living(self) -> list[psutil.Process]:
        """Return the processes of this command that run, bash itself included. Takes some milliseconds."""
        me = os.getpid()
        processes: dict[int, psutil.Process] = {}
        children: dict[int, list[int]] = {}
        owned: list[int] = []
        for process in psutil.process_iter():
            pid = process.pid
            if pid == me or pid in self.before:
                continue
            with contextlib.suppress(psutil.Error, OSError), process.oneshot():
                parent = process.ppid()
                processes[pid] = process
                children.setdefault(parent, []).append(pid)
                if self._owns(process, me, parent):
                    owned.append(pid)
        found: set[int] = set()
        while owned:
            pid = owned.pop()
            if pid not in found:
                found.add(pid)
                owned += children.get(pid, [])
        return [processes[pid] for pid in found if pid in processes and _runs(processes[pid])]

    def _owns(self, process: psutil.Process, me: int, parent: int) -> bool:
        pid = process.pid
        if pid == self.pid:
            return True
        inside = self.pid in {os.getpgid(pid), os.getsid(pid)}
        if not inside and process.create_time() < self.began - 1:
            return False
        orphan = parent == me and os.getsid(pid) != os.getsid(0) and pid not in _active and pid not in keepers
        if orphan:
            _adopted.add(pid)
        if inside:
            return True
        tag = process.environ().get(TAG)
        if tag == KEEPER:
            _adopted.discard(pid)
        # Without a tag it may be any command's: it is this one's only where no other one is under way.
        return tag == self.tag or (orphan and tag is None and len(_active) == 1)

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the process group; nothing where it is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    async def end(self, *, at_once: bool = False) -> list[psutil.Process]:
        """End everything: TERM, half a second, KILL, until nothing is left.

        All of it is frozen first: a shell whose child ended a moment before it would go on to its next command.

        Args:
            at_once: whether it is killed without being asked.

        Returns:
            What could not be ended (another user's, or stuck in the kernel); usually nothing.
        """
        self.signal_group(signal.SIGSTOP)
        if not at_once:
            await self._ask_all()
        self.signal_group(signal.SIGKILL)
        return await self._kill_what_is_left()

    async def _ask_all(self) -> None:
        """Send TERM to all of it and give it half a second."""
        living = await asyncio.to_thread(self.living)
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGCONT):  # a stopped process takes no TERM
            send(living, number)
            self.signal_group(number)
        deadline = time.monotonic() + _GRACE_S
        while time.monotonic() < deadline:
            if not await asyncio.to_thread(self.living):
                break
            await asyncio.sleep(0.03)

    async def _kill_what_is_left(self) -> list[psutil.Process]:
        left: list[psutil.Process] = []
        for _ in range(_ROUNDS):
            left = await asyncio.to_thread(self.living)
            if not left:
                break
            send(left, signal.SIGKILL)
            await asyncio.sleep(0.05)
        _reap_adopted()
        return left


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def send(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    """Send a signal to those that are there still."""
    for process in processes:
        with contextlib.suppress(psutil.Error):  # psutil compares the start time first: never another process
            process.send_signal(number)


def under_way() -> list[ProcessTree]:
    """Return what the commands of this process started that it waits for."""
    return list(_active.values())


def named(processes: Iterable[psutil.Process]) -> str:
    """Return up to five processes in words: `sleep (pid 4711), …`."""
    words = []
    for process in list(processes)[:5]:
        try:
            words.append(f"{process.name()} (pid {process.pid})")
        except psutil.Error:
            words.append(f"pid {process.pid}")
    return ", ".join(words)
