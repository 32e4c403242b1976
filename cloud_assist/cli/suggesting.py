"""`cloud-assist suggest`: known commands near to a request, as lines or JSON."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from cloud_assist.catalog.catalog import Catalog, build_catalog, open_catalog
from cloud_assist.command.receipt import ambient_target
from cloud_assist.errors import ExitCode, UsageError
from cloud_assist.models import Suggestion
from cloud_assist.settings import load_settings

_SHOWN = ("cli", "path", "title", "command", "source", "score")


def run_suggest(prompt: str, *, cli: str, number: int, as_json: bool, jsonl: bool) -> int:
    """Print suggestions; return 0, or 65 where nothing is near."""
    settings = load_settings()
    in_use = ambient_target(settings.environ, settings.cwd).tools
    with contextlib.closing(open_catalog(settings, in_use=in_use)) as opened:
        ready = opened if opened.complete else None
        with contextlib.closing(ready or build_catalog(settings, _progress, in_use=in_use)) as catalog:
            if jsonl:
                return _each_line(catalog, sys.stdin, cli, number)
            if not prompt.strip():
                raise UsageError("The request is empty.", todo="Describe what you want to do.")
            found = catalog.suggest(prompt, cli=cli or None, limit=number)
    if as_json:
        sys.stdout.write(json.dumps(_plain(prompt, found)) + "\n")
    else:
        _print(found, cli)
    return int(ExitCode.OK if found else ExitCode.NO_USABLE_REPLY)


def _each_line(catalog: Catalog, lines: Iterable[str], cli: str, number: int) -> int:
    status = ExitCode.OK
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            prompt, wanted = str(asked["prompt"]), asked.get("cli") or cli
        except (ValueError, KeyError, TypeError, AttributeError):
            told: dict[str, Any] = {"error": 'not an object with a "prompt"', "line": line.strip()[:200]}
            status = ExitCode.USAGE
        else:
            told = _plain(prompt, catalog.suggest(prompt, cli=str(wanted) or None, limit=number))
        sys.stdout.write(json.dumps(told) + "\n")
    return int(status)


def _plain(prompt: str, found: list[Suggestion]) -> dict[str, Any]:
    names = [field.name for field in fields(Suggestion) if field.name in _SHOWN]
    return {"prompt": prompt, "suggestions": [{name: getattr(each, name) for name in names} for each in found]}


def _print(found: list[Suggestion], cli: str) -> None:
    if not found:
        known, todo = (f" for {cli}", "Remove --cli, or rephrase it.") if cli else ("", "Rephrase it.")
        sys.stderr.write(f"cloud-assist: No known command matches this request{known}. {todo}\n")
    for each in found:
        sys.stdout.write(f"{each.command}\n")
        sys.stderr.write(f"    {each.title} ({each.cli}, {each.source})\n")


def _progress(line: str) -> None:
    sys.stderr.write(f"{line}\n")
