"""What the graph streams, as our own events and its questions.

This is the only place that knows the framework's stream: "custom" parts are our own events, "updates" parts may carry
"__interrupt__".
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.types import Interrupt

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.graph import AgentGraph
from cloud_assist.events import Event, StepFinished, StepStarted


def thread(session_id: str) -> RunnableConfig:
    """Return the configuration under which the graph keeps a session."""
    return {"configurable": {"thread_id": session_id}, "recursion_limit": 500}


async def stream(graph: AgentGraph, context: AgentContext, graph_input: Any) -> AsyncGenerator[Event | Interrupt, None]:
    """Run the graph until it ends or asks, yielding its events and, last, the question."""
    parts = graph.astream(
        graph_input,
        thread(context.session_id),
        context=context,
        stream_mode=["updates", "custom"],
        version="v2",
        durability="sync",
    )
    async for part in parts:
        if part["type"] == "custom":
            yield part["data"]
        elif part["type"] == "updates" and "__interrupt__" in part["data"]:
            yield part["data"]["__interrupt__"][0]


class OpenSteps:
    """Drops the second start of a step: LangGraph runs a node again from its top when a question is answered."""

    def __init__(self) -> None:
        self._open: set[str] = set()

    def is_news(self, event: Event) -> bool:
        """Return whether the front end has not been told this yet."""
        if isinstance(event, StepStarted):
            if event.step in self._open:
                return False
            self._open.add(event.step)
        elif isinstance(event, StepFinished):
            self._open.discard(event.step)
        return True
