"""Expansions that cannot become options, whoever wrote the command: `for p in web db; do kubectl get pod $p; done`.

An unquoted `$p` may turn into several words at run time, an option that writes among them, so that a read with one is
doubted. It need not be where every value the variable can have stands in the command, or where a substitution prints
nothing but names of a kind that never begins with a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cloud_assist.command.judging.printed_names import MANY, NOTHING_KNOWN, ONE, printed
from cloud_assist.command.syntax.parser import OPAQUE, Block, Function, Part, Pipeline, Script, Simple, Word

_VALUE = re.compile(r"[A-Za-z0-9_./:][\w./:@%+,=-]*", re.ASCII)
_WHOLE = re.compile(r"(?:\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|[\w./:@-])+", re.ASCII)
_AROUND = re.compile(r"(?!-)[\w./:@,=%+-]*", re.ASCII)
"""Plain text around expansions. One that turns out empty leaves what follows it first, so it has no dash in front."""
_SUBSTITUTION = re.compile(r"\"?[\w./:@,=%+-]*\$\(")
_VARIABLE = re.compile(r"\$\{?(\w+)", re.ASCII)
# What sets variables, or splits them, by means that are not followed here.
_OTHER_MEANS = re.compile(
    r"\(\(|\$\[|\$\{[^}:=]*:?=|\bIFS\b|(?:^|[\s;&|({`])(?:read|mapfile|readarray|declare|local|typeset|export|readonly|printf"
    r"|getopts|let|unset|eval|source|trap|coproc|select|function)(?=\s)"
)
_RENAMES = re.compile(r"\(\s*\)|\b(?:function|alias|enable|hash)\b")
"""What can make a program's name mean something else in this command."""


class PlainValues:
    """What is known of the values that the variables of one command can have."""

    def __init__(self, command: str, script: Script) -> None:
        self._numbers: dict[str, int] = {}
        self._programs_are_known = not _RENAMES.search(command) and "IFS" not in command
        self._input_is_piped = "<" not in command
        if "$" in command and not _OTHER_MEANS.search(command):
            for _ in range(2):  # the second time with what the first has found: `-n $ns` within a loop over ns
                self._numbers = self._plain_names(script.parts)

    def settled(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return the words, those that cannot be options marked as such; one that may be several stands there twice."""
        if not any(word.splits for word in words):
            return words
        return tuple(each for word in words for each in self._settled(word))

    def names_only(self, upstream: tuple[Part, ...]) -> bool:
        """Whether what a pipe hands to `xargs` is names alone."""
        known = self._programs_are_known and self._input_is_piped and bool(upstream)
        return known and printed(Pipeline(upstream)) != NOTHING_KNOWN

    def _settled(self, word: Word) -> tuple[Word, ...]:
        number = self._number(word) if word.splits else NOTHING_KNOWN
        if number == NOTHING_KNOWN:
            return (word,)
        plain = word._replace(splits=False)
        return (plain,) if number == ONE else (plain, plain)

    def _number(self, word: Word) -> int:
        if not _WHOLE.fullmatch(word.raw):
            return self._printed(word)
        numbers = [self._numbers.get(name, NOTHING_KNOWN) for name in _VARIABLE.findall(word.raw)]
        if MANY in numbers and not _AROUND.fullmatch(word.text.replace(OPAQUE, "")):
            return NOTHING_KNOWN
        return max(numbers) if numbers and all(numbers) else NOTHING_KNOWN

    def _printed(self, word: Word) -> int:
        """Return how many words substitutions, and plain text around them, make: `$(date +%s)000`."""
        clear = len(word.parts) == word.text.count(OPAQUE) > 0 and self._programs_are_known
        if not clear or not _SUBSTITUTION.match(word.raw) or (len(word.parts) > 1 and "${" in word.raw):
            return NOTHING_KNOWN  # `${x:-$(id)}` may be the value of x
        known = [name for name, number in self._numbers.items() if number == ONE]
        numbers = [printed(part, known) for part in word.parts]
        around = _AROUND.fullmatch(word.text.replace(OPAQUE, ""))
        return max(numbers) if all(numbers) and around else NOTHING_KNOWN

    def _plain_names(self, parts: Iterable[Part]) -> dict[str, int]:
        """Return the variables all of whose values stand in the script and are plain, or are names that it prints."""
        given: dict[str, int] = {}
        for name, values, is_loop in _settings(parts):
            numbers = [ONE if _is_literal(value) else self._printed(value) for value in values]
            known = bool(numbers) and all(numbers) and given.get(name, ONE) != NOTHING_KNOWN
            number = ONE if is_loop else max(numbers, default=NOTHING_KNOWN)
            given[name] = max(number, given.get(name, ONE)) if known else NOTHING_KNOWN
        return {name: number for name, number in given.items() if number != NOTHING_KNOWN}


def _is_literal(word: Word) -> bool:
    return not (word.opaque or word.glob or word.splits or word.tilde) and _VALUE.fullmatch(word.text) is not None


def _settings(parts: Iterable[Part]) -> Iterator[tuple[str, tuple[Word, ...], bool]]:
    """Yield (variable, values, whether one at a time) for all that loops and assignments set, substitutions' too."""
    for part in parts:
        if isinstance(part, Simple):
            for assignment in part.assignments:
                yield assignment.name, (assignment.value,), False
            for word in (*part.words, *(a.value for a in part.assignments), *(r.target for r in part.redirects)):
                yield from _settings(word.parts)
        elif isinstance(part, Function):
            yield from _settings((part.body,))
        else:
            if isinstance(part, Block) and part.variable:
                yield part.variable, part.words, True
            yield from _settings(part.parts)
