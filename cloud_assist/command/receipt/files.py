"""Reading other programs' files: bounded, cached, and never the reason for a failure.

A file that is missing, unreadable, a device, larger than `LIMIT` or malformed is as good as absent: the receipt leaves
out what it would have told.
"""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Mapping
from configparser import (
    DuplicateOptionError,
    DuplicateSectionError,
    MissingSectionHeaderError,
    ParsingError,
    RawConfigParser,
)
from configparser import Error as IniError
from functools import lru_cache
from pathlib import Path
from typing import Any

from cloud_assist.display.visible import visible

LIMIT = 4 * 1024 * 1024
"""Bytes; a kubeconfig of a thousand clusters is a quarter of that."""

_MAX_DEPTH = 100
_DEEP_BLOCK = re.compile(r"^[ ]{100}|(?:[-?:][ \t]+){50}", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")


def home_of(environ: Mapping[str, str]) -> Path | None:
    """Return the home folder, or None where the environment names none."""
    home = environ.get("HOME", "")
    return Path(home) if home.startswith("/") else None


def expand(text: str, environ: Mapping[str, str], cwd: Path | None) -> Path | None:
    """Return the path that a CLI makes of `text`: `~` expanded, relative to `cwd`; None where that is not known."""
    if text == "~" or text.startswith("~/"):
        home = home_of(environ)
        return home / text[2:] if home else None
    if not text or "\0" in text:
        return None
    if text.startswith("/"):
        return Path(text)
    return cwd / text if cwd else None


def shown(path: Path, environ: Mapping[str, str]) -> str:
    """Return `path` as a person writes it, with `~` for the home folder."""
    home = home_of(environ)
    text = str(path)
    return f"~{text[len(str(home)) :]}" if home and text.startswith(f"{home}/") else text


def is_file(path: Path) -> bool:
    """Return whether a file stands there, as far as that can be seen: a name too long or a closed folder is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Return whether a folder stands there, as far as that can be seen."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_text(path: Path | None) -> str | None:
    """Return the text of a file, or None where it cannot be used."""
    if path is None:
        return None
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(info.st_mode) or info.st_size > LIMIT:
        return None
    return _read(str(path), info.st_ino, info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=128)
def _read(path: str, _inode: int, _size: int, _mtime_ns: int) -> str | None:
    try:
        with Path(path).open("rb") as file:
            return file.read(LIMIT).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def read_ini(path: Path | None) -> Mapping[str, Mapping[str, str]]:
    """Return the sections of an INI file as the AWS and Google CLIs read it; {} where it cannot be used."""
    text = read_text(path)
    return {} if text is None else _ini(text)


@lru_cache(maxsize=64)
def _ini(text: str) -> Mapping[str, Mapping[str, str]]:
    parser = RawConfigParser(default_section="\0", strict=False)
    try:
        parser.read_string(text)
    except IniError:
        return {}
    return {section: dict(parser.items(section)) for section in parser.sections()}


def ini_fault(path: Path | None) -> str:
    """Return why the AWS CLI refuses an INI file that is there: "line 3 is not KEY = VALUE"; "" where it takes it."""
    text = read_text(path)
    return "" if text is None else _ini_fault(text)


@lru_cache(maxsize=64)
def _ini_fault(text: str) -> str:
    parser = RawConfigParser(default_section="\0")  # strict, as botocore's is
    try:
        parser.read_string(text)
    except MissingSectionHeaderError as error:
        return f"line {error.lineno} stands before the first [section]"
    except (DuplicateOptionError, DuplicateSectionError) as error:
        what = getattr(error, "option", error.section)
        return f"{visible(what)} is there twice (line {error.lineno})"
    except ParsingError as error:
        return f"line {error.errors[0][0]} is not KEY = VALUE"
    except IniError:
        return "it is no INI file"
    return ""


def read_json(path: Path | None) -> Mapping[str, Any]:
    """Return the object in a JSON file; {} where it cannot be used."""
    text = read_text(path)
    return {} if text is None else _json(text)


@lru_cache(maxsize=64)
def _json(text: str) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def read_yaml(path: Path | None) -> Mapping[str, Any]:
    """Return the mapping in a YAML file; {} where it cannot be used."""
    text = read_text(path)
    return {} if text is None else _yaml(text)


def _too_deep(text: str) -> bool:
    """Whether nesting could exhaust the C stack: libyaml's binding recurses without a limit of its own.

    Block collections nest no deeper than a line is indented, or than `- - -` stand in a row; flow collections no deeper
    than brackets are open.
    """
    if _DEEP_BLOCK.search(text):
        return True
    depth = deepest = 0
    for match in _BRACKET.finditer(text):
        depth = depth + 1 if match[0] in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest > _MAX_DEPTH


@lru_cache(maxsize=64)
def _yaml(text: str) -> Mapping[str, Any]:
    if _too_deep(text):
        return {}
    import yaml  # only when a kubeconfig has to be read: 15 ms

    # The base loader makes a text of every scalar: a context may be called "2024-01-01" or "on".
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        data = yaml.load(text, Loader=loader)  # noqa: S506 - the base loaders make no objects
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def text_at(data: object, *keys: str) -> str:
    """Return the text at a path of keys in nested mappings; empty where there is none."""
    for key in keys:
        if not isinstance(data, Mapping):
            return ""
        data = data.get(key)
    return data if isinstance(data, str) else ""
