"""One text asked for in front of another screen: an edited command, a reason, a hint."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from cloud_assist.tui.widgets.submit_area import SubmitArea


class TextEntry(ModalScreen[str | None]):
    """Returns the text, or None where the person went back."""

    CSS_PATH = "text_entry.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("ctrl+s", "submit", "Submit", show=False, priority=True),
    ]

    def __init__(self, heading: str, text: str = "", *, submit: str, language: str | None = None) -> None:
        """Ask under `heading`; `submit` says what Enter does; `language` "bash" colours a command."""
        super().__init__()
        self._heading = heading
        self._text = text
        self._submit = submit
        self._language = language

    def compose(self) -> ComposeResult:
        """Frame with the editor and its keys."""
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._heading
            yield SubmitArea(self._text, language=self._language, soft_wrap=True, highlight_cursor_line=False)
            yield Static(f"Enter: {self._submit} · Ctrl+J: new line · Esc: back", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Start at the end of the text."""
        area = self.query_one(SubmitArea)
        area.move_cursor(area.document.end)

    @on(SubmitArea.Submitted)
    def _submitted(self, event: SubmitArea.Submitted) -> None:
        event.stop()
        self.dismiss(event.text)

    def action_submit(self) -> None:
        """Hand the text over."""
        self.dismiss(self.query_one(SubmitArea).text)

    def action_back(self) -> None:
        """Return to what was in front before."""
        self.dismiss(None)
