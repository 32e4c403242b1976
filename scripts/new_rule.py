"""Start a rule: write a family module whose examples fail until its table is filled in, and the record of its tool.

Usage: python scripts/new_rule.py NAME [--side cloud|plain]

NAME is the program as people type it. `cloud` is for CLIs that talk to a service, `plain` for everything else.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from cloud_assist.tools.registry import registry

PACKAGE = Path(__file__).parents[1] / "cloud_assist"
RULES = PACKAGE / "command" / "rules"
RECORDS = {
    "cloud": (PACKAGE / "tools" / "platforms.py", 'Tool(("{name}",), "cloud.{family}", Unread("what {name} acts on"))'),
    "plain": (PACKAGE / "tools" / "plain.py", 'Tool(("{name}",), "plain.{family}")'),
}
"""For each side the table that takes the record, and the record."""
_PROGRAM = re.compile(r"[a-z][a-z0-9_.-]{0,40}")

_TEMPLATE = '''"""{name}: say in one line what it is for."""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import Flags, Program, Rule, verbs
from cloud_assist.models import Risk

_{constant} = Program(
    "{name}",
    flags=Flags(values="-o --output", switches="-v --verbose"),
    verbs=verbs(read_only="version"),
    bare=Risk.READ_ONLY,
    examples={{
        Risk.READ_ONLY: ("{name}", "{name} version", "{name} list", "{name} list -o json"),
        Risk.MUTATING: ("{name} create thing",),
        Risk.DESTRUCTIVE: ("{name} delete thing",),
    }},
)

RULES: dict[str, Rule] = {{"{name}": _{constant}}}
'''

_NEXT = """Wrote {module} and a record at the end of {table}.

1. Replace the examples with real commands of {name}, each below the class that it must get.
2. Run the test, and fill in `flags` and `verbs` until it passes:
   pytest -q -n 0 tests/command/test_rule_examples.py -k {side}.{family}
3. Say in the record where it acts, and move it to the table of its subject; cloud_assist/tools/tool.py explains the
   fields, and `cloud-assist doctor --tools` shows which parts it has.

docs/how-to/add-a-rule.md explains every field."""


def new_rule(name: str, side: str) -> str:
    """Write the family module of a program and its record; return what to do next.

    Args:
        name: the program, as people type it.
        side: "cloud" or "plain".

    Raises:
        ValueError: the name is no program name, or a rule for it exists.
    """
    if not _PROGRAM.fullmatch(name):
        raise ValueError(f"{name!r} is not a program name. Use lower-case letters, digits, and - _ . within.")
    family = re.sub(r"[^a-z0-9]", "_", name)
    if known := registry().rule_of(name):
        module = "cloud_assist/command/rules/" + known.partition(":")[0].replace(".", "/")
        raise ValueError(f"{name} already has a rule: see {module}.py.")
    module = RULES / side / f"{family}.py"
    if module.exists():
        raise ValueError(f"{module} already exists.")
    table, record = RECORDS[side]
    module.write_text(_TEMPLATE.format(name=name, constant=family.upper()), "utf-8")
    table.write_text(_entered(table.read_text("utf-8"), record.format(name=name, family=family)), "utf-8")
    return _NEXT.format(module=module, table=table, name=name, side=side, family=family)


def _entered(text: str, record: str) -> str:
    """Return a table with one more record at its end."""
    at = text.rindex(")")
    return f"{text[:at]}    {record},\n{text[at:]}"


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser(description="Start a rule for a program.")
    parser.add_argument("name", help="the program, as people type it")
    parser.add_argument("--side", choices=("cloud", "plain"), default="cloud")
    arguments = parser.parse_args()
    try:
        print(new_rule(arguments.name, arguments.side))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
