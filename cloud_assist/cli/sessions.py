"""Prints stored sessions: the list, and one session's requests as text, Markdown or JSON."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.times import iso_time, local_time
from cloud_assist.models import SessionInfo
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings, load_settings
from cloud_assist.store.sessions import SessionIndex


@contextlib.contextmanager
def open_index() -> Iterator[SessionIndex]:
    """Open the list of sessions; say on stderr what had to be mended."""
    with contextlib.closing(SessionIndex(load_settings())) as index:
        if index.note:
            sys.stderr.write(f"cloud-assist: {index.note}\n")
        yield index


def print_sessions(sessions: list[SessionInfo], *, as_json: bool, searched: bool) -> None:
    """Print a line each, under a heading where a person reads them, or a JSON list."""
    if as_json:
        sys.stdout.write(json.dumps([_fields(each) for each in sessions]) + "\n")
        return
    if not sessions:
        sys.stderr.write("No matching sessions.\n" if searched else "No sessions yet.\n")
    elif sys.stdout.isatty():
        sys.stdout.write(f"{'id':<24} {'created':<22}  {'last used':<22}  {'status':<20} title\n")
    for each in sessions:
        title = ("[sandbox] " if each.playground else "") + (strip_terminal_controls(each.title) or "untitled")
        sys.stdout.write(
            f"{each.id:<24} {local_time(each.created)}  {local_time(each.last_used)}  {each.status:<20} {title}\n"
        )


def print_transcript(index: SessionIndex, session_id: str, form: str) -> None:
    """Print one session in the form "text", "md" or "json"."""
    sys.stdout.write(transcript(load_settings(), index.show(session_id), form))


def transcript(settings: Settings, found: SessionInfo, form: str) -> str:
    """Return one session with its requests in the form "text", "md" or "json"; secrets are redacted."""
    from cloud_assist.agent.session import read_exchanges

    exchanges = asyncio.run(read_exchanges(settings, found.id))
    if form == "json":
        return redact(json.dumps({**_fields(found), "requests": exchanges}, indent=2)) + "\n"
    title = found.title or "Untitled"
    used = f"created {local_time(found.created)}, last used {local_time(found.last_used)}"
    where = ", in the local AWS sandbox (--demo)" if found.playground else ""
    lines = [f"# {title}" if form == "md" else title, "", f"{found.id}, {used}, {found.status}{where}", ""]
    for each in exchanges:
        lines += _markdown(each) if form == "md" else _plain(each)
    return strip_terminal_controls(redact("\n".join(lines))).rstrip() + "\n"


def _fields(found: SessionInfo) -> dict[str, Any]:
    times = {"created_at": iso_time(found.created), "last_used_at": iso_time(found.last_used)}
    return {**asdict(found), **times}


def _commands(exchange: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each command of a request, oldest first, with how it ended; the last one's end is the request's own."""
    attempts, command, outcome = exchange.get("attempts", []), exchange["command"], exchange["outcome"]
    if attempts and attempts[-1]["command"] == command:
        if outcome.startswith(f"exit {attempts[-1]['exit_status']}"):
            attempts = attempts[:-1]
        else:  # it ran, and then the request ended for another reason
            command = ""
    for attempt in attempts:
        last = str(attempt.get("error", "")).splitlines()[-1:]
        yield attempt["command"], ": ".join((f"exit {attempt['exit_status']}", *last))
    yield command, outcome


def _plain(exchange: Mapping[str, Any]) -> list[str]:
    lines = [f"> {exchange['prompt']}", *(f"  {line}" for pair in exchange["answers"] for line in _asked(*pair))]
    for command, end in _commands(exchange):
        lines += [f"  $ {command}"] if command else []
        lines.append(f"  {end}")
    return [*lines, ""]


def _markdown(exchange: Mapping[str, Any]) -> list[str]:
    lines = [f"## {_line(exchange['prompt'])}", ""]
    for pair in exchange["answers"]:
        lines += [*(f"- {line}" for line in _asked(*pair)), ""]
    for command, end in _commands(exchange):
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", command)), default=0))
        lines += [f"{fence}bash", command, fence, ""] if command else []
        lines += [end, ""]
    return lines


def _asked(question: str, answer: str) -> tuple[str, str]:
    return f"Question: {_line(question)}", f"Answer: {_line(answer) or '(none)'}"


def _line(text: str) -> str:
    return " ".join(text.split())
