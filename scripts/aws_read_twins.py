"""Write the table of read twins: which operation shows what another AWS operation would change or delete.

Usage: python scripts/aws_read_twins.py [OUTPUT]

Made from botocore's service models. An operation has a twin where one that reads exists for the same noun, takes the
identifying members of the first under the same names and types, and needs nothing else.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import botocore
from botocore import xform_name
from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel

OUTPUT = Path(__file__).parent.parent / "cloud_assist/command/preview/aws_read_twins.txt"
# EC2 is left out: its operations have a dry run of their own.
SKIPPED = frozenset({"ec2"})
_VERBS = """
    activate add associate attach cancel change deactivate delete deregister detach disable disassociate enable modify
    pause purge put reboot reject release remove rename replace reset restart restore resume revoke set start stop
    suspend terminate update
"""
VERBS = frozenset(_VERBS.split())
SIMPLE = frozenset({"string", "list", "integer", "long", "boolean"})


def options(model: OperationModel) -> dict[str, str]:
    """Return the members of an operation's input as CLI options, with their types."""
    shape = model.input_shape
    return {xform_name(name, "-"): member.type_name for name, member in shape.members.items()} if shape else {}


def required(model: OperationModel) -> set[str]:
    """Return the options that an operation needs."""
    return {xform_name(name, "-") for name in model.input_shape.required_members} if model.input_shape else set()


def candidates(noun: str) -> Iterator[str]:
    """Yield the names that a reading operation for `noun` may have, the most exact first."""
    plurals = [noun if noun.endswith("s") else f"{noun}s"]
    if noun.endswith("y"):
        plurals.append(f"{noun[:-1]}ies")
    for verb in ("describe", "head", "get"):
        yield f"{verb}-{noun}"
    for verb in ("describe", "list"):
        for plural in plurals:
            yield f"{verb}-{plural}"


def twin(name: str, operations: dict[str, OperationModel]) -> tuple[str, tuple[str, ...]] | None:
    """Return the twin of one operation with the options that both take, or None."""
    own, needed = options(operations[name]), required(operations[name])
    for other in candidates(name.partition("-")[2]):
        model = operations.get(other)
        if model is None or other == name:
            continue
        theirs, their_needs = options(model), required(model)
        identifying = needed | their_needs
        shared = tuple(k for k, kind in own.items() if theirs.get(k) == kind and kind in SIMPLE and k in identifying)
        if shared and their_needs <= set(shared):
            return other, shared
    return None


def service_line(service: str) -> str:
    """Return a service's line: `service noun|twin|options|verbs;…`, or an empty text."""
    model = ServiceModel(create_loader().load_service_model(service, "service-2"), service)
    operations = {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name in operations:
        verb, _, noun = name.partition("-")
        found = twin(name, operations) if verb in VERBS and noun else None
        if found:
            grouped[noun, found[0], ",".join(found[1])].append(verb)
    entries = ["|".join([*key, ",".join(verbs)]) for key, verbs in grouped.items()]
    return f"{service} {';'.join(entries)}" if entries else ""


def main() -> None:
    """Write the table."""
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    services = sorted(set(create_loader().list_available_services("service-2")) - SKIPPED)
    lines = [line for service in services if (line := service_line(service))]
    head = f"# botocore {botocore.__version__}; written by scripts/aws_read_twins.py\n"
    head += "# service noun|twin|options|verbs;…\n"
    output.write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
