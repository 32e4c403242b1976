"""Groq over a real socket: what is sent, in which form, and what is made of the replies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloud_assist.errors import NoUsableReplyError
from cloud_assist.llm.port import Failure, ProposalRequest, Rejection, Reply, ReplyKind
from cloud_assist.llm.providers import make_proposer
from tests.llm.conftest import REQUEST, Asked, StartServer, settings_for
from tests.support.fake_groq import KEY

LLAMA = "groq:meta-llama/llama-4-scout-17b-16e-instruct"


# --- What is sent -----------------------------------------------------------------------------------------------


async def test_the_strict_models_are_asked_with_a_schema_and_nothing_that_is_not_set(start_server: StartServer) -> None:
    asked = Asked(start_server({"command": "aws s3 ls", "explanation": "Lists them."}))
    assert await asked() == Reply(ReplyKind.COMMAND, command="aws s3 ls", explanation="Lists them.")
    (chat,) = asked.server.chats
    body = chat.json
    assert body["response_format"]["json_schema"]["strict"] is True
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema["required"] == list(schema["properties"])
    assert schema["additionalProperties"] is False
    assert "tools" not in body, "Groq refuses a response format together with tools"
    assert "null" not in chat.body.decode()
    assert body["max_tokens"] >= 4_000
    assert body["reasoning_effort"] in {"low", "medium", "high"}
    assert chat.headers["authorization"] == f"Bearer {KEY}"
    assert chat.size < 4_000


async def test_other_models_are_asked_with_a_function(start_server: StartServer) -> None:
    asked = Asked(start_server({"command": "aws s3 ls"}), CLOUD_ASSIST_MODEL=LLAMA)
    assert (await asked()).command == "aws s3 ls"
    (chat,) = asked.server.chats
    assert chat.json["tool_choice"] == {"type": "function", "function": {"name": "reply"}}
    assert "response_format" not in chat.json
    assert "reasoning_effort" not in chat.json
    assert "null" not in chat.body.decode()


async def test_a_base_url_copied_with_its_path_works(start_server: StartServer) -> None:
    server = start_server({"command": "ls"})
    asked = Asked(server, GROQ_API_BASE=f"{server.url}/openai/v1/")
    assert (await asked()).command == "ls"


async def test_the_base_url_is_the_settings_own(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = start_server({"command": "rm -rf ~"})
    monkeypatch.setenv("GROQ_BASE_URL", elsewhere.url)  # the SDK reads this one by itself
    monkeypatch.setenv("GROQ_API_BASE", elsewhere.url)
    assert (await Asked(start_server({"command": "ls"}))()).command == "ls"
    assert not elsewhere.requests


async def test_a_question_and_an_answer_come_back(start_server: StartServer) -> None:
    assert (await Asked(start_server({"question": "Which region?"}))()).question == "Which region?"
    reply = await Asked(start_server({"answer": "A bucket."}))()
    assert (reply.kind, reply.explanation) == (ReplyKind.ANSWER, "A bucket.")


# --- Forms ------------------------------------------------------------------------------------------------------


async def test_a_model_without_schemas_is_asked_with_a_function_from_then_on(start_server: StartServer) -> None:
    server = start_server({"command": "ls", "only_for": "tools"})
    proposer = make_proposer(settings_for(server))
    for _ in range(2):
        assert (await proposer.propose(REQUEST, print)).command == "ls"
    await proposer.close()
    assert [chat.form for chat in server.chats] == ["json_schema", "tools", "tools"]


async def test_a_model_without_either_is_asked_in_plain_text(start_server: StartServer) -> None:
    asked = Asked(start_server({"text": "Here:\n```bash\naws s3 ls\n```", "only_for": "text"}))
    assert (await asked()).command == "aws s3 ls"
    assert asked.forms == ["json_schema", "tools", "text"]


@pytest.mark.parametrize(
    "generation",
    [
        '<function=reply>{"kind":"command","command":"aws s3 ls"}</function>',
        '{"name":"reply","arguments":{"kind":"command","command":"aws s3 ls"}}',
        '<|channel|>commentary to=functions.reply <|message|>{"command":"aws s3 ls"}<|call|>',
        "```bash\naws s3 ls\n```",
    ],
)
@pytest.mark.parametrize("code", ["tool_use_failed", "json_validate_failed"])
async def test_a_failed_generation_is_read(start_server: StartServer, code: str, generation: str) -> None:
    asked = Asked(start_server({"error": code, "failed_generation": generation}))
    assert (await asked()).command == "aws s3 ls"
    assert len(asked.forms) == 1


@pytest.mark.parametrize(
    "generation",
    [
        "",
        "I would rather talk.",
        '{"name": "repo_browser.open_file", "arguments": {"path": "x"}}',
        '{"kind":"command","command":"aws s3 ls","explanation":"Lists","question":',
        "Somebody might type this here:\n```bash\nrm -rf ~\n```",
        "I can't help with that.\n`rm -rf ~`",
    ],
)
async def test_a_failed_generation_of_no_use_leads_to_the_next_form(start_server: StartServer, generation: str) -> None:
    step = {"error": "json_validate_failed", "failed_generation": generation}
    asked = Asked(start_server(step, {"command": "ls"}))
    assert (await asked()).command == "ls"
    assert asked.forms == ["json_schema", "tools"]


@pytest.mark.parametrize("arguments", ["[1]", '"aws s3 ls"', "3"])
async def test_arguments_that_are_no_object_are_the_models_fault(start_server: StartServer, arguments: str) -> None:
    asked = Asked(start_server({"arguments": arguments}))
    with pytest.raises(NoUsableReplyError, match="did not return a command"):
        await asked()
    asked = Asked(start_server({"arguments": arguments, "stream": "ignored"}, {"command": "ls"}))
    assert (await asked()).command == "ls"


async def test_two_calls_are_no_reply(start_server: StartServer) -> None:
    call = {"type": "function", "function": {"name": "reply", "arguments": '{"command": "ls"}'}}
    calls = [call | {"id": "a"}, call | {"id": "b"}]
    body = {
        "choices": [{"message": {"role": "assistant", "content": None, "tool_calls": calls}, "finish_reason": "stop"}]
    }
    with pytest.raises(NoUsableReplyError):
        await Asked(start_server({"raw": json.dumps(body)}))()


async def test_every_form_refused_says_what_the_server_said(start_server: StartServer) -> None:
    asked = Asked(start_server({"error": "tool_use_failed", "failed_generation": ""}))
    with pytest.raises(NoUsableReplyError, match="no usable reply") as caught:
        await asked()
    assert "failed_generation" in caught.value.why
    assert asked.forms == ["json_schema", "tools", "text"]


async def test_thinking_that_used_up_the_room_is_given_more(start_server: StartServer) -> None:
    asked = Asked(start_server({"text": '{"kind":"comm', "finish_reason": "length"}, {"command": "ls"}))
    assert (await asked()).command == "ls"
    first, second = (chat.json for chat in asked.server.chats)
    assert second["max_tokens"] > first["max_tokens"]
    assert second["reasoning_effort"] == "low"


async def test_a_model_that_never_has_room_enough_is_named(start_server: StartServer) -> None:
    with pytest.raises(NoUsableReplyError, match="reached its token limit"):
        await Asked(start_server({"text": "", "finish_reason": "length"}))()


@pytest.mark.parametrize(
    ("reason", "said"),
    [("length", "reached its token limit"), ("max_tokens", "reached its token limit"), ("content_filter", "filter")],
)
async def test_a_reply_that_was_ended_for_the_model_is_not_taken(
    start_server: StartServer, reason: str, said: str
) -> None:
    text = "```bash\nrm -rf ~/old\n```"
    with pytest.raises(NoUsableReplyError) as caught:
        await Asked(start_server({"text": text, "finish_reason": reason}))()
    assert said in str(caught.value)


# --- Replies of no use ------------------------------------------------------------------------------------------

NO_USE: dict[str, tuple[dict[str, Any], str]] = {
    "prose": ({"text": "You could use the AWS CLI for that."}, "You could use the AWS CLI"),
    "empty": ({"text": ""}, "empty"),
    "300 kB": ({"huge": 300_000}, "word word"),
    "bad JSON": ({"text": '{"kind": "command", "comm'}, "kind"),
    "wrong schema": ({"fields": {"kind": "command", "command": {"name": "ls"}}}, "an object, not text"),
    "empty command": ({"command": ""}, "empty"),
    "NUL": ({"command": "ls\0"}, "NUL"),
    "too long": ({"command": "x" * 10_000}, "10,000 bytes"),
    "bad arguments": ({"arguments": "{not json"}, "not json"),
    "filtered": ({"text": "", "finish_reason": "content_filter"}, "content filter"),
    "two blocks": ({"text": "```sh\nls\n```\n```sh\npwd\n```"}, "2 code blocks"),
}


@pytest.mark.parametrize(("step", "said"), NO_USE.values(), ids=NO_USE.keys())
async def test_a_reply_of_no_use_has_a_second_chance_and_then_an_error(
    start_server: StartServer, step: dict[str, Any], said: str
) -> None:
    asked = Asked(start_server(step))
    with pytest.raises(NoUsableReplyError) as caught:
        await asked()
    assert said in str(caught.value)
    assert caught.value.todo
    assert len(str(caught.value)) < 800
    assert len(asked.server.chats) == 2
    assert "could not be used" in asked.server.chats[1].json["messages"][-1]["content"]
    assert asked.notes == ["the reply could not be used, asking again"]


async def test_the_second_chance_is_taken(start_server: StartServer) -> None:
    asked = Asked(start_server({"text": "Well…"}, {"command": "ls"}))
    assert (await asked()).command == "ls"
    assert asked.forms == ["json_schema", "tools"]


TURNED_DOWN = {
    "failed": ProposalRequest("x", "", failure=Failure("aws s3 ls  --bogus", 252, "Unknown options")),
    "rejected": ProposalRequest("x", "", rejections=(Rejection("aws s3 ls --bogus", "no"), Rejection("pwd", ""))),
}


@pytest.mark.parametrize("request_", TURNED_DOWN.values(), ids=TURNED_DOWN.keys())
async def test_a_command_is_not_proposed_again(start_server: StartServer, request_: ProposalRequest) -> None:
    again = {"command": " aws s3 ls --bogus;\n"}
    asked = Asked(start_server(again, {"command": "aws s3 ls"}))
    assert (await asked(request_)).command == "aws s3 ls"
    assert "Propose a different one" in asked.server.chats[1].json["messages"][-1]["content"]
    with pytest.raises(NoUsableReplyError, match="no other command"):
        await Asked(start_server(again))(request_)


async def test_spaces_that_matter_make_another_command(start_server: StartServer) -> None:
    request = ProposalRequest("x", "", rejections=(Rejection("grep 'a  b' f", ""),))
    assert (await Asked(start_server({"command": "grep 'a b' f"}))(request)).command == "grep 'a b' f"


async def test_a_placeholder_for_a_secret_never_becomes_a_command(start_server: StartServer) -> None:
    asked = Asked(start_server({"command": "mysql -p'[REDACTED:password#1]' -e 'show tables'"}))
    with pytest.raises(NoUsableReplyError, match="needs a secret") as caught:
        await asked()
    assert "$DB_PASSWORD" in caught.value.todo
