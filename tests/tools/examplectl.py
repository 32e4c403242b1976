"""The parts of a made-up CLI: what a newcomer writes beside its record."""

from __future__ import annotations

from cloud_assist.catalog.clis.cobra_adapter import CobraAdapter
from cloud_assist.command.preview.line import Draft, Kind, Line
from cloud_assist.command.receipt.invocation import Invocation, Receipt
from cloud_assist.command.rules.engine.base import Flags, Program, Rule, verbs
from cloud_assist.models import TargetEntry
from cloud_assist.tools.tool import Adapter, Read, Signal, Stop, Tool

_HERE = "tests.tools.examplectl"

RULES: dict[str, Rule] = {
    "examplectl": Program(
        "examplectl",
        flags=Flags(values="--site"),
        verbs=verbs(read_only="list", destructive="delete"),
    )
}


def entries(call: Invocation) -> tuple[TargetEntry, ...]:
    """Its target: the cluster that an option or a variable names."""
    receipt = Receipt("examplectl")
    if (given := call.option("--site")) or (given := call.variable("EXAMPLE_SITE")):
        receipt.add("cluster", given[1], given[0])
    return receipt.entries


def preview(line: Line) -> Draft | None:
    """What there is, before it is deleted."""
    return Draft(("examplectl", "list"), Kind.TWIN) if line.has("delete") else None


ADAPTER = CobraAdapter("examplectl")

EXAMPLECTL = Tool(
    ("examplectl",),
    f"{_HERE}:RULES",
    Read(f"{_HERE}:entries", "a cluster of examples"),
    preview=f"{_HERE}:preview",
    adapter=Adapter(f"{_HERE}:ADAPTER"),
    version=("version",),
    unattended=(("EXAMPLE_PAGER", "cat"),),
    variables=("EXAMPLE",),
    short="ex",
    stops=(Stop(Signal.INTERRUPT, 45),),
)
