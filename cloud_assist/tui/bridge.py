"""From the agent's events to widgets, and from its questions to modals and back. One request at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, assert_never

from textual.app import App
from textual.screen import ModalScreen

from cloud_assist.errors import CloudAssistError
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    AgentNote,
    AgentStarted,
    AnswerSoFar,
    ApprovalRequired,
    AssessmentReady,
    AssessmentRenewed,
    CommandFinished,
    CommandOverdue,
    CommandStarted,
    CommandStopping,
    Event,
    InputRequired,
    ModelCalled,
    OutputChunk,
    PlanRequired,
    ProposalReady,
    Question,
    QuestionClosed,
    RetryRequired,
    Step,
    StepFinished,
    StepsChanged,
    StepStarted,
    Waiting,
)
from cloud_assist.models import Answer, Decision, LeaveOpen, NotRun, Reject
from cloud_assist.tui.notices import Notices
from cloud_assist.tui.readings import Readings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.plan import PlanModal
from cloud_assist.tui.screens.question import InputModal
from cloud_assist.tui.screens.retry import RetryModal
from cloud_assist.tui.times import Clock
from cloud_assist.tui.widgets.request_card import RequestCard

if TYPE_CHECKING:
    from cloud_assist.agent.port import AgentSession

CardMaker = Callable[[AgentStarted], Awaitable[RequestCard]]


class Bridge:
    """Plays the events of one request onto its card."""

    def __init__(
        self,
        app: App[Any],
        session: AgentSession,
        readings: Readings,
        *,
        notices: Notices,
        after_command: Callable[[], object],
        on_job: Callable[[int, RequestCard], Awaitable[None]],
        leave_open: Callable[[], object] | None = None,
        clock: Clock = monotonic,
    ) -> None:
        """Play on `app` what `session` tells.

        `notices` are given what the person may wait for.
        `on_job` is told the number of the job that a request's command goes on as.
        `leave_open` is called where the person leaves a question for a colleague; None where that cannot be done.
        The modals measure by `clock` how long no key has come.
        """
        self._app = app
        self._session = session
        self._readings = readings
        self._notices = notices
        self._after_command = after_command
        self._on_job = on_job
        self._leave_open = leave_open
        self._clock = clock
        self._card: RequestCard | None = None
        """Of the request that is played."""
        self._asking: asyncio.Task[None] | None = None
        self._asked = ""
        """Id of the question on screen."""
        self._modal_shown: ModalScreen[Any] | None = None
        """That asks it, or has asked the last one."""

    async def play(self, events: AsyncIterator[Event], make_card: CardMaker, card: RequestCard | None = None) -> None:
        """Consume `events` to their end; where no card is given, the first event makes one.

        Runs inside a worker. When it ends, in whatever way, no question stays on screen.

        Raises:
            CloudAssistError: the request failed before it had a card to say so on.
        """
        try:
            async for event in events:
                if isinstance(event, AgentStarted):
                    card = card or await make_card(event)
                elif card is not None:
                    self._card = card
                    await self._show(event, card)
                elif isinstance(event, AgentFailed):
                    raise CloudAssistError(event.what, why=event.why, todo=event.todo)
        finally:
            await self._withdraw()

    async def _show(self, event: Event, card: RequestCard) -> None:  # noqa: C901, PLR0912 # one case per event
        match event:
            case AgentStarted() | StepFinished():
                pass
            case StepStarted(step=step):
                card.step.start(step.label)
            case ProposalReady(proposal=proposal, attempt=attempt):
                await card.proposed(proposal, attempt)
            case AssessmentReady(assessment=assessment):
                card.assessed(assessment)
            case ApprovalRequired():
                await self._show_asked(event, card)
                await self._ask(event)
            case PlanRequired():
                card.step.start(Step.APPROVE.label)
                await self._ask(event)
            case StepsChanged():
                card.steps.changed(event)
            case RetryRequired():
                card.step.start(Step.APPROVE.label)
                await self._ask(event, card.current.previous if card.current is not None else "")
            case InputRequired():
                card.step.start(Step.APPROVE.label)
                await self._ask(event)
            case AssessmentRenewed() | QuestionClosed():
                await self._told_of_question(event, card)
            case CommandStarted():
                card.started(event, self._session.extend, self._session.background)
            case CommandOverdue() | CommandStopping():
                card.step.goes_on(event)
            case OutputChunk(text=text, left_out_lines=left_out):
                card.output(text, left_out)
            case CommandFinished(command=command, result=result):
                card.finished(result)
                self._notices.command_ended(command, result)
                self._after_command()
            case AgentNote(text=text):
                card.note(text)
            case Waiting(until=until, why=why):
                card.step.wait(until, why)
            case AnswerSoFar(text=text):
                card.answering(text)
            case ModelCalled():
                card.model_called(event)
            case AgentCompleted():
                await self._completed(event, card)
            case AgentFailed(what=what, why=why, todo=todo):
                card.failed(what, why, todo)
            case _:
                assert_never(event)

    async def _completed(self, event: AgentCompleted, card: RequestCard) -> None:
        await card.completed(event)
        if event.job:
            await self._on_job(event.job, card)

    async def _told_of_question(self, event: AssessmentRenewed | QuestionClosed, card: RequestCard) -> None:
        """Show what is known by now of a command that is asked about, or take its question off the screen."""
        if isinstance(event, AssessmentRenewed):
            card.assessed(event.assessment)
        if event.question_id != self._asked:
            return
        if isinstance(event, QuestionClosed):
            await self._withdraw()
        elif isinstance(self._modal_shown, ApprovalModal):
            self._modal_shown.renewed(event.assessment)

    @staticmethod
    async def _show_asked(question: ApprovalRequired, card: RequestCard) -> None:
        """Have the command on the card: a request that is taken up again begins with its question."""
        shown = card.current
        if shown is None or shown.ran or shown.proposal.command != question.assessment.command:
            await card.proposed(question.proposal, question.attempt)
            card.assessed(question.assessment)

    async def _ask(self, question: Question, previous: str = "") -> None:
        """Put a modal up and go on listening: the question may be withdrawn while it is on screen.

        `previous` is the command that failed before the one that a retry question is about.
        """
        await self._withdraw()
        self._asked = question.question_id
        self._notices.question_opened(question)
        self._modal_shown = self._modal(question, previous)
        self._asking = asyncio.create_task(self._wait_for_answer(question, self._modal_shown))

    async def _wait_for_answer(self, question: Question, modal: ModalScreen[Any]) -> None:
        try:
            decision: Decision | LeaveOpen = await self._app.push_screen_wait(modal)
            if isinstance(decision, LeaveOpen):
                if self._leave_open is not None:
                    self._leave_open()
                return
            self._note_on_card(question, decision)
            self._session.answer(question.question_id, decision)
        finally:
            self._notices.question_closed()
            if modal in self._app.screen_stack:
                modal.pop_until_active()
                modal.dismiss(None)

    def _note_on_card(self, question: Question, decision: Decision) -> None:
        """Have the card keep what the person decided, where the events that follow do not say it."""
        if self._card is None:
            return
        if isinstance(decision, Reject):
            self._card.turned_down(NotRun.REJECTED)
        elif isinstance(question, InputRequired):
            self._card.asked(question.question, decision.text if isinstance(decision, Answer) else "")

    def _modal(self, question: Question, previous: str) -> ModalScreen[Any]:
        match question:
            case ApprovalRequired():
                readings = self._readings
                return ApprovalModal(
                    question,
                    explain=readings.explain,
                    preview=readings.preview,
                    can_leave=self._leave_open is not None,
                    clock=self._clock,
                )
            case PlanRequired():
                return PlanModal(question, clock=self._clock)
            case RetryRequired():
                return RetryModal(question, previous, clock=self._clock)
            case InputRequired():
                return InputModal(question, clock=self._clock)
            case _:
                assert_never(question)

    async def _withdraw(self) -> None:
        """Take the question off the screen, if one is there."""
        task, self._asking, self._asked = self._asking, None, ""
        if task is None or task.done():
            return
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
