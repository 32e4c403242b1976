"""Checkpoints: private, sound or set aside, and unable to construct anything when loaded."""

from __future__ import annotations

import json
import sqlite3
import stat
import sys
import types
from collections.abc import Iterator
from contextlib import closing
from typing import Any, TypedDict

import ormsgpack
import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings
from cloud_assist.store.checkpoints import delete_thread, open_checkpointer
from cloud_assist.store.sealing import open_sealer


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


KINDS: list[tuple[str, str, Any]] = [
    ("cloud_assist_trap", "Trap", ("x",)),
    ("cloud_assist_trap", "function", ("x",)),
    ("os", "system", ("touch sprung",)),
    ("os", "listdir", (".",)),
    ("builtins", "eval", ("open('sprung', 'w')",)),
    ("builtins", "exec", ("open('sprung', 'w')",)),
    ("builtins", "open", ("sprung", "w")),
    ("builtins", "set", ([1],)),
    ("builtins", "__import__", ("antigravity",)),
    ("subprocess", "Popen", ("touch sprung",)),
    ("subprocess", "getoutput", ("touch sprung",)),
    ("importlib", "import_module", ("antigravity",)),
    ("pathlib", "PosixPath", ("a", "b")),
    ("uuid", "UUID", ("12345678123456781234567812345678",)),
    ("decimal", "Decimal", ("1.5",)),
    ("datetime", "date", (2026, 1, 1)),
    ("re", "compile", ("(a+)+",)),
    ("collections", "deque", ([1],)),
    ("ipaddress", "IPv4Address", ("127.0.0.1",)),
    ("socket", "socket", ()),
    ("threading", "Thread", ()),
    ("types", "SimpleNamespace", ()),
    ("langchain_core.messages.human", "HumanMessage", ("hello",)),
    ("langgraph.types", "Send", ("node", "x")),
    ("langgraph.types", "Command", ()),
]


def doctored(module: str, name: str, arguments: Any) -> Iterator[tuple[str, bytes]]:
    """Yield stored values that name something to construct, in each way LangGraph's serializer knows."""
    first = arguments[0] if arguments else ""
    for code in range(8):
        for given in (first, arguments, {"x": first}):
            for shape in ((module, name, given), (module, name, given, "__call__")):
                yield "msgpack", ormsgpack.packb(ormsgpack.Ext(code, ormsgpack.packb(shape)))
                nested = ormsgpack.packb(
                    ("langgraph.types", "Interrupt", {"value": 1, "id": ormsgpack.Ext(code, b"x")})
                )
                yield "msgpack", ormsgpack.packb({"deep": [ormsgpack.Ext(2, nested)]})
    for version in (1, 2):
        stored = {"lc": version, "type": "constructor", "id": [*module.split("."), name], "args": arguments}
        yield "json", json.dumps(stored).encode()
        yield "json", json.dumps({**stored, "method": "__call__"}).encode()
    yield "pickle", f"c{module}\n{name}\n(S'touch sprung'\ntR.".encode()


@pytest.mark.parametrize("with_the_key", [False, True], ids=["without the key", "with the key"])
async def test_a_doctored_checkpoint_constructs_nothing(
    settings: Settings, trap: list[Any], *, with_the_key: bool
) -> None:
    async with open_checkpointer(settings) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
    sealer = open_sealer(settings)
    async with open_checkpointer(settings) as opened:
        saver = graph().compile(checkpointer=opened.saver).checkpointer
        with closing(sqlite3.connect(settings.state_dir / "checkpoints.db", isolation_level=None)) as database:
            for kind in KINDS:
                for form, data in doctored(*kind):
                    cipher, stored = sealer.encrypt(data)
                    values = (f"{form}+{cipher}", stored) if with_the_key else (form, data)
                    database.execute("UPDATE checkpoints SET type=?, checkpoint=?", values)
                    with pytest.raises(StoreError, match="cannot be read"):
                        await saver.aget_tuple(config("one"))  # type: ignore[union-attr] # it has one
                assert trap == [], kind
    assert len(KINDS) >= 20
    assert not settings.cwd.joinpath("sprung").exists()


async def test_what_a_task_wrote_is_read_as_carefully(settings: Settings, trap: list[Any]) -> None:
    async with open_checkpointer(settings) as opened:
        app = graph().compile(checkpointer=opened.saver)
        await app.ainvoke({"text": "a"}, config("one"), durability="sync")
        _, data = next(doctored(*KINDS[0]))
        for form, stored in (("msgpack", data), ("msgpack+aesgcm", open_sealer(settings).encrypt(data)[1])):
            with closing(sqlite3.connect(settings.state_dir / "checkpoints.db", isolation_level=None)) as database:
                database.execute("UPDATE writes SET type=?, value=?", (form, stored))
            with pytest.raises(StoreError, match="cannot be read"):
                await app.aget_state(config("one"))
    assert trap == []


def test_by_default_each_of_them_can_be_constructed(trap: list[Any]) -> None:
    """What the refusal is worth: LangGraph's own serializer, left as it is, does what the value says."""
    serializer = JsonPlusSerializer(allowed_msgpack_modules=True)
    for module, name, arguments in KINDS[:2] + KINDS[12:19]:
        data = ormsgpack.packb(ormsgpack.Ext(1, ormsgpack.packb((module, name, arguments))))
        made = serializer.loads_typed(("msgpack", data))
        assert made != list(arguments)
    assert len(trap) == 2


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
