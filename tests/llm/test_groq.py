"""Groq over a real socket: every misbehaviour of a server ends in the right error, soon, and without the key."""

from __future__ import annotations

import asyncio
import gc
import json
import ssl
import subprocess
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.errors import ConfigurationError, ModelUnreachableError, NoUsableReplyError, RateLimitedError
from cloud_assist.llm import model_proposer
from cloud_assist.llm.groq import groq_proposer
from cloud_assist.llm.model_proposer import ModelProposer
from cloud_assist.llm.port import Failure, ProposalRequest, Rejection, Reply, ReplyKind
from cloud_assist.llm.providers import make_proposer
from cloud_assist.settings import Settings, load_settings
from tests.fake_groq import KEY, FakeGroq
from tests.llm.conftest import StartServer

REQUEST = ProposalRequest("list my s3 buckets", "OS: Linux\nCLIs: aws 2.31.0")
LLAMA = "groq:meta-llama/llama-4-scout-17b-16e-instruct"


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_proposer, "BACKOFF_S", (0.01, 0.02))
    monkeypatch.setattr(model_proposer, "UNSAID_WAIT_S", 0.05)


def settings_for(server: FakeGroq, **values: str) -> Settings:
    environ = {"HOME": str(Path.home()), "MODEL_TIMEOUT": "20"} | server.environment() | values
    return load_settings(environ=environ)


class Asked:
    """One proposer over one server, and what it said meanwhile."""

    def __init__(self, server: FakeGroq, **values: str) -> None:
        self.server = server
        self.settings = settings_for(server, **values)
        self.notes: list[str] = []

    async def __call__(self, request: ProposalRequest = REQUEST) -> Reply:
        proposer = make_proposer(self.settings)
        try:
            return await proposer.propose(request, self.notes.append)
        finally:
            await proposer.close()
            await proposer.close()

    @property
    def forms(self) -> list[str]:
        return [chat.form for chat in self.server.chats]


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
        '{"kind":"command","command":"aws s3 ls","explanation":"Lists","question":',
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
    "generation", ["", "I would rather talk.", '{"name": "repo_browser.open_file", "arguments": {"path": "x"}}']
)
async def test_a_failed_generation_of_no_use_leads_to_the_next_form(start_server: StartServer, generation: str) -> None:
    step = {"error": "json_validate_failed", "failed_generation": generation}
    asked = Asked(start_server(step, {"command": "ls"}))
    assert (await asked()).command == "ls"
    assert asked.forms == ["json_schema", "tools"]


@pytest.mark.parametrize("arguments", ["[1]", '"aws s3 ls"', "3"])
async def test_arguments_that_are_no_object_are_the_models_fault(start_server: StartServer, arguments: str) -> None:
    asked = Asked(start_server({"arguments": arguments}))
    with pytest.raises(NoUsableReplyError, match="form that was asked for"):
        await asked()
    asked = Asked(start_server({"arguments": arguments}, {"command": "ls"}))
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
    with pytest.raises(ModelUnreachableError, match="refused the request") as caught:
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
    with pytest.raises(NoUsableReplyError, match="ran out of room"):
        await Asked(start_server({"text": "", "finish_reason": "length"}))()


async def test_a_whole_command_in_a_reply_that_ran_out_is_taken(start_server: StartServer) -> None:
    text = '{"kind":"command","command":"aws s3 ls","explanation":"Lists all th'
    assert (await Asked(start_server({"text": text, "finish_reason": "length"}))()).command == "aws s3 ls"


# --- Replies of no use ------------------------------------------------------------------------------------------

