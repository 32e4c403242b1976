"""The whole output of one command, over its spool file, with search."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static
from textual.worker import get_current_worker

from cloud_assist.running.spool_rows import SpoolRows
from cloud_assist.tui.untrusted import MUTED, first_line, shell
from cloud_assist.tui.widgets.spool_view import SpoolView

_FOLLOW_S = 0.5
"""Seconds between two looks at whether the file has grown."""


class OutputScreen(Screen[None]):
    """Scroll, search, follow."""

    AUTO_FOCUS = "SpoolView"
    CSS_PATH = "output.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Back", key_display="Esc"),
        Binding("slash,ctrl+f", "search", "Search", key_display="/"),
        Binding("n", "find(1)", "Next"),
        Binding("N", "find(-1)", "Previous", key_display="N"),
        Binding("g", "edge(0)", "Top", show=False),
        Binding("G", "edge(1)", "End", show=False),
    ]

    def __init__(self, path: str, command: str, *, at_end: bool = False) -> None:
        """Show what is in the file `path`, which `command` printed; `at_end`: begin with the last of it."""
        super().__init__()
        self._at_end = at_end
        self._path = Path(path)
        self._command = command
        self._reader = SpoolRows(self._path)
        self._said = ""

    def compose(self) -> ComposeResult:
        """The command, its output, the search, what was found."""
        yield Static(Content.assemble(("$ ", MUTED), shell(first_line(self._command, 300))), classes="command")
        yield SpoolView(self._reader, at_end=self._at_end)
        yield Input(placeholder="search", compact=True)
        yield Static("reading …", classes="state", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Read now, and look again for as long as it may grow."""
        self._follow()
        self.set_interval(_FOLLOW_S, self._follow)

    @work(group="scan", exit_on_error=False)
    async def _follow(self) -> None:
        if any(worker.group == "scan" and worker is not get_current_worker() for worker in self.workers):
            return
        worker = get_current_worker()
        try:
            grown = await asyncio.to_thread(self._reader.scan, lambda: worker.is_cancelled)
        except OSError as error:
            self._state(f"the stored output cannot be read ({error.strerror}): {self._path}")
            return
        if grown:
            self.query_one(SpoolView).grown()
        self._state(self._said)

    def _state(self, said: str) -> None:
        rows = self._reader.row_count
        words = f"{rows:,} lines" if rows else "no output"
        self.query_one(".state", Static).update(Content.assemble((words, MUTED), f" · {said}" if said else ""))

    # --- Search ---------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Open the search."""
        field = self.query_one(Input)
        field.add_class("-open")
        field.focus()

    @on(Input.Submitted)
    def _searched(self, event: Input.Submitted) -> None:
        view = self.query_one(SpoolView)
        view.wanted = event.value
        event.input.remove_class("-open")
        view.focus()
        self._find(view.current if view.current >= 0 else view.scroll_offset.y, 1)

    def action_find(self, step: int) -> None:
        """Go to the next or the previous row that holds the words."""
        view = self.query_one(SpoolView)
        if view.wanted:
            self._find(view.current + step, step)
        else:
            self.action_search()

    @work(group="find", exclusive=True, exit_on_error=False)
    async def _find(self, start: int, step: int) -> None:
        view = self.query_one(SpoolView)
        worker = get_current_worker()
        self._said = "searching …"
        self._state(self._said)
        row = await asyncio.to_thread(self._reader.find, view.wanted, start, step, lambda: worker.is_cancelled)
        self._said = f"found on line {row + 1:,}" if row is not None else f"no match for {view.wanted!r}"
        self._state(self._said)
        if row is not None:
            view.show_row(row)

    def action_edge(self, end: int) -> None:
        """Go to the top or to the end."""
        view = self.query_one(SpoolView)
        if end:
            view.scroll_end(animate=False)
        else:
            view.scroll_home(animate=False)

    def action_back(self) -> None:
        """Close the search, or this screen."""
        field = self.query_one(Input)
        if field.has_class("-open"):
            field.remove_class("-open")
            self.query_one(SpoolView).focus()
        else:
            self.dismiss(None)
