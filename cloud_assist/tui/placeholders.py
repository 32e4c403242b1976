"""Open places in a known command, such as `<bucket>`: finding them, filling them in with the quoting kept."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from cloud_assist.models import ProposalSource

_OPEN = re.compile(r"<([A-Za-z][A-Za-z0-9_-]*)>")
_SAFE = re.compile(r"[A-Za-z0-9@%+=:,./_-]+")


def open_places(command: str, source: ProposalSource) -> tuple[str, ...]:
    """Return the names of the places still open in `command`, in order, without duplicates.

    What a person typed is taken as it stands: `sort <in>out` of theirs is a redirection.
    """
    if source is ProposalSource.USER:
        return ()
    return tuple(dict.fromkeys(_OPEN.findall(command)))


def fill(command: str, values: Mapping[str, str]) -> str:
    """Return `command` with each named place replaced by its value as one word, quoted for where it stands."""
    parts: list[str] = []
    end = 0
    for match in _OPEN.finditer(command):
        value = values.get(match[1])
        if value is None:
            continue
        parts.append(command[end : match.start()])
        parts.append(_quoted(value, _open_quote(command[: match.start()])))
        end = match.end()
    return "".join(parts) + command[end:]


def _quoted(value: str, quote: str) -> str:
    if _SAFE.fullmatch(value):
        return value
    if quote == "'":
        return value.replace("'", "'\\''")
    if quote == '"':
        return re.sub(r'([\\"$`])', r"\\\1", value)
    return shlex.quote(value)


def _open_quote(text: str) -> str:
    """Return the quote character that is open at the end of `text`, or an empty string."""
    quote = ""
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
    return quote
