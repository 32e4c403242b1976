"""How a request ends: the one last event of every stream."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from cloud_assist.agent.state import AgentState, all_attempts
from cloud_assist.agent.steps import finished_steps
from cloud_assist.agent.wire import from_plain
from cloud_assist.errors import CloudAssistError, ExitCode, StoreError
from cloud_assist.events import AgentCompleted, AgentFailed
from cloud_assist.models import Attempt, Outcome
from cloud_assist.redaction.redactor import redact


def failed(error: CloudAssistError, duration_s: float) -> AgentFailed:
    """Return the end of a request that met an error we can explain."""
    return AgentFailed(error.what, error.why, error.todo, int(error.exit_code), duration_s)


def internal(error: Exception, log: Path, duration_s: float) -> AgentFailed:
    """Return the end of a request that met an error nobody foresaw; `log` has its traceback."""
    return AgentFailed(
        "Internal error.",
        f"{type(error).__name__}: {redact(str(error))[:300]}",
        f"See {log} for details.",
        int(ExitCode.INTERNAL),
        duration_s,
    )


def completed(state: dict[str, Any], duration_s: float) -> AgentCompleted:
    """Return the end of a request that went its way, read off the graph's last state."""
    attempts = tuple(from_plain(Attempt, each) for each in all_attempts(state))
    return AgentCompleted(
        outcome=Outcome(state.get("outcome") or Outcome.CANCELLED),
        message=str(state.get("message", "")),
        attempts=attempts,
        exit_status=attempts[-1].exit_status if attempts else None,
        duration_s=duration_s,
        steps=finished_steps(cast("AgentState", state)),
        job=_job_of(state),
    )


def _job_of(state: dict[str, Any]) -> int:
    """Return the number of the job that a request's command goes on as; 0 where it is none."""
    if state.get("outcome") != Outcome.BACKGROUND.value:
        return 0
    return int(state["messages"][-1].get("job", 0))


def late_end(state: AgentState, asked_at: float) -> AgentCompleted | AgentFailed:
    """Return the end of the request noted at `asked_at` that nobody was told of when it came.

    Where the graph's last state is of an earlier request, nothing but the words was stored of this one.
    """
    if state.get("outcome") and state.get("asked_at") == asked_at:
        return completed(dict(state), 0.0)
    return failed(
        StoreError(
            "This request was closed before it produced anything.",
            why="cloud-assist stopped before its first step was stored, or the stored step is damaged.",
            todo="Send it again. To see what ran: cloud-assist audit list",
        ),
        0.0,
    )
