"""Who looks elsewhere is told by the terminal what they wait for; who looks at the app is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest
from textual import events

from cloud_assist.events import ApprovalRequired
from cloud_assist.models import Proposal, ProposalSource
from cloud_assist.settings import Notify, Settings
from cloud_assist.tui.notices import AWAY_S
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.widgets.prompt import Prompt
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import Drive, Driven

TOKEN = "ghp_" + "a1B2" * 9
LONG = replace(result(), duration_s=11.0)


Watched = Callable[..., AbstractAsyncContextManager[tuple[Driven, list[str]]]]


@pytest.fixture
def watched(drive: Drive, settings: Settings) -> Watched:
    """Run the app and keep what it writes to the terminal besides its screen."""

    @asynccontextmanager
    async def run(fake: FakeSession | None = None, how: Notify = Notify.OSC) -> AsyncIterator[tuple[Driven, list[str]]]:
        environ = {**settings.environ, "TERM": "xterm-256color"}
        async with drive(fake, settings=replace(settings, notify=how, environ=environ)) as app:
            written: list[str] = []
            app.app.notices.write = written.append
            await app.until(lambda: app.app._slot.now is not None)
            yield app, written

    return run


def asked(command: str) -> ApprovalRequired:
    return ApprovalRequired("1", "x", Proposal(command, "", ProposalSource.MODEL), assess(command), 1, 4)


async def blur(app: Driven) -> None:
    app.app.post_message(events.AppBlur())
    await app.until(lambda: not app.app.app_focus)


async def test_an_approval_that_waits_is_told_to_who_looks_elsewhere(watched: Watched) -> None:
    turn = Turn(assess(f"curl -H 'Authorization: token {TOKEN}' https://x.example"), LONG)
    async with watched(FakeSession([turn, turn])) as (app, written):
        await app.ask("first, looked at")
        await app.modal(ApprovalModal)
        assert written == []
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        await blur(app)  # a key would say that the person is back
        app.app._main.prompt.post_message(Prompt.Submitted("then, from elsewhere"))
        await app.until(lambda: bool(written))
        assert written[0].startswith("\x1b]9;cloud-assist: approval waits: curl -H ")
        assert TOKEN not in written[0]
        assert len(written) == 1


async def test_only_long_ends_are_told_and_only_elsewhere(watched: Watched) -> None:
    short, stopped = result(), replace(LONG, cancelled=True)
    failed = replace(LONG, exit_status=3)
    async with watched() as (app, written):
        app.app.notices.command_ended("terraform apply", LONG)
        assert written == []
        await blur(app)
        for each in (short, stopped, LONG, failed):
            app.app.notices.command_ended("terraform apply", each)
        words = [text.partition(": ")[2].rstrip("\a") for text in written]
        assert words == ["done: terraform apply", "failed: terraform apply"]
        app.app.notices.job_ended("Job 1 is done", "aws s3 sync a b", 9.0)
        app.app.notices.job_ended("Job 1 is done", "aws s3 sync a b", LONG.duration_s)
        assert written[2:] == ["\x1b]9;cloud-assist: Job 1 is done: aws s3 sync a b\a"]
        await app.until(lambda: "Job 1 is done" in app.told())


async def test_what_is_told_elsewhere_is_cut_after_its_secrets_are_gone(watched: Watched) -> None:
    url = "postgresql://admin:S3cretPassw0rd@db.internal/x"
    async with watched() as (app, written):
        await blur(app)
        app.app.notices.job_ended("Job 1 is done", f"psql {url}", LONG.duration_s, session=f"look into {url}")
        assert written[0].startswith("\x1b]9;cloud-assist: Job 1 is done: psql postgresql://")
        assert "@db.internal/x Its session: look into" in written[0]
        assert "S3cret" not in written[0]
        await app.until(lambda: "Job 1 is done: psql postgresql://admin:" in app.told())
        assert "db.internal" not in app.told(), "the app shows the beginning only"


@pytest.mark.parametrize(("how", "expected"), [(Notify.NONE, []), (Notify.BELL, ["\a"])])
async def test_the_setting_says_how(watched: Watched, how: Notify, expected: list[str]) -> None:
    async with watched(how=how) as (app, written):
        await blur(app)
        app.app.notices.question_opened(asked("ls"))
        assert written == expected


async def test_where_the_terminal_tells_no_focus_a_minute_without_a_key_counts(
    watched: Watched,
) -> None:
    async with watched(how=Notify.BELL) as (app, written):
        notices = app.app.notices
        await app.pilot.press("x")
        app.clock.advance(AWAY_S - 1)
        notices.command_ended("make", LONG)
        assert written == []
        app.clock.advance(1)
        notices.command_ended("make", LONG)
        assert written == ["\a"]
        await app.pilot.press("x")
        notices.command_ended("make", LONG)
        assert written == ["\a"]
        app.app.post_message(events.AppFocus())
        await app.pilot.pause()
        app.clock.advance(2 * AWAY_S)
        notices.command_ended("make", LONG)
        assert written == ["\a"], "the terminal says that its window has the focus"
