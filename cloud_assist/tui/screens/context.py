"""What the model is told of this session with the next request."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.tui.screens.page import Page
from cloud_assist.tui.untrusted import MUTED, plain


class ContextScreen(Page):
    """Shows the text to the byte, and what was left out of it."""

    heading = "What the model is told"

    def __init__(self, summary: str, text: str) -> None:
        super().__init__()
        self._summary = summary
        self._text = text

    def compose_text(self) -> Iterable[Widget]:
        """The sum, then the text."""
        yield Static(Content.styled(plain(self._summary), MUTED))
        yield Static(Content(plain(self._text)), classes="told")
