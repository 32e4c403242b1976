"""What `run` prints for a person: a report over the events of one request, or of it the command alone.

stdout carries the result, stderr everything else; what comes from a model or a command is stripped of terminal control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TextIO, assert_never

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.times import duration
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    AgentNote,
    AgentStarted,
    AnswerSoFar,
    ApprovalRequired,
    AssessmentReady,
    AssessmentRenewed,
    CommandFinished,
    CommandOverdue,
    CommandStarted,
    CommandStopping,
    Event,
    InputRequired,
    ModelCalled,
    OutputChunk,
    PlanRequired,
    ProposalReady,
    QuestionClosed,
    RetryRequired,
    Step,
    StepFinished,
    StepsChanged,
    StepStarted,
    Waiting,
)
from cloud_assist.findings import next_step
from cloud_assist.headless.answer_text import print_answer
from cloud_assist.headless.command_output import CommandOutput
from cloud_assist.headless.countdown import Countdown
from cloud_assist.headless.options import Shape
from cloud_assist.headless.style import Style
from cloud_assist.models import (
    After,
    Outcome,
    Proposal,
    ProposalSource,
    RequestStep,
    RunResult,
    StepState,
)


class Report(Protocol):
    """Something that is told every event, in order."""

    def tell(self, event: Event) -> None:
        """Take one event."""
        ...


class TextReport:
    """Lines for a person: the steps and the command on stderr, the command's output on stdout."""

    def __init__(self, stdout: TextIO, stderr: TextIO, environ: Mapping[str, str], shape: Shape = Shape.AUTO) -> None:
        """Print on these streams; a command's own output in `shape`."""
        self._stdout = stdout
        self._stderr = stderr
        self._environ = environ
        self._raw = shape is Shape.RAW
        self._style = Style(stderr, environ)
        self._output = CommandOutput(stdout, stderr, environ, shape)
        self._looks = False
        """Whether the command is a step whose output is looked at, and so not itself the result."""
        self._purpose = ""
        """What the present step is for, as it was said already."""
        self._stopping = False
        """Whether it was said that the command was asked to stop."""
        self._countdown = Countdown(stderr, live=self._style.live)

    def tell(self, event: Event) -> None:  # noqa: C901, PLR0912 # one flat match over the closed union
        """Print what a person should see of `event`."""
        style = self._style
        self._countdown.stop()
        match event:
            case StepStarted(step=step):
                if step in {Step.GENERATE, Step.EXECUTE}:
                    self._say(style.dim(f"{step.label} …"))
            case AgentNote(text=text):
                self._say(style.dim(strip_terminal_controls(text)))
            case ProposalReady(proposal=proposal):
                self._output.print_held_back(self._stdout if self._raw else self._stderr)
                self._looks = proposal.after is After.LOOK
            case StepsChanged(steps=steps):
                self._list_steps(steps)
            case Waiting(until=until, why=why):
                self._countdown.start(style.dim(strip_terminal_controls(why)), until)
            case ApprovalRequired():
                self._propose(event)
            case PlanRequired():
                self._plan(event)
            case InputRequired(question=question):
                self._say(f"Question: {strip_terminal_controls(question)}")
            case CommandStarted(command=command, spool_path=path):
                self._say(style.dim(f"$ {strip_terminal_controls(command)}"))
                self._output.started(path, command)
            case CommandOverdue() | CommandStopping():
                self._goes_on(event)
            case OutputChunk(text=text):
                self._output.came(text, self._sink)
            case CommandFinished(result=result):
                self._finish(result)
            case RetryRequired(diagnosis=diagnosis, retry_count=count, max_retries=limit):
                self._say(f"{diagnosis} ({count} of {limit} retries used)".lstrip())
            case AgentCompleted():
                self._complete(event)
            case AgentFailed(what=what, why=why, todo=todo):
                self._output.print_held_back(self._stdout)
                self._say(style.bad(f"cloud-assist: {what}"))
                for line in (why, todo):
                    if line:
                        self._say(f"  {strip_terminal_controls(line)}")
            case AgentStarted() | StepFinished() | AssessmentReady() | AssessmentRenewed() | QuestionClosed():
                pass
            case AnswerSoFar() | ModelCalled():
                pass
            case _:
                assert_never(event)

    def _propose(self, event: ApprovalRequired) -> None:
        style, assessment, proposal = self._style, event.assessment, event.proposal
        if event.notice:
            self._say(style.bad(strip_terminal_controls(event.notice)))
        chip = style.risk(assessment.risk, f"[{assessment.risk.value}]")
        self._say(f"{chip}  {style.bold(assessment.display)}")
        for reason in assessment.reasons[:3]:
            self._say(style.dim(f"  {reason.text}"))
        for finding in assessment.findings:
            step = f" → {next_step(finding)}" if next_step(finding) else ""
            self._say(f"  {finding.severity.value}: {strip_terminal_controls(finding.text + step)}")
        if assessment.target.entries:
            self._say(f"  target: {strip_terminal_controls(assessment.target.line())}")
        for remark in assessment.target.remarks:
            self._say(f"  target: {strip_terminal_controls(remark)}")
        if proposal.explanation and proposal.explanation != self._purpose:
            self._say(style.dim(f"  {strip_terminal_controls(proposal.explanation)}"))
        if proposal.source is ProposalSource.CATALOG and len(proposal.alternatives) > 1:
            self._list(proposal)

    def _list(self, proposal: Proposal) -> None:
        self._say("Matches:")
        for number, each in enumerate(proposal.alternatives, 1):
            self._say(f"  {number}  {strip_terminal_controls(each.command)}   {self._style.dim(each.title)}")

    def _finish(self, result: RunResult) -> None:
        self._stopping = False
        self._output.finished(result, self._sink)
        if result.note:
            self._say(strip_terminal_controls(result.note))
        status = f"exit {result.exit_status} after {result.duration_s:.1f} s"
        if result.timed_out:
            status = f"timed out after {result.duration_s:.1f} s; the partial output is kept"
        self._say(self._style.good(status) if result.ok else self._style.bad(status))

    def _goes_on(self, event: CommandOverdue | CommandStopping) -> None:
        """Say once that a command takes longer than usual, and once that it was asked to stop."""
        program = strip_terminal_controls(event.program) or "The command"
        if isinstance(event, CommandOverdue):
            self._say(
                self._style.dim(f"{program} may take longer than {duration(event.after_s)}. Ctrl-C asks it to stop.")
            )
        elif not self._stopping:
            self._stopping = True
            most = duration(event.seconds_left)
            wait = f"It usually takes less than {most}." if event.holds else f"Waiting up to {most}."
            self._say(f"Asked {program} to stop ({event.signal}). {wait}")

    def _plan(self, event: PlanRequired) -> None:
        if event.notice:
            self._say(self._style.bad(strip_terminal_controls(event.notice)))
        for step in event.steps:
            assessment = step.assessment
            chip = self._style.risk(assessment.risk, f"[{assessment.risk.value}]")
            self._say(f"{step.number}. {chip}  {self._style.bold(assessment.display)}")
            if step.purpose:
                self._say(self._style.dim(f"   {strip_terminal_controls(step.purpose)}"))
            for told in (assessment.target.line(), *assessment.target.remarks):
                if told:
                    self._say(f"   target: {strip_terminal_controls(told)}")
            for finding in assessment.findings:
                self._say(f"   {finding.severity.value}: {strip_terminal_controls(finding.text)}")

    def _list_steps(self, steps: Sequence[RequestStep]) -> None:
        """Say which step begins; the plan's others stand above it already."""
        now = next((step for step in steps if step.state is StepState.NOW), None)
        if now is not None:
            self._purpose = now.purpose
            purpose = f": {strip_terminal_controls(now.purpose)}" if now.purpose else ""
            self._say(self._style.dim(f"Step {now.number}{purpose}"))

    @property
    def _sink(self) -> TextIO:
        return self._stderr if self._looks and not self._raw else self._stdout

    def _complete(self, event: AgentCompleted) -> None:
        if event.outcome is Outcome.BACKGROUND:
            self._output.goes_on(self._sink)
        answered = event.outcome is Outcome.ANSWERED and not self._raw
        self._output.print_held_back(self._stderr if answered else self._stdout)
        message = strip_terminal_controls(event.message)
        match event.outcome:
            case Outcome.ANSWERED:
                beside_output = self._raw and bool(event.steps)
                print_answer(message, self._stderr if beside_output else self._stdout, self._environ)
            case Outcome.CANCELLED:
                self._say("Cancelled.")
            case _:
                if message:
                    self._say(message)

    @staticmethod
    def _write(text: str, stream: TextIO) -> None:
        if text:
            stream.write(text)
            stream.flush()

    def _say(self, text: str) -> None:
        self._stderr.write(f"{text}\n")
        self._stderr.flush()


class CommandReport(TextReport):
    """--dry-run: the proposed command alone on stdout, byte for byte; nothing is run. Of a plan, each on its line."""

    def tell(self, event: Event) -> None:
        """Print the command of the first proposal, and what a person should know on stderr."""
        super().tell(event)
        if isinstance(event, ApprovalRequired):
            self._write(f"{event.proposal.command}\n", self._stdout)
        elif isinstance(event, PlanRequired):
            self._write("".join(f"{step.assessment.command}\n" for step in event.steps), self._stdout)
