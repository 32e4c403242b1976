"""What is not asked about again in this session, each to be revoked."""

from __future__ import annotations

from textual.content import Content

from cloud_assist.tui.screens.choice_list import Choice, ChoiceList
from cloud_assist.tui.untrusted import first_line


def allowed_list(allowed: tuple[str, ...]) -> ChoiceList:
    """Return the list of `allowed`; choosing one revokes it."""

    def search(words: str) -> list[Choice]:
        return [Choice(each, Content(first_line(each, 160))) for each in allowed if words.casefold() in each.casefold()]

    return ChoiceList(
        "Read-only commands not asked about in this session",
        search,
        empty="Every command is asked about.",
        footer="Enter: ask again · Esc: back",
    )
