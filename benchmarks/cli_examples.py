"""Commands as the CLIs themselves document them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cloud_assist.shell.syntax import Word, parse, walk


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
