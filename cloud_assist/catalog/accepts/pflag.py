"""Checking one command of a CLI that reads its words with Go's pflag: GNU style, flags anywhere, nothing shortened."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown, warning
from cloud_assist.catalog.accepts.nearest import nearest
from cloud_assist.catalog.accepts.words import OPAQUE, Place, Word, is_known, may_vary
from cloud_assist.catalog.clis.port import Arity, Command, Option
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_BOOLEANS = frozenset({"1", "0", "t", "f", "true", "false", "TRUE", "FALSE", "True", "False", "T", "F"})
"""What Go's strconv.ParseBool takes."""
_DURATION = re.compile(r"[-+]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+\Z")
_OWNERS_SHOWN = 3


@dataclass(slots=True)
class Dealt:
    """Which word of a command belongs to what."""

    given: list[tuple[Option, Word, str | None]] = field(default_factory=list)
    """Options in the order written: the option, the word that named it, its value where it has one that is known."""
    unknown: list[tuple[str, Word]] = field(default_factory=list)
    positionals: list[Word] = field(default_factory=list)
    without_value: list[Option] = field(default_factory=list)
    loose: bool = False
    """Whether a word of unknown value may hold options."""
    folds: bool = False
    """Whether underscores in names stand for dashes."""


def check_pflag(words: Sequence[Word], tables: CliTables, place: Place) -> Iterator[Finding]:
    """Yield what the CLI would refuse, in the words behind its name."""
    command, rest, findings = resolve(words, tables, place)
    if command is not None and not command.path and _asks(words, tables.root):
        return
    yield from findings
    if command is None or command.kind == "unread":
        return
    dealt = deal(rest, options_of(command, tables), stops=command.stops_at_positional, folds=folds(tables))
    asks = any(option.names[0] in {"--help", "--version"} for option, _, _ in dealt.given)
    if asks and not dealt.unknown:
        return
    yield from _unknown_options(command, dealt, tables)
    for option in dealt.without_value:
        yield error(Code.BAD_VALUE, f"`{option.names[0]}` needs a value.")
    for option, _, value in dealt.given:
        yield from _value(option, value)
    yield from _missing(command, dealt, tables)
    yield from _unexpected(command, dealt, tables)


def _asks(words: Sequence[Word], root: Command) -> bool:
    """Return whether the CLI alone, or its version, is asked for (`docker --version`): it answers without a command."""
    answered = {name for option in root.options if option.names[0] in {"--help", "--version"} for name in option.names}
    return not words or any(word.text in answered for word in words)


def options_of(command: Command, tables: CliTables) -> dict[str, Option]:
    """Return every option that may stand behind a command, by each of its names."""
    shared = () if tables.root.kind == "globals-first" and command.path else tables.root.options
    help_options = [option for option in tables.root.options if option.names[0] == "--help"]
    return {name: option for option in (*shared, *help_options, *command.options) for name in option.names}


def resolve(words: Sequence[Word], tables: CliTables, place: Place) -> tuple[Command | None, list[Word], list[Finding]]:
    """Return the command that the words name, the words that are left, and what is wrong with the names.

    The command is None where it cannot be known or does not exist.
    """
    command, rest = tables.root, list[Word]()
    index = 0
    while index < len(words):
        word = words[index]
        if word.text == "--" or (not word.text.startswith("-") and not is_known(word)):
            break
        if word.text.startswith("-") and len(word.text) > 1:
            taken = _words_of_option(words, index, _shared(command, tables))
            if command.path or tables.root.kind != "globals-first":
                rest += words[index : index + taken]
            index += taken
            continue
        child = tables.command((*command.path, word.text))
        if child is None:
            break
        command, index = child, index + 1
    following = words[index] if index < len(words) else None
    if following is None or command.runs:
        return command, [*rest, *words[index:]], []
    if not is_known(following) or following.text in {"--", "help", "completion", "__complete"}:
        return None, [], []
    return None, [], list(_unknown_command(command, following.text, tables, place))


def _shared(command: Command, tables: CliTables) -> dict[str, Option]:
    return {name: option for option in (*tables.root.options, *command.options) for name in option.names}


def _words_of_option(words: Sequence[Word], index: int, options: dict[str, Option]) -> int:
    """Return how many words the option at `index` takes, itself included."""
    text = words[index].text
    if "=" in text or OPAQUE in text:
        return 1
    option = options.get(text) or (options.get("-" + text[-1]) if not text.startswith("--") else None)
    takes = option is not None and option.arity == Arity.ONE
    return 2 if takes and index + 1 < len(words) else 1


def _unknown_command(command: Command, name: str, tables: CliTables, place: Place) -> Iterator[Finding]:
    if not command.path and shutil.which(f"{tables.cli}-{name}", path=place.environ.get("PATH", "")):
        return  # a plugin
    names = tables.children(command.path, hidden=False)
    meant = nearest(name, names)
    where = " ".join((tables.cli, *command.path))
    code = Code.UNKNOWN_OPERATION if command.path else Code.UNKNOWN_SERVICE
    yield error(code, f"`{where}` has no command `{name}`.{did_you_mean(meant)}", meant)


def folds(tables: CliTables) -> bool:
    """Return whether underscores stand for dashes in names (cliflag.WordSepNormalizeFunc of Kubernetes)."""
    return tables.cli in {"kubectl", "oc"}


