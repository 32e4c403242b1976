"""The models: is there a key, does the server answer, what is it, does it have the model."""

from __future__ import annotations

import os

from cloud_assist.doctor.finding import Health, HealthFinding
from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.abilities import Abilities, remembered
from cloud_assist.llm.providers import require_askable
from cloud_assist.llm.servers import Address, ServerError, ServerSays, address_of, ask_server
from cloud_assist.llm.way import proxy_for
from cloud_assist.settings import Secret, Settings

SMALLEST_CONTEXT = 6_000
"""Tokens that a long session's request and its reply take."""
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


def check_key(settings: Settings) -> list[HealthFinding]:
    """Say whether there is a key, never what it is."""
    if not settings.offline and not settings.model.startswith("groq:"):
        return [_key_of(settings)]
    if settings.groq_api_key:
        where = settings.sources.get("GROQ_API_KEY", "")
        return [HealthFinding("key", Health.OK, f"GROQ_API_KEY is set ({where}).")]
    if settings.model == "offline":
        return [HealthFinding("key", Health.OK, "No key is needed: CLOUD_ASSIST_MODEL is set to offline.")]
    todo = f"Get a key at console.groq.com and add GROQ_API_KEY=… to {settings.config_dir / '.env'}"
    if not settings.offline:
        where = settings.sources.get("CLOUD_ASSIST_MODEL", "")
        return [
            HealthFinding("key", Health.BAD, f"GROQ_API_KEY is not set, and {settings.model} ({where}) needs it.", todo)
        ]
    text = "GROQ_API_KEY is not set. Suggestions come from the local catalog."
    return [HealthFinding("key", Health.WARNING, text, todo)]


def _key_of(settings: Settings) -> HealthFinding:
    """Say of another provider's model whether its key is set, under the name that the provider gives it."""
    name = _KEYS.get(settings.model.partition(":")[0], "")
    if not name:
        return HealthFinding("key", Health.OK, f"No key is needed for {settings.model}.")
    if settings.provider_values.get(name, Secret("")):
        return HealthFinding("key", Health.OK, f"{name} is set ({settings.sources.get(name, 'environment')}).")
    return HealthFinding("key", Health.OK, f"{name} is not set; a server of your own may want none.")


def check_model(settings: Settings) -> list[HealthFinding]:
    """Ask the servers of the model and of its fallbacks what they are, and whether they have it."""
    if settings.offline:
        return [HealthFinding("model", Health.OK, f"{settings.model_in_use}: suggestions come from the local catalog.")]
    others = (settings.with_model(label) for label in settings.fallback_models)
    return [_checked("model", settings), *(_checked("fallback", other) for other in others if not other.offline)]


def _checked(topic: str, settings: Settings) -> HealthFinding:
    provider, _, name = settings.model.partition(":")
    try:
        require_askable(settings)
    except ConfigurationError as error:
        return HealthFinding(
            topic, Health.BAD, f"{settings.model} cannot be asked: {error.what} {error.why}".strip(), error.todo
        )
    address = address_of(settings, provider)
    try:
        says = ask_server(address)
    except ServerError as error:
        return _refused(topic, error, address, settings)
    if says.models and not _has(says, name):
        near = ", ".join(f"{provider}:{each}" for each in sorted(says.models)[:6])
        todo = f"Set CLOUD_ASSIST_MODEL to one of: {near}"
        return HealthFinding(topic, Health.BAD, f"{address.shown} has no model {name}.", todo)
    what = f", {says.kind}" if says.kind else ""
    room = f", context of {says.context_tokens:,} tokens" if says.context_tokens else ""
    text = f"{settings.model} answers at {address.shown}{what}{room}.{_learnt(settings, address)}"
    if says.context_tokens and says.context_tokens < SMALLEST_CONTEXT:
        todo = "Start the server with a larger context (llama-server -c 8192)."
        return HealthFinding(topic, Health.WARNING, f"{text} A long session will not fit.", todo)
    return HealthFinding(topic, Health.OK, text)


def _has(says: ServerSays, name: str) -> bool:
    """Whether a server has a model; llama.cpp answers to any name, and Ollama adds a tag to a name without one."""
    return says.kind == "llama.cpp" or bool({name, f"{name}:latest"} & {*says.models})


def _learnt(settings: Settings, address: Address) -> str:
    """Return what was found out of the model and is remembered: the forms of a reply that it lacks."""
    base = address.base.removesuffix("/openai/v1") if address.provider == "groq" else address.base
    known: Abilities = remembered(settings, base, settings.model.partition(":")[2]).now
    lacking = f" It does not take: {', '.join(sorted(known.lacking))}." if known.lacking else ""
    return lacking + (f" Not streamed: {', '.join(sorted(known.unstreamed))}." if known.unstreamed else "")


def _refused(topic: str, error: ServerError, address: Address, settings: Settings) -> HealthFinding:
    base, key = address.shown, _KEYS.get(address.provider, "GROQ_API_KEY")
    match error.status:
        case 401 | 403:
            where = settings.sources.get(key, "the environment")
            text = f"{base} rejected the key ({error.status})."
            return HealthFinding(topic, Health.BAD, text, f"Replace {key} in {where}.")
        case 429:
            text = f"The rate limit of {base} was reached (429)."
            return HealthFinding(topic, Health.WARNING, text, "Try again in a minute.")
        case 0:
            proxy = proxy_for(address.base, os.environ)
            through = f" through the proxy {proxy.host} ({proxy.variable})" if proxy is not None else ""
            suspect = proxy.variable if proxy is not None else "the address"
            todo = f"Check the network and {suspect}, or set CLOUD_ASSIST_MODEL=offline."
            text = f"{base} could not be reached{through}: {error.reason}."
            return HealthFinding(topic, Health.BAD, text, todo)
        case status if status < 500:
            text = f"{base} does not list its models ({status}); it is not known whether it has {settings.model}."
            return HealthFinding(topic, Health.WARNING, text, "Check the address. It is the server's base URL.")
        case status:
            return HealthFinding(topic, Health.BAD, f"{base} returned status {status}.", "Try again later.")
