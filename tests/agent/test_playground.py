"""A session of the playground goes on in a playground only, and its records say so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, closing
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.demo import Playground, playground_environment
from cloud_assist.events import AgentNote, ApprovalRequired, Event
from cloud_assist.models import Outcome
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.sessions import SessionIndex
from tests.support.conversation import approve, completed, converse, failed, follow, runs
from tests.support.fakes import ScriptedProposer, command

MakeSession = Callable[..., Session]
COMMAND = "echo aws; : || aws s3 ls"
"""Has an AWS target, and is done at once."""


def inside(settings: Settings, port: int = 5000) -> Settings:
    where = Playground(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", "/nonexistent/ca.pem")
    return replace(settings, environ=playground_environment(settings.environ, where))


@pytest.fixture(autouse=True)
def known_clis(shared_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the AWS CLI accepts read once for all: it takes the better part of a minute."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_cache))


@pytest.fixture
async def make() -> AsyncIterator[MakeSession]:
    made: list[Session] = []

    def make_session(settings: Settings, session_id: str = "s1") -> Session:
        made.append(Session(settings, session_id=session_id, proposer=ScriptedProposer([command(COMMAND)] * 2)))
        return made[-1]

    yield make_session
    for session in made:
        await session.close()


async def left_open(session: Session) -> None:
    """Ask for a command and leave its question open."""
    async with aclosing(session.start("show my buckets")) as events:  # type: ignore[type-var] # a generator
        async for event in events:
            if isinstance(event, ApprovalRequired):
                break
    await session.close()


async def test_a_question_of_the_playground_is_not_asked_outside(settings: Settings, make: MakeSession) -> None:
    await left_open(make(inside(settings)))
    for request in ("", "something else"):
        session = make(settings)
        end = failed(await follow(session, session.start(request) if request else session.resume(), []))
        assert "made in the local AWS sandbox" in end.what
        assert "sessions resume s1" in end.todo
        await session.close()
    with closing(SessionIndex(settings)) as index:
        assert index.show("s1").playground
        assert index.show("s1").status == "waiting for approval", "the question is still there"


async def test_it_is_asked_again_in_the_next_playground(settings: Settings, make: MakeSession) -> None:
    await left_open(make(inside(settings)))
    session = make(inside(settings, 6000))
    events: list[Event] = await follow(session, session.resume(), [approve])
    assert completed(events).outcome is Outcome.SUCCEEDED
    assert runs(events) == [(COMMAND, 0)]
    asked = [
        event.assessment.target.value("aws", "endpoint") for event in events if isinstance(event, ApprovalRequired)
    ]
    assert asked[-1] == "http://127.0.0.1:6000", "what is approved is the playground that it runs in"
    assert any("the sandbox that runs now" in event.text for event in events if isinstance(event, AgentNote))


async def test_a_session_from_outside_is_not_taken_into_the_playground(settings: Settings, make: MakeSession) -> None:
    await left_open(make(settings))
    session = make(inside(settings))
    assert "not made in the local AWS sandbox" in failed(await follow(session, session.resume(), [])).what
    with closing(SessionIndex(settings)) as index:
        assert not index.show("s1").playground
        index.delete("s1")


async def test_records_of_the_playground_say_so(settings: Settings, make: MakeSession) -> None:
    await converse(make(inside(settings)), "show my buckets", [approve])
    await converse(make(settings, "s2"), "show my buckets", [approve])
    with closing(AuditTrail(settings, redact)) as trail:
        outside, played = trail.read()
        assert (outside.playground, played.playground) == (False, True)
        assert played.target.startswith("sandbox · ")
        script = list(trail.export("sh"))
        assert trail.verify().ok
    assert script.count(COMMAND) == 1
    assert script.count(f"# {COMMAND}") == 1
