"""Which form an output has, told from its first bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cloud_assist.results.aligned import header_of
from cloud_assist.results.delimited import delimiter_of
from cloud_assist.results.json_scan import scan
from cloud_assist.results.output_bytes import OutputBytes
from cloud_assist.results.yaml_items import looks_like_yaml

HEAD = 64 * 1024
"""Bytes that are looked at."""
_YAML_HEAD = 12 * 1024
_LINES = 60
_TOKENS = 400
_DEEPEST = 100
"""Brackets within brackets at the beginning that no tool prints."""
_NOISE_LINES = 50
"""Lines of warnings that may stand before a document."""
_BLANK = re.compile(rb"\s*")
_SAME_LINE = re.compile(rb"[ \t]*")
_JSON_BEGINS = re.compile(rb"(?m)^[ \t]*(?=[\[{])")
_NOT_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_LEVEL = r"TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRITICAL|PANIC"
_LOGGED = re.compile(
    r"(?:.{0,100}?[\[\s\"'=(|])?(?:"
    r"\d{4}[-/]\d\d[-/]\d\d[T ,]\d\d:\d\d"  # 2026-11-30T14:30, 2026/11/30 14:30
    r"|\d\d?/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d"  # 30/Nov/2026:14:30
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"  # Nov 30 14:30:14
    r"|[IWEF]\d{4} \d\d:\d\d:\d\d\.\d"  # klog: I1130 14:30:14.123
    r"|\d\d:\d\d:\d\d[.,\s]"
    rf"|(?i:(?<![\w-])(?:{_LEVEL})(?![\w-])[\]:|\s]))"
)


class Form(StrEnum):
    """How an output is written."""

    JSON = "json"
    """One document."""
    JSON_LINES = "json_lines"
    """Documents one after the other, one a line or each over many lines."""
    YAML = "yaml"
    CSV = "csv"
    """Cells parted by commas, semicolons or tabs, below a header."""
    COLUMNS = "columns"
    """Cells aligned with blanks below a header, as kubectl, docker, gcloud and az print them."""
    LOG = "log"
    TEXT = "text"
    """Anything else, bytes that are no text included."""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class FormFound:
    """A form, and where what has it begins."""

    form: Form
    skip: int = 0
    """Bytes of other text before it (warnings that the command wrote first), colours not counted."""


def form_of(path: Path) -> Form:
    """Return the form of the output in `path`, from its first 64 kB.

    Raises:
        OSError: it cannot be read.
    """
    return find_form(OutputBytes(path)).form


def find_form(source: OutputBytes) -> FormFound:
    """Return the form of an output and where it begins.

    Raises:
        OSError: it cannot be read.
    """
    data = source.head(HEAD)
    if not data.strip():
        return FormFound(Form.EMPTY if source.size <= HEAD else Form.TEXT)
    found = _json_form(data)
    if found is not None:
        return found
    if _NOT_TEXT.search(data[:4096]):
        return FormFound(Form.TEXT)
    text = data.decode("utf-8", "replace")
    return FormFound(_line_form(text, cut=source.size > HEAD))


def _json_form(data: bytes) -> FormFound | None:
    noise = 0
    for begin in _JSON_BEGINS.finditer(data):
        noise = data.count(b"\n", 0, begin.end())
        if noise > _NOISE_LINES:
            return None
        look = scan(data, begin.end(), tokens=_TOKENS)
        if look.broken or look.tokens < 2 or len(look.open) > _DEEPEST:
            continue
        if not look.complete:
            return FormFound(Form.JSON, begin.end())
        if _begins_a_line_of_documents(data, begin.end(), look.end):
            return FormFound(Form.JSON_LINES, begin.end())
        if _is_value_line(data, begin.end(), look.end, look.tokens):
            return _followed(data, begin.end(), look.end)
    return None


def _begins_a_line_of_documents(data: bytes, start: int, end: int) -> bool:
    """Whether the rest of the first document's line, which ends at `end`, holds further ones of its kind, alone."""
    bracket, several = data[start : start + 1], False
    while (begins := _SAME_LINE.match(data, end)) and data[begins.end() : begins.end() + 1] == bracket:
        look = scan(data, begins.end(), tokens=_TOKENS)
        if look.broken:
            return False
        several = True
        if not look.complete:
            return True
        end = look.end
    return several and data[begins.end() if begins else end :][:1] in {b"", b"\n", b"\r"}


def _is_value_line(data: bytes, start: int, end: int, tokens: int) -> bool:
    """Whether a document is an output by itself; `[123] started` or `[]` within prose is not."""
    line_end = data.find(b"\n", end)
    rest = data[end : line_end if line_end >= 0 else len(data)]
    return not rest.strip() and (tokens > 2 or not data[:start].strip())


def _followed(data: bytes, start: int, end: int) -> FormFound:
    """Tell one document from the first of several."""
    following = scan(data, _after_blanks(data, end), tokens=_TOKENS)
    begins_another = data[_after_blanks(data, end) :][:1] in {b"{", b"["} and following.tokens > 1
    if begins_another and not following.broken:
        return FormFound(Form.JSON_LINES, start)
    lines = [line for line in data[start:].split(b"\n")[1:_LINES] if line.strip()]
    documents = sum(1 for line in lines if line.startswith(b"{") and line.rstrip().endswith(b"}"))
    return FormFound(Form.JSON_LINES if documents and documents * 2 >= len(lines) else Form.JSON, start)


def _after_blanks(data: bytes, at: int) -> int:
    match = _BLANK.match(data, at)
    return match.end() if match else at


def _line_form(text: str, *, cut: bool) -> Form:
    lines = text.splitlines()
    if cut and len(lines) > 1:
        lines.pop()
    first = next(place for place, line in enumerate(lines) if line.strip())
    lines = lines[first:]
    if header_of(lines[:_LINES]):
        return Form.COLUMNS
    filled = [line for line in lines[:_LINES] if line.strip()]
    if sum(1 for line in filled if _LOGGED.match(line[:300])) * 2 >= len(filled):
        return Form.LOG
    if delimiter_of(filled):
        return Form.CSV
    head = text if len(text) <= _YAML_HEAD and not cut else text[: text.rfind("\n", 0, _YAML_HEAD) + 1]
    return Form.YAML if looks_like_yaml(head) else Form.TEXT
