"""Which context or namespace a command chooses for the commands after it: that changes the kubeconfig, not a variable.

`kubectl config use-context prod && kubectl delete pod x` hits prod, whatever the kubeconfig says before it runs.
A cluster's own tool (`aws eks update-kubeconfig`, `kind create cluster`) makes the cluster's context the current one;
its name is as that tool's documentation gives it, or the cluster's where that needs what only the cloud knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from cloud_assist.command.receipt import aws_target as aws
from cloud_assist.command.receipt.gcloud_target import gcloud_entries
from cloud_assist.command.receipt.invocation import Invocation, Switch, values
from cloud_assist.command.receipt.kube_target import KUBECTL, current_context, kubeconfig

_PREVIOUS = "the one before"
_KUBECTL_VALUES = frozenset(
    {"--kubeconfig", "--context", "--cluster", "--user", "--namespace", "-n", "--server", "-s", "--token", "--as",
     "--as-group", "--request-timeout", "--certificate-authority", "--tls-server-name", "-v", "--cache-dir"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Makes:
    """How a cluster's own tool names the cluster whose context it makes the current one."""

    verbs: tuple[tuple[str, ...], ...]
    options: tuple[str, ...] = ()
    """Options with the name, the first given counts; none where the word after the verb is the name."""
    otherwise: str = ""
    """The name where none is given."""
    with_value: frozenset[str] = frozenset()
    """Options before the name that take a value."""
    context: Callable[[Invocation, str], str] = lambda _call, name: name
    """The context's name, by the cluster's."""


def _of_eks(call: Invocation, name: str) -> str:
    known = values(aws.aws_entries(call))
    if call.option("--alias") or not {"account", "region"} <= known.keys():
        return name
    return f"arn:aws:eks:{known['region']}:{known['account']}:cluster/{name}"


def _of_gke(call: Invocation, name: str) -> str:
    known = values(gcloud_entries(call))
    location = known.get("zone") if call.option("--zone", "-z") else known.get("region") or known.get("zone")
    return f"gke_{known['project']}_{location}_{name}" if location and "project" in known else name


_MAKERS: Mapping[str, tuple[_Makes, ...]] = {
    "aws": (
        _Makes((("eks", "update-kubeconfig"),), ("--alias", "--name"), with_value=aws.WITH_VALUE, context=_of_eks),
    ),
    "gcloud": (
        _Makes(
            (("container", "clusters", "get-credentials"), ("container", "clusters", "create"),
             ("container", "clusters", "create-auto")),
            with_value=frozenset(
                {"--project", "--zone", "-z", "--region", "--location", "--account", "--configuration"}
            ),
            context=_of_gke,
        ),
    ),
    "az": (_Makes((("aks", "get-credentials"),), ("--context", "--name", "-n")),),
    "kind": (
        _Makes((("create", "cluster"), ("export", "kubeconfig")), ("--name", "-n"), "kind",
               context=lambda _call, name: f"kind-{name}"),
    ),
    "k3d": (
        _Makes((("cluster", "create"), ("kubeconfig", "merge")), otherwise="k3s-default",
               context=lambda _call, name: f"k3d-{name}"),
    ),
    "minikube": (_Makes((("start",),), ("--profile", "-p"), "minikube"), _Makes((("profile",),))),
    "eksctl": (
        _Makes((("create", "cluster"),), ("--name", "-n")),
        _Makes((("utils", "write-kubeconfig"),), ("--cluster", "-c")),
    ),
    "doctl": (
        _Makes((("kubernetes", "cluster", "kubeconfig", "save"), ("k8s", "cluster", "kubeconfig", "save"))),
    ),
    "tsh": (_Makes((("kube", "login"),)),),
    "vcluster": (_Makes((("connect",),)),),
    "okteto": (_Makes((("context", "use"), ("kubeconfig",))),),
}  # fmt: skip
_CHOOSERS = frozenset({"kubectx", "kubens"})


def kube_switches(call: Invocation) -> Iterator[Switch]:
    """Yield what `call` sets in the kubeconfig for the commands after it."""
    if call.program in KUBECTL:
        yield from _by_kubectl(call)
    elif call.program in _CHOOSERS:
        yield from _by_chooser(call)
    for maker in _MAKERS.get(call.program, ()):
        name = _made(call, maker)
        if name:
            yield _context(call, maker.context(call, name))


def _by_kubectl(call: Invocation) -> Iterator[Switch]:
    match call.operands(_KUBECTL_VALUES):
        case ("config", "use-context" | "use", name) | ("config", "set", "current-context", name) | ("ctx", name):
            yield _context(call, name)
        case ("config", "unset", "current-context"):
            yield _context(call, "")
        case ("config", "set", name, value) if name.startswith("contexts.") and name.endswith(".namespace"):
            yield _namespace(call, name.removeprefix("contexts.").removesuffix(".namespace"), value)
        case ("config", "set-context", *names) if given := call.option("--namespace", "-n"):
            # Its options are what it sets; the context that it sets them for is its operand.
            yield _namespace(call, names[0] if names else current_context(call), given[1])
        case ("ns", name) | ("project", name):
            yield _namespace(call, current_context(call), name)
        case ("login", server, *_) if call.program == "oc":
            yield _context(call, server)


def _by_chooser(call: Invocation) -> Iterator[Switch]:
    operands = call.operands(frozenset())
    if len(operands) != 1 or "=" in operands[0] or call.has("-d", "-u", "--unset", "-c", "--current"):
        return
    name = _PREVIOUS if operands[0] == "-" else operands[0]
    yield _context(call, name) if call.program == "kubectx" else _namespace(call, current_context(call), name)


def _made(call: Invocation, maker: _Makes) -> str:
    operands = call.operands(maker.with_value)
    verb = next((verb for verb in maker.verbs if operands[: len(verb)] == verb), None)
    if verb is None:
        return ""
    if maker.options:
        given = next((given for option in maker.options if (given := call.option(option))), None)
        return given[1] if given else maker.otherwise
    return operands[len(verb)] if len(operands) > len(verb) else maker.otherwise


def _context(call: Invocation, name: str) -> Switch:
    return ("kubectl", kubeconfig(call), "context"), (name, call.itself)


def _namespace(call: Invocation, context: str, name: str) -> Switch:
    return ("kubectl", kubeconfig(call), f"namespace of {context}"), (name, call.itself)
