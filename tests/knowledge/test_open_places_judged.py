"""Open places are read as values: a proposal is judged, and explained, as what it is once they are filled in."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cloud_assist.catalog.recipes import recipes
from cloud_assist.command.approval import Bar, may_approve
from cloud_assist.command.open_places import fill, open_places
from cloud_assist.findings import Code
from cloud_assist.knowledge.judged import Judge
from cloud_assist.knowledge.run_preview import preview
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.models import Assessment, ProposalSource, Risk
from cloud_assist.settings import Settings
from tests.catalog.samples import sample

CATALOG, MODEL, USER = ProposalSource.CATALOG, ProposalSource.MODEL, ProposalSource.USER
PAIRS = Path(__file__).parents[2] / "benchmarks/data/suggest_pairs.jsonl"


@pytest.fixture
def judge(settings: Settings) -> Judge:
    environ = {"HOME": str(settings.cwd), "PATH": os.environ["PATH"]}
    return Judge(settings, environ=environ, refusals=CliKnowledge(settings).refused)


def with_places() -> list[str]:
    known = {entry.command for entry in recipes()}
    asked = {json.loads(line)["command"] for line in PAIRS.read_text().splitlines()}
    return sorted(command for command in known | asked if open_places(command))


def where(assessment: Assessment) -> list[tuple[str, str]]:
    return [(entry.tool, entry.name) for entry in assessment.target.entries]


def test_every_proposal_with_places_is_judged_as_what_it_is_when_they_are_filled_in(judge: Judge) -> None:
    wrong = []
    commands = with_places()
    for command in commands:
        place = judge.judged_anew(command, CATALOG).assessment
        filled = fill(command, {name: sample(name) for name in open_places(command)})
        value = judge.judged_anew(filled, USER).assessment
        if (place.risk, where(place)) != (value.risk, where(value)):
            wrong.append(command)
    assert len(commands) >= 1_800
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "risk"),
    [
        ("kubectl delete pods --all --namespace <namespace>", Risk.DESTRUCTIVE),
        ("aws sqs get-queue-url --queue-name <name>.fifo --output json", Risk.READ_ONLY),
        ("rm -rf <dir>", Risk.DESTRUCTIVE),
        ("ls <folder> | wc -l", Risk.READ_ONLY),
        ("ping -c 4 <host>", Risk.SENSITIVE),
        ("kill <pid>", Risk.DESTRUCTIVE),
        ("sudo <command>", Risk.UNKNOWN),
    ],
)
def test_a_proposal_is_judged_by_its_words(judge: Judge, line: str, risk: Risk) -> None:
    assert judge.judged_anew(line, CATALOG).assessment.risk is risk


@pytest.mark.parametrize(
    ("line", "typed", "proposed"),
    [
        ("cat <file> out", Risk.MUTATING, Risk.MUTATING),
        ("cat <file> /etc/passwd", Risk.DESTRUCTIVE, Risk.DESTRUCTIVE),
        ("cat <notes>\ncat <file> out", Risk.UNKNOWN, Risk.UNKNOWN),
        ("cat <a> <b>", Risk.READ_ONLY, Risk.READ_ONLY),
        ("cat <file> | wc -l", Risk.READ_ONLY, Risk.READ_ONLY),
        ("cat <file>", Risk.READ_ONLY, Risk.READ_ONLY),
        ("kubectl logs <pod> -n web", Risk.MUTATING, Risk.READ_ONLY),
        ("sort <in>out", Risk.MUTATING, Risk.READ_ONLY),
    ],
)
def test_where_places_can_be_redirections_the_worse_reading_counts(
    judge: Judge, line: str, typed: Risk, proposed: Risk
) -> None:
    assert judge.judged_anew(line, USER).assessment.risk is typed
    assert judge.judged_anew(line, MODEL).assessment.risk is proposed
    assert judge.judged_anew(line, CATALOG).assessment.risk is Risk.READ_ONLY


@pytest.mark.parametrize("source", [CATALOG, MODEL, USER])
@pytest.mark.parametrize(
    "line",
    [
        "aws lambda create-function --function-name <name> --zip-file fileb://<zip-file>",
        "aws s3 cp <file> s3://<bucket> --profile <profile>",
        "kubectl --context <context> get pods --kubeconfig <file>",
        "<program> --version",
    ],
)
def test_nothing_is_said_of_a_value_that_nobody_gave(judge: Judge, line: str, source: ProposalSource) -> None:
    assessment = judge.judged_anew(line, source).assessment
    told = json.dumps([str(each) for each in (*assessment.findings, *assessment.reasons, *assessment.target.entries)])
    assert "place1" not in told
    assert "place1" not in " ".join(assessment.programs)
    assert {found.code for found in assessment.findings} & {Code.MISSING_FILE, Code.UNKNOWN_PROFILE} == set()


def test_the_target_names_the_place(judge: Judge) -> None:
    entries = judge.judged_anew("kubectl delete pod x --context <context> -n <namespace>", CATALOG).assessment.target
    assert {"<context>", "<namespace>"} <= {entry.value for entry in entries.entries}


def test_what_is_open_cannot_be_approved_and_is_bound_to_its_own_bytes(judge: Judge) -> None:
    open_still = judge.judged_anew("ls <folder>", CATALOG).assessment
    obstacle = may_approve(open_still, second_person=False)
    assert obstacle is not None
    assert obstacle.bar is Bar.OPEN_PLACES
    assert not open_still.auto_run
    assert open_still.command == open_still.display == "ls <folder>"
    words = judge.judged_anew("ls place1.x", USER).assessment
    assert open_still.binding.digest != words.binding.digest
    assert may_approve(words, second_person=False) is None


async def test_preview_tells_what_it_will_run_and_runs_nothing(judge: Judge, settings: Settings) -> None:
    text = await preview(judge.judged_anew("rm -r <folder>", CATALOG).assessment, settings)
    assert "Fill in the blanks first" in text
    assert "<folder>" in text
