"""Groq's models, through ChatGroq. The only importer of langchain_groq.

What is known of gpt-oss on Groq, and what is done about it here and in `model_proposer`:

- A response format and tools in one request are refused: each form of request carries one of them.
- Reasoning is written first and counts as output: too little room cuts the reply. 4,096 tokens are asked for, and
  8,192 with little reasoning where that was not enough. (More at once would count against the per-minute limits.)
- A reply that does not fit comes back as status 400 with the text in `failed_generation`: it is read leniently.
- Explicit nulls are refused by other servers that speak this protocol, so nothing is sent that is not set.
"""

from __future__ import annotations

from typing import Any

import httpx
from groq import NOT_GIVEN, GroqError
from langchain_groq import ChatGroq
from pydantic import SecretStr

from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.abilities import Form, remembered
from cloud_assist.llm.chat import AskableModel, ChatWire
from cloud_assist.llm.failures import Provider
from cloud_assist.llm.model_proposer import ModelProposer
from cloud_assist.llm.prompts import REPLY_SCHEMA
from cloud_assist.settings import Settings

DEFAULT_BASE = "https://api.groq.com"
_SDK_PATH = "/openai/v1"
"""The SDK adds this path itself; people copy it from Groq's documentation into the base URL."""
MAX_TOKENS = 4_096
ROOMY_TOKENS = 8_192
CONNECT_TIMEOUT_S = 10.0
STRICT_SCHEMA_MODELS = frozenset({"openai/gpt-oss-20b", "openai/gpt-oss-120b"})
"""Where decoding is constrained to the schema (https://console.groq.com/docs/structured-outputs)."""
REASONING_EFFORTS = "openai/gpt-oss-"
"""Models that begin so take reasoning_effort low, medium or high, and include_reasoning."""


def groq_proposer(settings: Settings, model: str) -> ModelProposer:
    """Return a proposer that asks `model` at Groq, or at the server in GROQ_API_BASE. Sends nothing yet.

    Raises:
        ConfigurationError: a proxy variable of the environment cannot be used.
    """
    wire = groq_wire(settings, model)
    return ModelProposer(wire, remembered(settings, wire.provider.address, model))


def groq_wire(settings: Settings, model: str) -> ChatWire:
    """Return the way to one model at Groq.

    Raises:
        ConfigurationError: a proxy variable of the environment cannot be used.
    """
    base = (settings.groq_api_base or DEFAULT_BASE).rstrip("/").removesuffix(_SDK_PATH)
    provider = Provider(
        title="Groq",
        label=f"groq:{model}",
        address=base,
        address_key="GROQ_API_BASE",
        address_set=bool(settings.groq_api_base),
        key=settings.groq_api_key,
        key_name="GROQ_API_KEY",
        key_source=settings.sources.get("GROQ_API_KEY", "settings"),
        key_page="console.groq.com/keys",
        models_hint=f"It may be retired. Set CLOUD_ASSIST_MODEL to another model, for example {_another(model)}.",
        timeout_s=settings.model_timeout_s,
    )
    sync_http, http = _http_clients(settings.model_timeout_s)
    chat = ChatGroq(
        model=model,
        api_key=SecretStr(settings.groq_api_key.value),
        base_url=base,
        timeout=None,  # the HTTP clients have theirs
        max_retries=0,  # `model_proposer` retries, and says so meanwhile
        temperature=0.2,
        max_tokens=MAX_TOKENS,
        http_client=sync_http,
        http_async_client=http,
    )

    async def close() -> None:
        sync_http.close()
        await http.aclose()

    return ChatWire(
        provider,
        _bound(chat, model),
        roomy=_bound(chat, model, roomy=True),
        errors=(GroqError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError),
        close=close,
    )


def _another(model: str) -> str:
    return next(f"groq:{name}" for name in sorted(STRICT_SCHEMA_MODELS) if name != model)


def _reasons(model: str) -> bool:
    return model.startswith(REASONING_EFFORTS)


def _http_clients(timeout_s: float) -> tuple[httpx.Client, httpx.AsyncClient]:
    """Return clients that do not follow redirects: the key goes to the address that was set and nowhere else."""
    timeout = httpx.Timeout(timeout_s, connect=min(CONNECT_TIMEOUT_S, timeout_s))
    try:
        tls = httpx.create_ssl_context()
        return httpx.Client(verify=tls, timeout=timeout), httpx.AsyncClient(verify=tls, timeout=timeout)
    except (ValueError, ImportError) as error:
        raise ConfigurationError(
            "The proxy in the environment cannot be used.",
            why="HTTPS_PROXY, HTTP_PROXY or ALL_PROXY contains an unsupported kind of address.",
            todo="Set it to http://HOST:PORT, or unset it.",
        ) from error
    except OSError as error:
        raise ConfigurationError(
            "The TLS certificates cannot be read.",
            why="The file or folder in SSL_CERT_FILE or SSL_CERT_DIR does not exist or contains no certificates.",
            todo="Correct it, or unset it.",
        ) from error


def _bound(chat: ChatGroq, model: str, *, roomy: bool = False) -> dict[Form, AskableModel]:
    """Return the model bound to each form it may know, best first; `roomy` with more room and less thinking."""
    unset = {"stop": NOT_GIVEN, "reasoning_format": NOT_GIVEN, "reasoning_effort": NOT_GIVEN}
    room: dict[str, Any] = {**unset, "max_tokens": ROOMY_TOKENS} if roomy else unset
    effort = "low" if roomy else "medium"
    common = {**room, **({"reasoning_effort": effort, "include_reasoning": False} if _reasons(model) else {})}
    forms: dict[Form, AskableModel] = {}
    if model in STRICT_SCHEMA_MODELS:
        schema = {key: value for key, value in REPLY_SCHEMA.items() if key not in {"title", "description"}}
        wanted = {"name": REPLY_SCHEMA["title"], "strict": True, "schema": schema}
        # In the body as it is: given the format as an argument, the package never asks for a stream. Groq refused
        # one with a format so far; whether it still does is found out once.
        response_format = {"type": "json_schema", "json_schema": wanted}
        forms[Form.SCHEMA] = chat.bind(extra_body={"response_format": response_format}, **common)
    forms[Form.FUNCTION] = chat.bind_tools([REPLY_SCHEMA], tool_choice=REPLY_SCHEMA["title"], **common)
    forms[Form.TEXT] = chat.bind(**room)
    return forms
