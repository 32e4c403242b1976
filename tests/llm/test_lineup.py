"""Who answers in a session: the chosen model, the next one where it cannot, and nobody once the tokens are used up."""

from __future__ import annotations

from typing import Any

import pytest

from cloud_assist.errors import (
    ConfigurationError,
    ModelUnreachableError,
    NoUsableReplyError,
    RateLimitedError,
    TokenLimitError,
)
from cloud_assist.events import AgentNote, ModelCalled, ModelEvent
from cloud_assist.llm import lineup
from cloud_assist.llm.lineup import Lineup
from cloud_assist.llm.usage import UsageTally
from cloud_assist.models import ModelUsage
from cloud_assist.settings import Settings, load_settings
from tests.llm.conftest import REQUEST, StartServer, settings_for
from tests.support.fake_groq import FakeGroq
from tests.support.fakes import ScriptedProposer, command

FIRST = "groq:openai/gpt-oss-120b"
LOCAL = "openai:local"
OK = {"command": "ls"}


def both(first: FakeGroq, second: FakeGroq, **values: str) -> Settings:
    """Return settings with Groq's model at `first`, and one of an own server at `second` to stand in for it."""
    base = {"CLOUD_ASSIST_FALLBACK_MODELS": LOCAL, "OPENAI_BASE_URL": f"{second.url}/openai/v1"}
    return settings_for(first, **(base | values))


class Line:
    """A lineup, and what it told."""

    def __init__(self, settings: Settings) -> None:
        self.tally = UsageTally()
        self.told: list[ModelEvent] = []
        self.lineup = Lineup(settings, self.tally)

    async def __call__(self) -> str:
        return (await self.lineup.propose(REQUEST, self.told.append)).model

    @property
    def notes(self) -> list[str]:
        return [event.text for event in self.told if isinstance(event, AgentNote)]


@pytest.fixture
async def opened() -> Any:
    made: list[Line] = []

    def make(settings: Settings) -> Line:
        made.append(Line(settings))
        return made[-1]

    yield make
    for line in made:
        await line.lineup.close()
        await line.lineup.close()


# --- Fallback ---------------------------------------------------------------------------------------------------

QUOTA = {"status": 429, "message": "You exceeded your current quota", "code": "insufficient_quota"}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"status": 404}, "has no model"),
        ({"status": 429, "retry_after": 600}, "rate limit"),
        (QUOTA, "rate limit"),
        ({"status": 503, "retry_after": 600}, "status 503"),
        ({"drop": True}, "closed before the reply"),
    ],
    ids=["gone", "limited for long", "out of quota", "down", "unreachable"],
)
async def test_the_next_model_answers_where_the_first_cannot(
    start_server: StartServer, opened: Any, step: dict[str, Any], said: str
) -> None:
    first, second = start_server(step), start_server(OK)
    line = opened(both(first, second))
    assert await line() == LOCAL
    assert said in line.notes[-1]
    assert f"Asking {LOCAL} instead." in line.notes[-1]
    assert [each.model for each in line.tally.models] == [LOCAL]
    asked = len(first.chats)
    assert await line() == LOCAL, "it is passed over for a while"
    assert len(first.chats) == asked
    assert line.notes[-1] == f"{FIRST} could not answer a moment ago. Asking {LOCAL} instead."


async def test_the_first_is_asked_again_after_its_rest(
    start_server: StartServer, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineup, "RESTS_S", 0.0)
    line = opened(both(start_server({"status": 404}, OK), start_server(OK)))
    assert [await line(), await line()] == [LOCAL, FIRST]


async def test_a_short_wait_is_waited_for_and_no_reason_to_change(start_server: StartServer, opened: Any) -> None:
    second = start_server(OK)
    line = opened(both(start_server({"status": 429, "retry_after": 0.1}, OK), second))
    assert await line() == FIRST
    assert not second.requests


@pytest.mark.parametrize(
    ("step", "error"),
    [
        ({"status": 401}, ModelUnreachableError),
        ({"status": 403}, ModelUnreachableError),
        ({"status": 413}, ModelUnreachableError),
        ({"text": "prose"}, NoUsableReplyError),
    ],
)
async def test_what_the_person_must_correct_is_said_and_not_passed_over(
    start_server: StartServer, opened: Any, step: dict[str, Any], error: type[Exception]
) -> None:
    second = start_server(OK)
    line = opened(both(start_server(step), second))
    with pytest.raises(error):
        await line()
    assert not second.requests


async def test_where_none_answers_the_last_error_is_told_and_all_are_tried_again(
    start_server: StartServer, opened: Any
) -> None:
    first, second = start_server({"status": 404}), start_server({"status": 429, "retry_after": 600})
    line = opened(both(first, second))
    for _ in range(2):
        with pytest.raises(RateLimitedError):
            await line()
    assert (len(first.chats), len(second.chats)) == (2, 2)


async def test_the_catalog_can_stand_in_last(start_server: StartServer, opened: Any) -> None:
    server = start_server({"status": 404})
    line = opened(settings_for(server, CLOUD_ASSIST_FALLBACK_MODELS="offline"))
    assert await line() == "offline"


@pytest.mark.parametrize("value", ["groq", "groq:a b", "nosuch:x", "offline,,x"])
def test_a_fallback_that_is_no_model_is_refused_with_what_is_allowed(value: str) -> None:
    with pytest.raises(ConfigurationError, match="CLOUD_ASSIST_FALLBACK_MODELS") as caught:
        load_settings(environ={"HOME": "/nowhere", "CLOUD_ASSIST_FALLBACK_MODELS": value})
    assert "groq:NAME" in caught.value.todo


