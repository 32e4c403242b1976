"""What an `az` command would hit: cloud, subscription, tenant, account, resource group, location.

Files as `azure-cli-core` keeps them (`_profile.py`, `cloud.py`): azureProfile.json holds the subscriptions,
clouds.config which of them each cloud uses, config the cloud and the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cloud_assist.models import TargetEntry
from cloud_assist.shell.target.files import expand, read_ini, read_json, shown, text_at
from cloud_assist.shell.target.invocation import Invocation, Receipt, spelled_out

PROGRAMS = frozenset({"az", "azd"})


def azure_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of an Azure command, or of the surroundings where `call` names no program."""
    receipt = Receipt("az")
    call = spelled_out(call, ("--subscription", "--resource-group", "--location"))
    folder = expand(call.environ.get("AZURE_CONFIG_DIR") or "~/.azure", call.environ, call.cwd)
    if folder is None:
        return _flags_only(call)
    config = read_ini(folder / "config")
    cloud, cloud_source = _setting(call, config, folder, ("cloud", "name"))
    subscriptions = _subscriptions(folder)
    chosen, source = _chosen(call, subscriptions, folder, cloud or "AzureCloud")
    if cloud and cloud != "AzureCloud":
        receipt.add("cloud", cloud, cloud_source)
    receipt.add("subscription", text_at(chosen, "name") or text_at(chosen, "id"), source)
    profile = shown(folder / "azureProfile.json", call.environ)
    if text_at(chosen, "name"):
        receipt.add("subscription id", text_at(chosen, "id"), profile)
    receipt.add("tenant", text_at(chosen, "tenantDefaultDomain") or text_at(chosen, "tenantId"), profile)
    receipt.add("account", text_at(chosen, "user", "name"), profile)
    for name, options, key in (
        ("resource group", ("--resource-group", "-g"), "group"),
        ("location", ("--location", "-l"), "location"),
    ):
        given = call.option(*options) if call.program else None
        receipt.add(name, *((given[1], given[0]) if given else _setting(call, config, folder, ("defaults", key))))
    return receipt.entries


def _flags_only(call: Invocation) -> tuple[TargetEntry, ...]:
    receipt = Receipt("az")
    given = call.option("--subscription") if call.program else None
    if given:
        receipt.add("subscription", given[1], given[0])
    return receipt.entries


def _setting(
    call: Invocation, config: Mapping[str, Mapping[str, str]], folder: Path, place: tuple[str, str]
) -> tuple[str, str]:
    section, key = place
    variable = call.variable(f"AZURE_{section.upper()}_{key.upper()}")
    if variable:
        return variable[1], call.source(variable[0])
    return config.get(section, {}).get(key, "").strip(), shown(folder / "config", call.environ)


def _subscriptions(folder: Path) -> list[Mapping[str, Any]]:
    items = read_json(folder / "azureProfile.json").get("subscriptions")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _chosen(
    call: Invocation, subscriptions: list[Mapping[str, Any]], folder: Path, cloud: str
) -> tuple[Mapping[str, Any], str]:
    """Return the subscription that counts, as the file has it, and why it counts."""
    given = call.option("--subscription") if call.program else None
    if given:
        wanted = given[1].lower()
        known = (s for s in subscriptions if wanted in {text_at(s, "name").lower(), text_at(s, "id").lower()})
        return next(known, {"name": given[1]}), given[0]
    in_cloud = [s for s in subscriptions if text_at(s, "environmentName") in {cloud, ""}]
    chosen_id = read_ini(folder / "clouds.config").get(cloud, {}).get("subscription", "").strip()
    for subscription in in_cloud:
        if chosen_id and text_at(subscription, "id") == chosen_id:
            return subscription, shown(folder / "clouds.config", call.environ)
    default = next((s for s in in_cloud if s.get("isDefault") is True), {})
    return default, shown(folder / "azureProfile.json", call.environ)
