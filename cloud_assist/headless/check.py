"""`cloud-assist check`: what a command is, without running it and without a model, for people, scripts and hooks."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, TextIO

from cloud_assist.command.assessment import Examination
from cloud_assist.display.visible import visible
from cloud_assist.errors import ExitCode, UsageError
from cloud_assist.findings import next_step
from cloud_assist.headless.style import Style
from cloud_assist.knowledge.judged import Judge, Refusals
from cloud_assist.models import Assessment, ProposalSource, Risk, Severity
from cloud_assist.running.environment import child_environment
from cloud_assist.settings import Settings

if TYPE_CHECKING:
    from cloud_assist.catalog.clis.tables import Tables

LONGEST_INPUT = 1_048_576
"""Bytes of a command on stdin, or of one line of --jsonl."""


class Checkup:
    """Checks commands as they would run in one place, with one environment."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._judge = Judge(settings, environ=child_environment(settings.environ), refusals=self._refusals)

    def check(self, command: str) -> Assessment:
        """Return what `command` is, as the approval question would say it of a command that a person typed."""
        return self._judge.judged_anew(command, ProposalSource.USER).assessment

    def _refusals(self, examination: Examination, environ: Mapping[str, str]) -> Refusals:
        from cloud_assist.catalog.build_queue import BuildQueue
        from cloud_assist.knowledge.unread import unread
        from cloud_assist.knowledge.validation import validate

        found = validate(examination, self._tables, environ=environ, cwd=self._settings.cwd)
        return found, unread(self._tables, BuildQueue(self._settings))

    @cached_property
    def _tables(self) -> Tables:
        """What the CLIs accept; opened by the first command that names one, since most of plain shell names none."""
        from cloud_assist.catalog.clis.building import open_tables

        return open_tables(self._settings)


def run_check(
    command: str | None,
    *,
    json: bool,
    jsonl: bool,
    max_risk: str | None,
    settings: Settings,
    stdin: TextIO,
    stdout: TextIO,
    stderr: TextIO,
) -> int:
    """Check one command, or with `jsonl` one a line; return the exit status.

    0 whatever the class, unless it is above `max_risk`: then 77. With `jsonl`, a line that cannot be read gives an
    error object in its place, and 2 at the end where nothing is above `max_risk`.

    Raises:
        UsageError: there is no command, it is too long, the flags exclude each other or `max_risk` is no class.
    """
    limit = _limit(max_risk)
    if jsonl and command is not None:
        raise UsageError("--jsonl reads its commands from stdin.", todo="Remove the command or --jsonl.")
    if jsonl:
        return _check_lines(Checkup(settings), limit, stdin, stdout, stderr)
    text = _from_stdin(stdin) if command is None else command
    assessment = Checkup(settings).check(text)
    if json:
        stdout.write(jsonlib.dumps(to_json(assessment), indent=2) + "\n")
    else:
        _print(assessment, stdout, settings)
    stdout.flush()
    return _status(assessment.risk, limit)


def _limit(max_risk: str | None) -> Risk:
    if max_risk is None:
        return Risk.FORBIDDEN
    try:
        return Risk(max_risk.lower().replace("-", "_"))
    except ValueError as error:
        classes = ", ".join(risk.value for risk in Risk)
        raise UsageError(f"--max-risk: {max_risk!r} is not a risk class.", todo=f"Allowed: {classes}.") from error


def _status(risk: Risk, limit: Risk) -> int:
    return int(ExitCode.REFUSED) if risk.rank > limit.rank else int(ExitCode.OK)


# --- input ------------------------------------------------------------------------------------------------------


def _from_stdin(stdin: TextIO) -> str:
    if stdin.isatty():
        raise UsageError("No command was given.", todo="Run cloud-assist check 'COMMAND', or pipe a command into it.")
    binary = getattr(stdin, "buffer", None)
    data: bytes = binary.read(LONGEST_INPUT + 1) if binary else stdin.read(LONGEST_INPUT + 1).encode("utf-8")
    if len(data) > LONGEST_INPUT:
        raise UsageError("The command is too long.", why=f"The limit is {LONGEST_INPUT:,} bytes.")
    # Bytes that are no UTF-8 stay visible: the assessment names them as hidden characters.
    text = data.decode("utf-8", "surrogateescape").removesuffix("\n")
    if not text.strip():
        raise UsageError(
            "No command was given.",
            why="stdin is empty.",
            todo="Run cloud-assist check 'COMMAND', or pipe a command into it.",
        )
    return text


