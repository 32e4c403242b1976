"""Earlier requests to choose from."""

from __future__ import annotations

from textual.content import Content

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
        empty="No requests yet.",
        footer="Enter: copy to the prompt · Esc: back",
    )