NO_USE: dict[str, tuple[dict[str, Any], str]] = {
    "prose": ({"text": "You could use the AWS CLI for that."}, "You could use the AWS CLI"),
    "empty": ({"text": ""}, "empty"),
    "300 kB": ({"huge": 300_000}, "word word"),
    "bad JSON": ({"text": '{"kind": "command", "comm'}, "kind"),
    "wrong schema": ({"fields": {"kind": "command", "command": ["ls"]}}, "a list, not text"),
    "empty command": ({"command": ""}, "empty"),
    "NUL": ({"command": "ls\0"}, "NUL"),
    "too long": ({"command": "x" * 10_000}, "10,000 bytes"),
    "bad arguments": ({"arguments": "{not json"}, "not json"),
    "no finish": ({"text": '{"kind', "finish_reason": None}, "broke off"),
    "filtered": ({"text": "", "finish_reason": "content_filter"}, "content filter"),
    "two blocks": ({"text": "```sh\nls\n```\n```sh\npwd\n```"}, "2 blocks"),
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
    assert asked.notes == ["the reply was of no use, asking once more"]


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


# --- Errors of the server and of the way to it ------------------------------------------------------------------

ERRORS: dict[str, tuple[dict[str, Any], str, str, int]] = {
    # step, in what or why, in todo, calls made
    "401": ({"status": 401}, "does not accept the key in GROQ_API_KEY", "console.groq.com/keys", 1),
    "403": ({"status": 403}, "Access denied", "account", 1),
    "404": ({"status": 404}, "does not exist", "CLOUD_ASSIST_MODEL to another, such as groq:openai/gpt-oss-20b", 1),
    "413": ({"status": 413}, "too large", "Attach less", 1),
    "400 too long": ({"status": 400, "message": "Please reduce the length of the messages"}, "too large", "less", 1),
    "400": ({"status": 400, "message": "no such thing"}, "no such thing", "CLOUD_ASSIST_MODEL", 3),
    "422": ({"status": 422, "message": "semantic"}, "semantic", "CLOUD_ASSIST_MODEL", 3),
    "301": ({"status": 301, "headers": {"location": "http://127.0.0.1:9/"}}, "status 301", "Try again", 1),
    "498": ({"status": 498}, "capacity", "Try again", 3),
    "500": ({"status": 500}, "status 500", "offline", 3),
    "502": ({"status": 502}, "Bad Gateway", "Try again", 3),
    "503": ({"status": 503}, "status 503", "Try again", 3),
    "drop": ({"drop": True}, "broke off", "Try again", 3),
    "cut": ({"command": "rm -rf /tmp/x", "cut": True}, "broke off", "Try again", 3),
    "bad JSON": ({"raw": "{"}, "cannot be read", "GROQ_API_BASE", 3),
    "no object": ({"raw": "null"}, "cannot be read", "GROQ_API_BASE", 3),
    "no choices": ({"raw": '{"choices": []}'}, "cannot be read", "GROQ_API_BASE", 3),
    "login page": ({"raw": "<html>", "content_type": "text/html"}, "cannot be read", "network", 3),
    "not text": ({"raw": "\x00\x01", "content_type": "application/octet-stream"}, "cannot be read", "network", 3),
}


@pytest.mark.parametrize(("step", "said", "todo", "calls"), ERRORS.values(), ids=ERRORS.keys())
async def test_errors_are_explained(
    start_server: StartServer, step: dict[str, Any], said: str, todo: str, calls: int
) -> None:
    asked = Asked(start_server(step))
    with pytest.raises(ModelUnreachableError) as caught:
        await asked()
    error = caught.value
    assert said in f"{error.what} {error.why}"
    assert todo in error.todo
    assert len(asked.server.chats) == calls
    assert len(asked.notes) == (calls - 1 if step.get("status") not in {400, 422} else 0)


@pytest.mark.parametrize("step", [{"status": 503}, {"drop": True}, {"raw": "{"}, {"status": 429, "retry_after": 0.1}])
async def test_what_passes_is_waited_out(start_server: StartServer, step: dict[str, Any]) -> None:
    asked = Asked(start_server(step, step, {"command": "ls"}))
    assert (await asked()).command == "ls"
    assert len(asked.notes) == 2


async def test_where_the_key_was_read_from_is_said_and_the_key_is_not(start_server: StartServer) -> None:
    server = start_server({"command": "ls"}, key="gsk_" + "right" * 10)
    config = Path.home() / ".config" / "cloud-assist"
    config.mkdir(parents=True)
    wrong = "gsk_" + "wr0ng" * 10
    (config / ".env").write_text(f"GROQ_API_KEY={wrong}\n")
    settings = load_settings(environ={"HOME": str(Path.home()), "GROQ_API_BASE": server.url})
    proposer = make_proposer(settings)
    with pytest.raises(ModelUnreachableError) as caught:
        await proposer.propose(REQUEST, print)
    await proposer.close()
    assert str(config / ".env") in caught.value.why
    assert wrong not in str(caught.value)


async def test_a_server_that_repeats_the_key_does_not_show_it(start_server: StartServer) -> None:
    for step in ({"status": 403, "message": f"bad {KEY}!\x1b[31m"}, {"status": 500, "message": f"x{KEY}x"}):
        with pytest.raises(ModelUnreachableError) as caught:
            await Asked(start_server(step))()
        assert KEY not in str(caught.value)
        assert "\x1b" not in str(caught.value)


async def test_an_address_that_is_no_model_server_is_named(start_server: StartServer) -> None:
    server = start_server({"command": "ls"})
    with pytest.raises(ModelUnreachableError, match="does not serve") as caught:
        await Asked(server, GROQ_API_BASE=f"{server.url}/v2")()
    assert "GROQ_API_BASE" in caught.value.todo


# --- Rate limits ------------------------------------------------------------------------------------------------


async def test_a_short_wait_is_announced(start_server: StartServer) -> None:
    asked = Asked(start_server({"status": 429, "retry_after": 1}, {"command": "ls"}))
    assert (await asked()).command == "ls"
    assert asked.notes == ["rate-limited, waiting 1 s"]


@pytest.mark.parametrize(("retry_after", "seconds"), [(21, 21.0), (600, 600.0)])
async def test_a_long_wait_is_left_to_the_person(start_server: StartServer, retry_after: float, seconds: float) -> None:
    asked = Asked(start_server({"status": 429, "retry_after": retry_after}))
    with pytest.raises(RateLimitedError) as caught:
        await asked()
    assert caught.value.retry_after_s == seconds
    assert f"in {retry_after} s" in caught.value.todo
    assert len(asked.server.chats) == 1
    assert not asked.notes


async def test_a_wait_beyond_the_deadline_is_not_begun(start_server: StartServer) -> None:
    asked = Asked(start_server({"status": 429, "retry_after": 15}), MODEL_TIMEOUT="5")
    with pytest.raises(RateLimitedError):
        await asked()
    assert len(asked.server.chats) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({}, None), ({"retry-after": "soon"}, None), ({"retry-after": "0"}, 0.0), ({"retry-after": "nan"}, None)],
)
async def test_waits_are_bounded(start_server: StartServer, headers: dict[str, str], seconds: float | None) -> None:
    asked = Asked(start_server({"status": 429, "headers": headers}))
    with pytest.raises(RateLimitedError) as caught:
        await asked()
    assert caught.value.retry_after_s == seconds
    assert len(asked.server.chats) == 1 + model_proposer.WAITS


