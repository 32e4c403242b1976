"""A store that an earlier version wrote is opened, shown, verified and gone on with by this one.

`fixtures/version-0.1` was written by version 0.1.0 on a machine called laptop, below /tmp/cloud-assist-0.1.0:

| session | what is in it |
|---|---|
| done | `run --yes`, succeeded |
| failed | two attempts, both exit 2 |
| waiting | `run --detach`: a question waits for approval |
| refused | --yes refused what was destructive |
| killed | cloud-assist and its command were killed while it ran |
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.agent.session import Session
from cloud_assist.events import ApprovalRequired, CommandFinished, Event
from cloud_assist.models import Outcome
from cloud_assist.settings import Settings, load_settings
from cloud_assist.store.journal import Finished, OutcomeUnknown
from cloud_assist.store.sessions import SessionIndex
from cloud_assist.tui.history import PromptHistory
from cloud_assist.tui.preferences import load_theme
from tests.support.conversation import Answer, approve, completed, follow
from tests.support.fakes import ScriptedProposer
from tests.support.terminal import clean_environ, run_program

WRITTEN = Path(__file__).parent / "fixtures" / "version-0.1"
WRITTEN_BELOW = "/tmp/cloud-assist-0.1.0/home/.local/state/cloud-assist"


@pytest.fixture
def store(clean_machine: Path) -> Iterator[Settings]:
    """Put the store where this machine looks for it, as if it had been written here."""
    config = clean_machine / ".config" / "cloud-assist"
    config.mkdir(parents=True, mode=0o700)
    shutil.copyfile(WRITTEN / "settings.env", config / ".env")
    state = load_settings().state_dir
    shutil.copytree(WRITTEN / "state", state)
    for path in (state, *state.rglob("*"), config / ".env"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    with contextlib.closing(sqlite3.connect(state / "sessions.db")) as database:
        database.execute("UPDATE runs SET spool_path=replace(spool_path, ?, ?)", (WRITTEN_BELOW, str(state)))
        database.execute("UPDATE runs SET host=?", (socket.gethostname(),))
        database.commit()
    yield replace(load_settings(), session_retention_days=0)


def ask(*arguments: str, status: int = 0) -> str:
    """Return what the program prints."""
    done = run_program(*arguments, environ=clean_environ(Path.home()), cwd=Path.cwd())
    assert done.returncode == status, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout.decode()


@pytest.mark.usefixtures("store")
def test_sessions_are_listed_shown_and_exported() -> None:
    listed = {each["id"]: (each["title"], each["status"]) for each in json.loads(ask("sessions", "list", "--json"))}
    assert listed == {
        "done": ("list my buckets", "idle"),
        "failed": ("list the missing folder", "idle"),
        "waiting": ("make a folder", "waiting for approval"),
        "refused": ("delete the folder", "idle"),
        "killed": ("wait a moment", "outcome unknown"),
    }
    assert 'printf "bucket-a\\nbucket-b\\n"' in ask("sessions", "show", "done")
    assert "ls -l missing-folder" in ask("sessions", "export", "failed")
    assert "list the missing folder" in json.dumps(json.loads(ask("sessions", "export", "failed", "--format", "json")))


async def test_what_comes_now_is_found_beside_what_was_there(store: Settings) -> None:
    await resume(store, "waiting", [approve])
    with contextlib.closing(SessionIndex(store)) as index:
        assert [each.id for each in index.list(search="mkdir made")] == ["waiting"]
        assert [each.id for each in index.list(search="my buckets")] == ["done"]


@pytest.mark.usefixtures("store")
def test_the_audit_trail_is_verified_and_listed() -> None:
    assert "8 records" in ask("audit", "verify")
    listed = ask("audit", "list").splitlines()
    assert [line.rpartition("  ")[2] for line in listed] == [
        "sleep 31.75",
        "rm -r made",
        "ls -l missing-folder",
        "ls missing-folder",
        'printf "bucket-a\\nbucket-b\\n"',
    ]


def test_the_journal_knows_how_each_command_ended(store: Settings) -> None:
    spools = [path.stem for path in (store.state_dir / "spool").glob("*.out")]
    with contextlib.closing(SessionIndex(store)) as index:
        states = [index.journal.state(op_id) for op_id in spools]
    ended = sorted((state.result.exit_status, state.result.text) for state in states if isinstance(state, Finished))
    assert ended[0] == (0, "bucket-a\nbucket-b\n")
    assert [status for status, _ in ended] == [0, 2, 2]
    (unknown,) = [state for state in states if isinstance(state, OutcomeUnknown)]
    assert unknown.here


async def test_a_question_left_open_is_answered(store: Settings) -> None:
    events = await resume(store, "waiting", [approve])
    (asked,) = [event for event in events if isinstance(event, ApprovalRequired)]
    assert asked.proposal.command == "mkdir made"
    (ended,) = [event for event in events if isinstance(event, CommandFinished)]
    assert ended.result.exit_status == 0


async def test_a_command_that_was_killed_is_not_run_again(store: Settings) -> None:
    events = await resume(store, "killed", [])
    assert not [event for event in events if isinstance(event, CommandFinished)]
    end = completed(events)
    assert end.outcome is Outcome.UNKNOWN


def test_history_theme_and_settings_are_read(store: Settings) -> None:
    history = PromptHistory(store.state_dir / "history")
    history.load()
    assert history.entries == ["list my buckets", "make a folder"]
    assert load_theme(store.state_dir) == "cloud-assist-light"
    assert store.max_retries == 3


async def resume(settings: Settings, session_id: str, answers: list[Answer]) -> list[Event]:
    """Take a session up and answer what it asks."""
    session = Session(settings, session_id=session_id, proposer=ScriptedProposer(()))
    try:
        return await follow(session, session.resume(), answers)
    finally:
        await session.close()
