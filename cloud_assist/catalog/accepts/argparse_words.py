"""Python's argparse as far as it decides which word belongs to what (parse_known_args, Lib/argparse.py of CPython).

The real module cannot serve: it knows no words of unknown value, stops at the first problem, prints and exits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cloud_assist.catalog.accepts.words import OPAQUE, Word, may_vary
from cloud_assist.catalog.clis.port import Arity, Option, Positional

_NEGATIVE = re.compile(r"^-\d+$|^-\d*\.\d+$")
_PATTERNS = {
    Arity.ONE: "(-*A-*)",
    Arity.NONE: "(-*-*)",
    Arity.OPTIONAL: "(-*A?-*)",
    Arity.ANY: "(-*[A-]*)",
    Arity.SOME: "(-*A[A-]*)",
    Arity.REST: "([-AO]*)",
    "A...": "(-*A[-AO]*)",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something argparse itself would stop at."""

    word: Word
    text: str
    option: Option | None = None


@dataclass(slots=True)
class Reading:
    """Which word belongs to what."""

    given: list[tuple[Option, Word, list[Word]]] = field(default_factory=list)
    """Options in the order written: the option, the word that named it, its values."""
    positionals: dict[str, list[Word]] = field(default_factory=dict)
    extras: list[tuple[int, Word]] = field(default_factory=list)
    """Words that belong to nothing here, with their position."""
    mistakes: list[Mistake] = field(default_factory=list)
    loose: bool = False
    """Whether a word of unknown value may hold options or vanish, so that nothing can be said to be missing."""

    def words(self) -> list[Word]:
        """Return the words left over, in order."""
        return [word for _, word in sorted(self.extras, key=lambda extra: extra[0])]

    def value(self, name: str) -> Word | None:
        """Return the first value of a positional, None where it was not given."""
        return next(iter(self.positionals.get(name, ())), None)


