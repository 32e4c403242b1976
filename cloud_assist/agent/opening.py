"""Opens what a session works with: the store, the knowledge of the CLIs, and the graph over both."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.graph import AgentGraph, build_graph
from cloud_assist.agent.jobs import Jobs
from cloud_assist.agent.session_record import SessionRecord
from cloud_assist.knowledge.grounding import Grounding
from cloud_assist.knowledge.judged import Judge
from cloud_assist.knowledge.surroundings import describe_environment
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.llm.port import Proposer
from cloud_assist.llm.usage import UsageTally
from cloud_assist.redaction.placeholders import Placeholders
from cloud_assist.redaction.redactor import redact
from cloud_assist.running.environment import child_environment
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.checkpoints import OpenCheckpoints, open_checkpointer
from cloud_assist.store.paths import spool_path


@dataclass(frozen=True, slots=True)
class Opened:
    """What a session works with once its store is open."""

    graph: AgentGraph
    context: AgentContext
    checkpoints: OpenCheckpoints


async def open_agent(
    settings: Settings,
    session_id: str,
    proposer: Proposer,
    *,
    record: SessionRecord,
    jobs: Jobs,
    placeholders: Placeholders,
    usage: UsageTally,
    stack: contextlib.AsyncExitStack,
) -> Opened:
    """Open everything that a session needs; `stack` closes it.

    Args:
        settings: in force for the session.
        session_id: as the list of sessions has it.
        proposer: who is asked for commands.
        record: the session's line in the list of sessions, open.
        jobs: take the commands that go on in the background.
        placeholders: of the secrets in what a model is told.
        usage: takes what the models' calls take.
        stack: takes what must be closed, in order.

    Raises:
        StoreError: the store cannot be opened.
    """
    checkpoints = await stack.enter_async_context(open_checkpointer(settings))
    knowledge = stack.enter_context(contextlib.closing(CliKnowledge(settings)))
    environ = child_environment(settings.environ)
    context = AgentContext(
        session_id=session_id,
        user=record.index.user,
        settings=settings,
        proposer=proposer,
        journal=record.index.journal,
        audit=stack.enter_context(contextlib.closing(AuditTrail(settings, redact))),
        spool_path=lambda op_id: spool_path(settings, op_id),
        environ=environ,
        knowledge=knowledge,
        judge=Judge(settings, environ=environ, refusals=knowledge.refused),
        grounding=stack.enter_context(contextlib.closing(Grounding(settings, knowledge))),
        describe_environment=lambda: describe_environment(context.settings),
        jobs=jobs,
        keep_result=record.keep_result,
        placeholders=placeholders,
        usage=usage,
    )
    return Opened(build_graph(checkpoints.saver), context, checkpoints)
