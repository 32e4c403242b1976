"""What argparse says to the values themselves: conversion and choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloud_assist.catalog.accepts.argparse_words import Reading
from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown, warning
from cloud_assist.catalog.accepts.nearest import nearest
from cloud_assist.catalog.accepts.query import QueryError, check_query
from cloud_assist.catalog.accepts.words import Word, is_known
from cloud_assist.catalog.clis.port import Option
from cloud_assist.findings import Code
from cloud_assist.models import Finding


def check_mistakes(reading: Reading) -> Iterator[Finding]:
    """Yield what argparse itself stops at."""
    for mistake in reading.mistakes:
        yield error(Code.BAD_VALUE, mistake.text)


def check_conversion(option: Option, values: Sequence[Word]) -> Iterator[Finding]:
    """Yield a finding for each value that is not converted, or not among the choices."""
    for value in values:
        if not is_known(value):
            continue
        if option.choices and value.text not in option.choices:
            meant = nearest(value.text, option.choices)
            text = f"`{option.names[0]}` takes {shown(option.choices)}, not `{value.text}`."
            yield error(Code.BAD_VALUE, text + did_you_mean(meant), meant)
        elif option.values and value.text.lower() not in {known.lower() for known in option.values}:
            meant = nearest(value.text, option.values)
            text = f"`{value.text}` is not among the documented values of `{option.names[0]}`: {shown(option.values)}."
            yield warning(Code.BAD_VALUE, text + did_you_mean(meant), meant)
        elif option.type and not _converts(value.text, option.type):
            kind = "a whole number" if option.type == "int" else "a number"
            yield error(Code.BAD_VALUE, f"`{option.names[0]}` takes {kind}, not `{value.text}`.")


def check_query_option(option: Option, values: Sequence[Word]) -> Iterator[Finding]:
    """Yield a finding where a --query is not JMESPath."""
    if option.names[0] == "--query" and values and is_known(values[0]):
        try:
            check_query(values[0].text)
        except QueryError as problem:
            yield error(Code.BAD_QUERY, f"The value of `--query` is not JMESPath: {problem}.")


def _converts(text: str, kind: str) -> bool:
    try:
        int(text) if kind == "int" else float(text)
    except ValueError:
        return False
    return True
