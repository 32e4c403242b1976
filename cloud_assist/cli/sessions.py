"""Prints stored sessions: the list, and one session's requests as text, Markdown or JSON."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from cloud_assist.models import SessionInfo
from cloud_assist.settings import load_settings
from cloud_assist.shell.display import strip_terminal_controls
from cloud_assist.shell.redact import redact
from cloud_assist.store.sessions import SessionIndex


@contextlib.contextmanager
def open_index() -> Iterator[SessionIndex]:
    """Open the list of sessions; say on stderr what had to be mended."""
    with contextlib.closing(SessionIndex(load_settings())) as index:
        if index.note:
            sys.stderr.write(f"cloud-assist: {index.note}\n")
        yield index


def print_sessions(sessions: list[SessionInfo], *, as_json: bool) -> None:
    """Print a line each, or a JSON list."""
    if as_json:
        sys.stdout.write(json.dumps([asdict(each) for each in sessions]) + "\n")
        return
    if not sessions:
        sys.stderr.write("There are no sessions yet.\n")
    for each in sessions:
        title = strip_terminal_controls(each.title)
        sys.stdout.write(f"{each.id:<24} {_when(each.created)}  {_when(each.last_used)}  {each.status:<20} {title}\n")


def print_transcript(index: SessionIndex, session_id: str, form: str) -> None:
    """Print one session in the form "text", "md" or "json"; secrets are redacted."""
    from cloud_assist.agent.session import read_exchanges

    settings = load_settings()
    found = index.show(session_id)
    exchanges = asyncio.run(read_exchanges(settings, found.id))
    if form == "json":
        document = json.dumps({**asdict(found), "requests": exchanges}, indent=2)
        sys.stdout.write(redact(document) + "\n")
        return
    lines = [f"# {found.title}" if form == "md" else found.title, "", f"{found.id}, {found.status}", ""]
    for each in exchanges:
        command, outcome = each["command"], each["outcome"]
        if form == "md":
            lines += [f"## {each['prompt']}", "", "```bash", command, "```", "", outcome, ""]
        else:
            lines += [f"> {each['prompt']}", f"  $ {command}", f"  {outcome}", ""]
    sys.stdout.write(strip_terminal_controls(redact("\n".join(lines))).rstrip() + "\n")


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
