"""The list of sessions: complete, quick, one holder each."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist import process_identity
from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings
from cloud_assist.store.sessions import (
    IDLE,
    INTERRUPTED,
    RESULT_LIMIT,
    RESULTS_KEPT,
    RUNNING,
    UNKNOWN,
    SessionIndex,
    title_of,
)
from tests.support.started import at_once


@pytest.fixture
def index(store: Settings) -> Iterator[SessionIndex]:
    index = SessionIndex(store)
    yield index
    index.close()


def test_last_used_first(index: SessionIndex) -> None:
    for name in ("one", "two", "three"):
        index.touch(name, title=f"title of {name}")
        time.sleep(0.002)
    index.touch("one", title="another title")
    sessions = index.list()
    assert [s.id for s in sessions] == ["one", "three", "two"]
    assert sessions[0].title == "title of one"
    assert sessions[0].created < sessions[0].last_used
    assert [s.id for s in index.list(limit=1)] == ["one"]


def test_titles(index: SessionIndex) -> None:
    assert title_of("  list\n my   buckets ") == "list my buckets"
    assert len(title_of("word " * 100)) <= 80
    index.touch("s")
    assert index.show("s").title == ""
    index.touch("s", title="late")
    assert index.show("s").title == "late"
    index.rename("s", "chosen")
    index.touch("s", title="later")
    assert index.show("s").title == "chosen"


def test_search_over_titles_ids_and_texts(index: SessionIndex) -> None:
    index.touch("abc", title="Buckets", text="which 100%_sure buckets are public")
    index.touch("def", title="Pods", text="restart the api")
    assert [s.id for s in index.list(search="bucket")] == ["abc"]
    assert [s.id for s in index.list(search="RESTART")] == ["def"]
    assert [s.id for s in index.list(search="100%_s")] == ["abc"]
    assert index.list(search="1%s") == []
    assert [s.id for s in index.list(search="de")] == ["def"]


def test_search_over_results_which_are_bounded_and_go_with_their_session(index: SessionIndex) -> None:
    index.touch("abc", title="Buckets", text="which are public?")
    index.keep_result("abc", 1.0, "the answer: acme-logs")
    index.keep_result("abc", 1.0, "the answer: acme-web")
    assert [s.id for s in index.list(search="ACME-WEB")] == ["abc"]
    assert index.list(search="acme-logs") == [], "the later text took its place"
    assert index.last_request("abc")[1] == "which are public?"
    index.keep_result("abc", 2.0, "x" * RESULT_LIMIT + "too far")
    assert index.list(search="too far") == []
    for number in range(RESULTS_KEPT):
        index.keep_result("abc", 3.0 + number, f"result {number}.")
    assert index.list(search="acme-web") == []
    assert [s.id for s in index.list(search="result 0.")] == ["abc"]
    index.delete("abc")
    index.touch("abc")
    assert index.list(search="result") == []


def test_show_by_the_beginning_of_an_id(index: SessionIndex) -> None:
    for name in ("aaa1", "aaa2", "aaa"):
        index.touch(name)
    assert index.show("aaa2").id == "aaa2"
    assert index.show("aaa").id == "aaa"
    with pytest.raises(StoreError, match="More than one"):
        index.show("aa")
    for missing in ("zzz", "", "%"):
        with pytest.raises(StoreError, match="There is no session"):
            index.show(missing)


def test_status(index: SessionIndex) -> None:
    index.touch("s")
    assert index.show("s").status == IDLE
    index.set_status("s", "waiting for approval")
    assert index.show("s").status == "waiting for approval"
    with pytest.raises(ValueError, match="dancing"):
        index.set_status("s", "dancing")


def test_running_without_a_living_holder_was_interrupted_or_is_an_unknown_outcome(index: SessionIndex) -> None:
    index.touch("s")
    index.claim("s")
    index.set_status("s", RUNNING)
    assert index.show("s").status == RUNNING
    assert index.show("s").extra == {"pid": str(os.getpid())}
    index.release("s")
    assert index.show("s").status == INTERRUPTED
    index.journal.begin("op", session_id="s", command_sha256="", cwd="/", spool_path=Path("/nowhere/op.out"))
    assert index.show("s").status == UNKNOWN


def test_a_command_that_outlived_its_cloud_assist_is_told_as_running_and_its_session_is_kept(
    index: SessionIndex,
) -> None:
    index.claim("s", request="copy the backups")
    index.journal.begin("op", session_id="s", command_sha256="", cwd="/", spool_path=Path("/nowhere/op.out"))
    command = subprocess.Popen(["sleep", "60"])
    try:
        started = process_identity.start_time(command.pid)
        assert started is not None
        index.journal.started("op", pid=command.pid, pgid=command.pid, start_time=started)
        index.release("s")
        assert [(s.status, s.extra) for s in index.list()] == [(RUNNING, {"request": "copy the backups"})]
        time.sleep(0.01)
        assert index.prune(max_age_s=0.001) == 0
    finally:
        command.kill()
        command.wait()
    assert index.show("s").status == UNKNOWN
    assert index.prune(max_age_s=0.001) == 1


def test_what_is_open_is_named_by_the_request_that_is_open(index: SessionIndex) -> None:
    for request in ("list my buckets", "delete the old one"):
        index.touch("s", title=request, text=request)
        time.sleep(0.002)
    assert index.show("s").extra == {}
    index.set_status("s", "waiting for approval")
    shown = index.show("s")
    assert (shown.title, shown.extra) == ("list my buckets", {"request": "delete the old one"})


HOLDER = """
import sys
from cloud_assist.settings import load_settings
from cloud_assist.store.sessions import SessionIndex
index = SessionIndex(load_settings())
index.claim("s")
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_session_has_one_holder_until_that_one_ends(index: SessionIndex) -> None:
    index.touch("s")
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=rf"pid {holder.pid}"):
        index.claim("s")
    with pytest.raises(StoreError, match="open in another"):
        index.delete("s")
    holder.kill()
    holder.communicate()
    index.claim("s")
    index.claim("s")
    assert index.show("s").extra == {"pid": str(os.getpid())}


