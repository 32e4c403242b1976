"""What there is to go back to: earlier requests to choose from, and sessions that wait for somebody."""

from __future__ import annotations

from textual.content import Content

from cloud_assist.models import SessionInfo
from cloud_assist.tui.history import PromptHistory
from cloud_assist.tui.screens.choice_list import Choice, ChoiceList
from cloud_assist.tui.untrusted import first_line

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
