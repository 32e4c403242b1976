r"""Heredocs written as `<"text"`, for the lines on which the parser loses its way.

tree-sitter-bash 0.25 fails on `;`, `&`, `)` and `}` behind a heredoc's delimiter and on two heredocs in one line, and
drops a lone `-` before `<<`. `<"text"` in the heredoc's place has the same structure for the parser; the reader knows
the places and takes them for what they are. What the rewriting is not sure of stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_TOKEN = re.compile(
    rb"""\\.                            # an escaped character
    |\$'(?:[^'\\]|\\.)*'                # ansi-c quotes
    |'[^']*'                            # single quotes
    |"(?:[^"\\]|\\.)*"                  # double quotes
    |<<<
    |(?P<heredoc><<(?P<tabs>-?)[ \t]*(?P<delimiter>\\?[\w.+-]+|'[\w.+-]+'|"[\w.+-]+"))(?=[\s;&|()<>}]|\Z)
    |(?<![^\s;|&(){}])\#[^\n]*          # a comment
    |\n
    |[^\\'"$<#\n]+
    |.""",
    re.VERBOSE | re.DOTALL,
)
_ARITHMETIC = re.compile(rb"\(\(|\$\[|\blet\b")
"""Where `<<` may be a shift."""
_NESTED = re.compile(rb"\$[({]|`")
_ESCAPED = re.compile(rb"\\(.)|\"", re.DOTALL)
_DESCRIPTOR = re.compile(rb"(?:\A|[\s;|&()])\d+\Z")
_DASH_BEFORE = re.compile(rb"(?<![^\s])-[ \t]*<<-?[^<]")


class Rewritten(NamedTuple):
    """A script whose heredocs stand where they are read from."""

    source: bytes
    bodies: Mapping[int, str]
    """The text between the delimiters as written, by the offset of the `<` that stands for the heredoc."""


class _Open(NamedTuple):
    """A heredoc whose body has not begun yet."""

    part: int
    """Index of the piece that is to hold it."""
    delimiter: bytes
    quoted: bool
    tabs: bool


def loses_a_dash(source: bytes) -> bool:
    """Whether the parser would drop a word of `source`: a lone `-` before a heredoc."""
    return b"<<" in source and _DASH_BEFORE.search(source) is not None


def rewritten(source: bytes) -> Rewritten | None:
    """Return `source` with each heredoc as a redirection from its text; None where there is none or any doubt."""
    if b"<<" not in source or _ARITHMETIC.search(source):
        return None
    pieces: list[bytes] = []
    texts: dict[int, bytes] = {}
    pending: list[_Open] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            return None
        token, position = match[0], match.end()
        if match["heredoc"]:
            delimiter = match["delimiter"]
            quoted = delimiter[:1] in {b"'", b'"', b"\\"}
            pending.append(_Open(len(pieces) + 1, delimiter.strip(b"'\"\\"), quoted, bool(match["tabs"])))
            pieces += [b"" if _DESCRIPTOR.search(pieces[-1] if pieces else b"") else b" ", b""]
            continue
        if pending and token != b"\n" and b"\n" in token:
            return None  # bash reads the body right behind the line, whatever is still open there
        if token == b"\n":
            for each in pending:
                body = _body(source, position, each)
                if body is None:
                    return None
                text, position = body
                word = _word(text, quoted=each.quoted)
                if word is None:
                    return None
                pieces[each.part] = word
                texts[each.part] = text
            pending = []
        pieces.append(token)
    return _joined(pieces, texts) if texts and not pending else None


def _body(source: bytes, begin: int, heredoc: _Open) -> tuple[bytes, int] | None:
    """Return the text between the delimiters and where the script goes on; None where it does not end."""
    lines: list[bytes] = []
    position = begin
    while position < len(source):
        end = source.find(b"\n", position)
        end = len(source) if end < 0 else end
        line = source[position:end]
        line = line.lstrip(b"\t") if heredoc.tabs else line
        position = min(end + 1, len(source))
        if line == heredoc.delimiter:
            return b"".join(each + b"\n" for each in lines), position
        lines.append(line)
    return None


def _word(text: bytes, *, quoted: bool) -> bytes | None:
    """Return a redirection from a word that bash would take for the same text."""
    if quoted:
        return b"<'" + text.replace(b"'", rb"'\''") + b"'"
    if b'"' in text and _NESTED.search(text):
        return None  # quotes inside a substitution are its own
    return b'<"' + _ESCAPED.sub(_for_quotes, text) + b'"'


def _for_quotes(match: re.Match[bytes]) -> bytes:
    r"""Between double quotes `\"` is a quote, in a heredoc it is both characters."""
    if match[0] == b'"':
        return rb"\""
    return rb"\\\"" if match[1] == b'"' else match[0]


def _joined(pieces: list[bytes], texts: Mapping[int, bytes]) -> Rewritten:
    bodies: dict[int, str] = {}
    offset = 0
    for index, piece in enumerate(pieces):
        if index in texts:
            bodies[offset] = texts[index].decode("utf-8", "surrogateescape")
        offset += len(piece)
    return Rewritten(b"".join(pieces), bodies)