def test_pruning_by_age_leaves_what_is_new_open_or_waits(index: SessionIndex) -> None:
    for name in ("old", "asked", "here", "waits"):
        index.touch(name)
    index.set_status("waits", "waiting for approval")
    index.claim("here")
    time.sleep(0.3)
    index.touch("new")
    assert index.prune(max_age_s=0) == 0
    assert index.prune(max_age_s=0.3, keep="asked") == 2  # "here" is ours: nobody else has it open
    assert {s.id for s in index.list()} == {"asked", "waits", "new"}


def test_a_request_is_noted_with_its_claim(index: SessionIndex) -> None:
    assert index.last_request("s") == (0.0, "")
    first = index.claim("s", request="list   my buckets")
    assert index.last_request("s") == (first, "list   my buckets")
    found = index.show("s")
    extra = {"pid": str(os.getpid()), "request": "list   my buckets"}
    assert (found.title, found.status, found.extra) == ("list my buckets", RUNNING, extra)
    time.sleep(0.002)
    second = index.claim("s", request="and the pods")
    assert index.last_request("s") == (second, "and the pods")
    assert index.show("s").title == "list my buckets"
    assert [s.id for s in index.list(search="pods")] == ["s"]


def test_eight_processes_share_one_store(index: SessionIndex) -> None:
    script = """
import os
from cloud_assist.settings import load_settings
from cloud_assist.store.sessions import SessionIndex
index = SessionIndex(load_settings())
for n in range(25):
    index.touch(f"{os.getpid()}-{n}", title="t", text="x")
    index.set_status(f"{os.getpid()}-{n}", "idle")
index.close()
"""
    at_once(script, 8)
    assert len(index.list()) == 200
