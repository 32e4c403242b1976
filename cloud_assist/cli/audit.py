"""The commands about the audit trail: list, show, verify, export."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cloud_assist.errors import UsageError
from cloud_assist.risk import Risk

if TYPE_CHECKING:
    from cloud_assist.store.audit import AuditTrail
    from cloud_assist.store.audit_view import AuditEntry, AuditFilter

audit_app = typer.Typer(
    help="The audit trail: who approved which command, against what target, when, and how it ended.",
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DECISIONS = ("approve", "edit", "reject", "cancel", "propose", "refused by policy")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SHOWN_TARGET = 40
"""Columns at most of what a command would hit, in the list."""

Since = Annotated[
    str,
    typer.Option(metavar="TIME", help="Start time: 2026-11-01, 2026-11-01T08:30 (UTC), or 90m, 12h, 7d ago."),
]
Until = Annotated[str, typer.Option(metavar="TIME", help="End time, in the same forms.")]
RiskOption = Annotated[str, typer.Option(metavar="CLASS", help=f"One of: {', '.join(Risk)}.")]
DecisionOption = Annotated[str, typer.Option(metavar="WORD", help=f"One of: {', '.join(DECISIONS)}.")]
TargetOption = Annotated[str, typer.Option(metavar="TEXT", help="Only targets that contain this text.")]
TextOption = Annotated[str, typer.Option(metavar="TEXT", help="Only commands that contain this text.")]


@audit_app.command("list")
def list_entries(
    since: Since = "",
    until: Until = "",
    risk: RiskOption = "",
    decision: DecisionOption = "",
    target: TargetOption = "",
    text: TextOption = "",
    number: Annotated[int, typer.Option("-n", min=1, help="Maximum number of entries.")] = 30,
    page: Annotated[int, typer.Option(min=1, help="Page number.")] = 1,
) -> None:
    """List decisions, newest first."""
    wanted = _wanted(since, until, risk, decision, target, text)
    with _trail() as trail:
        entries = trail.read(wanted, limit=number, offset=(page - 1) * number)
    if not entries:
        sys.stderr.write("No matching records.\n")
    for line in _lines(entries):
        sys.stdout.write(f"{line}\n")


@audit_app.command("show")
def show_entry(
    op_id: Annotated[str, typer.Argument(metavar="ID", help="The operation's id, or the first characters of it.")],
) -> None:
    """Print one record in full, as JSON."""
    import json  # --help has no use for it

    with _trail() as trail:
        found = [entry for entry in trail.read() if op_id and entry.text("op_id").startswith(op_id)]
    if not found:
        raise UsageError(f"There is no operation {op_id!r}.", todo="List them with: cloud-assist audit list")
    for entry in found:
        sys.stdout.write(json.dumps(entry.as_dict(), indent=2) + "\n")


@audit_app.command("verify", short_help="Check that no record was changed.")
def verify() -> None:
    """Check that no record was edited, deleted or moved; exit 1 if one was."""
    with _trail() as trail:
        found = trail.verify()
    sys.stdout.write(f"{found.summary}\n")
    for fault in found.faults[:50]:
        sys.stdout.write(f"line {fault.line}: {fault.text}\n")
    raise typer.Exit(0 if found.ok else 1)


@audit_app.command("export")
def export(
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl, csv, or sh (a runbook).")] = "jsonl",
    since: Since = "",
    until: Until = "",
    risk: RiskOption = "",
    decision: DecisionOption = "",
    target: TargetOption = "",
    text: TextOption = "",
) -> None:
    """Print the trail, oldest first. `sh` prints the commands that succeeded; review them before you run them."""
    with _trail() as trail:
        for line in trail.export(form, _wanted(since, until, risk, decision, target, text)):
            sys.stdout.write(f"{line}\n")


def _trail() -> contextlib.closing[AuditTrail]:
    from cloud_assist.redaction.redactor import redact
    from cloud_assist.settings import load_settings
    from cloud_assist.store.audit import AuditTrail

    return contextlib.closing(AuditTrail(load_settings(), redact))


def _wanted(since: str, until: str, risk: str, decision: str, target: str, text: str) -> AuditFilter:
    from cloud_assist.store.audit_view import AuditFilter

    if risk and risk not in set(Risk):
        raise UsageError(f"{risk!r} is not a risk class.", todo=f"Use one of: {', '.join(Risk)}.")
    if decision and decision not in DECISIONS:
        raise UsageError(f"{decision!r} is not a decision.", todo=f"Use one of: {', '.join(DECISIONS)}.")
    return AuditFilter(
        since=_time(since, "--since"),
        until=_time(until, "--until"),
        risk=risk,
        decision=decision,
        target=target,
        text=text,
    )


def _time(text: str, option: str) -> str:
    """Return a time as the trail writes it, in UTC; "" for none.

    Raises:
        UsageError: it is neither a date nor a span such as 12h.
    """
    if not text:
        return ""
    unit = _UNITS.get(text[-1:])
    try:
        if unit and text[:-1].isascii() and text[:-1].isdigit():
            at = datetime.now(UTC) - timedelta(**{unit: int(text[:-1])})
        else:
            at = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{option}: {text!r} is not a valid time.",
            todo="Use 2026-11-01, 2026-11-01T08:30 (UTC), or 90m, 12h, 7d ago.",
        ) from error
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds")


def _lines(entries: list[AuditEntry]) -> Iterator[str]:
    """Yield a line each: when, id, risk, how it ended, by whom, against what, the command."""
    from cloud_assist.display.visible import visible

    rows = [
        (
            _shown_time(str(entry.decided.get("time", ""))),
            entry.text("op_id")[:8],
            entry.text("risk"),
            entry.status,
            visible(entry.text("decided_by")) or "-",
            _cut(visible(entry.target)) or "-",
            visible(entry.text("command").replace("\n", "⏎")),
        )
        for entry in entries
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(6)] if rows else []
    for row in rows:
        yield "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]])


def _shown_time(stamp: str) -> str:
    from cloud_assist.display.times import local_time

    try:
        # In one word, for scripts that split the line; --since takes it as it is.
        return local_time(datetime.fromisoformat(stamp).timestamp(), seconds=True).replace(" ", "T")
    except ValueError:  # not a record of ours; `verify` says so
        return "-"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_TARGET else text[: _SHOWN_TARGET - 1] + "…"
