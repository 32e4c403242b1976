"""Which engine a `docker` or `podman` command would talk to.

Precedence as `docker context use --help` and the CLI's `resolveContextName` have it: -H, --context, DOCKER_HOST,
DOCKER_CONTEXT, currentContext in config.json.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from cloud_assist.command.receipt.files import expand, read_json, shown, text_at
from cloud_assist.command.receipt.invocation import Invocation, Receipt, Switch
from cloud_assist.models import TargetEntry

PODMAN = frozenset({"podman", "podman-compose"})
_DEFAULT = "default"
_WITH_VALUE = frozenset(
    {"-H", "--host", "-c", "--context", "--config", "-l", "--log-level", "--tlscacert", "--tlscert", "--tlskey",
     "--url", "--connection"}
)  # fmt: skip


def docker_switches(call: Invocation) -> Iterator[Switch]:
    """Yield the context that `docker context use` chooses for the commands after it."""
    match call.operands(_WITH_VALUE):
        case ("context", "use", name) if call.program in {"docker", "docker-cli"}:
            yield ("docker", str(_folder(call)), "context"), (name, call.itself)


def docker_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a Docker command, or of the surroundings where they are not the local default."""
    if call.program in PODMAN:
        return _podman_entries(call)
    receipt = Receipt("docker")
    before_verb = _global_part(call)
    folder = _folder(call)
    host = _host(before_verb)
    context, source = ("", "") if host[0] else _context(before_verb, folder)
    if call.program or context not in {"", _DEFAULT}:
        receipt.add("context", context, source)
    receipt.add("host", *(host if host[0] else _endpoint(call, folder, context)))
    return receipt.entries


def _folder(call: Invocation) -> Path | None:
    given = _global_part(call).option("--config")
    return expand(given[1] if given else call.environ.get("DOCKER_CONFIG") or "~/.docker", call.environ, call.cwd)


def _global_part(call: Invocation) -> Invocation:
    """Return the invocation with the options before the verb only: after it, `-H` and `-c` mean other things."""
    end, skip = len(call.arguments), False
    for index, argument in enumerate(call.arguments):
        if skip:
            skip = False
        elif argument in _WITH_VALUE:
            skip = True
        elif not argument.startswith("-"):
            end = index
            break
    return call._replace(arguments=call.arguments[:end])


def _host(call: Invocation) -> tuple[str, str]:
    given = call.option("--host", "-H")
    if given:
        return given[1], given[0]
    chosen = call.option("--context", "-c")
    if chosen and chosen[1] != _DEFAULT:  # the default context is what DOCKER_HOST says
        return "", ""
    variable = call.variable("DOCKER_HOST")
    return (variable[1], call.source(variable[0])) if variable else ("", "")


def _context(call: Invocation, folder: Path | None) -> tuple[str, str]:
    given = call.option("--context", "-c")
    if given:
        return given[1], given[0]
    variable = call.variable("DOCKER_CONTEXT")
    if variable:
        return variable[1], call.source(variable[0])
    path = folder / "config.json" if folder else None
    if switched := call.switched.get(("docker", str(folder), "context")):
        return switched
    current = text_at(read_json(path), "currentContext")
    return (current, shown(path, call.environ)) if current and path else (_DEFAULT, "no other is selected")


def _endpoint(call: Invocation, folder: Path | None, context: str) -> tuple[str, str]:
    """Return the address of a context; its folder is named for the SHA-256 of its name."""
    if folder is None or context in {"", _DEFAULT}:
        return "", ""
    digest = hashlib.sha256(context.encode("utf-8", "surrogatepass")).hexdigest()
    path = folder / "contexts" / "meta" / digest / "meta.json"
    return text_at(read_json(path), "Endpoints", "docker", "Host"), shown(path, call.environ)


def _podman_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    receipt = Receipt("podman")
    before_verb = _global_part(call)
    given = before_verb.option("--url", "--connection", "-c")
    variable = call.variable("CONTAINER_HOST", "CONTAINER_CONNECTION")
    if given:
        receipt.add("host", given[1], given[0])
    elif variable:
        receipt.add("host", variable[1], call.source(variable[0]))
    elif call.program:
        receipt.add("host", "this machine", "no other is set")
    return receipt.entries


def containerd_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `nerdctl` or `finch`, whose engine is on this machine; nothing for the surroundings."""
    receipt = Receipt(call.program)
    if not call.program:
        return ()
    host = call.given(("--address", "-a", "--host", "-H"), ("CONTAINERD_ADDRESS",))
    receipt.add("host", *(host if host[0] else ("this machine", "no other is set")))
    receipt.add("namespace", *call.given(("--namespace", "-n"), ("CONTAINERD_NAMESPACE",)))
    return receipt.entries