def deal(words: Sequence[Word], options: dict[str, Option], *, stops: bool = False, folds: bool = False) -> Dealt:
    """Give every word to an option or to the positionals, as pflag's FlagSet.Parse does.

    Args:
        words: what follows the command.
        options: every option there, by each of its names.
        stops: whether the first positional ends the options (SetInterspersed(false)).
        folds: whether underscores in names stand for dashes.
    """
    dealt = Dealt(folds=folds)
    queue = list(words)
    while queue:
        word = queue.pop(0)
        text = word.text
        if may_vary(word) or text.startswith(OPAQUE):
            dealt.loose = True
        if text == "--":
            dealt.positionals += queue
            break
        if text.startswith("--"):
            _long(word, queue, options, dealt)
        elif text.startswith("-") and len(text) > 1:
            _short(word, queue, options, dealt)
        else:
            dealt.positionals.append(word)
            if stops:
                dealt.positionals += queue
                break
    return dealt


def _long(word: Word, queue: list[Word], options: dict[str, Option], dealt: Dealt) -> None:
    name, equals, value = word.text.partition("=")
    if OPAQUE in name:
        dealt.loose = True
        return
    option = options.get("--" + name[2:].replace("_", "-") if dealt.folds else name)
    if option is None:
        dealt.unknown.append((name, word))
        if not equals and queue and not queue[0].text.startswith("-"):
            queue.pop(0)  # most likely its value
    elif equals:
        dealt.given.append((option, word, value if OPAQUE not in value and is_known(word) else None))
    else:
        _take(option, word, queue, dealt)


def _take(option: Option, word: Word, queue: list[Word], dealt: Dealt) -> None:
    """Give an option its value from the following words, where it takes one."""
    if option.arity != Arity.ONE:
        dealt.given.append((option, word, None))
    elif queue:
        value = queue.pop(0)
        dealt.given.append((option, word, value.text if is_known(value) else None))
    else:
        dealt.without_value.append(option)


def _short(word: Word, queue: list[Word], options: dict[str, Option], dealt: Dealt) -> None:
    """Read `-it`, `-n5`, `-n=5` and `-n 5`."""
    letters = word.text[1:]
    for index, letter in enumerate(letters):
        if letter == OPAQUE:
            dealt.loose = True
            return
        option = options.get("-" + letter)
        rest = letters[index + 1 :]
        if option is None:
            dealt.unknown.append(("-" + letter, word))
            return
        if rest.startswith("="):
            dealt.given.append((option, word, rest[1:] if is_known(word) else None))
            return
        if option.arity == Arity.ONE and rest:
            dealt.given.append((option, word, rest if is_known(word) else None))
            return
        _take(option, word, queue, dealt)


# --- what is said ---------------------------------------------------------------------------------------------------


def _unknown_options(command: Command, dealt: Dealt, tables: CliTables) -> Iterator[Finding]:
    where = " ".join((tables.cli, *command.path))
    for name, _ in dealt.unknown:
        known = [known for known in options_of(command, tables) if known.startswith("--")]
        meant = nearest(name, known) if name.startswith("--") else ""
        owners = tables.owners("", name)
        if owners and not meant:
            listed = shown(" ".join((tables.cli, *path)) for path in owners[:_OWNERS_SHOWN])
            yield error(Code.FOREIGN_OPTION, f"`{name}` is an option of {listed}, not of `{where}`.")
        else:
            yield error(Code.UNKNOWN_OPTION, f"`{where}` has no option `{name}`.{did_you_mean(meant)}", meant)


def _value(option: Option, value: str | None) -> Iterator[Finding]:
    if value is None:
        return
    if option.type == "bool" and value not in _BOOLEANS:
        yield error(Code.BAD_VALUE, f"`{option.names[0]}` takes true or false, not `{value}`.")
    elif option.type == "int" and not re.fullmatch(r"[-+]?\d+", value):
        yield error(Code.BAD_VALUE, f"`{option.names[0]}` takes a whole number, not `{value}`.")
    elif option.type == "duration" and not _DURATION.match(value):
        yield error(Code.BAD_VALUE, f"`{option.names[0]}` takes a duration such as `30s` or `5m`, not `{value}`.")
    elif option.values and value.split("=")[0] not in option.values:
        meant = nearest(value, option.values)
        text = f"`{value}` is not among the documented values of `{option.names[0]}`: {shown(option.values)}."
        yield warning(Code.BAD_VALUE, text + did_you_mean(meant), meant)


def _missing(command: Command, dealt: Dealt, tables: CliTables) -> Iterator[Finding]:
    given = {option.names[0] for option, _, _ in dealt.given} | {option.names[0] for option in dealt.without_value}
    for option in command.options:
        if option.required and option.names[0] not in given and not dealt.loose:
            yield error(Code.MISSING_OPTION, f"`{option.names[0]}` is required.", option.names[0])
    needed = [p.name for p in command.positionals or () if p.arity == Arity.ONE]
    if len(dealt.positionals) < len(needed) and not dealt.loose and not dealt.unknown and not dealt.without_value:
        name = needed[len(dealt.positionals)]
        where = " ".join((tables.cli, *command.path))
        yield error(Code.MISSING_OPTION, f"`{where}` needs the argument <{name}>.", f"<{name}>")


def _unexpected(command: Command, dealt: Dealt, tables: CliTables) -> Iterator[Finding]:
    """Yield what is said about a word behind a command whose usage shows none."""
    first = dealt.positionals[0] if dealt.positionals else None
    if command.positionals != () or first is None or not is_known(first) or dealt.unknown:
        return
    where = " ".join((tables.cli, *command.path))
    names = tables.children(command.path, hidden=False)
    if names:
        meant = nearest(first.text, names)
        text = f"`{where}` has no command `{first.text}`.{did_you_mean(meant)}"
        yield error(Code.UNKNOWN_OPERATION, text, meant)
    else:
        yield error(Code.UNEXPECTED_ARGUMENT, f"`{where}` takes no argument `{first.text}`.")
