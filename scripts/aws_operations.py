"""Write cloud_assist/command/rules/cloud/aws_operations.txt from the service models of the installed AWS CLI.

    python scripts/aws_operations.py [--check]

The models name the operations, their HTTP method and their read-only trait; scripts/aws_review.toml says what names
mislead. The result is data that ships: `aws` is judged without importing the AWS CLI, which may be another version.
With `--check` nothing is written; the exit status is 1 where the file would change.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import awscli
import botocore
from awscli.clidriver import ServiceCommand, ServiceOperation, create_clidriver

REVIEW = Path(__file__).with_name("aws_review.toml")
TARGET = Path(__file__).parent.parent / "cloud_assist/command/rules/cloud/aws_operations.txt"
CLASSES = {"read": "r", "sensitive": "s", "mutating": "m", "destructive": "d"}
COMPOUND = ("batch", "admin")
READ_TRAITS = ("GET", "HEAD")


@dataclass(frozen=True)
class Operation:
    """One operation of one service, as the CLI names it."""

    service: str
    name: str
    reads: bool
    """Whether the model itself says so: its read-only trait, or GET or HEAD."""
    streams: bool
    """Whether its answer goes to a file named on the command line."""


def operations() -> Iterator[Operation]:
    """Yield every operation that the installed CLI offers; its hand-written commands are not among them."""
    # The CLI has no public way to its own tables; this script runs at release time, against the version it names.
    for service, command in create_clidriver()._get_command_table().items():
        if not isinstance(command, ServiceCommand):
            continue
        for name, entry in command._get_command_table().items():
            if not isinstance(entry, ServiceOperation):
                continue
            model = entry._operation_model
            raw = model._operation_model
            reads = bool(raw.get("readonly")) or raw.get("http", {}).get("method") in READ_TRAITS
            streams = model.has_streaming_output or model.has_event_stream_output
            yield Operation(service, name, reads, streams)


def classify(operation: Operation, review: dict[str, dict[str, str]]) -> str:
    """Return the class of one operation: "read", "sensitive", "mutating" or "destructive"."""
    verb = by_verb(operation, review["verbs"])
    spelled = f"{operation.service} {operation.name}"
    for kind in ("read", "mutating", "destructive", "sensitive"):
        if any(fnmatchcase(spelled, line) for line in review[kind]["operations"].strip().splitlines()):
            verb = kind
    return verb


def by_verb(operation: Operation, verbs: dict[str, str]) -> str:
    """Return the class that the words of the name and the model give."""
    words = operation.name.split("-")
    if words[0] in COMPOUND and len(words) > 1:
        words = words[1:]
    if words[0] in verbs["destructive"].split():
        return "destructive"
    if words[0] in verbs["read"].split():
        return "read"
    if words[0] != "cancel" and set(words) & set(verbs["always_destructive"].split()):
        return "destructive"
    return "read" if operation.reads else "mutating"


def lines(review: dict[str, dict[str, str]]) -> Iterator[str]:
    """Yield the lines of the file.

    Reading operations are all there, by service, class and first word. Of the others only those are whose class their
    first word does not give: what creates or deletes can be told by its verb, in a newer CLI too; what reads cannot.
    """
    found: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    mild: set[str] = set()
    known = {word for kind in ("read", "destructive") for word in review["verbs"][kind].split()}
    for operation in operations():
        kind = classify(operation, review)
        first, _, rest = operation.name.partition("-")
        verb = rest.partition("-")[0] if first in COMPOUND else first
        if kind == "mutating" and verb not in known:
            mild.add(verb)
        if operation.streams or not follows(verb, kind, known, review["verbs"]["destructive"].split()):
            found[operation.service][CLASSES[kind] + "o" * operation.streams, first].append(rest)
    yield f"# AWS CLI {awscli.__version__}, botocore {botocore.__version__}; written by scripts/aws_operations.py"
    yield "# First words that tell the class by themselves (m mutating, d destructive), then the services: class"
    yield "# (r reads, s sensitive; o: the answer goes to a file), first word, rest of the names."
    yield f"! m {' '.join(sorted(mild))}"
    yield f"! d {' '.join(sorted(review['verbs']['destructive'].split()))}"
    for service, groups in sorted(found.items()):
        shown = (f"{letter}:{first}:{','.join(sorted(rests))}" for (letter, first), rests in sorted(groups.items()))
        yield f"{service} {' '.join(shown)}"


def follows(verb: str, kind: str, known: set[str], destructive: list[str]) -> bool:
    """Whether the class `kind` follows from the first word alone."""
    return (kind == "mutating" and verb not in known) or (kind == "destructive" and verb in destructive)


def main() -> int:
    """Write or check the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = "\n".join(lines(tomllib.loads(REVIEW.read_text("utf-8")))) + "\n"
    if parser.parse_args().check:
        return int(not TARGET.is_file() or TARGET.read_text("utf-8") != text)
    TARGET.write_text(text, "utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(text.encode()):,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
