"""What a `terraform` or `tofu` command would hit: folder, workspace and backend, as they stand in the data folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cloud_assist.command.receipt.aws_target import aws_entries
from cloud_assist.command.receipt.files import expand, is_folder, read_json, read_text, shown, text_at
from cloud_assist.command.receipt.invocation import Invocation, Receipt, Switch
from cloud_assist.models import TargetEntry

_CHDIR = ("-chdir", "--chdir")
_WITH_VALUE = frozenset({"-state", "-lock-timeout"})
_WHERE = ("bucket", "storage_account_name", "container_name", "hostname", "organization", "address", "path", "prefix",
          "key", "region", "namespace", "secret_suffix")  # fmt: skip
"""Settings of the backends that say where the state is; never a credential."""


def terraform_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a Terraform command, or of the surroundings where `call` names no program."""
    receipt = Receipt("terraform")
    data = _data_folder(call)
    if data is None or not (call.program or is_folder(data)):
        return ()
    if call.option(*_CHDIR):
        receipt.add("folder", str(_folder(call)), "-chdir")
    receipt.add("workspace", *_workspace(call, data))
    receipt.add("backend", *_backend(call, data))
    return receipt.entries + _provider_entries(call, data)


def terraform_switches(call: Invocation) -> Iterator[Switch]:
    """Yield the workspace that `workspace select` and `workspace new` choose for the commands after them."""
    match call.operands(_WITH_VALUE):
        case ("workspace" | "env", "select" | "new", name, *_):
            yield ("terraform", str(_data_folder(call)), "workspace"), (name, call.itself)


def _folder(call: Invocation) -> Path | None:
    given = call.option(*_CHDIR)
    if call.cwd is None or (given and "$" in given[1]):
        return None
    return expand(given[1], call.environ, call.cwd) if given else call.cwd


def _data_folder(call: Invocation) -> Path | None:
    folder = _folder(call)
    return expand(call.environ.get("TF_DATA_DIR") or ".terraform", {}, folder) if folder else None


def _provider_entries(call: Invocation, data: Path) -> tuple[TargetEntry, ...]:
    """Return what the AWS provider, where it is installed here, would use if the configuration says nothing else."""
    if not call.program or not is_folder(data / "providers/registry.terraform.io/hashicorp/aws"):
        return ()
    entries = aws_entries(call._replace(program="", arguments=()))
    return tuple(replace(entry, source=f"{entry.source}, unless the configuration says otherwise") for entry in entries)


def _workspace(call: Invocation, data: Path) -> tuple[str, str]:
    variable = call.variable("TF_WORKSPACE")
    if variable:
        return variable[1], call.source(variable[0])
    if switched := call.switched.get(("terraform", str(data), "workspace")):
        return switched
    chosen = (read_text(data / "environment") or "").strip()
    return (chosen, shown(data / "environment", call.environ)) if chosen else ("default", "no other is selected")


def _backend(call: Invocation, data: Path) -> tuple[str, str]:
    path = data / "terraform.tfstate"
    backend = read_json(path).get("backend")
    kind = text_at(backend, "type")
    if not kind or not isinstance(backend, dict):
        return "", ""
    settings: Mapping[str, Any] = backend["config"] if isinstance(backend.get("config"), dict) else {}
    where = [text for key in _WHERE if (text := text_at(settings, key))]
    where += [text for key in ("name", "prefix") if (text := text_at(settings, "workspaces", key))]
    return " ".join([kind, "/".join(where)]).strip(), shown(path, call.environ)
