"""The approval modal: what a command is, what it would hit and why, and the person's decision about exactly it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import PurePath
from time import monotonic
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from cloud_assist.command.approval import Bar, confirming_names, may_approve
from cloud_assist.command.open_places import open_places
from cloud_assist.errors import CloudAssistError
from cloud_assist.events import ApprovalRequired
from cloud_assist.models import (
    After,
    ApprovalDecision,
    Approve,
    Assessment,
    Cancel,
    Edit,
    LeaveOpen,
    Reject,
    Risk,
    Severity,
    Suggestion,
)
from cloud_assist.tui.screens import approval_text
from cloud_assist.tui.screens.armed_modal import ActionButton, ArmedModal
from cloud_assist.tui.screens.fill_in import FillIn
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.times import Clock
from cloud_assist.tui.untrusted import MUTED, plain, prose, shell
from cloud_assist.tui.widgets.dont_ask import DontAsk
from cloud_assist.tui.widgets.further_reads import FurtherReads
from cloud_assist.tui.widgets.risk_chip import risk_class
from cloud_assist.tui.widgets.seen_rows import SeenRows

_SOURCE_COLUMNS = 50
Reading = Callable[[Assessment], Awaitable[str]]
"""Says more about a command on request: its words explained, or a dry run's output. Raises CloudAssistError."""


