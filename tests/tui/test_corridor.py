"""The corridor in the app, by keyboard, at three terminal sizes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.errors import ModelUnreachableError, StoreError
from cloud_assist.events import CommandOverdue, CommandStopping
from cloud_assist.models import Answer, Approve, Cancel, Edit, Gap, Reject, Retry, Risk, Target, UnknownTarget
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.screens.question import InputModal
from cloud_assist.tui.screens.retry import RetryModal
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.widgets.request_card import RequestCard
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import SIZES, Drive


def listing(**kwargs: object) -> Turn:
    return Turn(assess("aws s3 ls"), result(0, "alpha\nbeta\n"), ("alpha\n", "beta\n"))


@pytest.mark.parametrize("size", SIZES)
async def test_a_read_is_approved_by_enter_runs_and_shows_output_and_verdict(
    drive: Drive, size: tuple[int, int]
) -> None:
    async with drive(FakeSession([listing()]), size=size) as app:
        await app.ask("list my buckets")
        modal = await app.modal(ApprovalModal)
        assert "aws s3 ls" in app.text()
        await app.pilot.press("enter")
        await app.until(lambda: not app.app.busy)
        await app.pilot.pause(0.1)
        assert app.session.answers == [Approve(modal.question.assessment.binding.digest)]
        assert app.session.ran == ["aws s3 ls"]
        assert "exit 0" in app.text()
        assert "beta" in app.text()


@pytest.mark.parametrize("size", SIZES)
async def test_failure_retry_with_hint_and_success(drive: Drive, size: tuple[int, int]) -> None:
    turns = [
        Turn(assess("aws s3 ls s3://logs"), result(254, error="NoSuchBucket: logs"), ("NoSuchBucket: logs\n",)),
        Turn(assess("aws s3 ls s3://logs-2"), result(0, "ok\n"), ("ok\n",)),
    ]
    async with drive(FakeSession(turns), size=size) as app:
        await app.ask("what is in the log bucket")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.modal(RetryModal)
        assert "Command Failed" in app.text()
        await app.pilot.press("h")
        await app.modal(TextEntry)
        await app.pilot.press(*"logs-2", "enter")
        second = await app.modal(ApprovalModal)
        assert second.question.attempt == 2
        assert second.question.previous_command == "aws s3 ls s3://logs"
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy)
        assert app.session.answers[1] == Retry("logs-2")
        assert app.session.ran == ["aws s3 ls s3://logs", "aws s3 ls s3://logs-2"]
        card = app.app.screen.query_one(RequestCard)
        assert [attempt.number for attempt in card.attempts] == [1, 2]
        assert card.has_class("-ended-well")


@pytest.mark.parametrize("size", SIZES)
async def test_reject_with_a_reason_asks_for_another_command(drive: Drive, size: tuple[int, int]) -> None:
    turns = [Turn(assess("aws ec2 stop-instances", Risk.MUTATING), result()), listing()]
    async with drive(FakeSession(turns), size=size) as app:
        await app.ask("look at the instances")
        await app.modal(ApprovalModal)
        await app.pilot.press("r")
        await app.modal(TextEntry)
        await app.pilot.press(*"only look", "enter")
        await app.modal(ApprovalModal)
        assert app.session.answers == [Reject("only look")]
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        assert app.session.answers[-1] == Cancel()
        assert app.session.ran == []


@pytest.mark.parametrize("size", SIZES)
async def test_an_edit_is_asked_about_again(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(FakeSession([listing()]), size=size) as app:
        await app.ask("list my buckets")
        await app.modal(ApprovalModal)
        await app.pilot.press("e")
        await app.modal(TextEntry)
        await app.pilot.press(*" --summarize", "enter")
        second = await app.modal(ApprovalModal)
        assert app.session.answers == [Edit("aws s3 ls --summarize")]
        assert second.question.assessment.command == "aws s3 ls --summarize"
        assert app.session.ran == []


async def test_escape_in_the_editor_returns_to_the_modal(drive: Drive) -> None:
    async with drive(FakeSession([listing()])) as app:
        await app.ask("list my buckets")
        modal = await app.modal(ApprovalModal)
        await app.pilot.press("e")
        await app.modal(TextEntry)
        await app.pilot.press("x", "escape")
        assert app.app.screen is modal
        assert app.session.answers == []


@pytest.mark.parametrize("size", SIZES)
async def test_a_question_is_answered_in_words(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(FakeSession([listing()], question="Which region?"), size=size) as app:
        await app.ask("list my buckets")
        await app.modal(InputModal)
        assert "Which region?" in app.text()
        await app.pilot.press(*"eu-west-1", "enter")
        await app.modal(ApprovalModal)
        assert app.session.answers == [Answer("eu-west-1")]
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        read = app.text()
        for _ in range(3):
            app.app.query_one("Transcript").scroll_page_up(animate=False)
            await app.pilot.pause()
            read += app.text()
        assert "? Which region?" in read
        assert "→ eu-west-1" in read
        assert "not run: cancelled" in read


async def test_escape_during_a_run_stops_it_and_the_card_says_so(drive: Drive) -> None:
    turn = Turn(assess("sleep 60"), result(130), running_s=60)
    async with drive(FakeSession([turn])) as app:
        await app.ask("wait a minute")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.ran))
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        assert app.session.cancels == 1
        assert "Cancelled" in app.text()


async def test_an_error_of_the_agent_says_what_why_and_what_to_do(drive: Drive) -> None:
    failure = ModelUnreachableError("The model did not answer.", why="Connection refused.", todo="Check the network.")
    async with drive(FakeSession(failure=failure)) as app:
        await app.ask("anything")
        await app.until(lambda: not app.app.busy)
        for part in ("The model did not answer.", "Connection refused.", "Check the network."):
            assert part in app.text()


async def test_an_unforeseen_error_ends_the_request_and_not_the_app(drive: Drive) -> None:
    async with drive(FakeSession(crash=RuntimeError("boom"))) as app:
        await app.ask("anything")
        await app.until(lambda: not app.app.busy)
        await app.until(lambda: "Internal error" in app.text())
        assert app.app.is_running


async def test_a_cancelled_question_takes_its_modal_and_the_editor_on_top_away(drive: Drive) -> None:
    async with drive(FakeSession([listing()])) as app:
        await app.ask("list my buckets")
        await app.modal(ApprovalModal)
        await app.pilot.press("e")
        await app.modal(TextEntry)
        app.session.cancel()
        await app.until(lambda: not app.app.busy)
        await app.pilot.pause()
        assert len(app.app.screen_stack) == 1
        assert app.session.answers == []


async def test_own_command_passes_the_same_approval(drive: Drive) -> None:
    async with drive(FakeSession()) as app:
        await app.ask("!df -h")
        await app.modal(ApprovalModal)
        assert app.session.started == [("df -h", "", "df -h")]
        assert "Your own command" in app.text()


async def test_an_attached_file_goes_along_as_context(drive: Drive) -> None:
    Path("errors.log").write_text("disk full\n")  # a small file, before the app runs
    async with drive(FakeSession(answer_text="The disk is full.")) as app:
        await app.ask("@errors.log what went wrong")
        await app.until(lambda: not app.app.busy and bool(app.session.started))
        prompt, context, _ = app.session.started[0]
        assert prompt == "errors.log what went wrong"
        assert "disk full" in context
        assert "The disk is full." in app.text()


async def test_a_pending_question_is_taken_up_on_start(drive: Drive) -> None:
    async with drive(FakeSession([listing()], pending=True), resume=True) as app:
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy)
        await app.pilot.pause(0.1)
        assert app.session.ran == ["aws s3 ls"]
        assert "$ aws s3 ls" in app.text()
        assert "beta" in app.text()


async def test_a_request_that_cannot_be_taken_up_is_explained(drive: Drive) -> None:
    refusal = StoreError("The session cannot be read.", todo="Begin another.")
    async with drive(FakeSession(pending=True, refusal=refusal), resume=True) as app:
        await app.until(lambda: "The session cannot be read." in app.text() and "Begin another." in app.text())
        assert not app.app.busy


async def test_a_running_command_is_given_more_time(drive: Drive) -> None:
    turn = Turn(assess("make all"), result(0, "x"), ("working\n",), running_s=30)
    async with drive(FakeSession([turn]), size=(120, 40)) as app:
        await app.ask("/extend")
        await app.until(lambda: "No command is running." in app.told())
        await app.ask("build it")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: "of 30 s" in app.text())
        assert "/extend: 60 s more" in app.text()
        await app.ask("/extend")
        await app.until(lambda: "of 1 min 30 s" in app.text())
        await app.pilot.press("shift+tab")
        await app.until(lambda: "+ 60 s more" in app.text())
        await app.pilot.press("+")
        await app.until(lambda: "of 2 min 30 s" in app.text())
        assert app.session.extended == [60.0, 60.0]
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        await app.pilot.press("+")
        assert "60 s more" not in app.text()
        assert len(app.session.extended) == 2


async def test_what_holds_a_lock_is_counted_down_and_killed_after_a_question(drive: Drive) -> None:
    stopping = CommandStopping(
        "terraform", "INT", 590, "Stopping \x1b[31moperation...", holds=True, leaves="A lock stays."
    )
    turn = Turn(
        assess("terraform apply x"),
        replace(result(130, "x"), cancelled=True, killed=True),
        running_s=30,
        overdue=CommandOverdue("terraform", 30),
        stopping=stopping,
    )
    async with drive(FakeSession([turn]), size=(120, 40)) as app:
        await app.ask("/kill")
        await app.until(lambda: "No command is running." in app.told())
        await app.ask("apply it")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: "terraform may take longer than 30 s · Esc: stop" in app.text())
        assert "of 30 s" not in app.text()
        await app.ask("/extend")
        await app.until(lambda: "The running command has no time limit." in app.told())
        await app.pilot.press("escape")
        await app.until(lambda: "Stopping terraform" in app.text())
        assert "9 min 50 s to obey · /kill: end it now · Stopping operation..." in app.text()
        assert app.app.busy
        await app.ask("/kill")
        await app.modal(Confirm)
        assert "A lock stays." in app.text()
        await app.pilot.press("escape")
        await app.until(lambda: not isinstance(app.app.screen, Confirm))
        assert app.session.kills == 0
        await app.ask("/kill")
        await app.modal(Confirm)
        await app.pilot.press("y")
        await app.until(lambda: not app.app.busy)
        assert app.session.kills == 1


async def test_a_question_about_killing_names_its_command_and_goes_with_it(drive: Drive) -> None:
    first = Turn(assess("pulumi up"), result(), running_s=60, leaves="The stack stays locked.")
    second = Turn(assess("make all"), result(), running_s=60)
    async with drive(FakeSession([first, second]), size=(120, 40)) as app:
        await app.ask("deploy")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.ran))
        await app.ask("then build")
        await app.until(lambda: "Waiting: next" in app.text())
        await app.ask("/kill")
        question = await app.modal(Confirm)
        shown = " ".join(str(each.render()) for each in question.query("Static"))
        assert "pulumi up" in shown
        assert "The stack stays locked." in shown
        app.session.cancel()  # it ends while the question is open, and another one begins
        await app.modal(ApprovalModal)
        assert question not in app.app.screen_stack
        assert "The command has ended." in app.told()
        await app.pilot.press("a")
        await app.until(lambda: app.session.ran == ["pulumi up", "make all"])
        await app.ask("/kill")
        question = await app.modal(Confirm)
        shown = " ".join(str(each.render()) for each in question.query("Static"))
        assert "make all" in shown
        assert "locked" not in shown
        assert app.session.kills == 0
        await app.pilot.press("y")
        await app.until(lambda: app.session.kills == 1)
        app.session.cancel()


async def test_a_process_that_was_left_running_is_told_on_its_own_line(drive: Drive) -> None:
    note = "the command left a process running: sleep 600 (4711)"
    turn = Turn(assess("sleep 600 &"), replace(result(0, "x"), note=note))
    async with drive(FakeSession([turn])) as app:
        await app.ask("wait in the background")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: f"! {note}" in app.text())


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (Target(unknown=(UnknownTarget(Gap.NOTHING_SET, "aws", "an AWS account"),)), "it uses its defaults or fails."),
        (Target(unknown=(UnknownTarget(Gap.NO_READER, "hcloud", "a project"),)), "cloud-assist cannot read which."),
        (Target(), "This machine only."),
    ],
)
async def test_what_is_not_known_of_a_target_is_not_told_as_local(drive: Drive, target: Target, said: str) -> None:
    async with drive(FakeSession([Turn(assess("tool delete x", target=target), result())]), size=(120, 40)) as app:
        await app.ask("do it")
        await app.modal(ApprovalModal)
        assert said in app.text()
        assert ("This machine only." in app.text()) == (target == Target())
