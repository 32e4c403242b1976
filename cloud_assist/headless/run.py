"""Runs one request from the command line: events to a report, questions to a policy or to a person."""

from __future__ import annotations

import asyncio
import signal
import sys
from dataclasses import replace
from time import monotonic
from typing import TextIO

from cloud_assist import loading
from cloud_assist.agent.ahead import AskedAhead, ask_ahead
from cloud_assist.agent.policy import Consent, objection, plan_objection, wanted_flags
from cloud_assist.agent.port import AgentSession
from cloud_assist.command.approval import Bar, may_approve
from cloud_assist.errors import CloudAssistError, ExitCode, NoUsableReplyError
from cloud_assist.events import (
    AgentCompleted,
    AgentFailed,
    ApprovalRequired,
    CommandFinished,
    Event,
    InputRequired,
    PlanRequired,
    Question,
    RetryRequired,
)
from cloud_assist.headless.interrupts import Interrupts
from cloud_assist.headless.json_report import EventsReport, JsonReport
from cloud_assist.headless.notices import Notices
from cloud_assist.headless.options import Output, RunOptions
from cloud_assist.headless.report import CommandReport, Report, TextReport
from cloud_assist.headless.streams import excuse, failure_of
from cloud_assist.headless.terminal import Terminal, open_terminal
from cloud_assist.models import Approve, ApprovePlan, Cancel, Decision, LeaveOpen, Outcome, ProposalSource, Retry
from cloud_assist.settings import Settings


def run(options: RunOptions, settings: Settings, *, context: str) -> int:
    """Run one request; return the exit status of `cloud-assist run`."""
    return asyncio.run(_run(options, settings, context))


async def _run(options: RunOptions, settings: Settings, context: str) -> int:
    session = await _session(options, settings, context)
    loading.end()
    report = make_report(options, settings, sys.stdout, sys.stderr)
    answers = None if options.yes or options.dry_run or options.detach else open_terminal(sys.stdin, sys.stderr)
    notices = Notices(sys.stderr, settings.notify, settings.environ)
    terminal = Terminal(answers, sys.stderr, notices) if answers is not None else None
    second = settings.require_second_approver
    conversation = Conversation(session, report, options, terminal, notices, second_person=second)
    interrupts = conversation.interrupts
    try:
        with interrupts.listening():
            status = await conversation.hold(context)
        conversation.tell_lost_output()
        caught = interrupts.caught
        return 128 + caught[0] if caught and caught[0] != signal.SIGINT else status
    finally:
        await session.close()
        if answers not in {None, sys.stdin}:
            answers.close()


async def _session(options: RunOptions, settings: Settings, context: str) -> AgentSession:
    """Return the session of a request. Where the request says all that a model is told, it is on its way by then."""
    ahead = None
    if not options.session_id:  # of another, nobody knows yet what was said before
        ahead = await ask_ahead(settings, options.prompt, context=context, plan=options.plan)
    if ahead is None:
        return _loaded(options, settings)
    try:
        return await asyncio.to_thread(_loaded, options, settings, ahead)
    except BaseException:
        await ahead.close()
        raise


def _loaded(options: RunOptions, settings: Settings, ahead: AskedAhead | None = None) -> AgentSession:
    from cloud_assist.agent.session import Session  # a quarter of a second, which a model's call hides

    redactor = None if ahead is None else ahead.redactor
    return Session(settings, session_id=options.session_id, proposer=ahead, redactor=redactor)


def make_report(options: RunOptions, settings: Settings, stdout: TextIO, stderr: TextIO) -> Report:
    """Return the report that the flags ask for."""
    match options.output:
        case Output.JSON:
            return JsonReport(stdout)
        case Output.EVENTS:
            return EventsReport(stdout)
        case Output.COMMAND:
            return CommandReport(stdout, stderr, settings.environ)
        case Output.TEXT:
            return TextReport(stdout, stderr, settings.environ, options.shape)