def test_a_fallback_without_its_key_is_refused_at_the_start(start_server: StartServer) -> None:
    settings = settings_for(start_server(OK), CLOUD_ASSIST_FALLBACK_MODELS="anthropic:claude-x")
    with pytest.raises(ConfigurationError, match="ANTHROPIC_API_KEY is not set"):
        Lineup(settings, UsageTally())


# --- Choosing ---------------------------------------------------------------------------------------------------


async def test_another_model_is_asked_once_it_is_chosen(start_server: StartServer, opened: Any) -> None:
    server = start_server(OK)
    line = opened(settings_for(server))
    assert await line() == FIRST
    await line.lineup.choose("groq:openai/gpt-oss-20b")
    assert (line.lineup.name, await line()) == ("groq:openai/gpt-oss-20b",) * 2
    assert [chat.json["model"] for chat in server.chats] == ["openai/gpt-oss-120b", "openai/gpt-oss-20b"]


@pytest.mark.parametrize(
    ("label", "said", "todo"),
    [
        ("gpt", "'gpt' is not valid", "groq:NAME"),
        ("anthropic:claude-x", "ANTHROPIC_API_KEY is not set", "ANTHROPIC_API_KEY"),
        ("groq:openai/gpt-oss-12b", "has no model 'openai/gpt-oss-12b'", "groq:openai/gpt-oss-20b"),
    ],
)
async def test_a_bad_choice_says_why_and_changes_nothing(
    start_server: StartServer, opened: Any, label: str, said: str, todo: str
) -> None:
    line = opened(settings_for(start_server(OK)))
    with pytest.raises(ConfigurationError) as caught:
        await line.lineup.choose(label)
    assert said in caught.value.what
    assert todo in caught.value.todo
    assert await line() == FIRST


async def test_the_choices_are_what_the_servers_list_and_the_catalog(start_server: StartServer, opened: Any) -> None:
    line = opened(both(start_server(OK, key="k"), start_server(OK), GROQ_API_KEY="k"))
    choices = await line.lineup.choices()
    assert choices[:2] == (FIRST, LOCAL)
    assert {"groq:openai/gpt-oss-20b", "groq:qwen/qwen3-32b", "openai:qwen/qwen3-32b"} <= {*choices}
    assert choices[-1] == "offline"
    assert len({*choices}) == len(choices)


async def test_a_server_that_does_not_answer_has_no_choices(start_server: StartServer, opened: Any) -> None:
    server = start_server(OK)
    line = opened(settings_for(server))
    server.__exit__(None, None, None)
    assert await line.lineup.choices() == (FIRST, "offline")


# --- The limit --------------------------------------------------------------------------------------------------


async def test_no_model_is_asked_once_the_tokens_are_used_up(start_server: StartServer, opened: Any) -> None:
    server = start_server(OK)
    line = opened(settings_for(server, MAX_TOKENS_SESSION="1000"))  # a call takes 576
    assert [await line(), await line()] == [FIRST] * 2
    with pytest.raises(TokenLimitError, match="used up") as caught:
        await line()
    assert "1,152" in caught.value.why
    assert "MAX_TOKENS_SESSION" in caught.value.todo
    assert len(server.chats) == 2


@pytest.mark.parametrize(("limit", "said"), [("1000", 1), ("0", 0)])
async def test_a_limit_that_cannot_be_held_is_said_once(
    start_server: StartServer, opened: Any, limit: str, said: int
) -> None:
    line = opened(settings_for(start_server({**OK, "usage": None}), MAX_TOKENS_SESSION=limit))
    assert [await line(), await line()] == [FIRST] * 2
    assert sum("MAX_TOKENS_SESSION does not count" in note for note in line.notes) == said


async def test_what_was_stored_counts(start_server: StartServer, opened: Any) -> None:
    earlier = UsageTally()
    earlier.add(ModelCalled(FIRST, 900, 100, 1.5))
    server = start_server(OK)
    line = opened(settings_for(server, MAX_TOKENS_SESSION="1000"))
    line.tally.take_up(earlier.to_plain())
    with pytest.raises(TokenLimitError):
        await line()
    assert not server.requests


def test_calls_of_unknown_size_are_told_apart_and_count_nothing() -> None:
    tally = UsageTally()
    for call in (ModelCalled("a", 10, 5, 1.0), ModelCalled("b", None, None, 2.0), ModelCalled("a", None, 7, 0.5)):
        tally.add(call)
    assert tally.models == (ModelUsage("a", 2, 10, 12, 1.5, 1), ModelUsage("b", 1, 0, 0, 2.0, 1))
    assert tally.tokens == 22


def test_a_store_is_taken_up_once_and_a_field_of_a_later_version_is_left_out() -> None:
    tally = UsageTally()
    stored = [{**each, "cost": 3} for each in _counted("a").to_plain()]
    for _ in range(2):
        tally.take_up(stored)
    assert tally.models == _counted("a").models


def _counted(model: str) -> UsageTally:
    tally = UsageTally()
    tally.add(ModelCalled(model, 1, 2, 3.0))
    return tally


async def test_a_proposer_that_is_handed_in_is_the_first(settings: Settings) -> None:
    given = ScriptedProposer([command("ls")])
    made = Lineup(settings, UsageTally(), given)
    assert made.name == "scripted"
    assert (await made.propose(REQUEST, print)).command == "ls"
    await made.close()
    assert given.closed == 1
