"""One life of a session in a process of its own, which stops at a named point for its parent to kill it there.

What `benchmarks.crash` forks. It stops by SIGSTOP, so that it goes no further until SIGKILL comes from outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
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
    PlanRequired,
    Question,
    RetryRequired,
    Step,
    StepStarted,
)
from cloud_assist.llm.port import Progress, ProposalRequest, Reply
from cloud_assist.models import Approve, ApprovePlan, Cancel, Decision, OneByOne
from cloud_assist.running import processes
from cloud_assist.settings import Settings, load_settings
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.journal import Journal
from cloud_assist.store.sessions import SessionIndex
from tests.support.fakes import answer as answered
from tests.support.fakes import command, look, plan

SESSION = "crash"


class Shape(StrEnum):
    """What a request comes to."""

    SINGLE = "single"
    """One command."""
    STEPS = "steps"
    """Three commands, each proposed once the one before was looked at; an answer ends it."""
    PLAN = "plan"
    """Three commands that are planned, and approved as a whole."""
    JOBS = "jobs"
    """Three requests of a command each, of which two go on in the background; see `crash_jobs`."""


BEFORE = "request begun"
OF_THE_PLAN = ("plan pending", "plan approval given", "plan approval in the checkpoint")
OF_A_STEP = (
    "command proposed",
    "command judged",
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
BETWEEN = ("end of the step given", "end of the step in the checkpoint")
END = "end in the checkpoint"


@dataclass(frozen=True)
class Point:
    """Where a process is killed: at something that happens once for each step, or once for the request."""

    name: str
    step: int = 1
    """The first life reaches it in this step, or for this number of times."""


@dataclass(frozen=True)
class Case:
    """One session's place and script."""

    folder: Path
    database_url: str = ""
    shape: Shape = Shape.SINGLE
    waits: str = "sleep"
    """The program that waits for so many seconds."""

    @property
    def runs(self) -> Path:
        """Gets a line each time a command runs: the number of its step."""
        return self.folder / "runs"

    @property
    def told(self) -> Path:
        """How each life that was not killed ended: a line of JSON each."""
        return self.folder / "told.jsonl"

    @property
    def unasked(self) -> Path:
        """Gets a line for each command that was about to run in a life in which nobody had approved it."""
        return self.folder / "unasked"

    @property
    def steps(self) -> int:
        """How many commands the request has."""
        return 1 if self.shape is Shape.SINGLE else 3

    def ends(self) -> list[dict[str, Any]]:
        """Return what stands in `told`, oldest first."""
        return [json.loads(line) for line in self.told.read_text().splitlines()] if self.told.exists() else []

    def tell(self, end: dict[str, Any]) -> None:
        """Add a line to `told`."""
        with self.told.open("a") as file:
            file.write(f"{json.dumps(end)}\n")

    def command(self, seconds: float, step: int = 1) -> str:
        return f"echo {step} >>{self.runs}; echo begun; {self.waits} {seconds:.3f}; echo done"

    def commands(self, seconds: float) -> list[str]:
        """Return every command of the request, in order."""
        return [self.command(seconds, step) for step in range(1, self.steps + 1)]

    def points(self) -> list[Point]:
        """Return every point at which a request of this shape can be killed."""
        # Approved as a whole, nobody is asked about a step.
        of_a_step = [name for name in OF_A_STEP if name != "approval pending" or self.shape is not Shape.PLAN]
        whole = OF_THE_PLAN if self.shape is Shape.PLAN else ()
        points = [Point(name) for name in (BEFORE, *whole)]
        points += [Point(name, step) for step in range(1, self.steps + 1) for name in of_a_step]
        points += [Point(name, step) for step in range(1, self.steps) for name in BETWEEN]
        return [*points, Point(END)]

    def settings(self) -> Settings:
        environ = {"HOME": str(self.folder), "PATH": os.environ["PATH"]}
        return replace(load_settings(environ=environ, cwd=self.folder), database_url=self.database_url)

    def ran(self) -> list[int]:
        """Return the number of each step that ran, in the order in which they did."""
        return [int(line) for line in self.runs.read_text().splitlines()] if self.runs.exists() else []

    def count(self) -> int:
        return len(self.runs.read_text().splitlines()) if self.runs.exists() else 0


class OneCommand:
    """Proposes one command, again and again."""

    name = "scripted"

    def __init__(self, command: str) -> None:
        self._command = command

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        return command(self._command)

    async def close(self) -> None:
        return


