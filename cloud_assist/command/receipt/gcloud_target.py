"""What a `gcloud`, `gsutil` or `bq` command would hit: configuration, project, account, region, zone, cluster.

Precedence as `gcloud topic configurations` has it: option, CLOUDSDK_<SECTION>_<KEY>, active configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cloud_assist.command.receipt.files import expand, read_ini, read_text, shown
from cloud_assist.command.receipt.invocation import Invocation, Receipt, Switch
from cloud_assist.models import TargetEntry

_OPTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "gcloud": {"project": ("--project",), "account": ("--account",), "region": ("--region", "--location"),
               "zone": ("--zone",), "cluster": ("--cluster",)},
    "bq": {"project": ("--project_id", "-project_id"), "region": ("--location", "-location")},
    "gsutil": {},
}  # fmt: skip
_PROPERTIES = {
    "project": ("core", "project"),
    "account": ("core", "account"),
    "region": ("compute", "region"),
    "zone": ("compute", "zone"),
    "cluster": ("container", "cluster"),
}
_WITH_VALUE = frozenset({"--configuration", "--project", "--account", "--key-file", "--verbosity", "--format"})
_REGION_OF_GROUP = {
    "run": ("run", "region"),
    "functions": ("functions", "region"),
    "dataproc": ("dataproc", "region"),
    "artifacts": ("artifacts", "location"),
    "ai": ("ai", "region"),
    "deploy": ("deploy", "region"),
    "redis": ("redis", "region"),
    "filestore": ("filestore", "region"),
    "eventarc": ("eventarc", "location"),
    "workflows": ("workflows", "location"),
    "composer": ("composer", "location"),
    "scheduler": ("scheduler", "location"),
}
"""Command groups that read a region property of their own."""


def gcloud_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a Google Cloud command, or of the surroundings where `call` names no program."""
    receipt = Receipt("gcloud")
    folder = _folder(call)
    name, source = _configuration(call, folder)
    path = folder / "configurations" / f"config_{name}" if folder and name and "/" not in name else None
    properties = read_ini(path)
    file = shown(path, call.environ) if path else ""
    if source or properties:
        receipt.add("configuration", name, source or file)

    def own(section: str, key: str) -> tuple[str, str]:
        in_file = properties.get(section, {}).get(key, "").strip(), file
        return call.switched.get(("gcloud", f"{folder} {name}", f"{section}/{key}"), in_file)

    for coordinate, (section, key) in _properties(call).items():
        receipt.add(coordinate, *_property(call, coordinate, (section, key), own(section, key)))
    receipt.add("acting as", *_impersonated(call, own("auth", "impersonate_service_account")))
    return receipt.entries


def gcloud_switches(call: Invocation) -> Iterator[Switch]:
    """Yield what `gcloud config` and `gcloud auth` choose for the commands after them."""
    folder = _folder(call)
    name, _ = _configuration(call, folder)
    match tuple(word for word in call.operands(_WITH_VALUE) if word not in {"alpha", "beta"}):
        case ("config", "configurations", "activate" | "create", configuration):
            yield ("gcloud", str(folder), "configuration"), (configuration, call.itself)
        case ("config", "set", key, value):
            yield ("gcloud", f"{folder} {name}", key if "/" in key else f"core/{key}"), (value, call.itself)
        case ("config", "unset", key):
            yield ("gcloud", f"{folder} {name}", key if "/" in key else f"core/{key}"), ("", call.itself)
        case ("auth", "login" | "activate-service-account", account):
            yield ("gcloud", f"{folder} {name}", "core/account"), (account, call.itself)


def _folder(call: Invocation) -> Path | None:
    return expand(call.environ.get("CLOUDSDK_CONFIG") or "~/.config/gcloud", call.environ, call.cwd)


def _properties(call: Invocation) -> Mapping[str, tuple[str, str]]:
    group = next((a for a in call.arguments if not a.startswith("-") and a not in {"alpha", "beta"}), "")
    own = _REGION_OF_GROUP.get(group)
    return {**_PROPERTIES, "region": own} if own and call.program == "gcloud" else _PROPERTIES


def _configuration(call: Invocation, folder: Path | None) -> tuple[str, str]:
    given = call.option("--configuration") if call.program == "gcloud" else None
    if given:
        return given[1], given[0]
    variable = call.variable("CLOUDSDK_ACTIVE_CONFIG_NAME")
    if variable:
        return variable[1], call.source(variable[0])
    if switched := call.switched.get(("gcloud", str(folder), "configuration")):
        return switched
    path = folder / "active_config" if folder else None
    active = read_text(path) or ""
    return (active, shown(path, call.environ)) if active and path else ("default", "")


def _property(
    call: Invocation,
    coordinate: str,
    place: tuple[str, str],
    own: tuple[str, str],
) -> tuple[str, str]:
    section, key = place
    options = _OPTIONS.get(call.program, {}).get(coordinate, ())
    given = call.option(*options) if options else None
    if given:
        return given[1], given[0]
    variable = call.setting(f"CLOUDSDK_{section.upper()}_{key.upper()}")  # set to nothing, it still hides the file's
    if variable:
        return variable[1], call.source(variable[0])
    return own


def _impersonated(call: Invocation, own: tuple[str, str]) -> tuple[str, str]:
    given = call.option("--impersonate-service-account") or (call.option("-i") if call.program == "gsutil" else None)
    if given:
        return given[1], given[0]
    variable = call.variable("CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT")
    if variable:
        return variable[1], call.source(variable[0])
    return own
