"""Replies that come as a stream: an answer's words are told as they come, and what is cut is never taken for whole."""

from __future__ import annotations

import json

import pytest

from cloud_assist.errors import ModelUnreachableError
from cloud_assist.events import AnswerSoFar
from cloud_assist.llm.partial import answer_so_far
from tests.llm.conftest import Asked, StartServer
from tests.support.fake_groq import FakeGroq

LLAMA = "groq:meta-llama/llama-4-scout-17b-16e-instruct"
WORDS = "A bucket holds objects. " * 12


def shown(asked: Asked) -> list[str]:
    return [event.text for event in asked.told if isinstance(event, AnswerSoFar)]


@pytest.mark.parametrize("model", ["groq:openai/gpt-oss-120b", LLAMA])
async def test_the_words_of_an_answer_are_told_as_they_come(start_server: StartServer, model: str) -> None:
    step = {"fields": {"kind": "answer", "command": "", "explanation": WORDS, "question": ""}, "piece_delay_s": 0.03}
    asked = Asked(start_server(step), CLOUD_ASSIST_MODEL=model)
    assert (await asked()).explanation == WORDS.strip()
    told = shown(asked)
    assert len(told) > 2
    assert all(WORDS.startswith(text) for text in told)
    assert [len(text) for text in told] == sorted({len(text) for text in told})
    assert asked.server.chats[0].json["stream"] is True


async def test_nothing_of_a_command_is_told_before_it_is_whole(start_server: StartServer) -> None:
    step = {"command": "aws s3 ls", "explanation": WORDS, "piece_delay_s": 0.01}
    asked = Asked(start_server(step))
    assert (await asked()).command == "aws s3 ls"
    assert not shown(asked)


async def test_words_that_came_to_nothing_are_taken_back(start_server: StartServer) -> None:
    answer = {"fields": {"kind": "answer", "explanation": WORDS}, "piece_delay_s": 0.01}
    asked = Asked(start_server({**answer, "finish_reason": "length"}, {"command": "ls"}))
    assert (await asked()).command == "ls"
    assert shown(asked)[-1] == ""


@pytest.mark.parametrize("model", ["groq:openai/gpt-oss-120b", LLAMA])
@pytest.mark.parametrize("command", ["rm -rf ~/old-backups-of-last-year", "ls"])
async def test_a_stream_that_is_cut_is_said_and_never_half_a_command(
    start_server: StartServer, command: str, model: str
) -> None:
    asked = Asked(start_server({"command": command, "cut": True}), CLOUD_ASSIST_MODEL=model)
    with pytest.raises(ModelUnreachableError, match="closed before the reply was complete"):
        await asked()
    assert "closed before the reply was complete. Trying again." in asked.notes[0]
    assert [chat.json.get("stream", False) for chat in asked.server.chats] == [True, False, False]


async def test_a_whole_object_without_a_finish_reason_is_still_a_stream_that_was_cut(
    start_server: StartServer,
) -> None:
    step = {"command": "rm -rf ~/old", "finish_reason": None}
    asked = Asked(start_server(step, {"command": "ls -d ~/old"}))
    assert (await asked()).command == "ls -d ~/old"
    assert (asked.calls[0].tokens_in, asked.calls[0].tokens_out) == (None, None)


async def test_a_server_that_refuses_to_stream_a_form_is_asked_for_it_in_one_piece_from_then_on(
    start_server: StartServer,
) -> None:
    server = start_server({"command": "ls", "stream": "refused"})
    for _ in range(2):
        assert (await Asked(server)()).command == "ls"
    assert [chat.json.get("stream", False) for chat in server.chats] == [True, False, False]
    assert {chat.form for chat in server.chats} == {"json_schema"}


async def test_a_server_that_never_streams_is_asked_to_only_once(start_server: StartServer) -> None:
    server = start_server({"command": "ls", "stream": "ignored"})
    for _ in range(2):
        assert (await Asked(server)()).command == "ls"
    assert [chat.json.get("stream", False) for chat in server.chats] == [True, False, False]


# --- Tokens -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stream", ["ignored", None])
@pytest.mark.parametrize("provider", ["groq", "openai"])
async def test_tokens_are_told_where_the_provider_says_them(
    start_server: StartServer, provider: str, stream: str | None
) -> None:
    asked = asked_of(provider, start_server({"command": "ls", "stream": stream}))
    await asked()
    (call,) = asked.calls
    assert (call.model, call.tokens_in, call.tokens_out) == (asked.settings.model, 512, 64)
    assert 0 < call.duration_s < 20


@pytest.mark.parametrize("stream", ["ignored", None])
@pytest.mark.parametrize("provider", ["groq", "openai"])
async def test_tokens_are_unknown_where_the_provider_does_not_say_them(
    start_server: StartServer, provider: str, stream: str | None
) -> None:
    asked = asked_of(provider, start_server({"command": "ls", "stream": stream, "usage": None}))
    await asked()
    assert [(call.tokens_in, call.tokens_out) for call in asked.calls] == [(None, None)]


async def test_every_call_is_told_of_use_or_not(start_server: StartServer) -> None:
    asked = Asked(start_server({"text": "prose"}, {"command": "ls"}))
    await asked()
    assert len(asked.calls) == 2


def asked_of(provider: str, server: FakeGroq) -> Asked:
    base = {"OPENAI_BASE_URL": f"{server.url}/openai/v1"} if provider == "openai" else {}
    return Asked(server, CLOUD_ASSIST_MODEL=f"{provider}:openai/gpt-oss-120b", **base)


# --- The beginning of an object ---------------------------------------------------------------------------------

ANSWER = json.dumps({"kind": "answer", "command": "", "explanation": 'Say "ä\n😀" and \\.', "question": ""})


def test_every_beginning_of_an_answer_is_a_beginning_of_its_words() -> None:
    words = json.loads(ANSWER)["explanation"]
    told = [answer_so_far(ANSWER[:end]) for end in range(len(ANSWER) + 1)]
    assert all(words.startswith(text) for text in told)
    assert told[-1] == words
    assert [len(text) for text in told] == sorted(len(text) for text in told)


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "command", "command": "rm -rf /", "explanation": "Deletes',
        '{"explanation": "Deletes", "kind": "answer"',
        '{"kind": "answer", "command": "a \\"explanation\\": \\"b',
        "Well, the answer",
        "<think>{",
        "",
    ],
)
def test_what_is_not_surely_an_answer_shows_nothing(text: str) -> None:
    assert answer_so_far(text) == ""


def test_terminal_controls_do_not_reach_the_screen() -> None:
    text = json.dumps({"kind": "answer", "explanation": "a\x1b]52;c;eA==\x07b\x1b[31mc\x9b1md"})
    assert answer_so_far(text) == "abcd"
