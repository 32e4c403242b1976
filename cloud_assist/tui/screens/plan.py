"""The plan modal: all steps of a request with their exact commands, before anything runs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from time import monotonic
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from cloud_assist.command.approval import bar_to_whole
from cloud_assist.events import PlanRequired
from cloud_assist.models import ApprovePlan, Cancel, OneByOne, PlanDecision, PlannedStep, Reject, Risk
from cloud_assist.tui.screens import approval_text
from cloud_assist.tui.screens.armed_modal import ActionButton, ArmedModal
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import MUTED, first_line, prose, shell
from cloud_assist.tui.widgets.risk_chip import risk_chip, risk_class
from cloud_assist.tui.widgets.seen_rows import SeenRows


class PlanModal(ArmedModal[PlanDecision]):
    """Approves the plan as it is shown, to the byte, or has each step asked about."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["armed_modal.tcss", "plan.tcss"]
    heading = "Plan Approval Required"
    ANSWERS: ClassVar[frozenset[str]] = frozenset({"approve", "one_by_one", "reject"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "Approve all"),
        Binding("o", "one_by_one", "One by one"),
        Binding("r", "reject", "Reject"),
        Binding("escape", "cancel", "Cancel"),
    ]

    def __init__(self, question: PlanRequired, *, clock: Clock = monotonic) -> None:
        """Ask `question`."""
        super().__init__(clock=clock)
        self.question = question
        self._bar = bar_to_whole(question.steps, second_person=question.second_person)
        self._risk = Risk.worst(*(step.assessment.risk for step in question.steps))
        self._seen = SeenRows()

    def subheading(self) -> str:
        """How many steps there are."""
        count = len(self.question.steps)
        return f"{count} step{'s' if count > 1 else ''}"

    def compose_body(self) -> Iterable[Widget]:
        """The request, and each step with what it is and would hit."""
        if self.question.notice:
            yield Static(prose(self.question.notice, "$text-warning"), classes="notice")
        yield Static(Content.assemble(("Request  ", MUTED), first_line(self.question.prompt, 240)), classes="request")
        yield Static(Content("\n\n").join(_step(each) for each in self.question.steps), classes="plan")

    def compose_actions(self) -> Iterable[Button]:
        """The actions in their order."""
        yield ActionButton("Approve all", "a", "approve", classes="approve")
        yield ActionButton("One by one", "o", "one_by_one", classes="each", short="Each")
        yield ActionButton("Reject…", "r", "reject")
        yield ActionButton("Cancel", "Esc", "cancel", classes="cancel")

    def on_mount(self) -> None:
        """Colour the frame by the gravest step."""
        self.query_one(".dialog").add_class(risk_class(self._risk))

    def blocker(self) -> str:
        """Return why the plan cannot be approved as a whole right now, or an empty string."""
        if self._bar:
            return self._bar
        if not self.settled:
            return "Ignoring keys for a moment …"
        return "" if self._seen.all_seen else "Scroll to the end of the plan (PgDn) to approve"

    def hint(self) -> str:
        """The blocker, or that it is ready."""
        blocker = self.blocker()
        return f"○ {blocker}" if blocker else "● ready · a failed or changed step asks again"

    def show_hint(self) -> None:
        """Say whether it can be approved, and let the button say so too."""
        super().show_hint()
        for button in self.query(".approve").results(Button):  # none while it closes
            button.disabled = bool(self.blocker())

    def place_focus(self) -> None:
        """Start on Cancel, unless the whole plan only reads."""
        self.show_hint()
        reads = self._risk is Risk.READ_ONLY and not self.blocker()
        self.query_one(".approve" if reads else ".cancel", Button).focus()

    def looked(self) -> None:
        """Note which rows of the plan have been painted."""
        self.look_at(".plan", self._seen)
        self.show_hint()

    def action_approve(self) -> None:
        """Approve exactly these steps."""
        if self.blocker():
            self.app.bell()
        else:
            self.dismiss(ApprovePlan(self.question.digest))

    def action_one_by_one(self) -> None:
        """Have each step asked about."""
        self.dismiss(OneByOne())

    def action_reject(self) -> None:
        """Ask for a reason, which may be empty; another plan is proposed."""
        self.app.push_screen(
            TextEntry("What's wrong with it? (optional)", submit="propose another plan"), self._rejected
        )

    def _rejected(self, reason: str | None) -> None:
        if reason is not None:
            self.dismiss(Reject(reason.strip()))

    def action_cancel(self) -> None:
        """End the request."""
        self.dismiss(Cancel())


def _step(step: PlannedStep) -> Content:
    """Return one step: purpose, command, class with its reasons, target, findings."""
    assessment = step.assessment
    purpose = first_line(step.purpose, 160)
    lines = [
        Content.assemble((f"{step.number}. ", "bold"), risk_chip(assessment.risk), f"  {purpose}" if purpose else ""),
        Content.assemble(("$ ", MUTED), shell(assessment.display)),
        Content.styled(first_line(assessment.reasons[0].text if assessment.reasons else "", 160), MUTED),
        approval_text.receipt(assessment, sources=False),
    ]
    if assessment.findings:
        lines.append(approval_text.findings(assessment))
    return Content("\n").join(lines)
