"""One life of a session in a process of its own, ended by SIGKILL at a named point; what `benchmarks.crash` forks."""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cloud_assist.agent.session import Session
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    ApprovalRequired,
    CommandStarted,
    InputRequired,
    OutputChunk,
    RetryRequired,
    Step,
    StepStarted,
)
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import Approve, Cancel
from cloud_assist.settings import Settings, load_settings
from cloud_assist.shell import processes
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.journal import Journal
from cloud_assist.store.sessions import SessionIndex

SESSION = "crash"
POINTS = (
    "request begun",
    "command proposed",
    "approval pending",
    "approval given",
    "approval in the checkpoint",
    "journal begun",
    "intent written",
    "process spawned",
    "process running",
    "running, its keeper killed too",
    "running, everything killed",
    "process finished",
    "outcome written",
    "outcome in the audit trail",
    "checkpoint written",
    "next node",
)


@dataclass(frozen=True)
class Case:
    """One session's place and command."""

    folder: Path
    database_url: str = ""

    @property
    def runs(self) -> Path:
        """Gets one line each time the command runs."""
        return self.folder / "runs"

    @property
    def told(self) -> Path:
        """How the last life ended, as JSON; missing where it was killed."""
        return self.folder / "told.json"

    def command(self, seconds: float) -> str:
        return f"echo run >>{self.runs}; echo begun; sleep {seconds:.3f}; echo done"

    def settings(self) -> Settings:
        environ = {"HOME": str(self.folder), "PATH": os.environ["PATH"]}
        return replace(load_settings(environ=environ, cwd=self.folder), database_url=self.database_url)

    def count(self) -> int:
        return len(self.runs.read_text().splitlines()) if self.runs.exists() else 0


class OneCommand:
    """Proposes one command, again and again."""

    name = "scripted"

    def __init__(self, command: str) -> None:
        self._command = command

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        return Reply(ReplyKind.COMMAND, command=self._command)

    async def close(self) -> None:
        return


def die(_: object = None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_running(point: str, command_pid: int) -> None:
    if point != "process running":
        for pid in list(processes.keepers):
            os.kill(pid, signal.SIGKILL)
    if point == "running, everything killed" and command_pid:
        os.killpg(command_pid, signal.SIGKILL)
    die()


def live(case: Case, *, resume: bool, seconds: float, answer: str, point: str) -> None:
    """Live until killed at `point` ("" for never) or to the end.

    `answer`: "approve" every question, approve "once" and then cancel, "cancel", or "look" at the first and go.
    """
    _set_trap(point)
    asyncio.run(_live(case, resume=resume, seconds=seconds, answer=answer, point=point))


async def _live(case: Case, *, resume: bool, seconds: float, answer: str, point: str) -> None:
    session = Session(case.settings(), session_id=SESSION, proposer=OneCommand(case.command(seconds)))
    told: dict[str, Any] = {"end": "nothing to take up", "asked": 0}
    command_pid = 0
    async for event in session.resume() if resume else session.start("append a line"):
        if isinstance(event, CommandStarted):
            command_pid = event.pid
        if "running" in point and isinstance(event, OutputChunk):
            _die_running(point, command_pid)
        if point == "next node" and isinstance(event, StepStarted) and event.step is Step.CHECK:
            die()
        if isinstance(event, ApprovalRequired | RetryRequired | InputRequired):
            told["asked"] += 1
            if point == "approval pending":
                die()
            if answer == "look":
                told["end"] = "waiting"
                break
            approves = answer == "approve" or (answer == "once" and told["asked"] == 1)
            session.answer(
                event.question_id,
                Approve(event.assessment.binding.digest)
                if approves and isinstance(event, ApprovalRequired)
                else Cancel(),
            )
        elif isinstance(event, AgentCompleted):
            told["end"] = event.outcome.value
        elif isinstance(event, AgentFailed):
            told.update(end="failed", why=f"{event.what} {event.why}")
    await session.close()
    case.told.write_text(json.dumps(told))


def _set_trap(point: str) -> None:
    """Have this process kill itself at `point`, by what it writes."""
    after(SessionIndex, "claim", die, when=point == "request begun")
    after(Journal, "begin", die, when=point == "journal begun")
    after(AuditTrail, "append_intent", die, when=point == "intent written")
    after(Journal, "started", die, when=point == "process spawned")
    if point == "process finished":
        Journal.finish = lambda *_: die()  # type: ignore[method-assign] # this process ends there
    after(Journal, "finish", die, when=point == "outcome written")
    after(AuditTrail, "append_outcome", die, when=point == "outcome in the audit trail")
    wanted: dict[str, Callable[[dict[str, Any]], object]] = {
        "command proposed": lambda values: values.get("generated_command"),
        "approval in the checkpoint": lambda values: values.get("execution_approved"),
        "checkpoint written": lambda values: values.get("attempts"),
    }
    if point in wanted:
        _after_checkpoint(wanted[point])
    if point == "approval given":
        _after_writes("execution_approved")


def after(owner: type, name: str, then: Callable[[], None], *, when: bool) -> None:
    if not when:
        return
    real = getattr(owner, name)

    @functools.wraps(real)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        then()
        return result

    setattr(owner, name, wrapped)


def _savers() -> list[type]:
    from cloud_assist.store.postgres_saver import PostgresSaver
    from cloud_assist.store.sqlite_saver import SqliteSaver

    return [SqliteSaver, PostgresSaver]


def _after_checkpoint(reached: Callable[[dict[str, Any]], object]) -> None:
    for saver in _savers():
        real = saver.aput  # type: ignore[attr-defined] # every saver has it

        async def put(self: Any, config: Any, checkpoint: Any, *rest: Any, real: Any = real) -> Any:
            result = await real(self, config, checkpoint, *rest)
            if reached(checkpoint["channel_values"]):
                die()
            return result

        saver.aput = put  # type: ignore[attr-defined]


def _after_writes(channel: str) -> None:
    for saver in _savers():
        real = saver.aput_writes  # type: ignore[attr-defined] # every saver has it

        async def put_writes(self: Any, config: Any, writes: Any, *rest: Any, real: Any = real) -> None:
            await real(self, config, writes, *rest)
            if any(name == channel and value for name, value in writes):
                die()

        saver.aput_writes = put_writes  # type: ignore[attr-defined]
