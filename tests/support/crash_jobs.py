"""One life of a session with jobs, which stops at a named point: two commands in the background, then a third request.

What `benchmarks.crash` forks for its shape `jobs`. A life that takes the session up again answers what is open, and
waits until no job runs; it may also leave at once, as somebody who quits does.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator

from cloud_assist.agent.session import Session
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    ApprovalRequired,
    CommandStarted,
    Event,
    JobEnded,
    OutputChunk,
    RetryRequired,
)
from cloud_assist.llm.port import Progress, ProposalRequest, Reply
from cloud_assist.models import Approve, Cancel
from cloud_assist.running import processes
from cloud_assist.store.journal import Journal
from tests.support.crash_driver import NOWHERE, SESSION, Case, Count, Point, after, note_unasked, set_trap, stop
from tests.support.fakes import command

JOBS = 2
"""How many requests of a life go to the background; one more follows that does not."""
_NOTED = "job noted"
_ASKED = "approval pending"
_ALL_GONE = "jobs running, everything killed"
_NO_KEEPERS = "jobs running, their keepers killed too"
_RUNNING = "jobs running"
_OF_A_COMMAND = (
    "journal begun",
    "process spawned",
    "process finished",
    "outcome written",
    "outcome in the audit trail",
)
_OF_A_JOB = (_NOTED, "job in the checkpoint", "end of a job in the conversation")


def points() -> list[Point]:
    """Return every point at which a session with jobs can be killed."""
    counted = [Point(name, number) for name in _OF_A_COMMAND for number in range(1, JOBS + 2)]
    counted += [Point(name, number) for name in _OF_A_JOB for number in range(1, JOBS + 1)]
    return [*counted, Point(_ASKED, JOBS + 1), Point(_RUNNING), Point(_NO_KEEPERS), Point(_ALL_GONE)]


class _ByPrompt:
    """Proposes the command that a request names by its last word, a number."""

    name = "scripted"

    def __init__(self, commands: list[str]) -> None:
        self._commands = commands

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        return command(self._commands[int(request.prompt.split()[-1]) - 1])

    async def close(self) -> None:
        return


def live_with_jobs(case: Case, *, resume: bool, seconds: float, answer: str, point: Point = NOWHERE) -> None:
    """Live until stopped at `point` or to the end.

    `answer`: "approve" or "cancel" every question; "look" at the first and go once no job runs; "leave" at once, with
    whatever runs.
    """
    count = Count(point.step)
    after(Journal, "background", count.stop, when=point.name == _NOTED)
    set_trap(point)
    asyncio.run(_Life(case, seconds, answer, point).live(resume))


class _Life:
    def __init__(self, case: Case, seconds: float, answer: str, point: Point) -> None:
        self._case = case
        self._answer = answer
        self._point = point
        self._asked = Count(point.step)
        self._approved: set[str] = set()
        self._pids: list[int] = []
        commands = [*case.commands(seconds)[:JOBS], *case.commands(0.0)[JOBS:]]
        self._session = Session(case.settings(), session_id=SESSION, proposer=_ByPrompt(commands))

    async def live(self, resume: bool) -> None:
        note_unasked(self._case, self._approved)
        told = asyncio.create_task(self._tell_jobs())
        if resume:
            await self._play(self._session.resume())
        else:
            for number in range(1, JOBS + 2):
                if number > JOBS:
                    self._stop_running()
                await self._play(self._session.start(f"number {number}"), background=number <= JOBS)
        while self._answer != "leave" and any(job.state.runs for job in self._session.jobs()):
            await asyncio.sleep(0.02)
        await self._session.close()
        told.cancel()
        self._case.tell({"end": "gone"})

    async def _play(self, stream: AsyncIterator[Event], *, background: bool = False) -> None:
        async for event in stream:
            match event:
                case ApprovalRequired() | RetryRequired():
                    if not self._answered(event):
                        return
                case CommandStarted(pid=pid):
                    self._pids.append(pid)
                case OutputChunk():
                    if background:
                        self._session.background()
                case AgentCompleted(outcome=outcome):
                    self._case.tell({"end": outcome.value})
                case AgentFailed():
                    self._case.tell({"end": "failed", "why": f"{event.what} {event.why}"})
                case _:
                    pass

    def _answered(self, question: ApprovalRequired | RetryRequired) -> bool:
        """Answer a question; False where it is left open."""
        if self._point.name == _ASKED:
            self._asked.stop()
        if self._answer in {"look", "leave"}:
            return False
        if isinstance(question, ApprovalRequired) and self._answer == "approve":
            self._approved.add(question.assessment.command)
            return self._session.answer(question.question_id, Approve(question.assessment.binding.digest))
        return self._session.answer(question.question_id, Cancel())

    async def _tell_jobs(self) -> None:
        async for event in self._session.job_events():
            if isinstance(event, JobEnded):
                self._case.tell({"job": event.job.number, "state": event.job.state.value})

    def _stop_running(self) -> None:
        """Stop here, with the jobs under way, where that is the point."""
        name = self._point.name
        if name not in {_RUNNING, _NO_KEEPERS, _ALL_GONE}:
            return
        with contextlib.suppress(ProcessLookupError):
            for pid in list(processes.keepers) if name != _RUNNING else []:
                os.kill(pid, signal.SIGKILL)
            for pid in self._pids if name == _ALL_GONE else []:
                os.killpg(pid, signal.SIGKILL)
        stop()
