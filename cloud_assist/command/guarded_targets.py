"""Targets that a setting guards: PROTECTED_TARGETS and READ_ONLY_TARGETS are compared with them in the same way."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from cloud_assist.models import Target

GUARDED_NAMES = frozenset(
    {
        "account",
        "configuration",
        "profile",
        "context",
        "cluster",
        "project",
        "workspace",
        "namespace",
        "subscription",
        "subscription id",
        "host",
        "address",
        "server",
        "database",
        "service",
        "organization",
        "app",
        "repository",
        "stack",
        "inventory",
        "group",
        "tenancy",
    }
)
"""The coordinates that the globs are compared with."""


def guarded_values(target: Target, globs: Iterable[str]) -> tuple[str, ...]:
    """Return the values of `target` that match one of `globs`, whatever their case, in order and without duplicates.

    Compared are the coordinates of `GUARDED_NAMES`.
    """
    lowered = [glob.lower() for glob in globs]
    values = (entry.value for entry in target.entries if entry.name in GUARDED_NAMES)
    return tuple(dict.fromkeys(v for v in values if any(fnmatchcase(v.lower(), glob) for glob in lowered)))
