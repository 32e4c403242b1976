"""Run by the interpreter of an installed AWS CLI, never imported: prints what that CLI's own parsers accept.

One JSON object a line on standard output: {"globals": …} once, then {"command": …} for each command and {"shapes": …}
once for each service. Nothing is sent and nothing of the person's configuration is read (the caller points HOME and
the configuration files elsewhere). It must run on any Python that awscli runs on: the standard library of 3.8.
"""

from __future__ import annotations

import argparse
import gc
import html
import json
import os
import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, Dict, TextIO  # noqa: UP035 - evaluated by Python 3.8 too

import awscli.clidriver
import awscli.customizations.commands
from awscli.argparser import ArgTableArgParser, MainArgParser
from awscli.arguments import BooleanArgument, CLIArgument

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = Dict[str, Any]  # noqa: UP006 - evaluated by Python 3.8 too

DOC_LENGTH = 200
SERVICES_AT_ONCE = 8
"""Argument tables leave event handlers behind in their driver, which slow down all that follow."""
TAG = re.compile(r"<[^>]+>")
SENTENCE = re.compile(r"(?<=[a-z0-9)`'\"][.!?])\s+(?=[A-Z`*])")
NOTICE = re.compile(
    r"(?:this|the) .{0,80}(?:deprecated|discontinued|no longer|not supported (?:for|by))"
    r"|this (?:documentation )?is (?:for version|(?:the )?AWS WAF Classic)"
    r"|.{0,40}\bwill no longer be (?:open|available)"
    r"|deprecated\b|for (?:an updated|more information|capabilities|the latest)|end of support|with the latest version"
    r"|(?:service availability|important|note)\b|we (?:strongly )?recommend|if you\b"
    r"|existing customers|this topic is"
    r"|use the \w+ (?:operation|action) ",
    re.IGNORECASE,
)
"""What a sentence begins with that says something else than what the command does."""
VALUELESS = frozenset({"_StoreTrueAction", "_StoreFalseAction", "_StoreConstAction", "_VersionAction", "_CountAction"})
POSITIONS_OF_COMMANDS = (["subcommand"], ["command"], ["operation"])


