"""What an output says, in a given number of bytes and without its secrets.

A model that reads a cut output answers from what it happens to see. A digest says how much there is, how it is built
and what is in it, counted over all of it; the whole stays in its file, where the paths that the digest names lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.results.column_order import word_set
from cloud_assist.results.fitting import cut
from cloud_assist.results.forms import Form, find_form
from cloud_assist.results.items_digest import digest_items
from cloud_assist.results.log_digest import digest_log
from cloud_assist.results.output_bytes import OutputBytes
from cloud_assist.results.reading import read_items
from cloud_assist.results.text_digest import digest_text, whole_text

_TITLES = {
    Form.JSON: "JSON",
    Form.JSON_LINES: "JSON documents",
    Form.YAML: "YAML",
    Form.CSV: "CSV",
    Form.COLUMNS: "Table",
}


@dataclass(frozen=True, slots=True)
class Digest:
    """What an output says."""

    text: str
    """At most as many bytes as were allowed (UTF-8), redacted."""
    form: Form
    items: int | None
    """How many items the result lists; None where it is no list (a log, a text, nothing)."""
    shown: int | None
    """How many of them `text` shows; None where `items` is."""
    whole: bool
    """Whether `text` says everything that the output says."""
    left_out: str
    """What `text` shows of how much: "12 of 214 items", "head and tail of 3.2 MB"; "" where it is whole."""


def digest(path: Path, *, budget: int, words: Iterable[str] = (), redact: Callable[[str], str]) -> Digest:
    """Return what the output in `path` says in `budget` bytes; what the request's `words` touch comes first.

    `redact` takes the secrets out of a text; nothing is cut before it has seen the whole of it. Memory is bounded
    whatever the size of the output. Takes some 10 ms for each megabyte: call it off the event loop.

    Raises:
        OSError: the file cannot be read.
    """
    source = OutputBytes(path)
    form = find_form(source).form
    if form is Form.EMPTY:
        return Digest("", form, None, None, whole=True, left_out="")
    told = _told(source, form, budget, word_set(words), redact)
    return replace(told, text=_plain(told.text, budget, redact))


def _plain(text: str, budget: int, redact: Callable[[str], str]) -> str:
    """Return a text that is valid and steers no terminal."""
    text = text.encode("utf-8", "replace").decode()
    plain = strip_terminal_controls(text)
    return text if plain == text else cut(redact(plain), budget)


def _told(
    source: OutputBytes, form: Form, budget: int, touching: frozenset[str], redact: Callable[[str], str]
) -> Digest:
    if form in _TITLES:
        return _of_items(source, form, budget, touching, redact)
    if form is Form.LOG:
        return _of_log(source, budget, touching, redact)
    text = digest_text(source, budget, touching, redact)
    return Digest(text.text, form, None, None, text.whole, text.left_out)


def _of_items(
    source: OutputBytes, form: Form, budget: int, words: frozenset[str], redact: Callable[[str], str]
) -> Digest:
    items = read_items(source.path, form)
    whole = whole_text(source, budget, redact)
    if whole is not None:
        count = sum(len(batch) for batch in items.batches())
        return Digest(whole, form, count, count, whole=True, left_out="")
    told = digest_items(items, budget, words, redact, _TITLES[form])
    if told.items == 0:
        text = digest_text(source, budget, words, redact)
        return Digest(text.text, form, 0, 0, text.whole, text.left_out)
    return Digest(told.text, form, told.items, told.shown, told.whole, told.left_out)


def _of_log(source: OutputBytes, budget: int, words: frozenset[str], redact: Callable[[str], str]) -> Digest:
    whole = whole_text(source, budget, redact)
    if whole is not None:
        return Digest(whole, Form.LOG, None, None, whole=True, left_out="")
    told = digest_log(source, budget, words, redact)
    return Digest(cut(told.text, budget), Form.LOG, None, None, whole=False, left_out=told.left_out)
