"""From what stands in the prompt to a request: limits, attached files, `!` for one's own command, `/plan`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cloud_assist.agent.port import PROMPT_LIMIT
from cloud_assist.errors import UsageError
from cloud_assist.tui.attachments import NoFile, attach

PLAN = "/plan"
_NAMED = 3
"""Words that are named for which no file is attached."""


@dataclass(frozen=True, slots=True)
class Request:
    """What `AgentSession.start` is called with."""

    prompt: str
    context: str = ""
    """Text of the attached files."""
    command: str = ""
    """The person's own command; empty where one is to be proposed."""
    notice: str = ""
    """What the person may not expect of it; may be empty."""
    plan: bool = False
    """Whether all steps are wanted before any of them runs."""


def read_request(text: str, cwd: Path) -> Request:
    """Return the request that `text` makes.

    Raises:
        UsageError: there is nothing in it, it is too long, or a file that it names cannot be attached.
    """
    if not text.strip("! \t\n"):
        raise UsageError("The request is empty.", why="Describe what you want to do, or type / for commands.")
    if len(text) > PROMPT_LIMIT:
        raise UsageError(
            "The request is too long.",
            why=f"It has {len(text):,} characters; the limit is {PROMPT_LIMIT:,}.",
            todo="Save the long part to a file and attach it with @file.",
        )
    if text.startswith("!"):
        command = text[1:].strip()
        return Request(prompt=command, command=command)
    plan, words = _planned(text)
    attached = attach(words, cwd)
    return Request(prompt=attached.prompt, context=attached.context, notice=_not_attached(attached.words), plan=plan)


def _not_attached(words: tuple[NoFile, ...]) -> str:
    """Say for what no file is attached, and why."""
    by_reason: dict[str, list[str]] = {}
    for each in words[:_NAMED]:
        by_reason.setdefault(each.why, []).append(each.word)
    return " ".join(f"No file is attached for {', '.join(named)}: {why}." for why, named in by_reason.items())


def _planned(text: str) -> tuple[bool, str]:
    """Return whether `text` begins with /plan, and the request without it."""
    command, _, words = text.partition(" ")
    return (True, words.strip()) if command == PLAN and words.strip() else (False, text)
