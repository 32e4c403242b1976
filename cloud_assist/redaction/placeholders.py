"""What stands in a text in place of a secret: `[REDACTED:kind#n]`, with the same n for the same value."""

from __future__ import annotations

import os
import re
from hashlib import blake2b

_PLACEHOLDER = re.compile(r"\[REDACTED:([a-z0-9_]{1,40})#([0-9]{1,9})\]")


class Placeholders:
    """Numbers the secrets of one text, or of everything a session shows to a model; holds none of them in clear.

    The same value always has the same number, and two values of a kind never share one: not even where a text was
    redacted before, elsewhere, and brings numbers along (`reserve`).
    """

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._numbers: dict[tuple[str, bytes], int] = {}
        self._last: dict[str, int] = {}

    def of(self, kind: str, value: str) -> str:
        """Return the placeholder of `value`."""
        digest = blake2b(value.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16).digest()
        number = self._numbers.get((kind, digest))
        if number is None:
            number = self._last.get(kind, 0) + 1
            self._last[kind] = self._numbers[kind, digest] = number
        return f"[REDACTED:{kind}#{number}]"

    def reserve(self, *texts: str) -> None:
        """Leave out the numbers that stand in `texts` when the next new secret is numbered."""
        for text in texts:
            for kind, number in _PLACEHOLDER.findall(text):
                self._last[kind] = max(self._last.get(kind, 0), int(number))
