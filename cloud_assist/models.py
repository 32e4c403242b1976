"""The nouns every room speaks of. Frozen, standard library only, no behaviour that needs another room."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum

from cloud_assist.risk import Caution as Caution  # noqa: PLC0414 # a noun as well, for whoever imports from here
from cloud_assist.risk import Risk as Risk  # noqa: PLC0414 # as above


class Severity(StrEnum):
    """How much a finding should weigh with the person who decides."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a command got its risk class."""

    rule: str
    """Stable identifier, family first: "kubectl.delete", "redirect.file"."""
    text: str
    """One sentence for the person."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth knowing about a command besides its class."""

    severity: Severity
    code: str
    """Stable identifier: "hidden-text", "interactive", "unknown-option"."""
    text: str
    """One sentence for the person."""
    suggestion: str = ""
    """What to write instead, or empty."""


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """One coordinate of what a command would hit."""

    tool: str
    """"aws", "kubectl", "gcloud", "az", "terraform", "docker", "ssh"."""
    name: str
    """The tool's own word: profile, account, region, context, namespace, project, workspace, subscription, host."""
    value: str
    """Its value; never empty."""
    source: str = ""
    """Where it was read: "--profile", "AWS_PROFILE", "~/.kube/config"."""


class Gap(StrEnum):
    """Why it is not known what a program acts on."""

    NO_READER = "no_reader"
    """Nothing here finds it."""
    NOTHING_SET = "nothing_set"
    """It stands neither in the command nor in the surroundings."""
    RUN_TIME = "run_time"
    """Part of it is only known at run time."""
    UNKNOWN_PROGRAM = "unknown_program"
    """Nothing is known of the program."""
    UNREAD_CODE = "unread_code"
    """The program runs code that was not read."""
    UNREADABLE = "unreadable"
    """The command itself cannot be read."""


@dataclass(frozen=True, slots=True)
class UnknownTarget:
    """Something that a command acts on, nobody can tell what."""

    gap: Gap
    program: str = ""
    """Base name of the program; empty where the command cannot be read."""
    what: str = ""
    """What it acts on: "a PostgreSQL server"; empty where that is not known either."""

    @property
    def text(self) -> str:
        """One sentence for the person."""
        program, what = self.program, self.what
        match self.gap:
            case Gap.NO_READER:
                return f"Unknown: {program} acts on {what}, but cloud-assist cannot read which."
            case Gap.NOTHING_SET:
                return f"Unknown: {program} acts on {what}, but none is configured; it uses its defaults or fails."
            case Gap.RUN_TIME:
                return f"Unknown: {program} acts on {what}, but which one is only known at run time."
            case Gap.UNKNOWN_PROGRAM:
                return f"Unknown: cloud-assist does not know what {program} acts on."
            case Gap.UNREAD_CODE:
                return f"Unknown: {program} runs code that cloud-assist has not read."
            case Gap.UNREADABLE:
                return "Unknown: the command cannot be parsed."


@dataclass(frozen=True, slots=True)
class Target:
    """The target receipt: what a command would hit, read without any network call, and what of it is not known."""

    entries: tuple[TargetEntry, ...] = ()
    unknown: tuple[UnknownTarget, ...] = ()
    """What the command acts on beyond the entries, without anybody knowing which. With neither it acts on this machine
    only."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person is told besides the entries: what is not known, or that only this machine is touched."""
        if self.unknown:
            return tuple(dict.fromkeys(each.text for each in self.unknown))
        return () if self.entries else ("This machine only.",)

    def value(self, tool: str, name: str) -> str | None:
        """Return the value of one coordinate, or None where it is not set."""
        return next((e.value for e in self.entries if e.tool == tool and e.name == name), None)

    @property
    def tools(self) -> frozenset[str]:
        """The CLIs that something is set up for: "aws", "kubectl" …; a configuration's mere name sets nothing up."""
        return frozenset(entry.tool for entry in self.entries if entry.name != "configuration")

    def line(self) -> str:
        """Return the receipt on one line: `aws profile dev · region eu-west-1 │ kubectl context kind`."""
        tools = list(dict.fromkeys(e.tool for e in self.entries))
        return " │ ".join(
            f"{tool} " + " · ".join(f"{e.name} {e.value}" for e in self.entries if e.tool == tool) for tool in tools
        )


