"""What cloud tools print of secrets, as samples, and whether a redacted text still holds a piece of one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from tests.support.secrets.kinds import KINDS
from tests.support.secrets.outputs import outputs
from tests.support.secrets.shapes import BARE_SHAPES, NOISES, SHAPES

_PLACEHOLDER = re.compile(r"\[REDACTED:\w+#\d+\]")


def hidden(text: str, redacted: str, values: list[str]) -> list[bool]:
    """For each value of `text`: is no piece of it of 8 characters (or of its own length) left?

    A piece that `text` also holds elsewhere (a key's prefix that is in the key's name) is not counted.
    """
    around = text
    for value in values:
        around = around.replace(value, "\n")
    redacted = _PLACEHOLDER.sub("", redacted)
    result = []
    for value in values:
        size = min(8, len(value))
        pieces = (value[i : i + size] for i in range(len(value) - size + 1))
        result.append(not any(piece in redacted and piece not in around for piece in pieces))
    return result


def tool_samples(r: random.Random, noisy: bool) -> Iterator[tuple[str, str, list[str], str]]:
    """Yield the second set: each kind in each shape, and whole outputs; `noisy`: also as logs, mails and diffs."""
    for kind, secret in KINDS.items():
        for name, shape in SHAPES.items():
            value = secret.make(r)
            yield kind, name, [value], shape(r.choice(secret.names), value)
        for name, bare in BARE_SHAPES.items() if secret.bare else ():
            value = secret.make(r)
            yield kind, name, [value], bare(value)
    yield from outputs(r)
    if noisy:
        for kind, name, values, text in tool_samples(r, noisy=False):
            noise = r.choice([n for n in NOISES if text.isascii() or n != "python bytes"])
            yield kind, f"{name}, {noise}", values, NOISES[noise](text)
