"""The questions of `run` at a terminal, answered line by line."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from cloud_assist.events import ApprovalRequired
from cloud_assist.findings import Code, finding
from cloud_assist.headless.terminal import Terminal
from cloud_assist.models import (
    ApprovalDecision,
    Approve,
    Assessment,
    Binding,
    Edit,
    Proposal,
    ProposalSource,
    Risk,
    Suggestion,
    Target,
)

COMMAND = "docker rmi <image>"


def question(source: ProposalSource) -> ApprovalRequired:
    assessment = Assessment(
        command=COMMAND,
        risk=Risk.UNKNOWN,
        reasons=(),
        findings=(finding(Code.OPEN_PLACEHOLDER, "<image> still stands for a value."),),
        target=Target(()),
        programs=("docker",),
        display=COMMAND,
        binding=Binding("digest", "/work", Target(())),
    )
    return ApprovalRequired("1", "remove an image", Proposal(COMMAND, "", source), assessment, 1, 4)


def answered(asked: ApprovalRequired, *lines: str) -> tuple[ApprovalDecision, str]:
    said = StringIO()
    return Terminal(StringIO("".join(f"{line}\n" for line in lines)), said).approval(asked), said.getvalue()


def test_an_open_place_is_filled_before_it_is_approved() -> None:
    decision, said = answered(question(ProposalSource.CATALOG), "a", "docker rmi web")
    assert decision == Edit("docker rmi web")
    assert "Fill in the blanks first." in said


def test_what_looks_like_a_place_in_ones_own_command_is_a_redirection() -> None:
    asked = question(ProposalSource.USER)
    decision, _ = answered(asked, "a")
    assert decision == Approve(asked.assessment.binding.digest)


def test_the_number_of_a_known_command_takes_it() -> None:
    asked = question(ProposalSource.CATALOG)
    known = Suggestion("docker", ("images",), "List images", "docker images", "recipe", 1.0)
    decision, said = answered(replace(asked, proposal=replace(asked.proposal, alternatives=(known,))), "9", "1", "")
    assert decision == Edit("docker images")
    assert "Type a number to pick one of these and edit it." in said
