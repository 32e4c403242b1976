"""What the person's own AWS configuration adds to what the CLI accepts: aliases, models, plugins, raw bytes."""

from __future__ import annotations

import configparser
from pathlib import Path

from cloud_assist.catalog.accepts.words import Place
from cloud_assist.command.receipt.files import is_folder


def is_own_command(name: str, place: Place) -> bool:
    """Return whether the person defined a command: an alias (~/.aws/cli/alias) or a service model (~/.aws/models)."""
    folder = _home(place) / ".aws"
    if is_folder(folder / "models" / name):
        return True
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#", ";"))
    try:
        parser.read_string((folder / "cli" / "alias").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return False
    return parser.has_section("toplevel") and name in parser["toplevel"]


def has_plugins(place: Place) -> bool:
    """Return whether the configuration loads plugins, which may add commands of their own."""
    return any(line == "[plugins]" for line in _config_lines(place))


def takes_raw_blobs(place: Place) -> bool:
    """Return whether the configuration sets how bytes are written, in whichever profile."""
    return any(line.startswith("cli_binary_format") for line in _config_lines(place))


def _home(place: Place) -> Path:
    return Path(place.environ.get("HOME", "/nonexistent"))


def _config_lines(place: Place) -> list[str]:
    file = Path(place.environ.get("AWS_CONFIG_FILE") or _home(place) / ".aws" / "config")
    try:
        return [line.strip() for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return []