class Script:
    """Proposes what a case's shape wants next, going by what the request says has run."""

    name = "scripted"

    def __init__(self, shape: Shape, commands: list[str]) -> None:
        self._shape = shape
        self._commands = commands

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        if request.plan:
            return plan(*self._commands)
        left = self._commands[len(request.steps) :]
        if not left:
            return answered("All of it ran.")
        return look(left[0]) if self._shape is Shape.STEPS else command(left[0])

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


class Count:
    """Says when something has happened for the wanted number of times in this life."""

    def __init__(self, wanted: int) -> None:
        self._left = wanted

    def stop(self, _: object = None) -> None:
        self._left -= 1
        if self._left == 0:
            stop()


class _Watch:
    """Stops at those points that the stream of events shows."""

    def __init__(self, point: Point) -> None:
        self._point = point
        self._checks = Count(point.step)
        self._started = 0
        self._pid = 0

    def see(self, event: Event) -> None:
        name, step = self._point.name, self._point.step
        if isinstance(event, CommandStarted):
            self._started += 1
            self._pid = event.pid
        if "running" in name and isinstance(event, OutputChunk) and self._started == step:
            _stop_running(name, self._pid)
        if name == "next node" and isinstance(event, StepStarted) and event.step is Step.CHECK:
            self._checks.stop()
        if name == "approval pending" and isinstance(event, ApprovalRequired) and event.step == step:
            stop()
        if name == "plan pending" and isinstance(event, PlanRequired):
            stop()


