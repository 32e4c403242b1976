"""What became of a command that was begun before a crash: found out, written down, and never run again by itself.

| the journal, the process, its keeper's note | what follows |
|---|---|
| ended, or the keeper noted how | its result is taken over; the request goes on as if nothing had happened |
| was about to start | nothing ran; approval is asked anew |
| runs still | its output is shown, and it is waited for or stopped |
| started and gone without a note | outcome unknown: the request ends, the person decides what follows |
"""

from __future__ import annotations

import os
from pathlib import Path

from cloud_assist.agent.background import as_job, sent_before, started_of, target_of, watched
from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.endings import late_end
from cloud_assist.agent.jobs import Work
from cloud_assist.agent.result import meant, with_result
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.steps import number_of
from cloud_assist.agent.unseen_ends import look_up, settle
from cloud_assist.agent.wire import from_plain
from cloud_assist.errors import StoreError
from cloud_assist.events import (
    AgentCompleted,
    AgentNote,
    AssessmentReady,
    CommandFinished,
    CommandStarted,
    CommandStopping,
    Event,
    OutputChunk,
    ProposalReady,
)
from cloud_assist.models import Outcome, Proposal
from cloud_assist.spool_file import last_bytes, line_ends
from cloud_assist.store.journal import Finished, NotStarted, OutcomeUnknown, Running

_TAIL = 4096
"""Bytes of earlier output that are shown."""
_UNKNOWN = (
    "This command was started earlier and left no exit status, so it is unknown whether it finished. "
    "It was not started again. Check its effects before you repeat it."
)
_ELSEWHERE = " It was started on {host}, where it may still be running."
_NOT_STARTED = "Nothing was run: cloud-assist stopped before the command started. Approve it again to run it."


async def recovered(state: AgentState, tools: NodeTools) -> AgentState | None:
    """Return where a request goes on whose command was begun earlier; None where it never was.

    Raises:
        StoreError: another cloud-assist is running it at this moment.
    """
    known = await look_up(tools.context, state["op_id"])
    if known is None:
        return None
    if isinstance(known, NotStarted):
        return AgentState(execution_approved=False, decision="again", notice=_NOT_STARTED)
    for event in _command_events(state, tools.context, _attempt(state), number_of(state)):
        tools.emit(event)
    if isinstance(known, Running):
        if tools.context.journal.job_number(state["op_id"]):
            return sent_before(state, known, tools.context)
        work = _taken_over(known, state, tools)
        if not await tools.context.control.followed(work):
            return as_job(state, tools.context, work, target=target_of(state))
        work.task.result()  # raises what went wrong with watching it
        known = await look_up(tools.context, state["op_id"])
    elif isinstance(known, OutcomeUnknown | Finished):
        _show_output(known, state, tools)
    if isinstance(known, Finished):
        result = meant(state, known.result, tools.context)
        tools.emit(CommandFinished(state["generated_command"], _attempt(state), result))
        return await with_result(state, result, tools.context)
    elsewhere = ""
    if isinstance(known, OutcomeUnknown) and not known.here:
        elsewhere = _ELSEWHERE.format(host=known.host)
    return concluded(state, Outcome.UNKNOWN, message=_UNKNOWN + elsewhere, summary="outcome unknown")


async def told_late(context: AgentContext, state: AgentState, asked_at: float, op_ids: list[str]) -> list[Event]:
    """Return what tells the end of the request noted at `asked_at`, which nobody was told of when it came.

    Args:
        context: of the session.
        state: the graph's last one, perhaps of an earlier request.
        asked_at: seconds since the epoch, as the list of sessions has it.
        op_ids: commands that nobody has written an outcome for.

    Raises:
        UsageError: one of them runs still.
    """
    notes = [AgentNote(note) for note in await settle(context, op_ids)]
    end = late_end(state, asked_at)
    shown: list[Event] = []
    if isinstance(end, AgentCompleted) and state["generated_command"]:
        shown = _command_events(state, context, max(len(state["attempts"]), 1), _last_step(state))
    return [*shown, *notes, end]


def _taken_over(known: Running, state: AgentState, tools: NodeTools) -> Work:
    """Watch a command that goes on by itself.

    Raises:
        StoreError: another cloud-assist is running it at this moment.
    """
    if known.owner_pid not in {None, os.getpid()}:
        raise StoreError(
            f"Another cloud-assist (pid {known.owner_pid}) is running this command.",
            todo="Follow it there, or resume this session once it ends.",
        )

    def show(text: str, left_out_lines: int) -> None:
        tools.emit(OutputChunk(text, left_out_lines))

    tools.emit(
        AgentNote(f"The command is still running (pid {known.pid}). Waiting for it; to stop it, stop the request.")
    )
    work = watched(state, started_of(known), tools.context, show)
    begun = CommandStarted(state["generated_command"], _attempt(state), known.pid, known.spool_path, leaves=work.leaves)
    tools.emit(begun)
    work.control.on_stopping = lambda stopping: tools.emit(CommandStopping(**stopping._asdict()))
    return work


def _command_events(state: AgentState, context: AgentContext, attempt: int, step: int) -> list[Event]:
    """Return what puts the request's command on the screen again."""
    proposal = {
        "command": state["generated_command"],
        "explanation": state["explanation"],
        "source": state["proposal_source"],
        "alternatives": [],
        "corrections": [],
    }
    return [
        ProposalReady(from_plain(Proposal, proposal), attempt, step),
        AssessmentReady(context.assessment(state["generated_command"], state["proposal_source"])),
    ]


def _last_step(state: AgentState) -> int:
    """Return the number of the step with which a request ended: finished, or the one that did not come to its end."""
    well = state["outcome"] in {Outcome.SUCCEEDED.value, Outcome.ANSWERED.value}
    return max(len(state.get("steps", [])), 1) if well else number_of(state)


def _show_output(known: Finished | OutcomeUnknown, state: AgentState, tools: NodeTools) -> None:
    if isinstance(known, Finished):
        spool, text = known.result.spool_path, known.result.text
        tools.emit(AgentNote("This command ended while cloud-assist was closed. It was not run again."))
    else:
        spool, text = known.spool_path, _tail(Path(known.spool_path))
    tools.emit(CommandStarted(state["generated_command"], _attempt(state), 0, spool))
    if text:
        tools.emit(OutputChunk(text, _line_ends(Path(spool)) - text.count("\n")))


def _line_ends(path: Path) -> int:
    try:
        return line_ends(path)
    except OSError:
        return 0


def _tail(path: Path) -> str:
    try:
        return last_bytes(path, _TAIL).decode("utf-8", "replace")
    except OSError:
        return ""


def _attempt(state: AgentState) -> int:
    return len(state["attempts"]) + 1
