"""Open places of a command, such as `<bucket>`: each stands for a value that nobody has given yet."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cloud_assist.models import ProposalSource

PLACE = r"<[A-Za-z][A-Za-z0-9_-]*(?:[ ][A-Za-z0-9][A-Za-z0-9_-]*)*>"
"""The pattern of one place: a name in angle brackets, several words apart by single blanks; `<in >` is none."""
_PLACE = re.compile(PLACE)
_HEREDOC = re.compile(r"(?<!<)<<-?[ \t]*[\\'\"\w]")
_BEGINS_WORD = frozenset(" \t\n;|&(")
_ENDS_WORD = frozenset(" \t\n;|&)<>")
_SAFE = re.compile(r"[A-Za-z0-9@%+=:,./_-]+")
_REFUSED_BEHIND = re.compile(r"[ \t]*(?:$|[\n;)]|<(?!\())|[ \t]+(?:>(?!\()|[&|#])")
"""What bash refuses behind `>`: `<pod> | sort`; not `<pod> -n x`, which writes to a file called -n."""
_A_FILE_BEHIND = re.compile(r"[ \t]+[^\s<>&|;()#-]")
_NUMBERS = frozenset(
    (
        *("bytes", "count", "days", "gib", "gid", "hours", "length", "limit", "line", "lines", "max", "megabytes"),
        *("min", "minutes", "n", "number", "percent", "pid", "port", "replicas", "retries", "revision", "seconds"),
        *("timeout", "uid", "weight"),
    )
)
"""What a place is called, its last word, where only a number can stand."""
_AT_HOME = re.compile(r"~/[A-Za-z0-9@%+=:,./_-]*")


def open_places(command: str, source: ProposalSource = ProposalSource.CATALOG) -> tuple[str, ...]:
    """Return the names of the places still open in `command`, in order, without duplicates.

    What a person wrote is taken as it stands where it can be meant so: `grep '<title>' page.html` and the text of a
    heredoc hold no places, and `sort <in>out` is a pair of redirections. A model and the catalog mean a place always.
    """
    return tuple(dict.fromkeys(match[0][1:-1] for match in _matches(command, source)))


def without_places(command: str) -> str:
    """Return a command of the catalog with a blank in each of its open places."""
    return _PLACE.sub(" ", command)


def _matches(command: str, source: ProposalSource) -> Iterator[re.Match[str]]:
    return _surely_open(command) if source is ProposalSource.USER else _PLACE.finditer(command)


class StandIns(NamedTuple):
    """A command with a plain word, or a number, in each open place, so that it can be read as what it will be."""

    text: str
    """The command to read."""
    places: tuple[tuple[str, str], ...]
    """Each word that stands in, with the place that it stands for: ("place1.x", "<bucket>")."""

    def hold(self, text: str) -> bool:
        """Return whether `text` speaks of the value of an open place."""
        return any(word in text for word, _ in self.places)

    def told(self, text: str) -> str:
        """Return `text`, which speaks of the words that stand in, as one that speaks of the places."""
        for word, place in self.places:
            text = text.replace(word, place)
        return text


def stand_ins(command: str, source: ProposalSource) -> StandIns | None:
    """Return `command` with a word in each of its open places, or None where it has none.

    The words say nothing: they are no option, and no name that anything knows; as hosts they are machines outside.
    """
    words: dict[str, str] = {}
    parts, end = [], 0
    for match in _matches(command, source):
        word = words.setdefault(match[0], _stand_in(match[0], len(words) + 1, command))
        parts += [command[end : match.start()], word]
        end = match.end()
    if not words:
        return None
    return StandIns("".join([*parts, command[end:]]), tuple((word, place) for place, word in words.items()))


def _stand_in(place: str, index: int, command: str) -> str:
    """Return a word for one place that does not occur in `command`."""
    last = re.split(r"[ _-]", place[1:-1])[-1].lower()
    word = str(31070 + index) if last in _NUMBERS else f"place{index}.x"
    return word if word not in command else _stand_in(place, index + 100, command)


def may_redirect(command: str, source: ProposalSource) -> bool:
    """Return whether the places of `command`, as it stands, can be redirections: `cat <file> out` writes to `out`.

    What a person wrote can where bash accepts it so; what a model wrote only where a file's name stands behind it,
    since `kubectl logs <pod> -n web` means no file called -n; the catalog never means one.
    """
    if source is ProposalSource.CATALOG:
        return False
    behind = [command[match.end() :] for match in _matches(command, source)]
    if source is ProposalSource.MODEL and not any(_A_FILE_BEHIND.match(rest) for rest in behind):
        return False
    accepted = [_REFUSED_BEHIND.match(rest) is None for rest in behind]
    # Bash reads line by line, and what it refuses it refuses with the whole line.
    return any(accepted) if "\n" in command else bool(accepted) and all(accepted)


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


def fill(
    command: str, values: Mapping[str, str], *, expands_home: bool = False, as_shell: Mapping[str, str] | None = None
) -> str:
    """Return `command` with each named place replaced by its value as one word, quoted for where it stands.

    Places without a value stay open.

    Args:
        command: holds places such as `<bucket>`.
        values: by the name of the place.
        expands_home: whether a value such as `~/notes` is left to the shell to expand.
        as_shell: by the name of the place: shell text, such as a substitution, for places outside quotes.
    """

    parts, end = [], 0
    for match, quote in _with_quotes(command, len(command)):
        value = values.get(match[0][1:-1])
        text = None if quote or as_shell is None else as_shell.get(match[0][1:-1])
        if text is not None:
            parts += [command[end : match.start()], text]
            end = match.end()
        elif value is not None:
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
