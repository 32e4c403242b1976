"""The other providers, each through its LangChain package, which comes with the extra of the provider's name.

Keys and addresses are the providers' own variables, taken from the settings. Connections are not kept
between calls ("Connection: close"), since two of the three packages share their clients and none may be closed here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.abilities import Form, remembered
from cloud_assist.llm.failures import Provider
from cloud_assist.llm.model_proposer import ModelProposer
from cloud_assist.llm.prompts import REPLY_SCHEMA
from cloud_assist.settings import Secret, Settings

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

    from cloud_assist.llm.chat import AskableModel, ChatWire

MAX_TOKENS = 4_096
ROOMY_TOKENS = 8_192
LOCAL_MAX_TOKENS = 1_536
"""A small model on a small machine writes a few tokens a second, and some never come to an end by themselves."""
LOCAL_ROOMY_TOKENS = 4_096
"""For models that think first."""
COMMAND_CHARS = 1_000
EXPLANATION_CHARS = 600
OTHER_CHARS = 200
"""What such a model may write into a field. A command that fills its own may have been cut: it is refused."""
ITEMS = 6
"""Entries of a list that it may write."""
TEMPERATURE = 0.2
_CLOSE = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class _Parts:
    """What makes up the way to one provider's model."""

    models: Mapping[Form, AskableModel]
    roomy: Mapping[Form, AskableModel]
    errors: tuple[type[Exception], ...]
    longest_command: int = 0
    """Characters at which a command is cut; 0 where none is."""


@dataclass(frozen=True, slots=True)
class _Extra:
    """One provider: its names, where it lives, and how its model is made."""

    title: str
    key_name: str
    """Empty where no key is needed."""
    key_page: str
    address_key: str
    default_address: str
    models_hint: str
    key_is_for_default_address: bool
    """Whether servers at other addresses may want no key."""
    build: Callable[[str, Provider], _Parts]


def extra_proposer(settings: Settings, name: str, model: str) -> ModelProposer:
    """Return a proposer for `name` ("openai", "anthropic" or "ollama"). Sends nothing yet.

    Raises:
        ConfigurationError: the extra is not installed, the key is not set, or a value is not accepted.
    """
    wire = extra_wire(settings, name, model)
    return ModelProposer(wire, remembered(settings, wire.provider.address, model))


def extra_wire(settings: Settings, name: str, model: str) -> ChatWire:
    """Return the way to one model of provider `name`.

    Raises:
        ConfigurationError: as above.
    """
    extra = _EXTRAS[name]
    key = settings.provider_values.get(extra.key_name, Secret(""))
    address = settings.provider_values.get(extra.address_key, Secret("")).value
    provider = Provider(
        title=extra.title,
        label=f"{name}:{model}",
        address=address or extra.default_address,
        address_key=extra.address_key,
        address_set=bool(address),
        key=key,
        key_name=extra.key_name,
        key_source=settings.sources.get(extra.key_name, "environment"),
        key_page=extra.key_page,
        models_hint=extra.models_hint.format(model=model),
        timeout_s=settings.model_timeout_s,
    )
    if name == "openai" and not is_openais_own(provider.host):
        provider = replace(
            provider,
            title=provider.host,
            key_page="the one that this server was started with",
            models_hint="`cloud-assist doctor` tells the models of this server.",
        )
    try:
        parts = extra.build(model, provider)
    except ImportError as error:
        raise _missing(name) from error
    except ValueError as error:
        raise ConfigurationError(
            f"{provider.label} could not be set up.",
            why=f"{extra.address_key} or a proxy variable contains an invalid address.",
            todo="Correct or unset it.",
        ) from error
    require_key(settings, name)
    from cloud_assist.llm.chat import ChatWire

    return ChatWire(
        provider,
        parts.models,
        roomy=parts.roomy,
        errors=parts.errors,
        close=_nothing_to_close,
        longest_command=parts.longest_command,
    )


def is_installed(name: str) -> bool:
    """Return whether the package of provider `name` is there, without importing it."""
    return find_spec(f"langchain_{name}") is not None


