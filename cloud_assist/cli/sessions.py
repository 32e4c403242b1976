"""Prints stored sessions: the list, and one session's requests."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator

from cloud_assist.cli.transcript import session_fields, transcript
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.times import local_time
from cloud_assist.models import SessionInfo
from cloud_assist.settings import load_settings
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
        sys.stdout.write(json.dumps([session_fields(each) for each in sessions]) + "\n")
        return
    if not sessions:
        sys.stderr.write("No matching sessions.\n" if searched else "No sessions yet.\n")
    elif sys.stdout.isatty():
        sys.stdout.write(f"{'id':<24} {'created':<22}  {'last used':<22}  {'status':<20} title\n")
    for each in sessions:
        title = ("[sandbox] " if each.playground else "") + (strip_terminal_controls(each.title) or "untitled")
        sys.stdout.write(
            f"{each.id:<24} {local_time(each.created)}  {local_time(each.last_used)}  {each.standing:<20} {title}\n"
        )


def print_transcript(index: SessionIndex, session_id: str, form: str) -> None:
    """Print one session in the form "text", "md" or "json"."""
    sys.stdout.write(transcript(load_settings(), index.show(session_id), form))
