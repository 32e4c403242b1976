"""What the agent tells any front end: one closed union.

Consumers `match` on it and end in `assert_never`, so that a new event fails the type check in both front ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cloud_assist.models import (
    After,
    Assessment,
    Attempt,
    Job,
    Outcome,
    PlannedStep,
    Proposal,
    RequestStep,
    Risk,
    RunResult,
)


class Step(StrEnum):
    """The rooms of the corridor, named like the graph's nodes."""

    GENERATE = "generate_command"
    ASSESS = "assess_command"
    APPROVE = "human_approval"
    EXECUTE = "execute_command"
    CHECK = "check_result"

    @property
    def label(self) -> str:
        """What a person reads while the step is under way."""
        return {
            Step.GENERATE: "Generating",
            Step.ASSESS: "Assessing",
            Step.APPROVE: "Waiting for you",
            Step.EXECUTE: "Running",
            Step.CHECK: "Checking",
        }[self]


@dataclass(frozen=True, slots=True)
class AgentStarted:
    """A request has begun."""

    session_id: str
    prompt: str
    model: str
    """"groq:openai/gpt-oss-120b" or "offline"."""
    at: float
    """Seconds since the epoch, UTC."""


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step has begun."""

    step: Step
    at: float


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step has ended."""

    step: Step
    duration_s: float


@dataclass(frozen=True, slots=True)
class ProposalReady:
    """Somebody proposed a command; it has not been judged yet."""

    proposal: Proposal
    attempt: int
    """1 for the first command of this step."""
    step: int = 1
    """1 for the first of this request."""


@dataclass(frozen=True, slots=True)
class StepsChanged:
    """The steps of a request that has more than one, as they stand now."""

    steps: tuple[RequestStep, ...]
    """In order; what comes after the last of them is not known unless there is a plan."""


@dataclass(frozen=True, slots=True)
class AssessmentReady:
    """The proposed command has been judged."""

    assessment: Assessment


@dataclass(frozen=True, slots=True)
class ApprovalRequired:
    """The person must decide (answer: `Approve | Edit | Reject | Cancel`)."""

    question_id: str
    prompt: str
    proposal: Proposal
    assessment: Assessment
    attempt: int
    """1 for the first."""
    max_attempts: int
    previous_command: str = ""
    """The command that failed before this one, for the diff; empty on the first attempt."""
    notice: str = ""
    """Why it is asked anew ("the region changed from … to …"); usually empty."""
    second_person: bool = False
    """Whether a grave command needs somebody else's approval, since the person who is asked requested it."""
    step: int = 1
    """1 for the first of this request."""
    max_steps: int = 1
    """How many steps a request may have."""
    seen: Risk | None = None
    """The gravest class of what has run for this request: its output may have had a say in this command. None where
    nothing has run."""

    @property
    def offers_reads(self) -> bool:
        """Whether further reads of this request may be allowed with it: it only reads, and more may follow."""
        return self.assessment.auto_run and self.proposal.after is After.LOOK


@dataclass(frozen=True, slots=True)
class PlanRequired:
    """The person must decide about a whole plan (answer: `ApprovePlan | OneByOne | Reject | Cancel`)."""

    question_id: str
    prompt: str
    steps: tuple[PlannedStep, ...]
    """What is still to be run, in order."""
    digest: str
    """Names exactly these steps, in this order, with these targets."""
    notice: str = ""
    """Why it is asked anew ("step 2 was edited"); usually empty."""
    second_person: bool = False
    """As `ApprovalRequired.second_person`."""
    seen: Risk | None = None
    """As `ApprovalRequired.seen`, when the plan was proposed; None where it was made before anything ran."""


@dataclass(frozen=True, slots=True)
class RetryRequired:
    """A command failed and retries are left (answer: `Retry | Edit | Cancel`)."""

    question_id: str
    prompt: str
    command: str
    result: RunResult
    diagnosis: str
    """What probably went wrong, in one or two sentences; may be empty."""
    retry_count: int
    """Retries used so far."""
    max_retries: int


@dataclass(frozen=True, slots=True)
class InputRequired:
    """The agent asks something (answer: `Answer | Cancel`)."""

    question_id: str
    prompt: str
    question: str


@dataclass(frozen=True, slots=True)
class AssessmentRenewed:
    """More is known about the command of an open question than when it was asked; its binding is the same."""

    question_id: str
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class QuestionClosed:
    """A pending question was answered or withdrawn; a modal that still shows it must go."""

    question_id: str


