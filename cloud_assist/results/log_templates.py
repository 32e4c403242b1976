"""A log by its templates: lines that differ only in numbers, ids and times count as one.

Lines are compared with their digits masked by a table (`bytes.translate`), which C code does for a megabyte at once;
only what is left over, some hundred templates, is looked at with patterns.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from cloud_assist.results.output_bytes import OutputBytes, line_blocks

_DIGITS = bytes(0x30 if 0x30 <= code <= 0x39 else code for code in range(256))
_HEX = bytes(0x30 if 0x30 <= code <= 0x39 or 0x61 <= code <= 0x66 else code for code in range(256))
_TOO_MANY = 0.2
"""Templates for each line of a block: more, and they still hold ids."""
_FEW_LINES = 50
_PREFIX = 48
_TEMPLATES = 20_000
_LONGEST_LINE = 2_000
_LOOKED_AT = 64 * 1024
_ZEROS = re.compile(rb"0[0-]*")
_ID = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)[0-9a-fA-F]{4,}(?:-[0-9a-fA-F]{2,})*(?![\w-])|\b(?=\w*\d)(?=\w*[a-zA-Z])\w{10,}\b|\d+"
)
TIME = re.compile(
    r"\d{4}[-/]\d\d[-/]\d\d[T ,]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
    r"|\d\d?/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d(?: [+-]\d{4})?"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
    r"|(?<=[IWEF])\d{4} \d\d:\d\d:\d\d(?:\.\d+)?"
    r"|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"
)
_LEVELS = (
    (
        "error",
        re.compile(
            r"(?i)\b(?:error|err|fatal|crit(?:ical)?|panic|emerg|alert|exception|traceback|severe)\b"
            r"|^E\d{4} |\b5\d\d\b(?= \d)"
        ),
    ),
    ("warning", re.compile(r"(?i)\bwarn(?:ing)?\b|^W\d{4} ")),
    ("info", re.compile(r"(?i)\b(?:info|notice)\b|^I\d{4} ")),
    ("debug", re.compile(r"(?i)\b(?:debug|trace|verbose)\b")),
)
ORDER = ("error", "warning", "other", "info", "debug")
"""Levels, the most telling first."""


@dataclass(slots=True)
class Template:
    """Lines that are alike."""

    example: str
    """The first of them, whole."""
    level: str
    count: int = 0

    @property
    def masked(self) -> str:
        """The example without its time, its numbers and ids as `#`."""
        return masked(self.example)


def masked(line: str) -> str:
    """Return a line without the time it begins with, and with its numbers and ids as `#`."""
    without = TIME.sub("", line, count=1) if TIME.search(line, 0, 60) else line
    return _ID.sub("#", without).strip(" \t[]|-,:") or line.strip()


def level_of(line: str) -> str:
    """Return the level that a line names: error, warning, info, debug, or other."""
    return next((name for name, pattern in _LEVELS if pattern.search(line[:400])), "other")


class LogTemplates:
    """The templates of a whole log."""

    def __init__(self) -> None:
        self.lines = 0
        self.first = ""
        self.last = ""
        self._mask = _DIGITS
        self._counts: Counter[bytes] = Counter()
        self._examples: dict[bytes, bytes] = {}

    def read(self, source: OutputBytes) -> None:
        """Read the log."""
        for block in line_blocks(source):
            self.first = self.first or _first_line(block)
            self.last = _last_line(block) or self.last
            self._add(block.removesuffix(b"\n"))

    def _add(self, block: bytes) -> None:
        keys = block.translate(self._mask).split(b"\n")
        self.lines += len(keys)
        counts = Counter(keys)
        if self._holds_ids(counts, keys) and self._mask is _DIGITS:
            self._mask = _HEX
            keys = block.translate(_HEX).split(b"\n")
            counts = Counter(keys)
        if self._holds_ids(counts, keys) or len(self._counts) > _TEMPLATES:
            keys = [key[:_PREFIX] for key in keys]
            counts = Counter(keys)
        if new := counts.keys() - self._counts.keys():
            examples = dict(zip(reversed(keys), reversed(block.split(b"\n")), strict=True))
            self._examples.update((key, examples[key][:_LONGEST_LINE]) for key in new)
        self._counts.update(counts)

    def _holds_ids(self, counts: Counter[bytes], keys: list[bytes]) -> bool:
        return len(keys) > _FEW_LINES and len(counts) > len(keys) * _TOO_MANY

    def templates(self) -> list[Template]:
        """Return the templates: errors first, then warnings, the most frequent first within each."""
        merged: dict[bytes, list[bytes]] = {}
        for key in self._counts:
            merged.setdefault(_ZEROS.sub(b"#", key), []).append(key)
        joined: dict[tuple[str, str], Template] = {}
        for keys in merged.values():
            example = _text(self._examples[keys[0]])
            level = level_of(example)
            template = joined.setdefault((level, masked(example)), Template(example, level))
            template.count += sum(self._counts[key] for key in keys)
        found = [template for template in joined.values() if template.example.strip()]
        return sorted(found, key=lambda template: (ORDER.index(template.level), -template.count))


def _first_line(block: bytes) -> str:
    return _text(block[:_LOOKED_AT].lstrip().split(b"\n", 1)[0])


def _last_line(block: bytes) -> str:
    return _text(block[-_LOOKED_AT:].rstrip().rsplit(b"\n", 1)[-1])


def _text(line: bytes) -> str:
    return line[:_LONGEST_LINE].decode("utf-8", "replace").rstrip("\r")
