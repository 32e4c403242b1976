"""One life of a session in a process of its own, which stops at a named point for its parent to kill it there.

What `benchmarks.crash` forks. It stops by SIGSTOP, so that it goes no further until SIGKILL comes from outside.
"""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
import time
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
    Event,
    InputRequired,
    OutputChunk,
    Question,
    RetryRequired,
    Step,
    StepStarted,
)
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import Approve, Cancel, Decision
from cloud_assist.running import processes
from cloud_assist.settings import Settings, load_settings
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
    "end in the checkpoint",
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
        """How each life that was not killed ended: a line of JSON each."""
        return self.folder / "told.jsonl"

    def ends(self) -> list[dict[str, Any]]:
        """Return what stands in `told`, oldest first."""
        return [json.loads(line) for line in self.told.read_text().splitlines()] if self.told.exists() else []

    def tell(self, end: dict[str, Any]) -> None:
        """Add a line to `told`."""
        with self.told.open("a") as file:
            file.write(f"{json.dumps(end)}\n")

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


def stop(_: object = None) -> None:
    """Stop; whoever forked or started this process sees it (waitpid(2), WUNTRACED) and kills it."""
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(60)  # called from a thread, the signal may reach the process a moment later
    os._exit(99)


def killed_where_it_stops(pid: int) -> bool:
    """Wait until a process of ours stops and kill it there; False where it ended by itself."""
    _, status = os.waitpid(pid, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        return False
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return True


def _stop_at(point: str, event: Event, command_pid: int) -> None:
    """Stop at those points that the stream of events shows."""
    if "running" in point and isinstance(event, OutputChunk):
        _stop_running(point, command_pid)
    if point == "next node" and isinstance(event, StepStarted) and event.step is Step.CHECK:
        stop()
    if point == "approval pending" and isinstance(event, ApprovalRequired):
        stop()


def _stop_running(point: str, command_pid: int) -> None:
    if point != "process running":
        for pid in list(processes.keepers):
            os.kill(pid, signal.SIGKILL)
    if point == "running, everything killed" and command_pid:
        os.killpg(command_pid, signal.SIGKILL)
    stop()


def live(
    case: Case,
    *,
    resume: bool,
    seconds: float,
    answer: str,
    point: str,
    before_answer: Callable[[], None] | None = None,
) -> None:
    """Live until stopped at `point` ("" for never) or to the end.

    `answer`: "approve" every question, approve "once" and then cancel, "cancel", or "look" at the first and go.
    `before_answer` is called when a question is there and not answered yet.
    """
    _set_trap(point)
    asyncio.run(_live(case, resume, seconds, answer, point, before_answer or (lambda: None)))


async def _live(
    case: Case, resume: bool, seconds: float, answer: str, point: str, before_answer: Callable[[], None]
) -> None:
    session = Session(case.settings(), session_id=SESSION, proposer=OneCommand(case.command(seconds)))
    told: dict[str, Any] = {"end": "nothing to take up", "asked": 0}
    command_pid = 0
    async for event in session.resume() if resume else session.start("append a line"):
        if isinstance(event, CommandStarted):
            command_pid = event.pid
        _stop_at(point, event, command_pid)
        if isinstance(event, ApprovalRequired | RetryRequired | InputRequired):
            told["asked"] += 1
            before_answer()
            if answer == "look":
                told["end"] = "waiting"
                break
            session.answer(event.question_id, _answered(answer, told["asked"], event))
        elif isinstance(event, AgentCompleted):
            told["end"] = event.outcome.value
            case.tell(told)  # at once: it is on the screen now
        elif isinstance(event, AgentFailed):
            told.update(end="failed", why=f"{event.what} {event.why}")
            case.tell(told)
    await session.close()
    if told["end"] in {"waiting", "nothing to take up"}:
        case.tell(told)


def _answered(answer: str, asked: int, question: Question) -> Decision:
    approves = answer == "approve" or (answer == "once" and asked == 1)
    if approves and isinstance(question, ApprovalRequired):
        return Approve(question.assessment.binding.digest)
    return Cancel()


def _set_trap(point: str) -> None:
    """Have this process stop at `point`, by what it writes."""
    after(SessionIndex, "claim", stop, when=point == "request begun")
    after(Journal, "begin", stop, when=point == "journal begun")
    after(AuditTrail, "append_intent", stop, when=point == "intent written")
    after(Journal, "started", stop, when=point == "process spawned")
    if point == "process finished":
        Journal.finish = lambda *_: stop()  # type: ignore[method-assign] # this process ends there
    after(Journal, "finish", stop, when=point == "outcome written")
    after(AuditTrail, "append_outcome", stop, when=point == "outcome in the audit trail")
    wanted: dict[str, Callable[[dict[str, Any]], object]] = {
        "command proposed": lambda values: values.get("generated_command"),
        "approval in the checkpoint": lambda values: values.get("execution_approved"),
        "checkpoint written": lambda values: values.get("attempts"),
        "end in the checkpoint": lambda values: values.get("outcome"),
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
                stop()
            return result

        saver.aput = put  # type: ignore[attr-defined]


def _after_writes(channel: str) -> None:
    for saver in _savers():
        real = saver.aput_writes  # type: ignore[attr-defined] # every saver has it

        async def put_writes(self: Any, config: Any, writes: Any, *rest: Any, real: Any = real) -> None:
            await real(self, config, writes, *rest)
            if any(name == channel and value for name, value in writes):
                stop()

        saver.aput_writes = put_writes  # type: ignore[attr-defined]
