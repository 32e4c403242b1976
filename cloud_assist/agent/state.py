"""The graph's state: plain values only, small, so that a checkpoint is safe to load and cheap to write.

Whole outputs live in spool files; the state keeps a redacted tail and the path.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from cloud_assist.models import Outcome

HISTORY_LIMIT = 12
"""Earlier requests that a session keeps for the proposer, newest last."""
OUTPUT_LIMIT = 20
"""Files with earlier outputs that later commands of the session find in their environment."""


class AgentState(TypedDict, total=False):
    """What one request knows; `messages`, `outputs` and `jobs` outlive it."""

    user_prompt: str
    asked_at: float
    """Seconds since the epoch, as the list of sessions has them; names the request within its session."""
    asked_by: str
    """Who asked for the present command: whoever wrote the request, or edited the command."""
    asked_in: str
    """Machine and folder of the request: "web-1:/srv"."""
    context: str
    """Text attached to the request, redacted when it is taken in."""
    own_command: str
    """The person's own command, proposed instead of asking a model; empty otherwise."""
    messages: list[dict[str, Any]]
    """Earlier requests of the session: prompt, command, outcome; answers, attempts and steps, as below, if any; the
    job's number where the command goes on as one."""
    outputs: list[dict[str, Any]]
    """Files with outputs of the session's commands: number (of `OUT1`) and path, oldest first."""
    jobs: list[dict[str, Any]]
    """Commands that go on in the background and whose end is not part of the conversation yet, oldest first: what
    `background.as_job` keeps of the request, with number, target, began (seconds since the epoch) and spool."""
    model_usage: list[dict[str, Any]]
    """What the models of the session took so far, a `models.ModelUsage` each; outlives a request too."""
    proposed_by: str
    """The model that answered last; empty where none has in this request."""
    generated_command: str
    explanation: str
    proposal_source: str
    """A `models.ProposalSource` value."""
    alternatives: list[dict[str, Any]]
    corrections: list[str]
    repair_count: int
    """How often the present proposal went back to be repaired."""
    unrepaired_command: str
    """What the model had first; empty where nothing was repaired."""
    question: str
    """What the agent asks; empty when it asks nothing."""
    answers: list[list[str]]
    """[question, answer] pairs of this request; the answer is empty where the request was ended instead."""
    op_id: str
    """Names one run for the journal; made before the approval, new for each assessment."""
    assessed: int
    """How often a command of this request was assessed; missing in a checkpoint of version 0.2."""
    assessment: dict[str, Any]
    decision: str
    """What the person decided last: approve, edit, reject, cancel, retry."""
    execution_approved: bool
    approved_digest: str
    """Digest of the binding that was approved."""
    approved_in: str
    """The `AgentContext.instance` that took the approval: it does not outlive its program."""
    approved_binding: dict[str, Any]
    decided_by: str
    """The rule that approved; empty where the person did."""
    decided_after_s: float
    """Seconds from the question to the answer."""
    notice: str
    """Why approval is asked anew; empty otherwise."""
    rejections: list[list[str]]
    """[command, reason] pairs, oldest first: what the person turned down, not to be proposed again. In a checkpoint of
    version 0.1 also what went back to be repaired."""
    repairs: list[list[str]]
    """[command, fault] pairs, oldest first: what went back to be repaired; missing in a checkpoint of version 0.1."""
    command_output: str
    """Redacted tail of the output."""
    command_error: str
    """Redacted tail of what went to stderr, or of the output where stderr is empty."""
    result: dict[str, Any]
    """The last run, redacted."""
    retry_count: int
    after: str
    """A `models.After` value: what comes after the present command."""
    steps: list[dict[str, Any]]
    """What has run to its end for this request, see `steps.finished`; missing in a checkpoint of version 0.2."""
    digest: dict[str, Any]
    """What the last output says, see `outputs.taken_in`; empty before anything has run."""
    last_word: str
    """Why no further command can run, so that the proposer is asked for an answer only; empty otherwise."""
    reads_allowed_in: str
    """The `AgentContext.instance` in which further steps of this request may read without a question; "" for none."""
    plan_wanted: bool
    """Whether the whole plan is wanted before anything runs; False once there is one."""
    plan: list[dict[str, Any]]
    """What is planned and has not ended, the present command first: command, purpose, and, once it was put before the
    person, risk and the digest of its binding. Empty without a plan."""
    plan_seen: str
    """As `ApprovalRequired.seen`, when the plan was proposed: a `models.Risk` value, or empty."""
    plan_mode: str
    """"whole" once the plan as a whole was approved, "each" where each step is asked about, "" before that or where
    what happened since has voided the approval."""
    plan_approved_in: str
    """As `approved_in`, for the plan."""
    hint: str
    """The person's words for the next attempt."""
    failed_command: str
    """The command that failed before the present one."""
    attempts: list[dict[str, Any]]
    """Of the present step; those of earlier ones are in `steps`."""
    outcome: str
    """A `models.Outcome` value once the request has ended; empty until then."""
    message: str


def fresh_request(prompt: str, *, context: str, command: str, plan: bool = False) -> AgentState:
    """Return the input that starts a request: every key set anew but `messages`, `outputs` and `jobs`."""
    return AgentState(
        user_prompt=prompt,
        asked_at=0.0,
        asked_by="",
        asked_in="",
        context=context,
        own_command=command,
        proposed_by="",
        generated_command="",
        explanation="",
        proposal_source="",
        alternatives=[],
        corrections=[],
        repair_count=0,
        unrepaired_command="",
        question="",
        answers=[],
        op_id="",
        assessed=0,
        assessment={},
        decision="",
        execution_approved=False,
        approved_digest="",
        approved_in="",
        approved_binding={},
        decided_by="",
        decided_after_s=0.0,
        notice="",
        rejections=[],
        repairs=[],
        command_output="",
        command_error="",
        result={},
        retry_count=0,
        after="",
        steps=[],
        digest={},
        last_word="",
        reads_allowed_in="",
        plan_wanted=plan,
        plan=[],
        plan_seen="",
        plan_mode="",
        plan_approved_in="",
        hint="",
        failed_command="",
        attempts=[],
        outcome="",
        message="",
    )


def concluded(state: AgentState, outcome: Outcome, *, message: str = "", summary: str = "", job: int = 0) -> AgentState:
    """Return the update that ends a request and remembers it for the next one.

    `summary` is what the proposer will read of it later ("exit 0"); the outcome's own name by default. `job` is the
    number of the job that its command goes on as, 0 for none.
    """
    exchange: dict[str, Any] = {
        "prompt": state.get("user_prompt", ""),
        "command": state.get("generated_command", ""),
        "outcome": summary or outcome.value,
        "answers": state.get("answers", []),
    }
    attempts = all_attempts(state)
    if attempts:
        exchange["attempts"] = attempts
    if state.get("steps"):
        exchange["steps"] = [
            {key: value for key, value in step.items() if key != "attempts"} for step in state["steps"]
        ]
    if outcome is Outcome.ANSWERED:
        exchange["answer"] = message
    if job:
        exchange["job"] = job
    return AgentState(
        outcome=outcome.value,
        message=message,
        messages=[*state.get("messages", []), exchange][-HISTORY_LIMIT:],
    )


def all_attempts(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every attempt of a request, those of its earlier steps first."""
    return [*(each for step in state.get("steps", []) for each in step["attempts"]), *state.get("attempts", [])]