def require_installed(name: str) -> None:
    """Refuse provider `name` where its package is not there.

    Raises:
        ConfigurationError: the message names the extra.
    """
    if not is_installed(name):
        raise _missing(name)


def _missing(name: str) -> ConfigurationError:
    return ConfigurationError(
        f"{_EXTRAS[name].title} requires the extra {name!r}.",
        why=f"The package langchain-{name} cannot be imported.",
        todo=f"Install it: pip install 'cloud-assist[{name}]'.",
    )


def require_key(settings: Settings, name: str) -> None:
    """Refuse provider `name` where it wants a key and there is none.

    Raises:
        ConfigurationError: the message names the key.
    """
    extra = _EXTRAS[name]
    elsewhere = extra.key_is_for_default_address and extra.address_key in settings.provider_values
    if not extra.key_name or elsewhere or settings.provider_values.get(extra.key_name, Secret("")):
        return
    raise ConfigurationError(
        f"{extra.key_name} is not set.",
        why=f"{settings.model} was chosen, and {extra.title} requires a key.",
        todo=f"Set {extra.key_name} in {settings.config_dir / '.env'} or in the environment ({extra.key_page}).",
    )


async def _nothing_to_close() -> None:
    """Connections end with their call."""


def _transport_errors() -> tuple[type[Exception], ...]:
    """Return the base errors of whichever HTTP clients the SDKs brought along."""
    modules = [sys.modules[name] for name in ("httpx", "httpx2") if name in sys.modules]
    return tuple(module.HTTPError for module in modules)


def _openai(model: str, provider: Provider) -> _Parts:
    from langchain_openai import ChatOpenAI
    from openai import OpenAIError
    from pydantic import SecretStr

    local = not is_openais_own(provider.host)
    chat = ChatOpenAI(
        model=model,
        api_key=SecretStr(provider.key.value or "unset"),
        base_url=provider.address,
        timeout=provider.timeout_s,
        max_retries=0,
        temperature=TEMPERATURE if local else None,  # OpenAI's thinking models take none
        stream_usage=True,
        default_headers=_CLOSE,
        use_responses_api=False,
    )
    bound = _bound_as_compatible if local else _bound_as_openai
    errors: tuple[type[Exception], ...] = (OpenAIError, *_transport_errors())
    return _Parts(bound(chat, roomy=False), bound(chat, roomy=True), errors, COMMAND_CHARS if local else 0)


def is_openais_own(host: str) -> bool:
    """Whether a host speaks OpenAI's protocol of today, and not what other servers took over of it."""
    name = host.partition(":")[0]
    return name.endswith((".openai.com", ".azure.com"))


def _bound_as_openai(chat: ChatOpenAI, *, roomy: bool) -> dict[Form, AskableModel]:
    room = {"max_completion_tokens": ROOMY_TOKENS if roomy else MAX_TOKENS}
    return {
        Form.SCHEMA: chat.bind(extra_body={"response_format": _schema_format(REPLY_SCHEMA)}, **room),
        Form.FUNCTION: chat.bind_tools(
            [REPLY_SCHEMA], tool_choice=REPLY_SCHEMA["title"], strict=True, **cast("dict[str, Any]", room)
        ),
        Form.TEXT: chat.bind(**room),
    }


def _bound_as_compatible(chat: ChatOpenAI, *, roomy: bool) -> dict[Form, AskableModel]:
    """Return the forms that other servers know, in the words that most of them know.

    They call the room for a reply `max_tokens`, which this package would rename; and not all of them take the name of
    a function as the choice, where "required" says the same of a single one.
    """
    room = {"max_tokens": LOCAL_ROOMY_TOKENS if roomy else LOCAL_MAX_TOKENS}
    schema = _schema_format(_bounded(REPLY_SCHEMA))
    return {
        Form.SCHEMA: chat.bind(extra_body={**room, "response_format": schema}),
        Form.FUNCTION: chat.bind_tools([_bounded(REPLY_SCHEMA)], tool_choice="required", extra_body=room),
        Form.JSON: chat.bind(extra_body={**room, "response_format": {"type": "json_object"}}),
        Form.TEXT: chat.bind(extra_body=room),
    }


