"""execute_command: runs what was approved, once, if the world is still the one it was approved in."""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path

from cloud_assist.agent.background import as_job
from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.jobs import Outlet, Work
from cloud_assist.agent.record import record_approved
from cloud_assist.agent.recover import recovered
from cloud_assist.agent.result import meant, with_result
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.unseen_ends import NOT_STARTED
from cloud_assist.agent.wire import from_plain
from cloud_assist.command.approval import may_approve
from cloud_assist.command.binding import changes
from cloud_assist.errors import ExecutionError, ExitCode, StoreError
from cloud_assist.events import CommandFinished, CommandOverdue, CommandStarted, CommandStopping, OutputChunk
from cloud_assist.models import Assessment, Binding, Outcome, Risk, RunResult
from cloud_assist.running.control import Limits, RunControl
from cloud_assist.running.kept import forget_end
from cloud_assist.running.runner import Started, run

_STALE = "Nothing was run: cloud-assist stopped after your approval and before the start. Approve it again to run it."


async def execute_command(state: AgentState, tools: NodeTools) -> AgentState:
    """Run the approved command and return its redacted result, or refuse and say why."""
    context = tools.context
    earlier = await recovered(state, tools)
    if earlier is not None:
        return earlier
    if context.control.cancelled:
        return concluded(state, Outcome.CANCELLED)
    assessment = context.assessment(state["generated_command"], state["proposal_source"], anew=True)
    _begin(state, context, assessment)
    if not state["execution_approved"] or state["approved_digest"] != assessment.binding.digest:
        return _asked_anew(state, context, _what_changed(state, assessment))
    obstacle = may_approve(assessment, second_person=False)  # what its CLI accepts may have been read since
    if obstacle is not None:
        return _asked_anew(state, context, f"Not run: {obstacle.text}")
    if assessment.risk.rank > Risk(state["assessment"]["risk"]).rank:
        return _asked_anew(state, context, _graver(state, assessment))
    if state["approved_in"] != context.instance:
        return _asked_anew(state, context, _STALE)
    await _recorded(state, context, assessment)
    work = _begun(state, tools, assessment)
    result = work.task.result() if await context.control.followed(work) else None
    if result is None:
        return as_job(state, context, work, target=assessment.target.line())
    tools.emit(CommandFinished(state["generated_command"], len(state["attempts"]) + 1, result))
    return await with_result(state, result, context)


def _begin(state: AgentState, context: AgentContext, assessment: Assessment) -> None:
    """Take the operation for this process: from here on nobody else can run it."""
    begun = context.journal.begin(
        state["op_id"],
        command_sha256=assessment.binding.command_sha256,
        session_id=context.session_id,
        cwd=assessment.binding.cwd,
        spool_path=context.spool_path(state["op_id"]),
    )
    if not begun:  # somebody else's approval came first
        raise StoreError(
            "Another cloud-assist is running this command.",
            why="It was approved there a moment earlier.",
            todo="Resume this session later to see how it ended.",
        )


def _asked_anew(state: AgentState, context: AgentContext, notice: str) -> AgentState:
    context.journal.abandon(state["op_id"])  # it can never run under this id, here or elsewhere; a new one is made
    return AgentState(execution_approved=False, decision="again", notice=notice)


def _what_changed(state: AgentState, assessment: Assessment) -> str:
    changed: tuple[str, ...] = ()
    if state["approved_binding"]:
        changed = changes(from_plain(Binding, state["approved_binding"]), assessment.binding)
    return "Not run: " + ("; ".join(changed) or "it was not approved in this form") + ". Approve it again to run it."


def _graver(state: AgentState, assessment: Assessment) -> str:
    """Say that a command is no longer what was approved: a module that Python would take has come, for example."""
    was = state["assessment"]["risk"]
    return (
        f"Not run: it was {was} when it was approved, and is {assessment.risk.value} now. Approve it again to run it."
    )


async def _recorded(state: AgentState, context: AgentContext, assessment: Assessment) -> None:
    """Write the intent into the audit trail: where that fails, nothing runs, and the journal says so."""
    try:
        await record_approved(state, context, assessment)
    except StoreError:
        with contextlib.suppress(StoreError):
            context.journal.abandon(state["op_id"])
        raise


def _begun(state: AgentState, tools: NodeTools, assessment: Assessment) -> Work:
    """Start to run the command, in a task of its own: it may outlive the request."""
    control = RunControl()
    control.on_stopping = lambda state: tools.emit(CommandStopping(**state._asdict()))
    outlet = Outlet(lambda text, left_out: tools.emit(OutputChunk(text, left_out)))
    limits = tools.context.limits(assessment.command, state["proposal_source"])
    control.on_overdue = lambda after_s: tools.emit(CommandOverdue(limits.stop.program, after_s))
    task = asyncio.create_task(_run(state, tools, assessment, limits, control, outlet))
    return Work(task, control, outlet, time.time(), limits.stop.leaves)


async def _run(
    state: AgentState, tools: NodeTools, assessment: Assessment, limits: Limits, control: RunControl, outlet: Outlet
) -> RunResult:
    """Run the command to its end and write that down."""
    context = tools.context
    settings = context.settings
    op_id = state["op_id"]
    spool = context.spool_path(op_id)
    attempt = len(state["attempts"]) + 1

    def on_started(started: Started) -> None:
        context.journal.started(op_id, pid=started.pid, pgid=started.pgid, start_time=started.start_time)
        stop = limits.stop
        tools.emit(CommandStarted(assessment.command, attempt, started.pid, str(spool), limits.timeout_s, stop.leaves))

    began = time.monotonic()
    try:
        result = await run(
            assessment.command,
            cwd=settings.cwd,
            environ=dict(context.environ),
            limits=limits,
            spool_path=spool,
            on_output=lambda text: outlet.tell(text, control.left_out_lines),
            control=control,
            on_started=on_started,
        )
    except ExecutionError:
        # Nothing ran, and the journal must say so, or a later look would call the outcome unknown.
        context.journal.abandon(op_id, waited=True)
        context.audit.append_outcome(op_id, _ended(NOT_STARTED, began, spool, note="It could not be started."))
        raise
    except asyncio.CancelledError:
        if control.left:  # it holds a lock or a half-done change, and goes on under its keeper
            raise
        # We are being closed; the runner has ended everything the command had started.
        stopped = _ended(ExitCode.CANCELLED, began, spool, note="Stopped because cloud-assist was closed.")
        context.journal.finish(op_id, stopped)
        context.audit.append_outcome(op_id, stopped)
        raise
    context.journal.finish(op_id, result)
    forget_end(spool)
    result = meant(state, result, context)
    await asyncio.to_thread(context.audit.append_outcome, op_id, result)
    return result


def _ended(exit_status: int, began: float, spool: Path, *, note: str) -> RunResult:
    cancelled = exit_status == ExitCode.CANCELLED
    duration_s = time.monotonic() - began
    return RunResult(int(exit_status), duration_s, "", "", 0, str(spool), cancelled=cancelled, note=note)
