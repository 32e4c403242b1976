"""The steps of a request that has more than one: what is done, what is under way, what is planned."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from cloud_assist.events import StepsChanged
from cloud_assist.models import RequestStep, StepState
from cloud_assist.tui.untrusted import MUTED, first_line

_MARKS = {
    StepState.DONE: ("✓", "$text-success"),
    StepState.FAILED: ("✗", "$text-error"),
    StepState.NOW: ("▸", "$text-accent"),
    StepState.NEXT: ("○", MUTED),
}
_WORDS = 160
"""Characters of a purpose that are shown."""


class StepList(Static):
    """A line for each step; not there for a request of one."""

    DEFAULT_CSS = """
    StepList { height: auto; padding: 0 1; display: none; }
    StepList.-filled { display: block; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._steps: tuple[RequestStep, ...] = ()

    def changed(self, event: StepsChanged) -> None:
        """Show the steps as they stand."""
        self._show(event.steps)

    def ended(self, done: tuple[RequestStep, ...]) -> None:
        """The request has ended after these steps: nothing is under way any more, and the others did not run."""
        if not self._steps:
            return
        numbers = {step.number for step in done}
        self._show((*done, *(step for step in self._steps if step.number not in numbers)), over=True)

    def _show(self, steps: tuple[RequestStep, ...], *, over: bool = False) -> None:
        self._steps = steps
        self.add_class("-filled")
        self.update(Content("\n").join(_line(step, over=over) for step in steps))


def _line(step: RequestStep, *, over: bool) -> Content:
    left = over and step.state is not StepState.DONE
    mark, style = ("–", MUTED) if left else _MARKS[step.state]
    words = first_line(step.purpose or step.command, _WORDS)
    told = [f"${step.output}"] if step.output else []
    told += ["not finished"] if left and step.state is StepState.NOW else ["not run"] if left else []
    return Content.assemble(
        (f"{mark} ", style),
        (f"{step.number}. ", MUTED),
        (words, "" if step.state is StepState.NOW and not over else MUTED),
        (f"  {' · '.join(told)}" if told else "", MUTED),
    )
