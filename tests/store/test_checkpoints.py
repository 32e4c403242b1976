"""Checkpoints: private, sound or set aside, and unable to construct anything when loaded."""

from __future__ import annotations

import sqlite3
import stat
import sys
import types
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, TypedDict

import ormsgpack
import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings
from cloud_assist.store.checkpoints import delete_thread, open_checkpointer


class State(TypedDict):
    text: str


def ask(state: State) -> dict[str, str]:
    return {"text": state["text"] + str(interrupt({"question": "go on?"}))}


def graph() -> StateGraph[State, None, State, State]:
    builder = StateGraph(State)
    builder.add_node("ask", ask)
    builder.add_edge(START, "ask")
    builder.add_edge("ask", END)
    return builder


def config(thread: str) -> Any:
    return {"configurable": {"thread_id": thread}}


async def test_a_pending_question_survives_closing(settings: Settings) -> None:
    async with open_checkpointer(settings) as opened:
        assert opened.note == ""
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
    async with open_checkpointer(settings) as opened:
        app = graph().compile(checkpointer=opened.saver)
        pending = await app.aget_state(config("one"))
        (question,) = pending.interrupts
        result = await app.ainvoke(Command(resume={question.id: "b"}), config("one"))
        assert result["text"] == "ab"


async def test_files_are_private(settings: Settings) -> None:
    async with open_checkpointer(settings) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
        files = list(settings.state_dir.glob("checkpoints.db*"))
        assert {path.name for path in files} >= {"checkpoints.db", "checkpoints.db-wal"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not list(settings.state_dir.glob("*-wal"))


@pytest.fixture
def trap() -> Iterator[list[Any]]:
    """Offer importable things that note when they are constructed or called."""
    sprung: list[Any] = []
    module = types.ModuleType("cloud_assist_trap")

    class Trap:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            sprung.append((args, kwargs))

        @classmethod
        def method(cls, *args: Any, **kwargs: Any) -> None:
            sprung.append((args, kwargs))

    module.Trap = Trap  # type: ignore[attr-defined]
    module.function = lambda *a, **k: sprung.append((a, k))  # type: ignore[attr-defined]
    sys.modules["cloud_assist_trap"] = module
    yield sprung
    del sys.modules["cloud_assist_trap"]


NAMES = [("cloud_assist_trap", "Trap"), ("cloud_assist_trap", "function"), ("os", "system"), ("builtins", "eval")]


def doctored() -> Iterator[tuple[str, bytes]]:
    """Yield stored values that name something to construct, in each way the serializer knows."""
    for module, name in NAMES:
        for code in range(8):
            for shape in (
                (module, name, "touch sprung"),
                (module, name, ("touch sprung",)),
                (module, name, {"x": "y"}),
            ):
                yield "msgpack", ormsgpack.packb(ormsgpack.Ext(code, ormsgpack.packb((*shape, "method"))))
                yield "msgpack", ormsgpack.packb(ormsgpack.Ext(code, ormsgpack.packb(shape)))
        text = f'{{"lc": 2, "type": "constructor", "id": ["{module}", "{name}"], "args": ["touch sprung"]}}'
        yield "json", text.encode()
        yield "json", text.replace('"args"', '"method": "method", "args"').encode()
        yield "json", text.replace('"lc": 2', '"lc": 1').encode()
    yield "pickle", b"cos\nsystem\n(S'touch sprung'\ntR."


async def test_a_doctored_checkpoint_constructs_nothing(settings: Settings, trap: list[Any]) -> None:
    async with open_checkpointer(settings) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
    database = settings.state_dir / "checkpoints.db"
    count = 0
    async with open_checkpointer(settings) as opened:
        for kind, data in doctored():
            for column in ("checkpoint", "metadata"):
                with sqlite3.connect(database) as connection:
                    connection.execute(f"UPDATE checkpoints SET type=?, {column}=?", (kind, data))
                    connection.execute("UPDATE writes SET type=?, value=?", (kind, data))
                connection.close()
                with suppress(ValueError, TypeError, KeyError, NotImplementedError, AttributeError):
                    await opened.saver.aget_tuple(config("one"))  # an error is as good: refused altogether
                count += 1
    assert count >= 200
    assert trap == []
    assert not settings.cwd.joinpath("sprung").exists()


def test_the_trap_works(trap: list[Any]) -> None:
    data = ormsgpack.packb(ormsgpack.Ext(0, ormsgpack.packb(("cloud_assist_trap", "Trap", "x"))))
    JsonPlusSerializer(allowed_msgpack_modules=True).loads_typed(("msgpack", data))
    assert len(trap) == 1


async def test_a_damaged_database_is_set_aside_and_named(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True)
    path = settings.state_dir / "checkpoints.db"
    path.write_bytes(b"garbage" * 1000)
    async with open_checkpointer(settings) as opened:
        assert "was damaged" in opened.note
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"))
    (aside,) = settings.state_dir.glob("checkpoints.db.corrupt-*")
    assert aside.read_bytes() == b"garbage" * 1000
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_delete_frees_the_space(settings: Settings) -> None:
    delete_thread(settings, "one")
    async with open_checkpointer(settings) as opened:
        app = graph().compile(checkpointer=opened.saver)
        for thread in ("one", "two"):
            await app.ainvoke({"text": thread * 300_000}, config(thread), durability="sync")
    path = settings.state_dir / "checkpoints.db"
    before = path.stat().st_size
    delete_thread(settings, "one")
    assert path.stat().st_size < before * 0.6
    async with open_checkpointer(settings) as opened:
        assert await opened.saver.aget_tuple(config("one")) is None
        assert await opened.saver.aget_tuple(config("two")) is not None


async def test_a_folder_that_cannot_be_used_is_one_clear_error(settings: Settings) -> None:
    settings.state_dir.mkdir(parents=True)
    (settings.state_dir / "checkpoints.db").mkdir()
    with pytest.raises(StoreError) as caught:
        async with open_checkpointer(settings):
            raise AssertionError
    assert caught.value.todo
