"""What `run` prints: a report over the events of one request, as text, as the command alone, as one JSON object or as
JSON lines.

stdout carries the result, stderr everything else; what comes from a model or a command is stripped of terminal control.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO, assert_never

from cloud_assist.agent.wire import to_plain
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.errors import ExitCode
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    AgentNote,
    AgentStarted,
    AnswerSoFar,
    ApprovalRequired,
    AssessmentReady,
    CommandFinished,
    CommandStarted,
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
from cloud_assist.headless.command_output import CommandOutput, OutputReader
from cloud_assist.headless.countdown import Countdown
from cloud_assist.headless.options import Shape
from cloud_assist.headless.style import Style
from cloud_assist.llm.usage import UsageTally
from cloud_assist.models import (
    After,
    Assessment,
    Attempt,
    ModelUsage,
    Outcome,
    Proposal,
    ProposalSource,
    RequestStep,
    RunResult,
    StepState,
)

JSON_OUTPUT_LIMIT = 1_000_000
"""Bytes of output in the object of --json; the spool file has the rest."""


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
        self._style = Style(stderr, environ)
        self._output = CommandOutput(stdout, stderr, environ, shape)
        self._looks = False
        """Whether the command is a step whose output is looked at, and so not itself the result."""
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
                self._output.print_held_back(self._stderr)
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
            case AgentStarted() | StepFinished() | AssessmentReady() | QuestionClosed():
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
        if proposal.explanation:
            self._say(style.dim(f"  {strip_terminal_controls(proposal.explanation)}"))
        if proposal.source is ProposalSource.CATALOG and len(proposal.alternatives) > 1:
            self._list(proposal)

    def _list(self, proposal: Proposal) -> None:
        self._say("Closest known commands:")
        for number, each in enumerate(proposal.alternatives, 1):
            self._say(f"  {number}  {strip_terminal_controls(each.command)}   {self._style.dim(each.title)}")

    def _finish(self, result: RunResult) -> None:
        self._output.finished(result, self._sink)
        if result.note:
            self._say(strip_terminal_controls(result.note))
        status = f"exit {result.exit_status} after {result.duration_s:.1f} s"
        if result.timed_out:
            status = f"timed out after {result.duration_s:.1f} s; the partial output is kept"
        self._say(self._style.good(status) if result.ok else self._style.bad(status))

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
            purpose = f": {strip_terminal_controls(now.purpose)}" if now.purpose else ""
            self._say(self._style.dim(f"Step {now.number}{purpose}"))

    @property
    def _sink(self) -> TextIO:
        return self._stderr if self._looks else self._stdout

    def _complete(self, event: AgentCompleted) -> None:
        self._output.print_held_back(self._stderr if event.outcome is Outcome.ANSWERED else self._stdout)
        message = strip_terminal_controls(event.message)
        match event.outcome:
            case Outcome.ANSWERED:
                self._write(f"{message}\n", self._stdout)
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


class JsonReport:
    """--json: one object, printed when the request has ended."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout
        self._usage = UsageTally()
        self._object: dict[str, Any] = {
            "session": "",
            "status": "",
            "prompt": "",
            "command": None,
            "risk": None,
            "target": [],
            "protected": [],
            "exit_status": None,
            "output": "",
            "error": "",
            "truncated": False,
            "attempts": [],
            "steps": [],
            "answer": "",
            "model": "",
            "model_usage": [],
            "duration_s": 0.0,
        }

    def tell(self, event: Event) -> None:
        """Take in what the object holds; print it at the end."""
        match event:
            case AgentStarted(session_id=session_id, prompt=prompt, model=model):
                self._object.update(session=session_id, prompt=prompt, model=model)
            case ProposalReady(proposal=proposal):
                alternatives = [to_plain(each) for each in proposal.alternatives]
                self._object.update(command=proposal.command, suggestions=alternatives)
                self._object["model"] = proposal.model or self._object["model"]
            case ModelCalled():
                self._usage.add(event)
                self._object.update(model=event.model, model_usage=[_usage_fields(each) for each in self._usage.models])
            case AssessmentReady(assessment=assessment):
                self._assessed(assessment)
            case StepsChanged(steps=steps):  # an error may end the request before its own list of steps comes
                self._object["steps"] = [to_plain(step) for step in steps if step.state is StepState.DONE]
            case CommandFinished(command=command, attempt=number, result=result):
                self._object.update(command=command, **_result_fields(result))
                # An error may end the request before its own list of attempts comes.
                ran = Attempt(number, command, result.exit_status, round(result.duration_s, 3))
                self._object["attempts"] = [*self._object["attempts"], to_plain(ran)]
            case AgentCompleted():
                self._object.update(
                    status=event.outcome.value,
                    attempts=[to_plain(attempt) for attempt in event.attempts],
                    steps=[to_plain(step) for step in event.steps],
                    duration_s=round(event.duration_s, 3),
                )
                self._message(event)
                self._print()
            case AgentFailed():
                error = "\n".join(part for part in (event.what, event.why, event.todo) if part)
                status = _FAILURES.get(event.exit_code, "error")
                if self._object[
                    "attempts"
                ]:  # `error` is what the command wrote; what went wrong after it is told apart
                    self._object["message"] = error
                else:
                    self._object["error"] = error
                self._object.update(status=status, duration_s=round(event.duration_s, 3))
                self._print()
            case _:
                pass

    def _message(self, event: AgentCompleted) -> None:
        """Take in the last words; an answer without a command is the output, too."""
        if event.outcome is not Outcome.ANSWERED:
            self._object["message"] = event.message
            return
        self._object["answer"] = event.message
        if not event.steps:
            self._object["output"] = event.message

    def _assessed(self, assessment: Assessment) -> None:
        self._object.update(
            command=assessment.command,
            risk=assessment.risk.value,
            target=[to_plain(entry) for entry in assessment.target.entries],
            target_known=not assessment.target.unknown,
            protected=list(assessment.protected),
        )

    def _print(self) -> None:
        self._stdout.write(json.dumps(self._object, ensure_ascii=True) + "\n")
        self._stdout.flush()


class EventsReport:
    """--events: one object for each event, as it happens: {"event": "step_started", …}."""

    def __init__(self, stdout: TextIO) -> None:
        self._stdout = stdout

    def tell(self, event: Event) -> None:
        """Print `event`."""
        self._stdout.write(json.dumps({"event": event_name(event), **to_plain(event)}, ensure_ascii=True) + "\n")
        self._stdout.flush()


def event_name(event: Event) -> str:
    """Return the event's name in snake case: "approval_required"."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in type(event).__name__).lstrip("_")


def _usage_fields(usage: ModelUsage) -> dict[str, Any]:
    """Return what one model took; null for tokens that its provider did not tell in full."""
    fields: dict[str, Any] = {**to_plain(usage), "duration_s": round(usage.duration_s, 3)}
    return fields | ({"tokens_in": None, "tokens_out": None} if usage.unknown_calls else {})


def _result_fields(result: RunResult) -> dict[str, Any]:
    reader = OutputReader(Path(result.spool_path), keep_sgr=False)
    output = reader.read() + reader.finish() if result.output_bytes <= JSON_OUTPUT_LIMIT else ""
    cut = result.output_bytes > JSON_OUTPUT_LIMIT
    return {
        "exit_status": result.exit_status,
        "output": output or strip_terminal_controls(result.text),
        "error": strip_terminal_controls(result.error_tail),
        "truncated": result.truncated or cut,
        "note": result.note,
    }


_FAILURES = {
    int(ExitCode.REFUSED): "refused",
    int(ExitCode.CANCELLED): "cancelled",
}