class Conversation:
    """One request from start to exit status."""

    def __init__(
        self,
        session: AgentSession,
        report: Report,
        options: RunOptions,
        terminal: Terminal | None,
        notices: Notices | None = None,
        *,
        second_person: bool = False,
    ) -> None:
        """Hold a conversation; `second_person` says that nobody may approve what they asked for, if that destroys."""
        self._session = session
        self._report = report
        self._options = options
        self._terminal = terminal
        self._notices = notices
        self._second_person = second_person
        self.interrupts = Interrupts(session, sys.stderr)
        self._refusal: CloudAssistError | None = None
        self._proposed_only = False
        self._timed_out = False
        self._stored_at: str | None = None
        """Where the output of the command that ran last is kept; None where none ran."""
        self._began = monotonic()
        self._source = ProposalSource.MODEL

    async def hold(self, context: str) -> int:
        """Carry the request to its end."""
        status = int(ExitCode.INTERNAL)
        async for told in self._session.start(self._options.prompt, context=context, plan=self._options.plan):
            event = self._ending(told) if isinstance(told, AgentCompleted) else told
            self._report.tell(event)
            self.interrupts.tell(event)
            if isinstance(event, CommandFinished):
                self._ended(event)
            elif isinstance(event, (ApprovalRequired, PlanRequired, RetryRequired, InputRequired)):
                if self._options.detach:
                    return self._left_waiting()
                decision = self._decide(event)
                if isinstance(decision, LeaveOpen):
                    return self._left_waiting()
                self._session.answer(event.question_id, decision)
            elif isinstance(event, AgentCompleted):
                status = exit_status(event)
            elif isinstance(event, AgentFailed):
                status = event.exit_code
        return status

    def _ended(self, event: CommandFinished) -> None:
        """Take note of how a command ended."""
        self._timed_out = event.result.timed_out
        self._stored_at = event.result.spool_path
        if self._notices is not None:
            self._notices.command_ended(event.command, event.result)

    def tell_lost_output(self) -> None:
        """Say that stdout did not take a command's output; the command has run, and its exit status stays."""
        lost = failure_of(sys.stdout) if self._stored_at is not None else ""
        if lost:
            kept = f"It is kept in {self._stored_at}." if self._stored_at else ""
            sys.stderr.write(f"The command ran, but its output could not be written to stdout: {lost}. {kept}\n")
            excuse(sys.stdout)

    def _left_waiting(self) -> int:
        """Say how to go on with a question that is left open; the session's id alone goes to a pipe."""
        if self._options.output is Output.TEXT:
            sys.stdout.write(f"{self._session.id}\n")
        else:
            self._report.tell(
                AgentCompleted(Outcome.PROPOSED, "Waiting for approval.", (), None, monotonic() - self._began)
            )
        sys.stderr.write(f"Waiting for approval. To answer: cloud-assist sessions resume {self._session.id}\n")
        return int(ExitCode.OK)

    def _ending(self, event: AgentCompleted) -> Event:
        """Say a refusal, or a mere proposal, by its name: to the agent both look like a cancel."""
        if self._refusal is not None:
            refusal = self._refusal
            if event.exit_status:  # a command ran and failed: what came after it must not hide how
                told = " ".join(filter(None, (refusal.what, refusal.why, refusal.todo)))
                return replace(event, outcome=Outcome.FAILED, message=told)
            return AgentFailed(refusal.what, refusal.why, refusal.todo, int(refusal.exit_code), event.duration_s)
        if event.outcome is Outcome.BACKGROUND:
            todo = f"To follow it or stop it: cloud-assist sessions resume {self._session.id}"
            return replace(event, message=f"{event.message} {todo}")
        if self._proposed_only and event.outcome is Outcome.CANCELLED:
            return AgentCompleted(Outcome.PROPOSED, "", event.attempts, event.exit_status, event.duration_s)
        return event

    def _decide(self, question: Question) -> Decision | LeaveOpen:
        try:
            match question:
                case ApprovalRequired():
                    return self._on_approval(question)
                case PlanRequired():
                    return self._on_plan(question)
                case RetryRequired():
                    return self._on_retry(question)
                case InputRequired():
                    return self._on_input(question)
        except KeyboardInterrupt:
            if self._terminal is not None:
                self._terminal.left()
            return Cancel()

    def _on_approval(self, question: ApprovalRequired) -> Decision | LeaveOpen:
        self._source = question.proposal.source
        if self._options.dry_run:
            self._proposed_only = True
            return Cancel(decided_by="--dry-run", only_proposed=True)
        if self._options.yes:
            self._refusal = objection(
                question.proposal,
                question.assessment,
                self._consent,
                second_person=self._second_person,
                seen=question.seen,
            )
            if self._refusal:
                return Cancel(decided_by="policy of --yes")
            return Approve(question.assessment.binding.digest, decided_by="--yes")
        if self._terminal is None:
            self._proposed_only = True
            if self._options.output is Output.TEXT:
                sys.stdout.write(f"{question.proposal.command}\n")
                sys.stderr.write(
                    f"Nothing was run: there is no terminal to ask for approval. {self._how_to_run(question)}\n"
                )
            return Cancel(decided_by="no terminal to ask at", only_proposed=True)
        return self._terminal.approval(question)

    @property
    def _consent(self) -> Consent:
        return Consent(self._options.allow_destructive, self._options.confirmed_targets)

    def _on_plan(self, question: PlanRequired) -> Decision | LeaveOpen:
        if self._options.dry_run:
            self._proposed_only = True
            return Cancel(decided_by="--dry-run", only_proposed=True)
        if self._options.yes:
            self._refusal = plan_objection(
                question.steps, self._consent, second_person=self._second_person, seen=question.seen
            )
            if self._refusal:
                return Cancel(decided_by="policy of --yes")
            return ApprovePlan(question.digest, decided_by="--yes")
        if self._terminal is None:
            self._proposed_only = True
            if self._options.output is Output.TEXT:
                sys.stdout.writelines(f"{step.assessment.command}\n" for step in question.steps)
                sys.stderr.write("Nothing was run: there is no terminal to ask for approval. Add --yes to run it.\n")
            return Cancel(decided_by="no terminal to ask at", only_proposed=True)
        return self._terminal.plan(question)

    def _how_to_run(self, question: ApprovalRequired) -> str:
        """Return what would run this command without a terminal, as the policy of --yes has it."""
        obstacle = may_approve(question.assessment, second_person=self._second_person)
        if obstacle is not None and obstacle.bar is Bar.READ_ONLY:
            return f"{obstacle.text} With --yes it is refused, too."
        flags = wanted_flags(question.proposal, question.assessment, second_person=self._second_person)
        if flags is not None:
            return f"Add {flags} to run it."
        return "--yes would not run it either. Use a terminal to edit and approve it."

    def _on_retry(self, question: RetryRequired) -> Decision:
        if self._terminal is not None:
            return self._terminal.retry(question)
        # Unattended: the catalog's next best guess is no repair, and a time-out may have done half of its work.
        if self._options.yes and self._source is ProposalSource.MODEL and not self._timed_out:
            return Retry()
        return Cancel()

    def _on_input(self, question: InputRequired) -> Decision:
        if self._terminal is not None:
            return self._terminal.input(question)
        self._refusal = NoUsableReplyError(
            "The agent has a question, but there is no terminal to ask it.",
            why=question.question,
            todo="Include the answer in the request.",
        )
        return Cancel()


def exit_status(event: AgentCompleted) -> int:
    """Return the exit status for a request that ended as it should: the command's own where it ran."""
    match event.outcome:
        case Outcome.SUCCEEDED:
            return event.exit_status or int(ExitCode.OK)  # grep's 1 is an answer, and a script wants to see it
        case Outcome.ANSWERED | Outcome.PROPOSED:
            return int(ExitCode.OK)
        case Outcome.BACKGROUND:  # only a time limit, or a signal, leaves a command of `run` to itself
            return int(ExitCode.TIMED_OUT)
        case Outcome.CANCELLED:
            return int(ExitCode.CANCELLED)
        case Outcome.REFUSED:
            return int(ExitCode.REFUSED)
        case Outcome.FAILED:
            return event.exit_status if event.exit_status is not None else int(ExitCode.INTERNAL)
        case Outcome.UNKNOWN:
            return int(ExitCode.INTERNAL)
