"""`cloud-assist check --explain`: each word of a command with its line from the CLI's own documentation."""

from __future__ import annotations

import contextlib
import sys

from cloud_assist.agent.knowledge import CliKnowledge
from cloud_assist.errors import UsageError
from cloud_assist.settings import Settings
from cloud_assist.shell.display import strip_terminal_controls


def explain_command(command: str | None, settings: Settings) -> int:
    """Print the explanation of one command; return 0."""
    text = sys.stdin.read() if command is None else command
    if not text.strip():
        raise UsageError("There is no command to explain.", todo="Give one, or pipe one in.")
    with contextlib.closing(CliKnowledge(settings)) as knowledge:
        sys.stdout.write(strip_terminal_controls(knowledge.explanation(text, settings.environ)) + "\n")
    return 0
