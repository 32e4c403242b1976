"""The corridor: generate → assess → approve → execute → check → (retry, or the next step), as one graph.

The nodes are plain functions in files of their own; only here and in `session` is LangGraph known.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from cloud_assist.agent.approve import human_approval
from cloud_assist.agent.ask import human_input
from cloud_assist.agent.assess import assess_command
from cloud_assist.agent.check import check_result
from cloud_assist.agent.context import AgentContext, NodeTools
from cloud_assist.agent.execute import execute_command
from cloud_assist.agent.generate import generate_command
from cloud_assist.agent.plan import approve_plan
from cloud_assist.agent.state import AgentState
from cloud_assist.events import Step, StepFinished, StepStarted

NodeFunction = Callable[[AgentState, NodeTools], Awaitable[AgentState]]
AgentGraph = CompiledStateGraph[AgentState, AgentContext, AgentState, AgentState]

HUMAN_INPUT = "human_input"
APPROVE_PLAN = "approve_plan"


class GraphNode(Protocol):
    """A node as LangGraph calls it."""

    def __call__(self, state: AgentState, *, runtime: Runtime[AgentContext]) -> Awaitable[AgentState]:
        """Return the node's update of the state."""
        ...


def build_graph(checkpointer: BaseCheckpointSaver[Any]) -> AgentGraph:
    """Return the compiled graph; every run of it needs an `AgentContext`."""
    graph = StateGraph(AgentState, context_schema=AgentContext)
    steps: dict[Step, NodeFunction] = {
        Step.GENERATE: generate_command,
        Step.ASSESS: assess_command,
        Step.APPROVE: human_approval,
        Step.EXECUTE: execute_command,
        Step.CHECK: check_result,
    }
    for step, function in steps.items():
        graph.add_node(step.value, _node(function, step))
    graph.add_node(HUMAN_INPUT, _node(human_input, Step.APPROVE))
    graph.add_node(APPROVE_PLAN, _node(approve_plan, Step.APPROVE))
    graph.add_edge(START, Step.GENERATE.value)
    graph.add_conditional_edges(
        Step.GENERATE.value, after_generate, [Step.ASSESS.value, HUMAN_INPUT, APPROVE_PLAN, END]
    )
    graph.add_conditional_edges(HUMAN_INPUT, after_input, [Step.GENERATE.value, END])
    graph.add_conditional_edges(APPROVE_PLAN, after_plan, [Step.ASSESS.value, Step.GENERATE.value, APPROVE_PLAN, END])
    graph.add_conditional_edges(Step.ASSESS.value, after_assess, [Step.APPROVE.value, Step.GENERATE.value])
    graph.add_conditional_edges(
        Step.APPROVE.value,
        after_approval,
        [Step.EXECUTE.value, Step.ASSESS.value, Step.GENERATE.value, APPROVE_PLAN, END],
    )
    graph.add_conditional_edges(Step.EXECUTE.value, after_execute, [Step.CHECK.value, Step.ASSESS.value, END])
    graph.add_conditional_edges(
        Step.CHECK.value, after_check, [Step.GENERATE.value, Step.ASSESS.value, Step.CHECK.value, APPROVE_PLAN, END]
    )
    return graph.compile(checkpointer=checkpointer)


def after_generate(state: AgentState) -> str:
    """A command is assessed, a plan or a question asked; an answer in words or a cancel ends the request."""
    if state["outcome"]:
        return END
    if state["decision"] == "plan":
        return APPROVE_PLAN
    return HUMAN_INPUT if state["question"] else Step.ASSESS.value


def after_input(state: AgentState) -> str:
    """The answer goes to the proposer; a cancel ends the request."""
    return END if state["outcome"] else Step.GENERATE.value


def after_plan(state: AgentState) -> str:
    """The first step of an approved plan is assessed; a rejection asks for another plan."""
    if state["outcome"]:
        return END
    return {"reject": Step.GENERATE.value, "plan": APPROVE_PLAN}.get(state["decision"], Step.ASSESS.value)


def after_assess(state: AgentState) -> str:
    """What its own CLI would refuse goes back to be repaired; everything else is put before the person."""
    return Step.GENERATE.value if state["decision"] == "repair" else Step.APPROVE.value


def after_approval(state: AgentState) -> str:
    """Approved runs; an edit (or a changed world) is judged anew; a rejection asks for another command.

    Where an approved plan does not hold any more, what is left of it is asked about.
    """
    if state["outcome"]:
        return END
    if state["execution_approved"]:
        return Step.EXECUTE.value
    return {"reject": Step.GENERATE.value, "plan": APPROVE_PLAN}.get(state["decision"], Step.ASSESS.value)


def after_execute(state: AgentState) -> str:
    """What ran is checked; what was refused because the world changed is judged and asked anew."""
    if state["outcome"]:
        return END
    return Step.ASSESS.value if state["decision"] == "again" else Step.CHECK.value


def after_check(state: AgentState) -> str:
    """A retry or a look at the result asks the proposer; an edit or the plan's next step is judged."""
    if state["outcome"]:
        return END
    ways = {
        "retry": Step.GENERATE.value,
        "look": Step.GENERATE.value,
        "edit": Step.ASSESS.value,
        "planned": Step.ASSESS.value,
        "plan": APPROVE_PLAN,
    }
    return ways.get(state["decision"], Step.CHECK.value)


def _node(function: NodeFunction, step: Step) -> GraphNode:
    async def node(state: AgentState, *, runtime: Runtime[AgentContext]) -> AgentState:
        emit = runtime.stream_writer
        tools = NodeTools(context=runtime.context, emit=emit, ask=interrupt)
        began = time.monotonic()
        emit(StepStarted(step, at=time.time()))
        update = await function(state, tools)
        emit(StepFinished(step, duration_s=time.monotonic() - began))
        return update

    node.__name__ = function.__name__
    node.__doc__ = function.__doc__
    return node
