"""A command runs once, whatever happens; what became of it is known, or known to be unknown."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cloud_assist.errors import StoreError
from cloud_assist.models import RunResult
from cloud_assist.settings import Settings
from cloud_assist.store.journal import Finished, Journal, NotStarted, OutcomeUnknown, Running
from cloud_assist.store.sessions import SessionIndex
from tests.support.started import at_once


@pytest.fixture
def index(store: Settings) -> Iterator[SessionIndex]:
    index = SessionIndex(store)
    yield index
    index.close()


def begin(journal: Journal, op_id: str = "op-1", spool: str = "/nowhere/op-1.out") -> bool:
    return journal.begin(op_id, session_id="s", command_sha256="00", cwd="/", spool_path=Path(spool))


def test_only_the_first_begins(index: SessionIndex, store: Settings) -> None:
    assert begin(index.journal)
    assert not begin(index.journal)
    other = SessionIndex(store)
    assert not begin(other.journal)
    assert begin(other.journal, "op-2")
    other.close()


def test_nothing_is_known_of_what_never_began(index: SessionIndex) -> None:
    assert index.journal.state("op-1") is None


def test_finished_with_all_that_was_known(index: SessionIndex, tmp_path: Path) -> None:
    spool = tmp_path / "spool.out"
    spool.write_bytes(b"h" * 4096 + b"m" * 5000 + b"t" * 4096)
    begin(index.journal, spool=str(spool))
    result = RunResult(137, 2.5, "x", "y", 13192, str(spool), signal=9, truncated=True, note="killed")
    index.journal.finish("op-1", result)
    state = index.journal.state("op-1")
    assert isinstance(state, Finished)
    assert state.result == RunResult(
        137, 2.5, "h" * 4096, "t" * 4096, 13192, str(spool), signal=9, truncated=True, note="killed"
    )
    index.journal.finish("op-1", RunResult(0, 1.0, "", "", 0, ""))
    again = index.journal.state("op-1")
    assert isinstance(again, Finished)
    assert again.result.exit_status == 137
    assert index.journal.unfinished("s") == []


def test_finished_without_its_spool_file(index: SessionIndex) -> None:
    begin(index.journal)
    index.journal.finish("op-1", RunResult(3, 1.0, "text", "", 4, "/nowhere/op-1.out"))
    state = index.journal.state("op-1")
    assert isinstance(state, Finished)
    assert (state.result.exit_status, state.result.head) == (3, "")


def test_running_while_its_process_lives_and_unknown_after(index: SessionIndex) -> None:
    begin(index.journal)
    child = subprocess.Popen(["sleep", "30"])
    created = psutil.Process(child.pid).create_time()
    index.journal.started("op-1", pid=child.pid, pgid=child.pid, start_time=created)
    state = index.journal.state("op-1")
    assert isinstance(state, Running)
    assert (state.pid, state.owner_pid) == (child.pid, os.getpid())
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # a zombie from here on
    assert isinstance(index.journal.state("op-1"), OutcomeUnknown)
    child.wait()
    gone = index.journal.state("op-1")
    assert isinstance(gone, OutcomeUnknown)
    assert gone.here
    assert index.journal.unfinished("s") == ["op-1"]


def test_another_process_with_the_same_pid_is_not_it(index: SessionIndex) -> None:
    begin(index.journal)
    index.journal.started("op-1", pid=os.getpid(), pgid=1, start_time=psutil.Process().create_time() - 100)
    assert isinstance(index.journal.state("op-1"), OutcomeUnknown)


WRITER = """
import os, sys
from pathlib import Path
from cloud_assist.settings import load_settings
from cloud_assist.store.sessions import SessionIndex
index = SessionIndex(load_settings())
print(index.journal.begin("op-1", session_id="s", command_sha256="00", cwd="/", spool_path=Path("/x")), flush=True)
sys.stdin.readline()
os.kill(os.getpid(), 9)
"""


def test_a_writer_that_is_killed_leaves_what_it_wrote(index: SessionIndex) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdin is not None
    assert writer.stdout.readline() == "True\n"
    state = index.journal.state("op-1")
    assert isinstance(state, Running)  # about to be started, by another cloud-assist
    assert (state.pid, state.owner_pid) == (0, writer.pid)
    writer.stdin.write("\n")
    writer.stdin.close()
    assert writer.wait(10) == -9
    writer.stdout.close()
    assert isinstance(index.journal.state("op-1"), NotStarted)
    assert not begin(index.journal)


def test_what_never_started_is_given_up_for_good(index: SessionIndex) -> None:
    begin(index.journal)
    assert index.journal.abandon("op-1")
    assert isinstance(index.journal.state("op-1"), NotStarted)
    assert index.journal.unfinished("s") == []
    assert not index.journal.abandon("op-1")
    with pytest.raises(StoreError, match="took over this session"):  # a slow starter must not run it now
        index.journal.started("op-1", pid=os.getpid(), pgid=1, start_time=1.0)


def test_what_has_started_cannot_be_called_off(index: SessionIndex) -> None:
    begin(index.journal)
    index.journal.started("op-1", pid=2**22 + 1, pgid=1, start_time=1.0)
    assert not index.journal.abandon("op-1")
    assert isinstance(index.journal.state("op-1"), OutcomeUnknown)
    index.journal.give_up("op-1")
    assert isinstance(index.journal.state("op-1"), OutcomeUnknown)
    assert index.journal.unfinished("s") == []


def test_eight_processes_have_one_winner_each_time(index: SessionIndex) -> None:
    script = """
from pathlib import Path
from cloud_assist.settings import load_settings
from cloud_assist.store.sessions import SessionIndex
index = SessionIndex(load_settings())
given = {"session_id": "s", "command_sha256": "", "cwd": "", "spool_path": Path("/x")}
print(sum(index.journal.begin(f"op-{n}", **given) for n in range(25)))
"""
    assert sum(int(won) for won in at_once(script, 8)) == 25
