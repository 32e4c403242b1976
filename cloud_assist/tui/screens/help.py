"""Help: what the app does, its keys, its commands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.tui.commands import AppCommand
from cloud_assist.tui.screens.page import Page

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
    ("+", "give the running command 60 s more; so does /extend"),
)
_APPROVAL: Rows = (
    ("a", "approve exactly what is shown"),
    ("e", "edit; the new text is judged and shown again"),
    ("x", "explain each word from the CLI's own documentation"),
    ("p", "preview: what the tool's own dry run says"),
    ("r", "reject, with a reason if you like: another command is proposed"),
    ("Esc", "cancel the request"),
    ("Up, Down, PgUp, PgDn", "scroll: approval waits until you have seen the whole command"),
)
_RETRY: Rows = (
    ("r", "retry: another command is proposed"),
    ("h", "retry with a hint of yours"),
    ("e", "edit it and run it again, after another approval"),
    ("Esc", "leave it"),
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
        yield from self._section("After a failure", _RETRY)
        yield from self._section("Anywhere", _ANYWHERE)
        yield from self._section("Commands", tuple((c.slash, c.help) for c in self._commands))

    @staticmethod
    def _section(title: str, rows: Rows) -> Iterable[Widget]:
        yield Static(title, classes="label", markup=False)
        yield Page.table(rows)
