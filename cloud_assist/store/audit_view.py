"""Reading the audit trail: records joined to entries, filters, and the three shapes of an export."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cloud_assist.errors import UsageError
from cloud_assist.models import STOPPED, NotRun

FORMS = ("jsonl", "csv", "sh")
_CSV = (
    "time", "op_id", "session", "user", "host", "risk", "decision", "decided_by", "attempt", "status", "duration_s",
    "target", "cwd", "command", "playground",
)  # fmt: skip
NOT_RUN = {
    "cancel": NotRun.CANCELLED,
    "reject": NotRun.REJECTED,
    "edit": NotRun.REPLACED,
    "refused by policy": NotRun.REFUSED,
    "propose": NotRun.PROPOSED,
}
"""From a decision against a command, as the trail has it, to what is said of the command."""
# A cell that begins so is taken for a formula by spreadsheet programs.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One command of the trail: what was decided, and how it ended."""

    decided: Mapping[str, object]
    """The intent, or the refusal."""
    ended: Mapping[str, object] = field(default_factory=dict)
    """The outcome; empty where none was written: it was refused, still runs, or a crash came between."""

    def text(self, name: str) -> str:
        """Return one field as text, "" where it is missing."""
        value = self.ended.get(name, self.decided.get(name))
        return "" if value is None else str(value)

    @property
    def playground(self) -> bool:
        """Whether it was to run in the playground (`--demo`), not against an account."""
        return self.decided.get("playground") is True

    @property
    def target(self) -> str:
        """What it would hit, and what of it is not known, on one line; in the playground, that comes first."""
        entries, unknown = self.decided.get("target"), self.decided.get("target_unknown")
        pairs = entries if isinstance(entries, list) else []
        words = ["sandbox"] if self.playground else []
        words += [" ".join(str(part) for part in pair) for pair in pairs if isinstance(pair, list)]
        return " · ".join([*words, *(map(str, unknown) if isinstance(unknown, list) else ())])

    @property
    def status(self) -> str:
        """How it ended, in a few words: "exit 0", or why it was not run."""
        kind = self.ended.get("kind")
        if kind is None:
            if self.decided.get("kind") != "refused":
                return "no outcome"
            return NOT_RUN.get(str(self.decided.get("decision")), "not run")
        if kind == "unknown":
            return "outcome unknown"
        for name, word in (("timed_out", "timed out"), ("cancelled", STOPPED)):
            if self.ended.get(name):
                return word
        meaning = self.ended.get("meaning")
        return f"exit {self.ended.get('exit_status')}" + (f" ({meaning})" if meaning else "")

    def as_dict(self) -> dict[str, object]:
        """Return everything, with the status in words."""
        return {**self.decided, "status": self.status, "outcome": dict(self.ended)}


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to take; an empty field takes all."""

    since: str = ""
    """ISO 8601 in UTC, or its beginning: "2026-11-01"."""
    until: str = ""
    """Likewise; not included."""
    risk: str = ""
    decision: str = ""
    session: str = ""
    """Beginning of a session's id."""
    target: str = ""
    """Part of a coordinate, without regard to case."""
    text: str = ""
    """Part of the command, without regard to case."""

    def takes(self, entry: AuditEntry) -> bool:
        """Return whether the entry fits every field that is set."""
        at = entry.text("time") if not entry.decided else str(entry.decided.get("time", ""))
        return (
            at >= self.since
            and (not self.until or at < self.until)
            and self.risk in {"", entry.text("risk")}
            and self.decision in {"", entry.text("decision")}
            and entry.text("session").startswith(self.session)
            and self.target.lower() in entry.target.lower()
            and self.text.lower() in entry.text("command").lower()
        )


def entries_of(lines: Iterable[bytes]) -> Iterator[AuditEntry]:
    """Yield the entries in the order of their decisions; lines that are no records are passed over (see verify)."""
    decided: dict[str, Mapping[str, object]] = {}
    ended: dict[str, Mapping[str, object]] = {}
    for number, line in enumerate(lines):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if not isinstance(record, dict):
            continue
        identity = str(record.get("op_id", ""))
        if record.get("kind") in {"outcome", "unknown"}:
            ended.setdefault(identity, record)
        else:
            decided[identity if record.get("kind") == "intent" else f"{identity}/{number}"] = record
    for identity, record in decided.items():
        yield AuditEntry(record, ended.get(identity, {}))


def export_text(form: str, entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield the lines of an export, without their line ends.

    Raises:
        UsageError: there is no such form.
    """
    if form == "jsonl":
        return (json.dumps(entry.as_dict(), ensure_ascii=False) for entry in entries)
    if form == "csv":
        return _csv_lines(entries)
    if form == "sh":
        return _script_lines(entries)
    raise UsageError(f"{form!r} is not an export format.", todo=f"Use one of: {', '.join(FORMS)}.")


def _csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    yield ",".join(_CSV)
    for entry in entries:
        cells = {"target": entry.target, "status": entry.status, "time": str(entry.decided.get("time", ""))}
        buffer = io.StringIO()
        row = [cells[name] if name in cells else entry.text(name) for name in _CSV]
        csv.writer(buffer, lineterminator="").writerow(f"'{c}" if c.startswith(_FORMULA) else c for c in row)
        yield buffer.getvalue()


def _script_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    yield "#!/usr/bin/env bash"
    yield "# Commands that succeeded, from the audit trail. Secrets were removed: review it before you run it."
    yield "set -euo pipefail"
    for entry in entries:
        if entry.status != "exit 0":
            continue
        yield ""
        yield f"# {entry.decided.get('time')}  risk {entry.text('risk')}  {_one_line(entry.target)}".rstrip()
        yield f"# in {_one_line(entry.text('cwd'))}"
        command = entry.text("command")
        reason = "Incomplete: it contained a secret." if "[REDACTED:" in command else ""
        if entry.playground:
            reason = "Ran in the local AWS sandbox (--demo), not against an account."
        if reason:
            yield f"# {reason}"
            yield "\n".join(f"# {line}" for line in command.splitlines())
        else:
            yield command


def _one_line(text: str) -> str:
    return " ".join(text.split())
