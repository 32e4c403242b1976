"""human_approval: puts the command before the person; what is approved is bound to what was shown."""

from __future__ import annotations

from typing import Any

from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.outputs import offered
from cloud_assist.agent.plan import approver, covered, no_longer_covered, voided
from cloud_assist.agent.record import decision_of, record_refused
from cloud_assist.agent.second_person import is_own_request
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.steps import gravest_seen, number_of
from cloud_assist.agent.wire import decision_from_plain, to_plain
from cloud_assist.command.approval import Bar, may_approve
from cloud_assist.command.earlier_outputs import only_computes
from cloud_assist.command.syntax.parser import parse
from cloud_assist.models import After, Approve, Assessment, Cancel, Edit, Outcome, ProposalSource, Reject
from cloud_assist.settings import AutoApprove, Settings
from cloud_assist.store.audit_view import NOT_RUN


async def human_approval(state: AgentState, tools: NodeTools) -> AgentState:
    """Ask, unless the person's own settings already answer; return where the request goes from here."""
    context = tools.context
    # Looked at again on every pass: after a pause of minutes or a restart, the answer must fit the world as it is now.
    assessment = context.assessment(state["generated_command"], state["proposal_source"])
    rule = approved_beforehand(state, context, assessment)
    if rule:
        return {**_approved(context, assessment, decision="auto"), "decided_by": rule, "decided_after_s": 0.0}
    void = no_longer_covered(state, assessment)
    if void is not None:
        return void
    answer = tools.ask(approval_payload(state, assessment, context.settings))
    after_s = float(answer.get("decided_after_s", 0.0)) if isinstance(answer, dict) else 0.0
    match decision_from_plain(answer):
        case Approve(binding_digest=digest, decided_by=by) as approve:
            obstacle = may_approve(assessment, second_person=is_own_request(context, state["asked_by"]))
            if obstacle is not None:
                return AgentState(decision="again", notice=obstacle.text)
            decided = _on_approve(context, assessment, digest, allow_pattern=approve.allow_pattern)
            reads = context.instance if approve.allow_reads else state.get("reads_allowed_in", "")
            return {**decided, "decided_by": by, "decided_after_s": after_s, "reads_allowed_in": reads}
        case Edit(command=command):
            await record_refused(state, context, assessment, decision="edit", decided_by="", after_s=after_s)
            known = any(each["command"] == command for each in state["alternatives"])
            still = AgentState(alternatives=state["alternatives"] if known else [])
            return {**edited(command), **still, "asked_by": context.user, **voided(state)}
        case Reject(reason=reason):
            await record_refused(state, context, assessment, decision="reject", decided_by="", after_s=after_s)
            return AgentState(
                decision="reject",
                rejections=[*state["rejections"], [state["generated_command"], reason]],
                notice="",
                **voided(state),
            )
        case Cancel() as cancel:
            return await _on_cancel(state, context, assessment, cancel, after_s)
        case other:
            return AgentState(decision="again", notice=f"{type(other).__name__} is not an answer to an approval.")


def approval_payload(state: AgentState, assessment: Assessment, settings: Settings) -> dict[str, Any]:
    """Return the question as plain values: command, user_prompt, retry_count, and everything a modal shows."""
    return {
        "kind": "approval",
        "command": state["generated_command"],
        "user_prompt": state["user_prompt"],
        "retry_count": state["retry_count"],
        "assessment": to_plain(assessment),
        "proposal": {
            "command": state["generated_command"],
            "explanation": state["explanation"],
            "source": state["proposal_source"],
            "alternatives": state["alternatives"],
            "corrections": state["corrections"],
            "after": state.get("after") or After.DONE.value,
        },
        "attempt": len(state["attempts"]) + 1,
        "max_attempts": settings.max_retries + 1,
        "step": number_of(state),
        "max_steps": settings.max_steps,
        "seen": _seen(state),
        "previous_command": state["failed_command"],
        "notice": state["notice"],
        "asked_by": state["asked_by"],
        "asked_in": state["asked_in"],
    }


def _seen(state: AgentState) -> str:
    seen = gravest_seen(state)
    return seen.value if seen is not None else ""


def approved_beforehand(state: AgentState, context: AgentContext, assessment: Assessment) -> str:
    """Return the rule that approves this command without a question; "" where none does."""
    if covered(state, context, assessment):
        return approver(state)
    if not assessment.auto_run:
        return ""
    if context.settings.auto_approve is AutoApprove.READ_ONLY:
        return "AUTO_APPROVE=read_only"
    if state.get("reads_allowed_in") == context.instance:
        return "reads of this request"
    if only_computes(parse(assessment.command), offered(state)):
        return "reads earlier outputs only"
    words = set(assessment.read_words)
    return "don't ask again" if words and words <= context.allowed_reads.keys() else ""


def edited(command: str) -> AgentState:
    """Return the update that puts the person's own words in place of the proposal, to be judged anew."""
    return AgentState(
        decision="edit",
        generated_command=command,
        proposal_source=ProposalSource.USER.value,
        explanation="",
        alternatives=[],
        corrections=[],
        notice="",
    )


def _on_approve(context: AgentContext, assessment: Assessment, digest: str, *, allow_pattern: bool) -> AgentState:
    if digest != assessment.binding.digest:
        return AgentState(decision="again", notice="The target of this command changed since it was shown.")
    if allow_pattern and assessment.auto_run:
        context.allowed_reads.update(dict.fromkeys(assessment.read_words))
    return _approved(context, assessment, decision="approve")


async def _on_cancel(
    state: AgentState, context: AgentContext, assessment: Assessment, cancel: Cancel, after_s: float
) -> AgentState:
    """End the request; where nobody could have approved the command in read-only mode, that is why it did not run."""
    decision, by, outcome, message = decision_of(cancel), cancel.decided_by, Outcome.CANCELLED, ""
    obstacle = may_approve(assessment, second_person=False)
    if decision == "cancel" and obstacle is not None and obstacle.bar is Bar.READ_ONLY:
        decision, by, outcome = "refused by policy", "read-only mode", Outcome.REFUSED
        message = obstacle.finding.text if obstacle.finding is not None else obstacle.text
    await record_refused(state, context, assessment, decision=decision, decided_by=by, after_s=after_s)
    summary = NOT_RUN[decision].value
    return {**concluded(state, outcome, message=message, summary=summary), "decision": "cancel"}


def _approved(context: AgentContext, assessment: Assessment, *, decision: str) -> AgentState:
    return AgentState(
        decision=decision,
        execution_approved=True,
        approved_digest=assessment.binding.digest,
        approved_in=context.instance,
        approved_binding=to_plain(assessment.binding),
        assessment=to_plain(assessment),
        notice="",
    )
