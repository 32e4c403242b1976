"""One record of the audit trail, whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from cloud_assist.tui.screens.page import Page
from cloud_assist.tui.stored import Decided
from cloud_assist.tui.untrusted import MUTED, plain, shell
from cloud_assist.tui.widgets.risk_chip import risk_chip

_TOLD = frozenset({"command", "risk", "rules", "target", "decision", "decided_by", "status", "outcome", "time", "kind"})
"""Fields that are told in words above the others."""
_WORDS = {"op_id": "operation", "cwd": "directory", "decided_after_s": "decided after, s", "duration_s": "took, s"}


class AuditRecord(Page):
    """Shows; nothing here changes the trail."""

    heading = "Audit record"
    keys = "y copies the command · Esc closes"
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
        yield Static(self._summary())
        yield Static("Decided", classes="label", markup=False)
        yield Static(_fields(record))
        if isinstance(outcome, Mapping) and outcome:
            yield Static("How it ended", classes="label", markup=False)
            yield Static(_fields(outcome))

    def _summary(self) -> Content:
        at = datetime.fromtimestamp(self._decided.at, UTC)
        rules = self._decided.record.get("rules")
        because = ", ".join(plain(str(rule)) for rule in rules) if isinstance(rules, list) else ""
        lines = [
            Content.assemble(risk_chip(self._decided.risk), (f"  {because}", MUTED)),
            Content.assemble(("would hit  ", MUTED), plain(self._decided.target) or "this machine only"),
            Content.assemble(("decision   ", MUTED), self._decision),
            Content.assemble(("ended      ", MUTED), (plain(self._decided.status), "bold")),
            Content.assemble(("time       ", MUTED), _clock(at)),
        ]
        return Content("\n").join(lines)

    def action_copy(self) -> None:
        """Put the command on the clipboard, as the trail has it: without secrets."""
        self.app.copy_to_clipboard(self._decided.command)
        self.notify("Command copied.", timeout=2)


def _clock(at: datetime) -> str:
    """Return a time in UTC as local time, with what UTC has where that differs."""
    local = at.astimezone()
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" + (f" ({at:%H:%M:%S} UTC)" if local.utcoffset() else "")


def _fields(record: Mapping[str, object]) -> Content:
    """Return the fields that are not told already, a line each."""
    shown = [(name, value) for name, value in record.items() if name not in _TOLD and value is not None and value != ""]
    width = max((len(_WORDS.get(name, name)) for name, _ in shown), default=0)
    lines = [
        Content.assemble((f"{plain(_WORDS.get(name, name.replace('_', ' '))):<{width}}  ", MUTED), part)
        for name, value in shown
        for part in _values(value)
    ]
    return Content("\n").join(lines)


def _values(value: object) -> Iterable[str]:
    if isinstance(value, list):
        for each in value:
            yield plain("  ".join(map(str, each)) if isinstance(each, list) else str(each)).replace("\n", " ")
    else:
        yield plain({True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value))
