"""The few lines of a finished output that say most: the head of a document, a log's end with its repetitions counted.

While a command runs, its last lines are what one wants to see. Of a finished document they are closing brackets.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.results.forms import Form, find_form
from cloud_assist.results.json_scan import loads
from cloud_assist.results.log_templates import masked
from cloud_assist.results.output_bytes import OutputBytes
from cloud_assist.spool_file import last_bytes, line_ends

_LOOKED_AT = 256 * 1024
"""Bytes of the beginning, or of the end, that lines are taken from."""
_LONG_LINE = 160
"""Characters: JSON whose first line is longer is set out on several lines."""
_LONGEST = 1_000
"""Characters kept of one line."""


@dataclass(frozen=True, slots=True)
class CardLines:
    """Lines to show in place of an output's last ones."""

    lines: tuple[str, ...]
    """Plain text that steers no terminal."""
    form: Form
    """How they are written, for their colours."""
    above: int = 0
    """Lines of the output before them."""
    below: int = 0
    """Lines after them; of JSON that was set out, lines as set out."""


def card_lines(path: Path, count: int) -> CardLines | None:
    """Return up to `count` lines that say most of a finished output; None where its last lines are as good.

    Reads at most 256 kB for the lines, and the whole file to count them: call it off the event loop.

    Raises:
        OSError: the file cannot be read.
    """
    source = OutputBytes(path)
    form = find_form(source).form
    if form in {Form.JSON, Form.YAML}:
        return _head(source, form, count)
    return _collapsed(source, count) if form is Form.LOG else None


def _head(source: OutputBytes, form: Form, count: int) -> CardLines:
    text = source.head(_LOOKED_AT).decode("utf-8", "replace")
    whole = source.size <= _LOOKED_AT
    if form is Form.JSON and whole and len(text.split("\n", 1)[0]) > _LONG_LINE:
        text = _set_out(text)
    lines = [line[:_LONGEST] for line in strip_terminal_controls(text).splitlines()]
    total = len(lines) if whole else max(_count(source.path), len(lines))
    return CardLines(tuple(lines[:count]), form, below=max(total - count, 0))


def _set_out(text: str) -> str:
    """Return a JSON document on several lines; as it stands where it is none."""
    try:
        return json.dumps(loads(text.encode()), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _collapsed(source: OutputBytes, count: int) -> CardLines | None:
    data = last_bytes(source.path, _LOOKED_AT)
    text = strip_terminal_controls(data.decode("utf-8", "replace"))
    lines = text.splitlines()[1 if source.size > len(data) else 0 :]
    runs = _runs([line[:_LONGEST] for line in lines])
    if len(runs) == len(lines):
        return None
    shown = runs[-count:]
    told = sum(number for _, number in shown)
    total = len(lines) if source.size <= len(data) else _count(source.path)
    said = tuple(f"{line}  × {number:,}" if number > 1 else line for line, number in shown)
    return CardLines(said, Form.LOG, above=max(total - told, 0))


def _count(path: Path) -> int:
    """Return how many lines a file has, an unfinished last one included."""
    return line_ends(path) + (last_bytes(path, 1) != b"\n")


def _runs(lines: list[str]) -> list[tuple[str, int]]:
    """Return (the last line, how many) of each run of lines that differ only in times, numbers and ids."""
    runs: list[tuple[str, int]] = []
    before = None
    for line in lines:
        alike = masked(line)
        if alike == before:
            runs[-1] = (line, runs[-1][1] + 1)
        else:
            runs.append((line, 1))
        before = alike
    return runs
