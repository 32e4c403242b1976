"""What the audit trail is told: who let which command run, or turned it down."""

from __future__ import annotations

import asyncio

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.state import AgentState
from cloud_assist.models import Assessment, Cancel, ProposalSource
from cloud_assist.store.audit import Intent


async def record_approved(state: AgentState, context: AgentContext, assessment: Assessment) -> None:
    """Write down that the command is about to run.

    Raises:
        StoreError: it could not be written; then the command must not run.
    """
    await asyncio.to_thread(context.audit.append_intent, _intent(state, context, assessment, "approve"))


async def record_refused(
    state: AgentState, context: AgentContext, assessment: Assessment, *, decision: str, decided_by: str, after_s: float
) -> None:
    """Write down that the command was turned down.

    Raises:
        StoreError: it could not be written.
    """
    decided = AgentState(**{**state, "decided_by": decided_by, "decided_after_s": after_s})
    await asyncio.to_thread(context.audit.append_refused, _intent(decided, context, assessment, decision))


def decision_of(cancel: Cancel) -> str:
    """Return what the trail calls a cancel: the person's own, a policy's, or that of what was to be shown only."""
    return "propose" if cancel.only_proposed else "refused by policy" if cancel.decided_by else "cancel"


def _intent(state: AgentState, context: AgentContext, assessment: Assessment, decision: str) -> Intent:
    return Intent(
        op_id=state["op_id"],
        session_id=context.session_id,
        prompt=state["user_prompt"],
        model=state.get("proposed_by") or context.proposer.name,
        assessment=assessment,
        source=ProposalSource(state["proposal_source"]),
        decision=decision,
        decided_by=state["decided_by"] or context.user,
        asked_by=state["asked_by"],
        decided_after_s=state["decided_after_s"],
        attempt=len(state["attempts"]) + 1,
    )
