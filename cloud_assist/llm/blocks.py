"""What stands in a model's reply: JSON objects and fenced blocks, one after the other, and what a console block shows.

Read from left to right, so that nothing inside a block or an object is taken for one of its own. Linear in time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloud_assist.command.syntax.parser import parse

_START: Final = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>[^\n]*)$|(?P<object>\{(?=\s*\"))", re.MULTILINE
)
_LANGUAGE: Final = re.compile(r"[\s{.]*([\w+-]*)")
_BRACES_MISSING: Final = 2
"""Closing braces that a model may have forgotten at the very end of its reply."""
_DECODER: Final = json.JSONDecoder(strict=False)
"""Takes raw newlines and tabs inside strings, which models write into multi-line commands."""
_PROMPT: Final = re.compile(r"(?:[\w.-]{1,64}@[\w.-]{1,64}(?::[^\s$#]{0,200})?)?[$] ")
_OTHER_PROMPT: Final = re.compile(
    r"\[?[\w.-]{1,64}@[\w.-]{1,64}[^\n$#%>]{0,200}[#%>$]|PS [A-Z]:[^\n>]{0,200}>|>>> |➜ |[%❯] "
)
_PROMPT_LINES: Final = 200
"""A longer transcript is not read: each of its commands would have to be parsed."""


@dataclass(frozen=True, slots=True)
class Part:
    """An object or a fenced block of a reply."""

    start: int
    end: int
    """Where it stands in the text; what is in no part is prose."""
    language: str | None
    """Of a fenced block, in lower case, "" where it says none; None for an object."""
    body: str
    """Of a fenced block, without the fences; an object's text."""
    value: object = None
    """The object, decoded."""
    whole: bool = True
    """Whether it has an end."""


def parts(text: str) -> Iterator[Part]:
    """Yield the parts of `text` in order; one without an end is the last."""
    position = 0
    while (found := _START.search(text, position)) is not None:
        part = _object(text, found.start()) if found["object"] else _fence(text, found)
        yield part
        if not part.whole:
            return
        position = part.end


def _object(text: str, start: int) -> Part:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        return _closed_for_it(text, start)
    return Part(start, end, None, text[start:end], value)


def _closed_for_it(text: str, start: int) -> Part:
    """Return an object that lacks only braces at the end of the text; any other broken one is not whole."""
    rest = text[start:].rstrip()
    for missing in range(1, _BRACES_MISSING + 1) if rest.endswith("}") else ():
        try:
            value: object = json.loads(rest + "}" * missing, strict=False)
        except (ValueError, RecursionError):
            continue
        return Part(start, len(text), None, rest, value)
    return Part(start, len(text), None, rest, whole=False)


def _fence(text: str, opening: re.Match[str]) -> Part:
    """Return the block that `opening` begins: it ends at a line of as many of the same marks, or more."""
    mark = opening["mark"]
    closing = re.compile(rf"^[ \t]*{mark[0]}{{{len(mark)},}}[ \t\r]*$", re.MULTILINE)
    language = _LANGUAGE.match(opening["info"])
    named = language[1].lower() if language else ""
    first = min(opening.end() + 1, len(text))
    end = closing.search(text, first)
    if end is None:
        return Part(opening.start(), len(text), named, text[first:], whole=False)
    body = text[first : max(end.start() - 1, first)]
    return Part(opening.start(), end.end(), named, _outdented(body, opening["indent"]))


def _outdented(body: str, indent: str) -> str:
    """Return `body` without the indent of its fence, as in a list; a heredoc's end must stand at the margin."""
    return "\n".join(line.removeprefix(indent) for line in body.split("\n")) if indent else body


# --- Consoles ---------------------------------------------------------------------------------------------------


def without_prompts(block: str) -> str | None:
    """Return the commands of a block, without the prompts and the output where it shows a console.

    None where that cannot be told: a prompt of another shell, a line that may be output or the rest of a command.
    """
    lines = block.strip("\n").split("\n")
    prompted = [bool(_PROMPT.match(line)) for line in lines]
    if not any(prompted):
        return None if _OTHER_PROMPT.match(lines[0]) else block
    if not prompted[0]:
        # A script may write such lines into a file; any other line before a prompt is output.
        return block if "<<" in "\n".join(lines[: prompted.index(True)]) else None
    return _commands_of(lines) if len(lines) <= _PROMPT_LINES else None


def _commands_of(lines: list[str]) -> str | None:
    commands: list[str] = []
    output_follows = False
    for line in lines:
        prompt = _PROMPT.match(line)
        if prompt:
            if commands and not _is_whole(commands[-1]):
                return None
            commands.append(line[prompt.end() :])
            output_follows = False
        elif not output_follows and commands[-1].rstrip("\r").endswith("\\"):
            commands[-1] += "\n" + line.removeprefix("> ")
        elif not output_follows and line.startswith(">") and not _is_whole(commands[-1]):
            commands[-1] += "\n" + line.removeprefix(">").removeprefix(" ")
        else:
            output_follows = True
            if not _is_whole(commands[-1]):
                return None
    return "\n".join(commands) if _is_whole(commands[-1]) else None


def _is_whole(command: str) -> bool:
    """Whether nothing is missing from a command; a heredoc's body, whose end is not marked, is."""
    if "<<" in command and "<<<" not in command and "\n" not in command:
        return False
    return not command.rstrip("\r").endswith("\\") and not parse(command).problems
