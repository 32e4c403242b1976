"""assess_command: says what the proposed command is, by parsing it, and names the run it may become.

A command that the installed CLI would refuse goes back to the model with what is wrong and what would be right, before
anybody is asked; at most twice.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib

from cloud_assist.agent.context import NodeTools
from cloud_assist.agent.state import AgentState
from cloud_assist.agent.wire import to_plain
from cloud_assist.errors import CancelledByUserError
from cloud_assist.events import AgentNote, AssessmentReady
from cloud_assist.findings import repairable
from cloud_assist.models import Assessment, Finding, ProposalSource

REPAIRS = 2
"""How often a model may repair one proposal before the person sees it with its faults."""


async def assess_command(state: AgentState, tools: NodeTools) -> AgentState:
    """Return the assessment of the proposed command and a new operation id, or send it back to be repaired."""
    command = state["generated_command"]
    await _know_its_cli(command, tools)
    assessment = tools.context.assessment(command, state["proposal_source"])
    faults = refused_by_its_cli(assessment)
    if faults and state["proposal_source"] == ProposalSource.MODEL.value and state["repair_count"] < REPAIRS:
        tools.emit(AgentNote(f"Asking the model to correct it: {faults[0].text}"))
        return AgentState(
            decision="repair",
            repair_count=state["repair_count"] + 1,
            unrepaired_command=state["unrepaired_command"] or command,
            repairs=[*state.get("repairs", []), [command, " ".join(fault.text for fault in faults)]],
        )
    corrections = corrections_between(state["unrepaired_command"], command) if not faults else []
    tools.emit(AssessmentReady(assessment))
    assessed = state.get("assessed", 0) + 1
    return AgentState(
        assessment=to_plain(assessment),
        assessed=assessed,
        op_id=operation_id(tools.context.session_id, state.get("asked_at", 0.0), assessed, command),
        execution_approved=False,
        approved_digest="",
        decision="",
        repair_count=0,
        unrepaired_command="",
        corrections=corrections or state["corrections"],
    )


def operation_id(session_id: str, asked_at: float, assessed: int, command: str) -> str:
    """Return the name of the run that a request's n-th assessment, of this command, may become: 32 hex digits.

    It is no random number: two processes that take the same request up name the same run, which the journal lets only
    one of them start.
    """
    words = f"{session_id} {asked_at!r} {assessed} {command}"
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


async def _know_its_cli(command: str, tools: NodeTools) -> None:
    """Have what the CLI of a command accepts read, where that is not known yet, and go on; a cancel skips it."""
    with contextlib.suppress(CancelledByUserError):
        await tools.context.control.unless_cancelled(tools.context.knowledge.prepare(command))


def refused_by_its_cli(assessment: Assessment) -> list[Finding]:
    """Return the findings that a repair could mend: what the CLI that would run would not take."""
    return [each for each in assessment.findings if repairable(each)]


def corrections_between(before: str, after: str) -> list[str]:
    """Return what a repair changed, word by word (`--instance-id` → `--instance-ids`); [] if nothing was repaired."""
    if not before:
        return []
    old, new = before.split(), after.split()
    changed = [
        (" ".join(old[a:b]), " ".join(new[c:d]))
        for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    return [f"`{was or '(nothing)'}` → `{now or '(nothing)'}`" for was, now in changed]
