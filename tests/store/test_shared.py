"""What holds for every kind of store, and what only one that is shared can do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any, TypedDict

import psycopg
import pytest
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from cloud_assist.errors import ConfigurationError, StoreError
from cloud_assist.models import Assessment, Binding, ProposalSource, Reason, Risk, RunResult, Target
from cloud_assist.settings import Settings
from cloud_assist.store.audit import AuditTrail, Intent
from cloud_assist.store.audit_view import AuditFilter
from cloud_assist.store.checkpoints import delete_thread, open_checkpointer
from cloud_assist.store.database import open_database
from cloud_assist.store.sessions import SessionIndex
from tests.support.started import at_once

CANARY = "canary-5f2c91"


class State(TypedDict, total=False):
    text: str
    count: int
    items: list[str]


def ask(state: State) -> State:
    answer = str(interrupt({"question": f"go on with {state['text']}?"}))
    return {"text": state["text"] + answer, "count": 7, "items": [answer, "\0", state["text"]]}


def graph() -> StateGraph[State, None, State, State]:
    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_edge(START, "ask")
    builder.add_edge("ask", END)
    return builder


def config(thread: str) -> Any:
    return {"configurable": {"thread_id": thread}}


def intent(op_id: str, command: str = "ls") -> Intent:
    binding = Binding("00", "/srv", Target())
    judged = Assessment(command, Risk.READ_ONLY, (Reason("x", "reads"),), (), Target(), ("ls",), command, binding)
    return Intent(op_id, "s", "list it", "offline", judged, ProposalSource.MODEL, "approve", "bob", 1.0, 1)


# --- checkpoints --------------------------------------------------------------------------------------------------


async def test_a_pending_question_survives_and_every_value_comes_back(store: Settings) -> None:
    async with open_checkpointer(store) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a\0ß"}, config("one"), durability="sync")
    async with open_checkpointer(store) as opened:
        app = graph().compile(checkpointer=opened.saver)
        (question,) = (await app.aget_state(config("one"))).interrupts
        assert question.value == {"question": "go on with a\0ß?"}
        await app.ainvoke(Command(resume={question.id: "b"}), config("one"), durability="sync")
    async with open_checkpointer(store) as opened:
        values = (await graph().compile(checkpointer=opened.saver).aget_state(config("one"))).values
        assert values == {"text": "a\0ßb", "count": 7, "items": ["b", "\0", "a\0ß"]}


async def test_trimming_keeps_the_latest(store: Settings) -> None:
    async with open_checkpointer(store) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
        await app.ainvoke({"text": "a"}, config("two"), durability="sync")
        await opened.saver.trim("one")
        assert len([each async for each in opened.saver.alist(config("one"))]) == 1
        assert len([each async for each in opened.saver.alist(config("two"))]) == 2
        (question,) = (await app.aget_state(config("one"))).interrupts
        result = await app.ainvoke(Command(resume={question.id: "b"}), config("one"), durability="sync")
        assert result["text"] == "ab"


async def test_deleting_a_thread(store: Settings) -> None:
    delete_thread(store, "one")
    async with open_checkpointer(store) as opened:
        app = graph().compile(checkpointer=opened.saver)
        for thread in ("one", "two"):
            await app.ainvoke({"text": "a"}, config(thread), durability="sync")
    delete_thread(store, "one")
    async with open_checkpointer(store) as opened:
        assert await opened.saver.aget_tuple(config("one")) is None
        assert await opened.saver.aget_tuple(config("two")) is not None


async def test_nothing_readable_stands_in_the_checkpoints(store: Settings) -> None:
    async with open_checkpointer(store) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": CANARY}, config("one"), durability="sync")
        (question,) = (await app.aget_state(config("one"))).interrupts
        assert CANARY.encode() not in everything(store)
        await app.ainvoke(Command(resume={question.id: f"{CANARY}b"}), config("one"), durability="sync")
        assert CANARY.encode() not in everything(store)


def everything(settings: Settings) -> bytes:
    """Return all that the store holds of checkpoints, as bytes."""
    if not settings.database_url:
        return b"".join(path.read_bytes() for path in settings.state_dir.glob("checkpoints*"))
    with psycopg.connect(settings.database_url, options="-c search_path=cloud_assist") as connection:
        data = b""
        for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
            for row in connection.execute(f"SELECT t.*, t::text FROM {table} t".encode()).fetchall():
                data += b"".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)
        return data


async def test_a_value_that_we_did_not_seal_is_refused(store: Settings) -> None:
    async with open_checkpointer(store) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
        if store.database_url:
            with psycopg.connect(store.database_url, options="-c search_path=cloud_assist") as connection:
                connection.execute("UPDATE checkpoint_blobs SET type='msgpack' WHERE type<>'empty'")
        else:
            with closing(sqlite3.connect(store.state_dir / "checkpoints.db", isolation_level=None)) as database:
                database.execute("UPDATE checkpoints SET type='msgpack'")
        with pytest.raises(StoreError, match="cannot be read"):
            await app.aget_state(config("one"))


async def test_with_another_key_a_session_cannot_be_read(settings: Settings) -> None:
    async with open_checkpointer(settings) as opened:
        await graph().compile(checkpointer=opened.saver).ainvoke({"text": "a"}, config("one"), durability="sync")
    key = settings.state_dir / "checkpoints.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.write_text("0" * 64)
    async with open_checkpointer(settings) as opened:
        with pytest.raises(StoreError, match="cannot be read"):
            await graph().compile(checkpointer=opened.saver).aget_state(config("one"))
    key.write_text("broken")
    with pytest.raises(StoreError, match="damaged"):
        async with open_checkpointer(settings):
            raise AssertionError


# --- the audit trail ------------------------------------------------------------------------------------------------


@pytest.fixture
def trail(store: Settings) -> Iterator[AuditTrail]:
    with closing(AuditTrail(store, lambda text: text.replace("secret", "***"))) as trail:
        yield trail


def test_the_trail_is_sealed_and_read_back(trail: AuditTrail, store: Settings) -> None:
    trail.append_intent(intent("op-1", "echo secret"))
    assert trail.awaits_outcome("op-1")
    trail.append_outcome("op-1", RunResult(3, 1.5, "", "", 0, ""))
    assert not trail.awaits_outcome("op-1")
    assert not trail.awaits_outcome("op-2")
    trail.append_intent(intent("op-2"))
    trail.append_unknown("op-2", "gone")
    with closing(AuditTrail(store, str)) as again:
        entries = again.read()
    assert [(e.text("op_id"), e.status) for e in entries] == [("op-2", "outcome unknown"), ("op-1", "exit 3")]
    assert entries[1].text("command") == "echo ***"
    assert [e.text("op_id") for e in trail.read(AuditFilter(text="***"))] == ["op-1"]
    assert trail.verify().ok
    assert trail.verify().records == 4


CHANGES = (
    "UPDATE audit_lines SET line=replace(line, 'op-3', 'op-9') WHERE number=3",
    "DELETE FROM audit_lines WHERE number=3",
    "DELETE FROM audit_lines WHERE number=5",
    "UPDATE audit_head SET number=4",
    "DELETE FROM audit_head",
    "INSERT INTO audit_lines VALUES (6, '{}')",
    "UPDATE audit_lines SET number = CASE number WHEN 2 THEN -3 WHEN 3 THEN -2 END WHERE number IN (2, 3);"
    "UPDATE audit_lines SET number = -number WHERE number < 0",
)


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_the_table_is_found(postgres_settings: Settings, change: str) -> None:
    with closing(AuditTrail(postgres_settings, str)) as trail:
        for number in range(1, 6):
            trail.append_intent(intent(f"op-{number}"))
        assert trail.verify().ok
        with psycopg.connect(postgres_settings.database_url, options="-c search_path=cloud_assist") as connection:
            connection.execute(change.encode())
        assert not trail.verify().ok


def test_eight_processes_write_one_trail(store: Settings) -> None:
    script = """
