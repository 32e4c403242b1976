"""The session's jobs: commands that go on in the background, each in a task of its own, and what is told of them.

A job's work is a task that runs its command, or watches one that an earlier cloud-assist started, and writes down how
it ended. Here it is only kept, steered and told of; `background` knows what makes a command a job, and what its end
means.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from cloud_assist.agent.diagnosis import diagnose
from cloud_assist.errors import ExecutionError
from cloud_assist.events import JobEnded, JobEvent, JobOutput, JobTaken
from cloud_assist.models import Job, JobState, RunResult
from cloud_assist.running.capture import last_line
from cloud_assist.running.control import LeftRunningError, RunControl, StopState
from cloud_assist.spool_file import line_ends

LET_GO_S = 2.0
"""Seconds that leaving waits for the jobs to be left to their keepers."""
_TAIL = 2_000
"""Characters of a job's output that its last line is read off."""
_UNKNOWN = "Its process is gone and left no exit status. It was not started again."

_log = logging.getLogger(__name__)


class Outlet:
    """Where a command's output goes: to its request at first, to the session's jobs once it is one of them."""

    def __init__(self, show: Callable[[str, int], None]) -> None:
        """Hand each piece of output to `show`, with how many line ends it lacks."""
        self.show = show
        self._tail = ""

    def tell(self, text: str, left_out_lines: int) -> None:
        """Take a piece of output."""
        self._tail = (self._tail + text)[-_TAIL:]
        self.show(text, left_out_lines)

    @property
    def last_line(self) -> str:
        """The last line that is not empty."""
        return last_line(self._tail)


@dataclass(frozen=True, slots=True)
class Work:
    """A command under way."""

    task: asyncio.Task[RunResult | None]
    """Ends with how the command ended, written down by then; None where nobody can say."""
    control: RunControl
    outlet: Outlet
    began: float
    """When the command was started, seconds since the epoch, UTC."""
    leaves: str = ""
    """What stays behind where it is killed, and what to do about it; a sentence, or empty."""


@dataclass(frozen=True, slots=True)
class EndedJob:
    """A job that has ended and is not part of the conversation yet."""

    kept: dict[str, Any]
    """What the graph's state keeps of it, see `state.AgentState.jobs`."""
    result: RunResult | None
    """How it ended; None where nobody can say."""


@dataclass(slots=True)
class _Entry:
    job: Job
    kept: dict[str, Any]
    work: Work | None = None
    """None for one that had ended when the session was opened."""
    stopping: StopState | None = None
    """Where it stands since it was asked to stop; None before that, and where it has just been asked."""

    def take_stopping(self, state: StopState) -> None:
        """Keep what was told of its stopping."""
        self.stopping = state
        if state.leaves:
            self.job = replace(self.job, leaves=state.leaves)

    @property
    def seen(self) -> Job:
        """The job as it stands now."""
        if self.work is None or not self.job.state.runs:
            return self.job
        now = replace(self.job, last_line=self.work.outlet.last_line)
        if not self.work.control.cancelled and self.stopping is None:
            return now
        return replace(now, state=JobState.STOPPING, told=_asked(self.stopping))


