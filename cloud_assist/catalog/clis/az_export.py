"""Run by the interpreter of an installed Azure CLI, never imported: prints what its parsers accept.

One JSON object a line on standard output, in the form of `aws_export`: {"globals": …}, then {"command": …} for each
command and each group. Nothing is sent; the caller points the configuration folder elsewhere.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import sys
from typing import Any, Dict  # noqa: UP035 - evaluated by Python 3.8 too

core: Any = importlib.import_module("azure.cli.core")
file_util: Any = importlib.import_module("azure.cli.core.file_util")
helps: Any = importlib.import_module("knack.help_files").helps

Row = Dict[str, Any]  # noqa: UP006 - evaluated by Python 3.8 too

DOC_LENGTH = 200
SUMMARY = re.compile(r"short-summary:\s*[|>]?-?\s*(.+)")
VALUELESS = frozenset(
    {"_StoreTrueAction", "_StoreFalseAction", "_StoreConstAction", "_CountAction", "_HelpAction", "_VersionAction"}
)


def one_line(text: Any) -> str:
    """Return the first sentence of a help text, cut to DOC_LENGTH characters."""
    if not isinstance(text, str) or text == argparse.SUPPRESS:
        return ""
    first = " ".join(text.split()).replace("%%", "%").split(". ")[0]
    return first if len(first) <= DOC_LENGTH else first[: DOC_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def is_lifted(settings: Row) -> bool:
    """Return whether the person's configuration can stand for a required argument (`az configure --defaults`)."""
    return bool(settings.get("configured_default") or settings.get("local_context_attribute"))


def described(action: argparse.Action, settings: Row) -> Row:
    """Return one argument, leaving out what is usual."""
    names = [str(name) for name in action.option_strings]
    entry: Row = {"n": sorted(names, key=lambda name: not name.startswith("--")) or [action.dest]}
    if not names:
        entry["p"] = 1
    if any(base.__name__ in VALUELESS for base in type(action).__mro__) or action.nargs == 0:
        entry["a"] = "0"
    elif action.nargs is not None:
        entry["a"] = str(action.nargs)
    if action.required and not is_lifted(settings):
        entry["r"] = 1
    if action.choices is not None:
        entry["v"] = [str(choice) for choice in action.choices]  # compared without case
    if action.help == argparse.SUPPRESS:
        entry["h"] = 1
    text = one_line(action.help)
    if text:
        entry["doc"] = text
    return entry


def summary(name: str, command: Any = None) -> str:
    """Return one line about a command or group: generated ones carry it, others have it in the help files."""
    carried = getattr(command, "AZ_HELP", None) or {}
    written = SUMMARY.search(helps.get(name, ""))
    return one_line(carried.get("short-summary") or (written.group(1).strip("'\"") if written else ""))


def main() -> None:
    """Load every command and write what its parser knows."""
    cli = core.get_default_cli()
    file_util.create_invoker_and_load_cmds_and_args(cli)
    loader = cli.invocation.commands_loader
    parser = cli.invocation.parser
    shared = (
        {name for action in parser.parents[0]._actions for name in action.option_strings} if parser.parents else set()
    )

    def write(entry: Row) -> None:
        sys.stdout.write(json.dumps(entry, separators=(",", ":")) + "\n")

    def arguments(of: argparse.ArgumentParser, table: Any) -> list[Row]:
        found = []
        for action in of._actions:
            if isinstance(action, argparse._SubParsersAction) or shared.intersection(action.option_strings):
                continue
            argument = table.get(action.dest)
            found.append(described(action, dict(argument.type.settings) if argument is not None else {}))
        return found

    parents = parser.parents[0]._actions if parser.parents else []
    write({"globals": [described(action, {}) for action in parents]})
    groups: set[tuple[str, ...]] = set()
    for name, command in loader.command_table.items():
        leaf = parser.subparser_map.get(name)
        if leaf is None:
            continue
        path = name.split()
        groups.update(tuple(path[:length]) for length in range(1, len(path)))
        row = {"command": path, "kind": "operation", "doc": summary(name, command)}
        write({**row, "arguments": arguments(leaf, command.arguments)})
    commands = set(loader.command_table)
    for group in sorted(groups):
        if " ".join(group) not in commands:
            write({"command": list(group), "kind": "service", "doc": summary(" ".join(group))})


if __name__ == "__main__":
    main()
