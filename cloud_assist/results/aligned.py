"""Tables that are aligned with blanks below a header: kubectl, docker, gcloud, helm, ps, and az with its ruler."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

_GAP = re.compile(r"\t+ *| {2,}\t*")
_CELL = re.compile(r"\S+(?: \S+)*")
_WORD = re.compile(r"\S+")
_HEADING = re.compile(r"(?=[^a-z]*[A-Z])[A-Z0-9%#*][A-Z0-9 _/().%#:*@-]*")
_RULER = re.compile(r"-{2,}(?: +-{2,})* *")
_DASHES = re.compile(r"-+")
_LONGEST_HEADER = 1_000


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table."""

    names: tuple[str, ...]
    starts: tuple[int, ...]
    """Where each column begins, in characters."""
    loose: bool = False
    """Whether one blank parts two columns and the last takes the rest of the row, as `ps` does it."""
    lines: int = 1
    """Lines that the header takes."""

    def row(self, line: str) -> dict[str, str]:
        """Return a row by column; a column without a value is ""."""
        return dict(zip(self.names, self._cells(line), strict=False))

    def _cells(self, line: str) -> Iterable[str]:
        count = len(self.names)
        if self.loose:
            return line.split(None, count - 1)
        below = _below(self.starts).match(line)
        if below is not None:
            return map(str.rstrip, below.groups())
        parts = _GAP.split(line.strip())
        if len(parts) == count:
            return parts
        return self._by_place(line)

    def _by_place(self, line: str) -> list[str]:
        """Cut where the columns begin; a value that reaches into the next column stays whole."""
        cells: list[str] = []
        begin = 0
        for start in self.starts[1:]:
            end = max(start, begin)
            if end < len(line) and end > begin and not line[end - 1].isspace():
                blank = line.find(" ", end)
                end = len(line) if blank < 0 else blank
            cells.append(line[begin:end].strip())
            begin = end
        cells.append(line[begin:].strip())
        return cells


@lru_cache(maxsize=16)
def _below(starts: tuple[int, ...]) -> re.Pattern[str]:
    """Return what a row matches whose cells all begin where their headings do, two blanks after the one before, or are
    empty.

    Most rows do, and cutting there takes a fraction of the time of looking for gaps. It matches within many lines too.
    """
    widths = (after - start for start, after in pairwise(starts))
    # A column too narrow for a value and its gap never matches: its rows are cut the careful way.
    cells = (rf"(\S[^\t\n]{{{width - 3}}}|[ ]{{{width - 2}}})[ ]{{2}}" if width > 2 else r"(?!)()" for width in widths)
    return re.compile(rf"(?m)^[ ]{{{starts[0]}}}{''.join(cells)}(\S[^\t\n]*)$")


def header_of(lines: list[str]) -> Header | None:
    """Return the header that the first lines are; None where they are no table with at least two columns."""
    if not lines or len(lines[0]) > _LONGEST_HEADER:
        return None
    if len(lines) > 1 and _RULER.fullmatch(lines[1]):
        return _ruled(lines[0], lines[1])
    names = _GAP.split(lines[0].strip())
    if not all(_HEADING.fullmatch(name) for name in names):
        return None
    rows = [line for line in lines[1:6] if line.strip()]
    if len(names) > 1 and all(len(_GAP.split(row.strip())) <= len(names) for row in rows):
        return Header(*_named(_CELL if "\t" not in lines[0] else re.compile(r"[^\t]+"), lines[0]))
    words = lines[0].split()
    if len(words) > 2 and rows and all(len(row.split()) >= len(words) for row in rows):
        return Header(*_named(_WORD, lines[0]), loose=True)
    return None


def _named(cell: re.Pattern[str], line: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    matches = list(cell.finditer(line))
    return _distinct([match[0].strip() for match in matches]), tuple(match.start() for match in matches)


def _ruled(line: str, ruler: str) -> Header | None:
    runs = [match.span() for match in _DASHES.finditer(ruler)]
    names = [line[start : end + 1].strip() for start, end in runs]
    if len(runs) < 2 or not all(names):
        return None
    return Header(_distinct(names), tuple(start for start, _ in runs), lines=2)


def _distinct(names: list[str]) -> tuple[str, ...]:
    return tuple(name if name not in names[:place] else f"{name} {place + 1}" for place, name in enumerate(names))


class Rows:
    """Reads the rows below a header; after a blank line another table may follow (`kubectl get all`)."""

    def __init__(self, header: Header) -> None:
        self._below(header)
        self._blank = False

    def _below(self, header: Header) -> None:
        self._header = header
        self._heading = " ".join(header.names).split()

    def of(self, lines: list[str]) -> list[dict[str, str]]:
        """Return the rows that follow those read before."""
        rows = None if self._blank or self._header.loose else self._aligned(lines)
        return list(self._one_by_one(lines)) if rows is None else rows

    def _aligned(self, lines: list[str]) -> list[dict[str, str]] | None:
        """Return rows whose cells all begin below their headings; None where one is anything else."""
        text = "\n".join(["", *lines])
        starts, names = self._header.starts, self._header.names
        if f"\n{' ' * starts[0]}{self._heading[0]}" in text:  # perhaps the heading once more
            return None
        found = _below(starts).findall(text)
        if len(found) != len(lines):
            return None
        cells = list(map(str.rstrip, chain.from_iterable(found)))
        columns = [cells[place :: len(names)] for place in range(len(names))]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def _one_by_one(self, lines: list[str]) -> Iterator[dict[str, str]]:
        for padded in lines:
            line = padded.rstrip()
            if not line:
                self._blank = True
                continue
            if self._blank and (another := header_of([line])):
                self._below(another)
            elif not line.lstrip().startswith(self._heading[0]) or line.split() != self._heading:
                yield self._header.row(line)
            self._blank = False
