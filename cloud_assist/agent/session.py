"""The one door to the agent: typed events come out, typed decisions go in, and it can be stopped at any moment.

This is the only place that knows the framework's stream: "custom" parts are our own events, "updates" parts may carry
"__interrupt__". Questions are resumed by interrupt id only, so that a late answer can never answer another question.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, cast

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, Interrupt, StateSnapshot

from cloud_assist.agent.context import AgentContext, TurnControl
from cloud_assist.agent.endings import completed, failed, internal
from cloud_assist.agent.graph import AgentGraph, build_graph
from cloud_assist.agent.port import PROMPT_LIMIT
from cloud_assist.agent.questions import WAITING, place_of, question_of
from cloud_assist.agent.recover import told_late
from cloud_assist.agent.session_record import SessionRecord
from cloud_assist.agent.state import AgentState, concluded, fresh_request
from cloud_assist.agent.unseen_ends import settle
from cloud_assist.agent.wire import decision_to_plain
from cloud_assist.errors import CloudAssistError, UsageError
from cloud_assist.events import (
    AgentCompleted,
    AgentNote,
    AgentStarted,
    Event,
    Question,
    QuestionClosed,
    Step,
    StepFinished,
    StepStarted,
)
from cloud_assist.knowledge.grounding import Grounding
from cloud_assist.knowledge.judged import Judge
from cloud_assist.knowledge.surroundings import describe_environment
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.llm.port import Proposer
from cloud_assist.llm.providers import make_proposer
from cloud_assist.log import log_file
from cloud_assist.models import Cancel, Decision, Outcome, SessionInfo
from cloud_assist.redaction.redactor import Redactor, redact
from cloud_assist.running.environment import child_environment
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.checkpoints import OpenCheckpoints, open_checkpointer
from cloud_assist.store.paths import spool_path
from cloud_assist.store.sessions import IDLE, RUNNING, UNKNOWN

CLOSE_GRACE_S = 3.0

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
        reads_ahead: bool = False,
    ) -> None:
        """Make a session; `reads_ahead` lets it read all installed CLIs in the background once it is open."""
        self._settings = settings
        self._id = session_id or new_session_id()
        self._proposer = proposer or make_proposer(settings)
        self._reads_ahead = reads_ahead
        self._record = SessionRecord(settings, self._id)
        self._redactor = Redactor()
        self._stack = contextlib.AsyncExitStack()
        self._graph: AgentGraph | None = None
        self._checkpoints: OpenCheckpoints | None = None
        self._context: AgentContext | None = None
        self._notes: list[str] = []
        self._answers: dict[str, asyncio.Future[Decision]] = {}
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
        return self._proposer.name

    def start(self, prompt: str, *, context: str = "", command: str = "") -> AsyncIterator[Event]:
        """Run one request to its end; see `AgentSession.start`."""
        return self._begin(prompt.strip(), fresh_request(prompt.strip(), context=context, command=command))

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
            busy = UsageError("A request is under way already.", todo="Wait for it, or cancel it first.")
            yield failed(busy, 0.0)
            return
        self._active = True
        self._ended.clear()
        try:
            if fresh is not None:
                _check_prompt(prompt)
            async with contextlib.aclosing(self._turn(prompt, fresh, began)) as events:
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
            if not self._answers:  # a question left open keeps the session waiting
                self._record.mark(self._rests_as)

    async def _turn(self, prompt: str, fresh: AgentState | None, began: float) -> AsyncGenerator[Event, None]:
        graph, context = await self._open()
        context.control = TurnControl()
        self._rests_as = IDLE
        left_in_the_middle = self._record.left_in_the_middle()
        # Before all reading: what another process writes meanwhile would be missed.
        asked_at = self._record.hold(prompt)
        snapshot = await graph.aget_state(self._config)
        pending = snapshot.interrupts[0] if snapshot.interrupts else None
        self._redactor.placeholders.reserve(str(snapshot.values))
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
            pending = None
        async with contextlib.aclosing(self._corridor(graph, context, fresh, pending)) as events:
            async for event in events:
                yield event
        state = (await graph.aget_state(self._config)).values
        if state.get("outcome") == Outcome.UNKNOWN:
            self._rests_as = UNKNOWN
        await self._trim()
        yield completed(state, time.monotonic() - began)

    async def _told_late(self, snapshot: StateSnapshot, context: AgentContext) -> list[Event]:
        """Tell the end of a request whose cloud-assist was gone before it could, or that it came to nothing."""
        asked_at, prompt = self._record.last_request()
        told = await told_late(context, cast("AgentState", snapshot.values), asked_at, self._record.unfinished())
        if isinstance(told[-1], AgentCompleted) and told[-1].outcome is Outcome.UNKNOWN:
            self._rests_as = UNKNOWN
        return [AgentStarted(self._id, prompt, self.model, asked_at), *self._take_notes(), *told]

    async def _trim(self) -> None:
        """Drop the steps of the request that has ended; where that fails, they are dropped after the next one."""
        if self._checkpoints is not None:
            with contextlib.suppress(CloudAssistError):
                await self._checkpoints.saver.trim(self._id)
                await self._checkpoints.saver.sync()

    async def _settle(self, fresh: AgentState, snapshot: StateSnapshot, context: AgentContext) -> list[str]:
        """Find out what became of a request that was left open and that `fresh` takes the place of."""
        left = cast("AgentState", snapshot.values if snapshot.next or snapshot.tasks else {})
        op_ids = self._record.unfinished()
        if Step.EXECUTE in {*snapshot.next, *(task.name for task in snapshot.tasks)}:
            op_ids = list(dict.fromkeys([*op_ids, left["op_id"]]))
        told = await settle(context, op_ids)
        if left.get("generated_command"):
            summary = " ".join(told) or "left open"
            fresh["messages"] = concluded(left, Outcome.CANCELLED, summary=summary)["messages"]
        if snapshot.interrupts:
            told.append("The question that the last request left open was dropped.")
        return told

    async def _corridor(
        self, graph: AgentGraph, context: AgentContext, graph_input: Any, pending: Interrupt | None
    ) -> AsyncGenerator[Event, None]:
        """Run the graph to its end, stopping at each question until it is answered."""
        steps = _OpenSteps()
        while True:
            if pending is None:
                async with contextlib.aclosing(self._stream(graph, context, graph_input)) as parts:
                    async for part in parts:
                        if isinstance(part, Interrupt):
                            pending = part
                        elif steps.is_news(part):
                            yield part
            if pending is None:
                return
            if self._checkpoints is not None:
                await self._checkpoints.saver.sync()
            question = question_of(pending.id, pending.value, context)
            decision = self._put(question)
            asked = time.monotonic()
            yield question
            answer = decision_to_plain(await decision, after_s=time.monotonic() - asked)
            yield QuestionClosed(question.question_id)
            self._record.mark(RUNNING)
            graph_input = Command(resume={question.question_id: answer})
            pending = None

    async def _stream(
        self, graph: AgentGraph, context: AgentContext, graph_input: Any
    ) -> AsyncGenerator[Event | Interrupt, None]:
        stream = graph.astream(
            graph_input,
            self._config,
            context=context,
            stream_mode=["updates", "custom"],
            version="v2",
            durability="sync",
        )
        async for part in stream:
            if part["type"] == "custom":
                yield part["data"]
            elif part["type"] == "updates" and "__interrupt__" in part["data"]:
                yield part["data"]["__interrupt__"][0]

    # --- questions -----------------------------------------------------------------------------------------------

    def answer(self, question_id: str, decision: Decision) -> bool:
        """Answer a pending question; False where it is no longer pending."""
        future = self._answers.pop(question_id, None)
        if future is None or future.done():
            return False
        future.set_result(decision)
        return True

    def cancel(self) -> None:
        """Stop the model call, the running command or the pending question."""
        if self._context is not None:
            self._context.control.cancel()
        self._withdraw_questions()

    def extend(self, seconds: float) -> None:
        """Give the running command more time."""
        if self._context is not None:
            self._context.control.extend(seconds)

    def _withdraw_questions(self) -> None:
        for question_id in list(self._answers):
            self.answer(question_id, Cancel())

    def _put(self, question: Question) -> asyncio.Future[Decision]:
        future: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self._answers[question.question_id] = future
        self._record.mark(WAITING[type(question)])
        if self._context is not None and self._context.control.cancelled:
            self._withdraw_questions()
        return future

    # --- store ---------------------------------------------------------------------------------------------------

    @property
    def _config(self) -> RunnableConfig:
        return {"configurable": {"thread_id": self._id}, "recursion_limit": 500}

    async def _open(self) -> tuple[AgentGraph, AgentContext]:
        if self._closed:
            raise UsageError("This session is closed.")
        if self._graph is None:
            note = await self._record.open()
            checkpoints = await self._stack.enter_async_context(open_checkpointer(self._settings))
            self._notes += [note for note in (note, checkpoints.note) if note]
            settings = self._settings
            knowledge = self._stack.enter_context(contextlib.closing(CliKnowledge(settings)))
            environ = child_environment(settings.environ)
            self._context = AgentContext(
                session_id=self._id,
                user=self._record.index.user,
                settings=settings,
                proposer=self._proposer,
                journal=self._record.index.journal,
                audit=self._stack.enter_context(contextlib.closing(AuditTrail(settings, redact))),
                spool_path=lambda op_id: spool_path(settings, op_id),
                environ=environ,
                knowledge=knowledge,
                judge=Judge(settings, environ=environ, refusals=knowledge.refused),
                grounding=self._stack.enter_context(contextlib.closing(Grounding(settings, knowledge))),
                describe_environment=lambda: describe_environment(settings),
                placeholders=self._redactor.placeholders,
            )
            if self._reads_ahead:
                knowledge.read_in_background()
            self._checkpoints = checkpoints
            self._graph = build_graph(checkpoints.saver)
        return self._graph, self._opened_context()

    def _opened_context(self) -> AgentContext:
        if self._context is None:  # set by _open, which every path to a question passes
            raise UsageError("This session is not open.")
        return self._context

    def _take_notes(self) -> list[AgentNote]:
        notes, self._notes = self._notes, []
        return [AgentNote(note) for note in notes]

    async def sessions(self) -> list[SessionInfo]:
        """Return the stored sessions, last used first."""
        return await self._record.all()

    async def close(self) -> None:
        """End what runs and close the store. A question still open stays open, for the next start to take up."""
        if self._closed:
            return
        if self._context is not None:
            self._context.control.cancel()
        for future in self._answers.values():
            future.cancel()
        if self._current is not None:
            # Whoever still reads the stream sees it end by the cancel above; RuntimeError says that there is one.
            with contextlib.suppress(RuntimeError, asyncio.CancelledError):
                await self._current.aclose()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_GRACE_S):
                await self._ended.wait()
        self._closed = True
        await self._proposer.close()
        await self._stack.aclose()
        self._record.close()


def new_session_id() -> str:
    """Return an identifier that sorts by time and can be typed: 20260131-142501-3fa9c1."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:6]}"


