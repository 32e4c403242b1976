"""The list of sessions in a file: private, sound or set aside, and small again after a delete."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings
from cloud_assist.store.paths import spool_path
from cloud_assist.store.sessions import SessionIndex
from cloud_assist.store.sqlite import SqliteDatabase


@pytest.fixture
def index(settings: Settings) -> Iterator[SessionIndex]:
    index = SessionIndex(settings)
    yield index
    index.close()


def test_delete_takes_everything_and_gives_the_space_back(index: SessionIndex, settings: Settings) -> None:
    spool = spool_path(settings, "op-1")
    spool.write_text("output")
    index.touch("s", text="x" * 3_000_000)
    index.touch("other", text="stays")
    index.journal.begin("op-1", session_id="s", command_sha256="", cwd="", spool_path=spool)
    database = settings.state_dir / "sessions.db"
    checkpoints = settings.state_dir / "checkpoints.db"
    with sqlite3.connect(checkpoints) as connection:
        connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        for table in ("checkpoints", "writes"):
            connection.execute(f"CREATE TABLE {table}(thread_id TEXT, value BLOB)")
            connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", [("s", b"x" * 500_000), ("other", b"y")])
    connection.close()
    assert checkpoints.stat().st_size > 1_000_000
    index.delete("s")
    assert [s.id for s in index.list()] == ["other"]
    assert not spool.exists()
    assert index.journal.state("op-1") is None
    assert database.stat().st_size < 200_000
    assert checkpoints.stat().st_size < 100_000
    connection = sqlite3.connect(checkpoints)
    assert connection.execute("SELECT thread_id FROM writes").fetchall() == [("other",)]
    connection.close()
    with pytest.raises(StoreError):
        index.delete("s")


def test_pruning_by_size_takes_the_longest_unused(index: SessionIndex, settings: Settings) -> None:
    for name in "abcd":
        index.touch(name, text="x" * 1_000_000)
    index.set_status("a", "waiting for approval")
    assert index.prune(max_age_s=0, max_bytes=10_000_000) == 0
    assert index.prune(max_age_s=0, max_bytes=2_500_000) == 2
    assert {s.id for s in index.list()} == {"a", "d"}
    assert (settings.state_dir / "sessions.db").stat().st_size < 2_500_000
    assert index.prune(max_age_s=0, max_bytes=1, keep="d") == 0


def test_files_are_private(index: SessionIndex, settings: Settings) -> None:
    index.touch("s")
    files = list(settings.state_dir.iterdir())
    assert len(files) >= 2  # the database and its -wal
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_damaged_database_is_set_aside_and_named(settings: Settings) -> None:
    first = SessionIndex(settings)
    first.touch("s", text="x" * 100_000)
    first.close()
    path = settings.state_dir / "sessions.db"
    data = bytearray(path.read_bytes())
    data[4096:60_000] = os.urandom(60_000 - 4096)
    path.write_bytes(data)
    second = SessionIndex(settings)
    assert second.list() == []
    assert "was damaged" in second.note
    (aside,) = settings.state_dir.glob("sessions.db.corrupt-*")
    assert aside.name in second.note
    assert aside.read_bytes() == data
    second.close()
    third = SessionIndex(settings)
    assert third.note == ""
    third.close()


def test_what_is_no_database_is_set_aside(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True)
    (settings.state_dir / "sessions.db").write_text("not a database at all" * 500)
    index = SessionIndex(settings)
    assert "was damaged" in index.note
    index.close()


def test_a_later_format_is_left_alone(settings: Settings) -> None:
    SessionIndex(settings).close()
    path = settings.state_dir / "sessions.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match="newer version") as caught:
        SessionIndex(settings)
    assert "Update" in caught.value.todo


def test_a_full_disk_is_one_clear_error_and_loses_nothing(index: SessionIndex) -> None:
    index.touch("before")
    assert isinstance(index._database, SqliteDatabase)
    index._database._connection.execute("PRAGMA max_page_count=1")
    with pytest.raises(StoreError) as caught:
        index.touch("after", text="x" * 1_000_000)
    assert caught.value.why == "The disk is full."
    index._database._connection.execute("PRAGMA max_page_count=1000000")
    assert [s.id for s in index.list()] == ["before"]
    index.touch("later")


def test_a_folder_that_cannot_be_used_is_one_clear_error(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True)
    (settings.state_dir / "sessions.db").mkdir()
    with pytest.raises(StoreError) as caught:
        SessionIndex(settings)
    assert caught.value.todo


def test_connections_are_closed(settings: Settings) -> None:
    SessionIndex(settings).close()
    before = psutil.Process().num_fds()
    for _ in range(3):
        opened = SessionIndex(settings)
        opened.list()
        opened.close()
        opened.close()
    assert psutil.Process().num_fds() == before
    assert Path(settings.state_dir).is_dir()
