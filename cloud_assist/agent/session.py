"""The one door to the agent: typed events come out, typed decisions go in, and it can be stopped at any moment.

Questions are resumed by interrupt id only, so that a late answer can never answer another question.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, cast

from langgraph.types import Command, Interrupt, StateSnapshot

from cloud_assist.agent.background import sent_before, take_up, taken_in
from cloud_assist.agent.context import AgentContext, TurnControl
from cloud_assist.agent.conversation import told_next
from cloud_assist.agent.endings import completed, failed, internal
from cloud_assist.agent.graph import APPROVE_PLAN, HUMAN_INPUT, build_graph
from cloud_assist.agent.jobs import Jobs
from cloud_assist.agent.open_questions import OpenQuestions
from cloud_assist.agent.opening import Opened, open_agent
from cloud_assist.agent.outputs import offer
from cloud_assist.agent.port import check_prompt
from cloud_assist.agent.questions import WAITING, place_of, question_of
from cloud_assist.agent.recover import told_late
from cloud_assist.agent.renewing import until_answered
from cloud_assist.agent.session_record import SessionRecord
from cloud_assist.agent.state import AgentState, concluded, fresh_request
from cloud_assist.agent.steps import left_off
from cloud_assist.agent.stream import OpenSteps, stream, thread
from cloud_assist.agent.unseen_ends import settle
from cloud_assist.agent.wire import decision_to_plain
from cloud_assist.errors import CloudAssistError, UsageError
from cloud_assist.events import (
    AgentCompleted,
    AgentNote,
    AgentStarted,
    Event,
    JobEvent,
    QuestionClosed,
    Step,
    StepsChanged,
)
from cloud_assist.llm.lineup import Lineup
from cloud_assist.llm.port import Proposer
from cloud_assist.llm.usage import UsageTally
from cloud_assist.log import log_file
from cloud_assist.models import Decision, Job, ModelUsage, Outcome, SessionInfo
from cloud_assist.redaction.redactor import Redactor
from cloud_assist.settings import Settings
from cloud_assist.store.checkpoints import open_checkpointer
from cloud_assist.store.journal import Running
from cloud_assist.store.sessions import IDLE, RUNNING, UNKNOWN

CLOSE_GRACE_S = 3.0
NOT_FINISHED = "not finished"
"""What is said of a stored request that has not come to its end."""

_log = logging.getLogger(__name__)


class Session:
    """One conversation with the agent; see `agent.port.AgentSession` for the contract.

    Building one reads no store and starts no thread; the store is opened by the first request.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        session_id: str = "",
        proposer: Proposer | None = None,
        redactor: Redactor | None = None,
        reads_ahead: bool = False,
    ) -> None:
        """Make a session; `reads_ahead` lets it read all installed CLIs in the background once it is open.

        `proposer` is asked in place of the model of `settings`; `redactor` has redacted what it was told so far.
        """
        self._settings = settings
        self._id = session_id or new_session_id()
        self._usage = UsageTally()
        self._lineup = Lineup(settings, self._usage, proposer)
        self._reads_ahead = reads_ahead
        self._record = SessionRecord(settings, self._id)
        self._jobs = Jobs(on_end=self._job_has_ended)
        self._state_free = asyncio.Lock()
        """Held by the request under way, or by what makes the ends of jobs part of the conversation."""
        self._taking_in: asyncio.Task[None] | None = None
        self._redactor = redactor or Redactor()
        self._stack = contextlib.AsyncExitStack()
        self._opened: Opened | None = None
        self._notes: list[str] = []
        self._questions = OpenQuestions()
        self._active = False
        self._rests_as = IDLE
        """The session's status once the request under way has ended."""
        self._ended = asyncio.Event()
        self._ended.set()
        self._current: AsyncGenerator[Event, None] | None = None
        self._closed = False

    @property
    def id(self) -> str:
        """Stable identifier, as `sessions list` shows it."""
        return self._id

    @property
    def model(self) -> str:
        """What the status line shows."""
        return self._lineup.name

    def start(self, prompt: str, *, context: str = "", command: str = "", plan: bool = False) -> AsyncIterator[Event]:
        """Run one request to its end; see `AgentSession.start`."""
        prompt = prompt.strip()
        return self._begin(prompt, fresh_request(prompt, context=context, command=command, plan=plan))

    def resume(self) -> AsyncIterator[Event]:
        """Take up what was pending when this session was last left; see `AgentSession.resume`."""
        return self._begin("", None)

    def _begin(self, prompt: str, fresh: AgentState | None) -> AsyncGenerator[Event, None]:
        request = self._request(prompt, fresh)
        if not self._active:
            self._current = request
        return request

    async def _request(self, prompt: str, fresh: AgentState | None) -> AsyncGenerator[Event, None]:
        """Stream a request (`fresh` None: the one left open), turning whatever goes wrong into its last event."""
        began = time.monotonic()
        if self._active:
            busy = UsageError("A request is already running.", todo="Wait for it, or cancel it first.")
            yield failed(busy, 0.0)
            return
        self._active = True
        self._ended.clear()
        try:
            if fresh is not None:
                check_prompt(prompt)
            async with self._state_free, contextlib.aclosing(self._turn(prompt, fresh, began)) as events:
                async for event in events:
                    yield event
        except CloudAssistError as error:
            _log.info("request ended: %s", error)
            yield failed(error, time.monotonic() - began)
        except Exception as error:  # noqa: BLE001 # the agent's outermost boundary: the log gets the traceback
            _log.exception("internal error")
            yield internal(error, log_file(self._settings), time.monotonic() - began)
        finally:
            self._active = False
            self._ended.set()
            if not self._questions:  # a question left open keeps the session waiting
                self._record.mark(self._rests_as)

    async def _turn(self, prompt: str, fresh: AgentState | None, began: float) -> AsyncGenerator[Event, None]:
        opened = await self._open()
        graph, context = opened.graph, opened.context
        context.control = TurnControl()
        self._rests_as = IDLE
        left_in_the_middle = self._record.left_in_the_middle()
        # Before all reading: what another process writes meanwhile would be missed.
        asked_at = self._record.hold(prompt)
        snapshot = await graph.aget_state(thread(self._id))
        pending = snapshot.interrupts[0] if snapshot.interrupts else None
        self._redactor.placeholders.reserve(str(snapshot.values))
        self._usage.take_up(snapshot.values.get("model_usage", []))
        offer(snapshot.values.get("outputs", []), context.environ)
        await take_up(cast("AgentState", snapshot.values), context)
        if fresh is None:
            # A crash after a node and before the next checkpoint leaves tasks, all done, and an empty `next`.
            if pending is None and not (left_in_the_middle and (snapshot.next or snapshot.tasks)):
                for event in await self._told_late(snapshot, context) if left_in_the_middle else []:
                    yield event
                return
            prompt = str(snapshot.values.get("user_prompt", ""))
        self._record.mark(RUNNING)
        yield AgentStarted(self._id, prompt, self.model, time.time())
        for note in self._take_notes():
            yield note
        if fresh is not None:
            fresh["context"] = self._redactor.redact(fresh["context"])
            fresh.update(AgentState(asked_at=asked_at, asked_by=context.user, asked_in=place_of(context)))
            for told in await self._settle(fresh, snapshot, context):
                yield AgentNote(told)
            fresh.update(await taken_in(cast("AgentState", {**snapshot.values, **fresh}), context))
            pending = None
        elif (steps := _left_off(snapshot)) is not None:
            yield steps
        async with contextlib.aclosing(self._corridor(opened, fresh, pending)) as events:
            async for event in events:
                yield event
        state = (await graph.aget_state(thread(self._id))).values
        self._record.keep_result(cast("AgentState", state))
        if state.get("outcome") == Outcome.UNKNOWN:
            self._rests_as = UNKNOWN
        await self._trim(opened)
        yield completed(state, time.monotonic() - began)

    async def _told_late(self, snapshot: StateSnapshot, context: AgentContext) -> list[Event]:
        """Tell the end of a request whose cloud-assist was gone before it could, or that it came to nothing."""
        asked_at, prompt = self._record.last_request()
        told = await told_late(context, cast("AgentState", snapshot.values), asked_at, self._record.unfinished())
        if isinstance(told[-1], AgentCompleted):
            self._record.keep_result(cast("AgentState", snapshot.values))
            self._rests_as = UNKNOWN if told[-1].outcome is Outcome.UNKNOWN else IDLE
        return [AgentStarted(self._id, prompt, self.model, asked_at), *self._take_notes(), *told]

    async def _trim(self, opened: Opened) -> None:
        """Drop the steps of the request that has ended; where that fails, they are dropped after the next one."""
        with contextlib.suppress(CloudAssistError):
            await opened.checkpoints.saver.trim(self._id)
            await opened.checkpoints.saver.sync()

    async def _settle(self, fresh: AgentState, snapshot: StateSnapshot, context: AgentContext) -> list[str]:
        """Find out what became of a request that was left open and that `fresh` takes the place of."""
        left = cast("AgentState", snapshot.values if snapshot.next or snapshot.tasks else {})
        op_ids = self._record.unfinished()
        if Step.EXECUTE in {*snapshot.next, *(task.name for task in snapshot.tasks)}:
            known = context.journal.state(left["op_id"])
            if isinstance(known, Running) and context.journal.job_number(left["op_id"]):
                ended = sent_before(left, known, context)
                fresh.update(AgentState(messages=ended["messages"], jobs=ended["jobs"]))
                return [f"The last command of this session is still running. {ended['message']}"]
            op_ids = list(dict.fromkeys([*op_ids, left["op_id"]]))
        told = await settle(context, op_ids)
        if left.get("generated_command"):
            summary = " ".join(told) or "left open"
            fresh["messages"] = concluded(left, Outcome.CANCELLED, summary=summary)["messages"]
            self._record.keep_result(left)
        if snapshot.interrupts:
            told.append("The open question of the last request was dropped.")
        return told

    async def _corridor(
        self, opened: Opened, graph_input: Any, pending: Interrupt | None
    ) -> AsyncGenerator[Event, None]:
        """Run the graph to its end, stopping at each question until it is answered."""
        steps = OpenSteps()
        while True:
            if pending is None:
                async with contextlib.aclosing(stream(opened.graph, opened.context, graph_input)) as parts:
                    async for part in parts:
                        if isinstance(part, Interrupt):
                            pending = part
                        elif steps.is_news(part):
                            yield part
            if pending is None:
                return
            await opened.checkpoints.saver.sync()
            question = question_of(pending.id, pending.value, opened.context)
            decision = self._questions.put(question)
            self._record.mark(WAITING[type(question)])
            if opened.context.control.cancelled:
                self._questions.withdraw()
            asked = time.monotonic()
            yield question
            async with contextlib.aclosing(until_answered(question, decision, opened.context)) as renewals:
                async for renewed in renewals:
                    yield renewed
            answer = decision_to_plain(await decision, after_s=time.monotonic() - asked)
            yield QuestionClosed(question.question_id)
            self._record.mark(RUNNING)
            graph_input = Command(resume={question.question_id: answer})
            pending = None

    # --- jobs ----------------------------------------------------------------------------------------------------

    def background(self) -> bool:
        """Let the running command go on as a job; see `AgentSession.background`."""
        return self._opened is not None and self._opened.context.control.background()

    def jobs(self) -> tuple[Job, ...]:
        """Return the session's jobs; see `AgentSession.jobs`."""
        return self._jobs.listed()

    def job_events(self) -> AsyncIterator[JobEvent]:
        """Yield what becomes of the jobs; see `AgentSession.job_events`."""
        return self._jobs.events()

    def stop_job(self, number: int) -> None:
        """Ask a job to stop."""
        self._jobs.stop(number)

    def kill_job(self, number: int) -> None:
        """End a job now."""
        self._jobs.kill(number)

    def _job_has_ended(self) -> None:
        if self._taking_in is None or self._taking_in.done():
            self._taking_in = asyncio.create_task(self._take_in_jobs())

    async def _take_in_jobs(self) -> None:
        """Make the ends of jobs part of the conversation as soon as no request is under way.

        One that was left in the middle keeps its place: the next request takes the ends in. So it does where this
        fails: the journal has them.
        """
        with contextlib.suppress(CloudAssistError):
            async with self._state_free:
                if self._opened is None or self._closed:
                    return
                while await self._take_in_once(self._opened):
                    await self._trim(self._opened)

    async def _take_in_once(self, opened: Opened) -> bool:
        """Store what has ended by now as part of the conversation; return whether there was anything to store."""
        snapshot = await opened.graph.aget_state(thread(self._id))
        state = cast("AgentState", snapshot.values)
        if snapshot.next or snapshot.tasks or not state.get("outcome"):
            return False
        update = await taken_in(state, opened.context)
        if update:
            await opened.graph.aupdate_state(thread(self._id), update, as_node=Step.CHECK.value)
        return bool(update)

    # --- questions -----------------------------------------------------------------------------------------------

    def answer(self, question_id: str, decision: Decision) -> bool:
        """Answer a pending question; False where it is no longer pending."""
        return self._questions.answer(question_id, decision)

    def cancel(self) -> None:
        """Stop the model call, the running command or the pending question."""
        if self._opened is not None:
            self._opened.context.control.cancel()
        self._questions.withdraw()

    def kill(self) -> None:
        """End the running command now; see `AgentSession.kill`."""
        if self._opened is not None:
            self._opened.context.control.kill()

    def extend(self, seconds: float) -> None:
        """Give the running command more time."""
        if self._opened is not None:
            self._opened.context.control.extend(seconds)

    # --- store ---------------------------------------------------------------------------------------------------

    async def _open(self) -> Opened:
        if self._closed:
            raise UsageError("This session is closed.")
        if self._opened is None:
            self._notes += [note for note in (await self._record.open(), self._record.note_on_place()) if note]
            self._opened = await open_agent(
                self._settings,
                self._id,
                self._lineup,
                record=self._record,
                jobs=self._jobs,
                placeholders=self._redactor.placeholders,
                usage=self._usage,
                stack=self._stack,
            )
            self._opened.context.obey(self._settings)  # something else may have been chosen meanwhile
            self._notes += [note for note in (self._opened.checkpoints.note,) if note]
            if self._reads_ahead:
                await asyncio.to_thread(self._opened.context.knowledge.read_ahead)
        return self._opened

    def _take_notes(self) -> list[AgentNote]:
        notes, self._notes = self._notes, []
        return [AgentNote(note) for note in notes]

    def allowed(self) -> tuple[str, ...]:
        """Return what is not asked about again in this session."""
        return tuple(self._opened.context.allowed_reads) if self._opened is not None else ()

    def disallow(self, words: str) -> None:
        """Ask again about `words`."""
        if self._opened is not None:
            self._opened.context.allowed_reads.pop(words, None)

    async def models(self) -> tuple[str, ...]:
        """Return the models that can be chosen; see `AgentSession.models`."""
        return await self._lineup.choices()

    async def use_model(self, label: str) -> None:
        """Ask another model from the next request on; see `AgentSession.use_model`."""
        await self._lineup.choose(label)
        self._settings = self._settings.with_model(label)
        if self._opened is not None:
            self._opened.context.obey(self._settings)

    def set_read_only(self, on: bool) -> None:
        """Let only what reads be approved from now on, or everything again; see `AgentSession.set_read_only`."""
        self._settings = self._settings.with_read_only(on)
        if self._opened is not None:
            self._opened.context.obey(self._settings)

    async def usage(self) -> tuple[ModelUsage, ...]:
        """Return what each model of the session took so far; see `AgentSession.usage`."""
        opened = await self._open()
        self._usage.take_up((await opened.graph.aget_state(thread(self._id))).values.get("model_usage", []))
        return self._usage.models

    async def told(self) -> tuple[str, str]:
        """Return what a model is told with the next request; see `AgentSession.told`."""
        opened = await self._open()
        snapshot = await opened.graph.aget_state(thread(self._id))
        return await asyncio.to_thread(told_next, cast("AgentState", snapshot.values), opened.context)

    async def sessions(self) -> list[SessionInfo]:
        """Return the stored sessions, last used first."""
        return await self._record.all()

    async def close(self) -> None:
        """End what runs and close the store. A question still open stays open, for the next start to take up.

        Jobs go on under their keepers, and so does a command that holds a lock; the next start takes them up too.
        """
        if self._closed:
            return
        await self._jobs.let_go()  # first: what follows may take its time
        if self._opened is not None:
            await self._opened.context.control.leave()
        self._questions.abandon()
        if self._current is not None:
            # Whoever still reads the stream sees it end by the cancel above; RuntimeError says that there is one.
            with contextlib.suppress(RuntimeError, asyncio.CancelledError):
                await self._current.aclose()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_GRACE_S):
                await self._ended.wait()
                if self._taking_in is not None:
                    await asyncio.wait([self._taking_in])
        await self._jobs.let_go()  # the command that has become a job just now
        self._closed = True
        await self._lineup.close()
        await self._stack.aclose()
        self._record.close()


