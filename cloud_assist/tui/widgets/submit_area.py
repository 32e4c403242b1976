"""A text area in which Enter submits: Shift+Enter and Ctrl+J make a new line, a paste of many lines stays one text."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea

NEW_LINE_KEYS = frozenset({"shift+enter", "ctrl+j", "alt+enter"})


class SubmitArea(TextArea):
    """Grows with its text up to the height its style allows."""

    DEFAULT_CSS = """
    SubmitArea { height: auto; min-height: 1; max-height: 8; border: none; padding: 0; background: transparent; }
    SubmitArea:focus { border: none; }
    """

    class Submitted(Message):
        """The person pressed Enter."""

        def __init__(self, area: SubmitArea, text: str) -> None:
            super().__init__()
            self.area = area
            self.text = text

        @property
        def control(self) -> SubmitArea:
            """The area that sent this."""
            return self.area

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handler of each class in turn; prevent_default keeps TextArea's own from inserting a line.
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.submit()
        elif event.key in NEW_LINE_KEYS and not self.read_only:
            event.stop()
            event.prevent_default()
            self.insert("\n")

    def submit(self) -> None:
        """Hand the text over; what happens to it is the receiver's business."""
        self.post_message(self.Submitted(self, self.text))
