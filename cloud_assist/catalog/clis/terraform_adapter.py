"""Terraform: its own help, command by command, and what its commands share without saying so in each text."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cloud_assist.catalog.clis.asking import ask, bare_environment, find_program, identity_of
from cloud_assist.catalog.clis.help_text import one_line
from cloud_assist.catalog.clis.port import (
    Arity,
    Command,
    Documented,
    Item,
    Option,
    Program,
    Progress,
    Style,
    UnreadableCliError,
)

_ONE_S = 10.0
_DEEPEST = 4
_FLAG = re.compile(r"^\s{1,6}(-[a-z][a-z-]*)(=\S+| '[^']*'| <\S+>)?(?:\s{2,}|\t+|$)(.*)$")
_COMMAND = re.compile(r"^\s{2,4}([a-z][a-z-]*)(?:\s{2,}(.*))?$")
_HEADING = re.compile(r"^(\S.*):\s*$")
_USAGE = re.compile(r"^Usage: terraform (?:\[global options\] )?(.*)$", re.MULTILINE)
_VERSION = re.compile(r"\d+\.\d+\.\d+\S*")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_PLANNING = frozenset({"-destroy", "-refresh-only", "-refresh", "-replace", "-target", "-var", "-var-file"})
"""What `terraform plan` calls its customization options; apply, destroy and refresh take them as well."""
_REFERRED = frozenset({"plan", "apply"})
_INTEGERS = frozenset({"-parallelism", "-module-depth"})
_DURATIONS = frozenset({"-lock-timeout"})
_EVERYWHERE = tuple(
    Option((name,), Arity.OPTIONAL, attached=True, type="bool") for name in ("-no-color", "-compact-warnings", "-help")
)
"""Taken out of the words before any command sees them (Meta.process in terraform's internal/command/meta.go)."""
_ABOUT_EVERYWHERE = {
    "-no-color": "Print without colours",
    "-compact-warnings": "Show warnings that come without errors in a more compact form",
    "-help": "Show the command's help",
}


class TerraformAdapter:
    """Terraform and, by the same texts, its command line for workspaces, state and providers."""

    cli = "terraform"
    style = Style.GOFLAG
    complete = True
    lacks = ""

    def find(self, environ: Mapping[str, str]) -> Program | None:
        """Return the program on PATH."""
        path = find_program(self.cli, environ)
        return None if path is None else Program(self.cli, path, identity_of(path.resolve()))

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Ask for the version; "" where it does not say one."""
        with tempfile.TemporaryDirectory() as home:
            match = _VERSION.search(self._ask(program, environ, Path(home), "version"))
        return match[0] if match else ""

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that the program has said."""
        return program.version

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield every command that a help text names.

        Raises:
            UnreadableCliError: not even the main help could be read.
        """
        progress("Reading the commands of terraform")
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            main = self._ask(program, environ, home, "-help")
            names = dict(commands_of(main))
            if not names:
                raise UnreadableCliError(
                    "The command tables of terraform cannot be read.", why="Its help lists no commands."
                )
            options, lines = options_of(main)
            yield Documented(Command((), options=options, positionals=None, runs=False), lines)
            shared: dict[str, Documented] = {}
            # What others refer to comes first: `apply` takes part of `plan`, `destroy` all of `apply`.
            for name in sorted(names, key=lambda name: ("plan", "apply").index(name) if name in _REFERRED else 2):
                for item in self._below((name,), names[name], program, environ, home, _referred(name, shared)):
                    yield item
                    if len(item.command.path) == 1:
                        shared[name] = item

    def _below(
        self,
        path: tuple[str, ...],
        line: str,
        program: Program,
        environ: Mapping[str, str],
        home: Path,
        referred: Mapping[Option, str],
    ) -> Iterator[Documented]:
        text = self._ask(program, environ, home, *path, "-help")
        children = dict(commands_of(text)) if len(path) < _DEEPEST else {}
        options, lines = options_of(text)
        known = {option.names[0]: option for option in (*_unlisted(path, referred), *options)}
        usage = _USAGE.search(text)
        # `providers` both runs and leads on; groups say `<subcommand>` or nothing behind their name.
        runs = not children or (usage is not None and "[options]" in usage[1] and "<subcommand>" not in usage[1])
        places = () if " ".join(path) in _NO_ARGUMENTS else None
        command = Command(path, line or _summary(text), tuple(known.values()), positionals=places, runs=runs)
        documentation = {**_ABOUT_EVERYWHERE, **{option.names[0]: about for option, about in referred.items()}, **lines}
        yield Documented(command, {name: documentation[name] for name in known if name in documentation})
        for name, about in children.items():
            yield from self._below((*path, name), about, program, environ, home, {})

    @staticmethod
    def _ask(program: Program, environ: Mapping[str, str], home: Path, *arguments: str) -> str:
        bare = bare_environment(environ, home, CHECKPOINT_DISABLE="1", TF_CLI_CONFIG_FILE="/dev/null")
        return _COLOURS.sub("", ask([str(program.path), *arguments], bare, _ONE_S, home) or "")


def _referred(name: str, known: Mapping[str, Documented]) -> dict[Option, str]:
    """Return the options that a command's help leaves to another command's help, with one line for each."""
    source = known.get({"apply": "plan", "refresh": "plan", "destroy": "apply"}.get(name, ""))
    if source is None:
        return {}
    return {
        option: source.options.get(option.names[0], "")
        for option in source.command.options
        if name == "destroy" or option.names[0] in _PLANNING
    }


def _unlisted(path: tuple[str, ...], referred: Mapping[Option, str]) -> tuple[Option, ...]:
    """Return the options a command takes that its own help leaves to another text or leaves out."""
    values = tuple(Option((name,)) for name in _UNLISTED_VALUES.get(" ".join(path), ()))
    switches = tuple(_switch(name) for name in _UNLISTED_SWITCHES.get(" ".join(path), ()))
    return (*_EVERYWHERE, *referred, *values, *switches)


def _switch(name: str) -> Option:
    return Option((name,), Arity.OPTIONAL, attached=True, type="bool")


_NO_ARGUMENTS = frozenset({"console", "get", "graph", "init", "modules", "plan", "providers", "refresh"})
"""Commands that answer "Too many command line arguments" to any (terraform 1.11)."""
_LEGACY = ("-state", "-state-out", "-backup")
_UNLISTED_VALUES: dict[str, tuple[str, ...]] = {
    "init": ("-target", "-var", "-var-file"),
    "plan": _LEGACY,
    "apply": _LEGACY,
    "refresh": _LEGACY,
    "import": (*_LEGACY, "-target", "-parallelism"),
    "console": (*_LEGACY, "-target"),
    "state mv": (*_LEGACY, "-backup-out"),
    "state rm": _LEGACY[:1] + _LEGACY[2:],
    "state replace-provider": _LEGACY[:1] + _LEGACY[2:],
    "state push": ("-lock-timeout",),
    "taint": _LEGACY,
    "untaint": _LEGACY,
    "test": ("-junit-xml",),
    "workspace show": ("-target", "-var", "-var-file"),
}
"""Options with a value that no help text names, or only in passing (found by asking terraform 1.11)."""
_UNLISTED_SWITCHES: dict[str, tuple[str, ...]] = {
    "plan": ("-json",),
    "apply": ("-json",),
    "refresh": ("-json",),
    "graph": ("-verbose",),
    "console": ("-input",),
    "workspace show": ("-input",),
    "providers schema": ("-json",),
    "metadata functions": ("-json",),
    "state push": ("-ignore-remote-version",),
}


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, one line) for each command that a help text lists."""
    listing = False
    for line in text.splitlines():
        heading = _HEADING.match(line)
        if heading:
            listing = "command" in heading[1].lower()
        elif line.strip() and not line.startswith(" "):
            listing = False
        elif listing and (match := _COMMAND.match(line)):
            yield match[1], one_line(match[2] or "")


def options_of(text: str) -> tuple[tuple[Option, ...], dict[str, str]]:
    """Return the options a help text lists and one line for each."""
    found: dict[str, Option] = {}
    lines: dict[str, list[str]] = {}
    last = ""
    for line in text.expandtabs(8).splitlines():
        match = _FLAG.match(line)
        if match and not match[1].endswith(","):
            last = match[1]
            found[last] = _option(last, match[2])
            lines[last] = [match[3]]
        elif not line.strip():
            last = ""
        elif last and line.startswith(" " * 10):
            lines[last].append(line.strip())
    return tuple(found.values()), {name: one_line(" ".join(parts)) for name, parts in lines.items()}


def _option(name: str, value: str | None) -> Option:
    shown = (value or "").strip(" ='")
    if not shown or shown in {"true", "false"}:
        return _switch(name)
    option = Option((name,))
    if name in _INTEGERS:
        return replace(option, type="int")
    return replace(option, type="duration") if name in _DURATIONS else option


def _summary(text: str) -> str:
    paragraphs = [part for part in text.split("\n\n") if part.strip() and not part.lstrip().startswith("Usage:")]
    return one_line(paragraphs[0]) if paragraphs else ""


TERRAFORM = TerraformAdapter()
