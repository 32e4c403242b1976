"""The same text as a person would read it: without colours and the marks of logs, with what JSON strings stand for.

Rules look at a view; a secret found there is one in the text. `password` and `: hunter2` in two colours, the lines of a
YAML file each after a container's name, a whole file in a JSON string: no rule has to know of these.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from cloud_assist.redaction.tokens import Span

_COLOUR_MARKS = ("\x1b[", "\\u001b[", "\\x1b[", "\\033[")
_COLOUR = re.compile(r"(?:\x1b|\\u001b|\\x1b|\\033)\[[0-9;]{0,24}[A-Za-z]")
_LINE_MARK = (
    r"(?:[A-Za-z][\w.\-]{0,60}[\-_]\d{1,3} {0,30}\| "  # docker compose logs
    r"|\[pod/[^\]\n]{1,160}\] "  # kubectl logs --prefix
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.,:Z+\-]{0,16} (?:std(?:out|err) [FP] )?"  # a container runtime's stamp
    r"| {0,6}\d{1,6}\t"  # cat -n
    r"|(?:> ?){1,3}(?=[\s\w\"'{\-])"  # a mail, Markdown
    r"|\+(?=[ \w\"'{}\-]))"  # a line that a diff adds
)
_FIRST_LINE, _NEXT_LINE = re.compile(_LINE_MARK), re.compile("\n" + _LINE_MARK)
_ESCAPE = re.compile(r"\\{1,7}(?P<c>[nrt\"'])")
_MEANS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'"}
_LINE_END = re.compile(r"\\[nrt]")
_SHORTEST = 24
"""Characters of a line with escapes that is looked at."""


@dataclass(frozen=True, slots=True)
class View:
    """A text, and for each piece of it where it begins there and where in the text it was made of."""

    text: str
    pieces: list[tuple[int, int]]
    under: View | None = None
    """The view that the text it was made of is itself."""

    def place(self, span: Span) -> Span:
        """Return a span of the view as one of the text it was made of."""
        if self.pieces:
            start, low = self._own(span.start), self._own(span.low)
            span = Span(start, self._own(span.end - 1) + 1, span.kind, low, self._own(span.high - 1) + 1)
        return self.under.place(span) if self.under else span

    def _own(self, offset: int) -> int:
        viewed, own = self.pieces[bisect_right(self.pieces, offset, key=itemgetter(0)) - 1]
        return own + offset - viewed


def as_read(text: str) -> View:
    """Return `text` without colour sequences and without what logs, quotes and diffs put before each line."""
    view = View(text, [])
    if any(mark in text for mark in _COLOUR_MARKS):
        view = _replaced(text, ((m.start(), m.end(), "") for m in _COLOUR.finditer(text)), 0, len(text))
    bare = _replaced(view.text, _line_marks(view.text), 0, len(view.text))
    return View(bare.text, bare.pieces, view) if bare.pieces != [(0, 0)] else view


def _line_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each mark before a line and what to put in its place: a blank for `+`, so that columns stay."""
    if first := _FIRST_LINE.match(text):
        yield first.start(), first.end(), " " if first[0] == "+" else ""
    for mark in _NEXT_LINE.finditer(text):
        yield mark.start() + 1, mark.end(), " " if mark[0] == "\n+" else ""


def unescaped(text: str) -> View | None:
    """Return the lines of `text` that hold escaped line ends or tabs, with what these and escaped quotes stand for."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    size = 0
    hit = text.find("\\")
    while hit >= 0:
        start = text.rfind("\n", 0, hit) + 1
        end = text.find("\n", hit)
        end = end if end >= 0 else len(text)
        if end - start >= _SHORTEST and _LINE_END.search(text, hit, end):
            line = _replaced(
                text, ((m.start(), m.end(), _MEANS[m["c"]]) for m in _ESCAPE.finditer(text, hit, end)), start, end
            )
            parts.append(line.text)
            pieces += [(size + viewed, own) for viewed, own in line.pieces]
            size += len(line.text) + 1
        hit = text.find("\\", end)
    return View("\n".join(parts) + "\n", [*pieces, (size, len(text))]) if parts else None


def placed_on_one_line(spans: Iterable[Span], view: View, text: str) -> Iterator[Span]:
    """Yield spans of a view of single lines as spans of `text`; what spans two lines is no secret."""
    for span in spans:
        placed = view.place(span)
        if "\n" not in text[placed.low : placed.high].strip("\n"):
            yield placed


def _replaced(text: str, changes: Iterable[tuple[int, int, str]], start: int, end: int) -> View:
    """Return `text[start:end]` with each `(start, end, replacement of up to one character)` carried out."""
    kept: list[str] = []
    pieces: list[tuple[int, int]] = []
    size, at = 0, start
    for first, last, new in changes:
        if first > at:
            pieces.append((size, at))
            kept.append(text[at:first])
            size += first - at
        if new:
            pieces.append((size, last - 1))
            kept.append(new)
            size += 1
        at = last
    pieces.append((size, at))
    kept.append(text[at:end])
    return View("".join(kept), pieces)
