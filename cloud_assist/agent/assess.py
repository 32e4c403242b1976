"""assess_command: says what the proposed command is, by parsing it, and names the run it may become.

A command that the installed CLI would refuse goes back to the model with what is wrong and what would be right, before
anybody is asked; at most twice.
"""

from __future__ import annotations

import contextlib
import difflib
import uuid
from dataclasses import replace

from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.state import AgentState
from cloud_assist.agent.wire import to_plain
from cloud_assist.command.open_places import open_places
from cloud_assist.errors import CancelledByUserError
from cloud_assist.events import AgentNote, AssessmentReady
from cloud_assist.findings import Code, finding, repairable
from cloud_assist.models import Assessment, Finding, ProposalSource

REPAIRS = 2
"""How often a model may repair one proposal before the person sees it with its faults."""


async def assess_command(state: AgentState, tools: NodeTools) -> AgentState:
    """Return the assessment of the proposed command and a new operation id, or send it back to be repaired."""
    command = state["generated_command"]
    if state["proposal_source"] == ProposalSource.MODEL.value:
        await _know_its_cli(command, tools)
    assessment = assess_proposal(tools.context, command, ProposalSource(state["proposal_source"]))
    faults = refused_by_its_cli(assessment)
    if faults and state["proposal_source"] == ProposalSource.MODEL.value and state["repair_count"] < REPAIRS:
        tools.emit(AgentNote(f"Sent back to be repaired: {faults[0].text}"))
        return AgentState(
            decision="repair",
            repair_count=state["repair_count"] + 1,
            unrepaired_command=state["unrepaired_command"] or command,
            rejections=[*state["rejections"], [command, " ".join(fault.text for fault in faults)]],
        )
    corrections = corrections_between(state["unrepaired_command"], command) if not faults else []
    tools.emit(AssessmentReady(assessment))
    return AgentState(
        assessment=to_plain(assessment),
        op_id=uuid.uuid4().hex,
        execution_approved=False,
        approved_digest="",
        decision="",
        repair_count=0,
        unrepaired_command="",
        corrections=corrections or state["corrections"],
    )


async def _know_its_cli(command: str, tools: NodeTools) -> None:
    """Read what the CLI of a model's command accepts, where that is not known yet; a cancel skips it."""
    with contextlib.suppress(CancelledByUserError):
        reading = tools.context.knowledge.read_for(command, lambda line: tools.emit(AgentNote(line)))
        await tools.context.control.unless_cancelled(reading)


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


def assess_proposal(context: AgentContext, command: str, source: ProposalSource) -> Assessment:
    """Judge a command as the shell would take it, hold it against its CLI, and look for what is left open."""
    assessment = context.assess(command)
    found_open = _open_places(command, source)
    findings = (*found_open, *context.knowledge.findings(command, context.environ))
    # `rmi <image>` is a redirection without a file: to say so as well would lead away from what is to be done.
    judged = tuple(each for each in assessment.findings if not (found_open and each.code == Code.SYNTAX))
    return replace(assessment, findings=(*findings, *judged)) if findings else assessment


def _open_places(command: str, source: ProposalSource) -> tuple[Finding, ...]:
    names = open_places(command, source)
    if not names:
        return ()
    listed = ", ".join(f"<{name}>" for name in names)
    what_to_do = "Edit the command and put the value in its place."
    return (finding(Code.OPEN_PLACEHOLDER, f"{listed} still stands for a value.", what_to_do),)
