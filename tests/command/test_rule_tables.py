"""The tables of the rules check themselves: what says two things at once, or nothing, is refused."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from cloud_assist.command.rules.engine import registry
from cloud_assist.command.rules.engine.arguments import Flags, names, repeated
from cloud_assist.command.rules.engine.base import Effect, Program, verbs
from cloud_assist.command.rules.engine.nouns import Nouns
from cloud_assist.command.rules.engine.wrapper import Wrapper
from cloud_assist.command.syntax.parser import Word
from cloud_assist.models import Risk


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: verbs(read_only="list, get", destructive="delete, get"), "`get` is read_only and destructive"),
        (lambda: verbs(read_only="list, list"), "`list`"),
        (lambda: verbs(read_only="list, , get"), "empty entry"),
        (lambda: verbs(mutating="set,"), "empty entry"),
        (lambda: Flags(values="-o", switches="-o").check(), "-o"),
        (lambda: Flags(values="-c", optional="-c").parse((Word("-c", "-c"),)), "-c"),
        (lambda: Flags(switches="-a -b -a").check(), "-a"),
        (lambda: names("a b, a"), "a"),
        (lambda: Effect("", Risk.MUTATING, "It writes."), "names the flags"),
        (lambda: Effect("-o", Risk.MUTATING, "It writes.", only="get, get"), "get"),
        (lambda: Effect("-o", Risk.MUTATING, "It writes.", only="get,"), "empty entry"),
        (lambda: Nouns("x", nouns="server image server"), "server"),
        (lambda: Nouns("x", passages="test,"), "empty entry"),
    ],
)
def test_a_table_that_contradicts_or_repeats_itself_is_refused(build: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        build()


def test_what_a_table_adds_to_another_is_of_the_kind_that_it_says() -> None:
    flags = Flags(values="-o", switches="-w -a").extended(values="-w --write-out")
    assert flags.values == {"-o", "-w", "--write-out"}
    assert flags.switches == {"-a"}


def test_no_program_has_two_rules() -> None:
    programs = [program for family in registry.families() for program in module(family).RULES]
    assert not repeated(programs)


@pytest.mark.parametrize("family", registry.families())
def test_no_table_of_a_family_names_a_key_twice(family: str) -> None:
    """A later entry would hide the earlier one without a word; where one table is to override another, say `A | B`."""
    found = module(family)
    tree = ast.parse(Path(found.__file__ or "").read_text(encoding="utf-8"))
    tables = [node for statement in tree.body if is_table(statement) for node in ast.walk(statement)]
    twice = [
        (table.lineno, key)
        for table in tables
        if isinstance(table, ast.Dict)
        for key in repeated(keys_of(table, vars(found)))
    ]
    assert not twice


@pytest.mark.parametrize("family", registry.families())
def test_no_option_of_a_family_is_declared_twice(family: str) -> None:
    found = module(family)
    for value in (*vars(found).values(), *found.RULES.values()):
        flags = value.flags if isinstance(value, Program | Wrapper) else value
        if isinstance(flags, Flags):
            flags.check()


@pytest.mark.parametrize("family", registry.families())
def test_what_a_table_says_of_a_verb_is_said_of_one_that_it_has(family: str) -> None:
    for program in programs_in(module(family)):
        said = {*program.texts, *program.codes} - {"", *program.verbs}
        assert not said, f"{program.name}: {said}"
        paths = {path for effect in program.effects for path in effect.paths}
        lost = {path for path in paths if not any(f"{verb} ".startswith(f"{path} ") for verb in program.verbs)}
        assert not lost, f"{program.name}: {lost}"


def module(family: str) -> ModuleType:
    return import_module(f"cloud_assist.command.rules.{family}")


def is_table(statement: ast.stmt) -> bool:
    """Whether it builds a table when the module is loaded, so that its keys can be worked out."""
    return isinstance(statement, ast.Assign | ast.AnnAssign)


def keys_of(table: ast.Dict, scope: dict[str, object]) -> Iterator[str]:
    """Yield the keys of a table as it is written, those of a `**table` in it as well."""
    for key, value in zip(table.keys, table.values, strict=True):
        if key is not None:
            yield str(worth(key, scope))
        elif isinstance(value, ast.Call) and ast.unparse(value.func) == "dict.fromkeys":
            yield from map(str, worth(value.args[0], scope))  # type: ignore[call-overload]
        else:
            yield from map(str, worth(value, scope))  # type: ignore[call-overload]


def worth(expression: ast.expr, scope: dict[str, object]) -> object:
    return eval(compile(ast.Expression(expression), "a table", "eval"), dict(scope))


def programs_in(found: ModuleType) -> Iterator[Program]:
    """Yield the tables of a module whose verbs are all listed: those of `Nouns` are open."""
    for value in (*vars(found).values(), *found.RULES.values()):
        if isinstance(value, Program) and not isinstance(value, Nouns):
            yield value
