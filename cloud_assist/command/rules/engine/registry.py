"""From a program's name to its rule; a family module is imported when a command first names one of its programs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module

from cloud_assist.command.rules.engine.base import Rule, examples_of
from cloud_assist.models import Risk
from cloud_assist.tools.registry import registry, resolve

_ROOM = "cloud_assist.command.rules"


def rule_of(program: str) -> Rule | None:
    """Return the rule of a program by its base name, or None where no family covers it."""
    where = registry().rule_of(program)
    return _rule(where, program) if where else None


@cache
def _rule(where: str, program: str) -> Rule | None:
    table: dict[str, Rule] = resolve(where if ":" in where else f"{_ROOM}.{where}:RULES", _ROOM)
    return table.get(program)


def family_of(program: str) -> str:
    """Return the family that covers a program, or "" where none does."""
    return registry().rule_of(program).rpartition(".")[2]


def families() -> tuple[str, ...]:
    """Return all family modules, as "plain.files"."""
    return tuple(dict.fromkeys(tool.rule for tool in registry() if tool.rule))


def programs_of(family: str) -> tuple[str, ...]:
    """Return the programs whose records name `family`."""
    return tuple(program for tool in registry() if tool.rule == family for program in tool.programs)


def examples(family: str) -> Iterator[tuple[str, Risk]]:
    """Yield the examples that the rules of `family` carry, with the risk each must come out with."""
    module = import_module(f"{_ROOM}.{family}")
    yield from examples_of(module.RULES, getattr(module, "EXAMPLES", {}))
