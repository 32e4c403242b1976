"""Stopping a request whose command holds a lock: asked, killed by choice, left by closing, taken up again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.events import (
    AgentCompleted,
    ApprovalRequired,
    CommandFinished,
    CommandOverdue,
    CommandStarted,
    CommandStopping,
    Event,
    JobEnded,
    OutputChunk,
)
from cloud_assist.models import JobState, Outcome
from cloud_assist.settings import Settings
from cloud_assist.tools.registry import known
from cloud_assist.tools.tool import Time, Tool
from tests.agent.conftest import MakeSession
from tests.support.conversation import approve, completed
from tests.support.fakes import ScriptedProposer, command
from tests.support.holder import HOLDCTL, LEAVES, write_holder


@pytest.fixture(autouse=True)
def holder(tmp_path: Path) -> Iterator[str]:
    with known(HOLDCTL, Tool(("slowctl",), time=Time(3600))):
        yield write_holder(tmp_path)


async def steered(session: Session, on: type[Event], *acts: str) -> list[Event]:
    """Run a request; when an event of the kind `on` comes, do the next of `acts` to the session."""
    events: list[Event] = []
    left = list(acts)
    async with asyncio.timeout(20):
        async for event in session.start("x"):
            events.append(event)
            if isinstance(event, ApprovalRequired):
                session.answer(event.question_id, approve(event))
            elif isinstance(event, OutputChunk if len(left) == len(acts) else on) and left:
                getattr(session, left.pop(0))()
    return events


def result_in(events: list[Event]) -> CommandFinished:
    (found,) = [event for event in events if isinstance(event, CommandFinished)]
    return found


async def test_it_is_asked_and_its_own_status_is_told(make: MakeSession, holder: str) -> None:
    events = await steered(make(command(f"{holder} apply; touch next")), CommandStopping, "cancel")
    stopping = [event for event in events if isinstance(event, CommandStopping)]
    assert (stopping[0].program, stopping[0].signal, stopping[0].leaves) == ("holdctl", "INT", LEAVES)
    result = result_in(events).result
    assert (result.exit_status, result.own_status, result.killed) == (130, 3, False)
    assert "exit status 3" in result.note
    assert completed(events).outcome is Outcome.CANCELLED
    assert Path("signals").read_text() == "2"
    assert not Path("next").exists()


async def test_it_is_killed_by_choice(make: MakeSession, holder: str) -> None:
    events = await steered(make(command(f"{holder} stubborn")), CommandStopping, "cancel", "kill")
    (begun,) = [event for event in events if isinstance(event, CommandStarted)]
    assert begun.leaves == LEAVES, "it may be killed before it was ever asked to stop"
    assert result_in(events).result.killed
    assert completed(events).outcome is Outcome.CANCELLED
    assert Path("lock").exists()


async def test_closed_it_goes_on_as_a_job_that_the_next_start_takes_up(
    make: MakeSession, settings: Settings, holder: str
) -> None:
    session = make(command(f"{holder} apply; touch next"))
    events: list[Event] = []

    async def request() -> None:
        async for event in session.start("x"):
            events.append(event)
            if isinstance(event, ApprovalRequired):
                session.answer(event.question_id, approve(event))

    task = asyncio.create_task(request())
    async with asyncio.timeout(20):
        while not any(isinstance(event, OutputChunk) for event in events):
            await asyncio.sleep(0.02)
        await session.close()
        await task
    end = events[-1]
    assert isinstance(end, AgentCompleted)
    assert (end.outcome, end.job) == (Outcome.BACKGROUND, 1)
    assert Path("lock").exists()
    assert not Path("signals").exists()
    later = Session(settings, session_id=session.id, proposer=ScriptedProposer(()))
    try:
        assert [event async for event in later.resume()] == []
        (job,) = later.jobs()
        assert job.state is JobState.RUNNING
        later.stop_job(1)
        async with asyncio.timeout(20):
            async for event in later.job_events():
                if isinstance(event, JobEnded):
                    break
    finally:
        await later.close()
    assert isinstance(event, JobEnded)
    assert event.job.result is not None
    assert event.job.state is JobState.STOPPED
    assert event.job.result.note == "asked to stop, it ended by itself with exit status 3"
    assert not Path("next").exists()


@pytest.mark.parametrize("given", [False, True])
async def test_what_takes_long_has_no_limit_unless_somebody_gave_one(
    make: MakeSession, tmp_path: Path, given: bool
) -> None:
    (tmp_path / "slowctl").write_text("#!/usr/bin/env bash\nsleep 1.5\n")
    (tmp_path / "slowctl").chmod(0o755)
    session = make(command(f"{tmp_path}/slowctl"), command_timeout_s=1.0, max_retries=0)
    if given:
        session._settings = replace(session._settings, sources={"COMMAND_TIMEOUT": "command line"})
    events = await steered(session, CommandStarted)
    assert result_in(events).result.timed_out is given
    overdue = [event for event in events if isinstance(event, CommandOverdue)]
    assert [event.after_s for event in overdue] == ([] if given else [1.0])
    (begun,) = [event for event in events if isinstance(event, CommandStarted)]
    assert begun.limit_s == (1.0 if given else None)
