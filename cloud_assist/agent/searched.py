"""What a search through the sessions finds of a request beside its words: answer, commands, purposes, outputs."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.agent.state import AgentState
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.models import Outcome
from cloud_assist.redaction.redactor import redact


def searched_words(state: AgentState) -> str:
    """Return what a request came to, redacted; the answer first, then its steps, the last one first. May be empty."""
    return strip_terminal_controls(redact("\n".join(_parts(state))))


def _parts(state: AgentState) -> Iterator[str]:
    if state.get("outcome") == Outcome.ANSWERED.value:
        yield state["message"]
    yield from (attempt["command"] for attempt in reversed(state.get("attempts", [])))
    for step in reversed(state.get("steps", [])):
        yield from filter(None, (step["purpose"], step["command"], step["digest"]))
