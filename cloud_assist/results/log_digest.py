"""The digest of a log: its span, its levels, and its templates, errors first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.results.fitting import Lines, cut, size
from cloud_assist.results.log_templates import ORDER, TIME, LogTemplates, Template, masked
from cloud_assist.results.output_bytes import OutputBytes
from cloud_assist.results.text_digest import found_lines, human_size, shown, without_encoded

_LONGEST = 220
"""Characters of a line."""
_CONSIDERED = 120
_END = 80
_FOUND_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class LogDigest:
    """A digest of a log, redacted."""

    text: str
    lines: int
    left_out: str


def digest_log(source: OutputBytes, budget: int, words: frozenset[str], redact: Callable[[str], str]) -> LogDigest:
    """Tell in `budget` bytes what a log says."""
    log = LogTemplates()
    log.read(source)
    templates = log.templates()
    text = Lines(max(budget - _END, 0))
    for line in _head(log, templates, source.size):
        text.take(line)
    found = _found(source, words, int(text.left * _FOUND_SHARE), redact)
    told = 0
    for line in _lines(templates[:_CONSIDERED], redact):
        if not text.take(line, reserve=size(found)):
            break
        told += 1
    if found:
        text.take(found)
    left_out = f"{told} of {len(templates):,} kinds of lines, of {log.lines:,} lines"
    text.left += _END
    text.take(f"Shown: {left_out}.")
    return LogDigest(cut(text.text, budget), log.lines, left_out)


def _head(log: LogTemplates, templates: list[Template], bytes_read: int) -> list[str]:
    levels: Counter[str] = Counter()
    for template in templates:
        levels[template.level] += template.count
    counts = ", ".join(f"{level} {levels[level]:,}" for level in ORDER if levels[level])
    first, last = TIME.search(log.first[:200]), TIME.search(log.last[:200])
    span = f", {first[0]} to {last[0]}" if first and last else ""
    return [f"Log: {log.lines:,} lines ({human_size(bytes_read)}){span}", f"Lines by level: {counts}"]


def _lines(templates: list[Template], redact: Callable[[str], str]) -> list[str]:
    """Return a line for each template: an error's first line as it stands, others masked."""
    texts = _one_by_one([template.example for template in templates], redact)
    lines = []
    for template, text in zip(templates, texts, strict=True):
        as_it_stands = template.level == "error" or template.count == 1
        said = cut(text if as_it_stands else masked(text), _LONGEST)
        lines.append(f"× {template.count:,}  {said}" + ("  (first)" if as_it_stands and template.count > 1 else ""))
    return lines


def _one_by_one(lines: list[str], redact: Callable[[str], str]) -> list[str]:
    """Return lines redacted, as one text where that keeps them apart."""
    plain = [strip_terminal_controls(line).replace("\n", " ") for line in lines]
    redacted = redact("\n".join(plain)).split("\n")
    if len(redacted) != len(lines):
        redacted = [redact(line).replace("\n", " ") for line in plain]
    return [without_encoded(line) for line in redacted]


def _found(source: OutputBytes, words: frozenset[str], room: int, redact: Callable[[str], str]) -> str:
    if not words:
        return ""
    lines = Lines(room)
    lines.take("Lines with words of the request:")
    for line in found_lines(source, words):
        said = without_encoded(shown(line, redact))
        if not lines.take(cut(said, _LONGEST)):
            break
    return lines.text if len(lines.lines) > 1 else ""
