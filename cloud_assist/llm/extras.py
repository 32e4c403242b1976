"""The other providers, each through its LangChain package, which comes with the extra of the provider's name.

Keys and addresses are the providers' own variables, taken from the settings. Connections are not kept
between calls ("Connection: close"), since two of the three packages share their clients and none may be closed here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.failures import Provider
from cloud_assist.llm.model_proposer import Form, ModelProposer
from cloud_assist.llm.prompts import REPLY_SCHEMA
from cloud_assist.settings import Secret, Settings

if TYPE_CHECKING:
    from cloud_assist.llm.chat import AskableModel

MAX_TOKENS = 4_096
ROOMY_TOKENS = 8_192
_CLOSE = {"Connection": "close"}


@dataclass(frozen=True, slots=True)
class _Parts:
    """What makes up the way to one provider's model."""

    models: Mapping[Form, AskableModel]
    errors: tuple[type[Exception], ...]
    roomy: Mapping[str, Any]


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
    build: Callable[[str, Provider], _Parts]


def extra_proposer(settings: Settings, name: str, model: str) -> ModelProposer:
    """Return a proposer for `name` ("openai", "anthropic" or "ollama"). Sends nothing yet.

    Raises:
        ConfigurationError: the extra is not installed, the key is not set, or a value is not accepted.
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
    try:
        parts = extra.build(model, provider)
    except ImportError as error:
        raise ConfigurationError(
            f"{extra.title} requires the extra {name!r}.",
            why=f"The package langchain-{name} cannot be imported.",
            todo=f"Install it: pip install 'cloud-assist[{name}]'.",
        ) from error
    except ValueError as error:
        raise ConfigurationError(
            f"{provider.label} could not be set up.",
            why=f"{extra.address_key} or a proxy variable contains an invalid address.",
            todo="Correct or unset it.",
        ) from error
    if extra.key_name and not key:
        raise ConfigurationError(
            f"{extra.key_name} is not set.",
            why=f"CLOUD_ASSIST_MODEL is {provider.label}, and {extra.title} requires a key.",
            todo=f"Set {extra.key_name} in {settings.config_dir / '.env'} or in the environment ({extra.key_page}).",
        )
    from cloud_assist.llm.chat import ChatWire

    return ModelProposer(
        ChatWire(provider, parts.models, errors=parts.errors, roomy=parts.roomy, close=_nothing_to_close)
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

    chat = ChatOpenAI(
        model=model,
        api_key=SecretStr(provider.key.value or "unset"),
        base_url=provider.address,
        timeout=provider.timeout_s,
        max_retries=0,
        max_completion_tokens=MAX_TOKENS,
        default_headers=_CLOSE,
        use_responses_api=False,
    )
    # Strict functions are decoded under the schema like a response format; with the latter, this SDK raises on a reply
    # that was cut instead of handing it over.
    models: dict[Form, AskableModel] = {
        Form.FUNCTION: chat.bind_tools([REPLY_SCHEMA], tool_choice=REPLY_SCHEMA["title"], strict=True),
        Form.TEXT: chat,
    }
    return _Parts(models, (OpenAIError, *_transport_errors()), {"max_completion_tokens": ROOMY_TOKENS})


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
    models: dict[Form, AskableModel] = {
        Form.FUNCTION: chat.bind_tools([REPLY_SCHEMA], tool_choice=REPLY_SCHEMA["title"]),
        Form.TEXT: chat,
    }
    return _Parts(models, (AnthropicError, *_transport_errors()), {"max_tokens": ROOMY_TOKENS})


def _ollama(model: str, provider: Provider) -> _Parts:
    from langchain_ollama import ChatOllama
    from ollama import RequestError, ResponseError

    chat = ChatOllama(
        model=model,
        base_url=provider.address,
        num_predict=MAX_TOKENS,
        temperature=0.2,
        client_kwargs={"timeout": provider.timeout_s, "headers": _CLOSE},
    )
    models: dict[Form, AskableModel] = {Form.SCHEMA: chat.bind(format=REPLY_SCHEMA), Form.TEXT: chat}
    return _Parts(
        models, (RequestError, ResponseError, *_transport_errors()), {"options": {"num_predict": ROOMY_TOKENS}}
    )


_EXTRAS = {
    "openai": _Extra(
        title="OpenAI",
        key_name="OPENAI_API_KEY",
        key_page="platform.openai.com/api-keys",
        address_key="OPENAI_BASE_URL",
        default_address="https://api.openai.com/v1",
        models_hint="Set CLOUD_ASSIST_MODEL to a model that your account may use.",
        build=_openai,
    ),
    "anthropic": _Extra(
        title="Anthropic",
        key_name="ANTHROPIC_API_KEY",
        key_page="console.anthropic.com/settings/keys",
        address_key="ANTHROPIC_BASE_URL",
        default_address="https://api.anthropic.com",
        models_hint="Set CLOUD_ASSIST_MODEL to a model that your account may use.",
        build=_anthropic,
    ),
    "ollama": _Extra(
        title="Ollama",
        key_name="",
        key_page="",
        address_key="OLLAMA_HOST",
        default_address="http://127.0.0.1:11434",
        models_hint="Pull it (ollama pull {model}), or set CLOUD_ASSIST_MODEL to a model from `ollama list`.",
        build=_ollama,
    ),
}
