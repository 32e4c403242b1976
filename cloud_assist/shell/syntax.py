"""Bash source in, a small typed tree out, or a reason why not.

tree-sitter-bash finds the structure; the words are dequoted here, byte by byte, and every `$`, backquote and `<(` in them
must be accounted for by a node of the tree. What the tree or this module does not know becomes a problem, and a script
with a problem is judged unknown: the allow list is of what is understood, never of what is refused.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from cloud_assist.shell.continuation import join_lines
from cloud_assist.shell.quoting import ansi_c

OPAQUE = "\0"
"""Stands in `Word.text` for a part whose value is known only when the command runs. NUL cannot occur in an argument."""

MAX_BYTES = 131_072
"""Longer commands are not read: Linux takes no single argument above 128 KiB, which `bash -c` would need."""
MAX_DEPTH = 60
"""Substitutions and groups nested deeper than this are not read."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command after quote removal."""

    text: str
    """The value, with OPAQUE for each expansion."""
    raw: str
    """The bytes as written."""
    splits: bool = False
    """Whether an unquoted expansion or a brace list may turn it into no word or into several."""
    glob: bool = False
    """Whether it holds an unquoted `*`, `?` or `[`."""
    tilde: bool = False
    """Whether it begins with an unquoted `~`."""
    parts: tuple[Part, ...] = ()
    """What its substitutions run."""

    @property
    def opaque(self) -> bool:
        """Whether any of it is known only when the command runs."""
        return OPAQUE in self.text

    @property
    def quoted(self) -> bool:
        """Whether any of it is quoted or escaped."""
        return self.raw != self.text and any(mark in self.raw for mark in "'\"\\")


@dataclass(frozen=True, slots=True)
class Assignment:
    """`NAME=value`, before a command or alone."""

    name: str
    value: Word


@dataclass(frozen=True, slots=True)
class Redirect:
    """One redirection."""

    operator: str
    """As written: ">", ">>", ">&", "&>", "<", "<<", "<<<", ">|", "<>"."""
    target: Word
    """The file or descriptor; for a heredoc its body."""
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple command; with no words it only assigns or redirects."""

    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...] = ()
    redirects: tuple[Redirect, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands joined by `|` or `|&`."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Anything else that holds commands: a list, a group, a loop, a condition, a case, a test, arithmetic."""

    kind: str
    parts: tuple[Part, ...]
    words: tuple[Word, ...] = ()
    """What a loop goes over or a case looks at."""
    redirects: tuple[Redirect, ...] = ()
    variable: str = ""
    """The loop's variable."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function definition; nothing runs until its name is called."""

    name: str
    body: Part


Part = Simple | Pipeline | Block | Function


@dataclass(frozen=True, slots=True)
class Script:
    """A whole command as a person or a model wrote it."""

    parts: tuple[Part, ...]
    problems: tuple[str, ...] = ()
    """Why it cannot be vouched for; empty for a script that is understood whole."""


_PARSER = Parser(Language(tree_sitter_bash.language()))

