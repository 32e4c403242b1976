"""What became of commands that were begun and whose end nobody saw: found out, and written down where it is missing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from cloud_assist.agent.context import AgentContext
from cloud_assist.errors import UsageError
from cloud_assist.models import RunResult
from cloud_assist.running.attach import noted_end, result_of
from cloud_assist.store.journal import Finished, NotStarted, OutcomeUnknown, Running, RunState

NOT_STARTED = 126
"""Exit status, as shells give it, of a command that was found but could not be started."""


async def look_up(context: AgentContext, op_id: str) -> RunState | None:
    """Return what is known of an operation, and write into journal and audit trail what was not there yet."""
    known = context.journal.state(op_id)
    if isinstance(known, OutcomeUnknown) and known.here:
        known = await _from_note(context, op_id, known)
    if isinstance(known, NotStarted) and not context.journal.abandon(op_id):
        known = context.journal.state(op_id)
    if isinstance(known, OutcomeUnknown):
        context.journal.give_up(op_id)
    if known is not None and not isinstance(known, Running):
        await asyncio.to_thread(_complete_audit, context, op_id, known)
    return known


async def settle(context: AgentContext, op_ids: list[str]) -> list[str]:
    """Find out what became of commands that nobody waits for any more; return it in words, one sentence or two each.

    Raises:
        UsageError: one of them runs still; then the session must be resumed first.
    """
    told = []
    for op_id in op_ids:
        match await look_up(context, op_id):
            case Running(pid=pid):
                raise UsageError(
                    f"The last command of this session is still running (pid {pid}).",
                    why="A new request would lose track of it.",
                    todo=f"To wait for it or stop it: cloud-assist sessions resume {context.session_id}",
                )
            case Finished(result=result):
                told.append(f"The last command of this session ended with exit status {result.exit_status}.")
            case OutcomeUnknown(spool_path=spool):
                told.append(f"The outcome of this session's last command is unknown. Its output is in {spool}.")
            case NotStarted() | None:
                pass
    return told


async def _from_note(context: AgentContext, op_id: str, known: OutcomeUnknown) -> RunState | None:
    """Take over what the command's keeper wrote down after our predecessor was gone."""
    spool = Path(known.spool_path)
    end = await noted_end(spool)
    if end is None:
        return known
    if end[0] == "never":
        context.journal.abandon(op_id, waited=True)
    else:
        context.journal.finish(op_id, result_of(end, spool))
    return context.journal.state(op_id)


def _complete_audit(context: AgentContext, op_id: str, known: RunState) -> None:
    if not context.audit.awaits_outcome(op_id):
        return
    match known:
        case Finished(result=result):
            context.audit.append_outcome(op_id, result)
        case NotStarted(spool_path=spool):
            note = "It was never started: cloud-assist stopped first."
            context.audit.append_outcome(op_id, RunResult(NOT_STARTED, 0.0, "", "", 0, spool, note=note))
        case _:
            context.audit.append_unknown(op_id, "Its process is gone and left no exit status.")
