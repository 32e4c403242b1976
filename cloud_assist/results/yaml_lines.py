"""YAML as tools print it, read line by line: some ten times as quick as a parser that reads character by character.

That is objects and lists set out by their margins, and on each line a key, a value or both: a word, a text in quotes,
or the mark of a text that follows (`|`). Anything else, such as `{a: 1}`, an anchor or a text that goes on on the next
line, is left to the parser: `UnusualYamlError` says so. The lines of a listing recur, so what a line says is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_KEY = r"[\w.][\w./:-]{0,100}|'[^'\"\\]{1,100}'|\"[^'\"\\]{1,100}\""
_LINE = re.compile(rf"( *)(- +|-\Z)?(?:({_KEY}):(?: +|\Z))?(.*)")
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\["\\nt])*"')
_NO_WORD = re.compile(r"[,\[\]{}#&*!|>'\"%@`?:]|- |-\Z")
"""How a text begins that is no plain word."""
_DEEPEST = 100
_KEPT = 100_000
_LONGEST_KEPT = 200


class UnusualYamlError(ValueError):
    """The lines hold what only a parser of all of YAML can read."""


@dataclass(frozen=True, slots=True, eq=False)
class ReadItem:
    """An element of a list that has been read in another way, in place of its lines."""

    margin: int
    """Blanks before its dash."""
    value: Any


class _Mark:
    """Says that the value stands on the next lines."""


_BELOW, _TEXT, _TEXT_WITHOUT_END = _Mark(), _Mark(), _Mark()
"""An object, a list or null; a text; a text whose last line does not end."""
_MARKS = {"": _BELOW, "|": _TEXT, "|-": _TEXT_WITHOUT_END}

_Told = tuple[int, int, str | None, Any]
"""What a line says: its margin (-1 for nothing), that of what stands behind its dash (-1 without one), key, value."""


_NOTHING: _Told = (-1, -1, None, None)
"""What a blank line says, and a comment."""


class YamlLines:
    """Reads documents, or parts of one that begin and end with lines of the same margin."""

    def __init__(self, word: Callable[[str], Any]) -> None:
        """`word` returns what a word without quotes stands for ("3": 3); it raises ValueError where it cannot tell."""
        self._word = word
        self._told: dict[str | ReadItem, _Told] = {}
        self._keys: set[str] = set()
        """Keys that are plain words."""

    def read(self, lines: Sequence[str | ReadItem]) -> Any:
        """Return the value of lines without their ends.

        Raises:
            UnusualYamlError: they hold what is not read here.
        """
        values = _OpenValues()
        kept = self._told.get
        text_end = 0
        for at, line in enumerate(lines):
            if at < text_end:
                continue
            margin, behind, key, value = kept(line) or self._new(line)
            if value.__class__ is not _Mark:
                if behind < 0 and margin == values.margin and key is not None and values.is_object:
                    values.inner[key] = value
                elif margin >= 0:
                    values.take(margin, behind, key, value)
            elif value is _BELOW:
                values.take(margin, behind, key, None)
                values.below(key)
            else:
                text_end, text = _text_below(lines, at + 1, margin if key is None else max(margin, behind))
                values.take(margin, behind, key, f"{text}\n" if value is _TEXT else text)
        return values.root

    def _new(self, line: str | ReadItem) -> _Told:
        if isinstance(line, ReadItem):
            return line.margin, line.margin + 2, None, line.value
        told = self._told_by(line)
        if len(line) <= _LONGEST_KEPT:
            if len(self._told) >= _KEPT:
                self._told.clear()
            self._told[line] = told
        return told

    def _told_by(self, line: str) -> _Told:
        match = _LINE.fullmatch(line)
        if match is None or not line.isprintable():
            raise UnusualYamlError(line[:80])
        blanks, dash, key, rest = match.groups()
        if key is None and dash is None:
            if not rest or rest[0] == "#":
                return _NOTHING
            raise UnusualYamlError(line[:80])
        behind = -1 if dash is None else len(blanks) + len(dash)
        return len(blanks), behind, None if key is None else self._key(key), self._value(rest.rstrip(" "))

    def _key(self, text: str) -> str:
        if text in self._keys:
            return text
        if text[0] in "'\"":
            return text[1:-1]
        if self._plain(text) != text:
            raise UnusualYamlError(text)
        if len(self._keys) < _KEPT:
            self._keys.add(text)
        return text

    def _value(self, text: str) -> Any:
        if text in _MARKS:
            return _MARKS[text]
        if text in {"{}", "[]"}:
            return {} if text == "{}" else []
        if text[0] == "'" and _SINGLE.fullmatch(text):
            return text[1:-1].replace("''", "'")
        if text[0] == '"' and _DOUBLE.fullmatch(text):
            return json.loads(text)
        if _NO_WORD.match(text) or ": " in text or " #" in text or text[-1] == ":":
            raise UnusualYamlError(text[:80])
        return self._plain(text)

    def _plain(self, text: str) -> Any:
        try:
            return self._word(text)
        except ValueError as error:
            raise UnusualYamlError(text[:80]) from error


class _OpenValues:
    """The objects and lists that are open while lines are taken."""

    def __init__(self) -> None:
        self.root: Any = None
        self.inner: Any = None
        """The innermost of them."""
        self.margin = -1
        """Of its keys or dashes."""
        self.is_object = False
        """Whether the innermost is an object, and no value of it is to come on the next lines."""
        self._around: list[tuple[int, Any]] = []
        self._below: str | int | None = None
        """Where in the innermost the value of the next lines belongs: a key, or -1 for a list's last element."""

    def take(self, margin: int, behind: int, key: str | None, value: Any) -> None:
        """Take what one line says."""
        if behind >= 0 or margin != self.margin or not self.is_object:
            self._go_to(margin, dash=behind >= 0)
        if key is None:
            self.inner.append(value)
            return
        if behind >= 0:
            item: dict[str, Any] = {}
            self.inner.append(item)
            self._enter(behind, item)
        self.inner[key] = value

    def below(self, key: str | None) -> None:
        """Put the value of the next lines, if there is one, in place of what was taken last."""
        self._below = -1 if key is None else key
        self.is_object = False

    def _go_to(self, margin: int, *, dash: bool) -> None:
        """Make innermost what a line with this margin belongs to."""
        below, self._below = self._below, None
        deeper = margin > self.margin or (dash and margin == self.margin and type(self.inner) is dict)
        if deeper and (below is not None or self.inner is None):
            value: Any = [] if dash else {}
            if below is None:
                self.root = value
            else:
                self.inner[below] = value
            self._enter(margin, value)
            return
        while self._around and (margin < self.margin or (not dash and type(self.inner) is list)):
            self.margin, self.inner = self._around.pop()
        self.is_object = type(self.inner) is dict
        if margin != self.margin or self.is_object is dash:
            raise UnusualYamlError("a margin that nothing has")

    def _enter(self, margin: int, value: Any) -> None:
        if len(self._around) >= _DEEPEST:
            raise UnusualYamlError("deep")
        self._around.append((self.margin, self.inner))
        self.margin, self.inner, self.is_object = margin, value, type(value) is dict


def _text_below(lines: Sequence[str | ReadItem], at: int, margin: int) -> tuple[int, str]:
    """Return (where the lines of a text end, the text without its last line end); it begins at `at`, right of `margin`.

    Raises:
        UnusualYamlError: it is empty, or has lines of blanks that may count.
    """
    blanks = 0
    texts: list[str] = []
    for end in range(at, len(lines)):
        line = lines[end]
        if isinstance(line, ReadItem):
            if line.margin >= blanks > 0:
                raise UnusualYamlError("a text that looks like a list")
            break
        blanks = blanks or len(line) - len(line.lstrip(" "))
        text = line[blanks:]
        if line[:blanks].strip(" ") or (not texts and blanks <= margin):
            break
        if (text and not text.strip(" ")) or not (text or texts) or not text.replace("\t", "").isprintable():
            raise UnusualYamlError(line[:80])
        texts.append(text)
    else:
        end = len(lines)
    while texts and not texts[-1]:
        texts.pop()
    if not texts:
        raise UnusualYamlError("an empty text")
    return end, "\n".join(texts)
