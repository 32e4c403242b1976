"""`cloud-assist doctor --tools`: what is known of each CLI, and which parts are missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from cloud_assist.tools.registry import Registry, registry
from cloud_assist.tools.tool import Read, RunsCode, Stop, ThisMachine, Tool, Unread, Where

_HEADINGS = ("tool", "rule", "target", "preview", "tables", "version", "stop", "time", "asks", "acts on")
_NONE = "-"


def run_tools(*, as_json: bool, stdout: TextIO) -> int:
    """Print what is known of each CLI; return 0. Only JSON has what acts here and has a rule alone."""
    tools = registry()
    if as_json:
        stdout.write(json.dumps([as_dict(tool) for tool in tools], indent=2) + "\n")
    else:
        stdout.write("".join(f"{line}\n" for line in _lines(tools)))
    return 0


def parts(tool: Tool) -> dict[str, bool]:
    """Return which of the parts that a CLI can have are there.

    A target is there where a reader finds it, or where the CLI acts on this machine alone.
    """
    return {
        "rule": bool(tool.rule),
        "target": not isinstance(tool.acts, Unread),
        "preview": bool(tool.preview),
        "tables": tool.adapter is not None,
        "version": bool(tool.version),
        "stop": bool(tool.stops),
        "time": tool.time is not None,
        "asks": bool(tool.asks),
    }


def as_dict(tool: Tool) -> dict[str, Any]:
    """Return the object that --json prints for one CLI."""
    found = parts(tool)
    return {
        "tool": tool.name,
        "programs": list(tool.programs),
        "rule": tool.rule,
        "target": _target(tool.acts),
        "acts_on": _acts_on(tool.acts),
        "has": [part for part, there in found.items() if there],
        "lacks": [part for part, there in found.items() if not there],
        "stop": {"signal": tool.stops[0].signal.value, "grace_s": tool.stops[0].grace_s} if tool.stops else None,
        "stops": [stop._asdict() for stop in tool.stops],
        "longest_s": None if tool.time is None else tool.time.longest_s,
    }


def _lines(tools: Registry) -> Iterator[str]:
    shown = [tool for tool in tools if _is_more_than_a_rule(tool)]
    rows = [_HEADINGS, *map(_row, shown)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    yield (
        f"{len(shown)} tools: {_count(shown, Read)} with a target reader, {_count(shown, Unread)} whose target is not "
        f"read yet, {_count(shown, ThisMachine) + _count(shown, RunsCode)} that act on this machine only."
    )
    more = sum(1 for _ in tools) - len(shown)
    yield f"{more:,} more have a rule alone and act on this machine; --json lists them too."


def _is_more_than_a_rule(tool: Tool) -> bool:
    return isinstance(tool.acts, Read | Unread) or sum(parts(tool).values()) > 2


def _row(tool: Tool) -> tuple[str, ...]:
    found = parts(tool)
    return (
        tool.name,
        _yes(found["rule"]),
        _target(tool.acts),
        _yes(found["preview"]),
        _yes(found["tables"]),
        _yes(found["version"]),
        _stopped(tool.stops),
        f"{tool.time.longest_s // 60} min" if tool.time else _NONE,
        str(len(tool.asks)) if tool.asks else _NONE,
        _acts_on(tool.acts),
    )


def _stopped(stops: tuple[Stop, ...]) -> str:
    """Return the gravest way to stop it: "INT, 600 s, held" where it is never killed without being told to."""
    if not stops:
        return _NONE
    stop = max(stops, key=lambda each: (each.holds, each.grace_s))
    return f"{stop.signal.value}, {stop.grace_s:g} s{', held' if stop.holds else ''}"


def _yes(there: bool) -> str:
    return "yes" if there else _NONE


def _target(acts: Where) -> str:
    match acts:
        case ThisMachine():
            return "local"
        case RunsCode():
            return "code"
        case Read():
            return "read"
        case Unread():
            return "unread"


def _acts_on(acts: Where) -> str:
    match acts:
        case ThisMachine():
            return "this machine"
        case RunsCode():
            return "what its code acts on"
        case Read(what=what) | Unread(what=what, verbs=()):
            return what
        case Unread(what=what, verbs=verbs):
            return f"{what} ({', '.join(verbs[:3])}{' …' if len(verbs) > 3 else ''})"


def _count(tools: Iterable[Tool], kind: type[Where]) -> int:
    return sum(isinstance(tool.acts, kind) for tool in tools)
