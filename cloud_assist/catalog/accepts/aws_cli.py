"""Checking one `aws` command against the tables of the AWS CLI that would run it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from cloud_assist.catalog.accepts.argparse_words import Reading, read_words
from cloud_assist.catalog.accepts.aws_custom import check_paths, check_zip_file
from cloud_assist.catalog.accepts.aws_ids import check_ids
from cloud_assist.catalog.accepts.aws_person import has_plugins, is_own_command, takes_raw_blobs
from cloud_assist.catalog.accepts.conversion import check_conversion, check_mistakes, check_query_option
from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown, warning
from cloud_assist.catalog.accepts.nearest import folded, nearest
from cloud_assist.catalog.accepts.values import Given, check_value
from cloud_assist.catalog.accepts.words import Place, Word, is_known
from cloud_assist.catalog.clis.port import Arity, Command, Option, Positional
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_COMMAND = (Positional("command"),)
_HELP = Positional("help", Arity.OPTIONAL)
_SUBCOMMAND = Positional("subcommand", Arity.OPTIONAL)
_LIFTING = ("--cli-input-json", "--cli-input-yaml")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_RAW = "--cli-binary-format raw-in-base64-out"
_SKELETON = "--generate-cli-skeleton"
_OWNERS_SHOWN = 3


def check_aws(words: Sequence[Word], tables: CliTables, place: Place) -> Iterator[Finding]:
    """Yield what the AWS CLI would refuse, in the words behind `aws`."""
    main = read_words(words, tables.root.options, _COMMAND)
    if any(option.names[0] == "--version" for option, _, _ in main.given):
        return
    yield from check_mistakes(main)
    yield from _global_values(main)
    service = main.value("command")
    if service is None:
        if not main.loose:
            yield error(Code.UNKNOWN_SERVICE, "The service is missing: `aws SERVICE OPERATION`.")
        return
    if not is_known(service) or service.text == "help":
        return
    command = tables.command((service.text,))
    if command is None:
        yield from _unknown_service(service.text, tables, place)
        return
    takes_base64 = tables.version.startswith("2.") and not _names(main, "--cli-binary-format")
    yield from _Walk(tables, place, takes_base64=takes_base64).below(command, main.words())


def _names(reading: Reading, option: str) -> bool:
    return any(given.names[0] == option for given, _, _ in reading.given)


def _global_values(reading: Reading) -> Iterator[Finding]:
    for option, _, values in reading.given:
        yield from check_conversion(option, values)
        yield from check_query_option(option, values)
        if option.names[0] == "--endpoint-url" and values and is_known(values[0]) and "://" not in values[0].text:
            yield error(Code.BAD_VALUE, "`--endpoint-url` takes a URL with its scheme, such as `https://…`.")


# --- Services that are not in the tables ------------------------------------------------------------------------------


def _unknown_service(name: str, tables: CliTables, place: Place) -> Iterator[Finding]:
    if is_own_command(name, place):
        return
    meant = nearest(name, tables.children((), hidden=False))
    text = f"`{name}` is not a service or command of aws {tables.version}.{did_you_mean(meant)}"
    refuse = warning if has_plugins(place) else error
    yield refuse(Code.UNKNOWN_SERVICE, text, meant)


class _Walk:
    """Follows a command line down the tables."""

    def __init__(self, tables: CliTables, place: Place, *, takes_base64: bool) -> None:
        self._tables = tables
        self._place = place
        self._takes_base64 = takes_base64

    def below(self, command: Command, words: list[Word]) -> Iterator[Finding]:
        """Yield what is refused in the words behind `command`."""
        if [word.text for word in words] == ["help"]:
            return
        if command.kind == "service":
            yield from self._service(command, words)
        elif command.kind == "custom":
            yield from self._custom(command, words)
        else:
            yield from self._operation(command, words)

    def _service(self, command: Command, words: list[Word]) -> Iterator[Finding]:
        reading = read_words(words, (), (Positional("operation"),))
        operation = reading.value("operation")
        if operation is None:
            if not reading.loose:
                text = f"The operation is missing: `{_shown_path(command)} OPERATION`."
                yield error(Code.UNKNOWN_OPERATION, text)
        elif is_known(operation) and operation.text != "help":
            yield from self._child(command, operation.text, reading.words())

    def _custom(self, command: Command, words: list[Word]) -> Iterator[Finding]:
        children = self._tables.children(command.path)
        positionals = (*(command.positionals or ()), *((_SUBCOMMAND,) if children else ()))
        reading = read_words(words, command.options, positionals)
        chosen = reading.value("subcommand") if children else None
        if chosen is None and not command.runs and not reading.loose and not reading.extras:
            yield error(Code.UNKNOWN_OPERATION, f"The command is missing: `{_shown_path(command)} COMMAND`.")
            return
        if chosen is not None:
            yield from check_mistakes(reading)
            if is_known(chosen) and chosen.text != "help":
                yield from self._child(command, chosen.text, reading.words())
            return
        yield from self._arguments(command, reading)

    def _child(self, command: Command, name: str, words: list[Word]) -> Iterator[Finding]:
        child = self._tables.command((*command.path, name))
        if child is not None:
            yield from self.below(child, words)
            return
        names = self._tables.children(command.path, hidden=False)
        meant = nearest(name, names)
        text = f"`{_shown_path(command)}` has no `{name}`.{did_you_mean(meant)}"
        yield error(Code.UNKNOWN_OPERATION, text, meant)

    def _operation(self, command: Command, words: list[Word]) -> Iterator[Finding]:
        reading = read_words(words, command.options, (*(command.positionals or ()), _HELP))
        asked = reading.positionals.pop("help", [])
        if any(word.text == "help" for word in asked):
            return
        reading.extras += [(words.index(word), word) for word in asked if word.text]
        yield from self._arguments(command, reading)

    def _arguments(self, command: Command, reading: Reading) -> Iterator[Finding]:
        yield from check_mistakes(reading)
        yield from self._left_over(command, reading)
        yield from self._missing(command, reading)
        last = {option.dest or option.names[0]: values for option, _, values in reading.given}
        for option, _, values in reading.given:
            yield from check_conversion(option, values)
            yield from check_zip_file(command.path, option, values)
            yield from check_ids(command.path, option, values)
            if last[option.dest or option.names[0]] is values:  # argparse keeps the last of several
                yield from self._value(command, option, values)
        yield from check_paths(command.path, reading.positionals.get("paths") or reading.positionals.get("path", []))
        for positional in command.positionals or ():
            values = reading.positionals.get(positional.name, [])
            option = Option((positional.name,), positional.arity, choices=positional.choices)
            yield from check_conversion(option, values)
            many = positional.arity not in {Arity.ONE, Arity.OPTIONAL}
            given = Given(command.path, positional.name, positional.shape, many, positional.reads_files, values)
            if values and positional.shape and not many:
                yield from check_value(given, self._tables, self._place)

    def _value(self, command: Command, option: Option, values: list[Word]) -> Iterator[Finding]:
        name = option.names[0]
        if option.arity == Arity.NONE or not values:
            return
        many = option.arity not in {Arity.ONE, Arity.OPTIONAL}
        given = Given(command.path, name, option.shape, many, option.reads_files, values)
        if name == "--cli-input-json" and is_known(values[0]) and "://" not in values[0].text:
            yield from _json_input(values[0].text)
        yield from check_value(given, self._tables, self._place)
        if self._takes_base64 and option.shape and is_known(values[0]):
            yield from self._blob(name, option.shape, values[0].text)

    def _blob(self, name: str, shape_name: str, text: str) -> Iterator[Finding]:
        """Yield a warning for bytes that are not written in base64, which AWS CLI 2 takes unless it is told otherwise.

        Its decoder skips what is not base64, so that the service gets something else instead of an error.
        """
        shape = self._tables.shape(shape_name)
        if shape is None or shape.type != "blob" or shape.streaming or "://" in text or _BASE64.fullmatch(text):
            return
        if not takes_raw_blobs(self._place):
            message = f"AWS CLI 2 expects base64 for `{name}`. To pass plain text, add `{_RAW}`."
            yield warning(Code.BAD_VALUE, message, _RAW)

    # --- what is there and should not be ---

    def _left_over(self, command: Command, reading: Reading) -> Iterator[Finding]:
        """Yield a finding for each word that belongs to nothing; the values behind an unknown option are its own."""
        names = [name for option in command.options if not option.hidden for name in option.names]
        short_of_positionals = any(True for _ in _missing_positionals(command, reading))
        after = -2
        for index, word in sorted(reading.extras, key=lambda extra: extra[0]):
            if not is_known(word):
                after = index
            elif word.text.startswith("-") and len(word.text) > 1:
                after = index
                yield self._unknown_option(command, word.text.partition("=")[0], names)
            elif after == index - 1:
                after = index
            elif not short_of_positionals:
                yield self._unexpected(command, word.text)

    def _unexpected(self, command: Command, text: str) -> Finding:
        required = [option.names[0] for option in command.options if option.required]
        hint = f" Pass values with options, for example `{required[0]}`." if required else ""
        return error(Code.UNEXPECTED_ARGUMENT, f"`{_shown_path(command)}` takes no argument `{text}`.{hint}")

    def _unknown_option(self, command: Command, name: str, own: Iterable[str]) -> Finding:
        known = [*own, *(n for option in self._tables.root.options for n in option.names)]
        meant = nearest(name, known)
        dashed = "--" + name.lstrip("-").replace("_", "-")
        owners = self._tables.owners(command.path[0], name) or self._tables.owners(command.path[0], dashed)
        same = next((option for option in known if folded(option) == folded(name)), "")
        if owners and not same:
            listed = shown(" ".join(("aws", *path)) for path in owners[:_OWNERS_SHOWN])
            more = f" and {len(owners) - _OWNERS_SHOWN} others" if len(owners) > _OWNERS_SHOWN else ""
            text = f"`{name}` is an option of {listed}{more}, not of `{_shown_path(command)}`."
            return error(Code.FOREIGN_OPTION, text + did_you_mean(meant), meant)
        text = f"`{_shown_path(command)}` has no option `{name}`.{did_you_mean(meant)}"
        return error(Code.UNKNOWN_OPTION, text, meant)

    # --- what is not there and should be ---

    def _missing(self, command: Command, reading: Reading) -> Iterator[Finding]:
        given = [option for option, _, _ in reading.given]
        if reading.loose or _lifts(reading):
            return
        attempted = {mistake.option for mistake in reading.mistakes if mistake.option is not None}
        set_here = {option.dest or option.names[0].lstrip("-").replace("-", "_") for option in (*given, *attempted)}
        for option in command.options:
            dest = option.dest or option.names[0].lstrip("-").replace("-", "_")
            if (option.required and option not in given and option not in attempted) or (
                option.group_required and dest not in set_here
            ):
                text = f"`{_shown_path(command)}` needs `{option.names[0]}`."
                yield error(Code.MISSING_OPTION, text, option.names[0])
        for positional in _missing_positionals(command, reading):
            text = f"`{_shown_path(command)}` needs {_places(positional)}."
            yield error(Code.MISSING_OPTION, text, f"<{positional.name}>")


def _missing_positionals(command: Command, reading: Reading) -> Iterator[Positional]:
    for positional in command.positionals or ():
        optional = positional.arity in {Arity.OPTIONAL, Arity.ANY, Arity.REST}
        if not optional and positional.name not in reading.positionals:
            yield positional


def _lifts(reading: Reading) -> bool:
    """Return whether an option makes all others optional. It must be written out, with a blank before its value.

    Source: OverrideRequiredArgsArgument in awscli/customizations/arguments.py, and generatecliskeleton.py.
    """
    for _, word, values in reading.given:
        if word.text in _LIFTING:
            return True
        if word.text == _SKELETON and not (values and values[0].text == "output"):
            return True
    return False


def _json_input(text: str) -> Iterator[Finding]:
    try:
        json.loads(text)
    except ValueError as problem:
        yield error(Code.BAD_JSON, f"The value of `--cli-input-json` is not JSON: {problem}.")


def _shown_path(command: Command) -> str:
    return " ".join(("aws", *command.path))


def _places(positional: Positional) -> str:
    name = f"<{positional.name}>"
    return f"{positional.arity} arguments {name}" if positional.arity.isdigit() else f"the argument {name}"
