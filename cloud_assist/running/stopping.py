"""Stops a command by the kind of what it runs: whom it asks, whom it leaves alone, and when it has obeyed.

| process | is |
|---|---|
| a shell, `xargs`, `find`: what would start the next command | frozen, and ended once the others have |
| the program that holds a lock or a half-done change | asked once, with the signal of its record |
| what that program started: providers, hooks, a `dpkg` below `apt` | left to it |
| the rest: `tee`, `grep` behind a pipe | left until then, so that no pipe breaks |

What decides is what runs at that moment, whatever the command's text says: a script may run `terraform`.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import re
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from cloud_assist.running.control import LeftRunningError, RunControl, StopState
from cloud_assist.running.frozen_pipes import empty_pipes
from cloud_assist.running.keeper import asked_file
from cloud_assist.running.processes import ProcessTree, named, send, under_way
from cloud_assist.tools.stopping import StopPolicy, gravest, policy_of
from cloud_assist.tools.tool import Signal

_STARTERS = frozenset({"bash", "sh", "dash", "zsh", "ksh", "ash", "busybox", "fish", "xargs", "find"})
"""Programs that go on to their next command when one has ended. What they would read, frozen, is read away."""
_INTERPRETER = re.compile(r"(python|pypy|node|nodejs|ruby|perl)[\d.]*")
_LOOK_S = 0.1
"""Between two looks at what lives, in the first seconds."""
_LATER_S = 0.4
"""Between two looks after that."""
_SOON_S = 3.0
_TELL_S = 1.0
"""Between two words about a command that was asked to stop."""
_DRAIN_S = 0.5
"""How long what reads a command's output may go on once that has ended."""
_NUMBERS = {Signal.INTERRUPT: signal.SIGINT, Signal.TERMINATE: signal.SIGTERM}


class Stopped(NamedTuple):
    """How a command came to its end that was asked to stop."""

    obeyed: bool
    """Whether what was asked by its kind ended by itself."""
    status: int | None
    """Its exit status then, as `subprocess` has it; None where the system does not tell."""
    whole: bool
    """Whether all of it ended by itself: nothing was frozen that would have gone on."""
    stuck: list[psutil.Process]
    """What could not be ended; usually nothing."""

    def own_status(self, noted: int | None) -> int | None:
        """Return the status with which it ended by itself, given how its shell ended; None where it was ended."""
        if not self.obeyed:
            return None
        return noted if self.status is None and self.whole else self.status

    def notes(self, own_status: int | None) -> list[str]:
        """Return what the person must know."""
        notes = []
        if self.obeyed:
            notes.append(f"asked to stop, it ended {_by_itself(own_status)}")
        if self.stuck:
            notes.append(f"a process could not be stopped: {named(self.stuck)}")
        return notes


def _by_itself(status: int | None) -> str:
    if status is None:
        return "by itself"
    return f"by itself with exit status {status}" if status >= 0 else f"by signal {-status}"


async def stopped(
    tree: ProcessTree,
    control: RunControl,
    *,
    pause: Callable[[float], Awaitable[None]],
    last_line: Callable[[], str],
) -> Stopped:
    """Ask a command to stop, wait until it has, then end what is left of it.

    What holds a lock is waited for as long as it takes, unless `control.kill` says otherwise; the rest is ended when
    its grace is over, or when it is asked again.

    Args:
        tree: what the command started.
        control: is told of the wait, and may shorten it.
        pause: waits for some seconds at most, less where something happens; output is passed on meanwhile.
        last_line: returns the latest line of output.

    Raises:
        LeftRunningError: `control.let_go` was called.
    """
    asking = Asking(tree)
    began = told = time.monotonic()
    before = control.requests
    policy = await asyncio.to_thread(asking.ask)
    asked = policy is not None
    while policy is not None and not control.killed:
        left_s = policy.grace_s - (time.monotonic() - began)
        if not policy.holds and (left_s <= 0 or control.requests > before):
            break
        if control.left:
            raise LeftRunningError
        if time.monotonic() >= told:
            control.on_stopping(_state(policy, max(left_s, 0.0), last_line()))
            told += _TELL_S
        await pause(_LOOK_S if time.monotonic() - began < _SOON_S else _LATER_S)
        policy = await asyncio.to_thread(asking.ask)
    obeyed = asked and policy is None
    if obeyed:
        await _readers_ended(asking, pause)
    stuck = await tree.end(at_once=control.killed)
    asking.forget()
    return Stopped(obeyed, asking.status, asking.froze_nothing, stuck)