_PLAIN = re.compile(rb"[A-Za-z0-9_./:=,@%+\-^]+\Z")
_NAME = re.compile(r"[A-Za-z_]\w*\Z", re.ASCII)
_ELEMENT = re.compile(r"\[[\w\"'-]+\]=")
_BLANK = re.compile(rb"[ \t]*\Z")
_COMMENT_GAP = re.compile(rb"(?:[ \t\n]|#[^\n]*(?:\n|\Z))*\Z")
_EXPANSIONS = frozenset(
    {"simple_expansion", "expansion", "command_substitution", "process_substitution", "arithmetic_expansion"}
)
_LISTS = frozenset({"list", "program", "do_group", "else_clause"})
_JOINTS = frozenset({";", "&", "&&", "||", "\n"})
# Which other marks and keywords may stand between the statements of a node; anything else is bash's syntax error.
_MARKS = {
    "pipeline": frozenset({"|", "|&"}),
    "subshell": frozenset({"(", ")"}),
    "compound_statement": frozenset({"{", "}"}),
    "if_statement": frozenset({"if", "then", "fi"}),
    "elif_clause": frozenset({"elif", "then"}),
    "else_clause": frozenset({"else"}),
    "while_statement": frozenset({"while", "until"}),
    "for_statement": frozenset({"for", "select", "in"}),
    "do_group": frozenset({"do", "done"}),
    "negated_command": frozenset({"!"}),
    "case_statement": frozenset({"case", "in", "esac"}),
    "case_item": frozenset({"(", ")", "|", ";;", ";&", ";;&"}),
    "heredoc_redirect": frozenset({"|", "|&"}),
}
_KEYWORDS = frozenset(
    {
        "if",
        "then",
        "elif",
        "else",
        "fi",
        "while",
        "until",
        "do",
        "done",
        "for",
        "select",
        "in",
        "case",
        "esac",
        "{",
        "}",
        "!",
    }
)
_AFTER_KEYWORD = frozenset({b" ", b"\t", b"\n", b";", b"(", b")", b"&", b"|", b"<", b">", b"`"})
_OPENERS = frozenset({"{", "(", "then", "do", "else", "if", "elif", "while", "until"})
_CLOSERS = frozenset({"}", ")", "fi", "done", "then", "do_group", "elif_clause", "else_clause"})
_INNER_NODES = frozenset(
    {"subscript", "variable_name", "special_variable_name", "number", "word", "string", "string_content", "raw_string",
     "ansi_c_string", "regex", "extglob_pattern", "concatenation", "binary_expression", "unary_expression",
     "postfix_expression", "ternary_expression", "parenthesized_expression", "test_operator", "array",
     "translated_string",
     "variable_assignment", "file_descriptor"}
)  # fmt: skip
_META = re.compile(rb"[<>&;\n]")
_HIDES = re.compile(rb"`|\$[({\[]|[<>]\(")
_WORD_NODES = frozenset(
    {"word", "string", "raw_string", "ansi_c_string", "number", "concatenation", "brace_expression",
        "translated_string",
     "$", "command_name", "extglob_pattern", "regex", "=="} | _EXPANSIONS
)  # fmt: skip
_STOP = re.compile(rb"[\\'\"$`<>{}*?\[~;|&()\s#]")
_QUOTED_STOP = re.compile(rb"[\\\"$`]")
_DOLLAR_NAME = re.compile(rb"[A-Za-z0-9_({\[@*#?$!\-]")
_BAD_TRANSFORM = re.compile(rb"@[PEAaKk]?\}\Z")


class _Unknown(Exception):  # noqa: N818 - control flow inside this module, never seen outside
    """The tree holds something that is not understood; the message says what."""


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
        return Script(_Reader(joined).statements(root.children, 0, len(joined)))
    except _Unknown as error:
        return Script((), (str(error),))


