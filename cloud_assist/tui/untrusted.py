"""Text that somebody else wrote, made safe to show: it becomes `Content`, never markup, and steers no terminal."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from textual.content import Content, Span

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.display.visible import visible
from cloud_assist.tui.shell_colors import colour

MUTED = "$text-muted"
"""Style of what stands beside the point."""
_HIGHLIGHT_LIMIT = 16_384
"""Characters of a command that are coloured; a longer one is shown plain, since colouring takes its time."""
_DIFF_LIMIT = 2_000
"""Words on either side beyond which no diff is made."""
_WORDS = re.compile(r"\s+|[^\s]+")


def plain(text: str) -> str:
    """Return prose or output without anything that steers a terminal."""
    return strip_terminal_controls(text)


def prose(text: str, style: str = "") -> Content:
    """Return untrusted prose as content."""
    return Content.styled(plain(text), style)


def first_line(text: str, limit: int = 200) -> str:
    """Return the first line of untrusted text, cut at `limit` characters with an ellipsis."""
    cleaned = plain(text).strip()
    line, _, rest = cleaned.partition("\n")
    if len(line) > limit:
        return line[: limit - 1] + "…"
    return f"{line} …" if rest.strip() else line


def shell(command: str) -> Content:
    """Return a command in colours, its hidden characters made visible."""
    text = visible(command)
    if len(text) > _HIGHLIGHT_LIMIT:
        return Content(text)
    return colour(text)


def word_diff(old: str, new: str) -> tuple[Content, Content]:
    """Return the old command with what was taken out marked, and the new one with what was put in marked."""
    before, after = _WORDS.findall(visible(old)), _WORDS.findall(visible(new))
    if max(len(before), len(after)) > _DIFF_LIMIT:
        return Content("".join(before)), Content("".join(after))
    removed: set[int] = set()
    added: set[int] = set()
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if operation != "equal":
            removed.update(range(i1, i2))
            added.update(range(j1, j2))
    return _marked(before, removed, "$text-error on $error-muted"), _marked(
        after, added, "$text-success on $success-muted"
    )


def diff_lines(old: str, new: str) -> Content:
    """Return both commands, one below the other, with what changed between them marked."""
    before, after = word_diff(old, new)
    return Content.assemble(("− ", "$text-error"), before, "\n", ("+ ", "$text-success"), after)


def _marked(words: list[str], marked: set[int], style: str) -> Content:
    spans: list[Span] = []
    offset = 0
    for index, word in enumerate(words):
        if index in marked:
            spans.append(Span(offset, offset + len(word), style))
        offset += len(word)
    return Content("".join(words), spans)
