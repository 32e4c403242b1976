"""What the state keeps of a run: what it means, its output redacted and cut, its digest, and one more attempt."""

from __future__ import annotations

import asyncio
from typing import Any

from cloud_assist.agent.answers import with_meaning
from cloud_assist.agent.context import AgentContext
from cloud_assist.agent.outputs import taken_in
from cloud_assist.agent.state import AgentState
from cloud_assist.agent.steps import number_of
from cloud_assist.agent.wire import to_plain
from cloud_assist.models import RunResult
from cloud_assist.redaction.result import redact_result

TAIL = 4_000
"""Characters of output that the state keeps."""
ERROR_TAIL = 600
"""And of each attempt's error."""


def meant(state: AgentState, result: RunResult, context: AgentContext) -> RunResult:
    """Return the result of the request's command with what its exit status means, where that is an answer."""
    return with_meaning(state["generated_command"], result, environ=context.environ, cwd=context.settings.cwd)


async def with_result(state: AgentState, result: RunResult, context: AgentContext) -> AgentState:
    """Return the update that takes a run's result in; its secrets are numbered as all of the session's."""
    # Judged with the output around them, or half a key at a cut would not be recognised; that reads the spool file.
    kept = await asyncio.to_thread(redact_result, result, context.placeholders)
    said = await asyncio.to_thread(taken_in, state, result, context) if result.ok else AgentState(digest={})
    output = (kept.tail or kept.head)[-TAIL:]
    error = "" if result.ok else kept.error_tail[-TAIL:] or output
    attempt: dict[str, Any] = {
        "number": len(state["attempts"]) + 1,
        "command": state["generated_command"],
        "exit_status": result.exit_status,
        "duration_s": round(result.duration_s, 3),
        "error": error.strip()[-ERROR_TAIL:],
        "meaning": result.meaning,
        "step": number_of(state),
        "risk": state["assessment"].get("risk", ""),
    }
    return AgentState(
        **said,
        decision="",
        command_output=output,
        command_error=error,
        result=to_plain(kept),
        attempts=[*state["attempts"], attempt],
    )
