"""What the session's earlier requests say to the next one, and what an answer rests on."""

from __future__ import annotations

import re
from typing import Any

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.state import AgentState
from cloud_assist.agent.steps import told_of
from cloud_assist.llm.port import Exchange, ProposalRequest, StepTold
from cloud_assist.llm.prompts import build_messages
from cloud_assist.llm.told import told_history
from cloud_assist.llm.writer import Writer

_FACT = re.compile(r"[\w.:/-]*\d[\w.:/-]*|[\w-]+(?:[-_.:/][\w-]+)+")
"""What looks like a figure, an id or a resource's name, and so like something read off an output."""


def told_exchanges(state: AgentState) -> tuple[Exchange, ...]:
    """Return the earlier requests as a proposer is told of them, oldest first."""
    return tuple(map(_told, state.get("messages", [])))


def _told(message: dict[str, Any]) -> Exchange:
    return Exchange(
        prompt=message["prompt"],
        command=message["command"],
        outcome=message["outcome"],
        steps=tuple(map(told_of, message.get("steps", []))),
        answer=message.get("answer", ""),
    )


def rests_on(answer: str, state: AgentState) -> str:
    """Return what part of the outputs an answer was read off, where that was not the whole: "From 12 of 214 items."

    An output counts where the answer has a figure or a name that stands in its digest. What a later step computed from
    the whole file rests on the whole.
    """
    steps = tuple(map(told_of, state.get("steps", []))) or _latest(state)
    whole = " ".join(step.digest for step in steps if not step.left_out)
    facts = {fact.strip(".:/-") for fact in _FACT.findall(answer)}
    facts = {fact for fact in facts if fact and fact not in whole}
    parts = [step.left_out for step in steps if step.left_out and any(fact in step.digest for fact in facts)]
    return f"From {', '.join(dict.fromkeys(parts))}." if parts else ""


def told_next(state: AgentState, context: AgentContext) -> tuple[str, str]:
    """Return what a model is told with the next request: a line that sums it up, and the text.

    Blocks for as long as describing the machine takes.
    """
    history = told_exchanges(state)
    request = ProposalRequest(
        prompt="(your next request)",
        environment=context.describe_environment(),
        history=history,
        max_steps=context.settings.max_steps,
        placeholders=context.placeholders,
    )
    text = "\n\n".join(words for _, words in build_messages(request))
    told = told_history(history, Writer(context.placeholders))
    parts = [
        f"{len(text.encode()):,} bytes",
        f"earlier requests: {told.whole} with results, {told.condensed} on a line each, {told.dropped} left out",
    ]
    return " · ".join(parts), text


def _latest(state: AgentState) -> tuple[StepTold, ...]:
    messages = state.get("messages", [])
    return tuple(map(told_of, messages[-1].get("steps", []))) if messages else ()