def _lines(stdin: TextIO) -> Iterator[bytes]:
    """Yield the lines, each cut off behind the limit."""
    binary = getattr(stdin, "buffer", None)
    if binary is None:
        yield from (line.encode("utf-8", "surrogatepass") for line in stdin)
        return
    while line := binary.readline(LONGEST_INPUT + 1):
        if len(line) > LONGEST_INPUT:
            while not line.endswith(b"\n") and (rest := binary.readline(LONGEST_INPUT)):
                line = line[:LONGEST_INPUT] + rest[-1:]
            line = line[:LONGEST_INPUT] + b"\0"  # too long still, and certainly no JSON any more
        yield line


def _command_of(line: bytes) -> str:
    """Return the command of one line of --jsonl.

    Raises:
        ValueError: it is not an object with a text under "command"; the message says so for a person.
    """
    if len(line) > LONGEST_INPUT:
        raise ValueError(f"longer than {LONGEST_INPUT:,} bytes")
    try:
        data = jsonlib.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    command = data.get("command") if isinstance(data, dict) else None
    if not isinstance(command, str):
        raise ValueError('not an object with a string "command"')  # noqa: TRY004 - what is wrong is the line's value
    return command


def _check_lines(checkup: Checkup, limit: Risk, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    worst, bad = Risk.READ_ONLY, 0
    for number, line in enumerate(_lines(stdin), start=1):
        if not line.strip():
            continue
        try:
            command = _command_of(line)
        except ValueError as error:
            bad += 1
            result: dict[str, Any] = {"error": str(error), "line": number}
        else:
            assessment = checkup.check(command)
            worst = Risk.worst(worst, assessment.risk)
            result = to_json(assessment)
        stdout.write(jsonlib.dumps(result) + "\n")
        stdout.flush()  # whoever feeds lines one by one waits for each answer
    if bad:
        lines = "line" if bad == 1 else "lines"
        stderr.write(f'cloud-assist: {bad} {lines} could not be read. Expected: {{"command": "…"}}.\n')
    return _status(worst, limit) or (int(ExitCode.USAGE) if bad else int(ExitCode.OK))


# --- output -----------------------------------------------------------------------------------------------------


def to_json(assessment: Assessment) -> dict[str, Any]:
    """Return the object that --json prints."""
    return {
        "command": assessment.command,
        "risk": assessment.risk.value,
        "reasons": [{"rule": reason.rule, "text": reason.text} for reason in assessment.reasons],
        "programs": list(assessment.programs),
        "target": [
            {"tool": entry.tool, "name": entry.name, "value": entry.value, "source": entry.source}
            for entry in assessment.target.entries
        ],
        "target_known": not assessment.target.unknown,
        "protected": list(assessment.protected),
        "findings": [
            {"severity": f.severity.value, "code": f.code, "text": f.text, "suggestion": f.suggestion}
            for f in assessment.findings
        ],
        "auto_run": assessment.auto_run,
        "display": assessment.display,
    }


def describe(assessment: Assessment, style: Style) -> list[str]:
    """Return the lines that a person reads."""
    colour_of = {Severity.INFO: style.dim, Severity.WARNING: style.careful, Severity.ERROR: style.bad}
    lines = [style.risk(assessment.risk, assessment.risk.value)]
    lines += [style.bold(f"  {line}") for line in assessment.display.split("\n")]
    lines += [f"reason    {_one_line(reason.text)} ({reason.rule})" for reason in assessment.reasons]
    for entry in assessment.target.entries:
        source = f" ({_one_line(entry.source)})" if entry.source else ""
        lines.append(f"target    {entry.tool} {entry.name} {_one_line(entry.value)}{source}")
    lines += [f"target    {_one_line(remark)}" for remark in assessment.target.remarks]
    for found in assessment.findings:
        step = f" → {_one_line(next_step(found))}" if next_step(found) else ""
        text = f"{found.severity.value:<10}{_one_line(found.text)}{step}"
        lines.append(colour_of[found.severity](text))
    runs = ", ".join(map(_one_line, assessment.programs)) or "nothing"
    return [*lines, style.dim(f"programs  {runs}"), style.dim(f"approval  {_approval(assessment)}")]


def _one_line(text: str) -> str:
    """Return untrusted text as it may stand inside a line of ours."""
    return visible(text).replace("\n", "⟨U+000A⟩")


def _approval(assessment: Assessment) -> str:
    if assessment.risk is Risk.FORBIDDEN:
        return "not possible"
    if assessment.auto_run:
        return "required, except with AUTO_APPROVE=read_only"
    return "always required"


def _print(assessment: Assessment, stdout: TextIO, settings: Settings) -> None:
    if isinstance(stdout, TextIOWrapper):
        stdout.reconfigure(errors="backslashreplace")  # a terminal or pipe that is not UTF-8
    style = Style(stdout, settings.environ)
    stdout.write("".join(f"{line}\n" for line in describe(assessment, style)))
