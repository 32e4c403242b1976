"""Which proposer a setting leads to, and that choosing costs no import before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from cloud_assist.errors import ConfigurationError, ModelUnreachableError, NoUsableReplyError, RateLimitedError
from cloud_assist.llm import extras
from cloud_assist.llm.extras import is_openais_own
from cloud_assist.llm.port import ProposalRequest, Reply
from cloud_assist.llm.prompts import REPLY_SCHEMA
from cloud_assist.llm.providers import make_proposer
from cloud_assist.settings import Settings, load_settings
from tests.llm.conftest import StartServer

REQUEST = ProposalRequest("list my buckets", "OS: Linux")
FIELDS = {"kind": "command", "command": "aws s3 ls", "explanation": "Lists.", "question": ""}


def settings_for(model: str, **environ: str) -> Settings:
    base = {"HOME": str(Path.home()), "CLOUD_ASSIST_MODEL": model, "MODEL_TIMEOUT": "20"}
    return load_settings(environ=base | environ)


async def propose(settings: Settings) -> Reply:
    proposer = make_proposer(settings)
    try:
        return await proposer.propose(REQUEST, lambda _: None)
    finally:
        await proposer.close()


def test_no_key_and_offline_lead_to_the_catalog() -> None:
    assert make_proposer(settings_for("offline")).name == "offline"
    assert make_proposer(load_settings(environ={"HOME": str(Path.home())})).name == "offline"


def test_a_model_that_was_chosen_without_its_key_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="GROQ_API_KEY is not set"):
        make_proposer(settings_for("groq:openai/gpt-oss-120b"))


def test_the_modules_of_the_top_import_nothing_heavy() -> None:
    code = (
        "import sys; import cloud_assist.llm.providers, cloud_assist.llm.prompts, cloud_assist.llm.parse, "
        "cloud_assist.llm.model_proposer, cloud_assist.llm.extras; "
        "print([m for m in ('langchain_core', 'langchain_groq', 'groq', 'httpx', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["openai", "anthropic", "ollama"])
def test_a_missing_extra_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"langchain_{name}", None)  # as where it is not installed
    with pytest.raises(ConfigurationError) as caught:
        make_proposer(settings_for(f"{name}:some-model"))
    assert f"pip install 'cloud-assist[{name}]'" in caught.value.todo


@pytest.mark.parametrize(("name", "key"), [("openai", "OPENAI_API_KEY"), ("anthropic", "ANTHROPIC_API_KEY")])
def test_a_missing_key_is_named(name: str, key: str) -> None:
    with pytest.raises(ConfigurationError, match=key):
        make_proposer(settings_for(f"{name}:some-model"))


# --- OpenAI speaks Groq's protocol ------------------------------------------------------------------------------


async def test_a_compatible_server_is_asked_for_a_bounded_reply_in_words_that_it_knows(
    start_server: StartServer,
) -> None:
    server = start_server(FIELDS)
    settings = settings_for("openai:gpt-x", OPENAI_API_KEY="sk-1", OPENAI_BASE_URL=f"{server.url}/openai/v1")
    assert (await propose(settings)).command == "aws s3 ls"
    (chat,) = server.chats
    assert chat.form == "json_schema"
    fields = chat.json["response_format"]["json_schema"]["schema"]["properties"]
    assert fields["explanation"]["maxLength"] <= 1_000
    assert fields["steps"]["maxItems"] <= 10
    assert fields["command"]["maxLength"] == fields["steps"]["items"]["properties"]["command"]["maxLength"]
    assert chat.json["max_tokens"] <= 1_536
    assert "max_completion_tokens" not in chat.json
    assert "null" not in chat.body.decode()
    assert chat.json["stream_options"] == {"include_usage": True}
    assert chat.headers["authorization"] == "Bearer sk-1"
    assert chat.size < 4_000


@pytest.mark.parametrize("where", ["command", "steps"])
async def test_a_command_that_fills_its_bound_may_be_cut_and_is_refused(start_server: StartServer, where: str) -> None:
    long = ("rm -r /tmp/old-" + "x" * 2_000)[: extras.COMMAND_CHARS]
    plan = {
        "kind": "plan",
        "command": "",
        "steps": [{"command": "ls", "purpose": ""}, {"command": long, "purpose": ""}],
    }
    step = {"fields": FIELDS | ({"command": long} if where == "command" else plan)}
    server = start_server(step)
    with pytest.raises(NoUsableReplyError, match="command is too long"):
        await propose(settings_for("openai:gpt-x", OPENAI_BASE_URL=f"{server.url}/openai/v1"))
    assert len(server.chats) == 2


async def test_a_server_of_ones_own_needs_no_key(start_server: StartServer) -> None:
    server = start_server(FIELDS)
    assert (await propose(settings_for("openai:x", OPENAI_BASE_URL=f"{server.url}/openai/v1"))).command == "aws s3 ls"


async def test_a_compatible_server_gets_more_room_and_simpler_forms(start_server: StartServer) -> None:
    server = start_server({"text": "", "finish_reason": "length"}, FIELDS | {"only_for": "text"})
    settings = settings_for("openai:gpt-x", OPENAI_BASE_URL=f"{server.url}/openai/v1")
    assert (await propose(settings)).command == "aws s3 ls"
    assert [chat.form for chat in server.chats] == ["json_schema", "json_schema", "tools", "json_object", "text"]
    first, *_, last = (chat.json for chat in server.chats)
    assert last["max_tokens"] > first["max_tokens"]
    assert server.chats[2].json["tool_choice"] == "required"


def test_openais_own_hosts_are_told_from_others() -> None:
    own = ("api.openai.com", "api.openai.com:443", "x.openai.azure.com")
    others = ("127.0.0.1:8080", "openai.com.example.net", "gpu-box:8000", "api.notopenai.com")
    assert [host for host in (*own, *others) if is_openais_own(host)] == list(own)


@pytest.mark.parametrize(
    ("step", "error", "said"),
    [
        ({"status": 401, "message": "Incorrect API key: sk-1"}, ModelUnreachableError, "OPENAI_API_KEY"),
        ({"status": 404}, ModelUnreachableError, "does not exist"),
        ({"status": 429, "retry_after": 60}, RateLimitedError, "rate limit"),
        ({"status": 500}, ModelUnreachableError, "status 500"),
        ({"drop": True}, ModelUnreachableError, "closed before the reply was complete"),
        ({"cut": True, "command": "ls"}, ModelUnreachableError, "closed before the reply was complete"),
        ({"raw": "{"}, ModelUnreachableError, "cannot be read"),
        ({"text": "prose"}, NoUsableReplyError, "prose"),
    ],
)
async def test_openai_errors_are_ours(
    start_server: StartServer, step: dict[str, Any], error: type[Exception], said: str
) -> None:
    server = start_server(step)
    settings = settings_for("openai:gpt-x", OPENAI_API_KEY="sk-1", OPENAI_BASE_URL=f"{server.url}/openai/v1")
    with pytest.raises(error) as caught:
        await propose(settings)
    assert said in str(caught.value)
    assert "sk-1" not in str(caught.value)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"status": 404, "message": "File Not Found"}, "is not a server for this kind of model"),
        ({"status": 404}, "127.0.0.1:"),
        ({"status": 503, "message": "Loading model"}, "Loading model"),
        (
            {"status": 400, "message": "request (9031 tokens) exceeds the available context size (8192 tokens)"},
            "too large for openai:x",
        ),
        ({"status": 400, "message": "Value is not of type string: null"}, "refused the request"),
        ({"status": 401}, "the one that this server was started with"),
    ],
)
async def test_what_goes_wrong_with_a_server_of_ones_own_is_said_of_that_server(
    start_server: StartServer, step: dict[str, Any], said: str
) -> None:
    server = start_server(step)
    with pytest.raises(ModelUnreachableError) as caught:
        await propose(settings_for("openai:x", OPENAI_API_KEY="sk-1", OPENAI_BASE_URL=f"{server.url}/openai/v1"))
    assert said in str(caught.value)
    assert "OpenAI " not in str(caught.value)


# --- Anthropic and Ollama have protocols of their own -----------------------------------------------------------


class CannedHandler(BaseHTTPRequestHandler):
    """Answers every POST with one body."""

    status: ClassVar[int]
    answer: ClassVar[dict[str, Any]]
    bodies: ClassVar[list[dict[str, Any]]]

    def do_POST(self) -> None:
        self.bodies.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        data = json.dumps(self.answer).encode()
        self.send_response(self.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Canned:
    """A server with one answer."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []

        class Handler(CannedHandler):
            status: ClassVar[int] = 200
            answer: ClassVar[dict[str, Any]] = {}
            bodies: ClassVar[list[dict[str, Any]]] = self.bodies

        self._handler = Handler
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answers(self, answer: dict[str, Any], status: int = 200) -> None:
        self._handler.answer = answer
        self._handler.status = status


