"""Redaction: secrets become typed, stable placeholders before a model, a log, a checkpoint or an export sees a text.

Never applied to what runs or to what the person sees on their own screen. The rules are in three tables by how a
secret is recognised: `redact_tokens` by itself, `redact_fields` by its name, `redact_blocks` by what surrounds it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter

from cloud_assist.shell.redact_blocks import block_spans
from cloud_assist.shell.redact_commands import command_spans
from cloud_assist.shell.redact_fields import field_spans
from cloud_assist.shell.redact_keys import key_file_spans
from cloud_assist.shell.redact_tokens import Span, token_spans

_WINDOW = 128 * 1024
"""Characters that a stream collects before it gives some out."""
_OVERLAP = 32 * 1024
"""Characters that a stream keeps back: context that may turn what stands before it into a secret."""
_HOLD_LIMIT = 1024 * 1024
"""Characters a stream keeps at most where one secret goes on and on."""
_WORD_GOES_ON = re.compile(r"[^\s\"'<>]*+")
_KEY_FILE_GOES_ON = re.compile(r"[A-Za-z0-9+/=\\\s]*+")
_ESCAPES = ("\x1b[", "\\u001b[", "\\x1b[", "\\033[")
_COLOUR = re.compile(r"(?:\x1b|\\u001b|\\x1b|\\033)\[[0-9;]{0,24}[A-Za-z]")
_UPPER = re.compile(r"[A-Z]+")


def redact(text: str) -> str:
    """Return `text` with each secret replaced by `[REDACTED:kind#n]`; the same value has the same n within the text."""
    return Redactor().redact(text)


class Redactor:
    """Redacts several texts, or one that arrives in chunks, with placeholders that are the same throughout.

    `feed` and `flush` serve a stream: what they return, joined, is what `redact` would return for the chunks joined.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._counts: dict[str, int] = {}
        self._held = ""
        self._swallowing: re.Pattern[str] | None = None

    def redact(self, text: str) -> str:
        """Return a whole text redacted."""
        return self._replaced(text, _spans(text), len(text))

    def without_known(self, text: str, shortest: int) -> str:
        """Also take out the lines of secrets met before, where they stand without what gave them away."""
        for (kind, value), number in self._numbers.items():
            for line in value.replace("\\n", "\n").split("\n"):
                if len(line.strip()) >= shortest:
                    text = text.replace(line.strip(), f"[REDACTED:{kind}#{number}]")
        return text

    def feed(self, chunk: str) -> str:
        """Take the next chunk of a stream; return what is certain by now (often nothing)."""
        if self._swallowing is not None and chunk:
            chunk = self._swallow(chunk, self._swallowing)
        self._held += chunk
        if len(self._held) < _WINDOW:
            return ""
        return self._give_out()

    def flush(self) -> str:
        """End the stream; return the rest of it."""
        rest, self._held, self._swallowing = self.redact(self._held), "", None
        return rest

    def _give_out(self) -> str:
        text = self._held
        spans = _spans(text)
        cut = _safe_cut(text, spans, len(text) - _OVERLAP)
        if cut > 0:
            self._held = text[cut:]
            return self._replaced(text, spans, cut)
        if len(text) < _HOLD_LIMIT:
            return ""
        self._held = ""
        if spans and spans[-1].end >= len(text) - 1:
            self._swallowing = _KEY_FILE_GOES_ON if spans[-1].kind == "private_key" else _WORD_GOES_ON
        return self._replaced(text, spans, len(text))

    def _swallow(self, chunk: str, pattern: re.Pattern[str]) -> str:
        """Drop what still belongs to a secret that was too long to keep."""
        match = pattern.match(chunk)
        end = match.end() if match else 0
        if end < len(chunk):
            self._swallowing = None
        return chunk[end:]

    def _replaced(self, text: str, spans: Iterable[Span], end: int) -> str:
        pieces: list[str] = []
        at = 0
        for span in spans:
            if span.start >= end:
                break
            pieces += (text[at : span.start], self._placeholder(span.kind, text[span.start : span.end]))
            at = span.end
        pieces.append(text[at:end])
        return "".join(pieces)

    def _placeholder(self, kind: str, value: str) -> str:
        number = self._numbers.get((kind, value))
        if number is None:
            number = self._counts.get(kind, 0) + 1
            self._counts[kind] = number
            self._numbers[kind, value] = number
        return f"[REDACTED:{kind}#{number}]"


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return _UPPER.sub(lambda match: match[0].lower(), text)  # a few letters are longer in lower case: leave those


def _without_colours(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return `text` without colour sequences, and for each piece that is left where it begins there and in `text`.

    Tools colour names and values apart: `password` and `: hunter2` must be seen side by side.
    """
    if not any(mark in text for mark in _ESCAPES):
        return text, []
    kept: list[str] = []
    pieces: list[tuple[int, int]] = []
    size = at = 0
    for match in _COLOUR.finditer(text):
        if match.start() > at:
            pieces.append((size, at))
            kept.append(text[at : match.start()])
            size += match.start() - at
        at = match.end()
    pieces.append((size, at))
    kept.append(text[at:])
    return "".join(kept), pieces


def _in_colours(span: Span, pieces: list[tuple[int, int]]) -> Span:
    """Return a span of the text without colours as one of the text with them."""

    def place(offset: int) -> int:
        plain, own = pieces[bisect_right(pieces, offset, key=itemgetter(0)) - 1]
        return own + offset - plain

    return Span(place(span.start), place(span.end - 1) + 1, span.kind, place(span.low), place(span.high - 1) + 1)


def _spans(text: str) -> list[Span]:
    """Return every secret in `text`, in order; overlapping ones are joined under the kind that was found first."""
    if not text:
        return []
    plain, pieces = _without_colours(text)
    lowered = _lower(plain)
    found = [
        *key_file_spans(plain, lowered),
        *token_spans(plain, lowered),
        *block_spans(plain, lowered),
        *command_spans(plain, lowered),
        *field_spans(plain, lowered),
    ]
    if pieces:
        found = [_in_colours(span, pieces) for span in found]
    ranked = sorted(enumerate(found), key=lambda item: (item[1].start, item[0]))
    merged: list[tuple[int, Span]] = []
    for rank, span in ranked:
        if merged and span.start < merged[-1][1].end:
            last_rank, last = merged[-1]
            kind = span.kind if rank < last_rank else last.kind
            joined = Span(last.start, max(last.end, span.end), kind, min(last.low, span.low), max(last.high, span.high))
            merged[-1] = (min(rank, last_rank), joined)
        else:
            merged.append((rank, span))
    return [span for _, span in merged]


def _safe_cut(text: str, spans: list[Span], limit: int) -> int:
    """Return the last line end up to `limit` that no secret and no context of one spans; 0 where there is none."""
    cut = text.rfind("\n", 0, limit) + 1
    if cut == 0:
        cut = limit  # one line fills the window
        colour = text.rfind("[", max(cut - 32, 0), cut + 1)
        cut = colour - 8 if colour > 8 else cut  # not within a colour sequence
    for span in sorted(spans, key=lambda s: s.low, reverse=True):
        if span.low < cut < span.high:
            cut = text.rfind("\n", 0, span.low) + 1 or span.low
    return max(cut, 0)
