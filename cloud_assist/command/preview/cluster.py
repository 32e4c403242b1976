"""Previews of kubectl, helm, terraform, pulumi and docker commands."""

from __future__ import annotations

from cloud_assist.command.preview.line import Draft, Kind, Line

_KUBE_WITH_VALUE = frozenset(
    {"--context", "--namespace", "-n", "--kubeconfig", "--cluster", "--user", "--server", "-s", "--token", "--as",
     "--as-group", "--as-uid", "--request-timeout", "--v", "-v", "--cache-dir", "--certificate-authority",
     "--client-certificate", "--client-key", "--tls-server-name", "--kube-context", "--kube-apiserver"}
)  # fmt: skip
_KUBE_DRY = frozenset(
    {"annotate", "autoscale", "cordon", "create", "delete", "drain", "expose", "label", "patch", "replace", "run",
     "scale", "set", "taint", "uncordon", "apply"}
)  # fmt: skip
_DIFF_OPTIONS = frozenset(
    {"-f", "--filename", "-k", "--kustomize", "-R", "--recursive", "-l", "--selector", "--server-side",
     "--field-manager", "--force-conflicts", "--prune", "--prune-allowlist"}
)  # fmt: skip
"""What `kubectl diff` takes as well as `kubectl apply`."""


def kubectl(line: Line) -> Draft | None:
    """A diff, a dry run on the server, or the objects themselves."""
    operands = line.operands(_KUBE_WITH_VALUE)
    if not operands or line.has("--dry-run"):
        return None
    at = operands[0]
    verb = line.words[at].text
    if verb == "apply" and len(operands) == 1 + _values_of_filename(line, operands) and _diff_takes(line):
        return Draft(line.replaced(at, "diff"), Kind.DIFF)
    if verb == "rollout" and len(operands) > 1:
        return _rollout(line, operands)
    if verb in _KUBE_DRY and line.texts(operands[1:2]) != ("token",):
        at = operands[1] if verb == "set" and len(operands) > 1 else at
        return Draft(line.inserted(at + 1, "--dry-run=server"), Kind.DRY_RUN)
    return None


def _values_of_filename(line: Line, operands: list[int]) -> int:
    """Return how many operands behind the verb are the values of `apply`'s own options."""
    return sum(1 for position in operands[1:] if line.words[position - 1].text in _DIFF_OPTIONS)


def _diff_takes(line: Line) -> bool:
    names = (word.text.partition("=")[0] for word in line.words[1:] if word.text.startswith("-") and word.text != "-")
    return all(name in _DIFF_OPTIONS or name in _KUBE_WITH_VALUE or name[:2] in {"-f", "-n"} for name in names)


def _rollout(line: Line, operands: list[int]) -> Draft | None:
    verb = line.words[operands[1]].text
    if verb == "undo":
        return Draft(line.inserted(operands[1] + 1, "--dry-run=server"), Kind.DRY_RUN)
    if verb in {"restart", "pause", "resume"}:
        words = (*line.raw[: operands[0]], "get", *line.raw[operands[1] + 1 :])
        return Draft(words, Kind.TWIN)
    return None


def helm(line: Line) -> Draft | None:
    """A dry run, or the release as it is."""
    operands = line.operands(_KUBE_WITH_VALUE)
    if not operands or line.has("--dry-run"):
        return None
    if line.words[operands[0]].text in {"install", "upgrade", "uninstall", "delete", "rollback"}:
        return Draft(line.inserted(operands[0] + 1, "--dry-run"), Kind.DRY_RUN)
    return None


def terraform(line: Line) -> Draft | None:
    """A plan."""
    line = line.without("-auto-approve", "--auto-approve")
    operands = line.operands()
    if not operands:
        return None
    verb, at = line.words[operands[0]].text, operands[0]
    if verb == "apply" and len(operands) == 2:
        return Draft((*line.raw[:at], "show", "-no-color", line.words[operands[1]].raw), Kind.DIFF)
    if verb in {"apply", "destroy"} and len(operands) == 1:
        destroy = ("-destroy",) if verb == "destroy" else ()
        # Without the lock nothing is written, not even for the time of the plan.
        return Draft(line.replaced(at, "plan", *destroy, "-input=false", "-lock=false", "-no-color"), Kind.DIFF)
    sub = line.texts(operands[1:2])
    if verb == "state" and sub == ("rm",):
        return Draft((*line.raw[:at], "state", "list", *line.raw[operands[1] + 1 :]), Kind.TWIN)
    if verb == "state" and sub == ("mv",):
        return Draft(line.inserted(operands[1] + 1, "-dry-run"), Kind.DRY_RUN)
    if verb in {"taint", "untaint"} and len(operands) == 2:
        return Draft((*line.raw[:at], "state", "show", line.words[operands[1]].raw), Kind.TWIN)
    if verb == "workspace" and sub in {("delete",), ("select",), ("new",)}:
        return Draft((*line.raw[:at], "workspace", "list"), Kind.TWIN)
    return None


def pulumi(line: Line) -> Draft | None:
    """A preview of the stack."""
    line = line.without("--yes", "-y", "--skip-preview", "-f")
    operands = line.operands({"-s", "--stack", "-C", "--cwd"})
    if operands and line.words[operands[0]].text in {"up", "update"}:
        return Draft(line.replaced(operands[0], "preview"), Kind.DIFF)
    return None


_DOCKER_WITH_VALUE = frozenset({"-H", "--host", "-c", "--context", "--config", "-l", "--log-level"})
_LIFECYCLE = frozenset({"rm", "remove", "stop", "kill", "restart", "start", "pause", "unpause", "update", "rename"})
_OBJECTS = {"container": "container", "image": "image", "volume": "volume", "network": "network"}
_AFTER_VERB = frozenset({"-t", "--time", "--timeout", "-s", "--signal"})


def docker(line: Line) -> Draft | None:
    """The objects themselves, or what takes space."""
    operands = line.operands(_DOCKER_WITH_VALUE)
    if not operands:
        return None
    at, verb = operands[0], line.words[operands[0]].text
    before = line.raw[:at]
    if verb == "compose":
        return _compose(line, at)
    if verb == "system":
        return Draft((*before, "system", "df"), Kind.TWIN)
    kind, words = "container", operands[1:]
    if verb in _OBJECTS:
        kind, verb, words = _OBJECTS[verb], "".join(line.texts(operands[1:2])), operands[2:]
    elif verb == "rmi":
        kind, verb = "image", "rm"
    if verb == "prune":
        return Draft((*before, kind, "ls"), Kind.TWIN)
    names = [line.words[i].raw for i in words if line.words[i - 1].text not in _AFTER_VERB]
    if verb not in _LIFECYCLE or not names:
        return None
    return Draft((*before, kind, "inspect", *(names[:1] if verb == "rename" else names)), Kind.TWIN)


def _compose(line: Line, at: int) -> Draft | None:
    """`docker compose --dry-run` goes through every step of any verb."""
    if line.has("--dry-run"):
        return None
    return Draft(line.inserted(at + 1, "--dry-run"), Kind.DRY_RUN)
