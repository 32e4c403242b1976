"""Run by the Python of an installed Azure CLI: which commands do its parsers take? Nothing is ever run.

Reads JSON lists of arguments, one a line, and prints for each a JSON list [accepted, complaint]. With the argument
`examples` it prints the commands that its help texts show instead, one JSON text a line.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

core: Any = importlib.import_module("azure.cli.core")
file_util: Any = importlib.import_module("azure.cli.core.file_util")
helps: Any = importlib.import_module("knack.help_files").helps
yaml: Any = importlib.import_module("yaml")


def verdict(parser: Any, arguments: list[str]) -> tuple[bool, str]:
    """Return whether the parser takes a command, and what it says where it does not."""
    out, err = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            parser.parse_args(arguments)
    except SystemExit as ended:
        return ended.code in {0, None}, err.getvalue()[-300:]
    except Exception as error:  # noqa: BLE001 - whatever an argument's type trips over is its answer
        return False, repr(error)[-300:]
    return True, ""


def examples(commands: Any) -> Iterator[str]:
    """Yield what the help texts show as examples."""
    for name, command in commands.items():
        carried = getattr(command, "AZ_HELP", None) or {}
        written = yaml.safe_load(helps.get(name, "")) or {}
        for example in (*carried.get("examples", ()), *(written.get("examples") or ())):
            yield from str(example.get("text", "")).replace("\\\n", " ").split("\n")


def main() -> None:
    """Answer line by line."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    cli = core.get_default_cli()
    file_util.create_invoker_and_load_cmds_and_args(cli)
    if sys.argv[1:] == ["examples"]:
        answers.writelines(json.dumps(text) + "\n" for text in examples(cli.invocation.commands_loader.command_table))
        return
    for line in sys.stdin:
        answers.write(json.dumps(verdict(cli.invocation.parser, json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
