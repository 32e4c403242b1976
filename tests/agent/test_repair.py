"""A model's made-up options are found before anybody is asked, and go back to be repaired."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.command import assessment
from cloud_assist.command.judging.judge import Judgement, judge
from cloud_assist.errors import NoUsableReplyError
from cloud_assist.events import AgentNote, ApprovalRequired
from cloud_assist.llm.port import ProposalRequest, Reply
from cloud_assist.models import Approve, Cancel, Reject, Severity
from cloud_assist.settings import Settings, load_settings
from tests.support.conversation import completed, converse
from tests.support.fake_groq import FakeGroq
from tests.support.fakes import ScriptedProposer, command

RIGHT = (
    "aws ec2 describe-instances --instance-ids i-1 --max-items 5",
    "aws ec2 describe-volumes --volume-ids vol-1 --filters Name=status,Values=available",
    "aws s3api list-objects-v2 --bucket b --max-keys 5",
    "aws iam get-role --role-name r",
    "aws lambda get-function --function-name f",
    "aws dynamodb describe-table --table-name t",
    "aws eks describe-cluster --name c",
    "aws logs describe-log-streams --log-group-name g",
    "aws ecr describe-images --repository-name r",
    "aws sns get-topic-attributes --topic-arn arn:aws:sns:eu-west-1:111122223333:t",
)

MADE_UP = "aws ec2 describe-instances --colour red"


def made_up(line: str) -> list[str]:
    """Return the command with its first option made up in five ways."""
    option = re.findall(r"--[a-z0-9-]+", line)[0]
    words = option[2:].split("-")
    camel = words[0] + "".join(word.title() for word in words[1:])
    variants = (
        f"--{'_'.join(words)}x",
        f"--{camel}Value",
        f"--{option[2:-2]}{option[-1]}{option[-2]}",
        f"--the-{option[2:]}",
        f"--{option[2:]}-list",
    )
    return [line.replace(f"{option} ", f"{variant} ", 1) for variant in variants]


def obedient(first: str) -> ScriptedProposer:
    """Return a model that proposes `first`, and then does what the finding says."""

    def answer(request: ProposalRequest, _: object) -> Reply:
        if not request.repairs:
            return command(first)
        told = request.repairs[-1]
        quoted = re.findall(r"`([^`]+)`", told.fault)
        wrong = [word for word in quoted if word in told.command.split()]
        offered = [word for word in quoted if word.startswith("--") and word not in told.command.split()]
        if not wrong or not offered:
            return command(told.command)
        return command(told.command.replace(f"{wrong[-1]} ", f"{offered[0]} ", 1))

    return ScriptedProposer([answer], repeat_last=True)


async def test_what_its_cli_accepts_is_looked_up_without_judging_again(
    settings: Settings, aws_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []

    def counting(text: str, *, environ: Mapping[str, str], cwd: Path) -> Judgement:
        judged.append(text)
        return judge(text, environ=environ, cwd=cwd)

    monkeypatch.setattr(assessment, judge.__name__, counting)
    line = "aws s3api list-objects-v2 --bucket b --max-keys 5"
    here = replace(settings, cache_dir=aws_cache)
    session = Session(here, session_id="judged", proposer=ScriptedProposer([command(line)]))
    await converse(session, "list", [Cancel()])
    await session.close()
    assert judged == [line]


async def test_fifty_made_up_options(settings: Settings, aws_cache: Path) -> None:
    cases = [variant for line in RIGHT for variant in made_up(line)]
    assert len(cases) == 50
    repaired, unnoticed = 0, []
    for case in cases:
        session = Session(replace(settings, cache_dir=aws_cache), proposer=obedient(case))
        events = await converse(session, "x", [Cancel()])
        await session.close()
        asked = next(event for event in events if isinstance(event, ApprovalRequired))
        errors = [each for each in asked.assessment.findings if each.severity is Severity.ERROR]
        if errors:
            continue
        if asked.proposal.command == case:
            unnoticed.append(case)
        else:
            repaired += 1
            assert asked.proposal.corrections, case
    assert unnoticed == []
    assert repaired >= 45


async def test_what_cannot_be_repaired_is_shown_with_its_fault(settings: Settings, aws_cache: Path) -> None:
    stubborn = ScriptedProposer([command("aws ec2 describe-instances --colour red")], repeat_last=True)
    session = Session(replace(settings, cache_dir=aws_cache), proposer=stubborn)
    events = await converse(session, "x", [Cancel()])
    await session.close()
    asked = [event for event in events if isinstance(event, ApprovalRequired)]
    assert len(asked) == 1
    assert "unknown-option" in {each.code for each in asked[0].assessment.findings}
    assert len(stubborn.requests) == 3, "the first proposal and two rounds of repair"


async def test_a_model_that_repeats_itself_is_not_told_that_it_was_rejected(aws_cache: Path) -> None:
    with FakeGroq([{"command": MADE_UP}]) as server:
        here = load_settings(environ={**os.environ, **server.environment()})
        session = Session(replace(here, cache_dir=aws_cache))
        events = await converse(session, "x", [Cancel()])
        await session.close()
        asked = [event for event in events if isinstance(event, ApprovalRequired)]
        assert [each.code for each in asked[0].assessment.findings if each.severity is Severity.ERROR] == [
            "unknown-option"
        ]
        assert len(server.requests) == 3
        last = server.requests[-1].body.decode()
    assert "Its CLI would refuse it: " in last
    assert "Rejected:" not in last


async def test_a_repair_that_fails_puts_the_command_before_the_person(settings: Settings, aws_cache: Path) -> None:
    model = ScriptedProposer([command(MADE_UP), NoUsableReplyError("The model did not return a command.")])
    session = Session(replace(settings, cache_dir=aws_cache), proposer=model)
    events = await converse(session, "x", [Cancel()])
    await session.close()
    asked = next(event for event in events if isinstance(event, ApprovalRequired))
    assert asked.proposal.command == MADE_UP
    assert "unknown-option" in {each.code for each in asked.assessment.findings}
    notes = [event.text for event in events if isinstance(event, AgentNote)]
    assert "Not repaired: The model did not return a command." in notes


async def test_what_a_person_rejects_is_kept_apart_from_what_was_repaired(settings: Settings, aws_cache: Path) -> None:
    model = ScriptedProposer([command(MADE_UP), command("echo one"), command("echo two")])
    session = Session(replace(settings, cache_dir=aws_cache), proposer=model)
    await converse(session, "x", [Reject("not that"), Cancel()])
    await session.close()
    last = model.requests[-1]
    assert [each.command for each in last.repairs] == [MADE_UP]
    assert [(each.command, each.reason) for each in last.rejections] == [("echo one", "not that")]


async def test_a_persons_own_command_is_not_sent_to_a_model(settings: Settings, aws_cache: Path) -> None:
    session = Session(replace(settings, cache_dir=aws_cache), proposer=ScriptedProposer([]))

    def approve_all_the_same(question: object) -> Approve:
        assert isinstance(question, ApprovalRequired)
        assert "unknown-option" in {each.code for each in question.assessment.findings}
        return Approve(question.assessment.binding.digest)

    own = "aws ec2 describe-instances --colour red"
    events = await converse(session, own, [approve_all_the_same, Cancel()], command=own)
    await session.close()
    assert completed(events).exit_status != 0, "the real CLI refuses it too"
