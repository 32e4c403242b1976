"""A program's command line as the program would parse it: values, clusters, abbreviations, `--`, unknown options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from cloud_assist.command.rules.engine.numbers import is_plain
from cloud_assist.command.syntax.parser import OPAQUE, Word


class Option(NamedTuple):
    """One option as given."""

    name: str
    """Full name with its dashes, abbreviation resolved: "--output", "-o"."""
    value: Word | None
    """Its value; None for a switch."""

    @property
    def text(self) -> str:
        """The value's text; empty where there is none."""
        return self.value.text if self.value else ""


class Args(NamedTuple):
    """Parsed arguments."""

    operands: tuple[Word, ...]
    options: tuple[Option, ...]
    unknown: tuple[str, ...] = ()
    """Options that the program's model does not know."""
    unclear: bool = False
    """Whether an option's very name is known only at run time (`--$x`)."""
    expanding: bool = False
    """Whether an unquoted expansion stands where it could become options (`cmd $x`)."""
    swallowed: tuple[str, ...] = ()
    """Values that look like options, or like a letter of a cluster; counted as such where that raises the risk."""
    sure: int = 99
    """How many of the operands came before an unknown option that may have taken the next one as its value."""
    leading: int = 99
    """How many of the operands came before the first option that stands behind one."""

    def get(self, *names: str) -> Option | None:
        """Return the last option of one of these names."""
        return next((option for option in reversed(self.options) if option.name in names), None)

    def has(self, *names: str) -> bool:
        """Whether one of these options is given, and not as `--name=false`."""
        option = self.get(*names)
        return option is not None and option.text not in {"false", "False", "0", "no"}

    def value(self, *names: str) -> str | None:
        """Return the text of the last option of one of these names; "" for a switch, None where it is not given."""
        option = self.get(*names)
        return None if option is None else option.text

    def values(self, *names: str) -> tuple[str, ...]:
        """Return the texts of all options of these names."""
        return tuple(option.text for option in self.options if option.name in names)

    @property
    def verbs(self) -> tuple[str, ...]:
        """The operands' texts."""
        return tuple(word.text for word in self.operands)


def names(text: str) -> frozenset[str]:
    """Split a table's string at blanks and commas.

    Raises:
        ValueError: a name stands there twice.
    """
    parts = text.replace(",", " ").split()
    found = frozenset(parts)
    if len(found) != len(parts):
        raise ValueError(f"Twice in one table: {', '.join(repeated(parts))}.")
    return found


def repeated(parts: Iterable[str]) -> list[str]:
    """Return what stands more than once in `parts`, sorted."""
    return sorted(part for part, count in Counter(parts).items() if count > 1)


class Flags:
    """A program's options.

    values: options that take a value (`-o FILE`, `-oFILE`, `--out FILE`, `--out=FILE`).
    switches: options that take none. optional: options whose value can only be joined (`--color=auto`, `-i.bak`).
    single_dash: long options begin with one dash (`terraform -var x`, `find -name`), so letters are not combined.
    posix: options end at the first operand (`env`, `sudo`, `xargs`). plus: `+x` is an option too.
    abbreviated: `--outp` means `--output` where it is unique, as getopt_long has it.
    """

    def __init__(
        self,
        *,
        values: str = "",
        switches: str = "",
        optional: str = "",
        single_dash: bool = False,
        posix: bool = False,
        abbreviated: bool = True,
    ) -> None:
        self._given = (values, switches, optional)
        self.single_dash = single_dash
        self.posix = posix
        self.abbreviated = abbreviated
        self._full: dict[str, str] = {}
        self._whole: frozenset[str] = frozenset()

    # The lists are split when a call is first read with them: a family has many programs, and a command names one.

    @cached_property
    def values(self) -> frozenset[str]:
        """Options that take a value."""
        return names(self._given[0])

    @cached_property
    def switches(self) -> frozenset[str]:
        """Options that take none."""
        return names(self._given[1])

    @cached_property
    def optional(self) -> frozenset[str]:
        """Options whose value can only be joined."""
        return names(self._given[2])

    @cached_property
    def _known(self) -> frozenset[str]:
        known = self.values | self.switches | self.optional
        if len(known) != len(self.values) + len(self.switches) + len(self.optional):
            both = repeated((*self.values, *self.switches, *self.optional))
            raise ValueError(f"An option takes a value or it does not: {', '.join(both)}.")
        return known

    @cached_property
    def _long(self) -> list[str]:
        return sorted(name for name in self._known if name.startswith("--"))

    def check(self) -> None:
        """Check the table, as the first call that is read with it does.

        Raises:
            ValueError: an option is declared twice, or as two kinds at once.
        """
        _ = self._known

    def extended(self, *, values: str = "", switches: str = "", optional: str = "") -> Flags:
        """Return these options and more; an option named here is of the kind given here."""
        new = names(" ".join((values, switches, optional)))
        return Flags(
            values=" ".join((self.values - new) | names(values)),
            switches=" ".join((self.switches - new) | names(switches)),
            optional=" ".join((self.optional - new) | names(optional)),
            single_dash=self.single_dash,
            posix=self.posix,
            abbreviated=self.abbreviated,
        )

    def __contains__(self, name: str) -> bool:
        """Whether the option `name` is one of these."""
        return name in self._known

    def beside(self, whole: frozenset[str]) -> Flags:
        """Return these options where the options `whole` exist as well, so that they abbreviate none of these."""
        values, switches, optional = self._given
        flags = Flags(
            values=values,
            switches=switches,
            optional=optional,
            single_dash=self.single_dash,
            posix=self.posix,
            abbreviated=self.abbreviated,
        )
        flags._whole = whole
        return flags

    def full_name(self, name: str) -> str:
        """Return the option that the long option `name` abbreviates, or `name` itself."""
        if name in self._known or name in self._whole or not self.abbreviated:
            return name
        if name not in self._full:
            fits = [known for known in self._long if known.startswith(name)]
            # An ambiguous abbreviation is refused by the program; one that could take a value is the careful guess.
            self._full[name] = fits[0] if len(fits) == 1 else name
        return self._full[name]

    def parse(self, words: tuple[Word, ...]) -> Args:
        """Parse `words` (argv[1:]) as the program would."""
        self.check()
        return _ArgumentReader(self, words).read()


