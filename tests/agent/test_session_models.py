"""A session and its models, over a real socket: a switch, a fallback, a wait that is cancelled, tokens, the limit."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.errors import ConfigurationError, ExitCode
from cloud_assist.events import AgentCompleted, AgentFailed, AgentNote, AgentStarted, CommandFinished, Event, Waiting
from cloud_assist.headless.json_report import JsonReport
from cloud_assist.models import Outcome
from cloud_assist.settings import Settings, load_settings
from cloud_assist.store.audit import AuditTrail
from tests.support.conversation import approve, completed, converse, failed
from tests.support.fake_groq import FakeGroq

BIG, SMALL, LOCAL = "groq:openai/gpt-oss-120b", "groq:openai/gpt-oss-20b", "openai:local"

Serve = Callable[..., FakeGroq]
Open = Callable[..., Session]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda *steps: stack.enter_context(FakeGroq(steps))


@pytest.fixture
async def open_session(shared_cache: Path) -> AsyncIterator[Open]:
    made: list[Session] = []

    def start(server: FakeGroq, session_id: str = "", **values: str) -> Session:
        made.append(Session(settings_of(server, shared_cache, **values), session_id=session_id))
        return made[-1]

    yield start
    for session in made:
        await session.close()


def settings_of(server: FakeGroq, cache: Path, **values: str) -> Settings:
    environ = {"HOME": str(Path.home()), "PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(cache), "MODEL_TIMEOUT": "20"}
    return load_settings(environ=environ | server.environment() | values)


def told(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, AgentNote)]


async def test_a_switch_counts_from_the_next_request_on(serve: Serve, open_session: Open) -> None:
    server = serve({"command": "true"})
    session = open_session(server)
    await converse(session, "one", [approve])
    await session.use_model(SMALL)
    assert session.model == SMALL
    with pytest.raises(ConfigurationError, match="has no model"):
        await session.use_model("groq:nosuch")
    events = await converse(session, "two", [approve])
    assert next(event.model for event in events if isinstance(event, AgentStarted)) == SMALL
    assert [chat.json["model"] for chat in server.chats] == ["openai/gpt-oss-120b", "openai/gpt-oss-20b"]
    assert [(used.model, used.calls, used.tokens_in) for used in await session.usage()] == [
        (BIG, 1, 512),
        (SMALL, 1, 512),
    ]


async def test_the_model_that_answered_is_named_everywhere(
    serve: Serve, open_session: Open, shared_cache: Path
) -> None:
    gone, local = serve({"status": 404}), serve({"command": "true"})
    values = {"CLOUD_ASSIST_FALLBACK_MODELS": LOCAL, "OPENAI_BASE_URL": f"{local.url}/openai/v1"}
    events = await converse(open_session(gone, **values), "x", [approve])
    assert f"Asking {LOCAL} instead." in told(events)[0]
    printed = StringIO()
    report = JsonReport(printed)
    for event in events:
        report.tell(event)
    said: dict[str, Any] = json.loads(printed.getvalue())
    assert said["model"] == LOCAL
    (used,) = said["model_usage"]
    assert (used["model"], used["calls"], used["tokens_in"], used["tokens_out"]) == (LOCAL, 1, 512, 64)
    with closing(AuditTrail(settings_of(gone, shared_cache), str)) as trail:
        assert "".join(trail.export("jsonl")).count(f'"model": "{LOCAL}"') == 1


async def test_unknown_tokens_are_null_and_never_a_number(serve: Serve, open_session: Open) -> None:
    events = await converse(open_session(serve({"answer": "Yes.", "usage": None})), "x", [])
    printed = StringIO()
    report = JsonReport(printed)
    for event in events:
        report.tell(event)
    (used,) = json.loads(printed.getvalue())["model_usage"]
    assert (used["tokens_in"], used["tokens_out"], used["unknown_calls"]) == (None, None, 1)


async def test_a_wait_for_the_rate_limit_ends_at_once_when_it_is_cancelled(serve: Serve, open_session: Open) -> None:
    session = open_session(serve({"status": 429, "retry_after": 15}))
    began = time.time()
    ended = began
    async for event in session.start("x"):
        if isinstance(event, Waiting):
            assert event.until == pytest.approx(time.time() + 15, abs=1)
            ended = time.monotonic()
            session.cancel()
        if isinstance(event, AgentCompleted):
            assert event.outcome is Outcome.CANCELLED
    assert time.monotonic() - ended < 2


async def test_a_wait_that_is_over_goes_on_by_itself(serve: Serve, open_session: Open) -> None:
    session = open_session(serve({"status": 429, "retry_after": 0.2}, {"command": "true"}))
    events = await converse(session, "x", [approve])
    assert [event.why for event in events if isinstance(event, Waiting)] == ["The rate limit of Groq was reached."]
    assert completed(events).outcome is Outcome.SUCCEEDED


async def test_a_stream_that_is_cut_runs_nothing(serve: Serve, open_session: Open) -> None:
    session = open_session(serve({"command": "touch half; rm -rf ~/half-of-a-name", "cut": True}))
    events = await converse(session, "x", [])
    assert "closed before the reply was complete" in failed(events).what
    assert failed(events).exit_code == ExitCode.MODEL_UNREACHABLE
    assert not Path("half").exists()


async def test_the_limit_ends_the_next_request_and_never_a_command(
    serve: Serve, open_session: Open, shared_cache: Path
) -> None:
    server = serve({"command": "sleep 0.2; echo ran > ran"})
    session = open_session(server, "kept", MAX_TOKENS_SESSION="500")
    events = await converse(session, "one", [approve])
    assert any(isinstance(event, CommandFinished) and event.result.ok for event in events)
    assert Path("ran").exists(), "the limit was passed by its own request, whose command ran to its end"
    assert isinstance((await converse(session, "two", []))[-1], AgentFailed)
    await session.close()
    again = open_session(server, "kept", MAX_TOKENS_SESSION="500")
    events = await converse(again, "three", [])
    assert "used up its tokens" in failed(events).what
    assert failed(events).exit_code == ExitCode.REFUSED
    assert len(server.chats) == 1
    assert [used.calls for used in await again.usage()] == [1]
    await converse(again, "own", [approve], command="echo mine > mine")
    assert Path("mine").exists(), "one's own command needs no model"


async def test_choices_are_asked_for_without_blocking(serve: Serve, open_session: Open) -> None:
    session = open_session(serve({"command": "true"}))
    choices = await asyncio.wait_for(session.models(), 10)
    assert choices[0] == BIG
    assert {SMALL, "offline"} <= {*choices}