@dataclass(frozen=True, slots=True)
class Binding:
    """What an approval is bound to; if any field differs when the command is about to run, it does not run."""

    command_sha256: str
    """Hex digest of the command's UTF-8 bytes."""
    cwd: str
    """Absolute working directory."""
    target: Target
    programs: tuple[tuple[str, str], ...] = ()
    """(argv[0] as written, "path:device:inode:last change in ns" or "builtin" or "missing") for each program."""

    @property
    def digest(self) -> str:
        """Hex SHA-256 over every field."""
        entries = [(e.tool, e.name, e.value) for e in self.target.entries]
        text = repr((self.command_sha256, self.cwd, entries, self.programs))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one exact command string is and would hit; made by parsing, never by asking a model."""

    command: str
    """The exact string that was judged."""
    risk: Risk
    reasons: tuple[Reason, ...]
    """Most severe first; never empty."""
    findings: tuple[Finding, ...]
    target: Target
    """What this command itself would hit (its own flags over the environment); empty for local commands."""
    programs: tuple[str, ...]
    """Names of the programs it would start, in order, without duplicates."""
    display: str
    """The command with hidden and control characters made visible; equal to `command` for a clean one."""
    binding: Binding
    protected: tuple[str, ...] = ()
    """Values of the target that match PROTECTED_TARGETS; typing the first one confirms a destructive command."""

    @property
    def auto_run(self) -> bool:
        """Whether this may run unasked where the person has chosen AUTO_APPROVE=read_only."""
        return self.risk is Risk.READ_ONLY and not any(f.severity is Severity.ERROR for f in self.findings)

    @property
    def read_words(self) -> tuple[str, ...]:
        """What "don't ask again" remembers, in the words typed: each program with the verbs that its rule saw.

        `kubectl get pods | sort` has "kubectl get" and "sort". A reading command is allowed where each of its own is.
        """
        rules = [rule.split(".") for rule in sorted({reason.rule for reason in self.reasons})]
        typed = _BETWEEN_WORDS.split(self.command)
        found: dict[str, None] = {}
        for program in self.programs:
            own = [rule[rule.index(program) + 1 :] for rule in rules if program in rule[:2]]
            found.update(dict.fromkeys(f"{program} {_as_typed(rule, typed)}".strip() for rule in own or [[]]))
        return tuple(found)


_BETWEEN_WORDS = re.compile(r"[\s;|&()<>{}'\"`$]+")


def _as_typed(rule: list[str], typed: list[str]) -> str:
    """Return what a rule names behind its program in the words typed: "vm list" for ["vm-list"], "" for no verb."""
    name = ".".join(rule)
    if name in {"", "call"}:
        return ""
    left, words = name, []
    for word in typed:
        if word and (left == word or left.startswith((f"{word}-", f"{word}."))):
            words.append(word)
            left = left[len(word) + 1 :]
    return " ".join(words) if not left else name.replace(".", " ")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A known command near to a request, from the local catalog."""

    cli: str
    """"aws", "kubectl", "git", "shell", ..."""
    path: tuple[str, ...]
    """The operation without the program: ("s3api", "list-buckets")."""
    title: str
    """What it does, in a few words."""
    command: str
    """May hold open placeholders in angle brackets: `aws s3 ls s3://<bucket>`."""
    source: str
    """"recipe" or "example" or "operation"; "composed" for one put together from the words of a request; "typed" for a
    request that is a command itself."""
    score: float
    """Higher is closer; comparable within one search only."""
    placeholders: tuple[str, ...] = ()
    """Names of the placeholders still open, in order."""


class ProposalSource(StrEnum):
    """Who proposed a command."""

    MODEL = "model"
    CATALOG = "catalog"
    """The local catalog, without a model: always labelled as such."""
    USER = "user"
    """Typed or edited by the person."""


class After(StrEnum):
    """What comes after a command has succeeded, as its proposer says."""

    DONE = "done"
    """Its output is what was asked for: the request ends."""
    LOOK = "look"
    """Its result goes back to the proposer, for the next step or an answer."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A command somebody proposes to run."""

    command: str
    explanation: str
    """Why this command, in the proposer's words; untrusted text, may be empty."""
    source: ProposalSource
    alternatives: tuple[Suggestion, ...] = ()
    """Other known commands to pick from (offline proposals)."""
    corrections: tuple[str, ...] = ()
    """What was repaired before anyone was asked: "`--instance-id` → `--instance-ids`"."""
    after: After = After.DONE
    model: str = ""
    """Who proposed it: "groq:openai/gpt-oss-120b", "offline"; empty where nobody was asked."""


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What the calls of one model took in a session or a request."""

    model: str
    """"groq:openai/gpt-oss-120b"."""
    calls: int
    tokens_in: int
    """Read by the model, as far as its provider said."""
    tokens_out: int
    """Written by it, thoughts included; as above."""
    duration_s: float
    unknown_calls: int
    """Calls for which the provider did not say; they are in none of the two sums."""

    def plus(self, more: ModelUsage) -> ModelUsage:
        """Return the sum of two usages of the same model."""
        return ModelUsage(
            self.model,
            self.calls + more.calls,
            self.tokens_in + more.tokens_in,
            self.tokens_out + more.tokens_out,
            self.duration_s + more.duration_s,
            self.unknown_calls + more.unknown_calls,
        )


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One command of a plan, judged before anything of the plan has run."""

    number: int
    """1 for the first command of the request."""
    purpose: str
    """What it is for, in the proposer's words; untrusted text, may be empty."""
    assessment: Assessment


