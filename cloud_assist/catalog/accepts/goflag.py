"""Checking one terraform command: Go's flag package, options before positionals, -name and --name alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown
from cloud_assist.catalog.accepts.nearest import nearest
from cloud_assist.catalog.accepts.words import OPAQUE, Place, Word, is_known
from cloud_assist.catalog.clis.port import Arity, Command, Option
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_BOOLEANS = frozenset({"1", "0", "t", "f", "true", "false", "TRUE", "FALSE", "True", "False", "T", "F"})
_DURATION = re.compile(r"[-+]?(?:0|(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+\Z")
_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|\d+)\Z")
_OWNERS_SHOWN = 3
_FOLDER = "-chdir"
"""Taken out of the words before they are parsed, in this one form (terraform's main.go)."""


def check_goflag(words: Sequence[Word], tables: CliTables, _place: Place) -> Iterator[Finding]:
    """Yield what terraform would refuse, in the words behind its name."""
    before, rest = _before_command(words)
    asks = any(word.text[:1] == "-" and _name(word) in {"-help", "-h", "-version", "-v"} for word in words)
    if not asks:
        yield from _global_options(before, tables)
    command = tables.root
    while rest and is_known(rest[0]):
        child = tables.command((*command.path, rest[0].text))
        if child is None:
            break
        command, rest = child, rest[1:]
    if not command.runs:
        if rest and is_known(rest[0]):
            name = rest[0].text
            yield from _unknown_command(command, name, tables, nearest(name, tables.children(command.path)))
        return
    if asks:
        return  # help is answered before any option is looked at
    if rest and is_known(rest[0]) and (meant := nearest(rest[0].text, tables.children(command.path))):
        yield from _unknown_command(command, rest[0].text, tables, meant)  # `providers lcok`, which also takes a folder
        return
    yield from _options(command, rest, tables)


def _before_command(words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """Return the options in front of the command and everything from it on."""
    for index, word in enumerate(words):
        if not word.text.startswith("-"):
            return list(words[:index]), list(words[index:])
    return list(words), []


def _name(word: Word) -> str:
    """Return an option's name with one dash and without its value."""
    return "-" + word.text.partition("=")[0].lstrip("-")


def _global_options(words: Sequence[Word], tables: CliTables) -> Iterator[Finding]:
    known = [option.names[0] for option in tables.root.options]
    for word in words:
        name = _name(word)
        if name == _FOLDER and is_known(word) and not word.text.startswith(f"{_FOLDER}="):
            yield error(Code.BAD_VALUE, f"The folder is given as `{_FOLDER}=FOLDER`, with one dash.", f"{_FOLDER}=")
        elif is_known(word) and name not in known:
            meant = nearest(name, known)
            text = f"`{word.text}` is before the command, where terraform takes only {shown(known)}."
            yield error(Code.UNKNOWN_OPTION, text + did_you_mean(meant), meant)


def _unknown_command(command: Command, name: str, tables: CliTables, meant: str) -> Iterator[Finding]:
    if not command.path and name in _UNLISTED_COMMANDS:
        return
    where = " ".join(("terraform", *command.path))
    code = Code.UNKNOWN_OPERATION if command.path else Code.UNKNOWN_SERVICE
    yield error(code, f"`{where}` has no command `{name}`.{did_you_mean(meant)}", meant)


_UNLISTED_COMMANDS = frozenset({"env", "internal-plugin", "push", "rpcapi", "stacks"})
"""Commands that terraform knows and does not list."""


def _options(command: Command, words: list[Word], tables: CliTables) -> Iterator[Finding]:
    """Read options until the first word that is none; what follows are positionals."""
    options = {option.names[0]: option for option in command.options}
    queue = list(words)
    while queue:
        word = queue.pop(0)
        text = word.text
        if text == "--" or not text.startswith("-") or text == "-":
            if command.positionals == () and text != "--" and is_known(word):
                where = " ".join(("terraform", *command.path))
                yield error(Code.UNEXPECTED_ARGUMENT, f"`{where}` takes no argument `{text}`.")
            return
        name, equals, value = _name(word), "=" in text, text.partition("=")[2]
        if OPAQUE in name:
            return
        option = options.get(name)
        if option is None:
            yield _unknown_option(command, name, tables)
            return  # whether the next word is its value is not known
        if option.arity == Arity.ONE and not equals:
            if not queue:
                yield error(Code.BAD_VALUE, f"`{name}` needs a value.")
                return
            following = queue.pop(0)
            yield from _value(option, following.text if is_known(following) else None)
        elif equals:
            yield from _value(option, value if is_known(word) else None)


def _unknown_option(command: Command, name: str, tables: CliTables) -> Finding:
    where = " ".join(("terraform", *command.path))
    meant = nearest(name, [option.names[0] for option in command.options])
    owners = [path for path in tables.owners("", name) if path != command.path]
    if owners:
        listed = shown(" ".join(("terraform", *path)) for path in owners[:_OWNERS_SHOWN])
        text = f"`{name}` is an option of {listed}, not of `{where}`.{did_you_mean(meant)}"
        return error(Code.FOREIGN_OPTION, text, meant)
    return error(Code.UNKNOWN_OPTION, f"`{where}` has no option `{name}`.{did_you_mean(meant)}", meant)


def _value(option: Option, value: str | None) -> Iterator[Finding]:
    if value is None:
        return
    name = option.names[0]
    if option.type == "bool" and value not in _BOOLEANS:
        yield error(Code.BAD_VALUE, f"`{name}` takes true or false, not `{value}`.")
    elif option.type == "int" and not _INTEGER.match(value):
        yield error(Code.BAD_VALUE, f"`{name}` takes a whole number, not `{value}`.")
    elif option.type == "duration" and not _DURATION.match(value):
        yield error(Code.BAD_VALUE, f"`{name}` takes a duration such as `30s` or `5m`, not `{value}`.")
