"""What this app uses of Textual that Textual does not document: it may change with any release.

Everything of that kind stands here, so that the range of versions in pyproject.toml can be widened by looking at one
file and running the tests of the app.
"""

from __future__ import annotations

import select
from typing import TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widgets import TextArea

ReturnT = TypeVar("ReturnT")
ResultT = TypeVar("ResultT")


class FailsInASentence(App[ReturnT]):
    """An app that chooses what is printed when it fails: Textual's own choice has no documented place to change it."""

    shows_tracebacks = False
    """Whether a traceback with the values of local variables is printed, as Textual does."""

    def tell_failure(self) -> None:
        """Tell that the app failed, instead of the traceback; an exception is being handled."""

    def _fatal_error(self) -> None:
        if self.shows_tracebacks:
            super()._fatal_error()
        else:
            self.tell_failure()


def input_waits(app: App[ReturnT]) -> bool:
    """Return whether the terminal holds input that the thread which reads it has not taken yet."""
    fileno = getattr(app._driver, "fileno", None)  # none where there is no terminal
    return fileno is not None and bool(select.select([fileno], [], [], 0)[0])


def keys_of(screen: Screen[ResultT]) -> list[str]:
    """Return a screen's own keys as its class lists them; `active_bindings`, which is documented, sorts them anew."""
    return list(screen._bindings.key_to_bindings)


def write_to_terminal(app: App[ReturnT], sequence: str) -> None:
    """Write a control sequence for which Textual has no call; nowhere without a terminal, as `App.bell`."""
    if not app.is_headless and app._driver is not None:
        app._driver.write(sequence)
        app._driver.flush()


class KeysFirst(TextArea):
    """A text area that can be kept from a key.

    TextArea inserts in `_on_key`; Textual calls a subclass's `_on_key` before it, but a documented `on_key` only after.
    """

    def takes_key(self, key: str) -> bool:
        """Do what `key` means here, and return whether it meant something; if not, the text area gets it."""
        return False

    async def _on_key(self, event: events.Key) -> None:
        if self.takes_key(event.key):
            event.stop()
            event.prevent_default()
