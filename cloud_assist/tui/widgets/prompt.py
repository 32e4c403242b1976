"""Where requests are typed: several lines, history, `/` commands and `@` paths with completion."""

from __future__ import annotations

import re
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static, TextArea
from textual.widgets.option_list import Option

from cloud_assist.tui.attachments import path_completions
from cloud_assist.tui.commands import AppCommand
from cloud_assist.tui.history import HistoryCursor, PromptHistory
from cloud_assist.tui.untrusted import MUTED, plain
from cloud_assist.tui.widgets.submit_area import SubmitArea

_PATH_UNDER_WAY = re.compile(r"(?:^|(?<=\s))@(\S*)$")


class PromptArea(SubmitArea):
    """The text area; keys that mean something to the prompt around it go there first."""

    class Steered(Message):
        """A key for the prompt: "older", "newer", "complete", "dismiss", "page_up", "page_down"."""

        def __init__(self, wish: str) -> None:
            super().__init__()
            self.wish = wish

    completing = False
    """Whether completions are on screen."""

    def submit(self) -> None:
        """Hand the text over and be empty at once: whatever is typed from now on is the next request's."""
        text = self.text
        self.text = ""
        self.completing = False
        self.post_message(self.Submitted(self, text))

    def takes_key(self, key: str) -> bool:
        """Tell the prompt what is meant for it; the rest is the text's."""
        if not (wish := self._wish(key)):
            return super().takes_key(key)
        self.post_message(self.Steered(wish))
        return True

    def _wish(self, key: str) -> str:
        if key in {"pageup", "pagedown"}:
            return {"pageup": "page_up", "pagedown": "page_down"}[key]
        if self.completing and key in {"tab", "escape", "enter"}:
            return {"tab": "complete", "escape": "dismiss", "enter": "take"}[key]
        if key == "up" and (self.completing or self.cursor_at_first_line):
            return "older"
        if key == "down" and (self.completing or self.cursor_at_last_line):
            return "newer"
        return ""


class Prompt(Vertical):
    """The text area with its completions above it."""

    DEFAULT_CSS = """
    Prompt {
        height: auto; padding: 0 1; margin: 0; border-top: solid $panel; background: $background;
        &:focus-within { border-top: solid $accent 60%; }
        & > .row { height: auto; }
        & > .row > .mark { width: 2; color: $accent; text-style: bold; }
        & > .row > PromptArea { width: 1fr; max-height: 8; }
        & > OptionList {
            display: none; height: auto; max-height: 8; border: none; padding: 0; background: $surface;
            text-wrap: nowrap; text-overflow: ellipsis;
            &.-open { display: block; }
        }
    }
    """

    class Submitted(Message):
        """The person entered a request or a command."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Scrolled(Message):
        """The person wants to read elsewhere in the transcript, by pages."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    def __init__(self, history: PromptHistory, commands: tuple[AppCommand, ...], cwd: Path) -> None:
        super().__init__()
        self._history = history
        self._cursor = HistoryCursor(history)
        self._commands = commands
        self._cwd = cwd
        self._completions: list[str] = []

    def compose(self) -> ComposeResult:
        """Completions, then the text."""
        completions = OptionList(compact=True)
        completions.can_focus = False
        yield completions
        with Horizontal(classes="row"):
            yield Static("❯", classes="mark", markup=False)
            yield PromptArea(highlight_cursor_line=False, placeholder="What do you want to do?")

    @property
    def area(self) -> PromptArea:
        """The text area."""
        return self.query_one(PromptArea)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.area.text

    def take_focus(self) -> None:
        """Put the cursor into the text."""
        self.area.focus()

    def taken(self) -> None:
        """What was submitted has become a request: "up" begins at the latest again."""
        self._cursor.reset()

    def give_back(self, text: str) -> None:
        """Put text back that was submitted and cannot be taken, before what was typed since."""
        typed = self.text
        self.put(f"{text}\n{typed}" if typed else text)

    def set_aside(self) -> None:
        """Empty it, so that "up" brings the text back."""
        self._history.set_aside(self.text)
        self.area.text = ""
        self._cursor.reset()

    def put(self, text: str) -> None:
        """Replace the text, cursor at its end."""
        self.area.text = text
        self.area.move_cursor(self.area.document.end)

    @on(SubmitArea.Submitted)
    def _submitted(self, event: SubmitArea.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(event.text))

    # --- Completion -----------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._offer()

    def _offer(self) -> None:
        text = self.text
        before = self.area.get_text_range((0, 0), self.area.cursor_location)
        options: list[Option] = []
        self._completions = []
        if text.startswith("/") and not re.search(r"\s", text):
            found = [command for command in self._commands if command.slash.startswith(text)]
            self._completions = [command.slash for command in found]
            options = [
                Option(Content.assemble(f"{command.slash:<10}", (f" {command.help}", MUTED))) for command in found
            ]
        elif match := _PATH_UNDER_WAY.search(before):
            self._completions = [f"@{path}" for path in path_completions(match[1], self._cwd)]
            options = [Option(Content(plain(path))) for path in self._completions]
        self._show(options)

    def _show(self, options: list[Option]) -> None:
        shown = self.query_one(OptionList)
        shown.clear_options()
        shown.add_options(options)
        shown.set_class(bool(options), "-open")
        self.area.completing = bool(options)
        if options:
            shown.highlighted = 0

    @on(PromptArea.Steered)
    def _steered(self, event: PromptArea.Steered) -> None:
        event.stop()
        match event.wish:
            case "older" | "newer" if self.area.completing:
                shown = self.query_one(OptionList)
                shown.action_cursor_up() if event.wish == "older" else shown.action_cursor_down()
            case "older":
                self._recall(self._cursor.older(self.text))
            case "newer":
                self._recall(self._cursor.newer())
            case "complete":
                self._complete()
            case "take":
                self._take()
            case "dismiss":
                self._show([])
            case "page_up" | "page_down":
                self.post_message(self.Scrolled(-1 if event.wish == "page_up" else 1))

    def _recall(self, text: str | None) -> None:
        if text is not None:
            self.put(text)
            self._show([])

    def _complete(self) -> None:
        """Write the highlighted completion in place of what was typed of it."""
        index = self.query_one(OptionList).highlighted
        if index is None or index >= len(self._completions):
            return
        chosen = self._completions[index]
        if chosen.startswith("/"):
            self.put(chosen)
            return
        row, column = self.area.cursor_location
        typed = _PATH_UNDER_WAY.search(self.area.get_text_range((0, 0), (row, column)))
        if typed:
            start = (row, column - len(typed[0]))
            self.area.replace(chosen if chosen.endswith("/") else f"{chosen} ", start, (row, column))

    def _take(self) -> None:
        """Enter on a completion: a command runs at once, a path goes into the text."""
        index = self.query_one(OptionList).highlighted
        if index is None or index >= len(self._completions):
            self.area.submit()
            return
        chosen = self._completions[index]
        if chosen == f"@{self._typed_path()}":
            self.area.submit()
            return
        self._complete()
        self._show([])
        if chosen.startswith("/"):
            self.area.submit()

    def _typed_path(self) -> str:
        match = _PATH_UNDER_WAY.search(self.area.get_text_range((0, 0), self.area.cursor_location))
        return match[1] if match else ""

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take()
        self.take_focus()