class TargetReceipt(Static):
    """What the command would hit; where each value was read is left out where that would break the lines."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(approval_text.receipt(assessment), classes="section target")
        self._assessment = assessment
        self._sources = True

    def on_resize(self) -> None:
        """Tell the sources where there is room."""
        room = self.size.width >= _SOURCE_COLUMNS
        if room is not self._sources:
            self._sources = room
            self.update(approval_text.receipt(self._assessment, sources=room))


class ApprovalModal(ArmedModal[ApprovalDecision | LeaveOpen]):
    """Asks about one exact command; every answer but Cancel waits until the modal listens."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["armed_modal.tcss", "approval.tcss"]
    heading = "Command Approval Required"
    ANSWERS: ClassVar[frozenset[str]] = frozenset({"approve", "edit", "explain", "preview", "reject", "leave", "take"})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "approve", "Approve"),
        Binding("e", "edit", "Edit"),
        Binding("x", "explain", "Explain"),
        Binding("p", "preview", "Preview"),
        Binding("r", "reject", "Reject"),
        Binding("l", "leave", "Leave for a colleague"),
        Binding("escape", "cancel", "Cancel"),
        *(Binding(str(number), f"take({number})", show=False) for number in range(1, 10)),
    ]

    def __init__(
        self,
        question: ApprovalRequired,
        *,
        explain: Reading | None = None,
        preview: Reading | None = None,
        can_leave: bool = False,
        clock: Clock = monotonic,
    ) -> None:
        """Ask `question`; `can_leave` says that it may be left open for a colleague, where it needs one."""
        super().__init__(clock=clock)
        self.question = question
        self._assessment = question.assessment
        self._explain = explain
        self._preview = preview
        self._places = open_places(question.proposal.command, question.proposal.source)
        self._obstacle = may_approve(question.assessment, second_person=question.second_person)
        self._for_a_colleague = can_leave and self._bar is Bar.SECOND_PERSON
        self._seen = {".command": SeenRows(), ".target": SeenRows()}
        self._others: tuple[tuple[int, Suggestion], ...] = tuple(
            (number, other)
            for number, other in enumerate(question.proposal.alternatives, 1)
            if other.command != question.proposal.command
        )
        """The other known commands, each with the number that picks it."""

    # --- What it shows --------------------------------------------------------------------------------------------

    def subheading(self) -> str:
        """The attempt, where there can be more than one."""
        attempt = f"attempt {self.question.attempt} of {self.question.max_attempts}"
        several = self.question.step > 1 or self.question.proposal.after is After.LOOK
        return f"step {self.question.step} · {attempt}" if several else attempt

    def compose_body(self) -> Iterable[Widget]:
        """Request, command, and what is known about it."""
        if self.question.notice:
            yield Static(prose(self.question.notice, "$text-warning"), classes="notice")
        yield Static(approval_text.request(self.question), classes="request")
        yield Static(approval_text.command(self._assessment), classes="command")
        if self._others:
            yield Static(
                "Other matches (number, or ↑↓ and Enter, to look at one)", classes="label of-others", markup=False
            )
            yield OptionList(
                *(Option(self._other(*numbered)) for numbered in self._others), compact=True, classes="others"
            )
        yield Static("Target", classes="label of-target", markup=False)
        yield TargetReceipt(self._assessment)
        yield Static(approval_text.risk(self._assessment), classes="section risk")
        yield Static(approval_text.proposer(self.question), classes="proposer")
        yield Static("Findings", classes="label of-findings", markup=False)
        yield Static(approval_text.findings(self._assessment), classes="section findings")
        for label, content in approval_text.sections(self.question):
            yield Static(label, classes="label", markup=False)
            yield Static(content, classes="section")
        yield Static("", classes="reading", markup=False)

    @staticmethod
    def _other(number: int, suggestion: Suggestion) -> Content:
        title = (f"   {plain(suggestion.title)}", MUTED)
        return Content.assemble((f"{number}  ", MUTED), shell(suggestion.command), title)

    def compose_extra(self) -> Iterable[Widget]:
        """The typed confirmation, or the offer not to ask again."""
        if self._must_type:
            yield Input(placeholder=f"type {self._must_type} to approve", compact=True, classes="confirm")
        if self._assessment.auto_run and not self._places:
            if self.question.offers_reads:
                yield FurtherReads()
            second = "-second" if self.question.offers_reads else ""
            yield DontAsk(plain(", ".join(self._assessment.read_words)), second)

    def compose_actions(self) -> Iterable[Button]:
        """The actions in their order; one that can do nothing is not there."""
        approve = "Fill in…" if self._places else "Approve"
        yield ActionButton(approve, "a", "approve", classes="approve")
        yield ActionButton("Edit", "e", "edit")
        if self._explain is not None:
            yield ActionButton("Explain", "x", "explain")
        if self._preview is not None:
            yield ActionButton("Preview", "p", "preview")
        yield ActionButton("Reject…", "r", "reject")
        if self._for_a_colleague:
            yield ActionButton("Leave for a colleague", "l", "leave", short="Leave")
        yield ActionButton("Cancel", "Esc", "cancel", classes="cancel")

    def on_mount(self) -> None:
        """Colour the frame by risk; where the app is closed meanwhile, there is no frame any more."""
        self._show_whether_found()
        self.query(".dialog").add_class(risk_class(self._assessment.risk))

    def renewed(self, assessment: Assessment) -> None:
        """Show what is known of the very same command by now; what its CLI refuses can no longer be approved.

        Where there is more to read than before, keys are held back for a moment: they were meant for what was shown.
        """
        if assessment.binding.digest != self._assessment.binding.digest:
            return
        known = set(self._assessment.findings)
        self._assessment = assessment
        self._obstacle = may_approve(assessment, second_person=self.question.second_person)
        if self.is_mounted:
            self.query_one(".findings", Static).update(approval_text.findings(assessment))
            self._show_whether_found()
            if any(found not in known and found.severity is not Severity.INFO for found in assessment.findings):
                self.hold_back()
            self.show_hint()

    def _show_whether_found(self) -> None:
        for part in self.query(".of-findings, .findings"):
            part.display = bool(self._assessment.findings)

    # --- Whether it may be approved -------------------------------------------------------------------------------

    @property
    def _must_type(self) -> str:
        """What must be typed first: the target's name, for a destructive or unknown command on a protected one."""
        names = confirming_names(self._assessment) if self._bar in {None, Bar.OPEN_PLACES} else ()
        return plain(names[0]) if names else ""

    @property
    def _bar(self) -> Bar | None:
        """What kind of thing keeps the person from approving it, whatever they do here; None where nothing does."""
        return self._obstacle.bar if self._obstacle is not None else None

    def blocker(self) -> str:
        """Return why the command cannot be approved right now, or an empty string."""
        if self._obstacle is not None and self._bar is not Bar.OPEN_PLACES:
            return self._obstacle.text
        if not self.settled:
            return "Ignoring keys for a moment …"
        if self._places:
            return ""  # nothing runs yet: the places are asked for, and the result is judged anew
        if not self._seen[".command"].all_seen:
            return "Scroll to the end of the command (PgDn) to approve"
        if not self._seen[".target"].all_seen:
            return "See the whole target first (PgDn)"
        if self._lacks_name:
            typing = self.focused is self.query_one(".confirm", Input)
            return f"Type {self._must_type} to approve" if typing else f"Press a to type {self._must_type}"
        return ""

    @property
    def _lacks_name(self) -> bool:
        return bool(self._must_type) and self.query_one(".confirm", Input).value != self._must_type

    def hint(self) -> str:
        """The blocker, or that it is ready."""
        blocker = self.blocker()
        if blocker:
            return f"○ {blocker}"
        return "● ready · ←→ choose · ↑↓ matches · PgDn scroll" if self._others else "● ready · ←→ choose · ↑↓ scroll"

    def show_hint(self) -> None:
        """Say whether it can be approved, and let the button say so too."""
        super().show_hint()
        for button in self.query(".approve").results(Button):  # none while it closes
            button.disabled = bool(self.blocker())

    def place_focus(self) -> None:
        """Start on Approve for reading only, on Cancel for everything else."""
        self.show_hint()
        reads = self._assessment.risk is Risk.READ_ONLY and not self.blocker()
        self.query_one(".approve" if reads else ".cancel", Button).focus()

    def looked(self) -> None:
        """Note which rows of the command and of its target have been painted."""
        for part, seen in self._seen.items():
            self.look_at(part, seen)
        self.show_hint()

    def on_descendant_focus(self) -> None:
        """What can be done depends on where the keys go."""
        self.show_hint()

    @on(Input.Changed, ".confirm")
    def _typed(self) -> None:
        self.show_hint()

    @on(Input.Submitted, ".confirm")
    def _typed_it(self) -> None:
        if not self.blocker():
            self.query_one(".approve", Button).focus()

    # --- What it answers ------------------------------------------------------------------------------------------

    def action_approve(self) -> None:
        """Approve exactly this command, or ask for its open places, or for the target's name, first."""
        if self.blocker():
            if self._lacks_name and all(seen.all_seen for seen in self._seen.values()):
                self.query_one(".confirm", Input).focus()
            else:
                self.app.bell()
        elif self._places:
            self.app.push_screen(FillIn(self.question.proposal.command, self._places), self._edited)
        else:
            digest = self._assessment.binding.digest
            pattern, reads = self._checked(DontAsk), self._checked(FurtherReads)
            self.dismiss(Approve(digest, allow_pattern=pattern, allow_reads=reads))

    def _checked(self, kind: type[DontAsk | FurtherReads]) -> bool:
        return any(box.value for box in self.query(kind))

    def action_edit(self) -> None:
        """Open the editor; what comes out of it is judged anew."""
        entry = TextEntry("Edit the command", self._assessment.command, submit="review", language="bash")
        self.app.push_screen(entry, self._edited)

    def _edited(self, command: str | None) -> None:
        # What looks open in a proposal is taken as it stands once the person makes it their own, even unchanged.
        if command is not None and command.strip() and (command != self._assessment.command or self._places):
            self.dismiss(Edit(command))

    def action_reject(self) -> None:
        """Ask for a reason, which may be empty."""
        entry = TextEntry("What's wrong with it? (optional)", submit="propose another command")
        self.app.push_screen(entry, self._rejected)

    def _rejected(self, reason: str | None) -> None:
        if reason is not None:
            self.dismiss(Reject(reason.strip()))

    def action_leave(self) -> None:
        """Leave the question open for a colleague."""
        self.dismiss(LeaveOpen())

    def action_cancel(self) -> None:
        """End the request."""
        self.dismiss(Cancel())

    def action_scroll_body(self, rows: int) -> None:
        """Move among the other matches, where there are any."""
        if not self._others:
            super().action_scroll_body(rows)
            return
        others = self.query_one(".others", OptionList)
        others.focus()
        others.highlighted = 0 if rows > 0 else len(self._others) - 1

    @on(OptionList.OptionSelected, ".others")
    def _took(self, event: OptionList.OptionSelected) -> None:
        if self.settled:
            self._take(self._others[event.option_index][1])

    def action_take(self, number: int) -> None:
        """Put another known command, by its number, in the place of this one; it approves nothing."""
        for own, other in self._others:
            if own == number:
                self._take(other)

    def _take(self, other: Suggestion) -> None:
        places = open_places(other.command)
        if places:
            self.app.push_screen(FillIn(other.command, places), self._edited)
        else:
            self.dismiss(Edit(other.command))

    # --- What it tells on request ---------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what nobody provided."""
        missing = {
            "explain": self._explain is None,
            "preview": self._preview is None,
            "leave": not self._for_a_colleague,
        }
        if missing.get(action):
            return False
        return super().check_action(action, parameters)

    def action_explain(self) -> None:
        """Explain each word of the command."""
        if self._explain is not None:
            self._read("Explanation", self._explain)

    def action_preview(self) -> None:
        """Show what the tool's own dry run says."""
        if self._preview is not None:
            self._read("Preview", self._preview)

    @work(group="reading", exclusive=True, exit_on_error=False)
    async def _read(self, label: str, reading: Reading) -> None:
        shown = self.query_one(".reading", Static)
        shown.add_class("-filled")
        shown.update(Content.styled(f"{label} …", MUTED))
        try:
            text = await reading(self._assessment)
        except CloudAssistError as error:
            text = str(error)
        shown.update(Content.assemble((f"{label}\n", MUTED), plain(text)))
        self.call_after_refresh(shown.scroll_visible, animate=False, top=True)  # its height is known by then
