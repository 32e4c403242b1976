"""Everything the app can do besides taking a request: one list for `/` commands, the palette and the help screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual.command import DiscoveryHit, Hit, Hits, Provider


@dataclass(frozen=True, slots=True)
class AppCommand:
    """One thing to do."""

    slash: str
    """What is typed: "/help"."""
    title: str
    help: str
    action: str
    """The action, seen from the main screen: "app.quit" is the app's, "show_help" the screen's own."""
    key: str = ""
    """The key that does the same; empty where there is none."""
    takes: str = ""
    """What may be typed after it: "NAME"; empty where nothing may."""

    @property
    def action_name(self) -> str:
        """The action without its namespace."""
        return self.action.rpartition(".")[2]


APP_COMMANDS: tuple[AppCommand, ...] = (
    AppCommand("/help", "Help", "Keys and commands", "show_help", "F1"),
    AppCommand("/sessions", "Sessions", "Stored sessions, most recently used first", "app.show_sessions", "Ctrl+O"),
    AppCommand(
        "/audit",
        "Audit trail",
        "What ran, against what target, who approved it, and how it ended",
        "show_audit",
        "Ctrl+Y",
    ),
    AppCommand("/new", "New session", "Close this session and start a new one", "app.new_session"),
    AppCommand(
        "/allowed", "Allowed commands", "Read-only commands not asked about in this session", "app.show_allowed"
    ),
    AppCommand("/plan", "Plan", "Plan all steps first: /plan, then what you want", "begin_plan"),
    AppCommand("/context", "Context", "What the model is told of this session", "app.show_context"),
    AppCommand(
        "/model",
        "Model",
        "Choose the model for the next requests: /model, or /model with its name",
        "app.choose_model",
        takes="NAME",
    ),
    AppCommand(
        "/read-only",
        "Read-only mode",
        "Let only commands that read be approved; again to leave it",
        "app.toggle_read_only",
    ),
    AppCommand("/usage", "Usage", "Tokens and time that the models of this session took", "app.show_usage"),
    AppCommand("/output", "Full output", "Full output of the last command, with search", "show_output", "o on a card"),
    AppCommand("/history", "Search history", "Find an earlier request", "search_history", "Ctrl+R"),
    AppCommand("/settings", "Settings", "All settings, their values and where they are set", "show_settings"),
    AppCommand("/theme", "Theme", "Choose a colour theme", "app.change_theme"),
    AppCommand("/clear", "Clear", "Clear the screen (history is kept)", "app.clear_transcript"),
    AppCommand("/extend", "Extend", "Give the running command 60 more seconds", "extend", "+ on a card"),
    AppCommand("/background", "Background", "Let the running command go on as a job", "background", "b on a card"),
    AppCommand("/jobs", "Jobs", "Commands that go on in the background", "app.show_jobs"),
    AppCommand("/stop", "Stop", "Stop the running request", "app.stop", "Esc"),
    AppCommand("/kill", "Kill", "End the running command now, whatever it holds", "app.kill"),
    AppCommand("/quit", "Quit", "Quit; the running command is stopped, jobs go on", "app.quit", "Ctrl+Q"),
)


def find_command(slash: str) -> AppCommand | None:
    """Return the command that is typed as `slash`, or None."""
    return next((command for command in APP_COMMANDS if command.slash == slash), None)


class AppCommandProvider(Provider):
    """Offers the commands in the palette."""

    def _offered(self) -> list[AppCommand]:
        return [command for command in APP_COMMANDS if self.app.check_action(command.action_name, ()) is not False]

    async def discover(self) -> Hits:
        """Offer everything before anything is typed."""
        for command in self._offered():
            yield DiscoveryHit(command.title, self._run(command), help=self._help(command))

    async def search(self, query: str) -> Hits:
        """Offer what matches."""
        matcher = self.matcher(query)
        for command in self._offered():
            score = matcher.match(f"{command.title} {command.slash}")
            if score > 0:
                yield Hit(score, matcher.highlight(command.title), self._run(command), help=self._help(command))

    @staticmethod
    def _help(command: AppCommand) -> str:
        return f"{command.help} ({', '.join(part for part in (command.slash, command.key) if part)})"

    def _run(self, command: AppCommand) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.screen.run_action(command.action)

        return run
