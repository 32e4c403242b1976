"""One record of the audit trail, whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.display.times import local_time
from cloud_assist.tui.screens.page import Page
from cloud_assist.tui.stored import Decided
from cloud_assist.tui.untrusted import MUTED, plain, shell
from cloud_assist.tui.widgets.risk_chip import risk_chip

_TOLD = frozenset({"command", "risk", "rules", "target", "decision", "decided_by", "status", "outcome", "time", "kind"})
"""Fields that are told in words above the others."""
_WORDS = {
    "op_id": "operation",
    "cwd": "directory",
    "decided_after_s": "decided after (s)",
    "duration_s": "duration (s)",
}


class AuditRecord(Page):
    """Shows; nothing here changes the trail."""

    heading = "Audit record"
    keys = "y: copy the command · Esc: close"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy the command")]

    def __init__(self, decided: Decided, decision: str) -> None:
        """Show `decided`; `decision` says in words what was decided and by whom."""
        super().__init__()
        self._decided = decided
        self._decision = decision

    def compose_text(self) -> Iterable[Widget]:
        """The command and what matters about it, then every field."""
        record = self._decided.record
        outcome = record.get("outcome")
        yield Static(shell(self._decided.command), classes="command")
        yield Static(Content.assemble(risk_chip(self._decided.risk), (f"  {_rules(record)}", MUTED)))
        yield Page.table(self._summary())
        yield Static("Decided", classes="label", markup=False)
        yield Page.table(_fields(record))
        if isinstance(outcome, Mapping) and outcome:
            yield Static("How it ended", classes="label", markup=False)
            yield Page.table(_fields(outcome))

    def _summary(self) -> list[tuple[str, str]]:
        return [
            ("target", plain(self._decided.target) or "none configured"),
            ("decision", self._decision),
            ("ended", plain(self._decided.status)),
            ("time", local_time(self._decided.at, seconds=True)),
        ]

    def action_copy(self) -> None:
        """Put the command on the clipboard, as the trail has it: without secrets."""
        self.app.copy_to_clipboard(self._decided.command)
        self.notify("Command copied.", timeout=2)


def _rules(record: Mapping[str, object]) -> str:
    rules = record.get("rules")
    return plain(", ".join(map(str, rules))) if isinstance(rules, list) else ""


def _fields(record: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the fields that are not told already, by name."""
    return [
        (plain(_WORDS.get(name, name.replace("_", " "))), plain(_value(value)))
        for name, value in record.items()
        if name not in _TOLD and value is not None and value != ""
    ]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join("  ".join(map(str, each)) if isinstance(each, list) else str(each) for each in value) or "none"
    return str(value)
