"""How this package says what it finds."""

from __future__ import annotations

from collections.abc import Iterable

from cloud_assist.findings import Code, finding
from cloud_assist.models import Finding, Severity

SHOWN = 8
"""Allowed values named in a sentence; more are counted."""


def error(code: Code, text: str, suggestion: str = "") -> Finding:
    """Return a finding that the CLI would refuse the command for."""
    return finding(code, text, suggestion, severity=Severity.ERROR)


def warning(code: Code, text: str, suggestion: str = "") -> Finding:
    """Return a finding that is only likely to matter."""
    return finding(code, text, suggestion, severity=Severity.WARNING)


def shown(values: Iterable[str]) -> str:
    """Return the first values with commas, and how many are left out."""
    listed = list(values)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(f"`{value}`" for value in listed[:SHOWN]) + more


def did_you_mean(suggestion: str) -> str:
    """Return the closing question, or nothing."""
    return f" Did you mean `{suggestion}`?" if suggestion else ""
