"""What the nodes of the graph work with, handed in by the session: settings, proposer, journal, and the way to stop."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from cloud_assist.agent.jobs import Jobs, Work
from cloud_assist.agent.state import AgentState
from cloud_assist.command.stopping import stop_policy
from cloud_assist.errors import CancelledByUserError
from cloud_assist.events import Event
from cloud_assist.knowledge.grounding import Grounding
from cloud_assist.knowledge.judged import Judge
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.llm.port import Proposer
from cloud_assist.llm.usage import UsageTally
from cloud_assist.models import Assessment, ProposalSource
from cloud_assist.redaction.placeholders import Placeholders
from cloud_assist.running.control import Limits, RunControl
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.journal import Journal

T = TypeVar("T")


class TurnControl:
    """Stops whatever one request is doing: the model call or the running command."""

    def __init__(self) -> None:
        self._cancelled = asyncio.Event()
        self._background = asyncio.Event()
        self.running: RunControl | None = None
        """The command under way, while there is one."""

    @property
    def cancelled(self) -> bool:
        """Whether the person has stopped this request."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop the request. Safe to call at any time, any number of times."""
        self._cancelled.set()
        if self.running is not None:
            self.running.cancel()

    def kill(self) -> None:
        """End the running command now, whatever it holds; nothing where none runs."""
        if self.running is not None:
            self._cancelled.set()
            self.running.kill()

    async def leave(self) -> None:
        """Stop the request, since this program ends; a command that holds a lock goes on as a job."""
        running = self.running
        if running is None or not await running.holds() or not self.background():
            self.cancel()

    def extend(self, seconds: float) -> None:
        """Give the running command more time; nothing where none runs."""
        if self.running is not None:
            self.running.extend(seconds)

    def background(self) -> bool:
        """Let the running command go on as a job, so that the request ends; False where none runs."""
        if self.running is None:
            return False
        self._background.set()
        return True

    async def followed(self, work: Work) -> bool:
        """Wait until a command has ended (True), or is to go on in the background (False).

        Where the waiting task is cancelled, what the command started has been ended by then; of one that an earlier
        cloud-assist started, only the watch.
        """
        self.running = work.control
        self._background.clear()  # it may have been said of the command before, as that ended
        if self.cancelled:
            work.control.cancel()
        asked = asyncio.ensure_future(self._background.wait())
        try:
            await asyncio.wait({work.task, asked}, return_when=asyncio.FIRST_COMPLETED)
            return work.task.done()
        except asyncio.CancelledError:
            work.task.cancel()
            await asyncio.gather(work.task, return_exceptions=True)
            raise
        finally:
            asked.cancel()
            self.running = None

    async def unless_cancelled(self, work: Awaitable[T]) -> T:
        """Await `work`, dropping it at once when the person cancels.

        Raises:
            CancelledByUserError: the person cancelled first.
        """
        task = asyncio.ensure_future(work)
        stop = asyncio.ensure_future(self._cancelled.wait())
        try:
            await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
            if task.done() and not self.cancelled:
                return task.result()
            raise CancelledByUserError("Cancelled.")
        finally:
            for pending in (task, stop):
                pending.cancel()
            await asyncio.gather(task, stop, return_exceptions=True)


@dataclass(slots=True)
class AgentContext:
    """Everything the nodes need from outside."""

    session_id: str
    user: str
    """Who uses this program, as the store knows them."""
    settings: Settings
    proposer: Proposer
    journal: Journal
    audit: AuditTrail
    spool_path: Callable[[str], Path]
    """op_id → the file that takes the whole output of that run."""
    environ: MutableMapping[str, str]
    """What commands inherit; they are judged in the same environment as they run in. Grows by the session's outputs,
    see `outputs.offer`."""
    describe_environment: Callable[[], str]
    """A few lines for the proposer: OS, shell, folder, CLIs, target."""
    knowledge: CliKnowledge
    """What the installed CLIs accept."""
    judge: Judge
    """Says what a command is; made once, asked by every node."""
    grounding: Grounding
    """Nearest known operations, for a model that is told of them."""
    jobs: Jobs
    """The commands of the session that go on in the background."""
    keep_result: Callable[[AgentState], None]
    """Lets a search through the sessions find what a request came to."""
    placeholders: Placeholders = field(default_factory=Placeholders)
    """Of the secrets in what a model is told, the same throughout the session."""
    usage: UsageTally = field(default_factory=UsageTally)
    """What the session's models took so far."""
    control: TurnControl = field(default_factory=TurnControl)
    """Of the request under way; a new one for each request."""
    instance: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Names this opening of the session, and no other."""
    allowed_reads: dict[str, None] = field(default_factory=dict)
    """What the person allowed for this session, in the order of that: see `Assessment.read_words`."""

    def obey(self, settings: Settings) -> None:
        """Go on with `settings`: the person chose something else in the session."""
        self.settings = settings
        self.judge.obey(settings)

    def candidates(self, prompt: str) -> str:
        """Return the operations that a model is told of, a line each; "" where grounding is off."""
        if not self.settings.grounding or self.settings.offline:
            return ""
        return self.grounding.candidates(prompt)

    def limits(self, command: str, source: str) -> Limits:
        """Return how long a command may take, and how it is stopped.

        What takes long by nature has no limit unless the person gave one; they are told when the usual time is over.

        Args:
            command: the exact string.
            source: a `ProposalSource` value.
        """
        stop = stop_policy(self.judge.judged(command, ProposalSource(source)).examination.judgement)
        limit_s = self.settings.command_timeout_s
        if stop.waits and not self.settings.timeout_is_given:
            return Limits(None, limit_s, stop)
        return Limits(limit_s, None, stop)

    def assessment(self, command: str, source: str, *, anew: bool = False) -> Assessment:
        """Return what `command` is as it would run right now.

        Args:
            command: the exact string.
            source: a `ProposalSource` value.
            anew: whether nothing may be taken over from the last judgement: right before a command runs.
        """
        judged = self.judge.judged_anew if anew else self.judge.judged
        return judged(command, ProposalSource(source)).assessment


@dataclass(frozen=True, slots=True)
class NodeTools:
    """What one node may do besides returning its update."""

    context: AgentContext
    emit: Callable[[Event], None]
    """Tell the front end something."""
    ask: Callable[[dict[str, Any]], Any]
    """Interrupt the graph with a question; returns the plain answer. What stands before it runs again on resume."""
