r"""Joining lines that end in a backslash, as bash does before it reads words.

`r\⏎m` is `rm`. Inside single quotes, after a backslash that is itself escaped, and in a comment the pair is no
continuation; taking it for one would hide the next line in the comment.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"""\\\n                       # 0: the continuation itself
    |\\.                            # an escaped character
    |\$'(?:[^'\\]|\\.)*'          # ansi-c quotes
    |'[^']*'                        # single quotes
    |"(?:[^"\\]|\\.)*"              # double quotes
    |<<-?[ \t]*(?P<delimiter>\\?['"]?[^\s'"|&;<>()]+['"]?)
    |(?<![^\s;|&(){}])\#[^\n]*      # a comment
    |\n
    |[^\\'"$<#\n]+
    |.""",
    re.VERBOSE | re.DOTALL,
)
_COMMENTED = re.compile(rb"(?:^|[\s;|&()`])#[^\n]*\\\n")
_BETWEEN_PARENTHESES = re.compile(rb"([()])(?:\\\n)+\1")
_NESTED = re.compile(rb"`|[$<>]\(")
_UNQUOTED_CONTINUATION = re.compile(rb"(?<!\\)((?:\\\\)*)\\\n")


def join_lines(source: bytes) -> bytes | None:
    """Return `source` with its continuations joined, or None where it cannot be told what bash would join."""
    if b"\\\n" not in source:
        return source
    if _BETWEEN_PARENTHESES.search(source) or (_COMMENTED.search(source) and _NESTED.search(source)):
        return None  # bash reads `((` and `))` before it joins lines; a comment inside a substitution is beyond this
    out: list[bytes] = []
    pending: list[tuple[bytes, bool, bool]] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            return None
        token = match.group(0)
        position = match.end()
        if token == b"\\\n":
            continue
        if token[:1] == b"#" and token.endswith(b"\\") and position < len(source):
            out.append(token + b" ")
            continue
        if token[:1] == b'"':
            token = _UNQUOTED_CONTINUATION.sub(rb"\1", token)
        out.append(token)
        delimiter = match.group("delimiter")
        if delimiter:
            quoted = delimiter[:1] in {b"'", b'"', b"\\"}
            pending.append((delimiter.strip(b"'\"\\"), quoted, token.startswith(b"<<-")))
        elif token == b"\n" and pending:
            body, position = _bodies(source, position, pending)
            out.append(body)
            pending = []
    return b"".join(out)


def _bodies(source: bytes, position: int, pending: list[tuple[bytes, bool, bool]]) -> tuple[bytes, int]:
    """Return the heredoc bodies that begin at `position`, continuations joined in the unquoted ones, and their end."""
    out: list[bytes] = []
    for delimiter, quoted, tabs in pending:
        begin = position
        while position < len(source):
            end = source.find(b"\n", position)
            end = len(source) if end < 0 else end
            line = source[position:end]
            position = min(end + 1, len(source))
            if (line.lstrip(b"\t") if tabs else line) == delimiter:
                break
        body = source[begin:position]
        out.append(body if quoted else _UNQUOTED_CONTINUATION.sub(rb"\1", body))
    return b"".join(out), position
