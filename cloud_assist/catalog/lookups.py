"""A thing's id, ARN or URL looked up by its name in the command that wants it: `$(aws sqs get-queue-url …)`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)
_PLACE = "<name>"


@dataclass(frozen=True, slots=True)
class Lookup:
    """How what a place wants is found by a thing's name."""

    nouns: tuple[str, ...]
    """How the thing is called in a request: ("security group", "group")."""
    run: str
    """A command that only reads; `<name>` stands for the name."""

    def of(self, name: str) -> str:
        """Return the command for one name, "" for a name that such a thing cannot have."""
        return self.run.replace(_PLACE, name) if _NAME.fullmatch(name) else ""


def lookup_for(place: str, command: str) -> Lookup | None:
    """Return how what a place of a command wants is looked up; None where it is not known.

    Args:
        place: name of an open place: "queue-url".
        command: the command that it is in.
    """
    program, service, *_ = (*command.split(maxsplit=2), "", "")
    return table().get((service, place)) if program == "aws" else None


@cache
def table() -> dict[tuple[str, str], Lookup]:
    """Return the lookups by service and place."""
    text = (resources.files("cloud_assist.catalog") / "data" / "lookups.toml").read_text("utf-8")
    return {
        (service, place): Lookup(tuple(row["nouns"].split(", ")), row["run"])
        for row in tomllib.loads(text)["lookup"]
        for service in row["services"].split()
        for place in row["places"].split()
    }
