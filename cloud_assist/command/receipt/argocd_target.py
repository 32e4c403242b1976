"""Which Argo CD server and app an `argocd` command would act on.

Source: `argocd --help` and `argocd context`: --server, ARGOCD_SERVER, --argocd-context, the current context of its
configuration; with --core it acts on the Kubernetes cluster itself.
"""

from __future__ import annotations

from cloud_assist.command.receipt.files import expand, read_yaml, shown, text_at
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.command.receipt.kube_target import kube_entries
from cloud_assist.models import TargetEntry

_WITH_VALUE = frozenset(
    {"--server", "--argocd-context", "--config", "--auth-token", "-o", "--output", "--project", "-p"}
)


def argocd_entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Return the receipt of `argocd`, or of the surroundings where its configuration has a current context."""
    if call.program and call.has("--core"):
        return kube_entries(call)
    receipt = Receipt("argocd")
    given = call.option("--config") if call.program else None
    folder = call.environ.get("ARGOCD_CONFIG_DIR") or f"{call.environ.get('XDG_CONFIG_HOME') or '~/.config'}/argocd"
    path = expand(given[1] if given else f"{folder}/config", call.environ, call.cwd)
    settings = read_yaml(path)
    file = shown(path, call.environ) if path else ""
    chosen = call.option("--argocd-context") if call.program else None
    context = chosen[1] if chosen else text_at(settings, "current-context")
    server = call.option("--server") if call.program else None
    variable = call.variable("ARGOCD_SERVER")
    if server:
        receipt.add("server", server[1], server[0])
    elif variable:
        receipt.add("server", variable[1], call.source(variable[0]))
    else:
        receipt.add("context", context, chosen[0] if chosen else file)
        receipt.add("server", _server_of(settings.get("contexts"), context), file)
    match call.operands(_WITH_VALUE):
        case ("app", _, name, *_) if call.program:
            receipt.add("app", name, "the command")
    return receipt.entries


def _server_of(contexts: object, name: str) -> str:
    items = contexts if isinstance(contexts, list) else []
    return next((text_at(each, "server") for each in items if text_at(each, "name") == name), "")
