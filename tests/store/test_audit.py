"""The audit trail: durable, redacted, and any change in it is found."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import random
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist.errors import StoreError, UsageError
from cloud_assist.models import (
    Assessment,
    Binding,
    ProposalSource,
    Reason,
    Risk,
    RunResult,
    Target,
    TargetEntry,
)
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings
from cloud_assist.store import audit_chain
from cloud_assist.store.audit import AuditTrail, Intent
from cloud_assist.store.audit_view import AuditFilter
from tests.support.started import at_once


def intent(
    op_id: str,
    command: str = "aws s3 ls",
    *,
    risk: Risk = Risk.READ_ONLY,
    profile: str = "dev",
    decision: str = "approve",
    session: str = "s1",
) -> Intent:
    target = Target((TargetEntry("aws", "profile", profile),))
    binding = Binding("00", "/work dir", target, (("aws", "/usr/bin/aws:1:2"),))
    judged = Assessment(command, risk, (Reason("aws.read", "reads"),), (), target, ("aws",), command, binding)
    return Intent(op_id, session, "list my buckets", "offline", judged, ProposalSource.MODEL, decision, "bob", 1.25, 1)


@pytest.fixture
def trail(settings: Settings) -> AuditTrail:
    return AuditTrail(settings, redact)


NOTHING = {"exit_status": 0, "duration_s": 0.0, "head": "", "tail": "", "output_bytes": 0, "spool_path": ""}


def fill(trail: AuditTrail, count: int) -> None:
    for number in range(count):
        trail.append_intent(intent(f"op-{number}", f"aws s3 ls s3://bucket-{number}"))


def test_intent_and_outcome_make_one_entry(trail: AuditTrail, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.write_bytes(b"output")
    trail.append_intent(intent("op-1"))
    trail.append_outcome("op-1", RunResult(3, 1.5, "output", "", 6, str(spool), signal=None, note="a note"))
    (entry,) = trail.read()
    assert entry.status == "exit 3"
    assert entry.target == "aws profile dev"
    decided = entry.decided
    assert decided["rules"] == ["aws.read"]
    assert decided["programs"] == [["aws", "/usr/bin/aws:1:2"]]
    assert (decided["decided_by"], decided["decided_after_s"], decided["edited"]) == ("bob", 1.25, False)
    assert entry.ended["output_sha256"] == hashlib.sha256(b"output").hexdigest()
    assert entry.ended["kept_bytes"] == 6
    assert str(decided["time"]).endswith("+00:00")
    assert trail.verify().ok


SEALED = {"seq", "prev", "seal", "kind", "time", "monotonic_s", "host", "op_id"}
DECIDED = """
    session user tty cwd command command_digest prompt_digest model source edited risk rules programs target asked_by
    decision decided_by decided_after_s attempt target_unknown playground
