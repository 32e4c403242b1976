"""A scripted server, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.events import AgentNote, ModelCalled, ModelEvent, Waiting
from cloud_assist.llm import turn
from cloud_assist.llm.port import ProposalRequest, Reply
from cloud_assist.llm.providers import make_proposer
from cloud_assist.settings import Settings, load_settings
from tests.support.fake_groq import FakeGroq

StartServer = Callable[..., FakeGroq]

REQUEST = ProposalRequest("list my s3 buckets", "OS: Linux\nCLIs: aws 2.31.0")


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Start servers for steps; they stop with the test."""
    with ExitStack() as stack:

        def start(*steps: dict[str, Any], key: str = "") -> FakeGroq:
            return stack.enter_context(FakeGroq(steps, key=key))

        yield start


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "BACKOFF_S", (0.01, 0.02))
    monkeypatch.setattr(turn, "UNSAID_WAIT_S", 0.05)


def settings_for(server: FakeGroq, **values: str) -> Settings:
    environ = {"HOME": str(Path.home()), "MODEL_TIMEOUT": "20"} | server.environment() | values
    return load_settings(environ=environ)


class Asked:
    """One proposer over one server, and what it said meanwhile."""

    def __init__(self, server: FakeGroq, **values: str) -> None:
        self.server = server
        self.settings = settings_for(server, **values)
        self.told: list[ModelEvent] = []

    async def __call__(self, request: ProposalRequest = REQUEST) -> Reply:
        proposer = make_proposer(self.settings)
        try:
            return await proposer.propose(request, self.told.append)
        finally:
            await proposer.close()
            await proposer.close()

    @property
    def notes(self) -> list[str]:
        return [event.text for event in self.told if isinstance(event, AgentNote)]

    @property
    def waits(self) -> list[Waiting]:
        return [event for event in self.told if isinstance(event, Waiting)]

    @property
    def calls(self) -> list[ModelCalled]:
        return [event for event in self.told if isinstance(event, ModelCalled)]

    @property
    def forms(self) -> list[str]:
        return [chat.form for chat in self.server.chats]
