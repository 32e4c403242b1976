"""From tree-sitter's nodes to the typed tree: every node kind is on the allow list, and every byte is accounted for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from tree_sitter import Node

from cloud_assist.command.syntax.checks import (
    check_adjoining,
    check_apart,
    check_case,
    check_complete,
    check_descriptor,
    check_function,
    check_heredoc,
    check_heredoc_line,
)
from cloud_assist.command.syntax.expressions import MAX_DEPTH, ExpressionReader
from cloud_assist.command.syntax.kinds import (
    BLOCK_KINDS,
    JOINTS,
    LIST_NODES,
    MARKS,
    REDIRECT_OPERATORS,
    REDIRECTS,
    WORD_NODES,
)
from cloud_assist.command.syntax.tree import (
    OPAQUE,
    Assignment,
    Block,
    Function,
    NotUnderstoodError,
    Part,
    Pipeline,
    Redirect,
    Simple,
    Word,
)

_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_ELEMENT = re.compile(r"\[[\w\"'-]+\]=")
_GAP = re.compile(rb"[ \t\n]*\Z")


class TreeReader(ExpressionReader):
    """Turns one tree into the typed one; any doubt raises NotUnderstoodError."""

    def __init__(self, source: bytes, heredocs: Mapping[int, str] = MappingProxyType({})) -> None:
        """Read the tree of `source`; `heredocs` are the texts of those written as `<"text"`, by where that stands."""
        super().__init__(source)
        self._heredocs = heredocs

    # --- statements ---

    def statements(
        self, nodes: Sequence[Node], start: int = -1, end: int = -1, taken: Collection[int] = (), kind: str = ""
    ) -> tuple[Part, ...]:
        """Read the statements among `nodes`; the bytes between them may be blanks only.

        `taken` holds the ids of nodes that the caller has read; `kind` is the type of the node they are in.
        """
        parts: list[Part] = []
        position = start
        marks = JOINTS | MARKS.get(kind, frozenset())
        check_complete(self._source, [node for node in nodes if node.id not in taken] if taken else nodes, kind)
        for node in nodes:
            if position >= 0 and not _GAP.match(self._source, position, node.start_byte):
                raise NotUnderstoodError("contains text that belongs to no command")
            position = node.end_byte
            if node.id in taken or (not node.is_named and node.type in marks):
                continue
            if node.type in {"comment", "heredoc_body", "heredoc_end"}:
                continue
            parts.append(self.statement(node))
        if end >= 0 and not _GAP.match(self._source, position, end):
            raise NotUnderstoodError("contains text that belongs to no command")
        return tuple(parts)

    def statement(self, node: Node) -> Part:
        """Read one statement."""
        reader = _STATEMENTS.get(node.type)
        if reader is None:
            raise NotUnderstoodError(f"contains a construct of an unknown kind ({node.type})")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotUnderstoodError("is nested too deep")
        try:
            return reader(self, node)
        finally:
            self._depth -= 1

    def command(self, node: Node) -> Part:
        """`NAME=value program argument… <<<word`."""
        assignments: list[Assignment] = []
        redirects: list[Redirect] = []
        extra: list[Word] = []
        runs: list[Node] = []
        check_apart(node.children)
        for child in node.children:
            if child.type == "variable_assignment":
                assignments.append(self.assignment(child))
            elif child.type in REDIRECTS:
                if runs and self._is_descriptor(runs[-1], child):
                    runs.pop()
                extra += self.redirect(child, redirects)
            else:
                runs.append(child)
        words = [*self.words(runs), *extra]
        return Simple(tuple(words), tuple(assignments), tuple(redirects))

    def builtin(self, node: Node) -> Part:
        """`export`, `declare`, `local`, `readonly`, `typeset`, `unset`: the parser gives them nodes of their own."""
        words = [Word(node.children[0].type, node.children[0].type)]
        assignments: list[Assignment] = []
        check_apart(node.children)
        for child in node.children[1:]:
            if child.type == "variable_assignment":
                assignment = self.assignment(child)
                assignments.append(assignment)
                words.append(assignment.value._replace(text=f"{assignment.name}={assignment.value.text}"))
            elif child.type == "variable_name":
                words.append(Word(self._text(child), self._text(child)))
            else:
                words.append(self.word([child]))
        return Simple(tuple(words))

    def assigning(self, node: Node) -> Part:
        """`A=1`, `A=1 B=2` with no command."""
        nodes = node.children if node.type == "variable_assignments" else [node]
        check_apart(nodes)
        return Simple((), tuple(self.assignment(child) for child in nodes))

    def redirected(self, node: Node) -> Part:
        """A statement with redirections; what follows the first word of a redirection is an argument again."""
        body: Part | None = None
        redirects: list[Redirect] = []
        extra: list[Word] = []
        tail: list[Part] = []
        for child in node.children:
            if child.type in REDIRECTS:
                if isinstance(body, Simple) and self._is_descriptor(node.children[0], child):
                    body = body._replace(words=body.words[:-1])
                extra += self.redirect(child, redirects, tail)
            elif body is None:
                body = self.statement(child)
            else:
                raise NotUnderstoodError("contains a redirection of an unknown kind")
        part = _with_redirects(body or Simple(()), tuple(redirects), tuple(extra))
        return _join_tail(part, tail)

    def pipeline(self, node: Node) -> Part:
        """`a | b`; bash takes a `!` before the first command only."""
        if any(child.type == "negated_command" for child in node.children[1:]):
            raise NotUnderstoodError("cannot be read as shell syntax")
        return Pipeline(self.statements(node.children, node.start_byte, node.end_byte, kind=node.type))

    def block(self, node: Node) -> Part:
        """A list, a subshell, a group, a loop body, an `if`, a negation."""
        if node.children and node.children[0].type == "((":
            return self.arithmetic(node)
        return Block(
            BLOCK_KINDS.get(node.type, "list"),
            self.statements(node.children, node.start_byte, node.end_byte, kind=node.type),
        )

    def arithmetic(self, node: Node) -> Part:
        """`(( … ))`."""
        return self.evaluated(node)

    def test(self, node: Node) -> Part:
        """`[ … ]` and `[[ … ]]`."""
        closing = node.children[-1].start_byte
        if self._source[closing - 1 : closing] not in {b" ", b"\t", b"\n"}:
            raise NotUnderstoodError("cannot be read as shell syntax")
        return Block("test", self.tested(node, numeric=node.children[0].type == "[["))

    def for_loop(self, node: Node) -> Part:
        """`for x in …; do …; done` and `select`."""
        variable = node.child_by_field_name("variable")
        nodes = node.children_by_field_name("value")
        if variable is None:
            raise NotUnderstoodError("contains a loop without a variable")
        head = self._source[node.start_byte : nodes[0].start_byte if nodes else variable.end_byte]
        if b"\n" in head:
            raise NotUnderstoodError("cannot be read as shell syntax")
        taken = {variable.id, *(child.id for child in nodes)}
        parts = self.statements(node.children, node.start_byte, node.end_byte, taken, node.type)
        return Block("for", parts, tuple(self.words(nodes)), variable=self._text(variable))

    def c_loop(self, node: Node) -> Part:
        """`for ((a; b; c)); do …; done`."""
        body = node.child_by_field_name("body")
        if body is None or b"\n" in self._source[node.start_byte : node.children[1].start_byte]:
            raise NotUnderstoodError("contains a loop of an unknown kind")
        inner = [self.evaluated(child) for child in node.named_children if child.id != body.id]
        return Block("for", (*inner, self.statement(body)))

    def case(self, node: Node) -> Part:
        """`case word in pattern) …;; esac`."""
        check_case(self._source, node)
        parts: list[Part] = []
        words: list[Word] = []
        for child in node.named_children:
            if child.type == "case_item":
                values = child.children_by_field_name("value")
                parts += [part for value in values for part in self.inner(value)]
                taken = {value.id for value in values}
                parts += self.statements(child.children, child.start_byte, child.end_byte, taken, child.type)
            elif child.type != "comment":
                words.append(self.word([child]))
        return Block("case", tuple(parts), tuple(words))

    def function(self, node: Node) -> Part:
        """`name() { …; }`."""
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None or node.child_by_field_name("redirect") is not None:
            raise NotUnderstoodError("contains a function definition of an unknown kind")
        check_function(self._source, name, body)
        return Function(self._text(name), self.statement(body))

    # --- assignments and redirections ---

    def assignment(self, node: Node) -> Assignment:
        """`NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(a b)`."""
        name = node.child_by_field_name("name")
        if name is None:
            raise NotUnderstoodError("contains an assignment of an unknown kind")
        parts: tuple[Part, ...] = ()
        if name.type == "subscript":
            parts = (*self.inner(name), self.evaluated(name, self._source.index(b"[", name.start_byte)))
            name = name.child_by_field_name("name") or name
        values = [c for c in node.children[1:] if c.type not in {"=", "+="}]
        if values and values[0].type == "array":
            elements = [self.word([child]) for child in values[0].named_children]
            if any(word.raw.startswith("[") and not _ELEMENT.match(word.raw) for word in elements):
                raise NotUnderstoodError("contains an array of an unknown kind")
            inner = tuple(part for word in elements for part in word.parts)
            value = Word(OPAQUE, self._text(values[0]), parts=inner)
        else:
            value = self.word(values) if values else Word("", "")
        if not _NAME.match(self._text(name)):
            raise NotUnderstoodError("contains an assignment of an unknown kind")
        return Assignment(self._text(name), value._replace(parts=(*parts, *value.parts)))

    def _is_descriptor(self, before: Node, redirect: Node) -> bool:
        """Whether `before` ends in what is a descriptor to bash: the parser takes the `0` of `0<file` for a word."""
        last = before.children[-1] if before.type == "command" else before
        return last.end_byte == redirect.start_byte and last.type in {"number", "word"} and self._text(last).isdigit()

    def redirect(self, node: Node, redirects: list[Redirect], tail: list[Part] | None = None) -> list[Word]:
        """Add what `node` redirects to `redirects` and return the words that are arguments in truth."""
        if node.type == "heredoc_redirect":
            return self.heredoc(node, redirects, tail)
        operator, descriptor, targets = "", "", []
        for child in node.children:
            if child.type in {"file_descriptor", "variable_name"}:
                descriptor = self._text(child)
            elif not child.is_named and child.type in REDIRECT_OPERATORS:
                operator = child.type
            else:
                targets.append(child)
        words = self.words(targets)
        check_adjoining(self._source, node, targets)
        if operator in {"<&-", ">&-"}:  # closes a descriptor and takes no word: `<&-rm x` runs rm
            words = [Word("-", "-"), *words]
        if not words:
            raise NotUnderstoodError("contains a redirection without a target")
        check_descriptor(operator, words[0].raw)
        heredoc = self._heredocs.get(targets[0].start_byte - 1) if targets else None
        if heredoc is not None:
            redirects.append(Redirect("<<", words[0]._replace(raw=heredoc)))
        else:
            redirects.append(Redirect(operator, words[0], descriptor))
        return words[1:]

    def heredoc(self, node: Node, redirects: list[Redirect], tail: list[Part] | None) -> list[Word]:
        """`<<EOF` with its body, and whatever stands behind it on the same line."""
        body, quoted = Word("", ""), False
        kinds = {child.type: child for child in node.children}
        if "heredoc_start" not in kinds:
            raise NotUnderstoodError("contains a heredoc without a delimiter")
        tabs = "<<-" in kinds
        check_heredoc(
            self._source, kinds["heredoc_start"], kinds.get("heredoc_body"), kinds.get("heredoc_end"), tabs=tabs
        )
        check_adjoining(self._source, node, [kinds["heredoc_start"]])
        check_heredoc_line(self._source, node.children)
        arguments: list[Node] = []
        rest: list[Node] = []
        extra: list[Word] = []
        for child in node.children:
            if child.type == "heredoc_start":
                quoted = any(mark in child.text for mark in (b"'", b'"', b"\\")) if child.text else False
            elif child.type == "heredoc_body":
                body = self.heredoc_body(child, quoted=quoted)
            elif child.type in {"<<", "<<-", "heredoc_end", "file_descriptor"}:
                continue
            elif child.type in REDIRECTS:
                extra += self.redirect(child, redirects, tail)
            elif child.type in WORD_NODES and child.is_named:
                arguments.append(child)
            else:
                rest.append(child)
        redirects.append(Redirect("<<", body))
        if rest:
            if tail is None:
                raise NotUnderstoodError("contains a heredoc of an unknown kind")
            tail.append(
                Block(
                    "pipe" if rest[0].type in {"|", "pipeline", "|&"} else "list", self.statements(rest, kind=node.type)
                )
            )
        return [*self.words(arguments), *extra]

    def heredoc_body(self, node: Node, *, quoted: bool) -> Word:
        """The text between the delimiters; its substitutions run unless the delimiter is quoted."""
        raw = self._text(node)
        if quoted:
            return Word(raw, raw)
        return self._scan(node.start_byte, node.end_byte, self._expansions([node]), heredoc=True)


_STATEMENTS = {
    "command": TreeReader.command,
    "declaration_command": TreeReader.builtin,
    "unset_command": TreeReader.builtin,
    "variable_assignment": TreeReader.assigning,
    "variable_assignments": TreeReader.assigning,
    "redirected_statement": TreeReader.redirected,
    "pipeline": TreeReader.pipeline,
    "test_command": TreeReader.test,
    "for_statement": TreeReader.for_loop,
    "c_style_for_statement": TreeReader.c_loop,
    "case_statement": TreeReader.case,
    "function_definition": TreeReader.function,
    **dict.fromkeys((*BLOCK_KINDS, *LIST_NODES), TreeReader.block),
}


def _with_redirects(part: Part, redirects: tuple[Redirect, ...], extra: tuple[Word, ...]) -> Part:
    """Return `part` with redirections and further arguments; both belong to its last command."""
    if isinstance(part, Simple):
        return part._replace(words=(*part.words, *extra), redirects=(*part.redirects, *redirects))
    if isinstance(part, Pipeline) or (isinstance(part, Block) and part.kind in {"list", "not"} and part.parts):
        return part._replace(parts=(*part.parts[:-1], _with_redirects(part.parts[-1], redirects, extra)))
    if extra or isinstance(part, Function):
        raise NotUnderstoodError("contains a redirection of an unknown kind")
    return part._replace(redirects=(*part.redirects, *redirects))


def _join_tail(part: Part, tail: list[Part]) -> Part:
    """Return `part` followed by what stood behind a heredoc's delimiter."""
    for block in tail:
        if not isinstance(block, Block):
            continue
        if block.kind == "pipe":
            first = block.parts[0]
            rest = first.parts if isinstance(first, Pipeline) else (first,)
            part = Pipeline((part, *rest, *block.parts[1:]))
        else:
            part = Block("list", (part, *block.parts))
    return part