async def test_a_server_that_is_down_for_long_is_not_waited_for(start_server: StartServer) -> None:
    asked = Asked(start_server({"status": 503, "retry_after": 120}))
    with pytest.raises(ModelUnreachableError, match="status 503"):
        await asked()
    assert len(asked.server.chats) == 1


async def test_a_date_to_wait_for_is_read(start_server: StartServer) -> None:
    step = {"status": 429, "headers": {"retry-after": "Fri, 31 Dec 2049 23:59:59 GMT"}}
    with pytest.raises(RateLimitedError) as caught:
        await Asked(start_server(step))()
    assert (caught.value.retry_after_s or 0) > 1e8


# --- Time, cancelling, connections ------------------------------------------------------------------------------


async def test_a_server_that_hangs_ends_at_the_deadline(start_server: StartServer) -> None:
    asked = Asked(start_server({"hang": True}), MODEL_TIMEOUT="1")
    with pytest.raises(ModelUnreachableError, match=r"did not answer within 1 s") as caught:
        await asyncio.wait_for(asked(), 5)
    assert "MODEL_TIMEOUT" in caught.value.todo


async def test_the_deadline_is_for_everything_together(start_server: StartServer) -> None:
    late = {"status": 503, "delay_s": 0.6}
    asked = Asked(start_server(late), MODEL_TIMEOUT="1")
    with pytest.raises(ModelUnreachableError, match="within 1 s") as caught:
        await asyncio.wait_for(asked(), 3)
    assert "503" in caught.value.why
    assert len(asked.server.chats) == 2


@pytest.fixture
async def hanging(start_server: StartServer) -> AsyncIterator[tuple[FakeGroq, ModelProposer]]:
    server = start_server({"hang": True})
    proposer = groq_proposer(settings_for(server), "openai/gpt-oss-20b")
    yield server, proposer
    await proposer.close()


