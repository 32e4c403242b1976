"""The commands about the audit trail: list, show, verify, export."""

from __future__ import annotations

import contextlib
import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from cloud_assist.store.audit import AuditTrail
    from cloud_assist.store.audit_view import AuditEntry, AuditFilter

audit_app = typer.Typer(
    help="The audit trail: who let which command run against what, when, and how it ended.",
    rich_markup_mode=None,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Since = Annotated[str, typer.Option(metavar="TIME", help="From this time on: 2026-11-01 or 2026-11-01T08:30 (UTC).")]
Until = Annotated[str, typer.Option(metavar="TIME", help="Before this time.")]
RiskOption = Annotated[str, typer.Option(metavar="CLASS", help="Only this risk class.")]
DecisionOption = Annotated[str, typer.Option(metavar="WORD", help="approve, reject, cancel or 'refused by policy'.")]
TargetOption = Annotated[str, typer.Option(metavar="TEXT", help="Only where the target contains this.")]
TextOption = Annotated[str, typer.Option(metavar="TEXT", help="Only where the command contains this.")]


@audit_app.command("list")
def list_entries(
    since: Since = "",
    until: Until = "",
    risk: RiskOption = "",
    decision: DecisionOption = "",
    target: TargetOption = "",
    text: TextOption = "",
    number: Annotated[int, typer.Option("-n", min=1, help="How many at the most.")] = 30,
    page: Annotated[int, typer.Option(min=1, help="Which page of them.")] = 1,
) -> None:
    """List what was decided, the newest first."""
    wanted = _wanted(since, until, risk, decision, target, text)
    with _trail() as trail:
        entries = trail.read(wanted, limit=number, offset=(page - 1) * number)
    if not entries:
        sys.stderr.write("Nothing is recorded that fits.\n")
    for entry in entries:
        sys.stdout.write(f"{_line(entry)}\n")


@audit_app.command("show")
def show_entry(op_id: Annotated[str, typer.Argument(metavar="ID", help="The operation's id, or its start.")]) -> None:
    """Print everything that one record holds, as JSON."""
    from cloud_assist.errors import UsageError

    with _trail() as trail:
        found = [entry for entry in trail.read() if op_id and entry.text("op_id").startswith(op_id)]
    if not found:
        raise UsageError(f"The trail has no operation {op_id!r}.", todo="`cloud-assist audit list` shows them.")
    for entry in found:
        sys.stdout.write(json.dumps(entry.as_dict(), indent=2) + "\n")


@audit_app.command("verify")
def verify() -> None:
    """Check that no record was edited, deleted or moved; exit 1 where one was."""
    with _trail() as trail:
        found = trail.verify()
    sys.stdout.write(f"{found.records:,} records")
    if found.torn:
        sys.stdout.write(f", {found.torn} cut short by a crash")
    sys.stdout.write(", unchanged\n" if found.ok else f", {len(found.faults)} faults\n")
    for fault in found.faults[:50]:
        sys.stdout.write(f"line {fault.line}: {fault.text}\n")
    raise typer.Exit(0 if found.ok else 1)


@audit_app.command("export")
def export(
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="jsonl, csv, or sh: a runbook.")] = "jsonl",
    since: Since = "",
    until: Until = "",
    risk: RiskOption = "",
    decision: DecisionOption = "",
    target: TargetOption = "",
    text: TextOption = "",
) -> None:
    """Print the trail, the oldest first. `sh` gives the commands that succeeded, to read before they are run."""
    with _trail() as trail:
        for line in trail.export(form, _wanted(since, until, risk, decision, target, text)):
            sys.stdout.write(f"{line}\n")


def _trail() -> contextlib.closing[AuditTrail]:
    from cloud_assist.settings import load_settings
    from cloud_assist.shell.redact import redact
    from cloud_assist.store.audit import AuditTrail

    return contextlib.closing(AuditTrail(load_settings(), redact))


def _wanted(since: str, until: str, risk: str, decision: str, target: str, text: str) -> AuditFilter:
    from cloud_assist.store.audit_view import AuditFilter

    return AuditFilter(since=since, until=until, risk=risk, decision=decision, target=target, text=text)


def _line(entry: AuditEntry) -> str:
    from cloud_assist.shell.display import visible

    when = str(entry.decided.get("time", ""))[:19]
    command = visible(entry.text("command").replace("\n", "⏎"))
    return f"{when}  {entry.text('op_id')[:8]:<8}  {entry.text('risk'):<11}  {entry.status:<15}  {command}"
