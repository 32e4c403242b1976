"""What a model's server says of itself: what it is, and which models it has. Asked for on a person's word only.

By plain HTTP without an SDK, and never along a redirect: the key goes to the address that was set and nowhere else.
"""

from __future__ import annotations

import asyncio
import json
import re
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final

from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.extras import is_installed
from cloud_assist.settings import PROVIDERS, Secret, Settings

TIMEOUT_S: Final = 5.0
_MAX_BYTES: Final = 4_000_000
_NO_CHAT: Final = re.compile(
    r"embed|whisper|tts|transcribe|audio|realtime|image|dall-e|sora|moderation|guard|rerank|safety", re.IGNORECASE
)
"""Models that providers list and that do not hold conversations."""
_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Address:
    """Where one provider's server is, and how it is asked for its models."""

    provider: str
    """"groq"."""
    base: str
    """Without a slash at its end; the path of the protocol included."""
    headers: Mapping[str, str]
    """With the key in them."""
    models_path: str

    @property
    def shown(self) -> str:
        """The base without a user and password, for messages."""
        scheme, _, rest = self.base.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2]}"


@dataclass(frozen=True, slots=True)
class ServerSays:
    """A server's answer about itself."""

    kind: str
    """"llama.cpp", "Ollama 0.9.1", "vLLM 0.10"; empty where it does not say."""
    models: tuple[str, ...]
    context_tokens: int | None
    """What fits into one request and its reply; None where it does not say."""


class ServerError(Exception):
    """A server that did not answer the question."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        """The HTTP status; 0 where no answer came."""
        self.reason = reason


def address_of(settings: Settings, provider: str) -> Address:
    """Return where `provider` is asked, by these settings."""
    values = {name: secret.value for name, secret in settings.provider_values.items()}
    if provider == "groq":
        base = (settings.groq_api_base or "https://api.groq.com").rstrip("/").removesuffix("/openai/v1")
        return Address(provider, f"{base}/openai/v1", _bearer(settings.groq_api_key.value), "/models")
    if provider == "anthropic":
        base = values.get("ANTHROPIC_BASE_URL", "") or "https://api.anthropic.com"
        headers = {"x-api-key": values.get("ANTHROPIC_API_KEY", ""), "anthropic-version": "2023-06-01"}
        return Address(provider, base.rstrip("/"), headers, "/v1/models")
    if provider == "ollama":
        base = values.get("OLLAMA_HOST", "") or "127.0.0.1:11434"
        return Address(provider, (base if "://" in base else f"http://{base}").rstrip("/"), {}, "/api/tags")
    base = values.get("OPENAI_BASE_URL", "") or "https://api.openai.com/v1"
    return Address(provider, base.rstrip("/"), _bearer(values.get("OPENAI_API_KEY", "")), "/models")


def _bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def ask_server(address: Address) -> ServerSays:
    """Ask a server for its models and, where it is somebody's own, what it is. Blocks for up to a few seconds.

    Raises:
        ServerError: it cannot be reached, or does not list models.
    """
    listing, headers = _get(f"{address.base}{address.models_path}", address.headers)
    entries = listing.get("models" if address.provider == "ollama" else "data")
    entries = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    names = tuple(str(each.get("id") or each.get("name") or "") for each in entries)
    models = tuple(name for name in names if name)
    if address.provider not in {"openai", "ollama"} or address.base == "https://api.openai.com/v1":
        return ServerSays("", models, None)
    owners = {str(each.get("owned_by", "")) for each in entries}
    kind, context = _kind(address, f"{headers.get('server', '')} {' '.join(owners)}".lower())
    return ServerSays(kind, models, context)


def _kind(address: Address, traits: str) -> tuple[str, int | None]:
    """Return what a server is and the size of its context, by what it lets be seen of it."""
    root = address.base.removesuffix("/v1")
    if "llama" in traits:
        settings = _optional(f"{root}/props", address).get("default_generation_settings")
        size = settings.get("n_ctx") if isinstance(settings, dict) else None
        return "llama.cpp", size if isinstance(size, int) else None
    if "vllm" in traits:
        return f"vLLM {_optional(f'{root}/version', address).get('version', '')}".strip(), None
    version = _optional(f"{root}/api/version", address).get("version")
    return (f"Ollama {version}" if isinstance(version, str) else ""), None


def _optional(url: str, address: Address) -> Mapping[str, Any]:
    try:
        return _get(url, address.headers)[0]
    except ServerError:
        return {}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_named: object) -> None:
        """Follow none; the redirect itself is the error."""


def _get(url: str, headers: Mapping[str, str]) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Return the JSON object at `url`, and the headers it came with, their names in lower case."""
    request = urllib.request.Request(url, headers={**headers, "User-Agent": "cloud-assist"})  # noqa: S310 # the scheme is checked with the settings
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=TIMEOUT_S) as answer:
            decoded: object = json.loads(answer.read(_MAX_BYTES))
            received = {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        with error:
            raise ServerError(error.code, f"HTTP status {error.code}") from error
    except (OSError, ValueError, HTTPException) as error:
        raise ServerError(0, str(getattr(error, "reason", "")) or type(error).__name__) from error
    if not isinstance(decoded, dict):
        raise ServerError(0, "it does not answer like a model server")
    return decoded, received


# --- For choosing -----------------------------------------------------------------------------------------------


async def choosable(settings: Settings, in_use: Sequence[str]) -> list[str]:
    """Return the models of all providers that can be asked; a server that does not answer has none.

    A provider can be asked where its package is installed, and where it has a key or an address, or is one of those
    `in_use` ("groq:openai/gpt-oss-120b").
    """
    used = {label.partition(":")[0] for label in in_use}
    providers = [
        name for name in ("groq", *sorted({*PROVIDERS} - {"groq"})) if _is_set_up(settings, name, name in used)
    ]
    found = await asyncio.gather(*(asyncio.to_thread(_listed, settings, name) for name in providers))
    return [f"{name}:{model}" for name, models in zip(providers, found, strict=True) for model in models]


def _is_set_up(settings: Settings, provider: str, used: bool) -> bool:
    if provider == "groq":
        return bool(settings.groq_api_key)
    names = {"openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"), "anthropic": ("ANTHROPIC_API_KEY",)}
    values = [settings.provider_values.get(name, Secret("")) for name in names.get(provider, ("OLLAMA_HOST",))]
    return is_installed(provider) and (used or any(values))


def _listed(settings: Settings, provider: str) -> list[str]:
    try:
        says = ask_server(address_of(settings, provider))
    except ServerError:
        return []
    return sorted(name for name in says.models if not _NO_CHAT.search(name) and not any(c.isspace() for c in name))


async def refuse_unknown(settings: Settings) -> None:
    """Refuse a model that its server does not list; one that lists none may have it all the same.

    Raises:
        ConfigurationError: the server has other models.
    """
    if settings.offline:
        return
    provider, _, name = settings.model.partition(":")
    listed = await asyncio.to_thread(_listed, settings, provider)
    # llama.cpp answers to any name; Ollama's names have a tag that may be left out.
    if not listed or (len(listed) == 1 and provider == "openai") or {name, f"{name}:latest"} & {*listed}:
        return
    near = [f"{provider}:{each}" for each in listed[:_SHOWN]]
    raise ConfigurationError(
        f"{address_of(settings, provider).shown} has no model {name!r}.",
        why=f"It has {len(listed)} others.",
        todo=f"Choose one of these: {', '.join(near)}{', …' if len(listed) > _SHOWN else ''}",
    )
