"""Commands as the CLIs themselves document them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cloud_assist.catalog.clis.port import Arity, Command, Option
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.command.syntax.parser import Word, parse, walk


def aws_examples(folder: Path) -> Iterator[str]:
    """Yield every command in the example pages of an AWS CLI, as written."""
    for file in sorted(folder.rglob("*.rst")):
        yield from _commands(file.read_text("utf-8", "replace"), "aws ")


def _commands(text: str, opening: str) -> Iterator[str]:
    """Yield the commands of a page: indented, with continued lines, quotations over several lines put together."""
    lines = iter(text.splitlines())
    for line in lines:
        command = line.strip().removeprefix("$ ").strip()
        if not line[:1].isspace() or not command.startswith(opening):
            continue
        for _ in range(200):
            if command.endswith("\\"):
                command = f"{command[:-1].rstrip()} {next(lines, '').strip()}"
            elif command.count("'") % 2 or (command.count('"') - command.count('\\"')) % 2:
                following = next(lines, None)
                if following is None:
                    break
                command += "\n" + following
            else:
                break
        yield command


def plain_words(command: str, program: str) -> tuple[Word, ...] | None:
    """Return the words of the first simple command that runs `program`, where every one of them is known."""
    script = parse(command)
    if script.problems:
        return None
    for simple in walk(script.parts):
        if simple.words and simple.words[0].text == program:
            if any(word.opaque or word.glob or word.splits for word in simple.words):
                return None
            return simple.words
    return None


def gcloud_examples(surface: Path, paths: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the commands in the sources of gcloud's commands, each with the path of its own command filled in.

    Args:
        surface: the SDK's folder of command sources.
        paths: the commands to look up, without a release track.
    """
    for path in paths:
        file = surface.joinpath(*(part.replace("-", "_") for part in path))
        for source in (file.with_suffix(".py"), file.with_suffix(".yaml")):
            if not source.is_file():
                continue
            text = re.sub(r"\{+command\}+", " ".join(("gcloud", *path)), source.read_text("utf-8", "replace"))
            yield from (command for command in _commands(text, "gcloud ") if "{" not in command.replace("'{", ""))


def help_examples(text: str, program: str) -> Iterator[str]:
    """Yield the commands that a help text shows."""
    yield from _commands(text, f"{program} ")


_SAMPLES = {"int": "5", "duration": "5s", "bool": "true", "float": "1.5"}
_NOT_RUN = frozenset({"login", "logout", "console", "proxy", "port-forward", "edit", "rpcapi"})
"""Commands that would wait or ask."""


def option_examples(cli: CliTables, services: Sequence[str] = ()) -> list[list[str]]:
    """Return each command with each of its options once, with a value of its kind.

    Args:
        cli: the tables.
        services: first words to keep; all where none are named.
    """
    found = []
    for first in services or cli.children((), hidden=False):
        for command in _running(cli, (first,)):
            needed = [word for option in command.options if option.required for word in _written(option)]
            places = [p.name for p in command.positionals or ()]
            for option in command.options:
                if not option.hidden:
                    given = needed if option.required else [*needed, *_written(option)]
                    found.append([*command.path, *given, *places])
    return found


def _running(cli: CliTables, path: tuple[str, ...]) -> Iterator[Command]:
    command = cli.command(path)
    if command is None or command.path != path or path[-1] in _NOT_RUN:
        return
    if command.runs:
        yield command
    for name in cli.children(path, hidden=False):
        yield from _running(cli, (*path, name))


def _written(option: Option) -> list[str]:
    name = option.names[0]
    sample = (*option.choices, *option.values, _SAMPLES.get(option.type, "a=b"))[0]
    if option.arity == Arity.NONE:
        return [name]
    return (
        [f"{name}={sample}"]
        if option.attached and option.type != "bool"
        else [name]
        if option.attached
        else [name, sample]
    )
