"""An installed program, a scripted model server, and a clean machine around both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.driver import clean_environ
from tests.fake_groq import KEY, FakeGroq

Connect = Callable[..., tuple[dict[str, str], FakeGroq]]


@pytest.fixture
def connect(clean_machine: Path) -> Iterator[Connect]:
    """Start a model server that plays the given steps; return an environment that points at it, and the server."""
    with ExitStack() as stack:

        def start(*steps: dict[str, Any], key: str = "", **extra: str) -> tuple[dict[str, str], FakeGroq]:
            server = stack.enter_context(FakeGroq(list(steps), key=key))
            environ = clean_environ(clean_machine, GROQ_API_KEY=KEY, GROQ_API_BASE=server.url, **extra)
            return environ, server

        yield start
