"""Words that can be nothing but numbers, and commands that print nothing else."""

from __future__ import annotations

import re

from cloud_assist.command.syntax.parser import EVALUATED, OPAQUE, Block, Part, Pipeline, Simple, Word

_NUMBER = re.compile(r"[-+]?(?:[0-9]+|0[xX][0-9a-fA-F]+|)\Z")
_NUMERIC_RAW = re.compile(
    r"\"?(?:\$\(\(.*\)\)|\$[#?$]|\$\{#\w+(?:\[[@*]\])?\}|\$(?:RANDOM|SECONDS|LINENO|EUID|UID|PPID)|\{-?[0-9]+\.\.-?[0-9]+(?:\.\.[0-9]+)?\})\"?\Z",
    re.DOTALL,
)
_COUNTERS = frozenset({"wc", "nproc", "date", "id", "expr", "seq", "getconf", "stat", "tput", "sysctl", "ulimit"})
"""Programs that print numbers, or what their own arguments say."""
_COUNTS = re.compile(r"-[a-zA-Z]*c[a-zA-Z]*\Z|--count\Z")
_STEERS = re.compile(r"[\[$`\\\0]")


def is_plain(text: str) -> bool:
    """Whether `text` is a whole number as a shell, the kernel and most programs read one: `²` and `٣` are none."""
    return text.isascii() and text.isdecimal()


def is_number(value: Word) -> bool:
    """Whether `value` is a number whatever happens."""
    if OPAQUE not in value.text:
        return _NUMBER.match(value.text) is not None
    if _NUMERIC_RAW.match(value.raw):
        return True
    return value.text == OPAQUE and bool(value.parts) and all(prints_number(part) for part in value.parts)


def prints_number(part: Part) -> bool:
    """Whether a substitution prints nothing but numbers."""
    if isinstance(part, Block):
        return part.kind == EVALUATED or (
            part.kind == "command_substitution" and len(part.parts) == 1 and prints_number(part.parts[0])
        )
    if isinstance(part, Pipeline):
        return prints_number(part.parts[-1])
    if not isinstance(part, Simple) or not part.words:
        return False
    texts = [word.text for word in part.words]
    if any(word.glob or _STEERS.search(word.text) for word in part.words):
        return False
    return texts[0] in _COUNTERS or (texts[0] in {"grep", "pgrep"} and any(_COUNTS.match(text) for text in texts))