@dataclass(frozen=True, slots=True)
class CommandStarted:
    """A command has been started."""

    command: str
    attempt: int
    pid: int
    spool_path: str
    limit_s: float | None = None
    """Seconds after which it is asked to stop; None where no limit holds."""
    leaves: str = ""
    """What stays behind where it is killed, and what to do about it; a sentence, or empty."""


@dataclass(frozen=True, slots=True)
class CommandOverdue:
    """A command that takes long by nature has taken the usual time and goes on; it is not stopped by itself."""

    program: str
    """What takes long: "terraform"; may be empty."""
    after_s: float


@dataclass(frozen=True, slots=True)
class CommandStopping:
    """A command was asked to stop and has not ended yet; told about once a second until it has."""

    program: str
    """Whose way of stopping it is: "terraform"; may be empty."""
    signal: str
    """What was sent: "INT", "TERM"."""
    seconds_left: float
    """Of the time that it may take to obey; 0 once that is over."""
    last_line: str
    """The latest line of its output; may hold any character that a program can print."""
    holds: bool
    """Whether it holds a lock or a half-done change: then only the person's choice kills it."""
    leaves: str
    """What stays behind where it is killed all the same, and what to do about it; a sentence, or empty."""


@dataclass(frozen=True, slots=True)
class OutputChunk:
    """Some of the command's output, decoded; may hold any character a program can print.

    Of a flood the middle is left out, and said so in the text.
    """

    text: str
    left_out_lines: int = 0
    """Line ends that the output has beyond those of `text`."""


@dataclass(frozen=True, slots=True)
class CommandFinished:
    """A command has ended."""

    command: str
    attempt: int
    result: RunResult


@dataclass(frozen=True, slots=True)
class AgentNote:
    """Something worth telling that is neither a question nor an end (a catalog being built, a wait for the model)."""

    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The model's provider asks to wait; the request goes on by itself, or is cancelled meanwhile."""

    until: float
    """Seconds since the epoch, UTC."""
    why: str
    """A sentence: "The rate limit of Groq was reached."."""


@dataclass(frozen=True, slots=True)
class AnswerSoFar:
    """The beginning of an answer that is still being written; a later one takes its place."""

    text: str
    """Free of terminal controls, never markup; empty where what was shown is not to be counted on."""


@dataclass(frozen=True, slots=True)
class ModelCalled:
    """A model has written one reply, of use or not."""

    model: str
    """"groq:openai/gpt-oss-120b"."""
    tokens_in: int | None
    """Read by the model; None where its provider did not say."""
    tokens_out: int | None
    """Written by it, thoughts included; None as above."""
    duration_s: float


@dataclass(frozen=True, slots=True)
class AgentCompleted:
    """The request has ended as it should."""

    outcome: Outcome
    message: str
    """For ANSWERED the answer; otherwise a short sentence, may be empty."""
    attempts: tuple[Attempt, ...]
    exit_status: int | None
    """Of the last command that ran; None where none ran."""
    duration_s: float
    steps: tuple[RequestStep, ...] = ()
    """What ran to its end, in order."""
    job: int = 0
    """For BACKGROUND the number of the job that the command goes on as; else 0."""


@dataclass(frozen=True, slots=True)
class AgentFailed:
    """The request has ended in an error that can be explained."""

    what: str
    why: str
    todo: str
    exit_code: int
    """See `errors.ExitCode`."""
    duration_s: float


ModelEvent = AgentNote | Waiting | AnswerSoFar | ModelCalled
"""What comes from whoever proposes while it is asked."""
Question = ApprovalRequired | PlanRequired | RetryRequired | InputRequired
Event = (
    AgentStarted
    | StepStarted
    | StepFinished
    | ProposalReady
    | StepsChanged
    | AssessmentReady
    | ApprovalRequired
    | PlanRequired
    | RetryRequired
    | InputRequired
    | AssessmentRenewed
    | QuestionClosed
    | CommandStarted
    | CommandOverdue
    | CommandStopping
    | OutputChunk
    | CommandFinished
    | ModelEvent
    | AgentCompleted
    | AgentFailed
)


# --- Jobs: what is told outside of any request --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobTaken:
    """A job that an earlier start of cloud-assist left has been taken up, running or ended."""

    job: Job
    proposal: Proposal
    assessment: Assessment
    """Of its command, as it is judged now."""


@dataclass(frozen=True, slots=True)
class JobOutput:
    """Some of a job's output; otherwise as `OutputChunk`."""

    number: int
    text: str
    left_out_lines: int = 0


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job has ended."""

    job: Job


JobEvent = JobTaken | JobOutput | JobEnded