def _schema_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the response format that asks for `schema`.

    It goes into the body as it is: given the format as an argument, this SDK raises on a reply that was cut instead
    of handing it over.
    """
    bare = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    return {"type": "json_schema", "json_schema": {"name": schema["title"], "strict": True, "schema": bare}}


def _bounded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with bounds on its lists and on the fields of words, at every depth."""
    bounded = dict(schema)
    if "properties" in schema:
        bounded["properties"] = {name: _bounded_field(name, field) for name, field in schema["properties"].items()}
    if "items" in schema:
        bounded |= {"items": _bounded(schema["items"]), "maxItems": ITEMS}
    return bounded


def _bounded_field(name: str, field: Mapping[str, Any]) -> dict[str, Any]:
    if field["type"] != "string" or "enum" in field:
        return _bounded(field)
    bounds = {"command": COMMAND_CHARS, "explanation": EXPLANATION_CHARS}
    return {**field, "maxLength": bounds.get(name, OTHER_CHARS)}


def _anthropic(model: str, provider: Provider) -> _Parts:
    from anthropic import AnthropicError
    from langchain_anthropic import ChatAnthropic
    from pydantic import SecretStr

    chat = ChatAnthropic(
        model_name=model,
        api_key=SecretStr(provider.key.value or "unset"),
        base_url=provider.address,
        timeout=provider.timeout_s,
        max_retries=0,
        max_tokens_to_sample=MAX_TOKENS,
        default_headers=_CLOSE,
        stop=None,
    )

    def bound(room: dict[str, Any]) -> dict[Form, AskableModel]:
        function = chat.bind_tools([REPLY_SCHEMA], tool_choice=REPLY_SCHEMA["title"], **room)
        return {Form.FUNCTION: function, Form.TEXT: chat.bind(**room)}

    return _Parts(bound({}), bound({"max_tokens": ROOMY_TOKENS}), (AnthropicError, *_transport_errors()))


def _ollama(model: str, provider: Provider) -> _Parts:
    from langchain_ollama import ChatOllama
    from ollama import RequestError, ResponseError

    def bound(tokens: int) -> dict[Form, AskableModel]:
        chat = ChatOllama(
            model=model,
            base_url=provider.address,
            num_predict=tokens,
            temperature=TEMPERATURE,
            client_kwargs={"timeout": provider.timeout_s, "headers": _CLOSE},
        )
        return {
            Form.SCHEMA: chat.bind(format=_bounded(REPLY_SCHEMA)),
            Form.JSON: chat.bind(format="json"),
            Form.TEXT: chat,
        }

    errors = (RequestError, ResponseError, *_transport_errors())
    return _Parts(bound(LOCAL_MAX_TOKENS), bound(LOCAL_ROOMY_TOKENS), errors, COMMAND_CHARS)


_EXTRAS = {
    "openai": _Extra(
        title="OpenAI",
        key_name="OPENAI_API_KEY",
        key_page="platform.openai.com/api-keys",
        address_key="OPENAI_BASE_URL",
        default_address="https://api.openai.com/v1",
        models_hint="Set CLOUD_ASSIST_MODEL to a model that your account may use.",
        key_is_for_default_address=True,
        build=_openai,
    ),
    "anthropic": _Extra(
        title="Anthropic",
        key_name="ANTHROPIC_API_KEY",
        key_page="console.anthropic.com/settings/keys",
        address_key="ANTHROPIC_BASE_URL",
        default_address="https://api.anthropic.com",
        models_hint="Set CLOUD_ASSIST_MODEL to a model that your account may use.",
        key_is_for_default_address=False,
        build=_anthropic,
    ),
    "ollama": _Extra(
        title="Ollama",
        key_name="",
        key_page="",
        address_key="OLLAMA_HOST",
        default_address="http://127.0.0.1:11434",
        models_hint="Pull it (ollama pull {model}), or set CLOUD_ASSIST_MODEL to a model from `ollama list`.",
        key_is_for_default_address=False,
        build=_ollama,
    ),
}
