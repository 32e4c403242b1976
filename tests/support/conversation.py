"""Holds a conversation with the agent: answers its questions from a script and keeps every event."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from cloud_assist.agent.port import AgentSession
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    ApprovalRequired,
    CommandFinished,
    Event,
    InputRequired,
    PlanRequired,
    Question,
    RetryRequired,
)
from cloud_assist.models import Approve, Decision

Answer = Decision | Callable[[Question], Decision]


def approve(question: Question) -> Decision:
    """Approve what is shown."""
    assert isinstance(question, ApprovalRequired)
    return Approve(question.assessment.binding.digest)


async def converse(session: AgentSession, prompt: str, answers: Iterable[Answer] = (), **start: Any) -> list[Event]:
    """Carry one request to its end; each question takes the next answer."""
    return await follow(session, session.start(prompt, **start), answers)


async def follow(session: AgentSession, stream: AsyncIterator[Event], answers: Iterable[Answer]) -> list[Event]:
    """Read a stream to its end; each question takes the next answer. All answers must be used."""
    left = list(answers)
    events: list[Event] = []
    async for event in stream:
        events.append(event)
        if isinstance(event, (ApprovalRequired, PlanRequired, RetryRequired, InputRequired)):
            assert left, f"an unexpected question: {event}"
            answer = left.pop(0)
            assert session.answer(event.question_id, answer(event) if callable(answer) else answer)
    assert not left, f"never asked: {left}"
    return events


def completed(events: list[Event]) -> AgentCompleted:
    """Return the one end of the stream, which must be a completion."""
    end = ending(events)
    assert isinstance(end, AgentCompleted), end
    return end


def failed(events: list[Event]) -> AgentFailed:
    """Return the one end of the stream, which must be a failure."""
    end = ending(events)
    assert isinstance(end, AgentFailed), end
    return end


def ending(events: list[Event]) -> AgentCompleted | AgentFailed:
    """Return the last event; every stream ends in exactly one completion or failure."""
    ends = [event for event in events if isinstance(event, (AgentCompleted, AgentFailed))]
    assert len(ends) == 1
    assert ends[0] is events[-1]
    return ends[0]


def runs(events: list[Event]) -> list[tuple[str, int]]:
    """Return (command, exit status) of everything that ran."""
    return [(e.command, e.result.exit_status) for e in events if isinstance(e, CommandFinished)]