from cloud_assist.settings import load_settings
from cloud_assist.store.audit import AuditTrail
trail = AuditTrail(load_settings(), str)
for n in range(20):
    trail.append_unknown(f"op-{n}", "x")
trail.close()
"""
    at_once(script, 8)
    with closing(AuditTrail(store, str)) as trail:
        assert (trail.verify().ok, trail.verify().records) == (True, 160)


# --- sharing --------------------------------------------------------------------------------------------------------


HOLDER = """
import sys
from cloud_assist.settings import load_settings
from cloud_assist.store.sessions import SessionIndex
index = SessionIndex(load_settings())
index.touch("s")
index.claim("s")
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_session_is_free_again_when_its_holder_is_killed(store: Settings) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    with closing(SessionIndex(store)) as index:
        assert index.show("s").extra["pid"] == str(holder.pid)
        with pytest.raises(StoreError, match=f"pid {holder.pid}"):
            index.claim("s")
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
        deadline = 200
        while index.show("s").extra and (deadline := deadline - 1):
            time.sleep(0.02)
        index.claim("s")


def test_of_two_connections_one_holds(postgres_settings: Settings) -> None:
    with closing(SessionIndex(postgres_settings)) as one, closing(SessionIndex(postgres_settings)) as two:
        one.touch("s")
        one.claim("s")
        one.claim("s")
        with pytest.raises(StoreError, match="open in another cloud-assist"):
            two.claim("s")
        assert two.show("s").extra
        one.release("s")
        two.claim("s")


def test_a_dropped_connection_is_made_anew_and_holds_again(postgres_settings: Settings) -> None:
    with closing(SessionIndex(postgres_settings)) as index, closing(SessionIndex(postgres_settings)) as other:
        index.touch("s")
        index.claim("s")
        _drop_all_but(other, postgres_settings)
        with pytest.raises(StoreError, match="cannot be used"):
            index.list()
        assert [info.id for info in index.list()] == ["s"]
        with pytest.raises(StoreError, match="open in another"):
            other.claim("s")


