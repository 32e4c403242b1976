"""Help: what the app does, its keys, its commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.tui.commands import AppCommand
from cloud_assist.tui.screens.page import Page
from cloud_assist.tui.untrusted import MUTED

Rows = tuple[tuple[str, str], ...]

_WORDS = (
    "Say what you want done. A command is proposed, judged and shown with what it would hit; nothing runs before you "
    "approve exactly that command. When it fails, you are asked whether to try again."
)
_PROMPT: Rows = (
    ("Enter", "send"),
    ("Shift+Enter, Ctrl+J", "new line"),
    ("Up, Down", "earlier requests"),
    ("Ctrl+R", "search them"),
    ("PgUp, PgDn", "scroll the transcript"),
    ("!command", "your own command, through the same approval"),
    ("@file", "attach a text file"),
    ("Tab", "complete / and @, otherwise go to the cards"),
)
_CARDS: Rows = (
    ("Shift+Tab, then Up, Down", "choose a card"),
    ("o", "whole output, with search"),
    ("y", "copy the command"),
)
_APPROVAL: Rows = (
    ("a", "approve exactly what is shown"),
    ("e", "edit; the new text is judged and shown again"),
    ("r", "reject, with a reason if you like: another command is proposed"),
    ("Esc", "cancel the request"),
    ("Up, Down, PgUp, PgDn", "scroll: approval waits until you have seen the whole command"),
)
_ANYWHERE: Rows = (
    ("Esc", "stop what is under way"),
    ("Ctrl+C", "stop; twice quits"),
    ("Ctrl+Q", "quit; nothing goes on running"),
    ("Ctrl+P", "every command"),
)


class HelpScreen(Page):
    """What the app does, its keys, its commands."""

    heading = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "back", "Back", show=False)]

    def __init__(self, commands: tuple[AppCommand, ...]) -> None:
        super().__init__()
        self._commands = commands

    def compose_text(self) -> Iterable[Widget]:
        """Words, then tables."""
        yield Static(_WORDS, markup=False)
        yield from self._section("Prompt", _PROMPT)
        yield from self._section("Cards", _CARDS)
        yield from self._section("Approval", _APPROVAL)
        yield from self._section("Anywhere", _ANYWHERE)
        yield from self._section("Commands", tuple((c.slash, c.help) for c in self._commands))

    @staticmethod
    def _section(title: str, rows: Rows) -> Iterable[Static]:
        yield Static(title, classes="label", markup=False)
        width = max(len(keys) for keys, _ in rows) + 2
        lines = [Content.assemble((f"{keys:<{width}}", "$text-accent"), (words, MUTED)) for keys, words in rows]
        yield Static(Content("\n").join(lines))
