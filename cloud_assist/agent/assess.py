"""assess_command: says what the proposed command is, by parsing it, and names the run it may become."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace

from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.state import AgentState
from cloud_assist.agent.wire import to_plain
from cloud_assist.events import AssessmentReady
from cloud_assist.models import Assessment, Finding, Severity

_PLACEHOLDER = re.compile(r"<([a-zA-Z][a-zA-Z0-9_ -]{0,40})>")


async def assess_command(state: AgentState, tools: NodeTools) -> AgentState:
    """Return the assessment of the proposed command, and a new operation id for running it."""
    assessment = assess_proposal(tools.context, state["generated_command"])
    tools.emit(AssessmentReady(assessment))
    return AgentState(
        assessment=to_plain(assessment),
        op_id=uuid.uuid4().hex,
        execution_approved=False,
        approved_digest="",
        decision="",
    )


def assess_proposal(context: AgentContext, command: str) -> Assessment:
    """Judge a command as the shell would take it, and look for what a proposal leaves open."""
    assessment = context.assess(command)
    open_places = tuple(dict.fromkeys(_PLACEHOLDER.findall(command)))
    if not open_places:
        return assessment
    names = ", ".join(f"<{name}>" for name in open_places)
    finding = Finding(
        Severity.ERROR,
        "open-placeholder",
        f"{names} still stands for a value.",
        "Edit the command and put the value in its place.",
    )
    return replace(assessment, findings=(finding, *assessment.findings))
