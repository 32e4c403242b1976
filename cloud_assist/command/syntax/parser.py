"""Bash source in, a small typed tree out, or a reason why not.

tree-sitter-bash finds the structure; the words are dequoted by ourselves, byte by byte, and every `$`, backquote and
`<(` in them must be accounted for by a node of the tree. What the tree or this package does not know becomes a problem,
and a script with a problem is judged unknown: the allow list is of what is understood, never of what is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from time import thread_time

import tree_sitter_bash
from tree_sitter import Language, Parser, Tree

from cloud_assist.command.syntax.continuation import join_lines
from cloud_assist.command.syntax.heredocs import loses_a_dash, rewritten
from cloud_assist.command.syntax.reader import TreeReader
from cloud_assist.command.syntax.tree import (
    EVALUATED,
    OPAQUE,
    Assignment,
    Block,
    Function,
    InnerScript,
    NotUnderstoodError,
    Part,
    Pipeline,
    Redirect,
    Script,
    Simple,
    Word,
    walk,
)

__all__ = [
    "EVALUATED",
    "OPAQUE",
    "Assignment",
    "Block",
    "Function",
    "InnerScript",
    "Part",
    "Pipeline",
    "Redirect",
    "Script",
    "Simple",
    "Word",
    "parse",
    "walk",
]

MAX_BYTES = 131_072
"""Longer commands are not read: Linux takes no single argument above 128 KiB, which `bash -c` would need."""

_WORD = re.compile(r"[\w.+-]+")
_PARSER = Parser(Language(tree_sitter_bash.language()))


_PARSER_LOCK = Lock()
"""One parse at a time: the callbacks below let other threads in."""
_LIMIT_S = 0.03
_LIMIT_S_PER_BYTE = 2e-6
"""Processor time that reading may take; ten times what ordinary commands need. On some texts (`a@a@a@…`) the parser
takes time that grows with the square of their length, and a command must not be able to hold the program up."""


_STANDS_FOR_OTHERS = bytes(byte if byte < 0x80 else ord("%") for byte in range(256))
"""What the parser is shown: `%` for each byte of a character beyond ASCII, which is neither blank, nor part of a name,
nor an operator, just as bash takes those. The parser itself looks them up in a C table that ends at 255 (`isdigit` in
tree-sitter-bash's scanner.c, behind a `{`) and can crash the whole process. Offsets stay; words are read from the text
as it is."""


def _tree_of(source: bytes) -> Tree | None:
    """Return the tree of `source`; None where finding it takes too long."""
    source = source.translate(_STANDS_FOR_OTHERS)
    deadline = thread_time() + _LIMIT_S + _LIMIT_S_PER_BYTE * len(source)

    def read(offset: int, _: object) -> bytes:
        return source[offset : offset + 4096]

    with _PARSER_LOCK:
        try:
            return _PARSER.parse(read, progress_callback=lambda *_: thread_time() > deadline)
        except ValueError:  # stopped by the callback
            _PARSER.reset()
            return None


def parse(command: str) -> Script:
    """Return the tree of `command`, judged by nobody yet; never raises.

    A script that does not parse, is too long or holds a construct that is not covered comes back with `problems`.
    """
    return _parse(command)


@lru_cache(maxsize=256)
def _parse(command: str) -> Script:
    source = command.encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES:
        return _unread(f"is longer than {MAX_BYTES:,} bytes", command)
    if b"\0" in source:
        return _unread("contains a NUL character", command)
    joined = join_lines(source)
    if joined is None:
        return _unread("has a comment that ends in a backslash beside a substitution", command)
    tree = _tree_of(joined)
    if tree is None:
        return _unread("takes too long to read", command)
    if (tree.root_node.has_error or loses_a_dash(joined)) and (other := rewritten(joined)) is not None:
        again = _tree_of(other.source)
        if again is not None and not again.root_node.has_error:
            return _read(again, TreeReader(other.source, other.bodies), len(other.source), command)
    if tree.root_node.has_error:
        return _unread("cannot be read as shell syntax", command)
    return _read(tree, TreeReader(joined), len(joined), command)


def _read(tree: Tree, reader: TreeReader, size: int, command: str) -> Script:
    try:
        return Script(reader.statements(tree.root_node.children, 0, size))
    except NotUnderstoodError as error:
        return _unread(str(error), command)


def _unread(problem: str, command: str) -> Script:
    """Return what is left of a text that is not understood: the words in it, of which some are programs."""
    return Script((), (problem,), frozenset(_WORD.findall(command[:MAX_BYTES])))
