"""Bash source in, a small typed tree out, or a reason why not.

tree-sitter-bash finds the structure; the words are dequoted by ourselves, byte by byte, and every `$`, backquote and
`<(` in them must be accounted for by a node of the tree. What the tree or this package does not know becomes a problem,
and a script with a problem is judged unknown: the allow list is of what is understood, never of what is refused.
"""

from __future__ import annotations

from functools import lru_cache

import tree_sitter_bash
from tree_sitter import Language, Parser

from cloud_assist.shell.continuation import join_lines
from cloud_assist.shell.syntax_reader import TreeReader
from cloud_assist.shell.syntax_tree import (
    OPAQUE,
    Assignment,
    Block,
    Function,
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
    "OPAQUE",
    "Assignment",
    "Block",
    "Function",
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

_PARSER = Parser(Language(tree_sitter_bash.language()))


def parse(command: str) -> Script:
    """Return the tree of `command`, judged by nobody yet; never raises.

    A script that does not parse, is too long or holds a construct that is not covered comes back with `problems`.
    """
    return _parse(command)


@lru_cache(maxsize=256)
def _parse(command: str) -> Script:
    source = command.encode("utf-8", "surrogatepass")
    if len(source) > MAX_BYTES:
        return Script((), (f"is longer than {MAX_BYTES:,} bytes",))
    if b"\0" in source:
        return Script((), ("holds a NUL character",))
    joined = join_lines(source)
    if joined is None:
        return Script((), ("has a comment that ends in a backslash beside a substitution",))
    root = _PARSER.parse(joined).root_node
    if root.has_error:
        return Script((), ("is not valid shell syntax",))
    try:
        return Script(TreeReader(joined).statements(root.children, 0, len(joined)))
    except NotUnderstoodError as error:
        return Script((), (str(error),))
