"""The closed list of what this package finds, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cloud_assist.models import Finding, Severity


class Code(StrEnum):
    """Stable identifiers."""

    UNKNOWN_SERVICE = "unknown-service"
    UNKNOWN_OPERATION = "unknown-operation"
    UNKNOWN_OPTION = "unknown-option"
    FOREIGN_OPTION = "foreign-option"
    MISSING_OPTION = "missing-option"
    UNEXPECTED_ARGUMENT = "unexpected-argument"
    BAD_VALUE = "bad-value"
    BAD_SHORTHAND = "bad-shorthand"
    BAD_JSON = "bad-json"
    BAD_QUERY = "bad-query"
    MISSING_FILE = "missing-file"


SHOWN = 8
"""Allowed values named in a sentence; more are counted."""


def error(code: Code, text: str, suggestion: str = "") -> Finding:
    """Return a finding that the CLI would refuse the command for."""
    return Finding(Severity.ERROR, code.value, text, suggestion)


def warning(code: Code, text: str, suggestion: str = "") -> Finding:
    """Return a finding that is only likely to matter."""
    return Finding(Severity.WARNING, code.value, text, suggestion)


def shown(values: Iterable[str]) -> str:
    """Return the first values with commas, and how many are left out."""
    listed = list(values)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(f"`{value}`" for value in listed[:SHOWN]) + more


def did_you_mean(suggestion: str) -> str:
    """Return the closing question, or nothing."""
    return f" Did you mean `{suggestion}`?" if suggestion else ""
