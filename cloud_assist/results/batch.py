"""Some items of an output, read together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Batch(list[Any]):
    """Items, and the bytes that they were read from: what does not stand there stands in none of them."""

    __slots__ = ("text",)

    def __init__(self, items: Iterable[Any], text: bytes) -> None:
        super().__init__(items)
        self.text = text
