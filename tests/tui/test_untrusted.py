"""Whatever a model or a command writes, it is text: no markup, nothing that steers the terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.display.visible import visible
from cloud_assist.events import InputRequired, RetryRequired
from cloud_assist.models import (
    Finding,
    Proposal,
    ProposalSource,
    Risk,
    SessionInfo,
    Severity,
    Suggestion,
    Target,
    TargetEntry,
)
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.question import InputModal
from cloud_assist.tui.screens.retry import RetryModal
from cloud_assist.tui.shell_colors import colour
from cloud_assist.tui.untrusted import first_line, shell, word_diff
from tests.support.fake_session import NOW, FakeSession, Turn, assess, result
from tests.tui.conftest import Drive, Driven

HOSTILE = "[bold]B[/bold] [red]\x1b]52;c;aGk=\x07\x1b[2J\x1b[31m\x9b2J\x9d52;c;x\x9c\u202e[/] \x00\x08end"
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def check(app: Driven) -> str:
    text = app.text()
    assert not CONTROL.search(text), repr(CONTROL.search(text))
    return text


def hostile_turn() -> Turn:
    assessment = assess(
        f"echo {HOSTILE}",
        Risk.DESTRUCTIVE,
        target=Target((TargetEntry("aws", "profile", HOSTILE, HOSTILE),)),
        reasons=(HOSTILE,),
        findings=(Finding(Severity.WARNING, "x", HOSTILE, HOSTILE),),
        protected=(HOSTILE,),
    )
    proposal = Proposal(
        assessment.command,
        HOSTILE,
        ProposalSource.MODEL,
        (Suggestion("x", (), HOSTILE, HOSTILE, "recipe", 1.0),),
        (HOSTILE,),
    )
    return Turn(assessment, result(1, HOSTILE, error=HOSTILE), (HOSTILE, "\n"), proposal, notice=HOSTILE)


async def test_nothing_hostile_reaches_the_screen_in_any_modal(drive: Drive) -> None:
    session = FakeSession([hostile_turn()], stored=[SessionInfo("s1", HOSTILE, NOW, NOW, HOSTILE)])
    async with drive(session, size=(120, 60), read_target=lambda: hostile_turn().assessment.target) as app:
        await app.ask(HOSTILE)
        await app.modal(ApprovalModal)
        text = check(app)
        assert "[bold]B[/bold]" in text, "brackets are shown as they are"
        assert "⟨U+202E⟩" in text, "what is hidden in a command is made visible"
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        check(app)
        await app.pilot.press("ctrl+o")
        await app.pilot.pause(0.1)
        check(app)
        await app.pilot.press("escape", "ctrl+r")
        await app.pilot.pause(0.1)
        check(app)


async def test_output_verdict_and_retry_are_plain_text(drive: Drive) -> None:
    turn = hostile_turn()
    safe = Turn(assess("echo x"), turn.result, turn.chunks)
    async with drive(FakeSession([safe])) as app:
        await app.ask("x")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.modal(RetryModal)
        assert "[bold]B[/bold]" in check(app)
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        await app.pilot.pause(0.1)
        assert "[bold]B[/bold]" in check(app)


@pytest.mark.parametrize(
    "modal",
    [
        InputModal(InputRequired("q", HOSTILE, HOSTILE)),
        RetryModal(RetryRequired("q", HOSTILE, HOSTILE, result(1, HOSTILE, error=HOSTILE), HOSTILE, 0, 3)),
    ],
)
async def test_questions_are_plain_text(drive: Drive, modal: InputModal | RetryModal) -> None:
    async with drive() as app:
        app.app.push_screen(modal)
        await app.pilot.pause(0.1)
        assert "[bold]B[/bold]" in check(app)


@given(st.text())
def test_colours_change_no_character(text: str) -> None:
    assert colour(visible(text)).plain == visible(text)


@given(st.text())
def test_a_shown_command_holds_no_control_character(text: str) -> None:
    assert not CONTROL.search(shell(text).plain.replace("\t", ""))


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_diff_shows_both_commands_whole(old: str, new: str) -> None:
    before, after = word_diff(old, new)
    assert before.plain == shell(old).plain
    assert after.plain == shell(new).plain


def test_a_diff_marks_what_changed_and_nothing_else() -> None:
    before, after = word_diff("aws s3 ls s3://a --recursive", "aws s3 ls s3://b --recursive")
    assert [before.plain[span.start : span.end] for span in before.spans] == ["s3://a"]
    assert [after.plain[span.start : span.end] for span in after.spans] == ["s3://b"]


@given(st.text(), st.integers(2, 50))
def test_a_first_line_is_one_bounded_line(text: str, limit: int) -> None:
    line = first_line(text, limit)
    assert "\n" not in line
    assert len(line) <= limit + 2
