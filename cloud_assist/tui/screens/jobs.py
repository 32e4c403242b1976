"""The session's jobs: what runs in the background and what has ended, with a way to look at each and to stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from time import time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from cloud_assist.display.times import duration
from cloud_assist.models import Job, JobState
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.screens.ordered_keys import OrderedKeys
from cloud_assist.tui.screens.output import OutputScreen
from cloud_assist.tui.untrusted import MUTED, first_line, shell

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession
    from cloud_assist.tui.stored import LeftJob

_PERIOD_S = 0.5
"""Seconds between two looks at the jobs."""
_STYLES = {
    JobState.RUNNING: "$text-accent",
    JobState.STOPPING: "$text-warning",
    JobState.DONE: "$text-success",
    JobState.FAILED: "$text-error",
    JobState.STOPPED: "$text-warning",
    JobState.UNKNOWN: "$text-error",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One job of the list."""

    job: Job
    session: str = ""
    """What the session is called that left it; empty for the one that is open."""


class JobsScreen(OrderedKeys[None]):
    """Lists them; what is done with one is the session's business."""

    AUTO_FOCUS = "OptionList"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["jobs.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open_output", "Output", priority=True, key_display="⏎"),
        Binding("s", "stop", "Stop"),
        Binding("k", "kill", "Kill"),
        Binding("c", "copy_command", "Copy command"),
        Binding("escape,q", "back", "Back", key_display="Esc"),
    ]

    def __init__(self, session: AgentSession, left: Callable[[], list[LeftJob]]) -> None:
        """List the jobs of `session`, and below them those that other sessions `left`."""
        super().__init__()
        self._session = session
        self._left = left
        self.rows: list[Row] = []

    def compose(self) -> ComposeResult:
        """Heading, list, how many there are, keys."""
        yield Static("Jobs", classes="heading", markup=False)
        yield OptionList(compact=True)
        yield Static("", classes="state", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show them once their width is known, and again as they go on."""
        self.call_after_refresh(self._show)
        self.set_interval(_PERIOD_S, self._show)

    def on_resize(self) -> None:
        """Lay the rows out anew."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        """List the jobs; the highlight stays where it is."""
        listed = self.query_one(OptionList)
        own = [Row(job) for job in self._session.jobs()]
        others = [Row(each.job, first_line(each.title, 60) or each.session_id) for each in self._left()]
        before, self.rows = len(self.rows), own + others
        width = max(listed.scrollable_content_region.width - 2, 10)
        if not self.rows:
            nothing = "No jobs yet. Press b on a running command, or type /background, to let it go on as one."
            listed.set_options([Option(Content.styled(nothing, MUTED), disabled=True)])
        elif len(self.rows) != before:
            at = listed.highlighted
            listed.set_options([Option(_label(row, width)) for row in self.rows])
            listed.highlighted = min(at if at is not None else len(self.rows) - 1, len(self.rows) - 1)
        else:
            for index, row in enumerate(self.rows):
                listed.replace_option_prompt_at_index(index, _label(row, width))
        running = sum(row.job.state.runs for row in self.rows)
        self.query_one(".state", Static).update(Content.styled(f"{running} of {len(self.rows)} running", MUTED))

    @property
    def row(self) -> Row | None:
        """The highlighted row, or None where there is none."""
        at = self.query_one(OptionList).highlighted
        return self.rows[at] if at is not None and at < len(self.rows) else None

    # --- Keys -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the highlighted job can take."""
        if action in {"stop", "kill"}:
            return self.row is not None and self.row.job.state.runs and not self.row.session
        return action not in {"open_output", "copy_command"} or self.row is not None

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_open_output()

    def action_open_output(self) -> None:
        """Show what it has printed, and what it prints."""
        if self.row is not None:
            job = self.row.job
            self.app.push_screen(OutputScreen(job.spool_path, job.command, at_end=job.state.runs))

    def action_stop(self) -> None:
        """Ask it to stop, by its kind."""
        if self.row is not None:
            self._session.stop_job(self.row.job.number)
            self._show()

    def action_kill(self) -> None:
        """End it now, once the person knows what stays behind."""
        if self.row is None:
            return
        job = self.row.job

        def decided(yes: bool | None) -> None:
            if yes:
                self._session.kill_job(job.number)

        text = f"{first_line(job.command, 200)}\n\n{job.leaves or 'It ends at once, whatever it is doing.'}"
        self.app.push_screen(Confirm(f"Kill job {job.number}?", text), decided)

    def action_copy_command(self) -> None:
        """Put its command on the clipboard."""
        if self.row is not None:
            self.app.copy_to_clipboard(self.row.job.command)
            self.app.notify("Command copied.", timeout=2)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def _label(row: Row, width: int) -> Content:
    """Return a job on three lines: number, command, state and time; target, or the session that left it; last line."""
    job = row.job
    state = _state(job)
    room = max(width - len(state) - 5, 10)
    command = shell(first_line(job.command, room))
    gap = " " * max(width - command.cell_length - len(state) - 3, 1)
    first = Content.assemble((f"{job.number:<3}", "bold"), command, gap, (state, _STYLES[job.state]))
    where = f"left by session “{row.session}”; open it to steer the job" if row.session else job.target
    second = Content.styled(f"   {first_line(where or 'this machine', width - 3)}", MUTED)
    third = Content(f"   {first_line(job.told or job.last_line, width - 3)}")
    return Content("\n").join([first, second, third])


def _state(job: Job) -> str:
    """Return how it stands, and for how long it has run, or did where that is known."""
    if job.state.runs:
        return f"{job.state.value} {duration(max(time() - job.began, 0.0))}"
    if job.result is None:
        return job.state.value
    how = f"exit {job.result.exit_status}" if job.state is JobState.FAILED else job.state.value
    return f"{how} after {duration(job.result.duration_s)}"
