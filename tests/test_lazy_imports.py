"""Packages that nothing uses wait, and are the real ones for everybody who does use them."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from cloud_assist.lazy_imports import ClassStandIn, Finder, Package, defer_unused_packages

CODE = """
import time
runs = globals().get("runs", 0) + 1
class Thing:
    def made(self):
        return "a thing"
time.sleep(0.02)
answer = lambda: "the real answer"
"""
TAKER = """
from waiting import part
from waiting.part import Thing, answer
def ask():
    return part.answer()
"""


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Package]]:
    """Install `waiting` with a part that can wait, and `taker`, which takes names from it."""
    site = tmp_path / "site"
    (site / "waiting").mkdir(parents=True)
    (site / "waiting-1.2.3.dist-info").mkdir()
    (site / "waiting" / "__init__.py").touch()
    (site / "waiting" / "other.py").touch()
    (site / "waiting" / "part.py").write_text(CODE)
    (site / "taker.py").write_text(TAKER)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))

    def install(code: str = CODE, tested: str = "1.2.") -> Package:
        (site / "waiting" / "part.py").write_text(code)
        thing = ClassStandIn("waiting.part", "Thing", frozenset({"made"}))
        stand_ins = {"waiting.part": {"Thing": thing, "answer": lambda: "the stand-in's answer"}}
        package = Package(
            "waiting", frozenset({"waiting.part"}), {"waiting": tested}, stand_ins, importers=frozenset({"taker"})
        )
        sys.meta_path.insert(0, Finder({"waiting": package}))
        return package

    yield install
    for name in [name for name in sys.modules if name.partition(".")[0] in {"waiting", "taker"}]:
        del sys.modules[name]


def part() -> Any:
    return importlib.import_module("waiting.part")


def has_run(module: ModuleType) -> bool:
    return "runs" in object.__getattribute__(module, "__dict__")


def test_a_module_waits_for_its_first_use_and_stays_the_same_object(make: Callable[..., Package]) -> None:
    package = make()
    module = part()
    assert not has_run(module)
    assert not package.in_use
    assert module.Thing().made() == "a thing"
    assert type(module) is ModuleType
    assert part() is module is sys.modules["waiting.part"]
    assert module.__loader__ is module.__spec__.loader
    assert importlib.reload(module).runs == 2


def test_names_are_answered_until_the_package_is_used_and_are_the_real_ones_then(make: Callable[..., Package]) -> None:
    make()
    taker: Any = importlib.import_module("taker")
    assert taker.answer() == "the stand-in's answer"
    assert hasattr(taker.Thing, "made")
    assert not isinstance(3, taker.Thing)
    assert not issubclass(int, taker.Thing)
    assert not has_run(part())
    taken = taker.Thing
    assert taken().made() == "a thing"
    assert taker.Thing is part().Thing
    assert taker.answer() == "the real answer"
    assert isinstance(part().Thing(), taken)  # whoever kept the stand-in is served as well


@pytest.mark.parametrize(
    "use",
    [
        lambda thing: pickle.loads(pickle.dumps(thing)),
        lambda thing: type("Child", thing.__mro_entries__(()), {}).__mro__[1],
        lambda thing: (thing | None).__args__[0],
        lambda thing: (None | thing).__args__[1],
    ],
    ids=["pickled", "derived from", "in a union", "in a union, last"],
)
def test_a_stand_in_leads_to_the_real_class(make: Callable[..., Package], use: Callable[[Any], object]) -> None:
    make()
    thing = importlib.import_module("taker").Thing
    assert use(thing) is part().Thing


def test_what_is_set_on_a_waiting_module_stays(make: Callable[..., Package]) -> None:
    make()
    part().answer = "mine"
    assert part().answer == "mine"
    assert has_run(part())
    assert "Thing" in dir(part())


def test_another_part_of_the_package_means_use(make: Callable[..., Package]) -> None:
    package = make()
    taker: Any = importlib.import_module("taker")
    assert taker.ask() == "the stand-in's answer"
    importlib.import_module("waiting.other")
    assert package.in_use
    assert taker.ask() == "the real answer"


def test_a_stand_in_is_for_the_importers_that_were_tested_with_it(make: Callable[..., Package]) -> None:
    make()
    taker: Any = importlib.import_module("taker")
    assert taker.ask() == taker.answer() == "the stand-in's answer"
    assert isinstance(part().Thing, type)
    assert taker.ask() == taker.answer() == "the real answer"


@pytest.mark.parametrize("tested", ["1.3.", "2."])
def test_a_version_that_was_not_tested_is_imported_as_ever(make: Callable[..., Package], tested: str) -> None:
    make(tested=tested)
    assert has_run(part())
    assert type(part()) is ModuleType


def test_what_has_been_imported_already_is_left_alone(make: Callable[..., Package]) -> None:
    module = part()
    package = make()
    assert importlib.reload(module).runs == 2
    assert not package.in_use


def test_threads_that_touch_it_at_once_all_see_the_whole_of_it(make: Callable[..., Package]) -> None:
    make()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: part().answer(), range(8)))
    assert answers == ["the real answer"] * 8
    assert part().runs == 1


def test_a_module_that_fails_fails_where_it_is_touched_each_time(make: Callable[..., Package]) -> None:
    make("runs = globals().get('runs', 0) + 1\nif runs < 2: raise OSError('not now')\nThing = answer = 'here'")
    module = part()
    with pytest.raises(OSError, match="not now"):
        _ = module.missing
    assert module.Thing == "here"


def test_a_module_that_imports_from_itself_is_told_as_ever(make: Callable[..., Package]) -> None:
    make("from waiting.part import later\nlater = 1")
    with pytest.raises(ImportError, match="later"):
        _ = part().later


@pytest.mark.parametrize("variable", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_nothing_waits_where_calls_are_traced(variable: str) -> None:
    assert not defer_unused_packages({variable: "true"})
    assert defer_unused_packages({variable: "false"})


REAL = """
import os, pickle, sys
from cloud_assist.lazy_imports import defer_unused_packages
finders = list(sys.meta_path)
assert not defer_unused_packages({"LANGSMITH_TRACING": "true"}) and sys.meta_path == finders
defer_unused_packages(os.environ)
import langchain_groq, langgraph.graph
from langchain_core.tracers import context, langchain, schemas
from langchain_core.utils import utils
untraced = langchain.get_tracing_context()
assert not context._tracing_v2_is_enabled()
import httpx
heavy = {"langsmith.schemas", "langgraph_sdk.client", "requests.models", "urllib3", "httpx2", "websockets", "rich"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)

import langsmith, langsmith.client, langgraph_sdk, requests.adapters
assert isinstance(langsmith.Client, type) and langchain.Client is langsmith.client.Client
run = schemas.Run(name="a", run_type="chain", inputs={})
assert type(run) is schemas.Run is langsmith.RunTree and isinstance(run, langsmith.run_trees.RunTree)
assert pickle.loads(pickle.dumps(schemas.Run)) is langsmith.RunTree
assert langchain.get_tracing_context() == dict(untraced)
assert langchain.get_tracing_context is langsmith.run_helpers.get_tracing_context
os.environ["LANGSMITH_TRACING"] = "true"
assert context._tracing_v2_is_enabled() is True
assert issubclass(utils.HTTPError, OSError)
assert utils.HTTPError is requests.exceptions.HTTPError
assert langgraph_sdk.get_client is langgraph_sdk.client.get_client
try:
    import click
except ImportError:
    assert not hasattr(httpx, "_main") and httpx.main.__code__.co_filename == httpx.__file__
else:
    assert httpx._main.main.name == "main" and httpx.main is httpx._main.main
"""


def test_the_framework_waits_and_gets_the_real_packages() -> None:
    done = subprocess.run([sys.executable, "-c", REAL], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
