"""Previews of aws, gcloud, gsutil, bq and az commands."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cloud_assist.command.preview.line import Draft, Kind, Line

_TWINS = Path(__file__).with_name("aws_read_twins.txt")
_AWS_WITH_VALUE = frozenset(
    {"--profile", "--region", "--output", "--endpoint-url", "--query", "--color", "--ca-bundle", "--cli-read-timeout",
     "--cli-connect-timeout", "--cli-binary-format"}
)  # fmt: skip
_AWS_GLOBAL = frozenset(
    {"--profile", "--region", "--endpoint-url", "--ca-bundle", "--no-verify-ssl", "--no-sign-request"}
)
"""Options that say where to, and so hold for the twin as well."""
_SERVICE_FILES = {"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}


def aws(line: Line) -> Draft | None:
    """A dry run where the operation has one, otherwise the operation that reads the same thing."""
    operands = line.operands(_AWS_WITH_VALUE)
    if len(operands) < 2:
        return None
    (service, operation), at = line.texts(operands[:2]), operands[1]
    if service == "s3":
        return _s3(line, operation, operands)
    if service == "ec2":
        if line.has("--dry-run", "--no-dry-run") or operation == "wait":
            return None
        return Draft(line.without("--no-dry-run").inserted(at + 1, "--dry-run"), Kind.DRY_RUN)
    twin = _twins(_SERVICE_FILES.get(service, service)).get(operation)
    return _aws_twin(line, operands, twin) if twin else None


def _s3(line: Line, operation: str, operands: list[int]) -> Draft | None:
    if operation in {"cp", "mv", "rm", "sync"} and not line.has("--dryrun"):
        return Draft(line.inserted(operands[1] + 1, "--dryrun"), Kind.DRY_RUN)
    if operation == "rb" and len(operands) == 3:
        return Draft(line.without("--force").replaced(operands[1], "ls"), Kind.TWIN)
    return None


def _aws_twin(line: Line, operands: list[int], twin: tuple[str, frozenset[str]]) -> Draft | None:
    """Return the reading operation with those options that tell which thing is meant."""
    name, shared = twin
    words = [*line.raw[: operands[1]], name]
    told = False
    position = operands[1] + 1
    while position < len(line.words):
        option, equals, _ = line.words[position].text.partition("=")
        end = position + 1
        while not equals and end < len(line.words) and not line.words[end].text.startswith("--"):
            end += 1
        # The CLI takes its global options abbreviated: `--prof` says where to just as well.
        where = any(known.startswith(option) for known in _AWS_GLOBAL)
        if option.removeprefix("--") in shared or where:
            told = told or not where
            words += line.raw[position:end]
        position = end
    return Draft(tuple(words), Kind.TWIN) if told else None


@cache
def _twins(service: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return, for each operation of a service that has one, its twin and the options that both take."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    with _TWINS.open(encoding="utf-8") as file:
        line = next((line for line in file if line.startswith(f"{service} ")), "")
    for entry in line.removeprefix(f"{service} ").strip().split(";"):
        noun, _, rest = entry.partition("|")
        if not rest:
            continue
        twin, options, verbs = rest.split("|")
        for verb in verbs.split(","):
            found[f"{verb}-{noun}"] = (twin, frozenset(options.split(",")))
    return found


# --- Google Cloud -----------------------------------------------------------------------------------------------

_GCLOUD_KEPT = frozenset(
    {"--project", "--account", "--configuration", "--zone", "--region", "--location", "--global", "--cluster",
     "--impersonate-service-account", "--keyring", "--key", "--secret", "--instance", "--namespace", "--network",
     "--service", "--topic", "--database", "--repository", "--managed-zone", "--zonal", "--regional"}
)  # fmt: skip
_GCLOUD_SWITCHES = frozenset({"--global", "--quiet", "-q", "--async", "--force", "--zonal", "--regional"})
_CHANGES = frozenset(
    {"delete", "update", "patch", "stop", "start", "reset", "restart", "suspend", "resume", "resize", "disable",
     "enable",
     "upgrade", "rollback", "cancel", "abandon", "add-tags", "remove-tags", "add-labels", "remove-labels",
     "add-metadata", "remove-metadata", "set-machine-type", "destroy", "drain", "deallocate"}
)  # fmt: skip


def gcloud(line: Line) -> Draft | None:
    """The thing described."""
    operands = [
        i for i in range(1, len(line.words)) if not line.words[i].text.startswith("-") and not _is_value(line, i)
    ]
    texts = line.texts(operands)
    if texts[:2] in {("storage", "rm"), ("storage", "mv")}:
        return Draft(("gcloud", "storage", "ls", *(line.words[i].raw for i in operands[2:3])), Kind.TWIN)
    verb = next((i for i in operands[1:] if line.words[i].text in _CHANGES), None)
    if verb is None or operands[-1] == verb:
        return None
    words = list(line.raw[:verb])
    names = [i for i in operands if i > verb]
    if len(names) != 1:
        return None
    words += ["describe", line.words[names[0]].raw]
    for position in range(verb + 1, len(line.words)):
        name = line.words[position].text.partition("=")[0]
        if name in _GCLOUD_KEPT:
            words.append(line.words[position].raw)
            if name not in _GCLOUD_SWITCHES and "=" not in line.words[position].text:
                words += line.raw[position + 1 : position + 2]
    return Draft(tuple(words), Kind.TWIN)


def _is_value(line: Line, position: int) -> bool:
    """Whether a word is the value of the option before it, as all gcloud options but a few take one."""
    before = line.words[position - 1].text
    return before.startswith("--") and "=" not in before and before not in _GCLOUD_SWITCHES


def gsutil(line: Line) -> Draft | None:
    """A dry run, or a listing of what would be hit."""
    operands = line.operands({"-o", "-h", "-i", "-u"})
    if len(operands) < 2:
        return None
    verb, at = line.words[operands[0]].text, operands[0]
    if verb == "rsync":
        return Draft(line.inserted(at + 1, "-n"), Kind.DRY_RUN)
    if verb in {"rm", "rb", "mv"}:
        return Draft(("gsutil", "ls", line.words[operands[1]].raw), Kind.TWIN)
    return None


def bq(line: Line) -> Draft | None:
    """A dry run of the query, or the thing shown."""
    operands = line.operands()
    if len(operands) < 2:
        return None
    verb, at = line.words[operands[0]].text, operands[0]
    if verb == "query" and not line.has("--dry_run"):
        return Draft(line.inserted(at + 1, "--dry_run"), Kind.DRY_RUN)
    if verb in {"rm", "update"}:
        return Draft((*line.raw[:at], "show", line.words[operands[-1]].raw), Kind.TWIN)
    return None


# --- Azure ------------------------------------------------------------------------------------------------------

_AZ_CHANGES = frozenset({"delete", "update", "start", "stop", "restart", "deallocate", "redeploy", "scale", "upgrade"})
_AZ_KEPT = frozenset(
    {"--name", "-n", "--resource-group", "-g", "--subscription", "--ids", "--account-name", "--vault-name", "--server",
     "--server-name", "-s", "--vnet-name", "--nsg-name", "--zone-name", "--registry", "-r", "--cluster-name"}
)  # fmt: skip


def az(line: Line) -> Draft | None:
    """A what-if, or the thing shown."""
    at = next((i for i in range(2, len(line.words)) if line.words[i].text in _AZ_CHANGES | {"create"}), None)
    groups = line.texts(range(1, at)) if at else ()
    if at is None or any(group.startswith("-") for group in groups):
        return None
    if line.words[at].text == "create":
        return Draft(line.replaced(at, "what-if"), Kind.DIFF) if groups[:1] == ("deployment",) else None
    kept: list[str] = []
    for position in range(at + 1, len(line.words)):
        name, equals, _ = line.words[position].text.partition("=")
        if name in _AZ_KEPT:
            kept += line.raw[position : position + (1 if equals else 2)]
    if not kept:
        return None
    if groups == ("group",):
        kept = ["--resource-group" if word in {"-n", "-g", "--name"} else word for word in kept]
        return Draft(("az", "resource", "list", *kept), Kind.TWIN)
    return Draft((*line.raw[:at], "show", *kept), Kind.TWIN)
