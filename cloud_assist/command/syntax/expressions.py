"""Words, expansions and expressions of a tree: what each reads as, what it runs, and what bash would evaluate in it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence

from tree_sitter import Node

from cloud_assist.command.syntax.kinds import EXPANSIONS, INNER_NODES, WORD_NODES
from cloud_assist.command.syntax.tree import (
    EVALUATED,
    Assignment,
    Block,
    NotUnderstoodError,
    Part,
    Redirect,
    Simple,
    Word,
)
from cloud_assist.command.syntax.words import WordScanner

MAX_DEPTH = 60
"""Substitutions and groups nested deeper than this are not read."""

_PLAIN = re.compile(rb"[A-Za-z0-9_./:=,@%+\-^]+\Z")
_BLANK = re.compile(rb"[ \t]*\Z")
_BLANKS = re.compile(rb"[ \t\n]+")
_META = re.compile(rb"[<>&;()\n'\"$]|\\\Z")
_SIMPLE_EXPANSION = re.compile(rb"\$(?:\w+|[@*#?$!-])")
_HIDES = re.compile(rb"`|\$[({\[]|[<>]\(")
_BAD_TRANSFORM = re.compile(rb"@[PEAaKk]?\}\Z")
_EVALUATED_NAME = re.compile(r"(?<![\w#])(?:[A-Za-z_]\w*|(?<=[${])[0-9@*]+)")
_ENDS_TEST = re.compile(rb"(?<!\\)[;&<>]")
_NUMERIC_TESTS = frozenset({"-eq", "-ne", "-lt", "-le", "-gt", "-ge"})


class ExpressionReader(ABC):
    """The part of a tree's reader that is below statements; any doubt raises NotUnderstoodError."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._depth = 0

    @abstractmethod
    def statements(
        self, nodes: Sequence[Node], start: int = -1, end: int = -1, taken: Collection[int] = (), kind: str = ""
    ) -> tuple[Part, ...]:
        """Read the statements among `nodes`."""

    @abstractmethod
    def redirect(self, node: Node, redirects: list[Redirect], tail: list[Part] | None = None) -> list[Word]:
        """Add what `node` redirects to `redirects` and return the words that are arguments in truth."""

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "surrogateescape")

    # --- words ---

    def words(self, nodes: list[Node]) -> list[Word]:
        """Read words; nodes that touch each other are one word, whatever the tree makes of them."""
        words: list[Word] = []
        run: list[Node] = []
        for node in nodes:
            if node.type == "comment":
                raise NotUnderstoodError("contains a comment inside a command")
            if run and run[-1].end_byte == node.start_byte:
                run.append(node)
                continue
            if run:
                if not _BLANK.match(self._source, run[-1].end_byte, node.start_byte):
                    between = self._source[run[-1].end_byte : node.start_byte]
                    if b">" not in between and b"<" not in between:
                        raise NotUnderstoodError("contains text that belongs to no word")
                words.append(self.word(run))
            run = [node]
        if run:
            words.append(self.word(run))
        return words

    def word(self, run: list[Node]) -> Word:
        """Read the nodes of `run`, which touch each other, as one word."""
        start, end = run[0].start_byte, run[-1].end_byte
        if _PLAIN.match(self._source, start, end):
            text = self._source[start:end].decode()
            return Word(text, text)
        for node in run:
            if node.type not in WORD_NODES:
                raise NotUnderstoodError(f"contains a word of an unknown kind ({node.type})")
        return self._scan(start, end, self._expansions(run))

    def _scan(self, start: int, end: int, expansions: dict[int, Node], *, heredoc: bool = False) -> Word:
        scanner = WordScanner(self._source, end, expansions, self.expansion)
        if heredoc:
            scanner.quoted(start, closing=False)
        else:
            scanner.bare(start)
        text = b"".join(scanner.out).decode("utf-8", "surrogateescape")
        raw = self._source[start:end].decode("utf-8", "surrogateescape")
        return Word(text, raw, scanner.splits, scanner.glob, scanner.tilde, tuple(scanner.parts))

    def _expansions(self, nodes: list[Node]) -> dict[int, Node]:
        """Return the outermost expansions below `nodes` by where they start."""
        found: dict[int, Node] = {}
        stack = list(nodes)
        while stack:
            node = stack.pop()
            if node.type in EXPANSIONS:
                found[self._start(node)] = node
            elif node.child_count:
                stack += node.children
        return found

    def _start(self, node: Node) -> int:
        """Return where an expansion begins: inside quotes the parser counts the blanks before it in (`"$a $b"`)."""
        blanks = _BLANKS.match(self._source, node.start_byte, node.end_byte)
        return blanks.end() if blanks is not None else node.start_byte

    # --- substitutions and expressions ---

    def expansion(self, node: Node) -> tuple[Part, ...]:
        """Return what one `$…`, backquote or `<(…)` runs."""
        if node.type == "simple_expansion":
            if not _SIMPLE_EXPANSION.fullmatch(self._source, self._start(node), node.end_byte):
                raise NotUnderstoodError("contains an expansion of an unknown kind")
            return ()
        if node.type in {"command_substitution", "process_substitution"}:
            return (Block(node.type, self._substituted(node)),)
        text = node.text or b""
        if node.type == "expansion" and (text.count(b'"') % 2 or text.count(b"'") % 2):
            raise NotUnderstoodError("contains an expansion with a quotation of an unknown kind")
        if node.type == "expansion" and _BAD_TRANSFORM.search(text):
            raise NotUnderstoodError("evaluates the value of a variable (`${name@…}`)")
        if node.type == "arithmetic_expansion":
            return (self.evaluated(node),)
        parts = (*self.inner(node), *self._given(node))
        offset = next((child for child in node.children if child.type == ":"), None)  # `${name:offset:length}`
        return parts if offset is None else (*parts, self.evaluated(node, offset.end_byte))

    def _given(self, node: Node) -> tuple[Part, ...]:
        """`${name:=value}` assigns."""
        kinds = [child.type for child in node.children]
        name = next((child for child in node.children if child.type == "variable_name"), None)
        mark = next((child for child in node.children if child.type in {":=", "="}), None)
        if mark is None:
            return ()
        if name is None or kinds[-1] != "}":
            raise NotUnderstoodError("contains an expansion of an unknown kind")
        raw = self._source[mark.end_byte : node.end_byte - 1].decode("utf-8", "surrogateescape")
        return (Simple((), (Assignment(self._text(name), Word(raw, raw)),)),)

    # --- what bash evaluates ---

    def evaluated(self, node: Node, start: int = -1) -> Block:
        """Return what an arithmetic expression below `node` runs and, as words, the names that it evaluates.

        A name's value is an expression in its turn (`x='a[$(id)]'; echo $((x))` runs id), so a quotation is refused.
        """
        text = self._source[max(start, node.start_byte) : node.end_byte].decode("utf-8", "surrogateescape")
        if "'" in text or "\\" in text:
            raise NotUnderstoodError("contains an arithmetic expression of an unknown kind")
        names = dict.fromkeys(_EVALUATED_NAME.findall(text))
        return Block(EVALUATED, () if start >= 0 else self.inner(node), tuple(Word(name, name) for name in names))

    def tested(self, node: Node, *, numeric: bool) -> tuple[Part, ...]:
        """Return what the tests below `node` run; `numeric` where `-eq` and its like evaluate (`[[ … ]]`)."""
        return (*self.inner(node), *self._evaluated_tests(node, numeric=numeric))

    def _evaluated_tests(self, node: Node, *, numeric: bool) -> tuple[Block, ...]:
        found: list[Block] = []
        for child in node.children:
            if child.type == "regex" and _ENDS_TEST.search(child.text or b""):
                raise NotUnderstoodError("cannot be read as shell syntax")
            if child.type == "unary_expression" and child.children[0].text == b"-v":
                if re.search(rb"[\[$`'\"\\]", child.text or b""):
                    raise NotUnderstoodError("tests a variable whose name is not covered")
            elif child.type in {"binary_expression", "unary_expression", "parenthesized_expression"}:
                operators = {self._text(inner) for inner in child.children if inner.type == "test_operator"}
                if numeric and operators & _NUMERIC_TESTS:
                    found.append(self.evaluated(child))
                else:
                    found += self._evaluated_tests(child, numeric=numeric)
        return tuple(found)

    def _substituted(self, node: Node) -> tuple[Part, ...]:
        """Return the statements in `$(…)`, `` `…` `` or `<(…)`; `$(<file)` reads a file."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotUnderstoodError("is nested too deep")
        inner = node.children[1:-1]
        start, end = node.children[0].end_byte, node.children[-1].start_byte
        if node.children[0].type == "`" and b"\\" in self._source[start:end]:
            raise NotUnderstoodError("contains a backslash inside backquotes")
        redirects: list[Redirect] = []
        if inner and inner[0].type == "file_redirect":
            if self.redirect(inner[0], redirects) or len(inner) > 1:
                raise NotUnderstoodError("contains a redirection of an unknown kind")
            parts: tuple[Part, ...] = (Simple((), (), tuple(redirects)),)
        else:
            parts = self.statements(inner, start, end)
        self._depth -= 1
        return parts

    def inner(self, node: Node) -> tuple[Part, ...]:
        """Return what the substitutions below `node` run; every leaf must be accounted for."""
        parts: list[Part] = []
        for child in node.children:
            if child.type in EXPANSIONS:
                parts += self.expansion(child)
            elif not child.is_named:
                continue
            elif child.type not in INNER_NODES:
                raise NotUnderstoodError(f"contains an expression of an unknown kind ({child.type})")
            elif child.child_count:
                parts += self.inner(child)
                if child.type == "subscript":
                    parts.append(self.evaluated(child, self._source.index(b"[", child.start_byte)))
            elif child.type == "extglob_pattern" and _META.search(child.text or b""):
                raise NotUnderstoodError("contains a pattern of an unknown kind")
            elif child.type != "raw_string" and _HIDES.search(child.text or b""):
                raise NotUnderstoodError("contains an expression of an unknown kind")
        if (
            not node.child_count
            and node.type != "raw_string"
            and (_HIDES.search(node.text or b"") or (node.type == "extglob_pattern" and _META.search(node.text or b"")))
        ):
            raise NotUnderstoodError("contains an expression of an unknown kind")
        return tuple(parts)
