"""`run --detach` leaves a request waiting; somebody else answers it, on another machine, in the app."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloud_assist.settings import Settings
from tests.e2e.conftest import Connect
from tests.support.terminal import TerminalProgram, run_program


@pytest.mark.parametrize("kind", ["settings", "postgres_settings"])
def test_left_waiting_and_approved_in_the_app(
    connect: Connect, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    store = request.getfixturevalue(kind)
    assert isinstance(store, Settings)
    environ, _ = connect({"command": "echo approved >made"})
    if store.database_url:
        environ["CLOUD_ASSIST_DATABASE_URL"] = store.database_url
    done = run_program("run", "make a file", "--detach", environ=environ, cwd=Path.cwd())
    assert done.returncode == 0, done.stderr.decode()
    session_id = done.stdout.decode().strip()
    assert f"sessions resume {session_id}" in done.stderr.decode()
    assert not Path("made").exists()
    if store.database_url:
        environ["HOME"] = str(tmp_path / "another-machine")
    with TerminalProgram("sessions", "resume", session_id[:-2], environ=environ, cwd=Path.cwd()) as app:
        app.wait_for("Command Approval Required")
        app.wait_for("ready")
        app.send("a")
        app.wait_for("exit 0")
        app.send("\x11")
        assert app.exit_status() == 0
    assert Path("made").read_text() == "approved\n"
    listed = run_program("sessions", "list", "--json", environ=environ, cwd=Path.cwd())
    assert [(each["id"], each["status"]) for each in json.loads(listed.stdout)] == [(session_id, "idle")]


def test_detach_as_json_names_the_session(connect: Connect) -> None:
    environ, _ = connect({"command": "echo x"})
    done = run_program("run", "x", "--detach", "--json", environ=environ, cwd=Path.cwd())
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"], told["command"]) == (0, "proposed", "echo x")
    listed = run_program("sessions", "list", environ=environ, cwd=Path.cwd())
    assert told["session"].encode() in listed.stdout
    assert b"waiting for approval" in listed.stdout


def test_detach_and_yes_exclude_each_other(connect: Connect) -> None:
    environ, _ = connect()
    assert run_program("run", "x", "--detach", "--yes", environ=environ, cwd=Path.cwd()).returncode == 2


def test_yes_runs_nothing_that_somebody_else_must_approve(connect: Connect) -> None:
    environ, _ = connect({"command": "rm -r old"}, REQUIRE_SECOND_APPROVER="1")
    Path("old").mkdir()
    done = run_program("run", "x", "--yes", "--allow-destructive", environ=environ, cwd=Path.cwd())
    assert done.returncode == 77
    assert b"--detach" in done.stderr
    assert Path("old").exists()