"""
ENDED = "exit_status signal timed_out cancelled duration_s output_bytes kept_bytes output_sha256 truncated note"


def test_what_a_record_holds(trail: AuditTrail) -> None:
    trail.append_intent(intent("op-1"))
    trail.append_outcome("op-1", RunResult(137, 1.5, "", "", 0, "", signal=9))
    decided, ended = (json.loads(line) for line in trail.path.read_bytes().splitlines())
    assert set(decided) == SEALED | set(DECIDED.split())
    assert set(ended) == SEALED | set(ENDED.split())
    assert decided["host"] == ended["host"] == socket.gethostname()
    assert decided["monotonic_s"] <= ended["monotonic_s"] <= time.monotonic() + 0.001
    assert (ended["exit_status"], ended["signal"], ended["duration_s"]) == (137, 9, 1.5)
    assert (decided["attempt"], decided["decision"], decided["session"]) == (1, "approve", "s1")


def test_secrets_stay_out_and_the_digest_tells_equal_commands(trail: AuditTrail) -> None:
    for op_id, command in (("a", "login --password hunter2x"), ("b", "login --password hunter2x"), ("c", "login")):
        trail.append_intent(intent(op_id, command))
    trail.append_outcome("a", RunResult(0, 1.0, "", "", 0, "", note="token=gsk_" + "a1" * 26))
    data = trail.path.read_text()
    assert "hunter2x" not in data
    assert "gsk_a1a1" not in data
    assert "list my buckets" not in data
    digests = [entry.decided["command_digest"] for entry in trail.read()]
    assert digests[1] == digests[2] != digests[0]


def test_what_was_turned_down_and_what_is_unknown(trail: AuditTrail) -> None:
    trail.append_refused(intent("op-1", decision="reject"))
    trail.append_intent(intent("op-1", "aws s3 ls --again"))
    trail.append_unknown("op-1", "its process is gone")
    trail.append_intent(intent("op-2"))
    assert [entry.status for entry in trail.read()] == ["no outcome", "outcome unknown", "rejected"]


def test_each_end_of_a_command_has_a_word_of_its_own(trail: AuditTrail, tmp_path: Path) -> None:
    for number, decision in enumerate(("cancel", "reject", "edit", "refused by policy", "propose")):
        trail.append_refused(intent(f"op-{number}", decision=decision))
    spool = tmp_path / "out"
    spool.write_text("")
    for name, ended in (("failed", {"exit_status": 1}), ("stopped", {"exit_status": 130, "cancelled": True})):
        trail.append_intent(intent(name))
        trail.append_outcome(name, RunResult(**{**NOTHING, "spool_path": str(spool), **ended}))  # type: ignore[arg-type]
    words = [entry.status for entry in trail.read()][::-1]
    assert words == ["cancelled", "rejected", "replaced", "refused by policy", "only proposed", "exit 1", "stopped"]


def test_the_account_is_written_down_whatever_the_environment_says(
    trail: AuditTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")
    trail.append_intent(intent("op-1"))
    assert trail.read()[0].text("user") == pwd.getpwuid(os.geteuid()).pw_name != "mallory"


def test_files_are_private(trail: AuditTrail, settings: Settings) -> None:
    fill(trail, 2)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in settings.state_dir.iterdir()}
    assert set(modes) == {"audit.jsonl", "audit.key", "audit.head", "audit.lock"}
    assert set(modes.values()) == {0o600}


def test_the_trail_goes_on_where_it_ended(trail: AuditTrail, settings: Settings) -> None:
    fill(trail, 3)
    again = AuditTrail(settings, redact)
    again.append_intent(intent("later"))
    trail.append_intent(intent("even later"))
    assert trail.verify() == audit_chain.Verification(5, 0, ())


def changes(lines: list[bytes], dice: random.Random) -> Iterator[tuple[str, list[bytes]]]:
    """Yield trails with one thing changed: a byte, a line taken out, doubled, moved, cut off or put in."""
    at = dice.randrange(len(lines))
    line = bytearray(lines[at])
    position = dice.randrange(len(line))
    line[position] = (line[position] + dice.randrange(1, 256)) % 256
    yield f"byte {position} of line {at}", [*lines[:at], bytes(line), *lines[at + 1 :]]
    yield f"line {at} out", lines[:at] + lines[at + 1 :]
    yield f"line {at} twice", lines[: at + 1] + lines[at:]
    other = dice.randrange(len(lines) - 1)
    other += other >= at
    swapped = list(lines)
    swapped[at], swapped[other] = swapped[other], swapped[at]
    yield f"lines {at} and {other} swapped", swapped
    yield f"cut off at {at}", lines[:at]
    yield f"put in at {at}", [*lines[:at], b'{"kind":"intent"}\n', *lines[at:]]
    bare = bytes(lines[at]).rstrip(b"\n")
    yield f"line end {at} out", [*lines[:at], bare, *lines[at + 1 :]] if at < len(lines) - 1 else lines[:at]


def test_any_change_is_found(trail: AuditTrail) -> None:
    fill(trail, 120)
    good = trail.path.read_bytes()
    lines = good.splitlines(keepends=True)
    dice = random.Random(5)
    for _ in range(60):
        for what, changed in changes(lines, dice):
            trail.path.write_bytes(b"".join(changed))
            found = trail.verify()
            assert not found.ok, what
            assert found.faults[0].text
    trail.path.write_bytes(good)
    assert trail.verify().ok


def test_a_missing_or_forged_end_note_is_found(trail: AuditTrail, settings: Settings) -> None:
    fill(trail, 3)
    head = settings.state_dir / "audit.head"
    text = head.read_bytes()
    head.write_bytes(text.replace(b"3 ", b"2 ", 1))
    assert not trail.verify().ok
    head.unlink()
    assert not trail.verify().ok
    head.write_bytes(text)
    assert trail.verify().ok


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_a_torn_last_line_is_survived(trail: AuditTrail, settings: Settings, cut: int) -> None:
    fill(trail, 3)
    data = trail.path.read_bytes()
    lines = data.splitlines(keepends=True)
    trail.path.write_bytes(data + lines[0][:cut])
    assert trail.verify() == audit_chain.Verification(3, 1, ())
    again = AuditTrail(settings, redact)
    again.append_intent(intent("after"))
    assert again.verify() == audit_chain.Verification(4, 1, ())
    assert len(again.read()) == 4
    broken = trail.path.read_bytes().splitlines(keepends=True)
    broken[3] = b"x" + broken[3]
    trail.path.write_bytes(b"".join(broken))
    assert not again.verify().ok


def test_a_lost_key_is_said_and_nothing_is_written(trail: AuditTrail, settings: Settings) -> None:
    fill(trail, 1)
    data = trail.path.read_bytes()
    (settings.state_dir / "audit.key").write_text("")
    with pytest.raises(StoreError, match="missing or damaged"):
        AuditTrail(settings, redact)
    assert trail.path.read_bytes() == data


def test_a_full_disk_raises_and_leaves_the_trail_whole(trail: AuditTrail, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(trail, 2)
    data = trail.path.read_bytes()
    real = os.write

    def half(descriptor: int, content: bytes | memoryview) -> int:
        real(descriptor, bytes(content)[: len(content) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(StoreError, match="cannot be written") as caught:
        trail.append_intent(intent("op-9"))
    assert "No space left" in caught.value.why
    monkeypatch.undo()
    assert trail.path.read_bytes() == data
    trail.append_intent(intent("op-9"))
    assert trail.verify().ok


def test_a_failing_sync_raises(trail: AuditTrail, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(StoreError):
        trail.append_intent(intent("op-1"))
    monkeypatch.undo()
    assert trail.read() == []
    trail.append_intent(intent("op-1"))
    assert trail.verify().ok


def test_eight_processes_write_one_chain(trail: AuditTrail) -> None:
    script = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.store.test_audit import intent, AuditTrail, redact
from cloud_assist.settings import load_settings
trail = AuditTrail(load_settings(), redact)
for n in range(25):
    trail.append_intent(intent(f"op-{{sys.argv[1]}}-{{n}}"))
"""
    at_once(script, 8)
    assert trail.verify() == audit_chain.Verification(200, 0, ())


