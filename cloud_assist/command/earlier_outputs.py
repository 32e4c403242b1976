"""Whether a command does nothing but compute from files that this session made: `jq length "$OUT1"`.

Such a command needs no question. So every word of it must be known to be one of these files, an option that opens
nothing, or a text that a filter works by; whatever is not on the list is asked about as any other command.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cloud_assist.command.syntax.parser import Pipeline, Script, Simple, Word

_VARIABLE = re.compile(r'"?\$(?:(OUT[0-9]+)|\{(OUT[0-9]+)\})"?')
_READS_MORE = re.compile(
    r"getline|ENVIRON|PROCINFO|system|\bimport\b|\binclude\b|\benv\b|\$ENV|\$__prog|input_filename|@load|@include"
)
"""What lets a jq or awk program reach beyond its input, or names where that lies."""


@dataclass(frozen=True, slots=True)
class _Filter:
    """What one program takes without opening another file."""

    switches: str
    """Letters of options without a value."""
    valued: str = ""
    """Letters of options with a value, which is text or a number."""
    long: tuple[tuple[str, int], ...] = ()
    """Long options, each with the number of words that follow it; written `--name=value`, none follows."""
    texts: int = 0
    """Operands before the files: a program or a pattern."""
    pattern_options: str = ""
    """Letters of which one, given, takes the place of the operand before the files."""
    files: int = 20
    """How many files it may be given."""
    counts: bool = False
    """Whether `-5` is a number of lines."""


_FILTERS = {
    "jq": _Filter(
        "rcsneSaj",
        long=(
            ("raw-output", 0), ("compact-output", 0), ("slurp", 0), ("null-input", 0), ("exit-status", 0),
            ("sort-keys", 0), ("ascii-output", 0), ("join-output", 0), ("raw-input", 0), ("tab", 0), ("indent", 1),
            ("arg", 2), ("argjson", 2),
        ),
        texts=1,
    ),
    "grep": _Filter(
        "ivcnowxEFPqhsla",
        "eABCm",
        long=(("count", 0), ("ignore-case", 0), ("invert-match", 0), ("only-matching", 0), ("line-number", 0)),
        texts=1,
        pattern_options="e",
    ),
    "awk": _Filter("", "F", texts=1),
    "sort": _Filter("nrughVfbdiMs", "kt"),
    "uniq": _Filter("cdui", "fsw", files=1),
    "wc": _Filter("lwcmL"),
    "cut": _Filter("s", "dfcb", long=(("output-delimiter", 1), ("complement", 0))),
    "head": _Filter("qv", "nc", counts=True),
    "tail": _Filter("qv", "nc", counts=True),
}  # fmt: skip


def only_computes(script: Script, outputs: Collection[str]) -> bool:
    """Return whether every file that `script` opens is one of `outputs`, and nothing else happens.

    Args:
        script: as parsed; one with problems never passes.
        outputs: names of the variables that hold the files' paths: "OUT1".
    """
    if script.problems or len(script.parts) != 1:
        return False
    part = script.parts[0]
    stages = part.parts if isinstance(part, Pipeline) else (part,)
    reads = [_reads(stage, outputs) for stage in stages if isinstance(stage, Simple)]
    return len(reads) == len(stages) and None not in reads and bool(reads[0])


def _reads(simple: Simple, outputs: Collection[str]) -> int | None:
    """Return how many of `outputs` one command opens; None where it may do anything else."""
    if simple.assignments or not simple.words or simple.words[0].parts:
        return None
    filter_ = _FILTERS.get(simple.words[0].text)
    operands = _operands(filter_, simple.words[1:]) if filter_ is not None else None
    if filter_ is None or operands is None:
        return None
    redirected = 0
    for redirect in simple.redirects:
        if redirect.operator != "<" or redirect.descriptor or not _is_output(redirect.target, outputs):
            return None
        redirected += 1
    files = operands[filter_.texts :] if not _pattern_given(filter_, simple.words[1:]) else operands
    texts = operands[: len(operands) - len(files)]
    if len(files) > filter_.files or not all(_is_output(word, outputs) for word in files):
        return None
    if any(not _is_plain(word) or _READS_MORE.search(word.text) for word in texts):
        return None
    return len(files) + redirected


def _operands(filter_: _Filter, words: Iterable[Word]) -> list[Word] | None:
    """Return the words that are no options; None where an option is not known to open nothing."""
    operands: list[Word] = []
    follow = 0
    for word in words:
        if follow:
            if not _is_plain(word):
                return None
            follow -= 1
        elif word.raw.startswith("-") and word.text != "-":
            taken = _values_after(filter_, word)
            if taken is None:
                return None
            follow = taken
        else:
            operands.append(word)
    return None if follow else operands


def _values_after(filter_: _Filter, word: Word) -> int | None:
    """Return how many words an option takes behind it; None where it is not known."""
    if not _is_plain(word):
        return None
    if word.text.startswith("--"):
        name, given, _ = word.text[2:].partition("=")
        takes = dict(filter_.long).get(name)
        return 0 if takes is not None and given else takes
    if filter_.counts and word.text[1:].isdecimal():
        return 0
    for at, letter in enumerate(word.text[1:], 2):
        if letter in filter_.valued:
            return 0 if word.text[at:] else 1
        if letter not in filter_.switches:
            return None
    return 0


def _pattern_given(filter_: _Filter, words: Iterable[Word]) -> bool:
    given = (word.text for word in words if word.raw.startswith("-") and not word.raw.startswith("--"))
    return any(letter in text for text in given for letter in filter_.pattern_options)


def _is_output(word: Word, outputs: Collection[str]) -> bool:
    match = _VARIABLE.fullmatch(word.raw)
    return match is not None and (match[1] or match[2]) in outputs


def _is_plain(word: Word) -> bool:
    """Whether a word's value stands in the command as it will be."""
    return not (word.opaque or word.parts or word.splits or word.glob or word.tilde)
