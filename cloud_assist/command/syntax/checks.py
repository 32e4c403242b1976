"""What tree-sitter lets pass and bash refuses, or ends elsewhere: found by comparing the two on random texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tree_sitter import Node

from cloud_assist.command.syntax.kinds import AFTER_KEYWORD, BEFORE_COMMENT, CLOSERS, KEYWORDS, MARKS, OPENERS
from cloud_assist.command.syntax.tree import NotUnderstoodError

_INVALID = "cannot be read as shell syntax"
_BEFORE_CLOSER = re.compile(rb"(?:[;\n&)}]|\b(?:fi|done|esac|then|do|else|in|if|while|until|elif)|\{)[ \t\n]*\Z")
_CLAUSES = frozenset({"elif_clause", "else_clause"})
"""What may follow a clause that ends in its own `;` on one line: `elif …; then …; else …; fi`."""
_CLOSING = frozenset({"fi", "done", "esac", "}", "then", "do", "elif", "else"})
_DIRECTION = re.compile(rb"(?:\d+|\{\w+\})?[<>&|]+-?[ \t]*\Z")
_QUOTED_DELIMITER = re.compile(rb"""\\?[\w.+-]+|'[\w.+-]+'|"[\w.+-]+\"""")


def check_complete(source: bytes, nodes: Sequence[Node], kind: str) -> None:
    """Refuse what the parser lets pass and bash does not: `{ls; }`, `{ }`, `then fi`, `ls fi`, `ls;&`, `(ls)ls`."""
    empty = False
    before: Node | None = None
    for node in nodes:
        if node.is_named:
            if node.type != "comment":
                _check_separate(source, before, node)
            elif node.start_byte and source[node.start_byte - 1 : node.start_byte] not in BEFORE_COMMENT:
                raise NotUnderstoodError(_INVALID)
            before = node
        else:
            _check_mark(source, node)
            before = None
        if empty and node.type in CLOSERS and kind != "case_item":
            raise NotUnderstoodError(_INVALID)
        if node.type in OPENERS and not node.is_named:
            empty = True
        elif node.is_named and node.type != "comment":
            empty = False
    if empty and kind in _CLAUSES:
        raise NotUnderstoodError(_INVALID)


def _check_separate(source: bytes, before: Node | None, node: Node) -> None:
    """Two statements without a mark between them stand on two lines."""
    apart = before is None or before.type == "comment" or b"\n" in source[before.end_byte - 1 : node.start_byte]
    if not apart and node.type not in _CLAUSES:
        raise NotUnderstoodError(_INVALID)
    first = node.children[0] if node.type in {*_CLAUSES, "do_group"} else None
    if first is not None:
        _check_mark(source, first)


def _check_mark(source: bytes, node: Node) -> None:
    """A keyword has a blank behind it and the end of a command before it; `;&` is another mark than `;` and `&`."""
    following = source[node.end_byte : node.end_byte + 1]
    if node.type in KEYWORDS and following and following not in AFTER_KEYWORD:
        raise NotUnderstoodError(_INVALID)
    if node.type in _CLOSING and not _BEFORE_CLOSER.search(source, max(0, node.start_byte - 200), node.start_byte):
        raise NotUnderstoodError(_INVALID)
    if node.type in {";", "&"} and following in {b"&", b";"}:
        raise NotUnderstoodError(_INVALID)


def check_adjoining(source: bytes, node: Node, targets: Sequence[Node]) -> None:
    """A redirection's target stands on its line, and digits right before the next one are a descriptor to bash."""
    if not targets:
        return
    last = targets[-1]
    following = source[last.end_byte : last.end_byte + 1]
    if following in {b"<", b">"} and (last.text or b"").isdigit():
        raise NotUnderstoodError(_INVALID)
    begin = targets[0].start_byte
    if not _DIRECTION.match(source, node.start_byte, begin):
        raise NotUnderstoodError(_INVALID)
    if source[begin : begin + 2] in {b"<(", b">("} and source[begin - 1 : begin] in {b"<", b">"}:
        raise NotUnderstoodError(_INVALID)  # `<<(` is a heredoc to bash


