"""The input modal: any question that the agent asks in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from time import monotonic
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Button, Static

from cloud_assist.events import InputRequired
from cloud_assist.models import Answer, Cancel, InputDecision
from cloud_assist.tui.screens.armed_modal import ActionButton, ArmedModal
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import prose
from cloud_assist.tui.widgets.submit_area import SubmitArea


class InputModal(ArmedModal[InputDecision]):
    """A question and a place for the answer."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["armed_modal.tcss", "question.tcss"]
    heading = "The Agent Has a Question"
    ANSWERS: ClassVar[frozenset[str]] = frozenset({"answer"})
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def __init__(self, question: InputRequired, *, clock: Clock = monotonic) -> None:
        super().__init__(clock=clock)
        self.question = question

    def compose_body(self) -> Iterable[Widget]:
        """The question."""
        yield Static(prose(self.question.question), classes="question")

    def compose_extra(self) -> Iterable[Widget]:
        """The answer."""
        yield SubmitArea(highlight_cursor_line=False, placeholder="your answer")

    def compose_actions(self) -> Iterable[Button]:
        """Answer or cancel."""
        yield ActionButton("Answer", "Enter", "answer")
        yield ActionButton("Cancel", "Esc", "cancel")

    def place_focus(self) -> None:
        """Start in the answer."""
        self.query_one(SubmitArea).focus()

    def hint(self) -> str:
        """How to answer."""
        return "● ready · Ctrl+J: new line"

    @on(SubmitArea.Submitted)
    def _submitted(self, event: SubmitArea.Submitted) -> None:
        event.stop()
        if self.settled:
            self.action_answer()

    def action_answer(self) -> None:
        """Give the answer; an empty one is none."""
        text = self.query_one(SubmitArea).text.strip()
        if text:
            self.dismiss(Answer(text))
        else:
            self.app.bell()

    def action_cancel(self) -> None:
        """End the request."""
        self.dismiss(Cancel())
