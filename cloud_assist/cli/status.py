"""Prints the catalog's status and the settings in force."""

from __future__ import annotations

import sys

from cloud_assist.catalog.port import CatalogStatus
from cloud_assist.settings import KEYS, Secret, Settings, value_text


def print_catalog(status: CatalogStatus) -> None:
    """Print what the catalog holds."""
    lines = [
        f"state     {status.state.value}{' (an older build exists)' if status.stale else ''}",
        f"path      {status.path}",
        f"size      {status.size_bytes / 1e6:.1f} MB",
        *(f"{source:<9} {count:,}" for source, count in status.counts.items()),
        *(f"{name:<9} {version}" for name, version in status.versions.items()),
    ]
    if status.note:
        lines.append(status.note)
    sys.stdout.write("\n".join(lines) + "\n")


def print_settings(settings: Settings) -> None:
    """Print each key, its value (never a secret's) and where it was read."""
    for key in KEYS:
        value = getattr(settings, key.attribute)
        if key.secret or isinstance(value, Secret):
            shown = "(set)" if value else "(unset)"
        else:
            shown = value_text(value) or "(unset)"
        sys.stdout.write(f"{key.name:<25} {shown:<28} {settings.sources.get(key.name, 'default')}\n")
    sys.stdout.write(f"{'model in use':<25} {settings.model_in_use}\n")
    for note in settings.notes:
        sys.stderr.write(f"{note}\n")
