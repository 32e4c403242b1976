"""A request left waiting, taken up by somebody else, from another place, out of a shared store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from cloud_assist.agent.session import Session
from cloud_assist.events import AgentFailed, ApprovalRequired, Event
from cloud_assist.models import Cancel, Edit, Outcome
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from tests.support.conversation import approve, completed, converse, failed, follow, runs
from tests.support.fakes import ScriptedProposer, command

MakeSession = Callable[..., Session]


@pytest.fixture
async def make() -> AsyncIterator[MakeSession]:
    made: list[Session] = []

    def make_session(settings: Settings, *steps: object, session_id: str = "s1", **changes: object) -> Session:
        proposer = ScriptedProposer(steps)  # type: ignore[arg-type] # the tests give steps
        made.append(Session(replace(settings, **changes), session_id=session_id, proposer=proposer))  # type: ignore[arg-type] # field names are checked by replace
        return made[-1]

    yield make_session
    for session in made:
        await session.close()


@pytest.fixture
def alice(postgres_settings: Settings) -> Settings:
    return as_role(postgres_settings, "alice")


@pytest.fixture
def bob(postgres_settings: Settings) -> Settings:
    return as_role(postgres_settings, "bob")


def as_role(settings: Settings, name: str) -> Settings:
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname=%s", (name,)).fetchall():
            connection.execute(f"CREATE ROLE {name} LOGIN SUPERUSER".encode())
    parts = urlsplit(settings.database_url)
    return replace(
        settings,
        database_url=urlunsplit(parts._replace(netloc=f"{name}@{parts.netloc.rpartition('@')[2]}")),
        require_second_approver=True,
    )


async def left_waiting(session: Session, prompt: str) -> None:
    async for event in session.start(prompt):
        if isinstance(event, ApprovalRequired):
            break
    await session.close()


def questions(events: list[Event]) -> list[ApprovalRequired]:
    return [event for event in events if isinstance(event, ApprovalRequired)]


async def test_a_colleague_approves_what_destroys(
    make: MakeSession, alice: Settings, bob: Settings, tmp_path: Path
) -> None:
    Path("old").mkdir()
    await left_waiting(make(alice, command("rm -r old")), "remove the old folder")
    assert Path("old").exists()
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "old").mkdir(parents=True)
    session = make(bob, cwd=elsewhere)
    events = await follow(session, session.resume(), [approve])
    (asked,) = questions(events)
    assert "Requested by" in asked.notice
    assert "alice" in asked.notice
    assert str(elsewhere) in asked.notice
    assert runs(events) == [("rm -r old", 0)]
    assert Path("old").exists(), "it ran where it was approved"
    assert not (elsewhere / "old").exists()
    with closing(AuditTrail(bob, str)) as trail:
        (entry,) = trail.read()
    assert "alice" in entry.text("asked_by")
    assert "bob" in entry.text("decided_by")


async def test_who_asked_cannot_approve_it(make: MakeSession, alice: Settings) -> None:
    Path("old").mkdir()
    await left_waiting(make(alice, command("rm -r old")), "remove the old folder")
    session = make(alice)
    events = await follow(session, session.resume(), [approve, Cancel()])
    assert "second approver" in questions(events)[1].notice
    assert runs(events) == []
    assert Path("old").exists()


async def test_who_edits_it_asks_anew(make: MakeSession, alice: Settings, bob: Settings) -> None:
    Path("old").mkdir()
    await left_waiting(make(alice, command("rm -r ol")), "remove the old folder")
    session = make(bob)
    events = await follow(session, session.resume(), [Edit("rm -r old"), approve, Cancel()])
    assert runs(events) == []
    assert Path("old").exists()


async def test_what_does_not_destroy_needs_nobody_else(make: MakeSession, alice: Settings) -> None:
    events = await converse(make(alice, command("touch made")), "make a file", [approve])
    assert completed(events).outcome is Outcome.SUCCEEDED


async def test_on_one_machine_without_a_server_it_holds_too(make: MakeSession, settings: Settings) -> None:
    session = make(settings, command("rm -r old"), require_second_approver=True)
    events = await converse(session, "remove it", [approve, Cancel()])
    assert runs(events) == []


async def test_of_two_who_take_it_up_at_once_one_runs_it(make: MakeSession, alice: Settings, bob: Settings) -> None:
    await left_waiting(make(alice, command("echo once >>runs")), "append a line")

    async def take_up(settings: Settings) -> list[Event]:
        session = make(settings)
        events: list[Event] = []
        async for event in session.resume():
            events.append(event)
            if isinstance(event, ApprovalRequired):
                session.answer(event.question_id, approve(event))
        return events

    both = await asyncio.gather(take_up(alice), take_up(bob))
    assert Path("runs").read_text() == "once\n"
    lost = [failed(events).what for events in both if events and isinstance(events[-1], AgentFailed)]
    assert len(lost) == 1
    assert "open in another cloud-assist" in lost[0]
