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
    "Describe what you want to do. You see the proposed command, its risk and its target; nothing runs until you "
    "approve exactly that command. If it fails, you are asked whether to try again."
)
_PROMPT: Rows = (
    ("Enter", "send"),
    ("Shift+Enter, Ctrl+J", "new line"),
    ("Up, Down", "earlier requests"),
    ("Ctrl+R", "search earlier requests"),
    ("PgUp, PgDn", "scroll the transcript"),
    ("!command", "run your own command (you still approve it)"),
    ("@file", "attach a text file"),
    ("Tab", "complete / and @, or move to the cards and examples"),
)
_CARDS: Rows = (
    ("Shift+Tab, then Up, Down", "select a card"),
    ("Enter", "open the table on the whole screen"),
    ("t", "table, tree, or as it was printed"),
    ("o", "full output, with search"),
    ("y", "copy the command"),
    ("+", "give the running command 60 more seconds (also /extend)"),
    ("b", "let the running command go on as a job (also /background)"),
)
_JOBS: Rows = (
    ("Enter", "output, as it comes"),
    ("s", "ask it to stop"),
    ("k", "kill it, after a question that says what stays behind"),
    ("c", "copy the command"),
)
_TABLE: Rows = (
    ("/", "filter: rows that hold all the words"),
    ("s", "sort by the column of the cursor; again: descending; again: as printed"),
    ("c", "choose the columns"),
    ("t", "table, tree, or as it was printed"),
    ("y, Y", "copy the cell; copy the row as JSON"),
    ("e", "copy or save all rows as CSV, TSV, Markdown or JSON"),
    ("p", "open in $PAGER (less where it is not set)"),
)
_APPROVAL: Rows = (
    ("a", "approve and run exactly what is shown"),
    ("e", "edit; the new command is checked and shown again"),
    ("x", "explain each word, from the CLI's own documentation"),
    ("p", "preview: run the tool's own dry run"),
    ("r", "reject, with an optional reason; another command is proposed"),
    ("1-9, or Up, Down and Enter", "without a model: look at another match instead"),
    ("Esc", "cancel the request"),
    ("Up, Down, PgUp, PgDn", "scroll (PgUp, PgDn beside matches); approve once you have seen the whole command"),
)
_RETRY: Rows = (
    ("r", "retry; another command is proposed"),
    ("h", "retry with a hint"),
    ("e", "edit the command and run it again, after another approval"),
    ("Esc", "cancel the request"),
)
_ANYWHERE: Rows = (
    ("Esc", "remove the request that waits, or stop the running one"),
    ("Ctrl+C", "clear the prompt; else stop; press twice to quit"),
    ("Ctrl+Q", "quit; the running command is stopped, jobs go on"),
    ("Ctrl+P", "all commands"),
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
        yield from self._section("Table", _TABLE)
        yield from self._section("Approval", _APPROVAL)
        yield from self._section("After a failure", _RETRY)
        yield from self._section("Jobs (/jobs)", _JOBS)
        yield from self._section("Anywhere", _ANYWHERE)
        yield from self._section("Commands", tuple((c.slash, c.help) for c in self._commands))

    @staticmethod
    def _section(title: str, rows: Rows) -> Iterable[Widget]:
        yield Static(title, classes="label", markup=False)
        yield Page.table(rows)
