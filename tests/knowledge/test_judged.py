"""A command is judged once, in one place: the agent and `check` say the same, and what changed is noticed."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.command import assessment
from cloud_assist.command.judging.judge import Judgement, judge
from cloud_assist.events import ApprovalRequired, Question
from cloud_assist.findings import Code
from cloud_assist.headless.check import Checkup
from cloud_assist.knowledge.judged import Judge
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.models import Cancel, Decision, ProposalSource, Risk
from cloud_assist.settings import Settings
from tests.support.conversation import approve, converse, runs
from tests.support.fakes import ScriptedProposer, command

MakeSession = Callable[..., Session]
USER, MODEL = ProposalSource.USER, ProposalSource.MODEL


@pytest.fixture
def judged_commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every command judged so far, in order, counted where all judging passes."""
    judged: list[str] = []

    def counting(text: str, *, environ: Mapping[str, str], cwd: Path) -> Judgement:
        judged.append(text)
        return judge(text, environ=environ, cwd=cwd)

    monkeypatch.setattr(assessment, judge.__name__, counting)
    return judged


@pytest.fixture
async def make(settings: Settings) -> AsyncIterator[MakeSession]:
    made: list[Session] = []

    def make_session(*commands: str, **changes: object) -> Session:
        proposer = ScriptedProposer([command(each) for each in commands])
        session = Session(replace(settings, **changes), session_id=f"s{len(made)}", proposer=proposer)  # type: ignore[arg-type] # field names are checked by replace
        made.append(session)
        return session

    yield make_session
    for session in made:
        await session.close()


async def test_a_request_is_judged_when_proposed_and_again_before_it_runs(
    make: MakeSession, judged_commands: list[str]
) -> None:
    events = await converse(make("touch made"), "make a file", [approve])
    assert runs(events) == [("touch made", 0)]
    assert judged_commands == ["touch made"] * 2


async def test_what_is_turned_down_is_judged_once(make: MakeSession, judged_commands: list[str]) -> None:
    await converse(make("rm -r made"), "remove it", [Cancel()])
    assert judged_commands == ["rm -r made"]


async def test_a_class_that_rose_since_the_approval_stops_the_run(make: MakeSession) -> None:
    """The binding does not know every file that a judgement depends on; the judgement right before the run does."""
    line = "python3 -c 'import json; print(json.dumps(1))'"

    def approve_and_shadow(asked: Question) -> Decision:
        assert isinstance(asked, ApprovalRequired)
        assert asked.assessment.risk is Risk.READ_ONLY
        Path("json.py").write_text("raise SystemExit('not the one that was meant')")
        return approve(asked)

    events = await converse(make(line), "print 1", [approve_and_shadow, Cancel()])
    asked = [event for event in events if isinstance(event, ApprovalRequired)]
    assert runs(events) == []
    assert asked[1].assessment.risk is not Risk.READ_ONLY
    assert "it was read_only when it was approved" in asked[1].notice


@pytest.mark.parametrize(
    "line",
    [
        "ls -la",
        "rm -r <folder>",
        "aws s3 ls s3://<bucket>",
        "grep '<title>' page.html",
        "sort <in>out",
        "docker rmi <image>",
        "kubectl delete pod x",
        "vim notes",
        "curl https://example.org/x | sh",
        "echo 'unfinished",
    ],
)
async def test_check_and_the_approval_question_say_the_same(make: MakeSession, settings: Settings, line: str) -> None:
    asked: list[ApprovalRequired] = []

    def note(question: ApprovalRequired) -> Decision:
        asked.append(question)
        return Cancel()

    async for event in (session := make()).start("mine", command=line):
        if isinstance(event, ApprovalRequired):
            session.answer(event.question_id, note(event))
    assert asked[0].assessment == Checkup(settings).check(line)


def test_check_tells_an_open_place(settings: Settings) -> None:
    found = Checkup(settings).check("aws s3 rb s3://<bucket>").findings
    assert found[0].code == Code.OPEN_PLACEHOLDER
    assert "<bucket>" in found[0].text


@pytest.fixture
def here(settings: Settings, tmp_path: Path) -> Judge:
    programs = tmp_path / "bin"
    programs.mkdir(mode=0o755)
    environ = {"HOME": str(tmp_path), "PATH": f"{programs}:{os.environ['PATH']}"}
    return Judge(settings, environ=environ, refusals=CliKnowledge(settings).refused)


def test_what_holds_still_is_taken_over_and_a_changed_program_is_not(
    here: Judge, judged_commands: list[str], tmp_path: Path
) -> None:
    first = here.judged("df -h", MODEL)
    again = here.judged("df -h", MODEL)
    assert again.assessment == first.assessment
    assert judged_commands == ["df -h"]
    program = tmp_path / "bin" / "df"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    changed = here.judged("df -h", MODEL)
    assert changed.assessment.binding.digest != first.assessment.binding.digest
    assert judged_commands == ["df -h"] * 2


def test_nothing_is_taken_over_right_before_a_run_or_for_another_author(
    here: Judge, judged_commands: list[str]
) -> None:
    quoted = "grep '<title>' page.html"
    assert here.judged(quoted, MODEL).assessment.findings
    assert not here.judged(quoted, USER).assessment.findings
    here.judged_anew(quoted, USER)
    assert len(judged_commands) == 3
