"""Which stack and backend a `pulumi` command would act on.

Sources: "Environment variables" and "State and backends" of Pulumi's manual; the file that `pulumi stack select` writes
for a project. --stack wins over PULUMI_STACK, that over the selected stack.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from cloud_assist.command.receipt.addresses import without_secrets
from cloud_assist.command.receipt.files import expand, is_file, read_json, read_yaml, shown, text_at
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.models import TargetEntry

_PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


def pulumi_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `pulumi`, or of the surroundings where PULUMI_STACK names a stack."""
    receipt = Receipt("pulumi")
    variable = call.variable("PULUMI_STACK")
    if not call.program and not variable:
        return ()
    given = call.option("--cwd", "-C") if call.program else None
    project = _project(expand(given[1], call.environ, call.cwd) if given else call.cwd)
    settings = read_yaml(project)
    stack = call.option("--stack", "-s") if call.program else None
    match call.operands({"--stack", "-s", "--cwd", "-C"}):
        case ("stack", "rm" | "select" | "init", name, *_) if call.program:
            stack = ("the command", name)
    if stack:
        receipt.add("stack", stack[1], stack[0])
    elif variable:
        receipt.add("stack", variable[1], call.source(variable[0]))
    elif project is not None:
        receipt.add("stack", *_selected(call, project, text_at(settings, "name")))
    receipt.add("project", text_at(settings, "name"), shown(project, call.environ) if project else "")
    receipt.add("server", *_backend(call, text_at(settings, "backend", "url"), project))
    return receipt.entries


def _home(call: Invocation) -> str:
    return call.environ.get("PULUMI_HOME") or "~/.pulumi"


def _project(folder: Path | None) -> Path | None:
    places = (folder, *folder.parents) if folder else ()
    return next((place / name for place in places for name in _PROJECT_FILES if is_file(place / name)), None)


def _selected(call: Invocation, project: Path, name: str) -> tuple[str, str]:
    digest = hashlib.sha1(str(project).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    path = expand(f"{_home(call)}/workspaces/{name}-{digest}-workspace.json", call.environ, call.cwd)
    return (text_at(read_json(path), "stack"), shown(path, call.environ)) if path else ("", "")


def _backend(call: Invocation, own: str, project: Path | None) -> tuple[str, str]:
    if variable := call.variable("PULUMI_BACKEND_URL"):
        return without_secrets(variable[1]), call.source(variable[0])
    if own and project is not None:
        return without_secrets(own), shown(project, call.environ)
    path = expand(f"{_home(call)}/credentials.json", call.environ, call.cwd)
    current = text_at(read_json(path), "current")
    return (without_secrets(current), shown(path, call.environ)) if current and path else ("", "")
