"""check_result: says how it went.

After a success the next step follows, if there is one; after a failure it asks whether to try again, while tries are
left.
"""

from __future__ import annotations

from typing import Any

from cloud_assist.agent.approve import edited
from cloud_assist.agent.context import NodeTools
from cloud_assist.agent.diagnosis import diagnose, summary_of
from cloud_assist.agent.plan import next_planned, voided
from cloud_assist.agent.state import AgentState, concluded
from cloud_assist.agent.steps import enough, with_finished
from cloud_assist.agent.wire import decision_from_plain, from_plain
from cloud_assist.models import STOPPED, After, Cancel, Edit, Outcome, Retry, RunResult


async def check_result(state: AgentState, tools: NodeTools) -> AgentState:
    """Go on after a success; end on cancel and where retries are used up; otherwise ask retry or cancel."""
    result = from_plain(RunResult, state["result"])
    if result.ok:
        return _went_well(state, result, tools)
    if result.cancelled:
        return concluded(state, Outcome.CANCELLED, summary=STOPPED)
    diagnosis = diagnose(result)
    summary = summary_of(result, state["command_error"])
    if state["retry_count"] >= tools.context.settings.max_retries:
        return concluded(state, Outcome.FAILED, message=diagnosis, summary=summary)
    answer = tools.ask(retry_payload(state, diagnosis, tools.context.settings.max_retries))
    again = AgentState(retry_count=state["retry_count"] + 1, failed_command=state["generated_command"], **voided(state))
    match decision_from_plain(answer):
        case Retry(hint=hint):
            return {**again, "decision": "retry", "hint": hint}
        case Edit(command=command):
            return {**again, **edited(command), "asked_by": tools.context.user}
        case Cancel():
            ended = concluded(state, Outcome.FAILED, message=diagnosis, summary=summary)
            return {**ended, "decision": "cancel"}
        case other:
            return AgentState(decision="again", notice=f"{type(other).__name__} is not an answer to a retry question.")


def _went_well(state: AgentState, result: RunResult, tools: NodeTools) -> AgentState:
    """Return the next step of the plan, a look at the result, or the end."""
    finished = with_finished(state, result)
    so_far = AgentState(**{**state, **finished})
    following = next_planned(so_far, tools)
    if following is not None:
        return {**finished, **following}
    if state.get("after") == After.LOOK.value:
        last_word = enough(finished["steps"], tools.context.settings.max_steps)
        return {**finished, "decision": "look", "last_word": last_word}
    meaning = f"{result.meaning[:1].upper()}{result.meaning[1:]}." if result.meaning else ""
    return {**finished, **concluded(so_far, Outcome.SUCCEEDED, message=meaning, summary=_success(result))}


def retry_payload(state: AgentState, diagnosis: str, max_retries: int) -> dict[str, Any]:
    """Return the question as plain values: command, error, retry_count, and what else a modal shows."""
    return {
        "kind": "retry",
        "command": state["generated_command"],
        "error": state["command_error"],
        "retry_count": state["retry_count"],
        "max_retries": max_retries,
        "user_prompt": state["user_prompt"],
        "result": state["result"],
        "diagnosis": diagnosis,
    }


def _success(result: RunResult) -> str:
    return f"exit {result.exit_status} ({result.meaning})" if result.meaning else f"exit {result.exit_status}"
