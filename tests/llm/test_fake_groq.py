"""The scripted server itself: it speaks the protocol as the vendor's own SDK reads it, streaming and not."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import groq
import pytest

from tests.llm.conftest import StartServer
from tests.support.fake_groq import KEY, FakeGroq

MESSAGES: Any = [{"role": "user", "content": "list my buckets"}]
TOOLS: Any = [{"type": "function", "function": {"name": "reply", "parameters": {"type": "object"}}}]


def client(server: FakeGroq) -> groq.Groq:
    return groq.Groq(api_key=KEY, base_url=server.url, max_retries=0, timeout=30)


def test_a_stream_is_read_by_the_sdk(start_server: StartServer) -> None:
    server = start_server({"command": "aws s3 ls", "explanation": "x" * 100})
    with client(server) as sdk:
        chunks = list(sdk.chat.completions.create(model="m", messages=MESSAGES, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert json.loads(text)["command"] == "aws s3 ls"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert len(chunks) > 5


def test_a_streamed_function_call_and_a_stream_that_is_cut(start_server: StartServer) -> None:
    server = start_server({"command": "ls"}, {"command": "rm -rf /tmp/x", "cut": True})
    with client(server) as sdk:
        whole = list(sdk.chat.completions.create(model="m", messages=MESSAGES, tools=TOOLS, stream=True))
        calls = [call for chunk in whole for call in chunk.choices[0].delta.tool_calls or []]
        assert (
            json.loads("".join((call.function and call.function.arguments) or "" for call in calls))["command"] == "ls"
        )
        cut = list(sdk.chat.completions.create(model="m", messages=MESSAGES, stream=True))
    assert all(chunk.choices[0].finish_reason is None for chunk in cut)


def test_models_are_listed_and_a_wrong_key_is_refused(start_server: StartServer) -> None:
    server = start_server({"command": "ls"}, key=KEY)
    with client(server) as sdk:
        assert "openai/gpt-oss-120b" in {model.id for model in sdk.models.list().data}
        with pytest.raises(groq.AuthenticationError):
            sdk.with_options(api_key="gsk_other").models.list()


def test_it_serves_a_script_from_the_command_line(tmp_path: Path) -> None:
    script, record = tmp_path / "steps.json", tmp_path / "requests.jsonl"
    script.write_text(json.dumps([{"status": 503}, {"command": "aws s3 ls"}]))
    words = [
        sys.executable,
        "-m",
        "tests.support.fake_groq",
        "--script",
        str(script),
        "--port",
        "0",
        "--record",
        str(record),
    ]
    root = Path(__file__).parents[2]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            base = f"http://127.0.0.1:{port}"
            with groq.Groq(api_key=KEY, base_url=base, max_retries=0, timeout=10) as sdk:
                with pytest.raises(groq.InternalServerError):
                    sdk.chat.completions.create(model="m", messages=MESSAGES)
                done = sdk.chat.completions.create(model="m", messages=MESSAGES)
            assert json.loads(done.choices[0].message.content or "")["command"] == "aws s3 ls"
            with urllib.request.urlopen(f"{base}/openai/v1/models", timeout=10) as answer:
                assert answer.status == 200
        finally:
            process.terminate()
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [line["method"] for line in lines] == ["POST", "POST", "GET"]
    assert lines[0]["size"] == len(lines[0]["body"])
    assert KEY not in record.read_text()
