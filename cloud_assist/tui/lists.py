"""The two lists to choose from: earlier requests and stored sessions."""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from cloud_assist.models import SessionInfo
from cloud_assist.tui.history import PromptHistory
from cloud_assist.tui.screens.choice_list import Choice, ChoiceList
from cloud_assist.tui.untrusted import MUTED, first_line

_SHOWN = 200
"""Entries listed at once; typing reaches the rest."""


def history_list(history: PromptHistory) -> ChoiceList:
    """Return the list of earlier requests, newest first."""

    def search(words: str) -> list[Choice]:
        return [Choice(entry, Content(first_line(entry, 160))) for entry in history.search(words)[:_SHOWN]]

    return ChoiceList(
        "Earlier requests",
        search,
        empty="Nothing has been asked yet.",
        footer="Enter puts it into the prompt · Esc back",
    )


def session_list(stored: list[SessionInfo], current: str, *, opens: bool) -> ChoiceList:
    """Return the list of stored sessions in the order given; `opens` says whether choosing one opens it."""

    def search(words: str) -> list[Choice]:
        wanted = words.casefold().split()
        found = [info for info in stored if all(word in f"{info.title} {info.id}".casefold() for word in wanted)]
        return [Choice(info.id, _session(info, current)) for info in found[:_SHOWN]]

    footer = "Enter opens it · Esc back" if opens else "Enter says how to open it · Esc back"
    return ChoiceList("Sessions", search, empty="No session is stored yet.", footer=footer)


def left_open(stored: list[SessionInfo], current: str) -> str:
    """Return a sentence about sessions that wait for somebody and that nobody has open; empty where none do."""
    waiting = [
        info
        for info in stored
        if info.id != current and info.status not in {"idle", "running"} and "pid" not in info.extra
    ]
    if not waiting:
        return ""
    last = waiting[0]
    title = first_line(last.title, 60) or "untitled"
    more = f" (and {len(waiting) - 1} more)" if len(waiting) > 1 else ""
    return f"Left open: “{title}”, {last.status}{more}. Ctrl+O opens it; so does cloud-assist sessions resume {last.id}"


def _session(info: SessionInfo, current: str) -> Content:
    used = datetime.fromtimestamp(info.last_used).astimezone().strftime("%Y-%m-%d %H:%M")
    status = "this session" if info.id == current else info.status
    waiting = info.id != current and info.status != "idle"
    return Content.assemble(
        (f"{used}  ", MUTED),
        (first_line(info.title, 80) or "untitled", "bold"),
        (f"  {status}", "$text-warning" if waiting else MUTED),
        (f"  {info.id}", MUTED),
    )
