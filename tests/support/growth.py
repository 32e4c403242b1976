"""Texts that make a careless reader slow, and how its time must grow with them."""

from __future__ import annotations

import time
from collections.abc import Callable

HOSTILE = ["\x1b", "\x1b[", "\x1b]", "\x1b[1", "\x9b;", "\r", "\b", "a\r", "\x1b]x\x1b", "\u202e", "\x1b[ ", "a\b"]


def grows_in_line(read: Callable[[str], object], unit: str) -> None:
    """Show that `read` takes a time that grows no faster than the text, which is `unit` again and again."""

    def seconds(count: int) -> float:
        text = unit * count
        start = time.process_time()
        read(text)
        return time.process_time() - start

    small = min(seconds(5_000) for _ in range(3))
    # Ten times the text: linear takes ten times as long, quadratic a hundred.
    assert seconds(50_000) < 50 * small + 0.05