async def read_exchanges(settings: Settings, session_id: str) -> list[dict[str, str]]:
    """Return a stored session's requests, oldest first: prompt, command, outcome."""
    async with open_checkpointer(settings) as checkpoints:
        snapshot = await build_graph(checkpoints.saver).aget_state({"configurable": {"thread_id": session_id}})
    return [dict(each) for each in snapshot.values.get("messages", [])]


class _OpenSteps:
    """Drops the second start of a step: LangGraph runs a node again from its top when a question is answered."""

    def __init__(self) -> None:
        self._open: set[str] = set()

    def is_news(self, event: Event) -> bool:
        if isinstance(event, StepStarted):
            if event.step in self._open:
                return False
            self._open.add(event.step)
        elif isinstance(event, StepFinished):
            self._open.discard(event.step)
        return True


def _check_prompt(prompt: str) -> None:
    if not prompt:
        raise UsageError("The request is empty.", todo="Say in plain words what you want to do.")
    if any("\ud800" <= character <= "\udfff" for character in prompt):
        raise UsageError("The request is not UTF-8 text.", todo="Type it again, or convert it (iconv -t UTF-8).")
    if len(prompt) > PROMPT_LIMIT:
        what = f"The request is too long: {len(prompt):,} characters."
        todo = "Shorten it; attach long text as context instead (pipe it in, or @file in the app)."
        raise UsageError(what, why=f"The limit is {PROMPT_LIMIT:,}.", todo=todo)
