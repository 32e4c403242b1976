"""An installed program, a scripted model server, and a clean machine around both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_groq import KEY, FakeGroq
from tests.support.terminal import clean_environ

Connect = Callable[..., tuple[dict[str, str], FakeGroq]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever starts the whole program is slow."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def connect(clean_machine: Path, shared_cache: Path) -> Iterator[Connect]:
    """Start a model server that plays the given steps; return an environment that points at it, and the server."""
    with ExitStack() as stack:

        def start(*steps: dict[str, Any], key: str = "", **extra: str) -> tuple[dict[str, str], FakeGroq]:
            server = stack.enter_context(FakeGroq(list(steps), key=key))
            usual = {"GROQ_API_KEY": KEY, "GROQ_API_BASE": server.url, "XDG_CACHE_HOME": str(shared_cache)}
            environ = clean_environ(clean_machine, **{**usual, **extra})
            return environ, server

        yield start
