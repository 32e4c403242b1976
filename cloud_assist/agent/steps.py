"""The steps of one request: what a finished one leaves behind, what follows it, and when there are enough.

A step is one command that ran to its end. What it leaves is small and plain: its digest, not its output.
"""

from __future__ import annotations

from typing import Any

from cloud_assist.agent.context import NodeTools
from cloud_assist.agent.state import AgentState, all_attempts
from cloud_assist.events import StepsChanged
from cloud_assist.llm.port import StepTold
from cloud_assist.models import RequestStep, Risk, RunResult, StepState

_KEPT_DIGEST = 600
"""Characters of a digest that a step keeps once the next one has ended."""


def number_of(state: AgentState) -> int:
    """Return the number of the step that is under way, 1 for the first of the request."""
    return len(state.get("steps", [])) + 1


def with_finished(state: AgentState, result: RunResult) -> AgentState:
    """Return the update by which the present command becomes a finished step, and the way is free for another."""
    digest = state.get("digest", {})
    step: dict[str, Any] = {
        "command": state["generated_command"],
        "purpose": state["explanation"],
        "risk": state["assessment"].get("risk", ""),
        "exit_status": result.exit_status,
        "meaning": result.meaning,
        "duration_s": round(result.duration_s, 3),
        "output": digest.get("output", ""),
        "digest": digest.get("text", ""),
        "left_out": digest.get("left_out", ""),
        "sha256": digest.get("sha256", ""),
        "attempts": state["attempts"],
    }
    earlier = [{**each, "digest": each["digest"][:_KEPT_DIGEST]} for each in state.get("steps", [])]
    return AgentState(
        steps=[*earlier, step],
        execution_approved=False,  # was for this command alone
        approved_digest="",
        attempts=[],
        retry_count=0,
        failed_command="",
        hint="",
        rejections=[],
        repairs=[],
        repair_count=0,
        unrepaired_command="",
    )


def enough(steps: list[dict[str, Any]], limit: int) -> str:
    """Return why no further command runs after these steps; "" where one may."""
    last = steps[-1]
    same = [each for each in steps[:-1] if _same(each, last)]
    if same:
        return "The same command gave the same result twice, so no further step was taken."
    if len(steps) >= limit:
        return f"The limit of {limit} step{'s' if limit > 1 else ''} (MAX_STEPS) is reached."
    return ""


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two steps are the same command with the same result; without an output hash they never are."""
    keys = ("command", "exit_status", "sha256")
    return bool(one["sha256"]) and all(one[key] == other[key] for key in keys)


def gravest_seen(state: AgentState) -> Risk | None:
    """Return the gravest class of what has run for this request, whose output may speak in what follows."""
    ran = [Risk(each["risk"]) for each in all_attempts(state) if each.get("risk")]
    return Risk.worst(*ran) if ran else None


def told_of(step: dict[str, Any]) -> StepTold:
    """Return a finished step as a proposer is told of it."""
    meaning = f" ({step['meaning']})" if step.get("meaning") else ""
    return StepTold(
        command=step["command"],
        purpose=step["purpose"],
        outcome=f"exit {step['exit_status']}{meaning}",
        digest=step["digest"],
        left_out=step["left_out"],
        output=step["output"],
    )


def finished_steps(state: AgentState) -> tuple[RequestStep, ...]:
    """Return what has run to its end, as a person sees it."""
    return tuple(
        RequestStep(
            number=number,
            state=StepState.DONE,
            purpose=step["purpose"],
            command=step["command"],
            exit_status=step["exit_status"],
            duration_s=step["duration_s"],
            output=step["output"],
            left_out=step["left_out"],
        )
        for number, step in enumerate(state.get("steps", []), 1)
    )


def tell_steps(state: AgentState, tools: NodeTools) -> None:
    """Tell the front end how the steps stand, where there is more than one."""
    told = listed(state)
    if told is not None:
        tools.emit(told)


def listed(state: AgentState) -> StepsChanged | None:
    """Return the steps as they stand, the present command among them; None for a request of one step only."""
    done = finished_steps(state)
    planned = state.get("plan", [])
    if not done and len(planned) < 2 and state.get("after") != "look":
        return None
    now = RequestStep(len(done) + 1, StepState.NOW, state["explanation"], state["generated_command"])
    return StepsChanged((*done, now, *_following(planned[1:], len(done) + 2)))


def left_off(state: AgentState, *, under_way: bool) -> StepsChanged | None:
    """Return the steps of a request that is taken up; None where there is no list of them yet.

    `under_way` says that the present command has not ended; otherwise another one, or a plan, is still to come.
    """
    if under_way:
        return listed(state)
    done = finished_steps(state)
    return StepsChanged((*done, *_following(state.get("plan", []), len(done) + 1))) if done else None


def _following(planned: list[dict[str, Any]], first: int) -> tuple[RequestStep, ...]:
    """Return what is planned and has not begun, numbered from `first`."""
    return tuple(
        RequestStep(number, StepState.NEXT, each["purpose"], each["command"])
        for number, each in enumerate(planned, first)
    )
