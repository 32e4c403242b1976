"""`cloud-assist check --explain`: each word of a command with its line from the documentation on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import sys

from cloud_assist.command.assessment import examined
from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.errors import UsageError
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.models import ProposalSource
from cloud_assist.settings import Settings


def explain_command(command: str | None, settings: Settings, *, as_json: bool = False) -> int:
    """Print the explanation of one command; return 0.

    As JSON: `{"command", "commands": [[{"word", "text", "allowed_values", "known"}, …], …], "not_read": [CLI, …]}`, one
    list for each simple command of the line; `known` is false where no documentation on this machine says it.

    A CLI that was not read yet is read in the background; `not_read` names those that are not known by now.

    Raises:
        UsageError: no command is given.
    """
    text = sys.stdin.read() if command is None else command
    if not text.strip():
        raise UsageError("No command was given.", todo="Pass a command to explain, or pipe one in.")
    with contextlib.closing(CliKnowledge(settings)) as knowledge:
        asyncio.run(knowledge.prepare(text))
        examination = examined(text, ProposalSource.USER, environ=settings.environ, cwd=settings.cwd)
        if as_json:
            parts, missing = knowledge.explained(examination, settings.environ)
            commands = [[dataclasses.asdict(word) for word in words] for words in parts]
            said = json.dumps({"command": text, "commands": commands, "not_read": missing}, ensure_ascii=True)
        else:
            said = strip_terminal_controls(knowledge.explanation(examination, settings.environ))
    sys.stdout.write(said + "\n")
    return 0
