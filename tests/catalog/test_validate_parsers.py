"""Our readers against the ones they follow, argparse and the AWS CLI's shorthand; what is said of a --query."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.catalog.accepts.argparse_words import read_words
from cloud_assist.catalog.accepts.nearest import distance, nearest
from cloud_assist.catalog.accepts.query import QueryError, check_query
from cloud_assist.catalog.accepts.shorthand import ShorthandError, parse_shorthand
from cloud_assist.catalog.clis.port import Option, Positional
from tests.support.plain_word import PlainWord

real_shorthand: Any = importlib.import_module("awscli.shorthand")

NAMES = ("--in", "--instance-ids", "--instance-type", "--max-items", "--no-paginate", "--output", "--x")
ARITIES = ("", "0", "?", "*", "+", "2")
WORDS = st.sampled_from(
    [
        *NAMES,
        "--inst",
        "--max",
        "--max-items=5",
        "--output=a b",
        "--no-paginate=1",
        "--made-up",
        "--made-up=1",
        "a",
        "b",
        "",
        "-5",
        "-1.5",
        "-",
        "--",
        "-x",
        "--o",
        "two words",
        "-two words",
        "help",
        "=",
        "--=",
        "--x=",
    ]
)


class _StoppedError(Exception):
    """argparse found a mistake."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise _StoppedError(message)


def options_of(arities: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option((name,), arity) for name, arity in zip(NAMES, arities, strict=True))


def real_reading(
    options: tuple[Option, ...], positionals: tuple[Positional, ...], words: list[str]
) -> tuple[dict[str, Any], list[str]]:
    parser = _Parser(add_help=False, conflict_handler="resolve")
    for option in options:
        name = option.names[0]
        if option.arity == "0":
            parser.add_argument(name, action="store_true")
        else:
            nargs: Any = int(option.arity) if option.arity.isdigit() else option.arity or None
            parser.add_argument(name, nargs=nargs)
    for positional in positionals:
        parser.add_argument(positional.name, nargs=positional.arity or None)
    with contextlib.redirect_stderr(io.StringIO()):
        namespace, extras = parser.parse_known_args(words)
    return vars(namespace), extras


@settings(max_examples=600, deadline=None)
@given(
    st.tuples(*(st.sampled_from(ARITIES) for _ in NAMES)),
    st.lists(WORDS, max_size=7),
    st.sampled_from([(), ("",), ("?",), ("", "?"), ("*",)]),
)
def test_words_go_where_argparse_puts_them(arities: tuple[str, ...], words: list[str], places: tuple[str, ...]) -> None:
    options = options_of(arities)
    positionals = tuple(Positional(f"p{index}", arity) for index, arity in enumerate(places))
    ours = read_words([PlainWord(word) for word in words], options, positionals)
    missing = [p.name for p in positionals if p.arity == "" and p.name not in ours.positionals]
    try:
        values, extras = real_reading(options, positionals, words)
    except _StoppedError:
        assert ours.mistakes or missing
        return
    assert not ours.mistakes
    assert [word.text for word in ours.words()] == extras
    for option in options:
        given_here = [[v.text for v in found] for which, _, found in ours.given if which is option]
        value = values[option.names[0].lstrip("-").replace("-", "_")]
        if not given_here:
            assert value in {None, False}
        elif option.arity == "0":
            assert value is True
        elif option.arity in {"", "?"}:
            assert value == (given_here[-1][0] if given_here[-1] else None)
        else:
            assert value == given_here[-1]


SHORTHAND = st.text(alphabet="abK=,[]{}'\"\\ @.5-", max_size=24)


@settings(max_examples=800, deadline=None)
@given(SHORTHAND)
def test_shorthand_is_read_as_the_cli_reads_it(text: str) -> None:
    try:
        expected = real_shorthand.ShorthandParser().parse(text)
    except (real_shorthand.ShorthandParseError, TypeError, ValueError, IndexError):
        # The CLI's own parser stumbles over a few broken texts; all of them are refused.
        with pytest.raises(ShorthandError):
            parse_shorthand(text)
        return
    assert parse_shorthand(text) == expected


@given(st.text("a.[]*?{}|&!@()<>='\"`:,- \\0é", max_size=12))
def test_whatever_is_no_query_is_told_in_our_words(text: str) -> None:
    try:
        check_query(text)
    except QueryError as problem:
        assert str(problem).count("\n") == text.count("\n") == 0
        assert "jmespath" not in str(problem).lower()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "it is empty"),
        ("Reservations[", "it is incomplete"),
        ("[?State.Name==", "it is incomplete"),
        ("[?a='b']", "`=` at character 4 is not an operator; `==` compares"),
        ("[?a==`b]", "a backquote at character 6 is not closed"),
        ("a['b]", "a quotation mark at character 3 is not closed"),
        ("a.$b", "`$` at character 3 has no meaning there"),
        ("a b", "`b` is not expected there"),
        ("[?Name=='x']]", "`]` is not expected there"),
        ('"length"(a)', "a function name must not be quoted"),
        ("@(c)", "the text before `(` is not a function name"),
        ("(" * 5000, "it is nested too deeply"),
    ],
)
def test_why_a_query_is_refused(query: str, why: str) -> None:
    with pytest.raises(QueryError) as refused:
        check_query(query)
    assert str(refused.value) == why


@pytest.mark.parametrize(
    "query",
    [
        "Reservations[].Instances[].[InstanceId,State.Name]",
        "sort_by(Images, &CreationDate)[-1].ImageId",
        "Reservations[*].Instances[?State.Name=='running'].{Id:InstanceId,Ip:PrivateIpAddress}",
        "length(Buckets[?starts_with(Name, `prod`) && CreationDate > '2024'])",
        "Tags[?Key=='Name'] | [0].Value",
    ],
)
def test_usual_queries_pass(query: str) -> None:
    check_query(query)


@given(st.text("abc-", max_size=8), st.text("abc-", max_size=8))
def test_distance_is_symmetric_and_zero_only_for_equals(one: str, other: str) -> None:
    assert distance(one, other, 20) == distance(other, one, 20)
    assert (distance(one, other, 20) == 0) == (one == other)


@pytest.mark.parametrize(
    ("name", "names", "meant"),
    [
        ("--instanceIds", ("--instance-ids", "--instance-type", "--image-id"), "--instance-ids"),
        ("--instance_ids", ("--instance-ids", "--instance-type"), "--instance-ids"),
        ("--instance-id", ("--instance-ids", "--instance-az"), "--instance-ids"),
        ("describe-instance", ("describe-instances", "describe-images"), "describe-instances"),
        ("lst", ("list", "set", "delete"), "list"),
        ("frobnicate", ("list", "set", "delete"), ""),
        ("", ("list",), ""),
    ],
)
def test_nearest_name(name: str, names: tuple[str, ...], meant: str) -> None:
    assert nearest(name, names) == meant
