"""Run by the Python of an installed Google Cloud SDK, never imported: prints which arguments a command must be given.

One JSON object a line on standard output, {"command": path, "needs": row}, for each command of general availability
that requires something or lets arguments exclude each other; the row is one of `rows.need_row`. The work is split
among processes by the groups under `gcloud`; {"group": name} follows the last command of each. Nothing is sent. Usage:
python gcloud_export.py SHARE PROCESSES [KNOWN GROUP ...], with CLOUDSDK_ROOT_DIR in the environment.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from typing import Any, Dict, Iterator, List, Tuple  # noqa: UP035 - evaluated by Python 3.8 too

Row = List[Any]  # noqa: UP006 - evaluated by Python 3.8 too
Names = Dict[str, Tuple[str, ...]]  # noqa: UP006 - evaluated by Python 3.8 too

TRACKS = frozenset({"alpha", "beta", "preview"})


def row_of(argument: Any, names: Names) -> Row:
    """Return an argument as `rows.need_row` does; a positional has neither flags nor members."""
    required = "r" if argument.is_required else ""
    if argument.is_group:
        members = [row_of(member, names) for member in argument.arguments if not is_empty(member)]
        return [required + ("x" if argument.is_mutex and len(members) > 1 else ""), *members]
    if argument.option_strings:
        return [required, *(names.get(argument.dest) or argument.option_strings)]  # alike for all that set the same
    # gcloud itself never asks for a positional that depends on another one.
    dynamic = any(base.__name__ == "DynamicPositionalAction" for base in type(argument).__mro__)
    return ["" if dynamic else required]


def is_empty(argument: Any) -> bool:
    """Return whether it is a group with no argument in it."""
    return bool(argument.is_group) and all(is_empty(member) for member in argument.arguments)


def says_something(row: Row) -> bool:
    """Return whether anything in it is required or exclusive."""
    marks, *members = row
    return bool(marks) or any(says_something(member) for member in members if isinstance(member, list))


def spellings(command: Any) -> Names:
    """Return the names of every flag of a command by what they set, negations included."""
    found: Dict[str, Tuple[str, ...]] = {}  # noqa: UP006 - evaluated by Python 3.8 too
    for action in command.ai.parser._actions:
        found[action.dest] = (*found.get(action.dest, ()), *action.option_strings)
    return found


def commands(group: Any) -> Iterator[Any]:
    """Yield every command below a group; what cannot be loaded is left out, as gcloud would leave it."""
    for name in sorted({*group._groups_to_load, *group._commands_to_load}):
        try:
            found = group.LoadSubElement(name)
        except Exception:  # noqa: BLE001,S112 - a command that does not load here says nothing about the others
            continue
        if hasattr(found, "_commands_to_load"):
            yield from commands(found)
        elif found is not None:
            yield found


def export(group: Any) -> None:
    """Write what the commands below a group need."""
    for command in commands(group):
        marks, *members = row_of(command.ai, spellings(command))
        telling = [member for member in members if says_something(member)]
        if telling:
            entry = {"command": command.GetPath()[1:], "needs": [marks, *telling]}
            sys.stdout.write(json.dumps(entry, separators=(",", ":")) + "\n")


def spoken(name: str) -> str:
    """Return a group's name as it is typed; loading goes by the name of its folder."""
    return name.replace("_", "-")


def in_a_process(top: Any, name: str) -> None:
    """Export one group in a fork, whose memory goes with it: all groups together would take a gigabyte."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        if os.waitpid(process, 0)[1]:
            sys.exit(f"the commands of {name} cannot be loaded")
        return
    status = 1
    try:
        gc.disable()  # nothing of what is loaded is let go, so that looking for it costs a fifth of the time
        group = top.LoadSubElement(name)
        if group is not None:
            export(group)
        sys.stdout.write(json.dumps({"group": spoken(name)}) + "\n")
        sys.stdout.flush()
        status = 0
    finally:
        os._exit(status)


def main() -> None:
    """Load this process's share and write what its commands need."""
    share, processes = int(sys.argv[1]), int(sys.argv[2])
    sys.dont_write_bytecode = True  # the SDK is not ours
    root = os.environ["CLOUDSDK_ROOT_DIR"]
    sys.path[:0] = [f"{root}/lib", f"{root}/lib/third_party"]
    top = importlib.import_module("googlecloudsdk.gcloud_main").CreateCLI([]).top_element
    left_out = TRACKS.union(sys.argv[3:])
    for name in [name for name in sorted(top._groups_to_load) if spoken(name) not in left_out][share::processes]:
        in_a_process(top, name)


if __name__ == "__main__":
    main()
