"""human_input: any free question that the agent has for the person."""

from __future__ import annotations

from cloud_assist.agent.context import NodeTools
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.wire import decision_from_plain
from cloud_assist.models import Answer, Outcome


async def human_input(state: AgentState, tools: NodeTools) -> AgentState:
    """Ask the open question; the answer goes back to the proposer."""
    question = state["question"]
    answer = tools.ask({"kind": "input", "question": question, "user_prompt": state["user_prompt"]})
    decision = decision_from_plain(answer)
    if isinstance(decision, Answer):
        return AgentState(question="", answers=[*state["answers"], [question, decision.text]])
    unanswered = AgentState(**{**state, "answers": [*state["answers"], [question, ""]]})
    return {**concluded(unanswered, Outcome.CANCELLED), "question": ""}
