"""The questions of `run` at a terminal, answered line by line."""

from __future__ import annotations

import signal
from dataclasses import replace
from io import StringIO

import pytest

from cloud_assist.events import ApprovalRequired
from cloud_assist.findings import Code, finding
from cloud_assist.headless.notices import Notices
from cloud_assist.headless.report import TextReport
from cloud_assist.headless.terminal import Terminal
from cloud_assist.models import (
    ApprovalDecision,
    Approve,
    Assessment,
    Binding,
    Cancel,
    Edit,
    Finding,
    LeaveOpen,
    Proposal,
    ProposalSource,
    Risk,
    RunResult,
    Suggestion,
    Target,
)
from cloud_assist.settings import Notify

COMMAND = "docker rmi <image>"


IMAGE_MISSING = finding(Code.OPEN_PLACEHOLDER, "Fill in <image> first.")


def question(
    source: ProposalSource, *findings: Finding, risk: Risk = Risk.UNKNOWN, second_person: bool = False
) -> ApprovalRequired:
    assessment = Assessment(
        command=COMMAND,
        risk=risk,
        reasons=(),
        findings=findings,
        target=Target(()),
        programs=("docker",),
        display=COMMAND,
        binding=Binding("digest", "/work", Target(())),
    )
    proposal = Proposal(COMMAND, "", source)
    return ApprovalRequired("1", "remove an image", proposal, assessment, 1, 4, second_person=second_person)


def answered(asked: ApprovalRequired, *lines: str) -> tuple[ApprovalDecision | LeaveOpen, str]:
    said = StringIO()
    return Terminal(StringIO("".join(f"{line}\n" for line in lines)), said).approval(asked), said.getvalue()


def test_an_open_place_is_filled_before_it_is_approved() -> None:
    decision, said = answered(question(ProposalSource.CATALOG, IMAGE_MISSING), "a", "docker rmi web")
    assert decision == Edit("docker rmi web")
    assert "Fill in the blanks first." in said


@pytest.mark.parametrize(
    ("command", "step"), [("", ""), ("cloud-assist catalog build", " → cloud-assist catalog build")]
)
def test_the_report_marks_what_can_be_done_about_a_finding(command: str, step: str) -> None:
    said = StringIO()
    told = finding(Code.OPEN_PLACEHOLDER, "Fill in <image> first.", command)
    TextReport(StringIO(), said, {}).tell(question(ProposalSource.MODEL, told))
    assert f"  error: Fill in <image> first.{step}\n" in said.getvalue()


def test_what_looks_like_a_place_in_ones_own_command_is_a_redirection() -> None:
    asked = question(ProposalSource.USER)
    decision, _ = answered(asked, "a")
    assert decision == Approve(asked.assessment.binding.digest)


@pytest.mark.parametrize("source", ProposalSource)
def test_an_error_is_never_approvable_without_an_edit(source: ProposalSource) -> None:
    wrong = finding(Code.UNKNOWN_OPTION, "There is no --frob.")
    decision, said = answered(question(source, wrong, risk=Risk.READ_ONLY), "a", "approve", "e", "docker ps")
    assert decision == Edit("docker ps")
    assert "[a]pprove" not in said
    assert "with an error in it" in said


def test_who_asked_for_it_is_not_offered_to_approve_what_destroys() -> None:
    decision, said = answered(question(ProposalSource.MODEL, risk=Risk.DESTRUCTIVE, second_person=True), "a", "c")
    assert decision == Cancel()
    assert "[a]pprove" not in said
    assert "second approver" in said
    decision, _ = answered(question(ProposalSource.MODEL, risk=Risk.MUTATING, second_person=True), "a")
    assert isinstance(decision, Approve)


def test_what_needs_a_colleague_can_be_left_for_one() -> None:
    decision, said = answered(question(ProposalSource.MODEL, risk=Risk.DESTRUCTIVE, second_person=True), "l")
    assert decision == LeaveOpen()
    assert "[l]eave for a colleague" in said
    decision, said = answered(question(ProposalSource.MODEL, risk=Risk.DESTRUCTIVE), "l", "c")
    assert decision == Cancel()
    assert "[l]eave" not in said


def test_the_number_of_a_known_command_takes_it() -> None:
    asked = question(ProposalSource.CATALOG)
    known = Suggestion("docker", ("images",), "List images", "docker images", "recipe", 1.0)
    decision, said = answered(replace(asked, proposal=replace(asked.proposal, alternatives=(known,))), "9", "1", "")
    assert decision == Edit("docker images")
    assert "Type a number to pick one of these and edit it." in said


class Screen(StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("how", "stream", "expected"),
    [
        (Notify.BELL, Screen, "\a"),
        (Notify.OSC, Screen, "\x1b]9;cloud-assist: done: terraform apply\a"),
        (Notify.NONE, Screen, ""),
        (Notify.BELL, StringIO, ""),
    ],
)
def test_a_long_command_that_ended_is_told_at_a_terminal(how: Notify, stream: type[StringIO], expected: str) -> None:
    said = stream()
    notices = Notices(said, how, {"TERM": "xterm"})
    ended = RunResult(0, 9.9, "", "", 0, "")
    notices.command_ended("ls", ended)
    notices.command_ended("sleep 99", replace(ended, duration_s=99.0, cancelled=True))
    notices.command_ended("terraform apply", replace(ended, duration_s=12.0))
    assert said.getvalue() == expected


def test_a_question_that_waits_long_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([100.0, 101.0, 111.0, 200.0])
    monkeypatch.setattr("cloud_assist.headless.terminal.monotonic", lambda: next(times))
    said = Screen()

    class Slow(StringIO):
        """Somebody who answers only once the clock has looked three times."""

        def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override] # StringIO has two bases
            for _ in range(3):
                signal.raise_signal(signal.SIGALRM)
            return super().readline()

    terminal = Terminal(Slow("c\n"), said, Notices(said, Notify.BELL, {}))
    assert terminal.approval(question(ProposalSource.MODEL)) == Cancel()
    assert said.getvalue().count("\a") == 1
