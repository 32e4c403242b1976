"""A result on a card: the first rows of its table, or the top of its tree."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

if TYPE_CHECKING:
    from cloud_assist.results.result import Result
    from cloud_assist.tui.result_lines import FirstRows

_TOLD_S = 0.25
"""Seconds between two looks at how many rows have been counted."""


class Shape(StrEnum):
    """How a result is shown."""

    TABLE = "table"
    TREE = "tree"
    RAW = "raw"

    @property
    def next(self) -> Shape:
        """What `t` changes it to."""
        shapes = list(Shape)
        return shapes[(shapes.index(self) + 1) % len(shapes)]


class ResultView(Widget):
    """Shows a result once it turned out to be a table; until then it takes no room."""

    DEFAULT_CSS = """
    ResultView {
        display: none; height: auto; margin: 1 0 0 0; padding: 0 1; background: $background; color: $text;
        border-left: outer $panel; text-wrap: nowrap; text-overflow: ellipsis;
        &.-filled { display: block; }
    }
    """

    class Ready(Message):
        """The output turned out to be a table."""

    def __init__(self) -> None:
        super().__init__()
        self.shape = Shape.RAW
        """Stays RAW where the output is no table."""
        self._first: FirstRows | None = None

    @property
    def result(self) -> Result | None:
        """The result, once the output turned out to be one."""
        return self._first.reading.result if self._first is not None else None

    @work(group="result", exclusive=True, exit_on_error=False)
    async def load(self, path: str, command: str) -> None:
        """Read a finished command's output in a thread; show its first rows, then how many there are."""
        try:
            first = await asyncio.to_thread(_first_rows, Path(path), command)
        except OSError:  # the file is gone: what came as it ran is still there to see
            return
        if first is None:
            return
        self._first = first
        self.change_to(Shape.TABLE)
        self.post_message(self.Ready())
        worker = get_current_worker()
        counting = asyncio.create_task(asyncio.to_thread(first.count, lambda: worker.is_cancelled))
        while not counting.done():
            height = len(self._lines())
            await asyncio.wait([counting], timeout=_TOLD_S)
            self.refresh(layout=len(self._lines()) != height)  # rows of 1 MB come a few at a time

    def change_to(self, shape: Shape) -> None:
        """Show the result in another shape; RAW is the output's own view."""
        self.shape = shape
        self.set_class(shape is not Shape.RAW, "-filled")
        if isinstance(self.parent, Widget):
            self.parent.set_class(shape is not Shape.RAW, "-shaped")
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return as much as a card has room for."""
        return Content("\n").join(self._lines())

    def _lines(self) -> list[Content]:
        if self._first is None:
            return []
        from cloud_assist.tui.result_lines import table_lines, tree_lines

        tree = self.shape is Shape.TREE
        return tree_lines(self._first) if tree else table_lines(self._first, self.content_size.width, time())


def _first_rows(path: Path, command: str) -> FirstRows | None:
    from cloud_assist.tui.result_lines import first_rows  # not before the first frame

    return first_rows(path, command)