class _Reader:
    """Turns one tree into the types above; any doubt raises _Unknown."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._depth = 0

    # --- statements ---

    def statements(
        self, nodes: Sequence[Node], start: int = -1, end: int = -1, taken: Container[int] = (), kind: str = ""
    ) -> tuple[Part, ...]:
        """Read the statements among `nodes`; the bytes between them may be blanks only.

        `taken` holds the ids of nodes that the caller has read; `kind` is the type of the node they are in.
        """
        parts: list[Part] = []
        position = start
        marks = _JOINTS | _MARKS.get(kind, frozenset())
        self._complete(nodes, kind)
        for node in nodes:
            if position >= 0 and not _COMMENT_GAP.match(self._source, position, node.start_byte):
                raise _Unknown("holds text that belongs to no command")
            position = node.end_byte
            if node.id in taken or (not node.is_named and node.type in marks):
                continue
            if node.type in {"comment", "heredoc_body", "heredoc_end"}:
                continue
            parts.append(self.statement(node))
        if end >= 0 and not _COMMENT_GAP.match(self._source, position, end):
            raise _Unknown("holds text that belongs to no command")
        return tuple(parts)

    def _complete(self, nodes: Sequence[Node], kind: str) -> None:
        """Refuse what the parser lets pass and bash does not: `{ls; }`, `{ }`, `then fi`."""
        empty = False
        for node in nodes:
            if node.type in _KEYWORDS and not node.is_named:
                following = self._source[node.end_byte : node.end_byte + 1]
                if following and following not in _AFTER_KEYWORD:
                    raise _Unknown("is not valid shell syntax")
            if empty and node.type in _CLOSERS and kind != "case_item":
                raise _Unknown("is not valid shell syntax")
            if node.type in _OPENERS and not node.is_named:
                empty = True
            elif node.is_named and node.type != "comment":
                empty = False

    def statement(self, node: Node) -> Part:
        """Read one statement."""
        reader = _STATEMENTS.get(node.type)
        if reader is None:
            raise _Unknown(f"holds a construct that is not covered ({node.type})")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Unknown("is nested too deep")
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
        for child in node.children:
            if child.type == "variable_assignment":
                assignments.append(self.assignment(child))
            elif child.type in _REDIRECTS:
                extra += self.redirect(child, redirects)
            else:
                runs.append(child)
        words = [*self.words(runs), *extra]
        return Simple(tuple(words), tuple(assignments), tuple(redirects))

    def builtin(self, node: Node) -> Part:
        """`export`, `declare`, `local`, `readonly`, `typeset`, `unset`: the parser gives them nodes of their own."""
        words = [Word(node.children[0].type, node.children[0].type)]
        assignments: list[Assignment] = []
        for child in node.children[1:]:
            if child.type == "variable_assignment":
                assignment = self.assignment(child)
                assignments.append(assignment)
                words.append(replace(assignment.value, text=f"{assignment.name}={assignment.value.text}"))
            elif child.type == "variable_name":
                words.append(Word(self._text(child), self._text(child)))
            else:
                words.append(self.word([child]))
        return Simple(tuple(words))

    def assigning(self, node: Node) -> Part:
        """`A=1`, `A=1 B=2` with no command."""
        nodes = node.children if node.type == "variable_assignments" else [node]
        return Simple((), tuple(self.assignment(child) for child in nodes))

    def redirected(self, node: Node) -> Part:
        """A statement with redirections; what follows the first word of a redirection is an argument again."""
        body: Part | None = None
        redirects: list[Redirect] = []
        extra: list[Word] = []
        tail: list[Part] = []
        for child in node.children:
            if child.type in _REDIRECTS:
                extra += self.redirect(child, redirects, tail)
            elif body is None:
                body = self.statement(child)
            else:
                raise _Unknown("holds a redirection that is not covered")
        part = _with_redirects(body or Simple(()), tuple(redirects), tuple(extra))
        return _join_tail(part, tail)

    def pipeline(self, node: Node) -> Part:
        """`a | b`; bash takes a `!` before the first command only."""
        if any(child.type == "negated_command" for child in node.children[1:]):
            raise _Unknown("is not valid shell syntax")
        return Pipeline(self.statements(node.children, node.start_byte, node.end_byte, kind=node.type))

    def block(self, node: Node) -> Part:
        """A list, a subshell, a group, a loop body, an `if`, a negation."""
        if node.children and node.children[0].type == "((":
            return self.arithmetic(node)
        return Block(
            _KINDS.get(node.type, "list"),
            self.statements(node.children, node.start_byte, node.end_byte, kind=node.type),
        )

    def arithmetic(self, node: Node) -> Part:
        """`(( … ))`."""
        return Block("arithmetic", self.inner(node))

    def test(self, node: Node) -> Part:
        """`[ … ]` and `[[ … ]]`."""
        return Block("test", self.inner(node))

    def for_loop(self, node: Node) -> Part:
        """`for x in …; do …; done` and `select`."""
        variable = node.child_by_field_name("variable")
        nodes = node.children_by_field_name("value")
        if variable is None:
            raise _Unknown("holds a loop without a variable")
        if nodes and b"\n" in self._source[variable.end_byte : nodes[0].start_byte]:
            raise _Unknown("is not valid shell syntax")
        taken = {variable.id, *(child.id for child in nodes)}
        parts = self.statements(node.children, node.start_byte, node.end_byte, taken, node.type)
        return Block("for", parts, tuple(self.words(nodes)), variable=self._text(variable))

    def c_loop(self, node: Node) -> Part:
        """`for ((a; b; c)); do …; done`."""
        body = node.child_by_field_name("body")
        if body is None:
            raise _Unknown("holds a loop without a body")
        inner = [p for child in node.named_children if child.id != body.id for p in self.inner(child)]
        return Block("for", (*inner, self.statement(body)))

    def case(self, node: Node) -> Part:
        """`case word in pattern) …;; esac`."""
        parts: list[Part] = []
        words: list[Word] = []
        for child in node.children:
            if not child.is_named:
                if child.type not in _MARKS["case_statement"] and child.type != "\n":
                    raise _Unknown("is not valid shell syntax")
                self._complete([child], "case_statement")
            elif child.type == "case_item":
                values = {value.id for value in child.children_by_field_name("value")}
                for value in child.children_by_field_name("value"):
                    parts += self.inner(value)
                parts += self.statements(child.children, child.start_byte, child.end_byte, values, child.type)
            elif child.type != "comment":
                words.append(self.word([child]))
        return Block("case", tuple(parts), tuple(words))

    def function(self, node: Node) -> Part:
        """`name() { …; }`."""
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if name is None or body is None or node.child_by_field_name("redirect") is not None:
            raise _Unknown("holds a function definition that is not covered")
        return Function(self._text(name), self.statement(body))

    # --- assignments and redirections ---

    def assignment(self, node: Node) -> Assignment:
        """`NAME=value`, `NAME+=value`, `NAME[i]=value`, `NAME=(a b)`."""
        name = node.child_by_field_name("name")
        if name is None:
            raise _Unknown("holds an assignment that is not covered")
        parts: tuple[Part, ...] = ()
        if name.type == "subscript":
            parts = self.inner(name)
            name = name.child_by_field_name("name") or name
        values = [c for c in node.children[1:] if c.type not in {"=", "+="}]
        if values and values[0].type == "array":
            elements = [self.word([child]) for child in values[0].named_children]
            if any(word.raw.startswith("[") and not _ELEMENT.match(word.raw) for word in elements):
                raise _Unknown("holds an array that is not covered")
            inner = tuple(part for word in elements for part in word.parts)
            value = Word(OPAQUE, self._text(values[0]), parts=inner)
        else:
            value = self.word(values) if values else Word("", "")
        if not _NAME.match(self._text(name)):
            raise _Unknown("holds an assignment that is not covered")
        return Assignment(self._text(name), replace(value, parts=(*parts, *value.parts)))

    def redirect(self, node: Node, redirects: list[Redirect], tail: list[Part] | None = None) -> list[Word]:
        """Add what `node` redirects to `redirects` and return the words that are arguments in truth."""
        if node.type == "heredoc_redirect":
            return self.heredoc(node, redirects, tail)
        operator, descriptor, targets = "", "", []
        for child in node.children:
            if child.type in {"file_descriptor", "variable_name"}:
                descriptor = self._text(child)
            elif not child.is_named and child.type in _REDIRECT_OPERATORS:
                operator = child.type
            else:
                targets.append(child)
        words = self.words(targets)
        self._adjoining(node, targets)
        if not words:
            if operator not in {"<&-", ">&-"}:
                raise _Unknown("holds a redirection without a target")
            words = [Word("-", "-")]
        redirects.append(Redirect(operator, words[0], descriptor))
        return words[1:]

    def _adjoining(self, node: Node, targets: list[Node]) -> None:
        """A redirection's target stands on its line, and digits right before the next one are a descriptor to bash."""
        if not targets:
            return
        before = self._source[node.start_byte : targets[0].start_byte]
        last = targets[-1]
        following = self._source[last.end_byte : last.end_byte + 1]
        if b"\n" in before or (following in {b"<", b">"} and (last.text or b"").isdigit()):
            raise _Unknown("is not valid shell syntax")

    def _check_heredoc(self, start: Node, body: Node | None, end: Node | None, *, tabs: bool) -> None:
        """Refuse a heredoc whose end bash would see elsewhere than the parser does."""
        if body is None or end is None:
            raise _Unknown("holds a heredoc without an end")
        raw = self._source[start.start_byte : start.end_byte]
        delimiter = re.sub(rb"""['"\\]""", b"", raw)
        if not re.fullmatch(rb"[\w.+-]+", delimiter):
            raise _Unknown("holds a heredoc whose delimiter is not covered")
        begin = self._source.find(b"\n", start.end_byte) + 1
        stop = self._source.find(b"\n", end.end_byte)
        lines = self._source[begin : stop if stop >= 0 else len(self._source)].split(b"\n")
        lines = [line.lstrip(b"\t") for line in lines] if tabs else lines
        if not lines or lines[-1] != delimiter or delimiter in lines[:-1] or not begin:
            raise _Unknown("holds a heredoc whose end is not clear")

    def heredoc(self, node: Node, redirects: list[Redirect], tail: list[Part] | None) -> list[Word]:
        """`<<EOF` with its body, and whatever stands behind it on the same line."""
        body, quoted = Word("", ""), False
        kinds = {child.type: child for child in node.children}
        if "heredoc_start" not in kinds:
            raise _Unknown("holds a heredoc without a delimiter")
        tabs = "<<-" in kinds
        self._check_heredoc(kinds["heredoc_start"], kinds.get("heredoc_body"), kinds.get("heredoc_end"), tabs=tabs)
        self._adjoining(node, [kinds["heredoc_start"]])
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
            elif child.type in _REDIRECTS:
                extra += self.redirect(child, redirects, tail)
            elif child.type in _WORD_NODES and child.is_named:
                arguments.append(child)
            else:
                rest.append(child)
        redirects.append(Redirect("<<", body))
        if rest:
            if tail is None:
                raise _Unknown("holds a heredoc that is not covered")
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

    # --- words ---

    def words(self, nodes: list[Node]) -> list[Word]:
        """Read words; nodes that touch each other are one word, whatever the tree makes of them."""
        words: list[Word] = []
        run: list[Node] = []
        for node in nodes:
            if node.type == "comment":
                raise _Unknown("holds a comment inside a command")
            if run and run[-1].end_byte == node.start_byte:
                run.append(node)
                continue
            if run:
                if not _BLANK.match(self._source, run[-1].end_byte, node.start_byte):
                    between = self._source[run[-1].end_byte : node.start_byte]
                    if b">" not in between and b"<" not in between:
                        raise _Unknown("holds text that belongs to no word")
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
            if node.type not in _WORD_NODES:
                raise _Unknown(f"holds a word that is not covered ({node.type})")
        return self._scan(start, end, self._expansions(run))

    def _scan(self, start: int, end: int, expansions: dict[int, Node], *, heredoc: bool = False) -> Word:
        scanner = _Scanner(self, self._source, end, expansions)
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
            if node.type in _EXPANSIONS:
                found[node.start_byte] = node
            elif node.child_count:
                stack += node.children
        return found

    # --- substitutions and expressions ---

    def expansion(self, node: Node) -> tuple[Part, ...]:
        """Return what one `$…`, backquote or `<(…)` runs."""
        if node.type == "simple_expansion":
            return ()
        if node.type in {"command_substitution", "process_substitution"}:
            return (Block(node.type, self._substituted(node)),)
        if node.type == "expansion":
            if _BAD_TRANSFORM.search(node.text or b""):
                raise _Unknown("evaluates the value of a variable (`${name@…}`)")
        return self.inner(node)

    def _substituted(self, node: Node) -> tuple[Part, ...]:
        """Return the statements in `$(…)`, `` `…` `` or `<(…)`; `$(<file)` reads a file."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Unknown("is nested too deep")
        inner = node.children[1:-1]
        start, end = node.children[0].end_byte, node.children[-1].start_byte
        if node.children[0].type == "`" and b"\\" in self._source[start:end]:
            raise _Unknown("holds a backslash inside backquotes")
        redirects: list[Redirect] = []
        if inner and inner[0].type == "file_redirect":
            if self.redirect(inner[0], redirects) or len(inner) > 1:
                raise _Unknown("holds a redirection that is not covered")
            parts: tuple[Part, ...] = (Simple((), (), tuple(redirects)),)
        else:
            parts = self.statements(inner, start, end)
        self._depth -= 1
        return parts

    def inner(self, node: Node) -> tuple[Part, ...]:
        """Return what the substitutions below `node` run; every leaf must be accounted for."""
        parts: list[Part] = []
        for child in node.children:
            if child.type in _EXPANSIONS:
                parts += self.expansion(child)
            elif not child.is_named:
                continue
            elif child.type not in _INNER_NODES:
                raise _Unknown(f"holds an expression that is not covered ({child.type})")
            elif child.child_count:
                parts += self.inner(child)
            elif child.type == "extglob_pattern" and _META.search(child.text or b""):
                raise _Unknown("holds a pattern that is not covered")
            elif child.type != "raw_string" and _HIDES.search(child.text or b""):
                raise _Unknown("holds an expression that is not covered")
        if (
            not node.child_count
            and node.type != "raw_string"
            and (_HIDES.search(node.text or b"") or (node.type == "extglob_pattern" and _META.search(node.text or b"")))
        ):
            raise _Unknown("holds an expression that is not covered")
        return tuple(parts)

    def _text(self, node: Node) -> str:
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "surrogateescape")


class _Scanner:
    """Removes the quotes of one word as bash does, and finds each expansion in the tree."""

    def __init__(self, reader: _Reader, source: bytes, end: int, expansions: dict[int, Node]) -> None:
        self._reader = reader
        self._source = source
        self._end = end
        self._expansions = expansions
        self.out: list[bytes] = []
        self.parts: list[Part] = []
        self.splits = self.glob = self.tilde = False

    def bare(self, position: int) -> None:
        """Scan unquoted text from `position` to the end of the word."""
        source, end, begin = self._source, self._end, position
        while position < end:
            stop = _STOP.search(source, position, end)
            if stop is None:
                self.out.append(source[position:end])
                return
            self.out.append(source[position : stop.start()])
            position = self._special(stop.group(0), stop.start(), begin)

    def _special(self, mark: bytes, at: int, begin: int) -> int:
        """Take the special character `mark` at `at`; return where to go on."""
        source = self._source
        if mark == b"\\":
            self.out.append(source[at + 1 : at + 2])
            return at + 2
        if mark == b"'":
            close = source.index(b"'", at + 1, self._end)
            self.out.append(source[at + 1 : close])
            return close + 1
        if mark == b'"':
            return self.quoted(at + 1)
        if mark == b"$":
            return self._dollar(at, quoted=False)
        if mark in {b"`", b"<", b">"}:
            return self._expansion(at, quoted=False)
        if mark == b"{":
            return self._brace(at)
        if mark in {b"*", b"?", b"["}:
            self.glob = True
        elif mark == b"~":
            self.tilde = self.tilde or at == begin
        elif mark != b"}" and (mark != b"#" or at == begin):
            raise _Unknown("holds a word that is not covered")
        self.out.append(mark)
        return at + 1

    def quoted(self, position: int, *, closing: bool = True) -> int:
        """Scan from `position` inside double quotes (or a heredoc body) and return where they end."""
        source, end = self._source, self._end
        while True:
            stop = _QUOTED_STOP.search(source, position, end)
            if stop is None:
                if closing:
                    raise _Unknown("holds a quotation that does not end")
                self.out.append(source[position:end])
                return end
            at, mark = stop.start(), stop.group(0)
            self.out.append(source[position:at])
            if mark == b'"':
                if closing:
                    return at + 1
                self.out.append(mark)
                position = at + 1
            elif mark == b"\\":
                following = source[at + 1 : at + 2]
                keeps = following not in {b"$", b"`", b"\\", b"\n"} and not (following == b'"' and closing)
                self.out.append(mark + following if keeps else following.strip(b"\n"))
                position = at + 2
            elif mark == b"$":
                position = self._dollar(at, quoted=True)
            else:
                position = self._expansion(at, quoted=True)

    def _dollar(self, at: int, *, quoted: bool) -> int:
        source = self._source
        if at in self._expansions:
            return self._expansion(at, quoted=quoted)
        following = source[at + 1 : at + 2] if at + 1 < self._end else b""
        if not quoted and following == b"'":
            return self._ansi(at + 2)
        if not quoted and following == b'"':
            return self.quoted(at + 2)
        if following and _DOLLAR_NAME.match(following):
            raise _Unknown("holds an expansion that is not covered")
        self.out.append(b"$")
        return at + 1

    def _ansi(self, position: int) -> int:
        close = position
        while self._source[close : close + 1] != b"'":
            close += 2 if self._source[close : close + 1] == b"\\" else 1
            if close >= self._end:
                raise _Unknown("holds a quotation that does not end")
        self.out.append(ansi_c(self._source[position:close]))
        return close + 1

    def _expansion(self, at: int, *, quoted: bool) -> int:
        node = self._expansions.get(at)
        if node is None:
            raise _Unknown("holds an expansion that is not covered")
        self.parts += self._reader.expansion(node)
        if not quoted and node.type != "process_substitution":
            self.splits = True
        self.out.append(OPAQUE.encode())
        return node.end_byte

    def _brace(self, at: int) -> int:
        """A brace list makes several words; anything else is an ordinary brace."""
        if _BRACE_OPEN.match(self._source, at, self._end):
            self.splits = True
            self.out.append(OPAQUE.encode())
        else:
            self.out.append(b"{")
        return at + 1


_BRACE_OPEN = re.compile(rb"\{[^\s]*?(?:,|\.\.)[^\s]*?\}")
_REDIRECTS = frozenset({"file_redirect", "heredoc_redirect", "herestring_redirect"})
_REDIRECT_OPERATORS = frozenset({">", ">>", "<", ">&", "<&", "&>", "&>>", ">|", "<&-", ">&-", "<<<", "<>"})
_KINDS = {
    "subshell": "subshell", "compound_statement": "group", "if_statement": "if", "while_statement": "while",
    "negated_command": "not", "elif_clause": "if",
}  # fmt: skip
_STATEMENTS = {
    "command": _Reader.command,
    "declaration_command": _Reader.builtin,
    "unset_command": _Reader.builtin,
    "variable_assignment": _Reader.assigning,
    "variable_assignments": _Reader.assigning,
    "redirected_statement": _Reader.redirected,
    "pipeline": _Reader.pipeline,
    "test_command": _Reader.test,
    "for_statement": _Reader.for_loop,
    "c_style_for_statement": _Reader.c_loop,
    "case_statement": _Reader.case,
    "function_definition": _Reader.function,
    **dict.fromkeys((*_KINDS, *_LISTS), _Reader.block),
}


def _with_redirects(part: Part, redirects: tuple[Redirect, ...], extra: tuple[Word, ...]) -> Part:
    """Return `part` with redirections and further arguments; both belong to its last command."""
    if isinstance(part, Simple):
        return replace(part, words=(*part.words, *extra), redirects=(*part.redirects, *redirects))
    if isinstance(part, Pipeline) or (isinstance(part, Block) and part.kind in {"list", "not"} and part.parts):
        return replace(part, parts=(*part.parts[:-1], _with_redirects(part.parts[-1], redirects, extra)))
    if extra or isinstance(part, Function):
        raise _Unknown("holds a redirection that is not covered")
    return replace(part, redirects=(*part.redirects, *redirects))


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


def walk(parts: Iterable[Part]) -> Iterator[Simple]:
    """Yield every simple command in `parts`, those in substitutions, redirections and function bodies too."""
    for part in parts:
        if isinstance(part, Simple):
            yield part
            for word in (*part.words, *(a.value for a in part.assignments), *(r.target for r in part.redirects)):
                yield from walk(word.parts)
        elif isinstance(part, Function):
            yield from walk((part.body,))
        else:
            yield from walk(part.parts)
            if isinstance(part, Block):
                for word in (*part.words, *(r.target for r in part.redirects)):
                    yield from walk(word.parts)
