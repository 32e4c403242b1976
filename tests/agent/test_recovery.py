"""Taking up a session whose cloud-assist was killed: nothing runs twice, nothing is lost, the person decides."""

from __future__ import annotations

import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cloud_assist.agent.session import Session
from cloud_assist.errors import ExitCode
from cloud_assist.events import (
    AgentNote,
    AgentStarted,
    ApprovalRequired,
    CommandStarted,
    Event,
    OutputChunk,
    ProposalReady,
)
from cloud_assist.models import Cancel, Outcome
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.sessions import INTERRUPTED, RUNNING, UNKNOWN, SessionIndex
from cloud_assist.tools.registry import known
from cloud_assist.tools.tool import Signal, Stop, Tool
from tests.agent.conftest import requests_of
from tests.support.conversation import approve, completed, converse, failed, follow, runs
from tests.support.crash_driver import SESSION, Case
from tests.support.fakes import ScriptedProposer, command
from tests.support.started import Piped

ROOT = Path(__file__).parents[2]
LIFE = """
import sys
from pathlib import Path
from tests.support.crash_driver import Case, Point, live
folder, waits, seconds, point = sys.argv[1:]
live(Case(Path(folder), waits=waits), resume=False, seconds=float(seconds), answer="approve", point=Point(point))
"""


@pytest.fixture
def case(clean_machine: Path) -> Case:
    return Case(clean_machine.resolve())


def killed_at(case: Case, point: str, seconds: float = 0.0) -> None:
    """Have a session of another process killed at `point`."""
    life = Piped(
        ["-c", str(case.folder), case.waits, str(seconds), point], code=LIFE, cwd=ROOT, killed_where_it_stops=True
    )
    assert life.finish(60).returncode == -signal.SIGKILL


@pytest.fixture
async def session(case: Case) -> AsyncIterator[Session]:
    again = Session(case.settings(), session_id=SESSION, proposer=ScriptedProposer([command("echo fresh")]))
    yield again
    await again.close()


def status(case: Case) -> str:
    index = SessionIndex(case.settings())
    try:
        return index.show(SESSION).status
    finally:
        index.close()


def audited(case: Case) -> list[str]:
    return [entry.status for entry in AuditTrail(case.settings(), str).read()]


def notes(events: list[Event]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, AgentNote))


async def test_the_question_comes_back_as_it_was(case: Case, session: Session) -> None:
    killed_at(case, "approval pending")
    assert status(case) == "waiting for approval"
    events = await follow(session, session.resume(), [approve])
    (asked,) = [event for event in events if isinstance(event, ApprovalRequired)]
    assert asked.assessment.command == case.command(0)
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert case.count() == 1


@pytest.mark.parametrize("point", ["approval given", "approval in the checkpoint", "intent written", "process spawned"])
async def test_an_approval_does_not_outlive_its_program(case: Case, session: Session, point: str) -> None:
    killed_at(case, point)
    events = await follow(session, session.resume(), [Cancel()])
    (asked,) = [event for event in events if isinstance(event, ApprovalRequired)]
    assert "Nothing was run" in asked.notice
    assert completed(events).outcome is Outcome.CANCELLED
    assert case.count() == 0
    assert "no outcome" not in audited(case)


@pytest.mark.parametrize("point", ["process finished", "outcome written", "checkpoint written", "next node"])
async def test_a_finished_run_is_taken_over(case: Case, session: Session, point: str) -> None:
    killed_at(case, point)
    events = await follow(session, session.resume(), [])
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert completed(events).exit_status == 0
    assert case.count() == 1
    assert audited(case) == ["exit 0"]


async def test_a_running_command_is_waited_for(case: Case, session: Session) -> None:
    killed_at(case, "process running", seconds=1.5)
    assert status(case) == RUNNING
    events = await follow(session, session.resume(), [])
    assert runs(events) == [(case.command(1.5), 0)]
    assert "is still running" in notes(events)
    assert "".join(event.text for event in events if isinstance(event, OutputChunk)) == "begun\ndone\n"
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert case.count() == 1
    assert audited(case) == ["exit 0"]