def holds(tree: ProcessTree) -> bool:
    """Return whether a command holds a lock or a half-done change at this moment, so that it must not be killed."""
    found = _Found(tree.living())
    return any(policy.holds for _, policy in found.holders() or found.others(tree.stop))


@atexit.register
def end_everything_now() -> None:
    """Kill what every command under way has started, at once: for the moment before this process has to go.

    What holds a lock or a half-done change goes on under its keeper.
    """
    for tree in under_way():
        if not holds(tree):
            tree.signal_group(signal.SIGKILL)
            send(tree.living(), signal.SIGKILL)


async def _readers_ended(asking: Asking, pause: Callable[[float], Awaitable[None]]) -> None:
    """Let what reads from a program that has ended come to the end of it."""
    deadline = time.monotonic() + _DRAIN_S
    while time.monotonic() < deadline and await asyncio.to_thread(asking.others_live):
        await pause(_LOOK_S)


def _state(policy: StopPolicy, seconds_left: float, last_line: str) -> StopState:
    return StopState(policy.program, policy.signal.value, seconds_left, last_line, policy.holds, policy.leaves)


class Asking:
    """Asks one running command to stop."""

    def __init__(self, tree: ProcessTree) -> None:
        self._tree = tree
        self._file = Path(asked_file(tree.tag))
        self._before = _asked_before(self._file)
        self._asked: dict[int, StopPolicy] = {}
        self._frozen: dict[int, psutil.Process] = {}
        self.status: int | None = None
        """The exit status of the last asked that ended, as `subprocess` has it; None where the system does not tell."""

    @property
    def froze_nothing(self) -> bool:
        """Whether nothing was there that would have started another command."""
        return not self._frozen

    def ask(self) -> StopPolicy | None:
        """Freeze what would go on, and ask whom nobody has asked yet. Takes some milliseconds.

        Returns:
            The gravest policy of those who have still to obey; None where there is none (more).
        """
        found = _Found(self._tree.living())
        while new := [each for each in found.starters() if each.pid not in self._frozen]:
            send(new, signal.SIGSTOP)
            self._frozen |= {each.pid: each for each in new}
            found = _Found(self._tree.living())  # what they started meanwhile
        self._note_ends(found)
        asked = found.holders() or ([] if self._asked else found.others(self._tree.stop))
        self._ask([(process, policy) for process, policy in asked if process.pid not in self._asked])
        living = [policy for pid, policy in self._asked.items() if pid in found.processes]
        if living:
            empty_pipes(self._frozen.keys(), found.processes.keys() - self._frozen.keys())
        return gravest(living) if living else None

    def _ask(self, asked: Sequence[tuple[psutil.Process, StopPolicy]]) -> None:
        """Ask those whom nobody has asked, once all of them are noted: where one ends at once, the next is known."""
        if not asked:
            return
        self._asked |= {process.pid: policy for process, policy in asked}
        self._note()
        for process, policy in asked:
            if process.pid not in self._before:
                send((process,), _heeded(process, policy))

    def _note(self) -> None:
        """Write down who was asked: another cloud-assist must not ask again, and the keeper ends what is frozen.

        At one stroke: a keeper that reads no names takes it that all have ended.
        """
        new = self._file.with_suffix(".asking")
        with contextlib.suppress(OSError):
            new.touch(0o600)
            new.write_text("".join(f"{pid}\n" for pid in sorted(self._asked)), "ascii")
            new.replace(self._file)

    def forget(self) -> None:
        """Remove what was written down: all of it has ended."""
        with contextlib.suppress(OSError):
            self._file.unlink()

    def others_live(self) -> bool:
        """Return whether something lives that is not frozen."""
        return any(process.pid not in self._frozen for process in self._tree.living())

    def _note_ends(self, found: _Found) -> None:
        for pid in self._asked:
            if pid not in found.processes and (status := _status_of_ended(pid)) is not None:
                self.status = status


