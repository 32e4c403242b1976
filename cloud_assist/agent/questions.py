"""The questions that interrupt the graph, as a front end sees them."""

from __future__ import annotations

from typing import Any

from cloud_assist.agent.assess import assess_proposal
from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.wire import from_plain
from cloud_assist.events import ApprovalRequired, InputRequired, Question, RetryRequired
from cloud_assist.models import Proposal, RunResult

WAITING: dict[type[Question], str] = {
    ApprovalRequired: "waiting for approval",
    RetryRequired: "waiting for retry",
    InputRequired: "waiting for input",
}
"""What the list of sessions says while a question is open."""


def question_of(question_id: str, payload: Any, context: AgentContext) -> Question:
    """Return the question that an interrupt's payload asks.

    A command is judged anew: the question may be from before a restart, and what is shown must be what holds now.

    Raises:
        StoreError: the payload is not of the expected shape.
    """
    values = payload if isinstance(payload, dict) else {}
    match values.get("kind"):
        case "approval":
            return ApprovalRequired(
                question_id=question_id,
                prompt=str(values["user_prompt"]),
                proposal=from_plain(Proposal, values["proposal"]),
                assessment=assess_proposal(context, str(values["command"])),
                attempt=int(values["attempt"]),
                max_attempts=int(values["max_attempts"]),
                previous_command=str(values["previous_command"]),
                notice=str(values["notice"]),
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
