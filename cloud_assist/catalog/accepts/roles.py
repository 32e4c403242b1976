"""What each word of a command is to its CLI: a command, an option, a value, an argument, or nothing that is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from cloud_assist.catalog.accepts.argparse_cli import named_command
from cloud_assist.catalog.accepts.argparse_words import Attached, Reading, read_words
from cloud_assist.catalog.accepts.pflag import deal, folds, options_of, resolve
from cloud_assist.catalog.accepts.words import Place, Word, is_known
from cloud_assist.catalog.clis.port import Arity, Command, Option, Positional, Style
from cloud_assist.catalog.clis.tables import CliTables


class Kind(StrEnum):
    """What a word is."""

    COMMAND = "command"
    OPTION = "option"
    VALUE = "value"
    POSITIONAL = "positional"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Role:
    """One word and what it is."""

    word: Word
    kind: Kind
    command: Command | None = None
    """The command it names, or whose option or argument it is."""
    option: Option | None = None
    """The option it is, or whose value it is."""
    positional: Positional | None = None
    also: tuple[Option, ...] = ()
    """The other options of a cluster such as `-it`."""
    negated: bool = False
    """Whether it is the --no- form of the option."""


class _Roles:
    """Collects roles by word; what is never mentioned stays unknown."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words = words
        self._by_word: dict[int, Role] = {}

    def add(
        self,
        word: Word,
        kind: Kind,
        command: Command,
        option: Option | None = None,
        positional: Positional | None = None,
    ) -> None:
        """Note what a word is; a second option in the same word is one of a cluster."""
        known = self._by_word.get(id(word))
        if known is not None and known.option is not None and option is not None:
            self._by_word[id(word)] = replace(known, also=(*known.also, option))
        else:
            self._by_word[id(word)] = Role(word, kind, command, option, positional)

    def negate(self, word: Word) -> None:
        """Note that a word is the --no- form of its option."""
        self._by_word[id(word)] = replace(self._by_word[id(word)], negated=True)

    def reading(self, reading: Reading, command: Command) -> None:
        """Take over what argparse would make of the words."""
        for option, word, values in reading.given:
            self.add(word, Kind.OPTION, command, option)
            for value in values:
                if not isinstance(value, Attached):
                    self.add(value, Kind.VALUE, command, option)
        for positional in command.positionals or ():
            for value in reading.positionals.get(positional.name, ()):
                self.add(value, Kind.POSITIONAL, command, positional=positional)

    def has(self, word: Word) -> bool:
        """Return whether a word's role is settled."""
        return id(word) in self._by_word

    def all(self) -> list[Role]:
        """Return the role of every word."""
        return [self._by_word.get(id(word), Role(word, Kind.UNKNOWN)) for word in self._words]


def roles(words: Sequence[Word], tables: CliTables) -> list[Role]:
    """Return the role of every word behind the CLI's name, in order."""
    found = _Roles(words)
    _STYLES[tables.style](words, tables, found)
    return found.all()


def _aws(words: Sequence[Word], tables: CliTables, found: _Roles) -> None:
    main = read_words(words, tables.root.options, (Positional("command"),))
    found.reading(main, tables.root)
    command, rest = tables.root, main.words()
    named = main.value("command")
    while named is not None and is_known(named):
        child = tables.command((*command.path, named.text))
        if child is None:
            return
        command = child
        found.add(named, Kind.COMMAND, command)
        waiting = () if command.kind == "service" else tuple(command.positionals or ())
        deeper = (Positional("\n", Arity.OPTIONAL),) if tables.children(command.path) else ()
        reading = read_words(rest, command.options, (*waiting, *deeper))
        found.reading(reading, command)
        named, rest = reading.value("\n"), reading.words()


def _argparse(words: Sequence[Word], tables: CliTables, found: _Roles) -> None:
    command, rest = named_command(words, tables)
    _command_words(words[: len(words) - len(rest)], tables, found)
    own = read_words(rest, (*tables.root.options, *command.options), command.positionals or ())
    found.reading(own, command)


def _pflag(words: Sequence[Word], tables: CliTables, found: _Roles) -> None:
    command, rest, _ = resolve(words, tables, Place(Path()))
    path_words = [word for word in words if not any(word is other for other in rest)]
    _command_words(path_words, tables, found)
    if command is None:
        return
    options = options_of(command, tables)
    dealt = deal(rest, options, stops=command.stops_at_positional, folds=folds(tables))
    named: dict[int, list[Option]] = {}
    for option, word, _ in dealt.given:
        named.setdefault(id(word), []).append(option)
    positionals = {id(word) for word in dealt.positionals}
    before: Option | None = None
    for word in rest:
        if id(word) in named:
            for option in named[id(word)]:
                found.add(word, Kind.OPTION, command, option)
            option = named[id(word)][-1]
            before = option if option.arity == Arity.ONE and _needs_next(word) else None
        elif id(word) in positionals:
            found.add(word, Kind.POSITIONAL, command)
        elif before is not None:
            found.add(word, Kind.VALUE, command, before)
            before = None


def _needs_next(word: Word) -> bool:
    """Return whether the value of an option stands in the next word: not behind `=`, nor behind a short letter."""
    return "=" not in word.text and (word.text.startswith("--") or len(word.text) == 2)


def _command_words(words: Sequence[Word], tables: CliTables, found: _Roles) -> Command:
    """Mark the words that name a command and the CLI's own options between them; return the command."""
    command = tables.root
    options = {name: option for option in command.options for name in option.names}
    before: Option | None = None
    for word in words:
        if before is not None:
            found.add(word, Kind.VALUE, tables.root, before)
            before = None
            continue
        option = options.get(word.text.partition("=")[0])
        child = tables.command((*command.path, word.text)) if is_known(word) else None
        if option is not None:
            found.add(word, Kind.OPTION, tables.root, option)
            before = option if option.arity == Arity.ONE and "=" not in word.text else None
        elif child is not None:
            command = child
            found.add(word, Kind.COMMAND, child)
        else:
            break
    return command


def _flags_behind(words: Sequence[Word], tables: CliTables, found: _Roles) -> None:
    """gcloud and terraform: options of the command or of any group above it, their values, and arguments."""
    command = _command_words(words, tables, found)
    owners = {
        name: (option, owner)
        for length in range(len(command.path) + 1)
        if (owner := tables.command(command.path[:length])) is not None
        for option in owner.options
        for name in option.names
    }
    before: tuple[Option, Command] | None = None
    for word in words:
        if found.has(word):
            continue
        name = _option_name(word.text, tables.style)
        positive = "--" + name.removeprefix("--no-") if name.startswith("--no-") else name
        if name in owners or positive in owners:
            option, owner = owners[name if name in owners else positive]
            found.add(word, Kind.OPTION, owner, option)
            if name not in owners:
                found.negate(word)
            before = (option, owner) if option.arity == Arity.ONE and "=" not in word.text else None
        elif word.text.startswith("-") and len(word.text) > 1:
            before = None
        elif before is not None:
            found.add(word, Kind.VALUE, before[1], before[0])
            before = None
        elif command.runs:
            found.add(word, Kind.POSITIONAL, command)


def _option_name(text: str, style: Style) -> str:
    name = text.partition("=")[0]
    return "-" + name.lstrip("-") if style is Style.GOFLAG and name.startswith("--") else name


_STYLES: dict[Style, Callable[[Sequence[Word], CliTables, _Roles], None]] = {
    Style.AWS: _aws,
    Style.ARGPARSE: _argparse,
    Style.PFLAG: _pflag,
    Style.GCLOUD: _flags_behind,
    Style.GOFLAG: _flags_behind,
}
