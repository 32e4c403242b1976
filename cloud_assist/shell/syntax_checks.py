"""What tree-sitter lets pass and bash refuses, or ends elsewhere: found by comparing the two on random texts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tree_sitter import Node

from cloud_assist.shell.syntax_kinds import AFTER_KEYWORD, CLOSERS, KEYWORDS, OPENERS
from cloud_assist.shell.syntax_tree import NotUnderstoodError


def check_complete(source: bytes, nodes: Sequence[Node], kind: str) -> None:
    """Refuse what the parser lets pass and bash does not: `{ls; }`, `{ }`, `then fi`."""
    empty = False
    for node in nodes:
        if node.type in KEYWORDS and not node.is_named:
            following = source[node.end_byte : node.end_byte + 1]
            if following and following not in AFTER_KEYWORD:
                raise NotUnderstoodError("is not valid shell syntax")
        if empty and node.type in CLOSERS and kind != "case_item":
            raise NotUnderstoodError("is not valid shell syntax")
        if node.type in OPENERS and not node.is_named:
            empty = True
        elif node.is_named and node.type != "comment":
            empty = False


def check_adjoining(source: bytes, node: Node, targets: Sequence[Node]) -> None:
    """A redirection's target stands on its line, and digits right before the next one are a descriptor to bash."""
    if not targets:
        return
    before = source[node.start_byte : targets[0].start_byte]
    last = targets[-1]
    following = source[last.end_byte : last.end_byte + 1]
    if b"\n" in before or (following in {b"<", b">"} and (last.text or b"").isdigit()):
        raise NotUnderstoodError("is not valid shell syntax")


def check_heredoc(source: bytes, start: Node, body: Node | None, end: Node | None, *, tabs: bool) -> None:
    """Refuse a heredoc whose end bash would see elsewhere than the parser does."""
    if body is None or end is None:
        raise NotUnderstoodError("holds a heredoc without an end")
    raw = source[start.start_byte : start.end_byte]
    delimiter = re.sub(rb"""['"\\]""", b"", raw)
    if not re.fullmatch(rb"[\w.+-]+", delimiter):
        raise NotUnderstoodError("holds a heredoc whose delimiter is not covered")
    begin = source.find(b"\n", start.end_byte) + 1
    stop = source.find(b"\n", end.end_byte)
    lines = source[begin : stop if stop >= 0 else len(source)].split(b"\n")
    lines = [line.lstrip(b"\t") for line in lines] if tabs else lines
    if not lines or lines[-1] != delimiter or delimiter in lines[:-1] or not begin:
        raise NotUnderstoodError("holds a heredoc whose end is not clear")