class _Reader:
    def __init__(
        self, words: Sequence[Word], options: Sequence[Option], positionals: Sequence[Positional], *, short: bool
    ):
        self._words = words
        self._options = {name: option for option in options for name in option.names}
        self._waiting = list(positionals)
        self._short = short
        self.result = Reading()
        self._found: dict[int, tuple[Option | None, str | None]] = {}
        self._pattern = self._classify()

    def _classify(self) -> str:
        """Return one letter a word: O for an option, A for anything else, - for `--`."""
        letters: list[str] = []
        for index, word in enumerate(self._words):
            if word.text == "--" and not word.opaque:
                letters.append("-")
                letters += "A" * (len(self._words) - index - 1)
                break
            found = self._option_of(word)
            if found is None:
                letters.append("A")
            else:
                letters.append("O")
                self._found[index] = found
        return "".join(letters)

    def _option_of(self, word: Word) -> tuple[Option | None, str | None] | None:
        """Return the option a word names and the value behind its `=`; None where it is no option at all."""
        text = word.text
        if may_vary(word) or text.startswith(OPAQUE):
            self.result.loose = True
        if not text.startswith("-"):
            return None
        if text in self._options:
            return self._options[text], None
        if len(text) == 1:
            return None
        name, equals, value = text.partition("=")
        if equals and name in self._options:
            return self._options[name], value
        if OPAQUE in name:
            self.result.loose = True
            return None
        return self._unusual(word, name, value if equals else None)

    def _unusual(self, word: Word, name: str, value: str | None) -> tuple[Option | None, str | None] | None:
        """Return what a shortened or unknown option stands for."""
        text = word.text
        matches = self._matches(text, name, value)
        if len(matches) == 1:
            return matches[0]
        if matches:
            listed = ", ".join(dict.fromkeys(option.names[0] for option, _ in matches if option))
            self.result.mistakes.append(Mistake(word, f"`{name}` is ambiguous: {listed}."))
            return matches[0]
        if _NEGATIVE.match(text) or " " in text:
            return None
        return None, value

    def _matches(self, text: str, name: str, value: str | None) -> list[tuple[Option | None, str | None]]:
        if not self._short and text.startswith("--"):
            return self._distinct([(option, value) for n, option in self._options.items() if n.startswith(name)])
        if text.startswith("--"):
            return []
        short = self._options.get(text[:2])
        found: list[tuple[Option | None, str | None]] = [(short, text[2:])] if short is not None else []
        return found + self._distinct([(o, value) for n, o in self._options.items() if n.startswith(name)])

    @staticmethod
    def _distinct(found: list[tuple[Option, str | None]]) -> list[tuple[Option | None, str | None]]:
        return list(found)

    def read(self) -> Reading:
        """Give every word to an option, a positional or the extras."""
        index, last = 0, max(self._found, default=-1)
        while index <= last:
            following = min(i for i in self._found if i >= index)
            if index != following:
                end = self._positionals(index)
                if end > index:
                    index = end
                    continue
                self._leave_over(index, following)
                index = following
            index = self._option(index)
        self._leave_over(self._positionals(index), len(self._words))
        return self.result

    def _leave_over(self, start: int, end: int) -> None:
        self.result.extras += [(i, self._words[i]) for i in range(start, end)]

    def _positionals(self, start: int) -> int:
        """Give words from `start` to as many waiting positionals as fit; return where the next word is."""
        rest = self._pattern[start:]
        for count in range(len(self._waiting), 0, -1):
            match = re.match("".join(pattern_of(p.arity) for p in self._waiting[:count]), rest)
            if match is None:
                continue
            for positional, letters in zip(self._waiting[:count], match.groups(), strict=True):
                end = start + len(letters)
                values = [word for word in self._words[start:end] if word.text != "--"]
                if values:
                    self.result.positionals.setdefault(positional.name, []).extend(values)
                start = end
            del self._waiting[:count]
            break
        return start

    def _option(self, index: int) -> int:
        option, explicit = self._found[index]
        word = self._words[index]
        if option is None:
            self.result.extras.append((index, word))
            return index + 1
        if explicit is not None:
            self._attached(option, word, explicit)
            return index + 1
        pattern = pattern_of(option.arity).replace("-*", "").replace("-", "")
        match = re.match(pattern, self._pattern[index + 1 :])
        if match is None:
            self.result.mistakes.append(Mistake(word, f"`{option.names[0]}` {wanted(option.arity)}.", option))
            return index + 1
        end = index + 1 + len(match.group(1))
        self.result.given.append((option, word, list(self._words[index + 1 : end])))
        return end

    def _attached(self, option: Option, word: Word, value: str) -> None:
        if option.arity == Arity.NONE:
            self.result.mistakes.append(Mistake(word, f"`{option.names[0]}` takes no value.", option))
        elif option.arity.isdigit() and option.arity != "1":
            self.result.mistakes.append(Mistake(word, f"`{option.names[0]}` {wanted(option.arity)}.", option))
        self.result.given.append((option, word, [Attached(value, word)]))


@dataclass(frozen=True, slots=True)
class Attached:
    """The value behind the `=` of a word."""

    text: str
    word: Word

    @property
    def opaque(self) -> bool:
        """Whether any of it is known only when the command runs."""
        return OPAQUE in self.text

    @property
    def glob(self) -> bool:
        """As the word it stands in."""
        return self.word.glob

    @property
    def splits(self) -> bool:
        """As the word it stands in."""
        return self.word.splits


def pattern_of(arity: str) -> str:
    """Return argparse's regular expression for a number of values."""
    if arity.isdigit() and arity != Arity.NONE:
        return f"(-*{'-*'.join('A' * int(arity))}-*)"
    return _PATTERNS[arity]


def wanted(arity: str) -> str:
    """Return in words how many values are asked for."""
    if arity == Arity.SOME:
        return "needs at least one value"
    return f"needs {arity} values" if arity.isdigit() else "needs a value"


def read_words(
    words: Sequence[Word], options: Sequence[Option], positionals: Sequence[Positional], *, short: bool = False
) -> Reading:
    """Return which word belongs to which option or positional, as argparse would deal them out.

    Args:
        words: what follows the command's own name.
        options: the options known at this level; unknown ones end in `extras`.
        positionals: what is waited for at this level, in order.
        short: whether names must be written out in full (allow_abbrev=False).
    """
    return _Reader(words, options, positionals, short=short).read()
