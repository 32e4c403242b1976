"""A scripted session: plays a corridor of events, waits for decisions like the real one, records what it was asked."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import time

from cloud_assist.display.visible import visible
from cloud_assist.errors import CloudAssistError, ConfigurationError
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    AgentNote,
    AgentStarted,
    ApprovalRequired,
    AssessmentReady,
    CommandFinished,
    CommandOverdue,
    CommandStarted,
    CommandStopping,
    Event,
    InputRequired,
    JobEvent,
    ModelEvent,
    OutputChunk,
    ProposalReady,
    QuestionClosed,
    RetryRequired,
    Step,
    StepFinished,
    StepStarted,
    Waiting,
)
from cloud_assist.models import (
    Answer,
    Approve,
    Assessment,
    Attempt,
    Binding,
    Cancel,
    Decision,
    Edit,
    Finding,
    Job,
    JobState,
    ModelUsage,
    Outcome,
    Proposal,
    ProposalSource,
    Reason,
    Reject,
    Risk,
    RunResult,
    SessionInfo,
    Target,
    TargetEntry,
)

NOW = 1_760_000_000.0
"""When every scripted request begins, seconds since the epoch: 2025-10-09 08:53:20 UTC."""

DEV = Target(
    (
        TargetEntry("aws", "profile", "dev", "AWS_PROFILE"),
        TargetEntry("aws", "account", "111122223333", "~/.aws/config"),
        TargetEntry("aws", "region", "eu-west-1", "~/.aws/config"),
    )
)
PROD = Target(
    (
        TargetEntry("aws", "profile", "acme-prod", "--profile"),
        TargetEntry("aws", "account", "444455556666", "~/.aws/config"),
        TargetEntry("aws", "region", "eu-central-1", "--region"),
    )
)


def assess(
    command: str,
    risk: Risk = Risk.READ_ONLY,
    *,
    target: Target = DEV,
    reasons: tuple[str, ...] = ("Lists things and prints them.",),
    findings: tuple[Finding, ...] = (),
    protected: tuple[str, ...] = (),
) -> Assessment:
    """Return an assessment of `command`."""
    return Assessment(
        command=command,
        risk=risk,
        reasons=tuple(Reason("test.rule", text) for text in reasons),
        findings=findings,
        target=target,
        programs=(command.split(maxsplit=1)[0] if command.split() else "",),
        display=visible(command),
        binding=Binding(hashlib.sha256(command.encode("utf-8", "surrogatepass")).hexdigest(), "/work", target),
        protected=protected,
    )


def result(exit_status: int = 0, text: str = "", *, error: str = "", path: Path | None = None) -> RunResult:
    """Return how a command ended."""
    return RunResult(
        exit_status=exit_status,
        duration_s=1.234,
        head=text,
        tail="",
        output_bytes=len((text or error).encode()),
        spool_path=str(path or ""),
        error_tail=error,
    )


@dataclass
class Turn:
    """One command of the script: what is proposed, what it is, what it prints, how it ends."""

    assessment: Assessment
    result: RunResult
    chunks: tuple[str, ...] = ()
    proposal: Proposal | None = None
    running_s: float = 0.0
    """Seconds that the command runs; cancelling ends it sooner."""
    overdue: CommandOverdue | None = None
    """Told once it runs; such a command has no limit."""
    stopping: CommandStopping | None = None
    """Told when it is asked to stop; such a command ends when it is killed."""
    leaves: str = ""
    """What stays behind where it is killed."""
    notice: str = ""
    second_person: bool = False
    """Whether who is asked requested it, and a second approver is wanted."""

    def proposed(self) -> Proposal:
        """Return the proposal."""
        return self.proposal or Proposal(self.assessment.command, "It does what you asked.", ProposalSource.MODEL)


@dataclass
class FakeSession:
    """Stands behind the port like the real session."""

    turns: list[Turn] = field(default_factory=list)
    """Commands in the order in which they are proposed, over all requests."""
    question: str = ""
    """Asked once before the first proposal."""
    failure: CloudAssistError | None = None
    """Ends the request in place of a proposal."""
    refusal: CloudAssistError | None = None
    """Ends the request before it has begun."""
    crash: Exception | None = None
    """Raised out of the stream: an error that nobody foresaw."""
    meanwhile: list[ModelEvent] = field(default_factory=list)
    """Told while a reply is awaited; a `Waiting` among them is waited for, unless the request is cancelled."""
    answer_text: str = ""
    """The agent answers in words, and proposes nothing."""
    max_retries: int = 3
    pending: bool = False
    """Whether `resume` finds a question."""
    model: str = "groq:openai/gpt-oss-120b"
    other_models: tuple[str, ...] = ()
    used: tuple[ModelUsage, ...] = ()
    id: str = "s1"
    stored: list[SessionInfo] = field(default_factory=list)

    background_jobs: list[Job] = field(default_factory=list)
    """As `jobs` lists them; a command that is sent to the background is appended."""
    told_of_jobs: asyncio.Queue[JobEvent] = field(default_factory=asyncio.Queue)
    """What `job_events` yields."""
    steered: list[tuple[str, int]] = field(default_factory=list)
    """("stop" or "kill", the job's number), in order."""

    reads: list[str] = field(default_factory=list)
    """What is not asked about again."""

    started: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[Decision] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    plans: list[bool] = field(default_factory=list)
    """For each request: whether a plan was wanted."""
    extended: list[float] = field(default_factory=list)
    read_only: list[bool] = field(default_factory=list)
    """What read-only mode was set to, in order."""
    cancels: int = 0
    kills: int = 0
    closed: int = 0

    def __post_init__(self) -> None:
        self._decision: asyncio.Future[Decision] | None = None
        self._asked = ""
        self._count = 0
        self._stop = asyncio.Event()
        self._background = asyncio.Event()
        self._killed = asyncio.Event()

    # --- The port -------------------------------------------------------------------------------------------------

    def start(self, prompt: str, *, context: str = "", command: str = "", plan: bool = False) -> AsyncIterator[Event]:
        self.plans.append(plan)
        self.started.append((prompt, context, command))
        self._stop.clear()
        return self._request(prompt, command)

    def resume(self) -> AsyncIterator[Event]:
        return self._taken_up() if self.pending else self._nothing()

    def answer(self, question_id: str, decision: Decision) -> bool:
        if self._decision is None or self._decision.done() or question_id != self._asked:
            return False
        self.answers.append(decision)
        self._decision.set_result(decision)
        return True

    def cancel(self) -> None:
        self.cancels += 1
        self._stop.set()
        if self._decision is not None and not self._decision.done():
            self._decision.set_result(Cancel())

    def kill(self) -> None:
        self.kills += 1
        self._killed.set()

    def set_read_only(self, on: bool) -> None:
        self.read_only.append(on)

    def extend(self, seconds: float) -> None:
        self.extended.append(seconds)

    @property
    def sent_to_background(self) -> bool:
        return self._background.is_set()

    def background(self) -> bool:
        self._background.set()
        return True

    def jobs(self) -> tuple[Job, ...]:
        return tuple(self.background_jobs)

    async def job_events(self) -> AsyncIterator[JobEvent]:
        while True:
            yield await self.told_of_jobs.get()

    def stop_job(self, number: int) -> None:
        self.steered.append(("stop", number))

    def kill_job(self, number: int) -> None:
        self.steered.append(("kill", number))

    def allowed(self) -> tuple[str, ...]:
        return tuple(self.reads)

    def disallow(self, words: str) -> None:
        self.reads.remove(words)

    async def told(self) -> tuple[str, str]:
        return "12 bytes", "what is told"

    async def models(self) -> tuple[str, ...]:
        return (self.model, *self.other_models, "offline")

    async def use_model(self, label: str) -> None:
        if label not in await self.models():
            raise ConfigurationError(f"There is no {label}.", why="It is not listed.", todo="Choose one of these: …")
        self.model = label

    async def usage(self) -> tuple[ModelUsage, ...]:
        return self.used

    async def sessions(self) -> list[SessionInfo]:
        return self.stored

    async def close(self) -> None:
        self.closed += 1
        self._stop.set()
        if self._decision is not None:
            self._decision.cancel()

    # --- The corridor ---------------------------------------------------------------------------------------------

    async def _nothing(self) -> AsyncIterator[Event]:
        return
        yield  # an async generator that ends at once

    async def _meanwhile(self) -> AsyncIterator[Event]:
        for event in self.meanwhile:
            yield event
            if isinstance(event, Waiting) and await self._stopped_within(event.until - time()):
                yield AgentCompleted(Outcome.CANCELLED, "", (), None, 1.0)
                return
        if self.failure is not None:
            yield AgentFailed(self.failure.what, self.failure.why, self.failure.todo, self.failure.exit_code, 1.0)
        elif self.answer_text:
            yield AgentCompleted(Outcome.ANSWERED, self.answer_text, (), None, 1.0)

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()

    async def _decided(self) -> Decision:
        assert self._decision is not None
        return await self._decision

    def _new_question(self) -> str:
        self._count += 1
        self._asked = f"q{self._count}"
        self._decision = asyncio.get_running_loop().create_future()
        return self._asked

    async def _taken_up(self) -> AsyncIterator[Event]:
        """A stored request begins anew with its question; its proposal was told to another process."""
        async for event in self._request("taken up again", ""):
            if not isinstance(event, ProposalReady | AssessmentReady | StepStarted) or self.answers:
                yield event

    async def _request(self, prompt: str, own: str) -> AsyncIterator[Event]:
        if self.refusal is not None:
            refused = self.refusal
            yield AgentFailed(refused.what, refused.why, refused.todo, refused.exit_code, 0.0)
            return
        yield AgentStarted(self.id, prompt, self.model, NOW)
        if self.crash is not None:
            raise self.crash
        yield StepStarted(Step.GENERATE, NOW)
        async for told in self._meanwhile():
            yield told
            if isinstance(told, AgentCompleted | AgentFailed):
                return
        if self.question:
            yield InputRequired(self._new_question(), prompt, self.question)
            decision = await self._decided()
            yield QuestionClosed(self._asked)
            if not isinstance(decision, Answer):
                yield AgentCompleted(Outcome.CANCELLED, "", (), None, 1.0)
                return
        if own:
            self.turns.insert(0, Turn(assess(own), result(), proposal=Proposal(own, "", ProposalSource.USER)))
        async for event in self._attempts(prompt):
            yield event

    async def _attempts(self, prompt: str) -> AsyncIterator[Event]:  # noqa: C901 # the corridor in one piece
        attempts: list[Attempt] = []
        retries, previous = 0, ""
        while True:
            turn = self.turns.pop(0)
            proposal, assessment = turn.proposed(), turn.assessment
            yield ProposalReady(proposal, len(attempts) + 1)
            yield StepFinished(Step.GENERATE, 0.4)
            yield StepStarted(Step.ASSESS, NOW)
            yield AssessmentReady(assessment)
            yield StepStarted(Step.APPROVE, NOW)
            yield ApprovalRequired(
                self._new_question(),
                prompt,
                proposal,
                assessment,
                len(attempts) + 1,
                self.max_retries + 1,
                previous,
                turn.notice,
                turn.second_person,
            )
            decision = await self._decided()
            yield QuestionClosed(self._asked)
            if isinstance(decision, Edit):
                edited = Proposal(decision.command, "", ProposalSource.USER)
                self.turns.insert(0, Turn(assess(decision.command, assessment.risk), turn.result, turn.chunks, edited))
                continue
            if isinstance(decision, Reject):
                yield StepStarted(Step.GENERATE, NOW)
                continue
            if not isinstance(decision, Approve):
                yield AgentCompleted(Outcome.CANCELLED, "Nothing was run.", tuple(attempts), None, 2.0)
                return
            assert decision.binding_digest == assessment.binding.digest
            async for event in self._execute(turn, len(attempts) + 1):
                yield event
            if self._background.is_set():
                yield self._as_job(turn, prompt)
                return
            done = turn.result
            attempts.append(Attempt(len(attempts) + 1, assessment.command, done.exit_status, done.duration_s))
            if self._stop.is_set():
                yield AgentCompleted(Outcome.CANCELLED, "", tuple(attempts), done.exit_status, 2.0)
                return
            if done.ok or retries >= self.max_retries:
                outcome = Outcome.SUCCEEDED if done.ok else Outcome.FAILED
                yield AgentCompleted(outcome, "", tuple(attempts), done.exit_status, 2.0)
                return
            question = RetryRequired(
                self._new_question(), prompt, assessment.command, done, "The name is wrong.", retries, self.max_retries
            )
            yield StepStarted(Step.APPROVE, NOW)
            yield question
            decision = await self._decided()
            yield QuestionClosed(self._asked)
            if isinstance(decision, Cancel):
                yield AgentCompleted(Outcome.FAILED, "", tuple(attempts), done.exit_status, 2.0)
                return
            if isinstance(decision, Edit):
                edited = Proposal(decision.command, "", ProposalSource.USER)
                self.turns.insert(0, Turn(assess(decision.command), result(), proposal=edited))
            retries, previous = retries + 1, assessment.command
            yield StepStarted(Step.GENERATE, NOW)

    def _as_job(self, turn: Turn, prompt: str) -> AgentCompleted:
        self._background.clear()
        number = len(self.background_jobs) + 1
        command, target = turn.assessment.command, turn.assessment.target.line()
        self.background_jobs.append(
            Job(number, JobState.RUNNING, prompt, command, target, NOW, turn.result.spool_path, last_line="still going")
        )
        return AgentCompleted(Outcome.BACKGROUND, f"It goes on as job {number}.", (), None, 1.0, job=number)

    async def _execute(self, turn: Turn, number: int) -> AsyncIterator[Event]:
        command = turn.assessment.command
        self.ran.append(command)
        yield StepStarted(Step.EXECUTE, NOW)
        limit_s = None if turn.overdue is not None else 30.0
        yield CommandStarted(command, number, 4242, turn.result.spool_path, limit_s, turn.leaves)
        if turn.overdue is not None:
            yield turn.overdue
        for chunk in turn.chunks:
            yield OutputChunk(chunk)
            await asyncio.sleep(0)
        if turn.running_s:
            waits = [asyncio.ensure_future(event.wait()) for event in (self._stop, self._background)]
            done, left = await asyncio.wait(waits, timeout=turn.running_s, return_when=asyncio.FIRST_COMPLETED)
            for each in left:
                each.cancel()
            if self._background.is_set():
                return
            if not done:
                yield AgentNote("still running")
        if turn.stopping is not None:
            yield turn.stopping
            await self._killed.wait()
        yield CommandFinished(command, number, turn.result)
        yield StepStarted(Step.CHECK, NOW)
