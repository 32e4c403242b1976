"""One request in the transcript: the words, what is under way, each attempt, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, time
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from cloud_assist.display.times import duration, time_of_day
from cloud_assist.events import AgentCompleted, CommandStarted, JobTaken, ModelCalled
from cloud_assist.models import Assessment, Job, JobState, NotRun, Outcome, Proposal, RunResult
from cloud_assist.tui.untrusted import MUTED, first_line, plain, prose
from cloud_assist.tui.widgets.attempt import AttemptView
from cloud_assist.tui.widgets.model_cost import cost_of
from cloud_assist.tui.widgets.result_view import ResultView, Shape
from cloud_assist.tui.widgets.step_line import StepLine
from cloud_assist.tui.widgets.step_list import StepList
from cloud_assist.tui.widgets.typing_elsewhere import TypingElsewhere

if TYPE_CHECKING:
    from cloud_assist.results.result import Result

_OUTCOMES = {
    Outcome.SUCCEEDED: ("Done", "$text-success"),
    Outcome.ANSWERED: ("", ""),
    Outcome.FAILED: ("Failed", "$text-error"),
    Outcome.CANCELLED: ("Cancelled", "$text-warning"),
    Outcome.REFUSED: ("Not run", "$text-warning"),
    Outcome.PROPOSED: ("Proposed only", MUTED),
    Outcome.BACKGROUND: ("In the background", MUTED),
    Outcome.UNKNOWN: ("Outcome unknown", "$text-error"),
}
_NOT_RUN: dict[Outcome, str] = {
    Outcome.SUCCEEDED: "",
    Outcome.ANSWERED: "request ended",
    Outcome.FAILED: "request failed",
    Outcome.CANCELLED: NotRun.CANCELLED,
    Outcome.REFUSED: NotRun.REFUSED,
    Outcome.PROPOSED: NotRun.PROPOSED,
    Outcome.BACKGROUND: "",
    Outcome.UNKNOWN: "request ended",
}
"""Why the command on the card was not run, by how the request ended."""
_JOB_ENDS = {
    JobState.DONE: ("Done", "$text-success", True),
    JobState.FAILED: ("Failed", "$text-error", False),
    JobState.STOPPED: ("Stopped", "$text-warning", True),
    JobState.UNKNOWN: ("Outcome unknown", "$text-error", False),
}
"""What is said of a job that has ended, in which colour, and whether it ended well."""
MORE_S = 60.0
"""Seconds that a running command is given each time the person asks."""
_PROMPT_SHOWN = 2_000
"""Characters of the request that the card shows."""


class RequestCard(Vertical, TypingElsewhere, can_focus=True):
    """A request from its words to its end."""

    DEFAULT_CSS = """
    RequestCard {
        height: auto; padding: 0 1; margin: 0 0 1 0; border-left: outer $panel;
        &:focus { border-left: outer $accent; background: $boost 50%; }
        &.-active { border-left: outer $accent; }
        &.-background { border-left: outer $accent 40%; }
        &.-ended-well { border-left: outer $success 60%; }
        &.-ended-badly { border-left: outer $error 60%; }
        &:focus.-ended-well, &:focus.-ended-badly { border-left: outer $accent; }
        & > .heading { height: auto; }
        & > .heading > .words { width: 1fr; text-style: bold; }
        & > .heading > .at { width: auto; color: $text-muted; padding: 0 0 0 2; }
        & > .notes, & > .end { height: auto; display: none; }
        & > .notes.-filled, & > .end.-filled { display: block; }
        & > .notes { color: $text-muted; }
        & > .asked { height: auto; padding: 0 1; margin: 1 0 0 0; }
        & > .end { margin: 1 0 0 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open_output", "Full output"),
        Binding("enter", "open_result", "Open table", key_display="⏎"),
        Binding("t", "change_shape", "Table/tree/raw"),
        Binding("y", "copy_command", "Copy command"),
        Binding("plus", "extend", "60 s more", key_display="+"),
        Binding("b", "background", "Background"),
        Binding("up,k", "go(-1)", "Previous", show=False),
        Binding("down,j", "go(1)", "Next", show=False),
    ]

    KEPT_KEYS = frozenset({"o", "t", "y", "b", "plus", "j", "k"})

    class OutputRequested(Message):
        """The person asked for the whole output of one attempt."""

        def __init__(self, path: str, command: str) -> None:
            super().__init__()
            self.path = path
            self.command = command

    class ResultRequested(Message):
        """The person asked for a result on the whole screen."""

        def __init__(self, result: Result, shape: Shape) -> None:
            super().__init__()
            self.result = result
            self.shape = shape

    def __init__(self, words: str, at: float) -> None:
        super().__init__(classes="-active")
        self.words = words
        self._at = at
        self.step = StepLine()
        self.steps = StepList()
        self._notes: list[str] = []
        self._turned_down = ""
        """What became of the latest command, once the person has decided against it."""
        self._cause = ""
        self._called: list[ModelCalled] = []
        """The model's calls for what comes next: a command or an answer."""
        self._extend: Callable[[float], None] | None = None
        """Gives the running command more seconds; None while none runs."""
        self._limit_s = 0.0
        self.running: CommandStarted | None = None
        """The start of the command that runs; None while none does."""
        self.on_stopped_running: Callable[[], None] | None = None
        """Called once, at the moment when the command that runs does so no more under this card."""
        self._background: Callable[[], bool] | None = None
        """Lets the running command go on as a job; None while none runs."""
        self._began = 0.0
        """When the latest command was started, by `monotonic`."""

    def compose(self) -> ComposeResult:
        """Heading, step line, notes, (attempts come before the end line), end."""
        words = plain(self.words)
        if len(words) > _PROMPT_SHOWN:
            words = f"{words[:_PROMPT_SHOWN]} … ({len(self.words):,} characters)"
        with Horizontal(classes="heading"):
            yield Static(Content(words), classes="words")
            yield Static(time_of_day(self._at), classes="at", markup=False)
        yield self.steps
        yield Static("", classes="notes", markup=False)
        yield Static("", classes="end", markup=False)
        yield self.step

    @property
    def attempts(self) -> list[AttemptView]:
        """Every command proposed so far, oldest first."""
        return list(self.query(AttemptView))

    @property
    def current(self) -> AttemptView | None:
        """The latest command, or None before the first proposal."""
        return next(reversed(self.attempts), None)

    async def proposed(self, proposal: Proposal, number: int) -> None:
        """Show a new command below the ones before it."""
        earlier = self.current
        if earlier is not None and not earlier.ran:
            earlier.set_aside(self._turned_down or NotRun.REPLACED)
        self._turned_down = ""
        ran = next((a for a in reversed(self.attempts) if a.ran), None)
        view = AttemptView(
            proposal,
            number,
            previous=ran.proposal.command if ran and number > 1 else "",
            cause=self._cause,
            cost=self._cost(),
        )
        await self.mount(view, before=self.query_one(".end", Static))

    def answering(self, text: str) -> None:
        """Show the beginning of an answer; the whole of it, or whatever else comes, takes its place."""
        self._end(prose(text))

    def model_called(self, call: ModelCalled) -> None:
        """Keep what a call of the model took, to be shown with what comes of it."""
        self._called.append(call)

    def _cost(self) -> str:
        """Return what the model's calls since the last command took, and begin anew."""
        calls, self._called = self._called, []
        return cost_of(calls)

    def turned_down(self, why: NotRun) -> None:
        """The person has decided against the latest command; another one may follow."""
        self._turned_down = why

    def assessed(self, assessment: Assessment) -> None:
        """Show what the latest command is."""
        if self.current is not None:
            self.current.assessed(assessment)

    def started(self, event: CommandStarted, extend: Callable[[float], None], background: Callable[[], bool]) -> None:
        """The latest command has begun to run; `extend` adds seconds to its limit, `background` makes it a job."""
        if self.current is not None:
            self.current.started(event.spool_path)
        self.running, self._background, self._began = event, background, monotonic()
        self.step.begun(event.leaves)
        if event.limit_s is not None:
            self._extend, self._limit_s = extend, event.limit_s
            self.step.limit(event.limit_s)
        self.refresh_bindings()

    def output(self, text: str, left_out_lines: int = 0) -> None:
        """Show a piece of output of the latest command, which lacks so many lines."""
        if self.current is not None:
            self.current.output(text, left_out_lines)

    def finished(self, result: RunResult) -> None:
        """Show how the latest command ended, and keep what a retry will want to say."""
        self._stopped_running()
        last_error = plain(result.error_tail).strip().rpartition("\n")[2]
        self._cause = last_error or f"exit {result.exit_status}"
        if self.current is not None:
            self.current.finished(result)

    def note(self, text: str) -> None:
        """Show progress beside the step under way; keep what is told outside of any step."""
        if self.step.has_class("-active"):
            self.step.note(first_line(text))
            return
        self._notes.append(plain(text))
        notes = self.query_one(".notes", Static)
        notes.add_class("-filled")
        notes.update(Content("\n".join(self._notes[-3:])))

    def asked(self, question: str, answer: str) -> None:
        """Keep a question of the agent's and what the person answered, "" for nothing."""
        reply = prose(answer) if answer else Content.styled("not answered", MUTED)
        lines = Content.assemble(("? ", MUTED), prose(question), ("\n→ ", "$text-accent"), reply)
        self.mount(Static(lines, classes="asked"), before=self.query_one(".end", Static))

    async def completed(self, event: AgentCompleted) -> None:
        """The request has ended as it should."""
        outcome, message = event.outcome, event.message
        if outcome is Outcome.BACKGROUND:
            self._goes_on(event.job, monotonic() - self._began, message)
            return
        self._close(_NOT_RUN[outcome])
        self.steps.ended(event.steps)
        word, style = _OUTCOMES[outcome]
        self.add_class("-ended-badly" if outcome in {Outcome.FAILED, Outcome.UNKNOWN} else "-ended-well")
        if outcome is Outcome.ANSWERED:
            from cloud_assist.tui.widgets.answer import Answer  # a Markdown parser is not needed before that

            await self.mount(Answer(message), before=self.query_one(".end", Static))
            self._end(Content.styled(self._cost(), MUTED))
            return
        end = Content.assemble((word, f"bold {style}"), (f" · {duration(event.duration_s)}{_tries(event)}", MUTED))
        self._end(end + Content.assemble("\n", prose(message)) if message else end)

    async def taken_up(self, event: JobTaken) -> None:
        """Show a job that an earlier start of the app left."""
        job = event.job
        await self.proposed(event.proposal, 1)
        self.assessed(event.assessment)
        if self.current is not None:
            self.current.started(job.spool_path)
        self._goes_on(job.number, max(time() - job.began, 0.0), "")

    def _goes_on(self, number: int, elapsed_s: float, message: str) -> None:
        """The command goes on as a job; the card is filled in at its end."""
        self._stopped_running()
        self.remove_class("-active")
        self.add_class("-background")
        self.step.start(f"Job {number}", elapsed_s=elapsed_s, keys="/jobs: output, stop")
        self._end(prose(message, MUTED) if message else Content(""))

    def job_ended(self, job: Job) -> None:
        """The command that went on as a job has ended."""
        self.step.stop()
        self.remove_class("-background")
        if job.result is not None:
            self.finished(job.result)
        word, style, well = _JOB_ENDS[job.state]
        self.add_class("-ended-well" if well else "-ended-badly")
        took = f" · {duration(job.result.duration_s)}" if job.result is not None else ""
        end = Content.assemble((word, f"bold {style}"), (f" · job {job.number}{took}", MUTED))
        self._end(end + Content.assemble("\n", prose(job.told)) if job.told else end)

    def waits(self, position: int, *, esc_removes: bool) -> None:
        """The request has not begun: another one is under way, and `position` - 1 come before it."""
        self.remove_class("-active")
        label = "Waiting: next" if position == 1 else f"Waiting: number {position}"
        self.step.start(label, keys="Esc: remove" if esc_removes else "")

    def begins(self) -> None:
        """Nothing is waited for any more."""
        self.step.stop()
        self.add_class("-active")

    def failed(self, what: str, why: str, todo: str) -> None:
        """The request has ended in an error: what happened, why, what to do next."""
        self._close("request failed")
        self.add_class("-ended-badly")
        lines = [Content.styled(f"✗ {plain(what)}", "bold $text-error")]
        lines += [prose(why)] if why else []
        lines += [Content.assemble(("→ ", "$text-accent"), prose(todo))] if todo else []
        self._end(Content("\n").join(lines))

    def _close(self, why: str) -> None:
        self.step.stop()
        self._stopped_running()
        self.remove_class("-active")
        if why and self.current is not None and not self.current.ran:
            self.current.set_aside(self._turned_down or why)

    def _stopped_running(self) -> None:
        self._extend, self._background, self.running = None, None, None
        stopped, self.on_stopped_running = self.on_stopped_running, None
        if stopped is not None:
            stopped()
        self.refresh_bindings()

    def _end(self, content: Content) -> None:
        end = self.query_one(".end", Static)
        end.set_class(bool(content), "-filled")
        end.update(content)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the full output only where there is one."""
        if action == "open_output":
            return any(attempt.spool_path for attempt in self.attempts)
        if action in {"open_result", "change_shape"}:
            return self._shaped is not None
        if action == "copy_command":
            return self.current is not None
        if action == "background":
            return self._background is not None
        return action != "extend" or self._extend is not None

    def action_open_output(self) -> None:
        """Ask for the whole output of the latest attempt that ran."""
        ran = next((a for a in reversed(self.attempts) if a.spool_path), None)
        if ran is not None:
            self.post_message(self.OutputRequested(ran.spool_path, ran.proposal.command))

    @property
    def _shaped(self) -> ResultView | None:
        """The latest output that is a table, or None."""
        return next((each.shaped for each in reversed(self.attempts) if each.shaped.result is not None), None)

    @on(ResultView.Ready)
    def _result_ready(self) -> None:
        self.refresh_bindings()

    def action_open_result(self) -> None:
        """Ask for the latest result on the whole screen."""
        if self._shaped is not None and self._shaped.result is not None:
            self.post_message(self.ResultRequested(self._shaped.result, self._shaped.shape))

    def action_change_shape(self) -> None:
        """Show the latest result as a table, as a tree, as it was printed, in turn."""
        if self._shaped is not None:
            self._shaped.change_to(self._shaped.shape.next)

    def action_copy_command(self) -> None:
        """Put the latest command on the clipboard."""
        if self.current is not None:
            self.app.copy_to_clipboard(self.current.proposal.command)
            self.app.notify("Command copied.", timeout=2)

    def action_extend(self) -> None:
        """Give the running command more time."""
        if self._extend is not None:
            self._extend(MORE_S)
            self._limit_s += MORE_S
            self.step.limit(self._limit_s)

    def action_background(self) -> None:
        """Let the running command go on as a job, so that the next request may begin."""
        if self._background is not None:
            self._background()

    def action_go(self, step: int) -> None:
        """Move to the card before or after this one."""
        cards = list(self.screen.query(RequestCard))
        index = cards.index(self) + step
        if 0 <= index < len(cards):
            cards[index].focus()


def _tries(event: AgentCompleted) -> str:
    """Say how much it took, where that was more than one command."""
    steps, attempts = len(event.steps), len(event.attempts)
    if steps > 1:
        return f" · {steps} steps"
    return f" · {attempts} attempts" if attempts > 1 else ""
