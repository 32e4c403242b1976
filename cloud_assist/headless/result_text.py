"""What `run` prints in place of a command's output: a table that fits the terminal, or its rows as JSON."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING, TextIO

from cloud_assist.headless.options import Shape
from cloud_assist.models import RunResult

if TYPE_CHECKING:
    from cloud_assist.results.result import Reading

HOLD_S = 2.0
"""Seconds that an output which begins like a table is kept back: beyond that, whoever waits wants to see it come."""
_USUAL_WIDTH = 80
_HEADING = r"\"?\w[\w./()-]*(?: \w[\w./()-]*){0,2}\"?"
_ROW_OF_HEADINGS = re.compile(rf"{_HEADING}(?:[,;\t]{_HEADING}){{2,}}\r?\n")


class Waiting:
    """Tells whether an output waits for its end, since it may become a table; `patient` where one was asked for."""

    def __init__(self, *, patient: bool, clock: Callable[[], float] = monotonic) -> None:
        self._patient = patient
        self._clock = clock
        self._since: float | None = None
        self.waits = True
        """Whether nothing of it is to be printed yet; once False it stays so."""

    def look(self, text: str) -> bool:
        """Look at the next piece of the output; return whether it waits."""
        if self._since is None:
            if text.strip():
                self._since = self._clock()
                self.waits = self._patient or _may_be_table(text.lstrip())
        elif not self._patient and self._clock() - self._since > HOLD_S:
            self.waits = False
        return self.waits


def _may_be_table(text: str) -> bool:
    return text[0] in "[{" or _ROW_OF_HEADINGS.match(text) is not None


@dataclass(frozen=True, slots=True)
class Reshaped:
    """An output in another shape."""

    lines: Iterator[str]
    """In pieces, with their line ends; steers no terminal."""
    remark: str
    """What the person should know of it; may be empty."""


def reshaped(
    result: RunResult, command: str, shape: Shape, stream: TextIO, *, bold: Callable[[str], str]
) -> Reshaped | None:
    """Return what `command` printed in another shape; None where it is no table, an empty one, or cannot be read.

    A table fits the terminal that `stream` leads to; its heading is in `bold`.
    """
    from cloud_assist.results.result import open_result, reading_of

    try:
        found = open_result(Path(result.spool_path), command)
        if found is None:
            return None
        reading = reading_of(found)
        for _ in reading.fill(stopped=lambda: False):
            pass
    except OSError:
        return None
    if not reading.table.shown:
        return None
    return Reshaped(_json(reading), "") if shape is Shape.JSON else _table(reading, _width(stream), bold)


def _json(reading: Reading) -> Iterator[str]:
    from cloud_assist.results.table_text import json_of

    if reading.record:
        return iter([f"{json.dumps(reading.first[0], ensure_ascii=True, indent=4, default=str)}\n"])
    rows = reading.result.rows(reading.result.items())
    return json_of(row for batch in rows for row in batch)


def _table(reading: Reading, width: int, bold: Callable[[str], str]) -> Reshaped:
    from cloud_assist.results.layout import fit
    from cloud_assist.results.table_text import screen_lines

    table, now = reading.table, time()
    fitted = fit(table, width, now)
    lines = screen_lines(table, fitted, range(len(table.rows)), now)
    heading = bold(next(lines))
    parts = [] if reading.record else [f"{reading.total:,} row{'' if reading.total == 1 else 's'}"]
    if table.left_out:
        parts.append(f"the first {len(table.rows):,} are shown")
    if not reading.whole:
        parts.append("the output is cut off")
    if len(fitted) < len(table.columns) and not reading.record:
        parts.append(f"{len(fitted)} of {len(table.columns)} columns")
    parts.append("--raw prints the output as it is")
    return Reshaped((f"{line}\n" for line in (heading, *lines)), " · ".join(parts))


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL_WIDTH
    except (OSError, ValueError):
        return _USUAL_WIDTH
