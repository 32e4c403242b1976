"""A short way in for `check`, which hooks and scripts call once a command: argparse starts 0.15 s sooner than Typer.

The options are Typer's own list in `commands.check`; a test holds the two together. Help and mistakes are left to
Typer, so that there is one wording.
"""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from cloud_assist import loading


class _NotForUsError(Exception):
    """The arguments are for Typer to answer: help, or a mistake."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _NotForUsError(message)


def check_parser() -> argparse.ArgumentParser:
    """Return the parser of `check`'s arguments."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("command", nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--jsonl", action="store_true")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--max-risk", default="")
    return parser


def quick_check(arguments: list[str]) -> int | None:
    """Run `check` with these arguments; None where they are for Typer to answer."""
    try:
        asked = check_parser().parse_args(arguments)
    except _NotForUsError:
        return None
    return checked(asked.command, as_json=asked.json, jsonl=asked.jsonl, explain=asked.explain, max_risk=asked.max_risk)


def checked(command: str | None, *, as_json: bool, jsonl: bool, explain: bool, max_risk: str) -> int:
    """Carry out `check`; return its exit status."""
    from cloud_assist.headless.check import run_check
    from cloud_assist.settings import load_settings

    loading.end()
    settings = load_settings()
    if explain and not jsonl:
        from cloud_assist.cli.check_explain import explain_command

        return explain_command(command, settings, as_json=as_json)
    return run_check(
        command,
        json=as_json,
        jsonl=jsonl,
        max_risk=max_risk or None,
        settings=settings,
        stdin=sys.stdin,
        stdout=sys.stdout,
        stderr=sys.stderr,
    )
