"""The questions that interrupt the graph, as a front end sees them."""

from __future__ import annotations

import socket
from typing import Any

from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.plan import digest_of, judged_steps
from cloud_assist.agent.second_person import is_own_request
from cloud_assist.agent.wire import from_plain
from cloud_assist.events import ApprovalRequired, InputRequired, PlanRequired, Question, RetryRequired
from cloud_assist.models import Proposal, Risk, RunResult

WAITING: dict[type[Question], str] = {
    ApprovalRequired: "waiting for approval",
    PlanRequired: "waiting for approval",
    RetryRequired: "waiting for retry",
    InputRequired: "waiting for input",
}
"""What the list of sessions says while a question is open."""


def place_of(context: AgentContext) -> str:
    """Return where a command would run: "machine:folder"."""
    return f"{socket.gethostname()}:{context.settings.cwd}"


def _from_elsewhere(values: dict[str, Any], context: AgentContext) -> str:
    """Say where a request was asked that is taken up in another place, since its command would run here."""
    asked_in, here = str(values["asked_in"]), place_of(context)
    if asked_in in {"", here}:
        return ""
    return f"Requested by {values['asked_by']} in {asked_in}. It would run here, in {here}."


def question_of(question_id: str, payload: Any, context: AgentContext) -> Question:
    """Return the question that an interrupt's payload asks.

    A command is looked at again: the question may be from before a restart, and what is shown must be what holds now.

    Raises:
        StoreError: the payload is not of the expected shape.
    """
    values = payload if isinstance(payload, dict) else {}
    match values.get("kind"):
        case "approval":
            proposal = from_plain(Proposal, values["proposal"])
            return ApprovalRequired(
                question_id=question_id,
                prompt=str(values["user_prompt"]),
                proposal=proposal,
                assessment=context.assessment(proposal.command, proposal.source),
                attempt=int(values["attempt"]),
                max_attempts=int(values["max_attempts"]),
                previous_command=str(values["previous_command"]),
                second_person=is_own_request(context, str(values["asked_by"])),
                notice=" ".join(filter(None, (str(values["notice"]), _from_elsewhere(values, context)))),
                step=int(values.get("step", 1)),
                max_steps=int(values.get("max_steps", 1)),
                seen=Risk(values["seen"]) if values.get("seen") else None,
            )
        case "plan":
            plan = [{"command": each["assessment"]["command"], "purpose": each["purpose"]} for each in values["steps"]]
            steps = judged_steps(plan, context, int(values["steps"][0]["number"]))
            return PlanRequired(
                question_id=question_id,
                prompt=str(values["user_prompt"]),
                steps=steps,
                digest=digest_of(steps),
                notice=" ".join(filter(None, (str(values["notice"]), _from_elsewhere(values, context)))),
                second_person=is_own_request(context, str(values["asked_by"])),
                seen=Risk(values["seen"]) if values.get("seen") else None,
            )
        case "retry":
            return RetryRequired(
                question_id=question_id,
                prompt=str(values["user_prompt"]),
                command=str(values["command"]),
                result=from_plain(RunResult, values["result"]),
                diagnosis=str(values["diagnosis"]),
                retry_count=int(values["retry_count"]),
                max_retries=int(values["max_retries"]),
            )
        case _:
            return InputRequired(
                question_id=question_id,
                prompt=str(values.get("user_prompt", "")),
                question=str(values.get("question", "")),
            )
