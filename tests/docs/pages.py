"""The Markdown pages of the project, taken apart: code blocks, links, headings, words in code type."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for pattern in ("*.md", "docs/**/*.md", ".github/**/*.md")
    for path in REPOSITORY.glob(pattern)
)
"""Paths from the top of the project."""

_BLOCK = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (?P<text>.+)$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    language: str
    words: tuple[str, ...]
    """What stands behind the language: "no-run", or "file=PATH"."""
    text: str
    line: int
    """Where it begins, 1 for the page's first line."""

    @property
    def runs(self) -> bool:
        """Whether it is to be run or written: a shell or Python block, or a file, unless it says no-run."""
        return "no-run" not in self.words and (self.language in {"bash", "python"} or bool(self.file))

    @property
    def file(self) -> str:
        """The file that it is the content of; empty for none."""
        return next((word.removeprefix("file=") for word in self.words if word.startswith("file=")), "")


def text_of(page: str) -> str:
    """Return the whole text of a page."""
    return (REPOSITORY / page).read_text("utf-8")


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page, in order."""
    text = text_of(page)
    for match in _BLOCK.finditer(text):
        language, *words = match["info"].split() or [""]
        line = text.count("\n", 0, match.start()) + 1
        yield Block(language, tuple(words), textwrap.dedent(match["text"]), line)


def prose(page: str) -> str:
    """Return a page without its fenced blocks."""
    return _BLOCK.sub("", text_of(page))


def links(page: str) -> list[str]:
    """Return the targets of a page's links and pictures."""
    return [match["target"] for match in _LINK.finditer(re.sub(_CODE, "", prose(page)))]


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = [match["text"].lower() for match in _HEADING.finditer(prose(page))]
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in headings}


def code_words(page: str) -> list[str]:
    """Return what stands in code type within the prose of a page."""
    return _CODE.findall(prose(page))


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table below a heading, without its header."""
    below = text_of(page).split(f" {heading}\n", 1)[1]
    table = below[below.index("\n|") :].lstrip("\n").split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.split("|")] for row in _ROW.findall(table)[2:]]
