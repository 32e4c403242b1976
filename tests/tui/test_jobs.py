"""Jobs in the app: sent to the background, shown on cards, listed, steered; and requests that wait meanwhile."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.cli.archive import StoredSessions
from cloud_assist.events import CommandStopping, JobEnded, JobOutput, JobTaken
from cloud_assist.models import Job, JobState, Proposal, ProposalSource, Risk
from cloud_assist.settings import Settings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.screens.jobs import JobsScreen
from cloud_assist.tui.screens.output import OutputScreen
from cloud_assist.tui.stored import LeftJob, Stored
from cloud_assist.tui.widgets.prompt import Prompt
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.status_line import StatusLine
from tests.support.fake_session import NOW, FakeSession, Turn, assess, result
from tests.tui.conftest import Drive, Driven


def long_turn(command: str = "terraform apply") -> Turn:
    return Turn(assess(command), result(0, "applied\n"), ("begun\n",), running_s=60)


async def run_it(app: Driven, words: str) -> None:
    """Ask, approve, and wait until the command runs."""
    ran = len(app.session.ran)
    await app.ask(words)
    await app.modal(ApprovalModal)
    await app.pilot.press("a")
    await app.until(lambda: len(app.session.ran) > ran)


async def send(app: Driven, words: str = "apply it") -> RequestCard:
    """Have a command go on as a job; return its card."""
    await run_it(app, words)
    await app.pilot.press("shift+tab", "b")
    await app.until(lambda: not app.app.busy)
    return list(app.app.screen.query(RequestCard))[-1]


def ended(job: Job, state: JobState = JobState.DONE, status: int = 0) -> JobEnded:
    return JobEnded(replace(job, state=state, result=result(status, "applied\n")))


async def test_a_job_leaves_the_prompt_free_and_its_card_is_filled_in_at_its_end(drive: Drive) -> None:
    async with drive(FakeSession([long_turn(), Turn(assess("aws s3 ls"), result())])) as app:
        card = await send(app)
        await app.until(lambda: "Job 1" in app.text() and "1 job" in app.text())
        await run_it(app, "list")
        await app.until(lambda: not app.app.busy)
        app.session.told_of_jobs.put_nowait(JobOutput(1, "half of it\n"))
        await app.until(lambda: "half of it" in app.text())
        job = app.session.background_jobs[0]
        app.session.background_jobs[0] = replace(job, state=JobState.DONE)
        app.session.told_of_jobs.put_nowait(ended(job))
        await app.until(lambda: card.has_class("-ended-well"))
        await app.until(lambda: app.app.screen.query_one(StatusLine).jobs == 0)
        assert "Job 1 is done: terraform apply" in app.told()
        assert not card.step.has_class("-active")


async def test_b_is_offered_while_a_command_runs_and_background_does_the_same(drive: Drive) -> None:
    async with drive(FakeSession([long_turn()])) as app:
        await run_it(app, "apply it")
        await app.pilot.press("shift+tab")
        await app.until(lambda: "b Background" in app.text())
        await app.pilot.press("tab", *"/background", "enter")
        await app.until(lambda: bool(app.session.background_jobs))
        await app.pilot.press("shift+tab")
        await app.until(lambda: "b Background" not in app.text())


async def test_a_failed_job_says_how(drive: Drive) -> None:
    async with drive(FakeSession([long_turn()])) as app:
        card = await send(app)
        failed = replace(app.session.background_jobs[0], told="The disk is full.")
        app.session.told_of_jobs.put_nowait(ended(failed, JobState.FAILED, 3))
        await app.until(lambda: card.has_class("-ended-badly"))
        await app.until(lambda: "The disk is full." in app.text())
        assert "Job 1 failed (exit 3)" in app.told()


async def test_the_list_steers_them(drive: Drive) -> None:
    jobs = [
        Job(1, JobState.UNKNOWN, "build", "make all", "", NOW, "/nowhere", told="Its process is gone."),
        Job(2, JobState.RUNNING, "apply", "terraform apply", "", NOW, "/nowhere", leaves="The state stays locked."),
        Job(3, JobState.DONE, "list", "aws s3 ls", "", NOW, "/nowhere", result=result(0)),
    ]
    async with drive(FakeSession(background_jobs=jobs)) as app:
        await app.until(lambda: app.app.screen.query_one(StatusLine).jobs == 1)
        await app.ask("/jobs")
        await app.until(lambda: isinstance(app.app.screen, JobsScreen))
        assert "1 of 3 running" in app.text()
        assert re.search(r"make all +outcome unknown$", app.text(), re.MULTILINE), "nobody knows for how long it ran"
        await app.pilot.press("up", "s", "k")
        await app.until(lambda: isinstance(app.app.screen, Confirm) and "stays locked" in app.text())
        await app.pilot.press("y")
        await app.until(lambda: app.session.steered == [("stop", 2), ("kill", 2)])
        await app.pilot.press("down", "s", "k", "c")
        assert app.session.steered == [("stop", 2), ("kill", 2)]
        assert app.app.clipboard == "aws s3 ls"
        await app.pilot.press("enter")
        await app.until(lambda: isinstance(app.app.screen, OutputScreen))
        await app.pilot.press("escape", "escape")
        assert len(app.app.screen_stack) == 1


async def test_a_job_of_an_earlier_start_gets_a_card(drive: Drive) -> None:
    job = Job(1, JobState.RUNNING, "apply it", "terraform apply", "", NOW, str(Path.home() / "none"))
    session = FakeSession(background_jobs=[job])
    proposal = Proposal("terraform apply", "", ProposalSource.MODEL)
    session.told_of_jobs.put_nowait(JobTaken(job, proposal, assess("terraform apply")))
    session.told_of_jobs.put_nowait(JobOutput(1, "half of it\n"))
    async with drive(session) as app:
        await app.until(lambda: "half of it" in app.text() and "Job 1" in app.text())
        app.session.told_of_jobs.put_nowait(JobTaken(job, proposal, assess("terraform apply")))
        app.session.told_of_jobs.put_nowait(ended(job))
        await app.until(lambda: "Done · job 1" in app.text())
        assert len(app.app.screen.query(RequestCard)) == 1


async def test_leaving_says_what_goes_on(drive: Drive) -> None:
    async with drive(FakeSession([long_turn()])) as app:
        await send(app)
        await app.pilot.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)
    assert app.app.farewell == "1 job goes on: terraform apply\nTo take it up again: cloud-assist sessions resume s1"


class OneLeft(StoredSessions):
    """Stored sessions of which one left a job running, until it is told to end."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.job = Job(1, JobState.RUNNING, "", "make world", "", NOW, "/nowhere")

    def left_jobs(self) -> list[LeftJob]:
        return [LeftJob("other", "Build it", self.job)]


