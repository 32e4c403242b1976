"""Colours for a command: programs, options, quoted text, variables, operators, open places, and what was hidden.

A few token kinds read off the text, for the eye alone; what a command means is judged elsewhere, by parsing.
"""

from __future__ import annotations

import re

from textual.content import Content, Span

from cloud_assist.command.open_places import PLACE

_TOKEN = re.compile(
    r"""
    (?P<hidden>⟨U\+[0-9A-F]{4,6}⟩)
  | (?P<comment>(?:(?<=\s)|^)\#[^\n]*)
  | (?P<single>'[^']*'?)
  | (?P<double>"(?:[^"\\]|\\.)*"?)
  | (?P<variable>\$(?:\{[^}\n]*\}?|\w+|[?$!@*#]))
  | (?P<place>"""
    + PLACE
    + r""")
  | (?P<operator>\|\|?|&&?|;;?|\$\(|[()`\n]|[0-9]?>>?(?:&[0-9-])?|<<?<?)
  | (?P<word>(?:\\.|[^\s'"$|&;()`<>\\⟨]|⟨(?!U\+)|\\$)+)
  | (?P<space>[^\S\n]+|[\s\S])
    """,
    re.VERBOSE,
)
_STYLES = {
    "hidden": "bold $text-error on $error-muted",
    "comment": "$foreground 50%",
    "single": "$text-success",
    "double": "$text-success",
    "variable": "$text-warning",
    "place": "bold $text-warning on $warning-muted",
    "operator": "bold $text-error",
    "program": "bold $text-accent",
    "option": "$text-secondary",
    "word": "$foreground",
}
_BEGINS_COMMAND = frozenset({"|", "||", "&", "&&", ";", ";;", "$(", "(", "`", "\n"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=")


def colour(command: str) -> Content:
    """Return `command` coloured; its text is exactly what was given."""
    spans: list[Span] = []
    expects_program = True
    for match in _TOKEN.finditer(command):
        kind = match.lastgroup or "space"
        text = match[0]
        if kind == "word":
            if expects_program and not _ASSIGNMENT.match(text):
                kind, expects_program = "program", False
            elif text.startswith("-"):
                kind = "option"
        elif kind == "operator":
            expects_program = text in _BEGINS_COMMAND
        elif kind in {"single", "double", "variable"}:
            expects_program = False
        style = _STYLES.get(kind)
        if style:
            spans.append(Span(match.start(), match.end(), style))
    return Content(command, spans)
