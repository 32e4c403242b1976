"""Checking one command of a CLI that is one argparse parser with subparsers (az)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloud_assist.catalog.accepts.argparse_words import Reading, read_words
from cloud_assist.catalog.accepts.conversion import check_conversion, check_mistakes, check_query_option
from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown
from cloud_assist.catalog.accepts.nearest import nearest
from cloud_assist.catalog.accepts.words import Place, Word, is_known
from cloud_assist.catalog.clis.port import Arity, Command
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_OWNERS_SHOWN = 3


def check_argparse(words: Sequence[Word], tables: CliTables, _place: Place) -> Iterator[Finding]:
    """Yield what the CLI would refuse, in the words behind its name."""
    command, rest = named_command(words, tables)
    if any(word.text in {"--help", "-h", "--version", "-v"} for word in words):
        return
    if not command.runs:
        if rest and is_known(rest[0]) and not rest[0].text.startswith("-"):
            yield from _unknown_command(command, rest[0].text, tables)
        return
    reading = read_words(rest, (*tables.root.options, *command.options), command.positionals or ())
    yield from check_mistakes(reading)
    yield from _left_over(command, reading, tables)
    yield from _missing(command, reading)
    for option, _, values in reading.given:
        yield from check_conversion(option, values)
        yield from check_query_option(option, values)


def named_command(words: Sequence[Word], tables: CliTables) -> tuple[Command, list[Word]]:
    """Return the command that the words name, and the words that are left."""
    command, rest = tables.root, list(words)
    while rest and is_known(rest[0]):
        child = tables.command((*command.path, rest[0].text))
        if child is None:
            break
        command, rest = child, rest[1:]
    return command, rest


def _unknown_command(command: Command, name: str, tables: CliTables) -> Iterator[Finding]:
    meant = nearest(name, tables.children(command.path))
    where = " ".join((tables.cli, *command.path))
    code = Code.UNKNOWN_OPERATION if command.path else Code.UNKNOWN_SERVICE
    yield error(code, f"`{where}` has no command `{name}`.{did_you_mean(meant)}", meant)


def _left_over(command: Command, reading: Reading, tables: CliTables) -> Iterator[Finding]:
    where = " ".join((tables.cli, *command.path))
    known = [name for option in (*command.options, *tables.root.options) if not option.hidden for name in option.names]
    after = -2
    for index, word in sorted(reading.extras, key=lambda extra: extra[0]):
        name = word.text.partition("=")[0]
        if not is_known(word) or after == index - 1:
            after = index
        elif name.startswith("-") and len(name) > 1:
            after = index
            yield _unknown_option(where, name, known, command, tables)
        else:
            yield error(Code.UNEXPECTED_ARGUMENT, f"`{where}` takes no argument `{word.text}`.")


def _unknown_option(where: str, name: str, known: Sequence[str], command: Command, tables: CliTables) -> Finding:
    meant = nearest(name, [option for option in known if option.startswith("--")])
    owners = tables.owners(command.path[0], name)
    if owners and not meant:
        listed = shown(" ".join((tables.cli, *path)) for path in owners[:_OWNERS_SHOWN])
        return error(Code.FOREIGN_OPTION, f"`{name}` is an option of {listed}, not of `{where}`.")
    return error(Code.UNKNOWN_OPTION, f"`{where}` has no option `{name}`.{did_you_mean(meant)}", meant)


def _missing(command: Command, reading: Reading) -> Iterator[Finding]:
    if reading.loose:
        return
    given = {option.names for option, _, _ in reading.given} | {m.option.names for m in reading.mistakes if m.option}
    for option in command.options:
        if option.required and option.names not in given:
            text = f"`{' '.join(command.path)}` needs `{option.names[0]}`."
            yield error(Code.MISSING_OPTION, text, option.names[0])
    for positional in command.positionals or ():
        optional = positional.arity in {Arity.OPTIONAL, Arity.ANY, Arity.REST}
        if not optional and positional.name not in reading.positionals:
            yield error(Code.MISSING_OPTION, f"The argument <{positional.name}> is required.", f"<{positional.name}>")
