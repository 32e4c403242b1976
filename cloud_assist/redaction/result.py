"""Redacting what a run printed, where only its beginning and its end are kept.

The last 4 kB of an output may begin in the middle of a key, and the first 4 kB may end before the line that says
`kind: Secret`. What is secret is therefore judged with the output around it, read from the spool file.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cloud_assist.models import RunResult
from cloud_assist.redaction.placeholders import Placeholders
from cloud_assist.redaction.redactor import Redactor
from cloud_assist.spool_file import first_bytes, last_bytes

_AROUND = 256 * 1024
"""Bytes of output that are looked at beyond what is kept."""
_KEPT = 4096
"""Characters of each redacted text."""
_SHORTEST_PIECE = 8
"""Characters of a known secret that are recognised on their own line, with its other lines cut off."""


def redact_result(result: RunResult, placeholders: Placeholders | None = None) -> RunResult:
    """Return `result` with secrets taken out of its texts, also such as were cut in two.

    Reads up to 0.5 MB of the spool file and takes some 50 ms for that much: call it off the event loop.
    """
    redactor = Redactor(placeholders)
    try:
        head, tail = _redacted_ends(Path(result.spool_path), redactor)
    except OSError:
        head, tail = redactor.redact(result.head), redactor.redact(_from_whole_word(result.tail))
    error = result.error_tail
    if len(error.encode("utf-8", "replace")) >= _KEPT - 4:
        error = _from_whole_word(error)
    return replace(
        result,
        head=head,
        tail=tail if result.tail else "",
        error_tail=redactor.without_known(redactor.redact(error), _SHORTEST_PIECE),
        note=redactor.redact(result.note),
    )


def _redacted_ends(path: Path, redactor: Redactor) -> tuple[str, str]:
    window = _KEPT + _AROUND
    start = first_bytes(path, window).decode("utf-8", "replace")
    head = redactor.redact(start)
    if len(start) <= _KEPT:
        return head, ""
    end = last_bytes(path, window).decode("utf-8", "replace")
    if path.stat().st_size > window:
        end = _from_whole_word(end)
    return _to_whole_word(head[:_KEPT]), _from_whole_placeholder(redactor.redact(end)[-_KEPT:])


def _from_whole_word(text: str) -> str:
    """Leave out the rest of a word at the beginning: it may be the rest of a secret."""
    end = next((at for at, character in enumerate(text) if character.isspace()), len(text))
    return text[end:]


def _to_whole_word(text: str) -> str:
    """Leave out a placeholder that was cut at the end."""
    opened = text.rfind("[REDACTED:", max(len(text) - 80, 0))
    return text[:opened] if opened >= 0 and "]" not in text[opened:] else text


def _from_whole_placeholder(text: str) -> str:
    """Leave out a placeholder that was cut at the beginning."""
    closed = text.find("]", 0, 80)
    opened = text.find("[", 0, 80)
    return text[closed + 1 :] if closed >= 0 and "#" in text[:closed] and not 0 <= opened < closed else text