def test_filters_and_pages(trail: AuditTrail) -> None:
    trail.append_intent(intent("a", "aws ec2 terminate-instances", risk=Risk.DESTRUCTIVE, profile="prod"))
    trail.append_refused(intent("b", "aws s3 rb s3://x", risk=Risk.DESTRUCTIVE, decision="reject", session="other"))
    trail.append_intent(intent("c", "aws s3 LS"))

    def found(wanted: AuditFilter) -> list[str]:
        return [entry.text("op_id") for entry in trail.read(wanted)]

    assert found(AuditFilter()) == ["c", "b", "a"]
    assert found(AuditFilter(risk="destructive")) == ["b", "a"]
    assert found(AuditFilter(decision="reject")) == ["b"]
    assert found(AuditFilter(target="PROD")) == ["a"]
    assert found(AuditFilter(text="s3 ls")) == ["c"]
    assert found(AuditFilter(session="oth")) == ["b"]
    assert found(AuditFilter(since="2020-01-01")) == ["c", "b", "a"]
    assert found(AuditFilter(until="2020-01-01")) == []
    assert found(AuditFilter(since="2999")) == []
    assert [entry.text("op_id") for entry in trail.read(limit=1, offset=1)] == ["b"]


def test_exports(trail: AuditTrail, tmp_path: Path) -> None:
    trail.append_intent(intent("a", "echo 'it is' \"done\""))
    trail.append_outcome("a", RunResult(0, 1.0, "", "", 0, ""))
    trail.append_intent(intent("b", "false"))
    trail.append_outcome("b", RunResult(1, 1.0, "", "", 0, ""))
    trail.append_intent(intent("c", "login --password hunter2x\nsecond"))
    trail.append_outcome("c", RunResult(0, 1.0, "", "", 0, ""))
    trail.append_intent(intent("d", "=cmd|' /C calc'!A0"))
    lines = [json.loads(line) for line in trail.export("jsonl")]
    assert [line["op_id"] for line in lines] == ["a", "b", "c", "d"]
    assert [line["status"] for line in lines] == ["exit 0", "exit 1", "exit 0", "no outcome"]
    table = list(trail.export("csv"))
    assert len(table) == 5
    assert "'=cmd" in table[4]
    script = tmp_path / "runbook.sh"
    script.write_text("\n".join(trail.export("sh")) + "\n")
    done = subprocess.run(["bash", str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "it is done\n"
    assert "hunter2x" not in script.read_text()
    with pytest.raises(UsageError, match="xlsx"):
        trail.export("xlsx")


def test_any_text_of_a_command_is_kept(trail: AuditTrail) -> None:
    for number, command in enumerate(("echo \ud800", "echo é€😀", "echo \x00\x1b]52;c;x\x07", "x" * 300_000)):
        trail.append_intent(intent(f"op-{number}", command))
    assert trail.verify().ok
    assert [entry.text("command")[:6] for entry in trail.read()] == ["xxxxxx", "echo \x00", "echo é", "echo ?"]