class StepState(StrEnum):
    """Where one step of a request stands."""

    DONE = "done"
    FAILED = "failed"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class RequestStep:
    """One step of a request: a command that has run, is under way, or is planned."""

    number: int
    """1 for the first."""
    state: StepState
    purpose: str
    """What it is for, in the proposer's words; untrusted text, may be empty."""
    command: str
    exit_status: int | None = None
    """Of its last attempt; None before it has ended."""
    duration_s: float = 0.0
    output: str = ""
    """Variable that later commands find the file with its output in, "OUT2"; empty where there is none."""
    left_out: str = ""
    """What of its output the proposer was not told: "12 of 214 items"; empty where it was told everything."""


# --- Decisions: what a person answers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Approve:
    """Run exactly the command whose binding has this digest."""

    binding_digest: str
    allow_pattern: bool = False
    """Do not ask again in this session for this read-only command pattern."""
    decided_by: str = ""
    """The rule that approved, such as "--yes"; empty where the person did."""
    allow_reads: bool = False
    """Run the further steps of this request without asking, as long as they only read."""


@dataclass(frozen=True, slots=True)
class ApprovePlan:
    """Run the steps of exactly the plan that has this digest, one after the other."""

    plan_digest: str
    decided_by: str = ""
    """The rule that approved, such as "--yes"; empty where the person did."""


@dataclass(frozen=True, slots=True)
class OneByOne:
    """Take the plan's steps in order, and ask about each of them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Judge this command instead and ask again (also the answer "edit and run again" to a retry question)."""

    command: str


@dataclass(frozen=True, slots=True)
class Reject:
    """Propose another command; `reason` may be empty."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """End the request."""

    decided_by: str = ""
    """The rule that refused, such as "policy of --yes"; empty where the person did."""
    only_proposed: bool = False
    """Whether the command was to be shown only, so that this refuses nothing."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after a failure; `hint` may be empty."""

    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Free text for a question that the agent asked."""

    text: str


@dataclass(frozen=True, slots=True)
class LeaveOpen:
    """No answer: the question stays open for a colleague. The front end closes the session; no agent sees it."""


ApprovalDecision = Approve | Edit | Reject | Cancel
RetryDecision = Retry | Edit | Cancel
InputDecision = Answer | Cancel
PlanDecision = ApprovePlan | OneByOne | Reject | Cancel
Decision = Approve | Edit | Reject | Retry | Answer | ApprovePlan | OneByOne | Cancel


# --- Running ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunResult:
    """How one command ended. stdout and stderr arrive on one stream, in order."""

    exit_status: int
    """The command's own; 128+N where signal N ended it; 124 on time-out; 130 when cancelled."""
    duration_s: float
    head: str
    """First bytes of the output (up to 4 kB), decoded."""
    tail: str
    """Last bytes of the output (up to 4 kB), decoded; empty where `head` holds everything."""
    output_bytes: int
    spool_path: str
    """File with the whole output (bounded by the runner's limit)."""
    error_tail: str = ""
    """Last bytes of what the command wrote to stderr (up to 4 kB), decoded."""
    signal: int | None = None
    timed_out: bool = False
    cancelled: bool = False
    own_status: int | None = None
    """Of a command that was asked to stop, by a person or its limit, and ended by itself: the status that it ended
    with; None where it was ended, or nobody knows."""
    killed: bool = False
    """Whether the person chose to kill it rather than to wait until it obeys."""
    truncated: bool = False
    """Whether the spool file itself was cut at the runner's limit."""
    note: str = ""
    """Anything the person must know, such as "a process that left the group may still run"."""
    meaning: str = ""
    """What an exit status other than 0 says where it is an answer and no failure: "nothing found"; else empty."""

    @property
    def ok(self) -> bool:
        """Whether the command ran to its end and did what it was for: exit status 0, or one that is an answer."""
        return (self.exit_status == 0 or bool(self.meaning)) and not self.timed_out and not self.cancelled

    @property
    def text(self) -> str:
        """Head and tail joined, with a line between them where something is left out."""
        kept = len(self.head.encode("utf-8", "replace")) + len(self.tail.encode("utf-8", "replace"))
        if not self.tail:
            return self.head
        left_out = max(self.output_bytes - kept, 0)
        between = f"\n… {left_out:,} bytes left out …\n" if left_out else ""
        return self.head + between + self.tail


