"""Fakes that play a script and record what they were asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from cloud_assist.llm.port import PlanStep, Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import After, ProposalSource

Step = Reply | BaseException | Callable[[ProposalRequest, Progress], "Reply | Awaitable[Reply]"]
"""One turn of a script: a reply, something to raise, or a function (plain or async) that makes the reply."""


def command(text: str, explanation: str = "", *, source: ProposalSource = ProposalSource.MODEL) -> Reply:
    """Return a reply that proposes `text`."""
    return Reply(ReplyKind.COMMAND, command=text, explanation=explanation, source=source)


def look(text: str, purpose: str = "") -> Reply:
    """Return a reply that proposes `text` and wants to see its result."""
    return Reply(ReplyKind.COMMAND, command=text, explanation=purpose, after=After.LOOK)


def plan(*commands: str) -> Reply:
    """Return a reply that plans `commands`, each with a purpose of its own."""
    steps = tuple(PlanStep(each, f"purpose {number}") for number, each in enumerate(commands, 1))
    return Reply(ReplyKind.PLAN, steps=steps)


def question(text: str) -> Reply:
    """Return a reply that asks the person `text`."""
    return Reply(ReplyKind.QUESTION, question=text)


def answer(text: str) -> Reply:
    """Return a reply that answers in words."""
    return Reply(ReplyKind.ANSWER, explanation=text)


class ScriptedProposer:
    """A `Proposer` that plays `steps` in order and records every request.

    A request after the last step fails the test, unless `repeat_last` says that the last step goes on for ever.
    """

    def __init__(self, steps: Iterable[Step], *, name: str = "scripted", repeat_last: bool = False) -> None:
        self._steps = list(steps)
        self._name = name
        self._repeat_last = repeat_last
        self.requests: list[ProposalRequest] = []
        self.closed = 0
        """How often `close` was called."""

    @property
    def name(self) -> str:
        return self._name

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        self.requests.append(request)
        played = len(self.requests) - 1
        if played >= len(self._steps):
            if not (self._repeat_last and self._steps):
                raise AssertionError(f"request {played + 1} was not in the script: {request.prompt!r}")
            played = len(self._steps) - 1
        step = self._steps[played]
        if isinstance(step, BaseException):
            raise step
        if isinstance(step, Reply):
            return step
        made = step(request, progress)
        return made if isinstance(made, Reply) else await made

    async def close(self) -> None:
        self.closed += 1