def check_heredoc(source: bytes, start: Node, body: Node | None, end: Node | None, *, tabs: bool) -> None:
    """Refuse a heredoc whose end bash would see elsewhere than the parser does."""
    if body is None or end is None:
        raise NotUnderstoodError("contains a heredoc without an end")
    raw = source[start.start_byte : start.end_byte]
    delimiter = re.sub(rb"""['"\\]""", b"", raw)
    if not _QUOTED_DELIMITER.fullmatch(raw):
        raise NotUnderstoodError("contains a heredoc with an unsupported delimiter")
    begin = source.find(b"\n", start.end_byte) + 1
    stop = source.find(b"\n", end.end_byte)
    lines = source[begin : stop if stop >= 0 else len(source)].split(b"\n")
    lines = [line.lstrip(b"\t") for line in lines] if tabs else lines
    if not lines or lines[-1] != delimiter or delimiter in lines[:-1] or not begin:
        raise NotUnderstoodError("contains a heredoc with an unclear end")


def check_heredoc_line(source: bytes, nodes: Sequence[Node]) -> None:
    """Refuse what follows `<<EOF` beyond its line: bash reads the body right after the line, whatever is still open."""
    start = next(node for node in nodes if node.type == "heredoc_start")
    end_of_line = source.find(b"\n", start.end_byte)
    for node in nodes:
        if node.type == "heredoc_body":
            if source[end_of_line : node.start_byte].strip(b" \t\n"):
                raise NotUnderstoodError("contains a heredoc with an unclear start")
        elif node.type != "heredoc_end" and node.end_byte > end_of_line:
            raise NotUnderstoodError("contains a heredoc with an unclear start")


def check_apart(nodes: Sequence[Node]) -> None:
    """An assignment that touches the next word is one word with it."""
    for before, node in pairwise(nodes):
        if before.end_byte == node.start_byte and "variable_assignment" in {before.type, node.type}:
            raise NotUnderstoodError("contains an assignment of an unknown kind")


# Behind `<&` and `>&` a `-` is a token of its own to bash: what follows it is the next word.
_OUTPUT_DESCRIPTOR = re.compile(r"[0-9]+-?\Z|\"?\$[\w{]|[^-\s][^-]*\Z")
_INPUT_DESCRIPTOR = re.compile(r"[0-9]+-?\Z|\"?\$[\w{]")
_FUNCTION_HEAD = re.compile(rb"[ \t]*(?:\([ \t]*\))?[ \t\n]*")
_FUNCTION_BODIES = frozenset({"compound_statement", "subshell", "if_statement", "case_statement"})
_PATTERN_MARKS = re.compile(rb"[<>&;()\n]|\\\Z")


def check_descriptor(operator: str, raw: str) -> None:
    """Refuse a target of `<&` or `>&` that bash would cut in two."""
    known = {"<&": _INPUT_DESCRIPTOR, ">&": _OUTPUT_DESCRIPTOR}.get(operator)
    if known is not None and not known.match(raw):
        raise NotUnderstoodError("contains a redirection of an unknown kind")


def check_function(source: bytes, name: Node, body: Node) -> None:
    """Refuse `f()[ … ]` and anything but blanks around the parentheses."""
    head = source[name.end_byte : body.start_byte]
    if body.type not in _FUNCTION_BODIES or not _FUNCTION_HEAD.fullmatch(head):
        raise NotUnderstoodError("contains a function definition of an unknown kind")


def check_case(source: bytes, node: Node) -> None:
    """Refuse marks and patterns of a case that bash reads otherwise."""
    for before, child in pairwise(node.children):
        if source[before.end_byte : child.start_byte].strip(b" \t\n"):
            raise NotUnderstoodError(_INVALID)
    for child in node.children:
        if child.type == "case_item":
            _check_pattern(source, child)
        elif not child.is_named and child.type not in MARKS["case_statement"] | {"\n"}:
            raise NotUnderstoodError(_INVALID)
    check_complete(source, [child for child in node.children if not child.is_named], "case_statement")


def _check_pattern(source: bytes, item: Node) -> None:
    """A pattern stands on one line and holds no mark of the shell."""
    closing = next((child for child in item.children if child.type == ")" and not child.is_named), None)
    if closing is None or b"\n" in source[item.start_byte : closing.start_byte]:
        raise NotUnderstoodError(_INVALID)
    for value in item.children_by_field_name("value"):
        if not value.child_count and value.type != "raw_string" and _PATTERN_MARKS.search(value.text or b""):
            raise NotUnderstoodError("contains a pattern of an unknown kind")
