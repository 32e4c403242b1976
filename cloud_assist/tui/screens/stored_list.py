"""A full-screen list of what is stored: typing narrows it, arrows move in it, Enter takes one."""

from __future__ import annotations

import asyncio
from pathlib import PurePath
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from cloud_assist.errors import CloudAssistError
from cloud_assist.tui.screens.ordered_keys import OrderedKeys
from cloud_assist.tui.untrusted import MUTED, plain

RowT = TypeVar("RowT")

SHOWN = 300
"""Rows listed at once; typing reaches the rest."""
_PAUSE_S = 0.12
"""Seconds without a key before the list is narrowed."""


class StoredList(OrderedKeys[str | None], Generic[RowT]):
    """Reads in a thread, so that typing stays possible however much is stored."""

    AUTO_FOCUS = "Input"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["stored_list.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Open", priority=True, key_display="⏎"),
        Binding("up", "move(-1)", "Up", show=False, priority=True),
        Binding("down", "move(1)", "Down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("escape", "back", "Back", key_display="Esc"),
    ]

    heading = ""
    empty = ""
    """What is said where nothing is stored at all."""
    one, many = "stored", "stored"
    """What one row, and many, are called below the list."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[RowT] = []
        self._words = ""

    def compose(self) -> ComposeResult:
        """Heading, words, list, what was found, keys."""
        yield Static(self.heading, classes="heading", markup=False)
        yield Input(placeholder="type to filter", compact=True)
        choices = OptionList(compact=True)
        choices.can_focus = False
        yield choices
        yield Static("reading …", classes="state", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    # --- For the subclass -----------------------------------------------------------------------------------------

    def find(self, words: str) -> list[RowT]:
        """Return the rows that fit `words`, at most `SHOWN`. Called in a thread; may raise CloudAssistError."""
        raise NotImplementedError

    def label(self, row: RowT, width: int) -> Content:
        """Return one row, as wide as `width` columns."""
        raise NotImplementedError

    def take(self, row: RowT) -> None:
        """Enter was pressed on a row."""
        raise NotImplementedError

    def summary(self) -> Content:
        """Return what the line below the list says."""
        count = f"{len(self.rows)} or more" if len(self.rows) >= SHOWN else str(len(self.rows))
        return Content.styled(
            f"{count} found" if self._words else f"{count} {self.one if len(self.rows) == 1 else self.many}", MUTED
        )

    # --- The list -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Everything at first."""
        self.read(0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._words = event.value.strip()
        self.read(_PAUSE_S)

    @work(group="read", exclusive=True, exit_on_error=False)
    async def read(self, pause_s: float = 0.0) -> None:
        """Read the list anew; the highlight stays where it was."""
        await asyncio.sleep(pause_s)
        try:
            self.rows = await asyncio.to_thread(self.find, self._words)
        except CloudAssistError as error:
            self.say(Content.styled(plain(str(error)), "$text-error"))
            return
        self._show()
        self.say(self.summary())

    def say(self, content: Content) -> None:
        """Say something below the list."""
        self.query_one(".state", Static).update(content)

    def _show(self) -> None:
        listed = self.query_one(OptionList)
        at = listed.highlighted or 0
        width = max(listed.scrollable_content_region.width - 2, 10)
        listed.clear_options()
        listed.add_options(Option(self.label(row, width)) for row in self.rows)
        if not self.rows:
            nothing = "No matches." if self._words else self.empty
            listed.add_option(Option(Content.styled(nothing, MUTED), disabled=True))
        else:
            listed.highlighted = min(at, len(self.rows) - 1)

    def on_resize(self) -> None:
        """Lay the rows out anew."""
        if self.rows:
            self.call_after_refresh(self._show)

    @property
    def row(self) -> RowT | None:
        """The highlighted row, or None where there is none."""
        at = self.query_one(OptionList).highlighted
        return self.rows[at] if at is not None and at < len(self.rows) else None

    # --- Keys -----------------------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Move the highlight."""
        listed = self.query_one(OptionList)
        if self.rows:
            listed.highlighted = min(max((listed.highlighted or 0) + step, 0), len(self.rows) - 1)

    def action_page(self, pages: int) -> None:
        """Move it by as much as is on screen."""
        self.action_move(pages * max(self.query_one(OptionList).size.height // 2 - 1, 1))

    def action_take(self) -> None:
        """Take the highlighted row."""
        if self.row is not None:
            self.take(self.row)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take()

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)
