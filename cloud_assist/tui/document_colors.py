"""Colours for JSON and YAML on a card: keys, texts, numbers and words, read off the text, for the eye alone."""

from __future__ import annotations

import re

from textual.content import Content, Span

_JSON = re.compile(
    r"""
    (?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))
  | (?P<text>"(?:[^"\\]|\\.)*"?)
  | (?P<number>-?\b\d[\d.eE+-]*\b)
  | (?P<word>\b(?:true|false|null)\b)
    """,
    re.VERBOSE,
)
_YAML = re.compile(
    r"""
    (?P<comment>(?:^|(?<=\s))\#.*)
  | (?P<key>^\s*(?:-\s+)*[\w./"'-][^:#\n]*?(?=:(?:\s|$)))
  | (?P<text>(?<=[\s:])(?:"[^"]*"|'[^']*'))
  | (?P<number>(?<=[\s:])-?\d[\d.eE+-]*(?=\s*$))
  | (?P<word>(?<=[\s:])(?:true|false|null|~)(?=\s*$))
    """,
    re.VERBOSE | re.MULTILINE,
)
_STYLES = {
    "key": "$text-accent",
    "text": "$text-success",
    "number": "$text-warning",
    "word": "$text-secondary",
    "comment": "$foreground 50%",
}


def colour_json(line: str) -> Content:
    """Return a line of JSON coloured; its text is exactly what was given."""
    return _coloured(_JSON, line)


def colour_yaml(line: str) -> Content:
    """Return a line of YAML coloured; its text is exactly what was given."""
    return _coloured(_YAML, line)


def _coloured(pattern: re.Pattern[str], line: str) -> Content:
    spans = [Span(match.start(), match.end(), _STYLES[match.lastgroup or "text"]) for match in pattern.finditer(line)]
    return Content(line, spans)
