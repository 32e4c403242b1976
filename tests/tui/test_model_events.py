"""What a model's provider does meanwhile, on the card: a countdown, an answer's first words, what the calls took."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from cloud_assist.events import AnswerSoFar, ModelCalled, Waiting
from cloud_assist.models import ModelUsage
from cloud_assist.settings import Settings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.choice_list import ChoiceList
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import Drive

GROQ = "groq:openai/gpt-oss-120b"


async def test_a_wait_counts_down_and_esc_ends_it_at_once(drive: Drive) -> None:
    waiting = Waiting(time.time() + 15, "The rate limit of Groq was reached.")
    async with drive(FakeSession(meanwhile=[waiting])) as app:
        await app.ask("list my buckets")
        await app.until(lambda: "Trying again in 15 s" in app.text() or "Trying again in 14 s" in app.text())
        assert "The rate limit of Groq was reached." in app.text()
        await app.until(lambda: "Trying again in 13 s" in app.text())
        began = time.monotonic()
        await app.pilot.press("escape")
        await app.until(lambda: not app.app.busy)
        assert time.monotonic() - began < 3
        assert "Cancelled" in app.text()


async def test_the_countdown_gives_way_to_the_step_when_it_is_over(drive: Drive) -> None:
    over = Waiting(time.time() - 1, "The rate limit of Groq was reached.")
    still = Waiting(time.time() + 30, "")
    async with drive(FakeSession(meanwhile=[over, ModelCalled(GROQ, 1, 1, 0.1), still])) as app:
        await app.ask("x")
        await app.until(lambda: "Waiting" in app.text())
        app.app.screen.query_one("StepLine").wait(0.0, "")  # type: ignore[attr-defined]
        await app.until(lambda: "Generating" in app.text())
        assert "Trying again" not in app.text()


async def test_the_words_of_an_answer_show_as_they_come_and_never_as_markup(drive: Drive) -> None:
    held = Waiting(time.time() + 30, "")
    async with drive(FakeSession(meanwhile=[AnswerSoFar("A bucket [b]holds"), held])) as app:
        await app.ask("what is a bucket?")
        await app.until(lambda: "A bucket [b]holds" in app.text())


async def test_words_that_are_taken_back_go(drive: Drive) -> None:
    held = Waiting(time.time() + 30, "held")
    async with drive(FakeSession(meanwhile=[AnswerSoFar("A bucket"), AnswerSoFar(""), held])) as app:
        await app.ask("x")
        await app.until(lambda: "held" in app.text())
        assert "A bucket" not in app.text()


@pytest.mark.parametrize(
    ("calls", "said"),
    [
        ([ModelCalled(GROQ, 1_512, 64, 1.24)], f"{GROQ} · 1,512 tokens in, 64 out · 1.2 s"),
        ([ModelCalled(GROQ, 10, 1, 1), ModelCalled("openai:x", 20, 2, 2)], "openai:x · 30 tokens in, 3 out · 3.0 s"),
        ([ModelCalled(GROQ, 10, 1, 1), ModelCalled(GROQ, None, None, 2)], "unknown tokens in, unknown out · 3.0 s"),
    ],
)
async def test_what_a_command_and_an_answer_took_is_told(drive: Drive, calls: list[ModelCalled], said: str) -> None:
    proposes = FakeSession([Turn(assess("aws s3 ls"), result())], meanwhile=list(calls))
    async with drive(proposes, size=(160, 30)) as app:
        await app.ask("list my buckets")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy)
        await app.until(lambda: said in app.text())
    async with drive(FakeSession(answer_text="Yes.", meanwhile=list(calls)), size=(160, 30)) as app:
        await app.ask("is it?")
        await app.until(lambda: said in app.text())


# --- /model and /usage ------------------------------------------------------------------------------------------

SMALL = "groq:openai/gpt-oss-20b"


async def test_model_lists_what_can_be_chosen_and_switches(drive: Drive) -> None:
    async with drive(FakeSession(other_models=(SMALL,), answer_text="Yes.")) as app:
        await app.ask("/model")
        await app.modal(ChoiceList)
        await app.until(lambda: f"{GROQ}  in use" in app.text() and "offline  local catalog" in app.text())
        await app.pilot.press(*"oss-20b", "enter")
        await app.until(lambda: app.session.model == SMALL)
        await app.until(lambda: SMALL in app.text().splitlines()[0])  # the status line
        assert f"{SMALL} is asked from the next request on." in app.told()


async def test_model_with_a_name_switches_at_once_and_a_bad_name_says_why(drive: Drive) -> None:
    async with drive(FakeSession(other_models=(SMALL,)), size=(140, 40)) as app:
        await app.ask(f"/model {SMALL}")
        await app.until(lambda: app.session.model == SMALL)
        await app.ask("/model groq:it's [b]none")
        await app.until(lambda: "There is no groq:it's [b]none." in app.text())
        assert "Choose one of these" in app.text()
        assert app.session.model == SMALL
        assert not app.session.started


@pytest.mark.parametrize(
    ("used", "limit", "said"),
    [
        ((), 0, ["No model was called", "0 tokens in all, no limit"]),
        (
            (ModelUsage(GROQ, 3, 4_500, 210, 4.2, 0), ModelUsage("openai:x", 1, 0, 0, 12.0, 1)),
            100_000,
            ["3 calls · 4,500 tokens in, 210 out · 4.2 s", "1 call · tokens unknown · 12 s", "4,710 of 100,000 tokens"],
        ),
        ((ModelUsage("openai:x", 3, 20, 10, 1.0, 1),), 0, ["20 tokens in, 10 out (unknown for 1)", "Not counted: 1"]),
    ],
)
async def test_usage_tells_each_model_and_the_limit(
    drive: Drive, settings: Settings, used: tuple[ModelUsage, ...], limit: int, said: list[str]
) -> None:
    limited = replace(settings, max_tokens_session=limit)
    async with drive(FakeSession(used=used), size=(120, 40), settings=limited) as app:
        await app.ask("/usage")
        await app.until(lambda: all(words in app.text() for words in said))
