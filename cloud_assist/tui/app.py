"""The terminal app: takes requests, plays each one onto its card, and opens the other screens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, Monochrome
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from cloud_assist.errors import CloudAssistError
from cloud_assist.events import AgentCompleted, AgentStarted
from cloud_assist.models import Outcome, Target
from cloud_assist.settings import Settings
from cloud_assist.tui import signals
from cloud_assist.tui.commands import APP_COMMANDS, AppCommandProvider, find_command
from cloud_assist.tui.history import PromptHistory
from cloud_assist.tui.job_actions import what_goes_on
from cloud_assist.tui.leaving import Helpers
from cloud_assist.tui.left_open import left_open
from cloud_assist.tui.notices import Notices
from cloud_assist.tui.preferences import load_theme, save_theme
from cloud_assist.tui.readings import Readings
from cloud_assist.tui.requests import Request, read_request
from cloud_assist.tui.screens.main import MainScreen
from cloud_assist.tui.session_slot import SessionSlot
from cloud_assist.tui.stop_actions import StopActions
from cloud_assist.tui.stored import Stored
from cloud_assist.tui.target import read_ambient
from cloud_assist.tui.themes import THEMES, legible
from cloud_assist.tui.times import Clock
from cloud_assist.tui.waiting_requests import WaitingRequest
from cloud_assist.tui.widgets.prompt import Prompt
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.welcome import Sandbox

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession
    from cloud_assist.tui.bridge import Bridge

_log = logging.getLogger(__name__)
_TARGET_PERIOD_S = 5.0  # between two readings of the target
_CLOSE_PATIENCE_S = 6.0  # that leaving waits for the session to close


class CloudAssistApp(StopActions):
    """One conversation with the agent behind a session factory.

    Args:
        settings: the configuration, read by the caller.
        make_session: makes the session; slow (it imports the graph), so it is called in a thread after the first
            paint. Raises CloudAssistError where there can be no session.
        open_session: makes another stored session by its id, or a new one for an empty id; None where the caller
            does not offer it.
        resume: whether to take up the question that was pending when the session was last closed.
        read_target: reads what the next command would hit, in a thread; from environment and files by default.
        readings: what the approval modal can tell on request.
        stored: the stored sessions and the audit trail, as far as the caller offers them.
        clock: what pauses between keys are measured by: before a modal listens, and between two Ctrl+C.
    """

    TITLE = "cloud-assist"
    CSS_PATH = "app.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-short"), (16, "-tall")]  # noqa: RUF012 # typed by the base class
    COMMANDS = {AppCommandProvider}  # noqa: RUF012 # typed by the base class
    ENABLE_COMMAND_PALETTE = False  # its key would count everywhere; the main screen alone can run what it offers
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "take_back_or_stop", "Stop", show=False),
        Binding("ctrl+c", "interrupt", "Stop or quit", show=False, priority=True),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True),
    ]

    def __init__(
        self,
        settings: Settings,
        make_session: Callable[[], AgentSession],
        *,
        open_session: Callable[[str], AgentSession] | None = None,
        resume: bool = False,
        read_target: Callable[[], Target] | None = None,
        readings: Readings | None = None,
        stored: Stored | None = None,
        clock: Clock = monotonic,
    ) -> None:
        super().__init__()
        self.use_command_palette = True
        self._settings = settings
        self.shows_tracebacks = settings.debug
        self._make_session = make_session
        self._open_session = open_session
        self._resume = resume
        self._read_target = read_target or partial(read_ambient, settings)
        self._readings = readings or Readings()
        self._stored = stored or Stored()
        self._clock = clock
        self.notices = Notices(self, settings, clock)
        self._slot = SessionSlot()
        self._token_limit = settings.max_tokens_session
        self._history = PromptHistory(settings.state_dir / "history")
        self._turn: Worker[None] | None = None
        self._is_closing = False
        """Whether the session is being closed, so that no request begins."""
        self.farewell = ""
        """What to tell once the terminal is back: the jobs that go on."""
        for ours in THEMES:
            self.register_theme(ours)
        self.theme = THEMES[0].name
        self._commands = tuple(c for c in APP_COMMANDS if self.check_action(c.action_name, ()) is not False)
        self._main = MainScreen(settings, self._history, self._commands, self._stored.trail)
        if settings.environ.get("TERM") == "dumb":
            self.animation_level = "none"

    def tell_sandbox(self, told: str, contents: str) -> None:
        """Say at once that commands will run in the local AWS sandbox, which may take its time to start.

        Args:
            told: which sandbox it is.
            contents: what is in it at first.
        """
        self._main.transcript.sandbox = Sandbox(told, contents)

    # --- Beginning and end ----------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """The main screen stands at the bottom of the stack."""
        return self._main

    async def on_event(self, event: events.Event) -> None:
        """Note when the person was last here."""
        if isinstance(event, events.InputEvent):
            self.notices.touched()
        await super().on_event(event)

    def on_app_focus(self) -> None:
        """The terminal tells where the focus is."""
        self.notices.focus_told()

    def on_app_blur(self) -> None:
        """The terminal tells where the focus is."""
        self.notices.focus_told()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """A dumb terminal gets no colours, as NO_COLOR asks too (Textual obeys that by itself)."""
        filters = list(super().get_line_filters())
        return [*filters, Monochrome()] if self._settings.environ.get("TERM") == "dumb" else filters

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette offers our own list alone, so that each thing stands there once."""
        return ()

    def on_load(self) -> None:
        """Take signals before the terminal is changed: from the first such change on, something must undo it."""
        signals.install(self._leave_on_signal)
        asyncio.get_running_loop().set_default_executor(Helpers())

    def get_css_variables(self) -> dict[str, str]:
        """Whatever theme is chosen, every word can be read."""
        self.theme_variables = legible(super().get_css_variables())
        return self.theme_variables

    def on_mount(self) -> None:
        """Paint first; everything slow begins after that."""
        theme = load_theme(self._settings.state_dir)
        if theme in self.available_themes:
            self.theme = theme
        self.theme_changed_signal.subscribe(self, lambda new: self._remember_theme(new.name))
        self._history.load()
        self.call_after_refresh(self._begin)

    def _remember_theme(self, name: str) -> None:
        save_theme(self._settings.state_dir, name)

    async def _begin(self) -> None:
        for note in self._settings.notes:
            await self._main.transcript.add_notice(note)
        self._load(self._make_session, resume=self._resume)
        self.refresh_target()
        self.set_interval(_TARGET_PERIOD_S, self.refresh_target)

    @work(group="load", exclusive=True, exit_on_error=False)
    async def _load(self, make: Callable[[], AgentSession], *, resume: bool) -> None:
        """Make the session in a thread; say it plainly where that fails."""
        self._main.status.waiting = True
        self._slot.begin(partial(self.made_to_obey, make))
        try:
            session = await self._slot.get()
        except CloudAssistError as error:
            await self._main.transcript.add_notice(error.what, error.why, error.todo, error=True)
            return
        finally:
            self._main.status.waiting = False
        self.obeyed_by(session)  # it may have been chosen when the session was all but made
        self._main.status.model = session.model
        self.follow_jobs(session)
        if self._stored.archive is not None:
            self.watch_left_jobs(self._stored.archive, session.id)
        self.refresh_target()
        stored = await self._refresh_title(session)
        if resume and self._stored.archive is not None:
            earlier = await asyncio.to_thread(self._stored.archive.earlier, session.id)
            await self._main.transcript.add_earlier(earlier)
        if not resume:
            await self._main.transcript.mention(left_open(stored, session.id))
        if resume and not self.busy:
            self._turn = self._take_up(session)

    @work(group="leave", exclusive=True, exit_on_error=False)
    async def _leave(self, status: int) -> None:
        """Close the session, then the app; a question still open stays open for the next start to take up.

        Jobs go on.
        """
        try:
            self.farewell = await self._close_session(leaving=True)
        finally:
            self.exit(return_code=status)

    async def _close_session(self, *, leaving: bool = False) -> str:
        """Close the session; return what is to be told of its jobs that go on."""
        session = self._slot.now
        self._is_closing = True
        self.workers.cancel_group(self, "load")  # a session that is made meanwhile is taken up by nobody
        await self._slot.close(_CLOSE_PATIENCE_S, leaving=leaving)
        return what_goes_on(self.jobs_running(), session.id) if session is not None else ""

    def _leave_on_signal(self, status: int) -> None:
        self._leave(status)

    def tell_failure(self) -> None:
        """Say it in a sentence: a traceback would show the values of local variables."""
        _log.critical("the app failed", exc_info=True)
        self.panic(Text("cloud-assist failed. See the log file for details (its path: cloud-assist config path)."))

    async def on_unmount(self) -> None:
        """However the app ends, the session ends with it."""
        signals.remove()
        await self._slot.close(_CLOSE_PATIENCE_S, leaving=True)

    # --- The target and the title ---------------------------------------------------------------------------------

    @work(group="target", exclusive=True, exit_on_error=False)
    async def refresh_target(self) -> None:
        """Read what the next command would hit, away from the screen's own thread."""
        self._main.status.target = await asyncio.to_thread(self._read_target)

    # --- Requests -------------------------------------------------------------------------------------------------

    @on(Prompt.Submitted)
    async def _submitted(self, event: Prompt.Submitted) -> None:
        """Take what was entered, or say why not and give it back; while another is under way, it waits."""
        text = event.text.strip()
        if text.startswith("/") and await self._run_slash(text):
            return
        try:
            request = await asyncio.to_thread(read_request, text, self._settings.cwd)
        except CloudAssistError as error:
            self._main.prompt.give_back(event.text)
            self._say(str(error))
            return
        if request.notice:
            self._say(request.notice)
        self._history.add(text)
        if self._history.problem:
            self._say(self._history.problem)
            self._history.problem = ""
        self._main.prompt.taken()
        card = await self._main.transcript.add_card(text)
        self._waiting.put(WaitingRequest(text, request, card))
        self._begin_next()

    def _begin_next(self) -> None:
        """Begin the request that waits first, unless one is under way."""
        if self._waiting and not self.busy and not self._is_closing:
            begun = self._waiting.next()
            self._turn = self._play(begun.card, begun.request)
        self._tell_keys()

    async def _run_slash(self, text: str) -> bool:
        """Run a `/` command; False where the text is a request that begins with a path."""
        slash, _, words = text.partition(" ")
        command = find_command(slash)
        if command is None or (words and not command.takes):
            command = find_command(text)
        if command is None and ("/" in text[1:] or " " in text):
            return False
        if command is None or command not in self._commands:
            self._main.prompt.give_back(text)
            self._say(f"Unknown command: {text}. /help lists all commands.")
            return True
        self._main.prompt.taken()
        await self._main.run_action(f"{command.action}({words.strip()!r})" if words.strip() else command.action)
        return True

    @work(group="turn", exclusive=True, exit_on_error=False)
    async def _play(self, card: RequestCard, request: Request) -> None:
        """Play one request from its words to its end."""
        begun = monotonic()
        card.begins()
        if self._slot.now is None:
            card.step.start("Loading the agent")
        try:
            session = await self._slot.get()
            events = session.start(request.prompt, context=request.context, command=request.command, plan=request.plan)
            await self._bridge(session).play(events, self._add_card, card)
            await self._refresh_title(session)
        except CloudAssistError as error:
            card.failed(error.what, error.why, error.todo)
        except asyncio.CancelledError:
            if card.is_attached:
                await card.completed(AgentCompleted(Outcome.CANCELLED, "", (), None, monotonic() - begun))
            raise

    @work(group="turn", exclusive=True, exit_on_error=False)
    async def _take_up(self, session: AgentSession) -> None:
        """Take up what was pending when the session was last closed."""
        try:
            await self._bridge(session).play(session.resume(), self._add_card)
        except CloudAssistError as error:
            await self._main.transcript.add_notice(error.what, error.why, error.todo, error=True)

    async def _add_card(self, started: AgentStarted) -> RequestCard:
        card = await self._main.transcript.add_card(started.prompt, started.at)
        self._tell_keys()
        return card

    def _bridge(self, session: AgentSession) -> Bridge:
        from cloud_assist.tui.bridge import Bridge  # with its modals, which the first frame shows none of

        return Bridge(
            self,
            session,
            self._readings,
            notices=self.notices,
            after_command=self.refresh_target,
            on_job=self.job_sent,
            leave_open=self.leave_open if self._open_session is not None else None,
            clock=self._clock,
        )

    @on(Worker.StateChanged)
    async def _worker_changed(self, event: Worker.StateChanged) -> None:
        """An error that nobody foresaw is logged whole and told in a sentence; the app goes on."""
        if event.state is WorkerState.ERROR:
            await self._tell_fault(event.worker)
        if event.worker is self._turn and event.worker.is_finished:
            self._begin_next()

    async def _tell_fault(self, worker: Worker[None]) -> None:
        error = worker.error
        _log.error("worker %s failed", worker.group, exc_info=error)
        if not self._main.transcript.is_attached:  # the app is closing
            return
        for card in self._main.transcript.query(RequestCard):
            if card.has_class("-active") and worker is self._turn:
                card.failed("Internal error.", f"{type(error).__name__}: {error}", "")
                return
        await self._main.transcript.add_notice(
            "Internal error.",
            f"{type(error).__name__}: {error}",
            "See the log file for details (its path: cloud-assist config path).",
            error=True,
        )

    # --- Actions --------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the caller provides for."""
        missing = {
            "new_session": self._open_session is None,
            "show_sessions": self._stored.archive is None,
            "show_audit": self._stored.trail is None,
        }
        return not missing.get(action, False)

    # --- Other screens --------------------------------------------------------------------------------------------

    async def _change_session(self, make: Callable[[], AgentSession]) -> None:
        try:
            goes_on = await self._close_session()
            await self._main.transcript.clear()
        finally:
            self._is_closing = False
        if waiting := self._waiting.remove_all():
            self._main.prompt.give_back("\n".join(waiting))
            self._say("What waited for its turn is back in the prompt.")
        if goes_on:
            await self._main.transcript.add_notice(goes_on)
        self._main.status.session_title = ""
        self._slot = SessionSlot()
        self._load(make, resume=True)

    async def action_clear_transcript(self) -> None:
        """Take the cards off the screen."""
        if self.busy:
            self._say("One request is under way. To stop it: /stop")
        else:
            await self._main.transcript.clear()

    async def action_quit(self) -> None:
        """Leave; nothing goes on running but jobs."""
        self._leave(0)