async def test_a_running_command_can_be_stopped(case: Case, session: Session) -> None:
    napctl = case.folder / "napctl"
    napctl.write_text('#!/bin/sh\nexec sleep "$1"\n')
    napctl.chmod(0o755)
    killed_at(replace(case, waits=str(napctl)), "process running", seconds=60)
    began = time.monotonic()
    events: list[Event] = []
    pid = 0
    with known(Tool(("napctl",), stops=(Stop(Signal.INTERRUPT, 5, leaves="The nap goes on."),))):
        async for event in session.resume():
            events.append(event)
            if isinstance(event, CommandStarted):
                pid = event.pid
                assert event.leaves == "The nap goes on."
            if isinstance(event, OutputChunk):
                session.cancel()
    assert completed(events).outcome is Outcome.CANCELLED
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    assert time.monotonic() - began < 20
    assert audited(case) == ["stopped"]


async def test_no_new_request_while_the_last_command_runs(case: Case, session: Session) -> None:
    killed_at(case, "process running", seconds=2)
    end = failed(await converse(session, "something else"))
    assert end.exit_code == ExitCode.USAGE
    assert f"sessions resume {SESSION}" in end.todo
    assert completed(await follow(session, session.resume(), [])).outcome is Outcome.SUCCEEDED


async def test_gone_without_a_trace_is_an_unknown_outcome(case: Case, session: Session) -> None:
    killed_at(case, "running, everything killed", seconds=60)
    events = await follow(session, session.resume(), [])
    end = completed(events)
    assert end.outcome is Outcome.UNKNOWN
    assert "not started again" in end.message
    assert "begun" in "".join(event.text for event in events if isinstance(event, OutputChunk))
    assert status(case) == UNKNOWN
    assert audited(case) == ["outcome unknown"]
    assert completed(await converse(session, "go on", [approve])).outcome is Outcome.SUCCEEDED
    assert status(case) == "idle"
    assert case.count() == 1


async def test_a_new_request_says_what_became_of_the_last(case: Case, session: Session) -> None:
    killed_at(case, "process finished")
    events = await converse(session, "something else", [approve])
    assert "ended with exit status 0" in notes(events)
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert "exit status 0" in requests_of(session)[0].history[0].outcome
    assert case.count() == 1
    assert "no outcome" not in audited(case)


async def test_a_request_interrupted_before_anything_ran_goes_on(case: Case, session: Session) -> None:
    killed_at(case, "command proposed")
    assert status(case) == INTERRUPTED
    events = await follow(session, session.resume(), [approve])
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert case.count() == 1


async def test_a_request_left_before_its_first_step_is_told_of(case: Case, session: Session) -> None:
    killed_at(case, "request begun")
    assert status(case) == INTERRUPTED
    events = await follow(session, session.resume(), [])
    assert isinstance(events[0], AgentStarted)
    assert events[0].prompt == "append a line"
    assert "before it produced anything" in failed(events).what
    assert status(case) == "idle"
    assert await follow(session, session.resume(), []) == []
    assert case.count() == 0


async def test_an_end_that_was_not_told_is_told_late(case: Case, session: Session) -> None:
    killed_at(case, "end in the checkpoint")
    assert status(case) == INTERRUPTED
    events = await follow(session, session.resume(), [])
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert completed(events).exit_status == 0
    (shown,) = [event for event in events if isinstance(event, ProposalReady)]
    assert (shown.proposal.command, shown.attempt) == (case.command(0), 1)
    assert await follow(session, session.resume(), []) == []
    assert case.count() == 1


async def test_a_second_request_that_came_to_nothing_is_not_taken_for_the_first(case: Case, session: Session) -> None:
    assert completed(await converse(session, "the first", [approve])).outcome is Outcome.SUCCEEDED
    await session.close()
    killed_at(case, "request begun")
    again = Session(case.settings(), session_id=SESSION, proposer=ScriptedProposer([]))
    events = await follow(again, again.resume(), [])
    await again.close()
    assert "before it produced anything" in failed(events).what


async def test_an_unknown_outcome_is_called_so_until_the_next_request(case: Case, session: Session) -> None:
    killed_at(case, "running, everything killed", seconds=60)
    for _ in range(2):
        assert completed(await follow(session, session.resume(), [])).outcome is Outcome.UNKNOWN
        assert status(case) == UNKNOWN
    assert case.count() == 1