def _asked_before(file: Path) -> set[int]:
    """Return the processes that an earlier cloud-assist asked to stop."""
    try:
        return {int(line) for line in file.read_text("ascii").split()}
    except (OSError, ValueError):
        return set()


class _Found:
    """The living processes of a command, by what they are."""

    def __init__(self, living: Iterable[psutil.Process]) -> None:
        self.processes = {process.pid: process for process in living}
        self._parents = {pid: _parent(process) for pid, process in self.processes.items()}
        words = {pid: _words(process) for pid, process in self.processes.items()}
        self._starters = {pid for pid, line in words.items() if line and line[0] in _STARTERS}
        known = ((pid, policy_of(line)) for pid, line in words.items() if pid not in self._starters)
        self._asked = {pid: policy for pid, policy in known if policy.signal is Signal.INTERRUPT}

    def starters(self) -> list[psutil.Process]:
        """Return the shells and their like, but for those that a program which is asked has started itself."""
        return [self.processes[pid] for pid in self._starters if not self._below(pid, self._asked)]

    def holders(self) -> list[tuple[psutil.Process, StopPolicy]]:
        """Return what is asked by its record: the outermost, each with its policy."""
        return [
            (self.processes[pid], policy) for pid, policy in self._asked.items() if not self._below(pid, self._asked)
        ]

    def others(self, given: StopPolicy) -> list[tuple[psutil.Process, StopPolicy]]:
        """Return the outermost programs, where no record names them and the command's text says how to ask."""
        if given.signal is not Signal.INTERRUPT:
            return []
        programs = self.processes.keys() - self._starters
        return [(self.processes[pid], given) for pid in programs if not self._below(pid, programs)]

    def _below(self, pid: int, others: Iterable[int]) -> bool:
        above = self._parents.get(pid, 0)
        while above in self._parents:
            if above in others:
                return True
            above = self._parents[above]
        return False


def _parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0


def _words(process: psutil.Process) -> Sequence[str]:
    """Return a command line with the program's base name first: of `python /usr/bin/aws s3` "aws", "s3"."""
    try:
        line = process.cmdline()
    except psutil.Error:
        return ()
    if not line:
        return ()
    name = os.path.basename(line[0]).removeprefix("-")  # noqa: PTH119 - a name, which may be no path
    if not _INTERPRETER.fullmatch(name):
        return (name, *line[1:])
    at = next((number for number, word in enumerate(line) if number and word[:1] != "-"), 0)
    if not at or line[at - 1] in {"-c", "-e"}:
        return (name, *line[1:])
    return (os.path.basename(line[at]), *line[at + 1 :])  # noqa: PTH119


def _heeded(process: psutil.Process, policy: StopPolicy) -> signal.Signals:
    """Return the signal of a policy, or TERM where the program ignores INT: one started with `&` does."""
    number = _NUMBERS[policy.signal]
    ignored = 0
    with contextlib.suppress(OSError, ValueError, StopIteration):
        lines = Path(f"/proc/{process.pid}/status").read_text("ascii", "replace").splitlines()
        ignored = int(next(line for line in lines if line.startswith("SigIgn:")).split()[1], 16)
    return signal.SIGTERM if ignored >> (number - 1) & 1 else number


def _status_of_ended(pid: int) -> int | None:
    """Return how a process ended that nobody has waited for yet; None where that cannot be seen."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return os.waitstatus_to_exitcode(int(fields[-1])) if fields[0] == "Z" else None
    except (OSError, ValueError, IndexError):
        return None
