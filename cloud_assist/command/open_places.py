"""Open places of a command, such as `<bucket>`: each stands for a value that nobody has given yet."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping

from cloud_assist.models import ProposalSource

PLACE = r"<[A-Za-z][A-Za-z0-9_-]*(?:[ ][A-Za-z0-9][A-Za-z0-9_-]*)*>"
"""The pattern of one place: a name in angle brackets, several words apart by single blanks; `<in >` is none."""
_PLACE = re.compile(PLACE)
_HEREDOC = re.compile(r"(?<!<)<<-?[ \t]*[\\'\"\w]")
_BEGINS_WORD = frozenset(" \t\n;|&(")
_ENDS_WORD = frozenset(" \t\n;|&)<>")
_SAFE = re.compile(r"[A-Za-z0-9@%+=:,./_-]+")
_AT_HOME = re.compile(r"~/[A-Za-z0-9@%+=:,./_-]*")


def open_places(command: str, source: ProposalSource = ProposalSource.CATALOG) -> tuple[str, ...]:
    """Return the names of the places still open in `command`, in order, without duplicates.

    What a person wrote is taken as it stands where it can be meant so: `grep '<title>' page.html` and the text of a
    heredoc hold no places, and `sort <in>out` is a pair of redirections. A model and the catalog mean a place always.
    """
    found = _PLACE.finditer(command)
    if source is ProposalSource.USER:
        found = _surely_open(command)
    return tuple(dict.fromkeys(match[0][1:-1] for match in found))


def _surely_open(command: str) -> Iterator[re.Match[str]]:
    for match, quote in _with_quotes(command, _shell_text_ends(command)):
        before, behind = command[max(match.start() - 1, 0) : match.start()], command[match.end() : match.end() + 1]
        redirects = (not before or before in _BEGINS_WORD) and behind and behind not in _ENDS_WORD
        if not quote and before != "\\" and not redirects:
            yield match


def _with_quotes(command: str, end: int) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the places before `end`, each with the quote character that is open there ("" outside quotes)."""
    quote, seen = "", 0
    for match in _PLACE.finditer(command, 0, end):
        quote, seen = _open_quote(command[seen : match.start()], quote), match.end()
        yield match, quote


def _shell_text_ends(command: str) -> int:
    """Return where the first heredoc's text begins, or the length of `command`."""
    heredoc = _HEREDOC.search(command)
    line_end = command.find("\n", heredoc.end()) if heredoc else -1
    return line_end if line_end >= 0 else len(command)


def fill(command: str, values: Mapping[str, str], *, expands_home: bool = False) -> str:
    """Return `command` with each named place replaced by its value as one word, quoted for where it stands.

    Places without a value stay open.

    Args:
        command: holds places such as `<bucket>`.
        values: by the name of the place.
        expands_home: whether a value such as `~/notes` is left to the shell to expand.
    """

    parts, end = [], 0
    for match, quote in _with_quotes(command, len(command)):
        value = values.get(match[0][1:-1])
        if value is not None:
            at_home = expands_home and not quote and _AT_HOME.fullmatch(value)
            parts += [command[end : match.start()], value if at_home else _quoted(value, quote)]
            end = match.end()
    return "".join([*parts, command[end:]])


def _quoted(value: str, quote: str) -> str:
    if _SAFE.fullmatch(value):
        return value
    if quote == "'":
        return value.replace("'", "'\\''")
    if quote == '"':
        return re.sub(r'([\\"$`])', r"\\\1", value)
    return shlex.quote(value)


def _open_quote(text: str, quote: str) -> str:
    """Return the quote character that is open at the end of `text`, which begins within `quote`; "" where none is."""
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
