"""The digest of text without a structure: its head, its tail, and the lines that the request's words touch."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.results.fitting import Lines, cut, size
from cloud_assist.results.output_bytes import OutputBytes, line_blocks
from cloud_assist.spool_file import last_bytes

_AROUND = 16 * 1024
"""Bytes beyond what is shown that are looked at, so that a secret is seen whole."""
_TAIL_SHARE = 0.4
_FOUND_SHARE = 0.3
_LONGEST_FOUND = 300
_MOST_FOUND = 12
_TOO_COMMON = 200
"""Lines with a word, beyond which it says nothing."""
_ENCODED = re.compile(r"(?<![\w+/.:-])[A-Za-z0-9+/]{32,}={0,2}(?![\w./:-])")


@dataclass(frozen=True, slots=True)
class TextDigest:
    """A digest of text, redacted."""

    text: str
    whole: bool
    left_out: str


def without_encoded(line: str) -> str:
    """Return a line that stands alone without long encoded words: they may be a line of a key."""
    return _ENCODED.sub(lambda match: f"({len(match[0])} characters)", line)


def human_size(count: int) -> str:
    """Return a number of bytes for people: 3.2 MB."""
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= step:
            return f"{count / step:.1f} {unit}"
    return f"{count} bytes"


def shown(data: bytes, redact: Callable[[str], str]) -> str:
    """Return bytes as redacted text that steers no terminal."""
    return redact(strip_terminal_controls(data.decode("utf-8", "replace")))


def whole_text(source: OutputBytes, budget: int, redact: Callable[[str], str]) -> str | None:
    """Return the whole output, redacted, where it takes at most `budget` bytes; else None."""
    if source.size > 4 * budget + 1024:
        return None
    text = shown(source.head(source.size), redact).strip("\n")
    return text if size(text) <= budget else None


def digest_text(source: OutputBytes, budget: int, words: frozenset[str], redact: Callable[[str], str]) -> TextDigest:
    """Tell head and tail of the output in `budget` bytes."""
    whole = whole_text(source, budget, redact)
    if whole is not None:
        return TextDigest(whole, True, "")
    said = f"head and tail of {human_size(source.size)}"
    room = max(budget - size(said) - _MARKS, 0)
    found = _found(source, words, int(room * _FOUND_SHARE), redact) if words else ""
    room -= size(found)
    tail = _tail(source, int(room * _TAIL_SHARE), redact)
    head = _head(source, room - size(tail), redact)
    parts = [head, "…", *([f"Lines with words of the request:\n{found}\n…"] if found else []), tail, f"({said})"]
    return TextDigest(cut("\n".join(part for part in parts if part), budget), False, said)


_MARKS = 48
"""Bytes that labels and line ends take."""


def _head(source: OutputBytes, room: int, redact: Callable[[str], str]) -> str:
    text = shown(source.head(room + _AROUND), redact)
    text = cut(text, room, "")
    lines = text.rsplit("\n", 1)
    return lines[0] if len(lines) == 2 and len(lines[1]) < room // 4 else text


def _tail(source: OutputBytes, room: int, redact: Callable[[str], str]) -> str:
    data = last_bytes(source.path, room + _AROUND)
    decoded = strip_terminal_controls(data.decode("utf-8", "replace"))
    text = redact(_from_whole_word(decoded) if source.size > len(data) else decoded).rstrip("\n")
    if room <= 0:
        return ""
    kept = text.encode("utf-8", "replace")[-room:].decode("utf-8", "ignore")
    first, newline, rest = kept.partition("\n")
    return rest if newline and len(first) < room // 4 and len(kept) < len(text) else _from_whole_placeholder(kept)


def _from_whole_word(text: str) -> str:
    """Leave out the rest of a word at the beginning: it may be the rest of a secret."""
    end = next((at for at, character in enumerate(text) if character.isspace()), len(text))
    return text[end:]


def _from_whole_placeholder(text: str) -> str:
    closed, opened = text.find("]", 0, 80), text.find("[", 0, 80)
    return text[closed + 1 :] if closed >= 0 and "#" in text[:closed] and not 0 <= opened < closed else text


def _found(source: OutputBytes, words: frozenset[str], room: int, redact: Callable[[str], str]) -> str:
    lines = Lines(room)
    for line in found_lines(source, words):
        if not lines.take(cut(without_encoded(shown(line, redact)), _LONGEST_FOUND)):
            break
    return lines.text


def found_lines(source: OutputBytes, words: frozenset[str]) -> list[bytes]:
    """Return lines that hold one of the words, those with the rarest word first."""
    counts = dict.fromkeys(words, 0)
    kept: dict[str, list[bytes]] = {word: [] for word in words}
    for block in line_blocks(source):
        lowered = block.lower()
        for word in words:
            wanted = word.encode()
            met = lowered.count(wanted)
            if met and len(kept[word]) < _MOST_FOUND:
                kept[word] += _lines_with(block, lowered, wanted)[: _MOST_FOUND - len(kept[word])]
            counts[word] += met
    telling = sorted((word for word in words if 0 < counts[word] <= _TOO_COMMON), key=counts.__getitem__)
    return list(dict.fromkeys(line for word in telling for line in kept[word]))


def _lines_with(block: bytes, lowered: bytes, wanted: bytes) -> list[bytes]:
    lines: list[bytes] = []
    at = lowered.find(wanted)
    while at >= 0 and len(lines) < _MOST_FOUND:
        end = block.find(b"\n", at)
        end = len(block) if end < 0 else end
        start = block.rfind(b"\n", 0, at) + 1
        if end - start < 100 * _LONGEST_FOUND:
            lines.append(block[start:end])
        at = lowered.find(wanted, end)
    return lines
