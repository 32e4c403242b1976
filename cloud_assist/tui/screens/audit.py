"""The audit trail: what ran against what, by whom, how dangerous it was, how it ended; and whether that is all true."""

from __future__ import annotations

import asyncio

from textual import work
from textual.content import Content

from cloud_assist.display.times import local_time
from cloud_assist.errors import CloudAssistError
from cloud_assist.models import STOPPED, NotRun
from cloud_assist.tui.screens.audit_record import AuditRecord
from cloud_assist.tui.screens.stored_list import SHOWN, StoredList
from cloud_assist.tui.stored import Decided, Trail, TrailCheck
from cloud_assist.tui.untrusted import MUTED, first_line, plain, shell
from cloud_assist.tui.widgets.risk_chip import risk_chip, risk_words

_ENDING = 17
"""Columns for how a command ended."""
_RULED = frozenset({NotRun.REFUSED, NotRun.PROPOSED})
"""What a rule decided and no person."""


def decision_words(decided: Decided) -> str:
    """Return the decision and whose it was: "approved by kim", or the rule that decided: "only proposed: --dry-run"."""
    word = "approved" if decided.decision == "approve" else plain(decided.status)
    if not decided.by:
        return word
    return f"{word}{':' if word in _RULED else ' by'} {first_line(decided.by, 40)}"


class AuditScreen(StoredList[Decided]):
    """Read once and searched in memory; open it again to see what came since."""

    heading = "Audit trail"
    empty = "No decisions yet."
    one, many = "decision", "decisions"

    def __init__(self, trail: Trail) -> None:
        super().__init__()
        self._trail = trail
        self._all: list[Decided] | None = None
        self._texts: list[str] | None = None
        """What is searched of each record; made with the first words."""
        self._check: TrailCheck | None = None

    def on_mount(self) -> None:
        """Read, and verify beside it."""
        super().on_mount()
        self._verify()

    def find(self, words: str) -> list[Decided]:
        """Search everything that is shown."""
        if self._all is None:
            self._all = self._trail.read()
        wanted = words.casefold().split()
        if not wanted:
            return self._all[:SHOWN]
        if self._texts is None:
            self._texts = [_searched(decided) for decided in self._all]
        found: list[Decided] = []
        for text, decided in zip(self._texts, self._all, strict=True):
            if all(word in text for word in wanted):
                found.append(decided)
                if len(found) == SHOWN:
                    break
        return found

    def label(self, row: Decided, width: int) -> Content:
        """How it ended and the command; then when, how dangerous, by whom, against what."""
        mark, status, style = _ending(row)
        roomy = width >= 60
        ended = f"{mark} {status:<{_ENDING}}  " if roomy else f"{mark} "
        command = shell(first_line(row.command, width * 2)).truncate(width - len(ended), ellipsis=True)
        at = local_time(row.at) if row.at else ""
        facts = [at if width >= 100 else at[5:], decision_words(row), _short_target(row)]
        words = " · ".join(fact for fact in (*([] if roomy else [status]), *facts) if fact)
        indent = " " * (len(ended) if width >= 100 else 2)
        second = Content.assemble(indent, risk_chip(row.risk), (f" {words}", MUTED)).truncate(width, ellipsis=True)
        return Content.assemble((ended, style), command, "\n", second)

    def take(self, row: Decided) -> None:
        """Show the whole record."""
        self.app.push_screen(AuditRecord(row, decision_words(row)))

    @work(group="verify", exclusive=True, exit_on_error=False)
    async def _verify(self) -> None:
        try:
            self._check = await asyncio.to_thread(self._trail.verify)
        except CloudAssistError as error:
            self._check = TrailCheck(False, str(error))
        if self._all is not None:
            self.say(self.summary())

    def summary(self) -> Content:
        """How many, and whether the trail is as it was written."""
        if self._check is None:
            verified = Content.styled("verifying …", MUTED)
        elif self._check.ok:
            verified = Content.assemble(("✓ verified: ", "$text-success"), (plain(self._check.text), MUTED))
        else:
            verified = Content.styled(f"✗ records were changed: {plain(self._check.text)}", "bold $text-error")
        return Content.assemble(verified, (" · ", MUTED), super().summary())


def _ending(row: Decided) -> tuple[str, str, str]:
    """Return how it ended: a mark, the words, their style."""
    status = first_line(row.status, 40)
    if status == "exit 0":
        return "✓", status, "$text-success"
    if status in {*NotRun, STOPPED, "not run"}:
        return "–", status, "$text-warning"
    return "?" if status in {"no outcome", "outcome unknown"} else "✗", status, "$text-error"


def _short_target(row: Decided) -> str:
    """Return the values alone, tool by tool, as the status line has them; the record tells what each one is."""
    entries = row.record.get("target")
    if not isinstance(entries, list):
        return first_line(row.target, 200)
    by_tool: dict[str, list[str]] = {}
    for entry in entries:
        if isinstance(entry, list) and len(entry) == 3:
            by_tool.setdefault(str(entry[0]), []).append(str(entry[2]))
    return first_line("  ".join(f"{tool} {' · '.join(values)}" for tool, values in by_tool.items()), 200)


def _searched(row: Decided) -> str:
    parts = (row.command, row.target, decision_words(row), row.risk.value, risk_words(row.risk), row.status)
    return " ".join((*parts, local_time(row.at) if row.at else "", str(row.record.get("session", "")))).casefold()
