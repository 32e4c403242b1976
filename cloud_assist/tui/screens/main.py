"""The main screen: status line, transcript, prompt, and what opens over them."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer

from cloud_assist.settings import Settings
from cloud_assist.tui.commands import AppCommand
from cloud_assist.tui.history import PromptHistory
from cloud_assist.tui.requests import PLAN
from cloud_assist.tui.screens.earlier_requests import history_list
from cloud_assist.tui.screens.help import HelpScreen
from cloud_assist.tui.screens.ordered_keys import OrderedKeys
from cloud_assist.tui.screens.output import OutputScreen
from cloud_assist.tui.screens.settings import SettingsScreen
from cloud_assist.tui.stored import Trail
from cloud_assist.tui.widgets.prompt import Prompt
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.status_line import StatusLine
from cloud_assist.tui.widgets.transcript import Transcript
from cloud_assist.tui.widgets.typing_elsewhere import TypingElsewhere
from cloud_assist.tui.widgets.welcome import Examples


class MainScreen(OrderedKeys[None]):
    """Lays the three out; what becomes of a request is the app's business."""

    AUTO_FOCUS = "PromptArea"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "show_help", "Help", key_display="F1"),
        Binding("ctrl+p", "app.command_palette", "Commands"),
        Binding("ctrl+r", "search_history", "History"),
        Binding("ctrl+o", "app.show_sessions", "Sessions"),
        Binding("ctrl+y", "show_audit", "Audit", priority=True),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012 # typed by the base class

    def __init__(
        self, settings: Settings, history: PromptHistory, commands: tuple[AppCommand, ...], trail: Trail | None
    ) -> None:
        super().__init__()
        self._settings = settings
        self._history = history
        self._commands = commands
        self._trail = trail
        self._among_cards = False
        # Held, not looked up: a worker that ends while the app is closing finds them still.
        self.status = StatusLine()
        self.status.model = settings.model_label
        self.status.why_offline = settings.why_offline
        self.status.read_only = settings.read_only
        self.status.protected_targets = settings.protected_targets
        self.status.read_only_targets = settings.read_only_targets
        self.transcript = Transcript(offline=settings.offline)
        self.prompt = Prompt(history, commands, settings.cwd)

    def obey(self, settings: Settings) -> None:
        """Show `settings` from now on: the person chose something else in the app."""
        self._settings = settings
        self.status.read_only = settings.read_only

    def compose(self) -> ComposeResult:
        """Status, cards, prompt, keys."""
        yield self.status
        yield self.transcript
        yield self.prompt
        yield Footer(compact=True, show_command_palette=False)

    @on(Prompt.Scrolled)
    def _scroll_transcript(self, event: Prompt.Scrolled) -> None:
        transcript = self.transcript
        transcript.scroll_relative(y=event.pages * max(transcript.size.height - 1, 1), animate=False)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Back from the cards to the prompt: follow again what comes."""
        if isinstance(event.widget, RequestCard):
            self._among_cards = True
        elif self._among_cards:
            self._among_cards = False
            self.transcript.anchor()

    @on(RequestCard.OutputRequested)
    def _open_output(self, event: RequestCard.OutputRequested) -> None:
        self.app.push_screen(OutputScreen(event.path, event.command))

    @on(RequestCard.ResultRequested)
    def _open_result(self, event: RequestCard.ResultRequested) -> None:
        from cloud_assist.tui.screens.result_table import ResultScreen  # not before the first frame

        settings = self._settings
        self.app.push_screen(ResultScreen(event.result, event.shape, folder=settings.cwd, environ=settings.environ))

    @on(TypingElsewhere.Typed)
    def _typed_elsewhere(self, event: TypingElsewhere.Typed) -> None:
        self.prompt.take_focus()
        self.prompt.area.insert(event.text)

    @on(Examples.Chosen)
    def _run_example(self, event: Examples.Chosen) -> None:
        self.prompt.take_focus()
        self.post_message(Prompt.Submitted(event.text))

    def action_show_help(self) -> None:
        """Keys and commands."""
        self.app.push_screen(HelpScreen(self._commands))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the audit trail only where there is one."""
        return not (action == "show_audit" and self._trail is None)

    def action_show_audit(self) -> None:
        """What ran against what, by whom."""
        if self._trail is not None:
            from cloud_assist.tui.screens.audit import AuditScreen  # not before the first frame

            self.app.push_screen(AuditScreen(self._trail))

    def action_begin_plan(self) -> None:
        """Put the beginning of a planned request into the prompt."""
        self.prompt.put(f"{PLAN} ")

    def action_show_settings(self) -> None:
        """Every setting and where it comes from."""
        self.app.push_screen(SettingsScreen(self._settings))

    def action_search_history(self) -> None:
        """Find an earlier request and put it into the prompt."""

        def put(text: str | None) -> None:
            if text is not None:
                self.prompt.put(text)

        self.app.push_screen(history_list(self._history), put)

    def action_extend(self) -> None:
        """Give the running command more time."""
        running = next((card for card in self.query(RequestCard) if card.check_action("extend", ())), None)
        if running is not None:
            running.action_extend()
        elif any(card.running for card in self.query(RequestCard)):
            self.notify("The running command has no time limit.", markup=False)
        else:
            self.notify("No command is running.", markup=False)

    def action_background(self) -> None:
        """Let the running command go on as a job."""
        running = next((card for card in self.query(RequestCard) if card.check_action("background", ())), None)
        if running is None:
            self.notify("No command is running.", markup=False)
        else:
            running.action_background()

    def action_show_output(self) -> None:
        """The whole output of the last command that ran."""
        for card in reversed(self.query(RequestCard)):
            if card.check_action("open_output", ()):
                card.action_open_output()
                return
        self.notify("No command has run yet.", markup=False)