def _left_off(snapshot: StateSnapshot) -> StepsChanged | None:
    """Return how the steps of the request that is taken up stand."""
    under_way = not {Step.GENERATE.value, HUMAN_INPUT, APPROVE_PLAN} & set(snapshot.next)
    return left_off(cast("AgentState", snapshot.values), under_way=under_way)


def new_session_id() -> str:
    """Return an identifier that sorts by time and can be typed: 20260131-142501-3fa9c1."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"


async def read_exchanges(settings: Settings, session_id: str) -> list[dict[str, Any]]:
    """Return a stored session's requests, oldest first.

    Each holds prompt, command, outcome and answers ([question, answer] pairs); attempts and steps where commands ran,
    and the answer where one was given. The outcome of one that was left open is `NOT_FINISHED`.
    """
    async with open_checkpointer(settings) as checkpoints:
        snapshot = await build_graph(checkpoints.saver).aget_state(thread(session_id))
    values = cast("AgentState", snapshot.values)
    exchanges = values.get("messages", [])
    if (snapshot.next or snapshot.tasks) and not values.get("outcome"):
        exchanges = [*exchanges, concluded(values, Outcome.CANCELLED, summary=NOT_FINISHED)["messages"][-1]]
    return [{"answers": [], **each} for each in exchanges]
