"""Whether a grave command needs somebody else's approval."""

from __future__ import annotations

from cloud_assist.agent.context import AgentContext


def is_own_request(context: AgentContext, asked_by: str) -> bool:
    """Return whether a second approver is wanted, and the person here is the one who asked."""
    return context.settings.require_second_approver and asked_by == context.user
