"""What the proposer is told of the machine: OS, shell, folder, installed CLIs, and what they point at."""

from __future__ import annotations

import platform
import time

from cloud_assist.catalog.clis.installed import installed_clis
from cloud_assist.command.receipt import ambient_target
from cloud_assist.settings import Settings

VERSIONS_WAIT_S = 1.0
"""How long the first request of all waits for the versions of the CLIs; later ones know them."""


def describe_environment(settings: Settings) -> str:
    """Return a few short lines; read from files and environment, without any network call."""
    system = platform.system()
    name = f"macOS {platform.mac_ver()[0]}" if system == "Darwin" else f"{system} {platform.machine()}"
    clis = installed_clis(settings.environ, settings.cache_dir, wait_s=VERSIONS_WAIT_S)
    lines = [
        f"Today: {time.strftime('%Y-%m-%d')}",
        f"OS: {name}",
        "Shell that runs the command: bash, no terminal, no stdin",
        f"Folder: {settings.cwd}",
        "CLIs: " + (", ".join(f"{cli.name} {cli.version}".strip() for cli in clis) or "none of the cloud CLIs"),
    ]
    target = ambient_target(settings.environ, settings.cwd).line()
    if target:
        lines.append(f"Target: {target}")
    if settings.read_only:
        lines.append("Read-only mode: only commands that read can be approved.")
    elif settings.read_only_targets:
        lines.append(f"Only commands that read can be approved on: {', '.join(settings.read_only_targets)}")
    return "\n".join(lines)
