"""Groq over a real socket: every misbehaviour of a server ends in the right error, soon, and without the key."""

from __future__ import annotations

import asyncio
import gc
import json
import ssl
import subprocess
import time
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.errors import ConfigurationError, ModelUnreachableError, RateLimitedError
from cloud_assist.llm import turn
from cloud_assist.llm.groq import groq_proposer
from cloud_assist.llm.model_proposer import ModelProposer
from cloud_assist.llm.providers import make_proposer
from cloud_assist.settings import load_settings
from tests.llm.conftest import REQUEST, Asked, StartServer, settings_for
from tests.support.fake_groq import KEY, FakeGroq

# --- Errors of the server and of the way to it ------------------------------------------------------------------

ERRORS: dict[str, tuple[dict[str, Any], str, str, int]] = {
    # step, in what or why, in todo, calls made
    "401": ({"status": 401}, "rejected the key in GROQ_API_KEY", "console.groq.com/keys", 1),
    "403": ({"status": 403}, "Access denied", "account", 1),
    "404": (
        {"status": 404},
        "does not exist",
        "CLOUD_ASSIST_MODEL to another model, for example groq:openai/gpt-oss-20b",
        1,
    ),
    "413": ({"status": 413}, "too large", "Attach less", 1),
    "400 too long": ({"status": 400, "message": "Please reduce the length of the messages"}, "too large", "less", 1),
    "400": ({"status": 400, "message": "no such thing"}, "no such thing", "CLOUD_ASSIST_MODEL", 3),
    "422": ({"status": 422, "message": "semantic"}, "semantic", "CLOUD_ASSIST_MODEL", 3),
    "301": ({"status": 301, "headers": {"location": "http://127.0.0.1:9/"}}, "status 301", "Try again", 1),
    "498": ({"status": 498}, "capacity", "Try again", 3),
    "500": ({"status": 500}, "status 500", "offline", 3),
    "502": ({"status": 502}, "Bad Gateway", "Try again", 3),
    "503": ({"status": 503}, "status 503", "Try again", 3),
    "drop": ({"drop": True}, "closed before the reply was complete", "Try again", 3),
    "cut": ({"command": "rm -rf /tmp/x", "cut": True}, "closed before the reply was complete", "Try again", 3),
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
    assert len(asked.notes) + len(asked.waits) == 2


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
    with pytest.raises(ModelUnreachableError, match="is not a server for") as caught:
        await Asked(server, GROQ_API_BASE=f"{server.url}/v2")()
    assert "GROQ_API_BASE" in caught.value.todo


# --- Rate limits ------------------------------------------------------------------------------------------------


async def test_a_short_wait_is_announced(start_server: StartServer) -> None:
    asked = Asked(start_server({"status": 429, "retry_after": 1}, {"command": "ls"}))
    began = time.time()
    assert (await asked()).command == "ls"
    (waiting,) = asked.waits
    assert waiting.why == "The rate limit of Groq was reached."
    assert waiting.until == pytest.approx(began + 1, abs=0.9)


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
    assert len(asked.server.chats) == 1 + turn.WAITS


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
    assert asyncio.get_running_loop().time() - began < 5
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
    with pytest.raises(ModelUnreachableError, match=f"127.0.0.1:{port} could not be reached") as caught:
        await asked()
    assert caught.value.why == "Nothing answers there."
    assert "GROQ_API_BASE" in caught.value.todo
    assert len(asked.notes) == 2


async def test_a_name_that_does_not_resolve(start_server: StartServer) -> None:
    asked = Asked(start_server({}), GROQ_API_BASE="http://no-such-host.invalid:1")
    with pytest.raises(ModelUnreachableError, match=r"no-such-host\.invalid:1 could not be reached") as caught:
        await asked()
    assert "resolved" in caught.value.why


async def test_a_server_that_does_not_speak_tls(start_server: StartServer) -> None:
    plain = start_server({"command": "ls"})
    with pytest.raises(ModelUnreachableError, match="A secure connection") as caught:
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