@dataclass
class Jobs:
    """The jobs of one opening of a session. To be used from one event loop."""

    on_end: Callable[[], object] = lambda: None
    """Called when a job has ended and waits in `ended`."""
    ended: list[EndedJob] = field(default_factory=list)
    """Jobs whose end may not be part of the conversation yet, oldest end first."""
    _entries: dict[int, _Entry] = field(default_factory=dict)
    _events: asyncio.Queue[JobEvent] = field(default_factory=asyncio.Queue)
    _watched: bool = False

    def __contains__(self, number: int) -> bool:
        return number in self._entries

    def listed(self) -> tuple[Job, ...]:
        """Return the jobs, by their numbers: those that run, and those that have ended since the session was opened."""
        return tuple(self._entries[number].seen for number in sorted(self._entries))

    async def events(self) -> AsyncIterator[JobEvent]:
        """Yield what becomes of the jobs, for ever; there is one reader. What came before it is yielded first."""
        self._watched = True
        try:
            while True:
                yield await self._events.get()
        finally:
            self._watched = False

    # --- Beginning and end ----------------------------------------------------------------------------------------

    def taken(self, event: JobTaken) -> None:
        """Tell of a job that was taken up; its output or its end follows."""
        self._events.put_nowait(event)

    def begin(self, job: Job, kept: dict[str, Any], work: Work) -> None:
        """Have a command go on as `job`; `kept` is what the graph's state holds of it."""
        entry = _Entry(job, kept, work)
        self._entries[job.number] = entry
        work.outlet.show = partial(self._output, job.number)
        work.control.unheard()
        work.control.extend(math.inf)
        work.control.on_stopping = entry.take_stopping
        work.task.add_done_callback(partial(self._done, entry))

    def elsewhere(self, job: Job, kept: dict[str, Any], told: str) -> None:
        """Take in a job of another machine, which nobody here can watch; `told` says so."""
        self._entries[job.number] = _Entry(replace(job, told=told), kept)

    def had_ended(self, job: Job, kept: dict[str, Any], result: RunResult | None, told: str = "") -> None:
        """Take in a job that ended while nobody watched; `told` says more where there is no result."""
        text = result.text if result is not None else ""
        entry = _Entry(replace(job, last_line=last_line(text)), kept)
        self._entries[job.number] = entry
        with contextlib.suppress(OSError):  # the file is gone by now
            if result is not None and text:
                left_out = line_ends(Path(result.spool_path)) - text.count("\n")
                self._events.put_nowait(JobOutput(job.number, text, left_out))
        self._end(entry, result, told or _UNKNOWN)

    def _output(self, number: int, text: str, left_out_lines: int) -> None:
        if self._watched:  # it is in the spool file: whoever comes later reads it there
            self._events.put_nowait(JobOutput(number, text, left_out_lines))

    def _done(self, entry: _Entry, task: asyncio.Task[RunResult | None]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, LeftRunningError):
            return
        if isinstance(error, ExecutionError):  # sent to the background before it began, and it could not begin
            self._end(entry, None, str(error))
            return
        if error is not None:  # the store is at fault, for example: at the next opening its end is looked up
            _log.error("job %d: its end could not be written down", entry.job.number, exc_info=error)
            entry.job = replace(entry.seen, state=JobState.UNKNOWN, told=str(error))
            self._events.put_nowait(JobEnded(entry.job))
            return
        self._end(entry, task.result(), _UNKNOWN)

    def _end(self, entry: _Entry, result: RunResult | None, unknown: str) -> None:
        told = unknown if result is None else diagnose(result) if not result.ok and not result.cancelled else ""
        entry.job = replace(entry.seen, state=_state_of(result), result=result, told=told)
        self.ended.append(EndedJob(entry.kept, result))
        self._events.put_nowait(JobEnded(entry.job))
        self.on_end()

    # --- Steering -------------------------------------------------------------------------------------------------

    def stop(self, number: int) -> None:
        """Ask a job to stop, by its kind; nothing where it has ended."""
        for work in self._under_way(number):
            work.control.cancel()

    def kill(self, number: int) -> None:
        """End a job now, whatever it holds; nothing where it has ended."""
        for work in self._under_way(number):
            work.control.kill()

    async def let_go(self) -> None:
        """Leave what runs to its keepers: nobody here watches it any more."""
        left = [work for number in self._entries for work in self._under_way(number)]
        for work in left:
            work.control.let_go()
        if left:
            await asyncio.wait([work.task for work in left], timeout=LET_GO_S)

    def _under_way(self, number: int) -> list[Work]:
        work = self._entries[number].work if number in self._entries else None
        return [work] if work is not None and not work.task.done() else []


def _asked(stopping: StopState | None) -> str:
    """Say how long a job that was asked to stop may take."""
    if stopping is None or stopping.seconds_left <= 0:
        return ""
    return f"{stopping.program or 'It'} was asked to stop and may take {stopping.seconds_left:.0f} s more."


def _state_of(result: RunResult | None) -> JobState:
    if result is None:
        return JobState.UNKNOWN
    if result.cancelled:
        return JobState.STOPPED
    return JobState.DONE if result.ok else JobState.FAILED
