"""What `run` prints for a program: one JSON object at the end, or one for each event as it happens."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

from cloud_assist.agent.wire import to_plain
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.errors import ExitCode
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    AgentStarted,
    AssessmentReady,
    AssessmentRenewed,
    CommandFinished,
    Event,
    ModelCalled,
    ProposalReady,
    StepsChanged,
)
from cloud_assist.headless.command_output import OutputReader
from cloud_assist.llm.usage import UsageTally
from cloud_assist.models import Assessment, Attempt, ModelUsage, Outcome, RunResult, StepState

JSON_OUTPUT_LIMIT = 1_000_000
"""Bytes of output in the object of --json; the spool file has the rest."""


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
            case AssessmentReady(assessment=assessment) | AssessmentRenewed(assessment=assessment):
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