async def test_cancelling_ends_the_call_at_once_and_leaves_nothing_open(
    hanging: tuple[FakeGroq, ModelProposer],
) -> None:
    server, proposer = hanging
    task = asyncio.create_task(proposer.propose(REQUEST, print))
    await asyncio.to_thread(server.wait_for_requests)
    began = asyncio.get_running_loop().time()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.get_running_loop().time() - began < 0.5
    await proposer.close()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gc.collect()
        await asyncio.sleep(0)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not others


async def test_cancelling_a_wait_ends_it(start_server: StartServer) -> None:
    proposer = make_proposer(settings_for(start_server({"status": 429, "retry_after": 15})))
    waiting = asyncio.Event()
    task = asyncio.create_task(proposer.propose(REQUEST, lambda _: waiting.set()))
    await asyncio.wait_for(waiting.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 1)
    await proposer.close()


async def test_nobody_listens_there(start_server: StartServer) -> None:
    server = start_server({"command": "ls"})
    port = server.port
    server.__exit__(None, None, None)
    asked = Asked(server)
    with pytest.raises(ModelUnreachableError, match=f"127.0.0.1:{port} cannot be reached") as caught:
        await asked()
    assert "refused" in caught.value.why or "Nothing" in caught.value.why
    assert "GROQ_API_BASE" in caught.value.todo
    assert len(asked.notes) == 2


async def test_a_name_that_does_not_resolve(start_server: StartServer) -> None:
    asked = Asked(start_server({}), GROQ_API_BASE="http://no-such-host.invalid:1")
    with pytest.raises(ModelUnreachableError, match=r"no-such-host\.invalid:1 cannot be reached") as caught:
        await asked()
    assert "resolved" in caught.value.why


async def test_a_server_that_does_not_speak_tls(start_server: StartServer) -> None:
    plain = start_server({"command": "ls"})
    with pytest.raises(ModelUnreachableError, match="No secure connection") as caught:
        await Asked(plain, GROQ_API_BASE=plain.url.replace("http:", "https:"))()
    assert "GROQ_API_BASE" in caught.value.todo


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody else has signed, its key in the same file."""
    made = tmp_path / "server.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run(["openssl", *words.split(), *files], check=True, capture_output=True)
    made.write_text((tmp_path / "cert.pem").read_text() + (tmp_path / "key.pem").read_text())
    return made


async def test_a_certificate_that_nobody_knows(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with FakeGroq([{"command": "ls"}], tls=tls) as server:
        with pytest.raises(ModelUnreachableError, match="is not trusted") as caught:
            await Asked(server)()
        assert "SSL_CERT_FILE" in caught.value.todo
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert (await Asked(server)()).command == "ls"


async def test_a_proxy_that_refuses_is_named(start_server: StartServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start_server({"command": "ls"})  # answers CONNECT with an error, as it knows no such method
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    asked = Asked(server, GROQ_API_BASE="https://api.groq.example")
    with pytest.raises(ModelUnreachableError, match="proxy") as caught:
        await asked()
    assert "NO_PROXY" in caught.value.todo


@pytest.mark.parametrize("address", ["ftp://127.0.0.1:1", "socks5://127.0.0.1:1"])
def test_a_proxy_of_an_unknown_kind_is_a_configuration_error(
    start_server: StartServer, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", address)
    with pytest.raises(ConfigurationError, match="proxy"):
        make_proposer(settings_for(start_server({})))


def test_certificates_that_cannot_be_read_are_a_configuration_error(
    start_server: StartServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with pytest.raises(ConfigurationError, match="certificates"):
        make_proposer(settings_for(start_server({})))


async def test_it_can_be_made_in_a_thread_and_used_in_the_loop(start_server: StartServer) -> None:
    server = start_server({"command": "ls"})
    proposer = await asyncio.to_thread(make_proposer, settings_for(server))
    assert proposer.name == "groq:openai/gpt-oss-120b"
    assert [(await proposer.propose(REQUEST, print)).command for _ in range(3)] == ["ls"] * 3
    await proposer.close()


def test_the_settings_and_the_proposer_do_not_show_the_key(start_server: StartServer) -> None:
    proposer = groq_proposer(settings_for(start_server({})), "openai/gpt-oss-120b")
    assert KEY not in repr(vars(proposer)) + repr(vars(proposer._wire)) + json.dumps(proposer.name)
    asyncio.run(proposer.close())