def test_what_was_taken_over_meanwhile_is_not_written(postgres_settings: Settings) -> None:
    with closing(SessionIndex(postgres_settings)) as index, closing(SessionIndex(postgres_settings)) as other:
        index.touch("s")
        index.claim("s")
        _drop_all_but(other, postgres_settings)
        other.claim("s")
        for expected in ("cannot be used", "took over"):
            with pytest.raises(StoreError, match=expected):
                index.set_status("s", "running")


def _drop_all_but(kept: SessionIndex, settings: Settings) -> None:
    """End the connections of everybody else, as a restart of the server or a firewall would."""
    kept.list()
    pid = kept._database.rows("SELECT pg_backend_pid()")[0][0]
    others = "FROM pg_stat_activity WHERE datname=current_database() AND pid NOT IN (%s, pg_backend_pid())"
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}".encode(), (pid,))
        while connection.execute(f"SELECT 1 {others}".encode(), (pid,)).fetchall():
            time.sleep(0.01)


def test_a_later_format_is_left_alone(store: Settings) -> None:
    open_database(store, "x", ["CREATE TABLE a(n BIGINT)", "CREATE TABLE b(n BIGINT)"]).close()
    with closing(open_database(store, "x", ["CREATE TABLE a(n BIGINT)", "CREATE TABLE b(n BIGINT)"])) as same:
        assert same.rows("SELECT count(*) FROM b") == [(0,)]
    with pytest.raises(StoreError, match="newer version"):
        open_database(store, "x", ["CREATE TABLE a(n BIGINT)"])


def test_an_older_format_is_brought_up_to_date_with_what_stands_in_it(store: Settings) -> None:
    first = "CREATE TABLE a(n BIGINT NOT NULL); CREATE INDEX a_by_n ON a(n)"
    with closing(open_database(store, "x", [first])) as old, old.transaction() as run:
        run.execute("INSERT INTO a VALUES (?)", (1,))
    newer = [first, "ALTER TABLE a ADD COLUMN word TEXT NOT NULL DEFAULT 'none'", "UPDATE a SET n=n+1"]
    with closing(open_database(store, "x", newer)) as new:
        assert new.rows("SELECT n, word FROM a") == [(2, "none")]
    with closing(open_database(store, "x", newer)) as same:
        assert same.rows("SELECT n, word FROM a") == [(2, "none")], "each step is taken once"


def test_a_step_that_fails_leaves_the_older_format_as_it_was(store: Settings) -> None:
    first = "CREATE TABLE a(n BIGINT)"
    open_database(store, "x", [first]).close()
    with pytest.raises(StoreError, match="cannot be used"):
        open_database(store, "x", [first, "CREATE TABLE b(n BIGINT)", "INSERT INTO no_such_table VALUES (1)"])
    with closing(open_database(store, "x", [first, "CREATE TABLE b(n BIGINT)"])) as repaired:
        assert repaired.rows("SELECT count(*) FROM b") == [(0,)]


MIGRATE = """
from cloud_assist.settings import load_settings
from cloud_assist.store.database import open_database
steps = ["CREATE TABLE a(n BIGINT)", "INSERT INTO a VALUES (1)"]
open_database(load_settings(), "x", steps).close()
"""


def test_of_many_who_open_an_older_format_at_once_one_changes_it(store: Settings) -> None:
    open_database(store, "x", ["CREATE TABLE a(n BIGINT)"]).close()
    at_once(MIGRATE, 6)
    steps = ["CREATE TABLE a(n BIGINT)", "INSERT INTO a VALUES (1)"]
    with closing(open_database(store, "x", steps)) as database:
        assert database.rows("SELECT count(*) FROM a") == [(1,)]


def test_a_transaction_that_fails_leaves_nothing(store: Settings) -> None:
    with closing(open_database(store, "x", ["CREATE TABLE a(n BIGINT)"])) as database:
        with pytest.raises(ZeroDivisionError), database.transaction() as run:
            run.execute("INSERT INTO a VALUES (?)", (1,))
            raise ZeroDivisionError
        assert database.rows("SELECT count(*) FROM a") == [(0,)]


@pytest.mark.parametrize("open_it", [SessionIndex, lambda settings: AuditTrail(settings, str)])
def test_a_server_that_is_not_there_is_one_clear_error(settings: Settings, open_it: Any) -> None:
    away = replace(settings, database_url="postgresql://bob:hunter2@127.0.0.1:1/db")
    with pytest.raises(StoreError) as caught:
        open_it(away)
    assert "127.0.0.1/db cannot be used" in caught.value.what
    assert "hunter2" not in str(caught.value)
    assert caught.value.todo


async def test_checkpoints_on_a_server_that_is_not_there(settings: Settings) -> None:
    away = replace(settings, database_url="postgresql://bob:hunter2@127.0.0.1:1/db")
    with pytest.raises(StoreError, match="cannot be used"):
        async with open_checkpointer(away):
            raise AssertionError


def test_without_the_package_it_says_what_to_install(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError) as caught:
        SessionIndex(replace(settings, database_url="postgresql://127.0.0.1/db"))
    assert "cloud-assist[postgres]" in caught.value.todo
