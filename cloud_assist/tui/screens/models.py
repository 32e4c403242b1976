"""The models that can be chosen in this session."""

from __future__ import annotations

from textual.content import Content

from cloud_assist.tui.screens.choice_list import Choice, ChoiceList
from cloud_assist.tui.untrusted import MUTED, first_line


def model_list(present: str, models: tuple[str, ...]) -> ChoiceList:
    """Return the list of `models`; choosing one asks it from the next request on."""

    def search(words: str) -> list[Choice]:
        return [Choice(each, _line(each)) for each in models if words.casefold() in each.casefold()]

    def _line(label: str) -> Content:
        note = "  in use" if label == present else "  local catalog, no model" if label == "offline" else ""
        return Content.assemble(first_line(label, 120), (note, MUTED))

    return ChoiceList(
        "Models", search, empty="No model can be chosen.", footer="Enter: use from the next request on · Esc: back"
    )
