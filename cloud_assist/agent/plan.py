"""approve_plan: puts a whole plan before the person, every step judged, before anything of it runs.

An approval of the whole is bound to every step's bytes and target. A failed step, an edit, or a target that has
changed voids it: what is left is put before the person again.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.record import decision_of, record_refused
from cloud_assist.agent.second_person import is_own_request
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.steps import gravest_seen, number_of, tell_steps
from cloud_assist.agent.wire import decision_from_plain, from_plain, to_plain
from cloud_assist.command.approval import bar_to_whole, may_approve
from cloud_assist.command.binding import changes
from cloud_assist.events import ProposalReady
from cloud_assist.llm.port import Reply
from cloud_assist.models import (
    After,
    ApprovePlan,
    Assessment,
    Binding,
    Cancel,
    OneByOne,
    Outcome,
    PlannedStep,
    Proposal,
    ProposalSource,
    Reject,
    Risk,
)
from cloud_assist.store.audit_view import NOT_RUN

WHOLE = "whole"
EACH = "each"
_RESTARTED = "The plan's approval no longer holds: cloud-assist was restarted since."


def planned(state: AgentState, reply: Reply) -> AgentState:
    """Return the update that takes a proposed plan in; nobody has looked at it yet."""
    seen = gravest_seen(state)
    steps = [{"command": step.command, "purpose": step.purpose} for step in reply.steps]
    return AgentState(
        question="",
        plan=steps,
        plan_seen=seen.value if seen is not None else "",
        plan_mode="",
        plan_wanted=False,
        decision="plan",
        notice="",
        after=After.DONE.value,
    )


async def approve_plan(state: AgentState, tools: NodeTools) -> AgentState:
    """Ask about what is left of the plan; return its first step, ready to be assessed."""
    context = tools.context
    steps = judged_steps(state["plan"], context, number_of(state))
    answer = tools.ask(plan_payload(state, steps))
    after_s = float(answer.get("decided_after_s", 0.0)) if isinstance(answer, dict) else 0.0
    match decision_from_plain(answer):
        case ApprovePlan(plan_digest=digest) if digest != digest_of(steps):
            return AgentState(decision="plan", notice="A target of the plan changed since it was shown.")
        case ApprovePlan(decided_by=by):
            obstacle = bar_to_whole(steps, second_person=is_own_request(context, state["asked_by"]))
            if obstacle:
                return AgentState(decision="plan", notice=obstacle)
            bound = [_bound(each, by or context.user) for each in steps]
            return _first(state, bound, tools, mode=WHOLE)
        case OneByOne():
            return _first(state, state["plan"], tools, mode=EACH)
        case Reject(reason=reason):
            await _record_refused(state, context, steps, "reject", "", after_s)
            turned_down = [[each["command"], reason] for each in state["plan"]]
            return AgentState(
                decision="reject", plan=[], plan_wanted=True, rejections=[*state["rejections"], *turned_down], notice=""
            )
        case Cancel(decided_by=by) as cancel:
            decision = decision_of(cancel)
            await _record_refused(state, context, steps, decision, by, after_s)
            shown = AgentState(**{**state, "generated_command": state["plan"][0]["command"]})
            return {**concluded(shown, Outcome.CANCELLED, summary=NOT_RUN[decision].value), "decision": "cancel"}
        case other:
            return AgentState(decision="plan", notice=f"{type(other).__name__} is not an answer to a plan.")


def judged_steps(plan: list[dict[str, Any]], context: AgentContext, first: int) -> tuple[PlannedStep, ...]:
    """Return the steps of a plan as they would run right now, numbered from `first`."""
    return tuple(
        PlannedStep(number, each["purpose"], context.assessment(each["command"], ProposalSource.MODEL.value))
        for number, each in enumerate(plan, first)
    )


def digest_of(steps: tuple[PlannedStep, ...]) -> str:
    """Return the hex SHA-256 that names these steps in this order: commands, targets and classes."""
    text = repr([(each.assessment.binding.digest, each.assessment.risk.value) for each in steps])
    return hashlib.sha256(text.encode()).hexdigest()


def plan_payload(state: AgentState, steps: tuple[PlannedStep, ...]) -> dict[str, Any]:
    """Return the question as plain values."""
    return {
        "kind": "plan",
        "user_prompt": state["user_prompt"],
        "steps": [to_plain(each) for each in steps],
        "seen": state.get("plan_seen", ""),
        "notice": state["notice"],
        "asked_by": state["asked_by"],
        "asked_in": state["asked_in"],
    }


def next_planned(state: AgentState, tools: NodeTools) -> AgentState | None:
    """Return the way to the next step of the plan, the present one having ended well; None where none is left."""
    rest = state.get("plan", [])[1:]
    if not rest:
        return None
    as_planned = state["plan"][0]["command"] == state["generated_command"]
    if state["plan_mode"] != EACH and not (state["plan_mode"] == WHOLE and as_planned):
        return AgentState(plan=rest, decision="plan", notice=_why_again(state, rest))
    if state["plan_mode"] == WHOLE and state["plan_approved_in"] != tools.context.instance:
        # The step ended in a life after the one in which the plan was approved.
        return AgentState(plan=rest, plan_mode="", decision="plan", notice=_RESTARTED)
    return _first(state, rest, tools, mode=state["plan_mode"])


def voided(state: AgentState) -> AgentState:
    """Return the update after a failure or an edit: an approved plan does not go on by itself."""
    return AgentState(plan_mode="") if state.get("plan") and state["plan_mode"] == WHOLE else AgentState()


def covered(state: AgentState, context: AgentContext, assessment: Assessment) -> bool:
    """Return whether the approval of a whole plan covers this command as it would run right now."""
    plan = state.get("plan", [])
    if not plan or state["plan_mode"] != WHOLE or state["plan_approved_in"] != context.instance:
        return False
    step = plan[0]
    same = step["command"] == assessment.command and step.get("digest") == assessment.binding.digest
    return same and assessment.risk.rank <= Risk(step["risk"]).rank and not may_approve(assessment, second_person=False)


def no_longer_covered(state: AgentState, assessment: Assessment) -> AgentState | None:
    """Return the way back to the person where an approved plan does not fit the world any more; None without one."""
    plan = state.get("plan", [])
    if not plan or state["plan_mode"] != WHOLE or plan[0]["command"] != assessment.command:
        return None
    changed = changes(from_plain(Binding, plan[0]["binding"]), assessment.binding)
    why = "; ".join(changed) or "cloud-assist was restarted, or the command is judged differently now"
    return AgentState(plan_mode="", decision="plan", notice=f"The plan's approval no longer holds: {why}.")


def approver(state: AgentState) -> str:
    """Return the rule that the audit trail names for a step of an approved plan."""
    return f"plan approved by {state['plan'][0]['decided_by']}"


async def _record_refused(
    state: AgentState, context: AgentContext, steps: tuple[PlannedStep, ...], decision: str, by: str, after_s: float
) -> None:
    """Write down that none of these steps ran; each has a line of its own in the trail, as any command has."""
    for each in steps:
        named = AgentState(
            **{**state, "op_id": uuid.uuid4().hex, "proposal_source": ProposalSource.MODEL.value, "attempts": []}
        )
        await record_refused(named, context, each.assessment, decision=decision, decided_by=by, after_s=after_s)


def _bound(step: PlannedStep, by: str) -> dict[str, Any]:
    binding = step.assessment.binding
    return {
        "command": step.assessment.command,
        "purpose": step.purpose,
        "risk": step.assessment.risk.value,
        "digest": binding.digest,
        "binding": to_plain(binding),
        "decided_by": by,
    }


def _first(state: AgentState, plan: list[dict[str, Any]], tools: NodeTools, *, mode: str) -> AgentState:
    """Return the update that makes the plan's first step the present command."""
    step = plan[0]
    proposal = Proposal(step["command"], step["purpose"], ProposalSource.MODEL)
    update = AgentState(
        decision="planned",
        generated_command=proposal.command,
        explanation=proposal.explanation,
        proposal_source=proposal.source.value,
        alternatives=[],
        corrections=[],
        notice="",
        plan=plan,
        plan_mode=mode,
        plan_approved_in=tools.context.instance,
    )
    tools.emit(ProposalReady(proposal, attempt=len(state["attempts"]) + 1, step=number_of(state)))
    tell_steps(AgentState(**{**state, **update}), tools)
    return update


def _why_again(state: AgentState, rest: list[dict[str, Any]]) -> str:
    number = number_of(state) - 1
    left = "step" if len(rest) == 1 else f"{len(rest)} steps"
    return f"Step {number} did not run as planned, so the approval of the last {left} no longer holds."
