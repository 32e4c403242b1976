"""The app over the real agent, a scripted model server and real programs: how a card tells answers and failures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.settings import load_settings
from cloud_assist.tui.screens.retry import RetryModal
from tests.support.fake_groq import FakeGroq
from tests.tui.conftest import Drive

FAILS = "cat nosuchfile; exit 3"


@pytest.fixture
def words() -> None:
    Path("words").write_text("word\n")


async def test_an_answer_is_told_on_the_card_without_a_retry(drive: Drive, words: None) -> None:
    with FakeGroq([{"command": "grep nosuchword words"}]) as server:
        settings = load_settings({"AUTO_APPROVE": "read_only"}, environ={**os.environ, **server.environment()})
        session: Any = Session(settings)
        async with drive(session, settings=settings) as app:
            await app.ask("is the word there")
            await app.until(lambda: "Nothing found." in app.text())
            assert "✓ exit 1" in app.text()
            assert "Done" in app.text()
            assert len(server.requests) == 1


async def test_a_retry_that_brings_nothing_new_leaves_the_failed_attempt_on_the_card(drive: Drive) -> None:
    with FakeGroq([{"command": FAILS}]) as server:
        settings = load_settings({"AUTO_APPROVE": "read_only"}, environ={**os.environ, **server.environment()})
        session: Any = Session(settings)
        async with drive(session, settings=settings, size=(120, 40)) as app:
            await app.ask("show it")
            await app.modal(RetryModal)
            await app.pilot.press("r")
            await app.until(lambda: "It repeated the command that just failed." in " ".join(app.text().split()))
            assert "✗ exit 3" in app.text()
            assert "No such file or directory" in app.text()
            assert "Failed" in app.text()
