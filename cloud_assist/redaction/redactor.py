"""Redaction: secrets become typed, stable placeholders before a model, a log, a checkpoint or an export sees a text.

Never applied to what runs or to what the person sees on their own screen. The rules stand by how a secret is
recognised: `redact_tokens` by itself, `redact_fields` by its name (`redact_names`, `redact_values`), `redact_keys`,
`redact_blocks`, `redact_commands` and `redact_documents` by what surrounds it; all look at a text as `redact_views`
shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloud_assist.redaction.blocks import block_spans
from cloud_assist.redaction.commands import command_spans
from cloud_assist.redaction.documents import document_spans
from cloud_assist.redaction.fields import field_spans
from cloud_assist.redaction.keys import key_file_spans
from cloud_assist.redaction.placeholders import Placeholders
from cloud_assist.redaction.tokens import Span, token_spans
from cloud_assist.redaction.views import as_read, placed_on_one_line, unescaped

_WINDOW = 128 * 1024
"""Characters that a stream collects before it gives some out."""
_OVERLAP = 32 * 1024
"""Characters that a stream keeps back: context that may turn what stands before it into a secret."""
_HOLD_LIMIT = 1024 * 1024
"""Characters a stream keeps at most where one secret goes on and on."""
_WORD_GOES_ON = re.compile(r"[^\s\"'<>]*+")
_KEY_FILE_GOES_ON = re.compile(r"[A-Za-z0-9+/=\\\s]*+")
_UPPER = re.compile(r"[A-Z]+")


def redact(text: str) -> str:
    """Return `text` with each secret replaced by `[REDACTED:kind#n]`; the same value has the same n within the text."""
    placeholders = Placeholders()
    placeholders.reserve(text)
    return Redactor(placeholders).redact(text)


class Redactor:
    """Redacts several texts, or one that arrives in chunks, with placeholders that are the same throughout.

    `feed` and `flush` serve a stream: what they return, joined, is what `redact` would return for the chunks joined.
    Redactors that share `placeholders` give the same secret the same placeholder.
    """

    def __init__(self, placeholders: Placeholders | None = None) -> None:
        self.placeholders = placeholders or Placeholders()
        """Number what is found; another Redactor may share them."""
        self._met: dict[str, str] = {}
        self._held = ""
        self._swallowing: re.Pattern[str] | None = None

    def redact(self, text: str) -> str:
        """Return a whole text redacted."""
        return self._replaced(text, _spans(text), len(text))

    def without_known(self, text: str, shortest: int) -> str:
        """Also take out the lines of secrets met before, where they stand without what gave them away."""
        for value, placeholder in self._met.items():
            for line in value.replace("\\n", "\n").split("\n"):
                if len(line.strip()) >= shortest:
                    text = text.replace(line.strip(), placeholder)
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
        placeholder = self.placeholders.of(kind, value)
        self._met.setdefault(value, placeholder)
        return placeholder


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return _UPPER.sub(lambda match: match[0].lower(), text)  # a few letters are longer in lower case: leave those


def _found(text: str) -> Iterator[Span]:
    lowered = _lower(text)
    for rules in (key_file_spans, token_spans, block_spans, command_spans, document_spans, field_spans):
        yield from rules(text, lowered)


def _spans(text: str) -> list[Span]:
    """Return every secret in `text`, in order; overlapping ones are joined under the kind that was found first."""
    if not text:
        return []
    view = as_read(text)
    found = list(_found(view.text))
    if escaped := unescaped(view.text):
        found += placed_on_one_line(_found(escaped.text), escaped, view.text)
    if view.text is not text:
        found = [view.place(span) for span in found]
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