def one_line(text: str | None) -> str:
    """Return the first sentence of a documentation text that describes, without markup, cut to DOC_LENGTH characters.

    Notices, such as that it is deprecated, stand there only where nothing else does.
    """
    plain = html.unescape(" ".join(TAG.sub(" ", text or "").split()))
    plain = plain.replace("``", "`").replace(" .", ".").replace(" ,", ",")
    sentences = SENTENCE.split(plain[: 8 * DOC_LENGTH])
    first = next((each for each in sentences if not NOTICE.match(each)), sentences[0])
    if len(first) <= DOC_LENGTH:
        return first
    return first[: DOC_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def safely(get: Callable[[], Any], default: Any) -> Any:
    """Return `get()`, or `default` where an odd customization cannot answer."""
    try:
        return get()
    except (AttributeError, KeyError, NotImplementedError, TypeError, ValueError, OSError):
        return default


class Shapes:
    """The shapes that arguments point to, each written once for a service."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.known: Row = {}

    def name(self, shape: Any, salt: str = "") -> str:
        """Return the stored name of a shape and store what hangs below it."""
        key = shape.name + salt
        if key not in self.known:
            entry = self.known[key] = {"t": shape.type_name}  # before its members: shapes may be recursive
            metadata = dict(shape.metadata)
            if metadata.get("document") or metadata.get("jsonvalue") or shape.serialization.get("jsonvalue"):
                entry["t"] = "document"
            entry.update(self._marks(shape, metadata))
            if entry["t"] != "document":
                entry.update(self._inner(shape, metadata, salt))
        return f"{self.prefix}{key}"

    @staticmethod
    def _marks(shape: Any, metadata: Row) -> Row:
        marks: Row = {}
        if metadata.get("union"):
            marks["u"] = 1
        if shape.serialization.get("streaming"):
            marks["s"] = 1
        if "min" in metadata:
            marks["n"] = metadata["min"]
        return marks

    def _inner(self, shape: Any, metadata: Row, salt: str) -> Row:
        if shape.type_name == "structure":
            members = {name: self.name(member, salt) for name, member in shape.members.items()}
            required = list(metadata.get("required", ()))
            return {"m": members, "r": required} if required else {"m": members}
        if shape.type_name == "list":
            return {"e": self.name(shape.member, salt)}
        if shape.type_name == "map":
            return {"k": self.name(shape.key, salt), "v": self.name(shape.value, salt)}
        if shape.type_name == "string" and getattr(shape, "enum", None):
            return {"c": list(shape.enum)}
        return {}


def is_generic(argument: Any, *, custom: bool) -> bool:
    """Return whether the value goes through the CLI's general conversion, so that its shape says what is accepted."""
    if custom:
        return argument.argument_model is not None
    kind = type(argument)
    return (
        isinstance(argument, CLIArgument)
        and kind.add_to_params is CLIArgument.add_to_params
        and kind._unpack_argument is CLIArgument._unpack_argument
    )


def only_leads(command: Any) -> bool:
    """Return whether a custom command does nothing itself: its own step is missing, or ends in a usage error."""
    base = awscli.customizations.commands.BasicCommand._run_main
    run = getattr(type(command)._run_main, "__code__", base.__code__)
    usage = any(isinstance(constant, str) and constant.startswith("usage:") for constant in run.co_consts)
    return run is base.__code__ or usage or "_raise_usage_error" in run.co_names


def parsed_as(action: argparse.Action) -> Row:
    """Return how argparse itself treats an argument, leaving out what is usual."""
    entry: Row = {"n": list(action.option_strings) or [action.dest]}
    if not action.option_strings:
        entry["p"] = 1
    if type(action).__name__ in VALUELESS:
        entry["a"] = "0"
    elif action.nargs is not None:
        entry["a"] = str(action.nargs)
    if action.dest != entry["n"][0].lstrip("-").replace("-", "_"):
        entry["d"] = action.dest
    if action.required:
        entry["r"] = 1
    if action.type in (int, float):
        entry["t"] = action.type.__name__
    if action.choices is not None:
        entry["c"] = [str(choice) for choice in action.choices]
    return entry


def meant_as(argument: Any, *, valueless: bool, shapes: Shapes, custom: bool, salt: str) -> Row:
    """Return what the CLI makes of an argument once argparse is through."""
    entry: Row = {}
    if isinstance(argument, BooleanArgument) and argument.required:
        entry["g"] = 1  # either spelling; botocore asks for it, argparse does not
    if safely(lambda: argument.cli_type_name, "") == "int":
        entry["t"] = "int"  # a global option's; converted after parsing
    if getattr(argument, "_UNDOCUMENTED", False):
        entry["h"] = 1
    if getattr(argument, "no_paramfile", False):
        entry["f"] = 0
    model = getattr(argument, "argument_model", None)
    if not valueless and model is not None and safely(lambda: is_generic(argument, custom=custom), False):
        entry["s"] = shapes.name(model, salt)
    text = one_line(safely(lambda: argument.documentation, ""))
    if text:
        entry["doc"] = text
    return entry


def arguments_of(
    table: Any, parser: argparse.ArgumentParser, shapes: Shapes, *, custom: bool = False, salt: str = ""
) -> list[Row]:
    """Return the arguments of a finished parser, each with what its entry in the argument table says."""
    by_name = {safely(partial(getattr, argument, "cli_name"), ""): argument for argument in table.values()}
    by_dest = {safely(partial(getattr, argument, "py_name"), ""): argument for argument in table.values()}
    entries = []
    for action in parser._actions:
        names = list(action.option_strings) or [action.dest]
        if isinstance(action, argparse._HelpAction) or names in POSITIONS_OF_COMMANDS:
            continue
        entry = parsed_as(action)
        argument = next((by_name[name] for name in names if name in by_name), by_dest.get(action.dest))
        if argument is not None:
            entry.update(meant_as(argument, valueless=entry.get("a") == "0", shapes=shapes, custom=custom, salt=salt))
        entries.append(entry)
    return entries


class Export:
    """Walks the command tables and writes lines."""

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def write(self, entry: Row) -> None:
        """Write one line."""
        self.out.write(json.dumps(entry, separators=(",", ":")) + "\n")

    def globals(self, driver: Any) -> None:
        """Write the options of the CLI itself."""
        table = driver._get_argument_table()
        self.write({"globals": arguments_of(table, MainArgParser({}, "", "", table), Shapes("/"))})

    def service(self, name: str, command: Any) -> None:
        """Write one top-level command with everything below it, and its shapes."""
        shapes = Shapes(name + ".")
        self.command([name], command, shapes)
        self.write({"shapes": {shapes.prefix + key: entry for key, entry in shapes.known.items()}})
        self.out.flush()

    def command(self, path: list[str], command: Any, shapes: Shapes) -> None:
        """Write one command and what hangs below it."""
        names = self.children(command)
        custom = isinstance(command, awscli.customizations.commands.BasicCommand)
        entry: Row = {"command": path, "doc": self.documentation(command), "kind": "service"}
        if getattr(command, "_UNDOCUMENTED", False):
            entry["h"] = 1
        if names is None or custom:
            table = safely(lambda: command.arg_table, {})
            salt = "@" + " ".join(path) if custom else ""  # schemas of custom commands all have the same names
            entry["arguments"] = arguments_of(table, ArgTableArgParser(table), shapes, custom=custom, salt=salt)
            entry["kind"] = "custom" if custom else "operation"
        if custom and names and only_leads(command):
            entry["l"] = 1
        self.write(entry)
        for name, child in (names or {}).items():
            if name != "help":
                self.command([*path, name], child, shapes)

    @staticmethod
    def children(command: Any) -> Any:
        """Return the command table below a command, None where it has none."""
        if isinstance(command, awscli.customizations.commands.BasicCommand):
            return command.subcommand_table
        return command._get_command_table() if hasattr(command, "_get_command_table") else None

    @staticmethod
    def documentation(command: Any) -> str:
        """Return one line about a command."""
        if hasattr(command, "_operation_model"):
            return one_line(getattr(command, "DESCRIPTION", "") or command._operation_model.documentation)
        if hasattr(command, "service_model"):
            return one_line(safely(lambda: command.service_model.metadata.get("serviceFullName"), ""))
        if isinstance(getattr(command, "DESCRIPTION", None), str):
            return one_line(command.DESCRIPTION)
        return one_line(safely(lambda: command.create_help_command().description, ""))


def spare_repetition(driver: Any) -> None:
    """Leave out what awscli does anew for each of its hundred thousand arguments, and what never says anything else."""
    hooks = sys.modules[type(driver.session.get_component("event_emitter")).__module__]  # botocore's, wherever it lies
    aliased = hooks.EventAliaser._alias_event_name
    aliases = driver.session.get_component("event_emitter")._event_aliases
    renamed = {old.partition(".")[0] for old in aliases}

    def alias_event_name(aliaser: Any, name: str) -> str:
        return name if renamed.isdisjoint(name.split(".")) else str(aliased(aliaser, name))

    hooks.EventAliaser._alias_event_name = alias_event_name
    hooks.BaseEventHooks._verify_accept_kwargs = lambda _hooks, _handler: None  # of its own handlers
    argparse._ = str  # type: ignore[attr-defined] # looks for a translation on disk, for each parser
    formatter = argparse.HelpFormatter("aws")
    argparse.ArgumentParser._get_formatter = lambda self: formatter  # type: ignore[method-assign] # asks for the width


def in_a_process(driver: Any, names: Sequence[str]) -> None:
    """Export some services in a fork, whose event handlers and models go with it."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        if os.waitpid(process, 0)[1]:
            sys.exit(f"the commands of {', '.join(names)} cannot be read")
        return
    status = 1
    try:
        export, table = Export(sys.stdout), driver._get_command_table()
        for name in names:
            export.service(name, table[name])
        sys.stdout.flush()
        status = 0
    finally:
        os._exit(status)


def main() -> None:
    """Export every command, or the share of services that this process is asked for: `SHARE OF`."""
    share, of = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (0, 1)
    driver = awscli.clidriver.create_clidriver()
    spare_repetition(driver)
    if share == 0:
        Export(sys.stdout).globals(driver)
    names = [name for name in driver._get_command_table() if name != "help"][share::of]
    gc.disable()  # nothing of what is read is let go before its process ends
    for first in range(0, len(names), SERVICES_AT_ONCE):
        in_a_process(driver, names[first : first + SERVICES_AT_ONCE])


if __name__ == "__main__":
    main()
