"""What each operation of each AWS service does, from a table made of the services' own models.

The table ships with this package (scripts/aws_operations.py makes it), so that `aws` is judged on a machine whose AWS
CLI cannot be imported. It is read when the first `aws` command is judged, one service's line at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cloud_assist.models import Risk

_TABLE = Path(__file__).with_name("aws_operations.txt")
_RISKS = {"r": Risk.READ_ONLY, "s": Risk.SENSITIVE, "m": Risk.MUTATING, "d": Risk.DESTRUCTIVE}
_COMPOUND = ("batch", "admin")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of one service."""

    risk: Risk
    streams: bool = False
    """Whether its answer goes to a file that the command line names."""
    known: bool = True
    """Whether the table has it; otherwise its first word alone was judged."""


def operation(service: str, name: str) -> Operation:
    """Return what the operation does; unknown where neither the table nor its first word tells.

    What creates or deletes is told by its verb, in a service or an operation newer than the table too. What seems to
    read is believed only where the table has it.
    """
    found = _of_service(service).get(name)
    if found is not None:
        return found
    words = name.split("-")
    verb = words[1] if words[0] in _COMPOUND and len(words) > 1 else words[0]
    return Operation(_verbs().get(verb, Risk.UNKNOWN), known=False)


def has_service(service: str) -> bool:
    """Whether the table has the service."""
    return bool(_of_service(service))


@cache
def _text() -> str:
    return "\n" + _TABLE.read_text("utf-8")


@cache
def _verbs() -> dict[str, Risk]:
    lines = [line.split() for line in _text().split("\n") if line.startswith("! ")]
    return {verb: _RISKS[line[1]] for line in lines for verb in line[2:]}


@cache
def _of_service(service: str) -> dict[str, Operation]:
    text = _text()
    start = text.find(f"\n{service} ")
    if start < 0 or not service.replace("-", "").replace(".", "").isalnum():
        return {}
    _, *groups = text[start + 1 : text.find("\n", start + 1)].split(" ")
    found = {}
    for group in groups:
        letters, first, rests = group.split(":")
        entry = Operation(_RISKS[letters[0]], letters.endswith("o"))
        found.update({f"{first}-{rest}" if rest else first: entry for rest in rests.split(",")})
    return found
