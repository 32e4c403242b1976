"""The audit trail from the command line, as an auditor or a script asks it; bad input too."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import time
from datetime import datetime

import pytest
from typer.testing import CliRunner, Result

from cloud_assist.cli.audit import audit_app
from cloud_assist.cli.stored import sessions_app
from cloud_assist.errors import CloudAssistError
from cloud_assist.settings import Settings
from cloud_assist.store.audit_chain import Fault, Verification
from tests.support.stored import stored, write_trail

NEWEST_FIRST = ["terraform apply", "aws s3 rb s3://acme-logs --force", "aws s3 rb s3://acme-logs --force", "aws s3 ls"]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(audit_app, list(arguments))


def status(done: Result) -> int:
    """The exit status that `main` makes of it."""
    return int(done.exception.exit_code) if isinstance(done.exception, CloudAssistError) else done.exit_code


def listed(*arguments: str) -> list[str]:
    done = call("list", *arguments)
    assert done.exit_code == 0
    return done.stdout.splitlines()


def test_list_tells_what_against_what_by_whom_and_how_it_ended(settings: Settings) -> None:
    write_trail(settings)
    lines = listed()
    assert [line.rpartition("  ")[2] for line in lines] == NEWEST_FIRST
    told = (
        ("no outcome", "kim", "dev"),
        ("refused by policy", "policy of --yes"),
        ("exit 1", "acme-prod"),
        ("exit 0", "AUTO"),
    )
    for line, words in zip(lines, told, strict=True):
        assert all(word in line for word in words), line


def test_filters_and_pages(settings: Settings) -> None:
    write_trail(settings)
    everything = listed()
    for arguments, expected in (
        (("-n", "1", "--page", "2"), 1),
        (("--risk", "read_only"), 1),
        (("--text", "TERRA"), 1),
        (("--decision", "refused by policy"), 1),
        (("--target", "prod"), 2),
        (("--since", "1h"), 4),
        (("--since", "2020-01-01", "--until", "1h"), 0),
        (("--since", "2020-01-01T08:30+02:00", "--risk", "destructive"), 2),
        (("--page", "2"), 0),
    ):
        assert len(listed(*arguments)) == expected, arguments
    assert listed("-n", "2") + listed("-n", "2", "--page", "2") != []
    assert [line.split()[1] for line in listed("-n", "2", "--page", "2")] == [x.split()[1] for x in everything[2:]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since", "2026-13-99"), "is not a valid time"),
        (("--until", "soon"), "is not a valid time"),
        (("--since", "99999999999d"), "is not a valid time"),
        (("--risk", "high"), "read_only, sensitive"),
        (("--decision", "yes"), "approve, edit, reject"),
        (("--page", "0"), "--page"),
        (("-n", "many"), "-n"),
    ],
)
def test_what_cannot_be_filtered_by_is_refused(settings: Settings, arguments: tuple[str, ...], said: str) -> None:
    write_trail(settings)
    done = call("list", *arguments)
    assert status(done) == 2
    assert said in f"{done.output}{done.exception}"


def test_one_record_is_shown_whole_and_a_change_is_found(settings: Settings) -> None:
    write_trail(settings)
    record = json.loads(call("show", "op-2").stdout)
    assert (record["status"], record["decided_by"], record["outcome"]["exit_status"]) == ("exit 1", "kim", 1)
    assert status(call("show", "zzz")) == 2
    verified = call("verify")
    assert (verified.exit_code, verified.stdout) == (0, "6 records, unchanged\n")
    path = settings.state_dir / "audit.jsonl"
    path.write_text(path.read_text().replace("terraform apply", "terraform plans"))
    verified = call("verify")
    assert verified.exit_code == 1
    assert "line 6" in verified.stdout


def test_one_record_is_told_as_one() -> None:
    assert Verification(1, 0, ()).summary == "1 record, unchanged"
    assert Verification(2, 1, (Fault(3, "changed"),)).summary == "2 records, 1 cut short by a crash, 1 fault"


def test_exports_are_what_they_say(settings: Settings) -> None:
    write_trail(settings)
    exported = [json.loads(line)["command"] for line in call("export").stdout.splitlines()]
    assert exported == NEWEST_FIRST[::-1]
    table = list(csv.DictReader(io.StringIO(call("export", "--format", "csv").stdout)))
    assert [row["status"] for row in table] == ["exit 0", "exit 1", "refused by policy", "no outcome"]
    script = call("export", "--format", "sh").stdout
    assert [line for line in script.splitlines() if line.startswith("aws")] == ["aws s3 ls"]
    assert subprocess.run(["bash", "-n"], input=script.encode(), check=False).returncode == 0
    assert status(call("export", "--format", "xml")) == 2


def test_a_session_that_is_not_there_is_the_callers_mistake(settings: Settings) -> None:
    stored(settings)
    for command in (("show", "x"), ("rename", "x", "y"), ("export", "x"), ("delete", "x"), ("resume", "x")):
        done = CliRunner().invoke(sessions_app, list(command))
        assert status(done) == 2, command
        assert "no session 'x'" in str(done.exception)
    assert status(CliRunner().invoke(sessions_app, ["show", "s"])) == 2, "more than one begins so"
    assert status(CliRunner().invoke(sessions_app, ["rename", "s1", " "])) == 2


def test_sessions_are_found_by_the_words_of_their_requests(settings: Settings) -> None:
    stored(settings)
    done = CliRunner().invoke(sessions_app, ["list", "--search", "log groups"])
    assert "Clean the logs" in done.stdout
    assert "waiting for approval" in done.stdout
    assert len(done.stdout.splitlines()) == 1


def test_times_are_local_and_say_their_offset_everywhere(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        stored(settings)
        assert all(re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30  ", line) for line in listed())
        newest = listed()[0][:25]
        assert listed("--since", newest), "a time is taken as it is shown"
        sessions = CliRunner().invoke(sessions_app, ["list"]).stdout
        assert len(re.findall(r"\d\d:\d\d\+05:30", sessions)) == 2 * len(sessions.splitlines())
        told = json.loads(CliRunner().invoke(sessions_app, ["list", "--json"]).stdout)[0]
        assert datetime.fromisoformat(told["created_at"]).timestamp() == pytest.approx(told["created"], abs=0.001)
        assert datetime.fromisoformat(told["created_at"]).utcoffset() is not None
    finally:
        monkeypatch.undo()
        time.tzset()
