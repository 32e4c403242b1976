"""Which proposer serves the configured model. Everything heavy is imported when it is asked for, never before."""

from __future__ import annotations

from cloud_assist.errors import ConfigurationError
from cloud_assist.llm.port import Proposer
from cloud_assist.settings import Settings

EXTRAS = frozenset({"openai", "anthropic", "ollama"})
"""Providers whose package comes with the extra of the same name."""


def require_askable(settings: Settings) -> None:
    """Refuse a model that cannot be asked, without the second that making its proposer takes.

    Raises:
        ConfigurationError: its key is not set, its package is not installed, or the surroundings bar the way to it.
    """
    settings.require_model()
    provider = settings.model.partition(":")[0]
    if settings.offline:
        return
    if provider in EXTRAS:
        from cloud_assist.llm.extras import require_installed, require_key

        require_installed(provider)
        require_key(settings, provider)
    _require_way(settings, provider)


def _require_way(settings: Settings, provider: str) -> None:
    from cloud_assist.llm.servers import address_of
    from cloud_assist.llm.way import require_way

    require_way(settings, address_of(settings, provider).base)


def make_proposer(settings: Settings) -> Proposer:
    """Return the proposer for `settings.model`: the local catalog when offline, otherwise a model.

    Takes about a second for a model (its SDK is imported here), so call it in a worker thread from an app. Nothing
    is sent anywhere.

    Raises:
        ConfigurationError: the provider's package is not installed (the message names the extra), its key is not
            set, or the provider is not known.
    """
    settings.require_model()
    if settings.offline:
        from cloud_assist.llm.offline import OfflineProposer

        return OfflineProposer(settings)
    provider, _, model = settings.model.partition(":")
    if provider in EXTRAS or provider == "groq":
        _require_way(settings, provider)
    if provider == "groq":
        from cloud_assist.llm.groq import groq_proposer

        return groq_proposer(settings, model)
    if provider in EXTRAS:
        from cloud_assist.llm.extras import extra_proposer

        return extra_proposer(settings, provider, model)
    raise ConfigurationError(
        f"CLOUD_ASSIST_MODEL: {provider!r} is not a known provider.",
        todo="Use offline, groq:NAME, openai:NAME, anthropic:NAME or ollama:NAME.",
    )
