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

from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.endings import late_end
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
    Event,
    OutputChunk,
    ProposalReady,
)
from cloud_assist.models import Outcome, Proposal
from cloud_assist.running.attach import attach
from cloud_assist.running.control import RunControl
from cloud_assist.running.runner import Started
from cloud_assist.spool_file import last_bytes, line_ends
from cloud_assist.store.journal import Finished, NotStarted, OutcomeUnknown, Running, RunState

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
        known = await _waited_for(known, state, tools)
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


async def _waited_for(known: Running, state: AgentState, tools: NodeTools) -> RunState | None:
    """Wait for a command that goes on by itself, or stop it where the person says so."""
    context = tools.context
    if known.owner_pid not in {None, os.getpid()}:
        raise StoreError(
            f"Another cloud-assist (pid {known.owner_pid}) is running this command.",
            todo="Follow it there, or resume this session once it ends.",
        )
    started = Started(known.pid, known.pgid, known.start_time, Path(known.spool_path))
    tools.emit(
        AgentNote(f"The command is still running (pid {known.pid}). Waiting for it; to stop it, stop the request.")
    )
    tools.emit(CommandStarted(state["generated_command"], _attempt(state), known.pid, known.spool_path))
    control = RunControl()

    def show(text: str) -> None:
        tools.emit(OutputChunk(text, control.left_out_lines))

    context.control.running = control
    if context.control.cancelled:
        control.cancel()
    try:
        result = await attach(started, on_output=show, control=control)
    finally:
        context.control.running = None
    if result is not None:
        context.journal.finish(state["op_id"], result)
    return await look_up(context, state["op_id"])


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
