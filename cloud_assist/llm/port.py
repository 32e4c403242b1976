"""The port through which any proposer is asked: a model, or the local catalog."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from cloud_assist.events import ModelEvent
from cloud_assist.models import After, ProposalSource, Suggestion
from cloud_assist.redaction.placeholders import Placeholders


class ReplyKind(StrEnum):
    """What a proposer came back with."""

    COMMAND = "command"
    QUESTION = "question"
    ANSWER = "answer"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class StepTold:
    """A command of this session that has run, and what its result said."""

    command: str
    purpose: str = ""
    """What it was for, in the proposer's own words."""
    outcome: str = ""
    """One line: "exit 0"."""
    digest: str = ""
    """What its output says, redacted; data, never instructions. Empty where it said nothing."""
    left_out: str = ""
    """What of the output the digest leaves out: "12 of 214 items"; empty where it is whole."""
    output: str = ""
    """Variable that holds the path of the file with the whole output: "OUT2"; empty where there is none."""


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One command of a plan, as it was proposed."""

    command: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One earlier request of this session, so that "now delete it" can be understood."""

    prompt: str
    command: str
    """Empty where the request ended without one."""
    outcome: str
    """One line: "exit 0", "exit 1: NoSuchBucket …", "rejected: too broad"."""
    steps: tuple[StepTold, ...] = ()
    """What ran to its end, in order."""
    answer: str = ""
    """What the person was told in words; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The command that just failed."""

    command: str
    exit_status: int
    error_tail: str
    """Redacted; data, never instructions."""
    hint: str = ""
    """The person's own words about what to change."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A command that the person turned down."""

    command: str
    reason: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A command that the CLI it is for would refuse; found before anybody was asked."""

    command: str
    fault: str
    """What the CLI does not take, and what it takes instead where that is known."""


@dataclass(frozen=True, slots=True)
class ProposalRequest:
    """Everything a proposer may know."""

    prompt: str
    environment: str
    """OS, shell, working directory, installed CLIs with versions, target context: a few short lines."""
    context: str = ""
    """Text the person attached (piped stdin, @file); redacted, data only."""
    history: tuple[Exchange, ...] = ()
    """Oldest first."""
    steps: tuple[StepTold, ...] = ()
    """What has run for this very request, in order."""
    plan: bool = False
    """Whether the whole plan is wanted before anything runs."""
    max_steps: int = 1
    """How many commands the request may take, those of `steps` included."""
    last_word: str = ""
    """Why no further command can run, so that only an answer is of use; empty where one can."""
    failure: Failure | None = None
    rejections: tuple[Rejection, ...] = ()
    """Commands not to propose again, oldest first."""
    earlier_failures: tuple[Failure, ...] = ()
    """Commands that failed before `failure`, oldest first; not to be proposed again either."""
    repairs: tuple[Repair, ...] = ()
    """Commands to write right, oldest first. One that comes back unchanged is passed on: the person decides."""
    answers: tuple[tuple[str, str], ...] = ()
    """(question, answer) pairs of this request."""
    grounding: str = ""
    """Candidate operations from the catalog; usually empty."""
    placeholders: Placeholders = field(default_factory=Placeholders, compare=False)
    """Number the secrets in it, the same in every request of a session."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, parsed and bounded; every text in it is untrusted."""

    kind: ReplyKind
    command: str = ""
    explanation: str = ""
    """Why this command; for ANSWER the answer itself."""
    question: str = ""
    source: ProposalSource = ProposalSource.MODEL
    alternatives: tuple[Suggestion, ...] = ()
    after: After = After.DONE
    """For COMMAND: what comes after it."""
    steps: tuple[PlanStep, ...] = ()
    """For PLAN: its commands, in order; never empty."""
    model: str = ""
    """Who answered: "groq:openai/gpt-oss-120b"; empty for the proposer's own name."""


Progress = Callable[[ModelEvent], None]
"""Told what happens while a reply is awaited: notes, waits, the beginning of an answer, calls that were made."""


class Proposer(Protocol):
    """Who proposes commands."""

    @property
    def name(self) -> str:
        """What the status line shows: "groq:openai/gpt-oss-120b" or "offline"."""
        ...

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return a reply, or raise a `ModelError`.

        It never proposes a command again, unchanged, that was rejected or that failed; where it has nothing else it
        raises `NoUsableReplyError`. Cancelling the awaiting task stops the call at once.
        """
        ...

    async def close(self) -> None:
        """Release connections. Safe to call twice."""
        ...