async def test_what_another_session_left_running_is_listed_and_its_end_told(
    drive: Drive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cloud_assist.tui.job_actions._LOOK_S", 0.05)
    archive = OneLeft(settings)
    async with drive(stored=Stored(archive=archive)) as app:
        await app.until(lambda: app.app.screen.query_one(StatusLine).jobs == 1)
        await app.ask("/jobs")
        await app.until(lambda: "left by session “Build it”" in app.text())
        assert "s Stop" not in app.text()
        archive.job = replace(archive.job, state=JobState.DONE, result=result(0))
        await app.until(lambda: "Job 1 is done: make world\nIts session: Build it" in app.told())


# --- Requests that wait -------------------------------------------------------------------------------------------


async def test_a_request_entered_meanwhile_waits_and_begins_by_itself(drive: Drive) -> None:
    async with drive(FakeSession([long_turn(), Turn(assess("aws s3 ls"), result())])) as app:
        await run_it(app, "apply it")
        await app.ask("then list")
        await app.until(lambda: "Waiting: next" in app.text())
        assert len(app.session.started) == 1
        await app.ask("/background")
        await app.modal(ApprovalModal)
        assert [prompt for prompt, _, _ in app.session.started] == ["apply it", "then list"]


async def test_esc_gives_back_what_waits_and_then_stops(drive: Drive) -> None:
    async with drive(FakeSession([long_turn()]), size=(120, 40)) as app:
        await run_it(app, "apply it")
        await app.ask("first")
        await app.ask("second")
        await app.until(lambda: "Waiting: number 2" in app.text())
        assert "/stop: stop" in app.text()
        assert "Esc: stop" not in app.text()
        await app.ask("/clear")
        await app.until(lambda: "One request is under way. To stop it: /stop" in app.told())
        await app.pilot.press("escape")
        await app.until(lambda: app.app.screen.query_one("Prompt").text == "second")  # type: ignore[attr-defined]
        await app.pilot.press("escape")
        await app.until(lambda: "Waiting" not in app.text())
        assert app.app.screen.query_one("Prompt").text == "second"  # type: ignore[attr-defined]
        assert app.session.cancels == 0
        await app.until(lambda: "Esc: stop" in app.text())
        await app.pilot.press("escape")
        await app.until(lambda: app.session.cancels == 1)


@pytest.mark.parametrize("holds", [False, True])
async def test_esc_ends_at_once_what_is_being_stopped_and_what_waits_stays(drive: Drive, holds: bool) -> None:
    stopping = CommandStopping("aws", "INT", 10, "", holds=holds, leaves="")
    turn = replace(long_turn(), stopping=stopping)
    async with drive(FakeSession([turn])) as app:
        await run_it(app, "copy it")
        await app.ask("then list")
        await app.until(lambda: "Waiting: next" in app.text())
        await app.ask("/stop")
        await app.until(lambda: f"{'/kill' if holds else 'Esc'}: end it now" in app.text())
        assert "Esc: remove" not in app.text()
        await app.pilot.press("escape")
        if holds:  # a second signal is never sent
            await app.until(lambda: app.app.screen.query_one("Prompt").text == "then list")  # type: ignore[attr-defined]
        else:
            await app.until(lambda: app.session.cancels == 2)
            assert "Waiting: next" in app.text()
        app.session.kill()


async def test_what_waits_comes_back_where_the_session_is_left_for_a_colleague(drive: Drive) -> None:
    class SlowToClose(FakeSession):
        async def close(self) -> None:
            await super().close()
            await may_close.wait()

    turn = Turn(assess("rm -r old", Risk.DESTRUCTIVE), result(), second_person=True)
    may_close = asyncio.Event()
    after = FakeSession(id="s2")
    async with drive(SlowToClose([turn]), open_session=lambda _: after) as app:
        await app.ask("remove the old folder")
        for words in ("then list", "then count"):
            app.app._main.prompt.post_message(Prompt.Submitted(words))
        await app.modal(ApprovalModal)
        await app.until(lambda: len(app.app._main.transcript.query(RequestCard)) == 3)
        await app.pilot.press("l")
        await app.until(lambda: not app.app.busy)
        app.app._main.prompt.post_message(Prompt.Submitted("then sum up"))
        await app.until(lambda: len(app.app._main.transcript.query(RequestCard)) == 4)
        may_close.set()
        await app.until(lambda: app.app._main.prompt.text == "then list\nthen count\nthen sum up")
        assert [prompt for prompt, _, _ in app.session.started] == ["remove the old folder"]
        assert "What waited for its turn is back in the prompt." in app.told()
        await app.until(lambda: app.app._slot.now is after)
        assert after.started == []


async def test_ctrl_c_clears_a_filled_prompt_first_and_up_brings_it_back(drive: Drive) -> None:
    async with drive(FakeSession([long_turn(), Turn(assess("aws s3 ls"), result())])) as app:
        await run_it(app, "apply it")
        prompt = app.app.screen.query_one("Prompt")
        await app.pilot.press(*"half a request", "ctrl+c")
        assert prompt.text == ""  # type: ignore[attr-defined]
        assert app.session.cancels == 0
        await app.pilot.press("up")
        assert prompt.text == "half a request"  # type: ignore[attr-defined]
        await app.pilot.press("enter", "ctrl+c")
        await app.until(lambda: app.session.cancels == 1)
        await app.modal(ApprovalModal)  # what waited begins