class _ArgumentReader:
    def __init__(self, flags: Flags, words: tuple[Word, ...]) -> None:
        self._flags = flags
        self._words = words
        self._at = 0
        self._operands: list[Word] = []
        self._options: list[Option] = []
        self._unknown: list[str] = []
        self._unclear = self._expanding = False
        self._swallowed: list[str] = []
        self._sure = self._leading = 99

    def read(self) -> Args:
        while self._at < len(self._words):
            word = self._words[self._at]
            text = word.text
            self._at += 1
            if text == "--":
                self._operands += self._words[self._at :]
                break
            if text[:1] == "-" and len(text) > 1:
                if self._operands and self._leading == 99:
                    self._leading = len(self._operands)
                self._option(word)
                continue
            self._expanding = self._expanding or (word.splits and text[:1] == OPAQUE)
            self._operands.append(word)
            if self._flags.posix:
                self._operands += self._words[self._at :]
                break
        return Args(
            tuple(self._operands),
            tuple(self._options),
            tuple(self._unknown),
            self._unclear,
            self._expanding,
            tuple(self._swallowed),
            self._sure,
            self._leading,
        )

    def _option(self, word: Word) -> None:
        name, has_value, joined = word.text.partition("=")
        if OPAQUE in name:
            if word.text[:2] == "--" or self._flags.single_dash or not self._cluster(word.text):
                self._unclear = True
            return
        if word.text[:2] == "--" or self._flags.single_dash:
            self._long(name, Word(joined, joined, word.splits) if has_value else None)
        elif not self._cluster(word.text):
            self._unknown.append(word.text)

    def _long(self, name: str, joined: Word | None) -> None:
        if name[:2] == "--":
            name = self._flags.full_name(name)
        if name not in self._flags._known:
            self._unknown.append(name)
            if joined is None:
                self._sure = min(self._sure, len(self._operands))
        if joined is None and name in self._flags.values:
            joined = self._next()
        self._options.append(Option(name, joined))

    def _next(self) -> Word | None:
        if self._at >= len(self._words):
            return None
        self._at += 1
        word = self._words[self._at - 1]
        if word.text[:1] == "-" and len(word.text) > 1:
            self._swallowed.append(word.text.partition("=")[0])
        return word

    def _cluster(self, text: str) -> bool:
        """Read `-abc`, `-ovalue`, `-n5`; False where it begins with an expansion that could be any letter."""
        flags = self._flags
        for index in range(1, len(text)):
            letter, rest = "-" + text[index], text[index + 1 :]
            if text[index] == OPAQUE:
                return False
            if letter in flags.values:
                value = Word(rest.removeprefix("="), rest) if rest else self._next()
                if rest[:1].isalpha():  # in another program of the table, `-ti` may be `-t -i`
                    self._swallowed.append("-" + rest[0])
                self._options.append(Option(letter, value))
                return True
            if letter in flags.optional:
                self._options.append(Option(letter, Word(rest, rest) if rest else None))
                return True
            if letter not in flags.switches:
                if is_plain(text[index]) and index == 1:
                    self._options.append(Option("-<number>", Word(text[1:], text)))
                    return True
                self._unknown.append(letter)
                self._sure = min(self._sure, len(self._operands))
            self._options.append(Option(letter, None))
        return True
