"""In read-only mode nothing but reads can be approved, whichever way a command comes to its approval."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from cloud_assist.errors import ExitCode
from cloud_assist.events import ApprovalRequired, Event, PlanRequired, Question
from cloud_assist.headless.options import RunOptions
from cloud_assist.headless.report import TextReport
from cloud_assist.headless.run import Conversation
from cloud_assist.knowledge.judged import Judge, Judged
from cloud_assist.llm.port import Reply
from cloud_assist.models import Approve, ApprovePlan, Cancel, Decision, Edit, OneByOne, Outcome, ProposalSource, Retry
from cloud_assist.settings import AutoApprove, Settings
from cloud_assist.store.audit import AuditTrail
from tests.agent.conftest import MakeSession
from tests.support.conversation import approve, completed, converse, follow, runs
from tests.support.fakes import command, plan

WRITES = ["touch made", "rm -r kept", "frobnicate kept", "ls > made", "X=$(rm -r kept) ls"]
"""mutating, destructive, unknown; openly and in parts."""
READS = ["ls", "cat kept/file", "cat ~/.aws/credentials; true"]
"""read_only and sensitive."""


@pytest.fixture(autouse=True)
def kept() -> Path:
    """A folder that must still be there."""
    folder = Path("kept")
    folder.mkdir()
    (folder / "file").write_text("x")
    return folder


def insist(question: Question) -> Decision:
    """Approve with everything that an approval can carry."""
    assert isinstance(question, ApprovalRequired)
    return Approve(question.assessment.binding.digest, decided_by="--yes", allow_pattern=True, allow_reads=True)


def whole(question: Question) -> Decision:
    assert isinstance(question, PlanRequired)
    return ApprovePlan(question.digest)


Way = Callable[[MakeSession, str], Awaitable[list[Event]]]


async def proposed(make: MakeSession, text: str) -> list[Event]:
    session = make(command(text), read_only=True)
    return await converse(session, "do it", [insist, insist, Cancel()])


async def own_command(make: MakeSession, text: str) -> list[Event]:
    session = make(read_only=True, auto_approve=AutoApprove.READ_ONLY)
    return await converse(session, text, [insist, Cancel()], command=text)


async def edited(make: MakeSession, text: str) -> list[Event]:
    session = make(command("ls"), read_only=True)
    return await converse(session, "do it", [Edit(text), insist, Cancel()])


async def of_a_plan(make: MakeSession, text: str) -> list[Event]:
    session = make(plan("true", text), read_only=True)
    return await converse(session, "do it", [whole, OneByOne(), approve, insist, Cancel()], plan=True)


async def after_a_failure(make: MakeSession, text: str) -> list[Event]:
    session = make(command("ls nowhere"), command(text), read_only=True)
    return await converse(session, "do it", [approve, Retry(), insist, Cancel()])


async def left_open_elsewhere(make: MakeSession, text: str) -> list[Event]:
    session = make(command(text), session_id="s1")
    async for event in session.start("do it"):
        if isinstance(event, ApprovalRequired):
            break
    await session.close()
    again = make(session_id="s1", read_only=True)
    return await follow(again, again.resume(), [insist, Cancel()])


async def switched_on_while_asked(make: MakeSession, text: str) -> list[Event]:
    session = make(command(text))

    def switch(question: Question) -> Decision:
        session.set_read_only(on=True)
        return insist(question)

    return await converse(session, "do it", [switch, Cancel()])


WAYS = [proposed, own_command, edited, of_a_plan, after_a_failure, left_open_elsewhere, switched_on_while_asked]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["touch made", "rm -r kept"])
async def test_no_way_leads_to_a_write(make: MakeSession, kept: Path, way: Way, text: str) -> None:
    events = await way(make, text)
    assert text not in [each for each, _ in runs(events)]
    assert kept.exists()
    assert not Path("made").exists()
    end = completed(events)
    assert end.outcome is Outcome.REFUSED
    assert end.message.startswith("Read-only mode (")


@pytest.mark.parametrize("text", WRITES)
async def test_what_writes_is_refused_and_the_trail_says_by_what(
    make: MakeSession, settings: Settings, kept: Path, text: str
) -> None:
    await proposed(make, text)
    assert kept.exists()
    with contextlib.closing(AuditTrail(settings, str)) as trail:
        (entry,) = trail.read()
    assert (entry.text("decision"), entry.text("decided_by")) == ("refused by policy", "read-only mode")


@pytest.mark.parametrize("text", READS)
async def test_what_reads_runs_as_ever(make: MakeSession, text: str) -> None:
    events = await converse(make(command(text), read_only=True), "show it", [approve])
    assert [each for each, _ in runs(events)] == [text]


class SwitchesOn(Judge):
    """Judges as ever; read-only mode is switched on in the last moment before a command runs."""

    last_moment = False
    settings = Settings()

    def judged_anew(self, command: str, source: ProposalSource) -> Judged:
        if self.last_moment:
            self.obey(replace(self.settings, read_only=True))
        return super().judged_anew(command, source)


async def test_it_is_judged_again_when_it_is_about_to_run(make: MakeSession, settings: Settings, kept: Path) -> None:
    session = make(command("rm -r kept"))

    def approve_then_switch(question: Question) -> Decision:
        assert session._opened is not None
        context = session._opened.context
        judge = SwitchesOn(settings, environ=context.environ, refusals=context.knowledge.refused)
        judge.settings = settings
        judge.judged("rm -r kept", ProposalSource.MODEL)  # seen already: the next look takes over what it says
        judge.last_moment = True
        context.judge = judge
        return approve(question)

    events = await converse(session, "do it", [approve_then_switch, Cancel()])
    asked = [event for event in events if isinstance(event, ApprovalRequired)]
    assert asked[1].notice.startswith("Not run: Cannot be approved")
    assert runs(events) == []
    assert kept.exists()


async def test_switched_off_again_it_lets_everything_run(make: MakeSession) -> None:
    session = make(command("touch made"), command("touch made"))
    session.set_read_only(on=True)
    await converse(session, "make it", [approve, Cancel()])
    session.set_read_only(on=False)
    assert runs(await converse(session, "make it", [approve])) == [("touch made", 0)]


FLAGS = RunOptions("do it", yes=True, allow_destructive=True, confirmed_targets=("kept",))


@pytest.mark.parametrize("step", [command("rm -r kept"), plan("true", "touch made"), command("touch made")])
async def test_no_flag_of_run_helps(make: MakeSession, settings: Settings, kept: Path, step: Reply) -> None:
    said = StringIO()
    options = replace(FLAGS, plan=bool(step.steps))
    session = make(step, read_only=True)
    report = TextReport(StringIO(), said, settings.environ)
    assert await Conversation(session, report, options, None).hold("") == ExitCode.REFUSED
    assert "Read-only mode (" in said.getvalue()
    assert kept.exists()
    with contextlib.closing(AuditTrail(settings, str)) as trail:
        assert {entry.text("decision") for entry in trail.read()} == {"refused by policy"}


async def test_run_without_a_terminal_says_why_nothing_helps(
    make: MakeSession, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    report = TextReport(StringIO(), StringIO(), settings.environ)
    session = make(command("touch made"), read_only=True)
    assert await Conversation(session, report, RunOptions("do it"), None).hold("") == ExitCode.OK
    assert "only reads are allowed here" in capsys.readouterr().err
    assert not Path("made").exists()