def _stop_running(name: str, command_pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # a short command may have ended by now
        for pid in list(processes.keepers) if name != "process running" else []:
            os.kill(pid, signal.SIGKILL)
        if name == "running, everything killed" and command_pid:
            os.killpg(command_pid, signal.SIGKILL)
    stop()


NOWHERE = Point("")


def live(
    case: Case,
    *,
    resume: bool,
    seconds: float,
    answer: str,
    point: Point = NOWHERE,
    before_answer: Callable[[], None] | None = None,
) -> None:
    """Live until stopped at `point` or to the end.

    `answer`: "approve" every question, plans as a whole; "each": the same, but plans are taken one by one; approve
    "once" and then cancel; "cancel"; or "look" at the first and go.
    `before_answer` is called when a question is there and not answered yet.
    """
    set_trap(point)
    asyncio.run(_live(case, resume, seconds, answer, point, before_answer or (lambda: None)))


async def _live(
    case: Case, resume: bool, seconds: float, answer: str, point: Point, before_answer: Callable[[], None]
) -> None:
    proposer = Script(case.shape, case.commands(seconds))
    session = Session(case.settings(), session_id=SESSION, proposer=proposer)
    told: dict[str, Any] = {"end": "nothing to take up", "asked": 0}
    watch = _Watch(point)
    approved: set[str] = set()
    note_unasked(case, approved)
    stream = session.resume() if resume else session.start("append a line", plan=case.shape is Shape.PLAN)
    async for event in stream:
        watch.see(event)
        if isinstance(event, ApprovalRequired | PlanRequired | RetryRequired | InputRequired):
            told.update(asked=told["asked"] + 1, step=_step_of(event))
            before_answer()
            if answer == "look":
                told["end"] = "waiting"
                break
            decision = _answered(answer, told["asked"], event)
            approved |= _approved(event, decision)
            session.answer(event.question_id, decision)
        elif isinstance(event, AgentCompleted):
            told.update(end=event.outcome.value, finished=[each.command for each in event.steps])
            case.tell(told)  # at once: it is on the screen now
        elif isinstance(event, AgentFailed):
            told.update(end="failed", why=f"{event.what} {event.why}")
            case.tell(told)
    await session.close()
    if told["end"] in {"waiting", "nothing to take up"}:
        case.tell(told)


def _step_of(question: Question) -> int:
    """Return the number of the step that a question is about; of a plan, the first that is left."""
    if isinstance(question, PlanRequired):
        return question.steps[0].number
    return question.step if isinstance(question, ApprovalRequired) else 0


def _answered(answer: str, asked: int, question: Question) -> Decision:
    if not (answer in {"approve", "each"} or (answer == "once" and asked == 1)):
        return Cancel()
    match question:
        case ApprovalRequired():
            return Approve(question.assessment.binding.digest)
        case PlanRequired():
            return OneByOne() if answer == "each" else ApprovePlan(question.digest)
        case _:
            return Cancel()


def _approved(question: Question, decision: Decision) -> set[str]:
    """Return the commands that a decision lets run."""
    match question, decision:
        case ApprovalRequired(), Approve():
            return {question.assessment.command}
        case PlanRequired(), ApprovePlan():
            return {each.assessment.command for each in question.steps}
        case _:
            return set()


def note_unasked(case: Case, approved: set[str]) -> None:
    """Have each command that is about to run without an approval of this life written down."""
    real = AuditTrail.append_intent

    def append_intent(self: AuditTrail, intent: Any) -> None:
        if intent.assessment.command not in approved:
            with case.unasked.open("a") as file:
                file.write(f"{intent.assessment.command}\n")
        real(self, intent)

    AuditTrail.append_intent = append_intent  # type: ignore[method-assign] # this process is the case's own


def set_trap(point: Point) -> None:
    """Have this process stop at `point`, by what it writes."""
    name, then = point.name, Count(point.step).stop
    after(SessionIndex, "claim", then, when=name == BEFORE)
    after(Journal, "begin", then, when=name == "journal begun")
    after(AuditTrail, "append_intent", then, when=name == "intent written")
    after(Journal, "started", then, when=name == "process spawned")
    before(Journal, "finish", then, when=name == "process finished")
    after(Journal, "finish", then, when=name == "outcome written")
    after(AuditTrail, "append_outcome", then, when=name == "outcome in the audit trail")
    if name in _IN_CHECKPOINTS:
        _after_checkpoint(_IN_CHECKPOINTS[name], point.step)
    if name in _IN_WRITES:
        _after_writes(_IN_WRITES[name], then)


def _finished(values: dict[str, Any]) -> int:
    return len(values.get("steps", []))


_IN_CHECKPOINTS: dict[str, Callable[[dict[str, Any], int], object]] = {
    "plan approval in the checkpoint": lambda values, _: values.get("plan_mode"),
    "command proposed": lambda values, step: _finished(values) == step - 1 and _is_next(values, step),
    "command judged": lambda values, step: (
        _finished(values) == step - 1
        and _is_next(values, step)
        and values.get("assessment", {}).get("command") == values["generated_command"]
    ),
    "approval in the checkpoint": lambda values, step: (
        _finished(values) == step - 1 and values.get("execution_approved")
    ),
    "checkpoint written": lambda values, step: _finished(values) == step - 1 and values.get("attempts"),
    "end of the step in the checkpoint": lambda values, step: _finished(values) == step,
    END: lambda values, _: values.get("outcome"),
    "job in the checkpoint": lambda values, step: any(job["number"] == step for job in values.get("jobs", [])),
    "end of a job in the conversation": lambda values, step: (
        sum("(as job" in each["outcome"] for each in values.get("messages", [])) >= step
    ),
}
"""Points at which a checkpoint with such values has just been written, the step's number given."""
_IN_WRITES: dict[str, Callable[[str, Any], object]] = {
    "plan approval given": lambda name, value: name == "plan_mode" and value,
    "approval given": lambda name, value: name == "execution_approved" and value,
    "end of the step given": lambda name, value: name == "steps" and value,
}
"""Points at which a node has just written such a value, which no checkpoint has yet."""


def _is_next(values: dict[str, Any], step: int) -> bool:
    return str(values.get("generated_command", "")).startswith(f"echo {step} ")


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


def before(owner: type, name: str, then: Callable[[], None], *, when: bool) -> None:
    if not when:
        return
    real = getattr(owner, name)

    @functools.wraps(real)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        then()
        return real(*args, **kwargs)

    setattr(owner, name, wrapped)


def _savers() -> list[type]:
    from cloud_assist.store.postgres_saver import PostgresSaver
    from cloud_assist.store.sqlite_saver import SqliteSaver

    return [SqliteSaver, PostgresSaver]


def _after_checkpoint(reached: Callable[[dict[str, Any], int], object], step: int) -> None:
    for saver in _savers():
        real = saver.aput  # type: ignore[attr-defined] # every saver has it

        async def put(self: Any, config: Any, checkpoint: Any, *rest: Any, real: Any = real) -> Any:
            result = await real(self, config, checkpoint, *rest)
            if reached(checkpoint["channel_values"], step):
                stop()
            return result

        saver.aput = put  # type: ignore[attr-defined]


def _after_writes(reached: Callable[[str, Any], object], then: Callable[[], None]) -> None:
    for saver in _savers():
        real = saver.aput_writes  # type: ignore[attr-defined] # every saver has it

        async def put_writes(self: Any, config: Any, writes: Any, *rest: Any, real: Any = real) -> None:
            await real(self, config, writes, *rest)
            if any(reached(name, value) for name, value in writes):
                then()

        saver.aput_writes = put_writes  # type: ignore[attr-defined]
