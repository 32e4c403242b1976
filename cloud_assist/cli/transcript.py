"""One stored session as text, Markdown or JSON: each request with its steps, what their outputs said, and its answer.

What an output said and what a model answered are put apart from our own words, by a bar before each line or a fence.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.times import iso_time, local_time
from cloud_assist.lazy_imports import defer_unused_packages
from cloud_assist.models import SessionInfo
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings

_MARKS = re.compile(r"[\\`*_\[\]<>!|~#&]")
"""What makes more of a line of Markdown than its words."""


@dataclass(frozen=True, slots=True)
class _Ran:
    """One command of a request, or only its end."""

    command: str
    """Empty where only the end is left to be told."""
    end: str
    """How it ended, in a few words; empty where an answer follows."""
    step: int = 0
    """Its step's number; 0 where the request has one step only."""
    purpose: str = ""
    """What it is for, in a model's words."""
    output: str = ""
    """What its output says, redacted; empty where that was not kept."""
    left_out: str = ""
    """What `output` shows of how much; empty where that is the whole."""


def transcript(settings: Settings, found: SessionInfo, form: str) -> str:
    """Return one session with its requests in the form "text", "md" or "json"; secrets are redacted."""
    if settings.lazy_imports:
        defer_unused_packages(settings.environ)
    from cloud_assist.agent.session import read_exchanges

    exchanges = asyncio.run(read_exchanges(settings, found.id))
    if form == "json":
        return redact(json.dumps({**session_fields(found), "requests": exchanges}, indent=2)) + "\n"
    title = found.title or "Untitled"
    used = f"created {local_time(found.created)}, last used {local_time(found.last_used)}"
    where = ", in the local AWS sandbox (--demo)" if found.playground else ""
    lines = [f"# {title}" if form == "md" else title, "", f"{found.id}, {used}, {found.standing}{where}", ""]
    for each in exchanges:
        lines += _markdown(each) if form == "md" else _plain(each)
    return strip_terminal_controls(redact("\n".join(lines))).rstrip() + "\n"


def session_fields(found: SessionInfo) -> dict[str, Any]:
    """Return what is known of a session without its requests, for JSON."""
    times = {"created_at": iso_time(found.created), "last_used_at": iso_time(found.last_used)}
    return {**asdict(found), **times}


def _commands(exchange: Mapping[str, Any]) -> Iterator[_Ran]:
    """Yield each command of a request, oldest first, with how it ended; the last one's end is the request's own."""
    attempts, steps = exchange.get("attempts", []), exchange.get("steps", [])
    command, outcome = exchange["command"], "" if exchange.get("answer") else exchange["outcome"]
    began_another = bool(steps) and command not in {"", attempts[-1]["command"]}
    several = len(steps) > 1 or began_another or any(each.get("step", 1) > 1 for each in attempts)
    for number, attempt in enumerate(attempts, 1):
        following = attempts[number] if number < len(attempts) else None
        end = _end_of(attempt)
        if following is None and attempt["command"] == command:
            command = ""
            if outcome.startswith(f"exit {attempt['exit_status']}"):
                end, outcome = outcome, ""
        yield _ran(attempt, following, steps, end, several=several)
    if command or outcome:
        yield _Ran(command, outcome, step=len(steps) + 1 if began_another else 0)


def _ran(
    attempt: Mapping[str, Any],
    following: Mapping[str, Any] | None,
    steps: Sequence[Mapping[str, Any]],
    end: str,
    *,
    several: bool,
) -> _Ran:
    """Return a command that ran, with what its output says where it was its step's last."""
    number = attempt.get("step", 1)
    last = following is None or following.get("step", 1) != number
    step = steps[number - 1] if last and number <= len(steps) else {}
    return _Ran(
        command=attempt["command"],
        end=end,
        step=number if several else 0,
        purpose=_line(step.get("purpose", "")),
        output=step.get("digest", ""),
        left_out=step.get("left_out", ""),
    )


def _end_of(attempt: Mapping[str, Any]) -> str:
    meaning = f" ({attempt['meaning']})" if attempt.get("meaning") else ""
    last = str(attempt.get("error", "")).splitlines()[-1:]
    return ": ".join((f"exit {attempt['exit_status']}{meaning}", *last))


def _plain(exchange: Mapping[str, Any]) -> list[str]:
    lines = [f"> {line}" for line in exchange["prompt"].splitlines()]
    lines += [f"  {line}" for pair in exchange["answers"] for line in _asked(*pair)]
    for each in _commands(exchange):
        lines += [f"  {line}" for line in _heading(each)]
        lines += [f"  $ {line}" if first else f"    {line}" for first, line in _numbered(each.command)]
        lines += [f"  {each.end}"] if each.end else []
        lines += [f"  {_output(each)}", *_barred(each.output)] if each.output else []
    answer = exchange.get("answer", "")
    return [*lines, *(["  Answered:", *_barred(answer)] if answer else []), ""]


def _markdown(exchange: Mapping[str, Any]) -> list[str]:
    lines = [f"## {_line(exchange['prompt'])}", ""]
    for pair in exchange["answers"]:
        lines += [*(f"- {line}" for line in _asked(*pair)), ""]
    for each in _commands(exchange):
        for line in _heading(each):
            lines += [_MARKS.sub(r"\\\g<0>", line), ""]
        lines += _fenced(each.command, "bash") if each.command else []
        lines += [each.end, ""] if each.end else []
        lines += [_output(each), "", *_fenced(each.output, "text")] if each.output else []
    answer = exchange.get("answer", "")
    return [*lines, *(["Answered:", "", *_fenced(answer, "markdown")] if answer else [])]


def _heading(ran: _Ran) -> list[str]:
    """Return the line above a command, where there is something to say there."""
    if not ran.step:
        return [f"Purpose: {ran.purpose}"] if ran.purpose else []
    return [f"Step {ran.step}: {ran.purpose}" if ran.purpose else f"Step {ran.step}"]


def _output(ran: _Ran) -> str:
    return f"Output, {ran.left_out}:" if ran.left_out else "Output:"


def _barred(text: str) -> list[str]:
    """Return foreign lines so that none of them can be taken for one of ours."""
    return [f"  | {line}" for line in text.strip("\n").splitlines()]


def _fenced(text: str, language: str) -> list[str]:
    """Return foreign lines in a fence that none of them can close, and an empty line."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return [f"{fence}{language}", text.strip("\n"), fence, ""]


def _numbered(text: str) -> list[tuple[bool, str]]:
    return [(number == 0, line) for number, line in enumerate(text.splitlines())]


def _asked(question: str, answer: str) -> tuple[str, str]:
    return f"Question: {_line(question)}", f"Answer: {_line(answer) or '(none)'}"


def _line(text: str) -> str:
    return " ".join(text.split())
