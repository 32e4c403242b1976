"""A new session's first request leaves before the graph is loaded, and is asked once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.ahead import AskedAhead, ask_ahead
from cloud_assist.agent.session import Session
from cloud_assist.errors import ModelUnreachableError
from cloud_assist.events import AgentNote, AnswerSoFar, ModelEvent
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.redaction.redactor import Redactor
from cloud_assist.settings import Settings, load_settings
from tests.support.conversation import approve, completed, converse
from tests.support.fake_groq import FakeGroq

REQUEST = ProposalRequest("list my buckets", "Linux", max_steps=8)
SECRET = "ghp_" + "a1B2c3D4e5F6" * 3


class Slow:
    """A proposer that tells something, waits for `go`, tells more, and replies."""

    name = "slow"

    def __init__(self, error: Exception | None = None) -> None:
        self.go = asyncio.Event()
        self.asked: list[ProposalRequest] = []
        self.ended = 0
        self.closed = 0
        self._error = error

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        self.asked.append(request)
        progress(AgentNote("asking"))
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.ended += 1
            raise
        if self._error is not None:
            raise self._error
        progress(AnswerSoFar("ls"))
        return Reply(ReplyKind.COMMAND, command=f"echo {len(self.asked)}")

    async def close(self) -> None:
        self.closed += 1


async def test_the_reply_goes_to_whoever_asks_the_same_and_what_happened_is_told_then() -> None:
    slow = Slow()
    ahead = AskedAhead(slow, REQUEST, Redactor())
    await asyncio.sleep(0)
    assert slow.asked == [REQUEST]
    told: list[ModelEvent] = []
    reply = asyncio.create_task(ahead.propose(replace(REQUEST, environment="Linux, described later"), told.append))
    slow.go.set()
    assert (await reply).command == "echo 1"
    assert told == [AgentNote("asking"), AnswerSoFar("ls")]
    assert (await ahead.propose(REQUEST, told.append)).command == "echo 2"


async def test_another_request_is_asked_anew() -> None:
    slow = Slow()
    ahead = AskedAhead(slow, REQUEST, Redactor())
    await asyncio.sleep(0)
    other = asyncio.create_task(ahead.propose(replace(REQUEST, prompt="something else"), lambda _: None))
    while len(slow.asked) < 2:
        await asyncio.sleep(0)
    slow.go.set()
    assert (await other).command == "echo 2"
    assert slow.ended == 1


async def test_an_error_is_raised_where_the_reply_is_wanted() -> None:
    slow = Slow(ModelUnreachableError("The server could not be reached."))
    ahead = AskedAhead(slow, REQUEST, Redactor())
    slow.go.set()
    with pytest.raises(ModelUnreachableError):
        await ahead.propose(REQUEST, lambda _: None)


async def test_a_cancel_and_a_close_stop_the_call() -> None:
    slow = Slow()
    ahead = AskedAhead(slow, REQUEST, Redactor())
    waiting = asyncio.create_task(ahead.propose(REQUEST, lambda _: None))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert slow.ended == 1
    unused = AskedAhead(slow, REQUEST, Redactor())
    await asyncio.sleep(0)
    await unused.close()
    assert (slow.ended, slow.closed) == (2, 1)


@pytest.fixture
def model() -> Iterator[FakeGroq]:
    with FakeGroq([{"command": "true"}]) as server:
        yield server


@pytest.fixture
def online(model: FakeGroq, clean_machine: Path) -> Settings:
    return load_settings(environ={"HOME": str(clean_machine), "PATH": os.defpath, **model.environment()})


async def test_a_session_takes_the_reply_and_numbers_secrets_as_it_did(model: FakeGroq, online: Settings) -> None:
    ahead = await ask_ahead(online, " do nothing ", context=f"token {SECRET}", plan=False)
    assert ahead is not None
    session = Session(online, proposer=ahead, redactor=ahead.redactor)
    events = await converse(session, "do nothing", [approve], context=f"token {SECRET}")
    assert completed(events).exit_status == 0
    await session.close()
    assert len(model.chats) == 1
    assert SECRET not in model.chats[0].body.decode()


async def test_what_depends_on_more_than_the_request_waits(model: FakeGroq, online: Settings) -> None:
    assert await ask_ahead(replace(online, grounding=True), "do nothing", context="", plan=False) is None
    assert await ask_ahead(replace(online, model="offline"), "do nothing", context="", plan=False) is None
    assert await ask_ahead(online, " ", context="", plan=False) is None
    assert not model.chats
