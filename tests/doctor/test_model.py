"""What doctor says of the models: what their servers are, and whether they have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cloud_assist.doctor.finding import Health
from cloud_assist.doctor.model import check_key, check_model
from cloud_assist.llm.abilities import Abilities, Form, remembered
from cloud_assist.settings import Settings, load_settings
from tests.support.fake_groq import FakeGroq

GGUF = "/models/small.gguf"
LLAMA: dict[str, Any] = {
    "/v1/models": {"data": [{"id": GGUF, "owned_by": "llamacpp"}]},
    "/props": {"default_generation_settings": {"n_ctx": 8_192}},
}
VLLM = {"/v1/models": {"data": [{"id": "qwen3", "owned_by": "vllm"}]}, "/version": {"version": "0.10.2"}}
OLLAMA = {"/api/tags": {"models": [{"name": "qwen3:latest"}]}, "/api/version": {"version": "0.12.3"}}
OLLAMA_AS_OPENAI = {"/v1/models": {"data": [{"id": "qwen3", "owned_by": "library"}]}, **OLLAMA}


def settings_for(model: str, **values: str) -> Settings:
    return load_settings(environ={"HOME": str(Path.home()), "CLOUD_ASSIST_MODEL": model} | values)


@pytest.mark.parametrize(
    ("pages", "model", "said"),
    [
        (LLAMA, "openai:anything", "llama.cpp, context of 8,192 tokens."),
        (VLLM, "openai:qwen3", ", vLLM 0.10.2."),
        (OLLAMA_AS_OPENAI, "openai:qwen3", ", Ollama 0.12.3."),
        ({"/v1/models": {"data": [{"id": "qwen3"}]}}, "openai:qwen3", "/v1."),
    ],
    ids=["llama.cpp", "vLLM", "Ollama", "unknown"],
)
def test_a_server_of_ones_own_is_asked_what_it_is(pages: dict[str, Any], model: str, said: str) -> None:
    with FakeGroq([], pages=pages) as server:
        (found,) = check_model(settings_for(model, OPENAI_BASE_URL=f"{server.url}/v1"))
    assert found.health is Health.OK
    assert found.text.startswith(f"{model} answers at {server.url}/v1")
    assert found.text.endswith(said)


def test_ollama_is_asked_in_its_own_protocol() -> None:
    with FakeGroq([], pages=OLLAMA) as server:
        (found,) = check_model(settings_for("ollama:qwen3", OLLAMA_HOST=server.url.removeprefix("http://")))
        assert "Ollama 0.12.3" in found.text
        (missing,) = check_model(settings_for("ollama:llama9", OLLAMA_HOST=server.url))
    assert (found.health, missing.health) == (Health.OK, Health.BAD)
    assert "has no model llama9" in missing.text
    assert "ollama:qwen3:latest" in missing.todo


def test_a_context_that_is_too_small_is_a_warning_with_what_to_do() -> None:
    small = {**LLAMA, "/props": {"default_generation_settings": {"n_ctx": 2_048}}}
    with FakeGroq([], pages=small) as server:
        (found,) = check_model(settings_for("openai:x", OPENAI_BASE_URL=f"{server.url}/v1"))
    assert found.health is Health.WARNING
    assert "-c 8192" in found.todo


def test_what_is_remembered_of_a_model_is_told() -> None:
    with FakeGroq([], pages=LLAMA) as server:
        settings = settings_for("openai:x", OPENAI_BASE_URL=f"{server.url}/v1")
        known = Abilities().without(Form.SCHEMA).without_stream(Form.FUNCTION)
        remembered(settings, f"{server.url}/v1", "x").learn(known)
        (found,) = check_model(settings)
    assert found.text.endswith("It does not take: schema. Not streamed: function.")


def test_the_fallbacks_are_asked_too() -> None:
    with FakeGroq([], pages=LLAMA) as server:
        fallbacks = "openai:x,anthropic:claude-x,offline"
        values = {"OPENAI_BASE_URL": f"{server.url}/v1", "CLOUD_ASSIST_FALLBACK_MODELS": fallbacks}
        found = check_model(settings_for("openai:y", **values))
    assert [(each.topic, each.health) for each in found] == [
        ("model", Health.OK),
        ("fallback", Health.OK),
        ("fallback", Health.BAD),
    ]
    assert "ANTHROPIC_API_KEY is not set" in found[-1].text


@pytest.mark.parametrize(
    ("key", "pages", "health", "said"),
    [
        ("other", {}, Health.BAD, "rejected the key (401)"),
        ("", {"/v1/models": []}, Health.BAD, "does not answer like a model server"),
    ],
)
def test_a_server_that_refuses_is_told(key: str, pages: dict[str, Any], health: Health, said: str) -> None:
    with FakeGroq([], key=key, pages=pages) as server:
        base = server.url.replace("://", "://user:hidden@")
        (found,) = check_model(settings_for("openai:x", OPENAI_API_KEY="sk-1", OPENAI_BASE_URL=f"{server.url}/v1"))
        (masked,) = check_model(settings_for("openai:x", OPENAI_BASE_URL=f"{base}/v1"))
    assert found.health is health
    assert said in found.text
    assert "sk-1" not in found.text + found.todo
    assert "hidden" not in masked.text


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with FakeGroq([], pages=LLAMA) as elsewhere:
        target = f"{elsewhere.url}/v1/models"
        with FakeGroq([], pages={"/v1/models": {"data": []}}, redirect=target) as server:
            (found,) = check_model(settings_for("openai:x", OPENAI_API_KEY="sk-1", OPENAI_BASE_URL=f"{server.url}/v1"))
        assert not elsewhere.requests
    assert found.health is Health.WARNING


def test_whose_key_is_set_is_told_by_its_own_name() -> None:
    (found,) = check_key(settings_for("openai:x", OPENAI_API_KEY="sk-1", GROQ_API_KEY="gsk_x"))
    assert found.text == "OPENAI_API_KEY is set (environment)."
    (found,) = check_key(settings_for("ollama:x"))
    assert found.text == "No key is needed for ollama:x."
