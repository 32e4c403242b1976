"""The model: is there a key, does the provider answer, does it know the model."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from cloud_assist.doctor.finding import Health, HealthFinding
from cloud_assist.settings import Settings

GROQ_BASE = "https://api.groq.com"
TIMEOUT_S = 8.0


def check_key(settings: Settings) -> list[HealthFinding]:
    """Say whether there is a key, never what it is."""
    if settings.groq_api_key:
        where = settings.sources.get("GROQ_API_KEY", "")
        return [HealthFinding("key", Health.OK, f"GROQ_API_KEY is set ({where}).")]
    if settings.model == "offline":
        return [HealthFinding("key", Health.OK, "No key is needed: CLOUD_ASSIST_MODEL is set to offline.")]
    if not settings.model.startswith("groq:"):
        return [HealthFinding("key", Health.OK, f"The key for {settings.model} is read from its own variable.")]
    todo = f"Get a key at console.groq.com and add GROQ_API_KEY=… to {settings.config_dir / '.env'}"
    if not settings.offline:
        where = settings.sources.get("CLOUD_ASSIST_MODEL", "")
        return [
            HealthFinding("key", Health.BAD, f"GROQ_API_KEY is not set, and {settings.model} ({where}) needs it.", todo)
        ]
    text = "GROQ_API_KEY is not set. Suggestions come from the local catalog."
    return [HealthFinding("key", Health.WARNING, text, todo)]


def check_model(settings: Settings) -> list[HealthFinding]:
    """Ask the provider for its models, where it is Groq and there is a key."""
    if settings.offline:
        return [HealthFinding("model", Health.OK, f"{settings.model_in_use}: suggestions come from the local catalog.")]
    provider, _, name = settings.model.partition(":")
    if provider != "groq":
        return [HealthFinding("model", Health.OK, f"{settings.model} (not tested).")]
    if not settings.groq_api_key:
        return [HealthFinding("model", Health.BAD, f"{settings.model} cannot be asked without a key.")]
    base = settings.groq_api_base or GROQ_BASE
    request = urllib.request.Request(  # noqa: S310 # the scheme is checked when the settings are read
        f"{base}/openai/v1/models",
        headers={"Authorization": f"Bearer {settings.groq_api_key.value}", "User-Agent": "cloud-assist"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 # as above
            listing = json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return [_refused(error.code, base, settings)]
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        todo = "Check the network and the proxy, or set CLOUD_ASSIST_MODEL=offline."
        return [HealthFinding("model", Health.BAD, f"{base} could not be reached: {reason}.", todo)]
    known = {str(each.get("id")) for each in listing.get("data", []) if isinstance(each, dict)}
    if name in known or not known:
        return [HealthFinding("model", Health.OK, f"{settings.model} answers at {base}.")]
    near = ", ".join(sorted(known)[:6])
    return [
        HealthFinding("model", Health.BAD, f"{base} has no model {name}.", f"Set CLOUD_ASSIST_MODEL to one of: {near}")
    ]


def _refused(code: int, base: str, settings: Settings) -> HealthFinding:
    where = settings.sources.get("GROQ_API_KEY", "the environment")
    match code:
        case 401 | 403:
            return HealthFinding("model", Health.BAD, f"{base} rejected the key ({code}).", f"Replace it in {where}.")
        case 429:
            return HealthFinding(
                "model", Health.WARNING, f"The rate limit of {base} was reached (429).", "Try again in a minute."
            )
        case _:
            return HealthFinding("model", Health.BAD, f"{base} returned status {code}.", "Try again later.")
