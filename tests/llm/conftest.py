"""A scripted server and a proposer that talks to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.fake_groq import FakeGroq

StartServer = Callable[..., FakeGroq]


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Start servers for steps; they stop with the test."""
    with ExitStack() as stack:

        def start(*steps: dict[str, Any], key: str = "") -> FakeGroq:
            return stack.enter_context(FakeGroq(steps, key=key))

        yield start
