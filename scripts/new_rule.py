"""Start a rule: write a family module whose examples fail until its table is filled in, and enter it into the index.

Usage: python scripts/new_rule.py NAME [--side cloud|plain]

NAME is the program as people type it. `cloud` is for CLIs that talk to a service, `plain` for everything else.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from cloud_assist.command.rules.engine import registry

RULES = Path(__file__).parents[1] / "cloud_assist" / "command" / "rules"
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

_NEXT = """Wrote {module} and entered it into {index}.

1. Replace the examples with real commands of {name}, each below the class that it must get.
2. Run the test, and fill in `flags` and `verbs` until it passes:
   pytest -q -n 0 tests/command/test_rule_examples.py -k {side}.{family}

docs/how-to/add-a-rule.md explains every field."""


def new_rule(name: str, side: str) -> str:
    """Write the family module of a program and its line in the index; return what to do next.

    Args:
        name: the program, as people type it.
        side: "cloud" or "plain".

    Raises:
        ValueError: the name is no program name, or a rule for it exists.
    """
    if not _PROGRAM.fullmatch(name):
        raise ValueError(f"{name!r} is not a program name. Use lower-case letters, digits, and - _ . within.")
    family = re.sub(r"[^a-z0-9]", "_", name)
    if known := registry.family_of(name):
        raise ValueError(f"{name} already has a rule: see {known}.py.")
    module = RULES / side / f"{family}.py"
    if module.exists():
        raise ValueError(f"{module} already exists.")
    index = RULES / "engine" / f"index_{side}.py"
    module.write_text(_TEMPLATE.format(name=name, constant=family.upper()), "utf-8")
    index.write_text(_entered(index.read_text("utf-8"), family, name), "utf-8")
    return _NEXT.format(module=module, index=index, name=name, side=side, family=family)


def _entered(text: str, family: str, program: str) -> str:
    """Return an index with one more family, before the first one that is later in the alphabet."""
    later = (each.start() for each in re.finditer(r'^    "(\w+)":', text, re.MULTILINE) if each[1] > family)
    at = next(later, text.rindex("}"))
    return f'{text[:at]}    "{family}": "{program}",\n{text[at:]}'


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
