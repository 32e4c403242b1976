"""What an `az` command would hit: cloud, subscription, tenant, account, resource group, location.

Files as `azure-cli-core` keeps them (`_profile.py`, `cloud.py`): azureProfile.json holds the subscriptions,
clouds.config which of them each cloud uses, config the cloud and the defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cloud_assist.command.receipt.files import expand, read_ini, read_json, shown, text_at
from cloud_assist.command.receipt.invocation import Invocation, Receipt, Switch, spelled_out
from cloud_assist.models import TargetEntry


def azure_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of an Azure command, or of the surroundings where `call` names no program."""
    receipt = Receipt("az")
    call = spelled_out(call, ("--subscription", "--resource-group", "--location"))
    folder = _folder(call)
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


def azure_switches(call: Invocation) -> Iterator[Switch]:
    """Yield what `az account set`, `az cloud set`, `az configure` and `az config set` choose for what follows."""
    call = spelled_out(call, ("--subscription", "--name", "--defaults"))
    where = str(_folder(call))
    operands = call.operands(frozenset({"--subscription", "-s", "--name", "-n", "--output", "-o", "--query"}))
    match operands:
        case ("account", "set"):
            given, name = call.option("--subscription", "-s", "--name", "-n"), "subscription"
        case ("cloud", "set"):
            given, name = call.option("--name", "-n"), "cloud/name"
        case ("configure" | "config", *pairs):
            for pair in pairs:
                key, equals, value = pair.partition("=")
                if equals:
                    yield ("az", where, f"defaults/{key.removeprefix('defaults.')}"), (value, call.itself)
            return
        case _:
            return
    if given:
        yield ("az", where, name), (given[1], call.itself)


def _folder(call: Invocation) -> Path | None:
    return expand(call.environ.get("AZURE_CONFIG_DIR") or "~/.azure", call.environ, call.cwd)


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
    own = config.get(section, {}).get(key, "").strip(), shown(folder / "config", call.environ)
    return call.switched.get(("az", str(folder), f"{section}/{key}"), own)


def _subscriptions(folder: Path) -> list[Mapping[str, Any]]:
    items = read_json(folder / "azureProfile.json").get("subscriptions")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _chosen(
    call: Invocation, subscriptions: list[Mapping[str, Any]], folder: Path, cloud: str
) -> tuple[Mapping[str, Any], str]:
    """Return the subscription that counts, as the file has it, and why it counts."""
    given = call.option("--subscription") if call.program else None
    named = (given[1], given[0]) if given else call.switched.get(("az", str(folder), "subscription"))
    if named:
        wanted = named[0].lower()
        known = (s for s in subscriptions if wanted in {text_at(s, "name").lower(), text_at(s, "id").lower()})
        return next(known, {"name": named[0]}), named[1]
    in_cloud = [s for s in subscriptions if text_at(s, "environmentName") in {cloud, ""}]
    chosen_id = read_ini(folder / "clouds.config").get(cloud, {}).get("subscription", "").strip()
    for subscription in in_cloud:
        if chosen_id and text_at(subscription, "id") == chosen_id:
            return subscription, shown(folder / "clouds.config", call.environ)
    default = next((s for s in in_cloud if s.get("isDefault") is True), {})
    return default, shown(folder / "azureProfile.json", call.environ)
