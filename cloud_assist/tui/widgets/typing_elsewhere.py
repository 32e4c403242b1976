"""What is typed or pasted on a widget that takes the focus, and means nothing there, is for the prompt."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.message import Message
from textual.widget import Widget


class TypingElsewhere(Widget):
    """Hands on what is typed, but for its own keys."""

    KEPT_KEYS: ClassVar[frozenset[str]] = frozenset()
    """Printable keys that mean something to the widget."""

    class Typed(Message):
        """This text is for the prompt."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def on_key(self, event: events.Key) -> None:
        """Hand on what is typed; only the widget's own keys stay here."""
        if event.is_printable and event.character and event.key not in self.KEPT_KEYS:
            event.stop()
            self.post_message(self.Typed(event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Hand on what is pasted."""
        event.stop()
        self.post_message(self.Typed(event.text))
