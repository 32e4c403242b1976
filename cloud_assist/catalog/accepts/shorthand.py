"""The AWS CLI's shorthand syntax, read as awscli/shorthand.py reads it: `Key=value,List=a,b,Nested={Key=value}`."""

from __future__ import annotations

import re
import string
from functools import cache

_KEY = frozenset(string.ascii_letters + string.digits + "-_.#/:")
_SINGLE_QUOTED = re.compile(r"'(?:\\'|[^'])*'")
_DOUBLE_QUOTED = re.compile(r'"(?:\\"|[^"])*"')
_START = r"\!\#-&\(-\+\--\<\>-Z\\\\-z\u007c-\uffff"
_FIRST_FOLLOW = r"\s\!\#-&\(-\+\--\\\\\^-\|~-\uffff"
_SECOND_FOLLOW = r"\s\!\#-&\(-\+\--\<\>-\uffff"


@cache
def _unquoted(follow: str) -> re.Pattern[str]:
    """Return the pattern of a value without quotes; made when it is first needed, since that takes a while."""
    return re.compile(rf"(\\,|[{_START}])(\\,|[{follow}])*")


Value = str | list["Value"] | dict[str, "Value"]


class ShorthandError(ValueError):
    """The text is not shorthand; the message says what was expected where."""


def parse_shorthand(text: str) -> dict[str, Value]:
    """Return the object a shorthand text stands for; every scalar is a string.

    Raises:
        ShorthandError: the CLI would refuse it.
    """
    return _Parser(text).parameter()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    # --- characters ---

    def _done(self) -> bool:
        return self._at >= len(self._text)

    @property
    def _current(self) -> str:
        return "" if self._done() else self._text[self._at]

    def _blanks(self) -> None:
        while self._current and self._current in string.whitespace:
            self._at += 1

    def _expect(self, character: str, *, blanks: bool = False) -> None:
        if blanks:
            self._blanks()
        if self._current != character:
            found = f"`{self._current}`" if self._current else "its end"
            raise ShorthandError(f"expected `{character}` at character {self._at + 1}, found {found}")
        self._at += 1
        if blanks:
            self._blanks()

    def _matching(self, pattern: re.Pattern[str], what: str) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ShorthandError(f"expected {what} at character {self._at + 1}")
        self._at = match.end()
        return match.group(0)

    # --- grammar ---

    def parameter(self) -> dict[str, Value]:
        """parameter = keyval *("," keyval)."""
        values: dict[str, Value] = {}
        key, value = self._pair()
        values[key] = value
        while not self._done():
            self._expect(",", blanks=True)
            key, value = self._pair()
            if key in values:
                raise ShorthandError(f"`{key}` is given twice. Separate objects with spaces, not commas")
            values[key] = value
        return values

    def _pair(self) -> tuple[str, Value]:
        key = self._name()
        return key, self._values()

    def _name(self) -> str:
        start = self._at
        while self._current in _KEY:
            self._at += 1
        key = self._text[start : self._at]
        self._blanks()
        if self._current == "@":
            self._expect("@", blanks=True)
        self._expect("=", blanks=True)
        return key

    def _values(self) -> Value:
        if self._done():
            return ""
        if self._current == "[":
            return self._list()
        if self._current == "{":
            return self._object()
        return self._commas()

    def _commas(self) -> Value:
        """`a` is a text, `a,b` a list, and `a,b=c` a text followed by the next key."""
        first = self._first_value()
        self._blanks()
        if self._done() or self._current != ",":
            return first
        self._expect(",", blanks=True)
        values: list[Value] = [first]
        while True:
            try:
                current = self._second_value()
                self._blanks()
                if self._done():
                    values.append(current)
                    break
                self._expect(",", blanks=True)
                values.append(current)
            except ShorthandError:
                if self._done():
                    raise
                self._at = self._text.rindex(",", 0, self._at + 1)
                break
        return first if len(values) == 1 else values

    def _list(self) -> Value:
        self._expect("[", blanks=True)
        values: list[Value] = []
        while self._current != "]":
            before = self._at
            values.append(self._nested())
            self._blanks()
            if self._current != "]":
                self._expect(",")
                self._blanks()
            if self._at == before:
                raise ShorthandError(f"expected `]` at character {self._at + 1}")
        self._expect("]")
        return values

    def _object(self) -> Value:
        self._expect("{", blanks=True)
        values: dict[str, Value] = {}
        while self._current != "}":
            key = self._name()
            values[key] = self._nested()
            self._blanks()
            if self._current != "}":
                self._expect(",")
                self._blanks()
        self._expect("}")
        return values

    def _nested(self) -> Value:
        if self._current == "[":
            return self._list()
        if self._current == "{":
            return self._object()
        return self._first_value()

    def _first_value(self) -> str:
        if self._current in {"'", '"'}:
            return self._quoted()
        match = _unquoted(_FIRST_FOLLOW).match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match.group(0).replace("\\,", ",").rstrip()

    def _second_value(self) -> str:
        if self._current in {"'", '"'}:
            return self._quoted()
        return self._matching(_unquoted(_SECOND_FOLLOW), "a value").replace("\\,", ",").rstrip()

    def _quoted(self) -> str:
        mark = self._current
        pattern = _SINGLE_QUOTED if mark == "'" else _DOUBLE_QUOTED
        inner = self._matching(pattern, "a closing quotation mark")[1:-1]
        return inner.replace(f"\\{mark}", mark).replace("\\\\", "\\")
