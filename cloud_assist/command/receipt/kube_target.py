"""What a `kubectl` or `helm` command would hit: context, cluster, server, user, namespace.

Files are merged as client-go does (`clientcmd.ClientConfigLoadingRules`): --kubeconfig alone if given, else those in
KUBECONFIG, else ~/.kube/config; the first file to name a context, cluster or user wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cloud_assist.command.receipt.files import expand, read_text, read_yaml, shown, text_at
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.display.visible import visible
from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, TargetEntry

KUBECTL = frozenset({"kubectl", "oc", "kubecolor", "k"})
HELM = frozenset({"helm", "helm3", "helmfile"})

POD_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where a pod finds the token and the namespace of its service account."""
_CONTEXT_VARIABLES = {"helm": "HELM_KUBECONTEXT", "helm3": "HELM_KUBECONTEXT", "flux": "FLUX_CONTEXT"}


@dataclass(slots=True)
class _Merged:
    """The kubeconfig files as one."""

    current: str = ""
    current_source: str = ""
    named: dict[str, dict[str, tuple[Mapping[str, Any], str]]] = field(
        default_factory=lambda: {"contexts": {}, "clusters": {}, "users": {}}
    )
    """Kind, then name, to (content, file)."""


def kube_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of a Kubernetes command, or of the surroundings where `call` names no program."""
    receipt = Receipt("kubectl")
    merged = _merge(call)
    if not any(merged.named.values()) and not _context(call, merged)[0] and (inside := _in_cluster(call)):
        return inside
    name, source = _context(call, merged)
    context, file = merged.named["contexts"].get(name, ({}, source))
    receipt.add("context", name, source)
    cluster, cluster_source = _named(call, ("--cluster",), text_at(context, "cluster"), file)
    receipt.add("cluster", cluster, cluster_source)
    content, cluster_file = merged.named["clusters"].get(cluster, ({}, ""))
    receipt.add("server", *_server(call, text_at(content, "server"), cluster_file))
    receipt.add("user", *_named(call, ("--user",), text_at(context, "user"), file))
    receipt.add("acting as", *_named(call, ("--as", "--kube-as-user"), "", ""))
    place = ("kubectl", kubeconfig(call), f"namespace of {name}")
    own, file = call.switched.get(place, (text_at(context, "namespace"), file))
    receipt.add("namespace", *_namespace(call, own, file, known=bool(context)))
    return receipt.entries


def _in_cluster(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt in a pod that has no kubeconfig: its own cluster, as its service account."""
    host, port = call.variable("KUBERNETES_SERVICE_HOST"), call.variable("KUBERNETES_SERVICE_PORT")
    options = ("--server", "-s", "--kube-apiserver", "--context", "--kube-context", "--kubeconfig", "--cluster")
    if not host or not port or not (POD_ACCOUNT / "token").is_file() or call.option(*options):
        return ()
    receipt = Receipt("kubectl")
    address = f"[{host[1]}]" if ":" in host[1] else host[1]
    receipt.add("server", f"https://{address}:{port[1]}", "the pod's own cluster")
    own = (read_text(POD_ACCOUNT / "namespace") or "").strip()
    receipt.add("namespace", *_namespace(call, own, str(POD_ACCOUNT / "namespace"), known=True))
    return receipt.entries


def unknown_context(call: Invocation) -> Finding | None:
    """Return a finding where the command names a context that no kubeconfig has."""
    context = _unknown_context(call)
    if not context:
        return None
    text = f"The kubeconfig has no context {visible(context)}."
    return finding(Code.UNKNOWN_CONTEXT, text, "kubectl config get-contexts")


def _unknown_context(call: Invocation) -> str | None:
    given = call.option("--kube-context" if call.program in HELM else "--context")
    if given is None or "$" in given[1] or "`" in given[1]:
        return None
    merged = _merge(call)
    return None if given[1] in merged.named["contexts"] else given[1]


def kubeconfig(call: Invocation) -> str:
    """Return what names the kubeconfig that `call` reads and writes."""
    return ":".join(str(expand(name, call.environ, call.cwd) or name) for name in _files(call))


def current_context(call: Invocation) -> str:
    """Return the context that `call` works in; empty where there is none."""
    return _context(call, _merge(call))[0]


def _files(call: Invocation) -> list[str]:
    given = call.option("--kubeconfig")
    names = [given[1]] if given else [name for name in call.environ.get("KUBECONFIG", "").split(":") if name]
    return names or ["~/.kube/config"]


def _merge(call: Invocation) -> _Merged:
    merged = _Merged()
    for name in _files(call):
        path = expand(name, call.environ, call.cwd)
        data = read_yaml(path)
        file = shown(path, call.environ) if path else name
        if not merged.current and text_at(data, "current-context"):
            merged.current, merged.current_source = text_at(data, "current-context"), file
        for kind, singular in (("contexts", "context"), ("clusters", "cluster"), ("users", "user")):
            _add_named(merged.named[kind], data.get(kind), singular, file)
    return merged


def _add_named(known: dict[str, tuple[Mapping[str, Any], str]], items: object, singular: str, file: str) -> None:
    for item in items if isinstance(items, list) else []:
        content = item.get(singular) if isinstance(item, dict) else None
        if isinstance(content, dict) and text_at(item, "name"):
            known.setdefault(text_at(item, "name"), (content, file))


def _context(call: Invocation, merged: _Merged) -> tuple[str, str]:
    given = _given(call, "--kube-context" if call.program in HELM else "--context")
    if given:
        return given
    variable = call.variable(_CONTEXT_VARIABLES.get(call.program, ""))
    if variable:
        return variable[1], call.source(variable[0])
    return call.switched.get(("kubectl", kubeconfig(call), "context"), (merged.current, merged.current_source))


def _named(call: Invocation, options: tuple[str, ...], otherwise: str, file: str) -> tuple[str, str]:
    return _given(call, *options) or (otherwise, file)


def _given(call: Invocation, *options: str) -> tuple[str, str] | None:
    """Return (value, option) of an option that is given; given as nothing it overrides nothing."""
    given = call.option(*options)
    return (given[1], given[0]) if given and given[1] else None


def _server(call: Invocation, otherwise: str, file: str) -> tuple[str, str]:
    names = ("--kube-apiserver",) if call.program in HELM else ("--server", "-s")
    given = _given(call, *names) if call.program in KUBECTL | HELM else None
    if given:
        return given
    variable = call.variable("HELM_KUBEAPISERVER") if call.program in HELM else None
    return (variable[1], call.source(variable[0])) if variable else (otherwise, file)


def _namespace(call: Invocation, otherwise: str, file: str, *, known: bool) -> tuple[str, str]:
    if call.program in KUBECTL | HELM and call.has("--all-namespaces", "-A"):
        return "all namespaces", "--all-namespaces"
    given = _given(call, "--namespace", "-n")
    if given:
        return given
    variable = call.variable("HELM_NAMESPACE") if call.program in HELM else None
    if variable:
        return variable[1], call.source(variable[0])
    if otherwise:
        return otherwise, file
    return ("default", "no other is set") if known else ("", "")