class Outcome(StrEnum):
    """How a request ended."""

    SUCCEEDED = "succeeded"
    ANSWERED = "answered"
    """The agent answered in words; nothing was to be run."""
    FAILED = "failed"
    """The command ran and failed, and no retry followed."""
    CANCELLED = "cancelled"
    REFUSED = "refused"
    """Policy, or a person, said no."""
    PROPOSED = "proposed"
    """Only a proposal was asked for."""
    BACKGROUND = "background"
    """The command goes on as a job; its end is told when it comes."""
    UNKNOWN = "outcome_unknown"
    """The process that ran the command is gone and left no exit status."""


class NotRun(StrEnum):
    """Why a command that was put before somebody did not run; the same words on cards, in sessions and in the trail."""

    CANCELLED = "cancelled"
    """The person ended the request."""
    REJECTED = "rejected"
    """The person wanted another command."""
    REPLACED = "replaced"
    """The person's own words took its place, or a new proposal did."""
    REFUSED = "refused by policy"
    """A rule said no, such as that of --yes."""
    PROPOSED = "only proposed"
    """Nobody was to run it: --dry-run, or no terminal to ask at."""


STOPPED = "stopped"
"""How a command ended that was running when the person ended the request."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One command of a request that was run."""

    number: int
    """1 for the first of its step."""
    command: str
    exit_status: int
    duration_s: float
    error: str = ""
    """Where it failed, the end of what it wrote to stderr, or else of its output; redacted."""
    meaning: str = ""
    """As `RunResult.meaning`."""
    step: int = 1
    """Which step of the request it belongs to; `number` counts within the step."""
    risk: str = ""
    """A `Risk` value; empty in what version 0.2 stored."""


class JobState(StrEnum):
    """Where a command that goes on in the background stands."""

    RUNNING = "running"
    STOPPING = "stopping"
    """The person has stopped it, and it has not ended yet."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    """It ended because the person stopped it."""
    UNKNOWN = "outcome unknown"
    """Its process is gone and left no exit status."""

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self in {JobState.RUNNING, JobState.STOPPING}


@dataclass(frozen=True, slots=True)
class Job:
    """A command that goes on in the background while its session takes further requests."""

    number: int
    """1 for the first of its session."""
    state: JobState
    prompt: str
    """The request that it was run for."""
    command: str
    target: str
    """What it acts on, on one line; empty for this machine only."""
    began: float
    """When the command was started, seconds since the epoch, UTC."""
    spool_path: str
    """File that takes its output."""
    risk: str = ""
    """A `Risk` value."""
    leaves: str = ""
    """What stays behind where it is killed, and what to do about it; a sentence, or empty."""
    last_line: str = ""
    """The last line it printed, as printed; empty while it has printed none."""
    result: RunResult | None = None
    """How it ended; None while it runs, and where nobody knows."""
    told: str = ""
    """What a person should know of its end: what probably went wrong, or why nothing is known; may be empty."""


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """One stored session as `sessions list` shows it."""

    id: str
    title: str
    created: float
    """Seconds since the epoch, UTC."""
    last_used: float
    status: str
    """"idle", "waiting for approval", "waiting for retry", "waiting for input", "running", "outcome unknown"."""
    extra: dict[str, str] = field(default_factory=dict)
    """"pid" and "host" of who has it open; "request": the words of the last request, unless the session is idle;
    "jobs": how many of its commands run in the background, where any do."""
    playground: bool = False
    """Whether its commands ran in the playground (`--demo`), and so must run there again."""

    @property
    def standing(self) -> str:
        """What a person reads: the status, and how many jobs run."""
        jobs = self.extra.get("jobs", "")
        running = f"{jobs} job{'' if jobs == '1' else 's'} running" if jobs else ""
        return running if running and self.status == "idle" else ", ".join(filter(None, (self.status, running)))
