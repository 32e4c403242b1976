"""A text area in which Enter submits: Shift+Enter and Ctrl+J make a new line, a paste of many lines stays one text."""

from __future__ import annotations

from textual.message import Message

from cloud_assist.tui.textual_private import KeysFirst

NEW_LINE_KEYS = frozenset({"shift+enter", "ctrl+j", "alt+enter"})


class SubmitArea(KeysFirst):
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

    def takes_key(self, key: str) -> bool:
        """Enter submits, the keys for a new line make one."""
        if key == "enter":
            self.submit()
        elif key in NEW_LINE_KEYS and not self.read_only:
            self.insert("\n")
        else:
            return False
        return True

    def submit(self) -> None:
        """Hand the text over; what happens to it is the receiver's business."""
        self.post_message(self.Submitted(self, self.text))