@pytest.fixture
def canned() -> Iterator[Canned]:
    made = Canned()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join(5)


def anthropic_message(*content: dict[str, Any], stop_reason: str = "tool_use") -> dict[str, Any]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "claude-x", "stop_sequence": None}
    return head | {"content": list(content), "stop_reason": stop_reason, "usage": usage}


async def test_anthropic_is_asked_with_a_function(canned: Canned) -> None:
    canned.answers(anthropic_message({"type": "tool_use", "id": "toolu_1", "name": "reply", "input": FIELDS}))
    settings = settings_for("anthropic:claude-x", ANTHROPIC_API_KEY="sk-ant-1", ANTHROPIC_BASE_URL=canned.url)
    assert (await propose(settings)).command == "aws s3 ls"
    body = canned.bodies[-1]
    assert body["tool_choice"] == {"type": "tool", "name": "reply"}
    assert body["max_tokens"] >= 4_000


async def test_anthropic_plain_text_and_errors(canned: Canned) -> None:
    settings = settings_for("anthropic:claude-x", ANTHROPIC_API_KEY="sk-ant-1", ANTHROPIC_BASE_URL=canned.url)
    canned.answers(anthropic_message({"type": "text", "text": json.dumps(FIELDS)}, stop_reason="end_turn"))
    assert (await propose(settings)).command == "aws s3 ls"
    canned.answers(anthropic_message({"type": "text", "text": "{"}, stop_reason="max_tokens"))
    with pytest.raises(NoUsableReplyError, match="reached its token limit"):
        await propose(settings)
    canned.answers({"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}, 401)
    with pytest.raises(ModelUnreachableError, match="ANTHROPIC_API_KEY"):
        await propose(settings)
    canned.answers({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, 529)
    with pytest.raises(ModelUnreachableError, match="status 529"):
        await propose(settings)


def ollama_message(content: str) -> dict[str, Any]:
    done = {"done": True, "done_reason": "stop", "created_at": "2026-01-01T00:00:00Z"}
    return {"model": "qwen3", "message": {"role": "assistant", "content": content}} | done


async def test_ollama_is_asked_with_a_schema_and_needs_no_key(canned: Canned) -> None:
    canned.answers(ollama_message(json.dumps(FIELDS)))
    assert (await propose(settings_for("ollama:qwen3", OLLAMA_HOST=canned.url))).command == "aws s3 ls"
    (body,) = canned.bodies
    assert body["format"]["required"] == REPLY_SCHEMA["required"]
    assert body["format"]["properties"]["kind"] == REPLY_SCHEMA["properties"]["kind"]
    assert body["options"]["num_predict"] <= 1_536
    canned.answers(ollama_message(json.dumps(FIELDS)))
    assert (await propose(settings_for("ollama:qwen3", OLLAMA_HOST=canned.url.removeprefix("http://")))).command


async def test_ollama_errors_are_ours(canned: Canned) -> None:
    settings = settings_for("ollama:qwen3", OLLAMA_HOST=canned.url)
    canned.answers({"error": "model 'qwen3' not found"}, 404)
    with pytest.raises(ModelUnreachableError, match="has no model 'qwen3'") as caught:
        await propose(settings)
    assert "ollama pull qwen3" in caught.value.todo
    canned.answers(ollama_message("I would rather not."))
    with pytest.raises(NoUsableReplyError, match="did not return a command"):
        await propose(settings)
    canned.server.shutdown()
    canned.server.server_close()
    with pytest.raises(ModelUnreachableError, match="could not be reached"):
        await propose(settings)
