"""From a program's name to its rule; a family module is imported when a command first names one of its programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from cloud_assist.command.rules.engine import index_cloud, index_plain
from cloud_assist.command.rules.engine.base import Rule, examples_of
from cloud_assist.models import Risk

_MODULE_OF = {
    program: f"{side}.{family}"
    for side, index in (("plain", index_plain.FAMILIES), ("cloud", index_cloud.FAMILIES))
    for family, programs in index.items()
    for program in programs.split()
}


@cache
def rule_of(program: str) -> Rule | None:
    """Return the rule of a program by its base name, or None where no family covers it."""
    family = _MODULE_OF.get(program)
    if family is None:
        return None
    rule: Rule | None = import_module(f"cloud_assist.command.rules.{family}").RULES.get(program)
    return rule


def family_of(program: str) -> str:
    """Return the family that covers a program, or "" where none does."""
    return _MODULE_OF.get(program, "").rpartition(".")[2]


def families() -> tuple[str, ...]:
    """Return all family modules, as "plain.files"."""
    return tuple(dict.fromkeys(_MODULE_OF.values()))


def programs_of(family: str) -> tuple[str, ...]:
    """Return the programs that the index gives to `family`."""
    return tuple(program for program, module in _MODULE_OF.items() if module == family)


def examples(family: str) -> Iterator[tuple[str, Risk]]:
    """Yield the examples that the rules of `family` carry, with the risk each must come out with."""
    module = import_module(f"cloud_assist.command.rules.{family}")
    yield from examples_of(module.RULES, getattr(module, "EXAMPLES", {}))
