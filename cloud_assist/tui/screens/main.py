"""The main screen: status line, transcript, prompt."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

from cloud_assist.settings import Settings
from cloud_assist.tui.commands import AppCommand
from cloud_assist.tui.history import PromptHistory
from cloud_assist.tui.widgets.prompt import Prompt
from cloud_assist.tui.widgets.status_line import StatusLine
from cloud_assist.tui.widgets.transcript import Transcript


class MainScreen(Screen[None]):
    """Lays the three out; what happens in them is the app's business."""

    AUTO_FOCUS = "PromptArea"
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [(0, "-short"), (16, "-tall")]

    def __init__(self, settings: Settings, history: PromptHistory, commands: tuple[AppCommand, ...]) -> None:
        super().__init__()
        self._settings = settings
        self._history = history
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Status, cards, prompt, keys."""
        status = StatusLine()
        status.model = self._settings.model_label
        yield status
        yield Transcript(offline=self._settings.offline)
        yield Prompt(self._history, self._commands, self._settings.cwd)
        yield Footer(compact=True, show_command_palette=False)

    @property
    def status(self) -> StatusLine:
        """The line at the top."""
        return self.query_one(StatusLine)

    @property
    def transcript(self) -> Transcript:
        """The cards."""
        return self.query_one(Transcript)

    @property
    def prompt(self) -> Prompt:
        """Where requests are typed."""
        return self.query_one(Prompt)
