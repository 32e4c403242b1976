"""Whether a --query is JMESPath, by the grammar of jmespath.org as the AWS CLI's own library reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\n\r]+)
      |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
      |(?P<number>-?[0-9]+)
      |(?P<quoted>"(?:\\.|[^"\\])*")
      |(?P<raw>'(?:\\.|[^'\\])*')
      |(?P<literal>`(?:\\.|[^`\\])*`)
      |(?P<mark>\[\]|\[\?|\|\||&&|<=|>=|!=|==|[.*\],:@(){}\[|&<>!])""",
    re.VERBOSE | re.DOTALL,
)
_POWER = {
    "|": 1, "||": 2, "&&": 3, "==": 5, ">": 5, "<": 5, ">=": 5, "<=": 5, "!=": 5,
    "[]": 9, "*": 20, "[?": 21, ".": 40, "!": 45, "{": 50, "[": 55, "(": 60,
}  # fmt: skip
_PROJECTION_STOP = 10
"""Tokens that bind less end a projection."""
_END = ("end", "")
_UNCLOSED = {"`": "a backquote", "'": "a quotation mark", '"': "a quotation mark"}


class QueryError(ValueError):
    """The text is no JMESPath expression; the message says why."""


def check_query(text: str) -> None:
    """Check one expression.

    Raises:
        QueryError: it does not parse.
    """
    if not text:
        raise QueryError("it is empty")
    _Parser(_tokens(text)).check()


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return (kind, text) pairs; a mark's kind is the mark itself."""
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise QueryError(_unreadable(text[at], at))
        at = match.end()
        kind, value = str(match.lastgroup), match.group(0)
        if kind == "quoted":
            _check_json(value, value)
        elif kind == "literal":
            _check_literal(value)
        if kind != "blank":
            tokens.append((value if kind == "mark" else kind, value))
    return [*tokens, _END]


def _unreadable(character: str, at: int) -> str:
    if character in _UNCLOSED:
        return f"{_UNCLOSED[character]} at character {at + 1} is not closed"
    if character == "=":
        return f"`=` at character {at + 1} is not an operator; `==` compares"
    return f"`{character}` at character {at + 1} means nothing there"


def _check_literal(token: str) -> None:
    inner = token[1:-1].replace("\\`", "`")
    try:
        json.loads(inner)
    except ValueError:
        _check_json(f'"{inner.lstrip()}"', token)  # a bare word was once taken for a string, and still is


def _check_json(text: str, shown: str) -> None:
    try:
        json.loads(text)
    except ValueError as error:
        raise QueryError(f"{shown} is not a JSON value") from error


class _Parser:
    """A top-down operator precedence parser that builds nothing."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._starts: dict[str, Callable[[], str]] = {
            "name": lambda: "field",
            "number": lambda: self._fail(-1),
            "quoted": self._quoted,
            "raw": lambda: "",
            "literal": lambda: "",
            "*": self._star,
            "[?": self._filter,
            "{": self._hash,
            "(": self._group,
            "[]": self._flatten,
            "!": lambda: self._expression(_POWER["!"]),
            "[": self._bracket,
            "@": lambda: "",
            "&": lambda: self._expression(0),
        }

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    def _fail(self, offset: int = 0) -> str:
        kind, text = self._tokens[min(self._at + offset, len(self._tokens) - 1)]
        raise QueryError("it ends too early" if kind == "end" else f"`{text}` is not expected where it stands")

    def _expect(self, *kinds: str) -> None:
        if self._kind not in kinds:
            self._fail()
        self._at += 1

    def check(self) -> None:
        """Read one whole expression."""
        self._expression(0)
        if self._kind != "end":
            self._fail()

    def _expression(self, power: int) -> str:
        """Read an expression that binds tighter than `power`; return "field" where it was a plain name."""
        kind = self._kind
        self._at += 1
        start = self._starts.get(kind)
        left = start() if start is not None else self._fail(-1)
        while power < _POWER.get(self._kind, 0):
            left = self._continue(left)
        return left

    def _continue(self, left: str) -> str:
        kind = self._kind
        self._at += 1
        if kind == ".":
            self._dot()
        elif kind == "[":
            self._index_or_star()
        elif kind == "[]":
            self._projection(_POWER["[]"])
        elif kind == "[?":
            self._filter()
        elif kind == "(":
            self._arguments(left)
        elif kind in {"*", "!", "{"}:
            self._fail(-1)
        else:
            self._expression(_POWER[kind])
        return ""

    # --- beginnings ---

    def _quoted(self) -> str:
        if self._kind == "(":
            raise QueryError("a function's name stands without quotation marks")
        return "field-quoted"

    def _star(self) -> str:
        if self._kind != "]":
            self._projection(_POWER["*"])
        return ""

    def _flatten(self) -> str:
        self._projection(_POWER["[]"])
        return ""

    def _group(self) -> str:
        self._expression(0)
        self._expect(")")
        return ""

    def _bracket(self) -> str:
        if self._kind in {"number", ":"}:
            self._index()
        elif self._kind == "*" and self._tokens[self._at + 1][0] == "]":
            self._at += 2
            self._projection(_POWER["*"])
        else:
            self._list()
        return ""

    def _list(self) -> None:
        self._expression(0)
        while self._kind != "]":
            self._expect(",")
            self._expression(0)
        self._expect("]")

    def _hash(self) -> str:
        while True:
            self._expect("name", "quoted")
            self._expect(":")
            self._expression(0)
            if self._kind == "}":
                self._at += 1
                return ""
            if self._kind == ",":
                self._at += 1

    # --- continuations ---

    def _dot(self) -> None:
        if self._kind == "*":
            self._at += 1
            self._projection(_POWER["."])
        else:
            self._behind_dot(_POWER["."])

    def _behind_dot(self, power: int) -> None:
        if self._kind in {"name", "quoted", "*"}:
            self._expression(power)
        elif self._kind == "[":
            self._at += 1
            self._list()
        elif self._kind == "{":
            self._at += 1
            self._hash()
        else:
            self._fail()

    def _index_or_star(self) -> None:
        if self._kind in {"number", ":"}:
            self._index()
            return
        self._expect("*")
        self._expect("]")
        self._projection(_POWER["*"])

    def _index(self) -> None:
        if self._kind == "number" and self._tokens[self._at + 1][0] != ":":
            self._at += 1
            self._expect("]")
            return
        colons = 0
        while self._kind != "]":
            colons += self._kind == ":"
            if colons == 3:
                self._fail()
            self._expect(":", "number")
        self._expect("]")
        self._projection(_POWER["*"])

    def _filter(self) -> str:
        self._expression(0)
        self._expect("]")
        if self._kind != "[]":
            self._projection(_POWER["[?"])
        return ""

    def _projection(self, power: int) -> None:
        if _POWER.get(self._kind, 0) < _PROJECTION_STOP:
            return
        if self._kind in {"[", "[?"}:
            self._expression(power)
        elif self._kind == ".":
            self._at += 1
            self._behind_dot(power)
        else:
            self._fail()

    def _arguments(self, left: str) -> None:
        if left != "field":
            raise QueryError("what stands before `(` is not a function's name")
        while self._kind != ")":
            self._expression(0)
            if self._kind == ",":
                self._at += 1
        self._expect(")")
