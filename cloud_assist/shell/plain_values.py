"""Expansions that cannot become options, whoever wrote the command: `for p in web db; do kubectl get pod $p; done`.

An unquoted `$p` may turn into several words at run time, an option that writes among them, so that a read with one is
doubted. It need not be where every value the variable can have stands in the command, or where a substitution prints
nothing but names of a kind that never begins with a dash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cloud_assist.shell.syntax import OPAQUE, Block, Function, Part, Pipeline, Script, Simple, Word

_VALUE = re.compile(r"[A-Za-z0-9_./:][\w./:@%+,=-]*", re.ASCII)
_WHOLE = re.compile(r"(?:\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*\}|[\w./:@-])+", re.ASCII)
_VARIABLE = re.compile(r"\$\{?(\w+)", re.ASCII)
# What sets variables, or splits them, by means that are not followed here.
_OTHER_MEANS = re.compile(
    r"\(\(|\$\[|:?=[^}]*\}|\bIFS\b|(?:^|[\s;&|({`])(?:read|mapfile|readarray|declare|local|typeset|export|readonly|printf"
    r"|getopts|let|unset|eval|source|\.|trap|coproc|select|function)(?=\s)"
)
_RENAMES = re.compile(r"\(\s*\)|\b(?:function|alias|enable|hash)\b")
"""What can make a program's name mean something else in this command."""
_PASSES_ON = frozenset({"head", "tail", "sort", "uniq"})
_KUBECTL = r"(?:-n |-l |--namespace[ =]|--selector[ =]|-A\b|--all-namespaces\b|\b)[\w.,/=:@-]*"
_PRINTS_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    # program, and its arguments joined by blanks: object names, resource names, ids, numbers, dates
    ("git", re.compile(r"(?:rev-parse|merge-base)(?: (?:--short|--verify|-q|--quiet|[A-Za-z][\w./@{}~^]*))+")),
    ("kubectl", re.compile(rf"get(?: {_KUBECTL})* (?:-o ?|--output[ =])name(?: {_KUBECTL})*")),
    ("docker", re.compile(r"(?:ps|images|(?:container|image|volume|network) ls) (?:-a |--all )?(?:-a?q|-qa|--quiet)")),
    ("seq", re.compile(r"\d+(?: \d+){0,2}")),
    ("date", re.compile(r"(?:-u )?\+%[\w%:.T-]*")),
    ("id", re.compile(r"-u|-g|-un|-gn")),
    ("pwd", re.compile(r"(?:-P|-L)?")),
    ("nproc", re.compile(r"")),
    ("whoami", re.compile(r"")),
)


class PlainValues:
    """What is known of the values that the variables of one command can have."""

    def __init__(self, command: str, script: Script) -> None:
        self._names: frozenset[str] = frozenset()
        self._programs_are_known = not _RENAMES.search(command)
        if "$" in command and not _OTHER_MEANS.search(command):
            self._names = _plain_names(script.parts)

    def settled(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Return the words, those that stay one word and cannot be options marked as such."""
        if not any(word.splits for word in words):
            return words
        return tuple(replace(word, splits=False) if word.splits and self._is_plain(word) else word for word in words)

    def _is_plain(self, word: Word) -> bool:
        if _WHOLE.fullmatch(word.raw):
            return self._names.issuperset(_VARIABLE.findall(word.raw))
        known = self._programs_are_known and word.text == OPAQUE and len(word.parts) == 1
        return known and _prints_names(word.parts[0])


def _plain_names(parts: Iterable[Part]) -> frozenset[str]:
    """The variables all of whose values stand in the script and are plain."""
    given: dict[str, bool] = {}
    for name, values in _settings(parts):
        given[name] = given.get(name, True) and all(_is_literal(value) for value in values) and bool(values)
    return frozenset(name for name, plain in given.items() if plain)


def _is_literal(word: Word) -> bool:
    return not (word.opaque or word.glob or word.splits or word.tilde) and _VALUE.fullmatch(word.text) is not None


def _settings(parts: Iterable[Part]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Yield every (variable, values) that loops and assignments set, those in substitutions too."""
    for part in parts:
        if isinstance(part, Simple):
            for assignment in part.assignments:
                yield assignment.name, (assignment.value,)
            for word in (*part.words, *(a.value for a in part.assignments), *(r.target for r in part.redirects)):
                yield from _settings(word.parts)
        elif isinstance(part, Function):
            yield from _settings((part.body,))
        else:
            if isinstance(part, Block) and part.variable:
                yield part.variable, part.words
            yield from _settings(part.parts)


def _prints_names(part: Part) -> bool:
    """Whether a substitution prints only names that never begin with a dash."""
    if isinstance(part, Block):
        return len(part.parts) == 1 and not part.redirects and _prints_names(part.parts[0])
    if isinstance(part, Pipeline):
        first, *rest = part.parts
        return _prints_names(first) and all(
            isinstance(step, Simple) and step.words[:1] and step.words[0].text in _PASSES_ON and not step.redirects
            for step in rest
        )
    if not isinstance(part, Simple) or not part.words or part.assignments or any(word.opaque for word in part.words):
        return False
    program, *arguments = (word.text for word in part.words)
    return any(program == name and form.fullmatch(" ".join(arguments)) for name, form in _PRINTS_NAMES)
