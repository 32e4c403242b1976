"""gcloud: the completion tree that comes with the SDK, and one line about each command from its source files.

The tree has every visible command with its flags, but not what is required; that its own parsers say, which its own
Python exports, for the commands of general availability. Hidden commands are not in the tree; they are found in the
SDK's own folder of commands, so that nobody is told that they do not exist.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from cloud_assist.catalog.clis.asking import bare_environment, find_program, identity_of
from cloud_assist.catalog.clis.exporting import export
from cloud_assist.catalog.clis.help_text import one_line
from cloud_assist.catalog.clis.port import (
    Arity,
    Command,
    Documented,
    Item,
    Need,
    Option,
    Program,
    Progress,
    Style,
    UnreadableCliError,
)
from cloud_assist.catalog.clis.rows import need_of

_TREE = Path("data/cli/gcloud_completions.py")
_SURFACE = Path("lib/surface")
_BUNDLED_PYTHON = Path("platform/bundledpythonunix/bin/python3")
_EXPORT = "gcloud_export.py"
_TRACKS = ("alpha", "beta")
_TRACK = re.compile(r"ReleaseTrack\.([A-Z]+)")
_YAML_TRACKS = re.compile(r"^-?\s*release_tracks:\s*\[([^\]]*)\]", re.MULTILINE)
_HIDDEN = re.compile(r"^@base\.Hidden|^\s*-?\s*hidden:\s*true\b", re.MULTILINE | re.IGNORECASE)
_CLASS_DOC = re.compile(r"^class [^\n]*:\n\s+[ru]?\"\"\"(.*?)(?:\n\s*\n|\"\"\")", re.MULTILINE | re.DOTALL)
_YAML_BRIEF = re.compile(r"^\s+brief:\s*[|>]?-?\s*\n?\s*(.+?)\s*$", re.MULTILINE)
_FLAG = re.compile(r"['\"](--[a-z][a-z0-9-]+)['\"]")
_IMPORT = re.compile(r"^from googlecloudsdk\.(command_lib(?:\.\w+)*) import (\w+)", re.MULTILINE)
_HIDDEN_FLAG = re.compile(r"\bhidden ?= ?(?!False\b)")
_CALL_LENGTH = 600
"""Characters within which a flag's name stands before the word that hides it, in one call."""
_SHORT = {"--help": "-h", "--quiet": "-q", "--version": "-v"}
_HIDDEN_GLOBALS = (
    "--authority-selector", "--authorization-token-file", "--credential-file-override", "--http-timeout",
    "--trace-email", "--capture-session-file",
)  # fmt: skip
"""Global flags that gcloud takes and does not list (googlecloudsdk/calliope/cli.py)."""
_HIDDEN_SWITCHES = ("--document",)

_LINES = {
    "--access-token-file": "File with an access token to use instead of the active account",
    "--account": "Account to use instead of the active one",
    "--async": "Return at once instead of waiting until the operation is done",
    "--billing-project": "Project that is billed and whose quota counts",
    "--configuration": "Named configuration to use for this command",
    "--filter": "Show only the resources that match this expression",
    "--flags-file": "File with more flags",
    "--flatten": "Give each element of a repeated field a line of its own",
    "--format": "How to print the result: json, yaml, csv(…), value(…), table(…)",
    "--global": "Act on the global resource",
    "--help": "Show help",
    "--impersonate-service-account": "Service account to act as",
    "--labels": "Labels as KEY=VALUE, separated by commas",
    "--limit": "Largest number of resources to list",
    "--location": "Location of the resource",
    "--log-http": "Log all requests and answers",
    "--page-size": "Resources in one request to the service",
    "--project": "Project to act in",
    "--quiet": "Ask nothing and take the default answers",
    "--region": "Region of the resource",
    "--sort-by": "Field to sort by; ~ in front for descending",
    "--trace-token": "Token that routes traces of the request",
    "--uri": "Print only the URIs of the resources",
    "--user-output-enabled": "Print what is meant for people",
    "--verbosity": "Least severe message to print",
    "--version": "Print the version",
    "--zone": "Zone of the resource",
}
"""One line about flags that mean the same everywhere; the tree has no texts."""


class GcloudAdapter:
    """The Google Cloud SDK's command line."""

    cli = "gcloud"
    style = Style.GCLOUD
    complete = True

    def __init__(self, lacks: str = "") -> None:
        """Make an adapter; `lacks` says in words that what a command must be given is left out."""
        self.lacks = lacks

    def find(self, environ: Mapping[str, str]) -> Program | None:
        """Return the SDK that `gcloud` on PATH belongs to."""
        path = find_program(self.cli, environ)
        if path is None:
            return None
        root = path.resolve().parent.parent
        tree = root / _TREE
        if not tree.is_file():
            return None
        return Program(self.cli, path, identity_of(tree, root / "VERSION"), _text(root / "VERSION").strip(), root)

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that `find` has read."""
        return program.version

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that `find` has read."""
        return program.version

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield every command with what it must be given.

        Raises:
            UnreadableCliError: the tree cannot be read.
        """
        progress(f"Reading the commands of gcloud {program.version}")
        needs = {} if self.lacks else _needs(program, environ, progress)
        for item in self.commands(program):
            yield replace(item, command=replace(item.command, needs=needs.get(item.command.path)))

    def commands(self, program: Program) -> Iterator[Documented]:
        """Yield every command of the tree, and the hidden ones of the source folder: some seconds.

        What they must be given is left out, since gcloud's own parsers take most of a minute to say it.

        Raises:
            UnreadableCliError: the tree cannot be read.
        """
        root = _root(program)
        with _readable(root):
            yield from _commands((), _tree(root), _Surface(root / _SURFACE))

    def lines(self, program: Program, without: frozenset[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the path of every command that the tree shows and that does something, with one line about it.

        Groups of gcloud itself that are named in `without` are left out.

        Raises:
            UnreadableCliError: the tree cannot be read.
        """
        root = _root(program)
        with _readable(root):
            surface = _Surface(root / _SURFACE)
            for name, node in _tree(root)["commands"].items():
                if name not in without:
                    yield from ((path, surface.line(path)) for path in _runnable((name,), node))


def _tree(root: Path) -> dict[str, Any]:
    text = (root / _TREE).read_text("utf-8")
    tree: dict[str, Any] = json.loads(text[text.index("{") :])
    return tree


@contextmanager
def _readable(root: Path) -> Iterator[None]:
    """Tell of an SDK whose files are not as they should be."""
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableCliError(
            "The command tables of gcloud cannot be read.", why=f"{root / _TREE}: {error}."
        ) from error


def _root(program: Program) -> Path:
    return program.folder or program.path.resolve().parent.parent


def _needs(program: Program, environ: Mapping[str, str], progress: Progress) -> dict[tuple[str, ...], Need]:
    """Return what the SDK's own parsers ask for, by path; without a Python that loads them it is not known.

    What is known of a group stays in the program's scratch folder, so that an interrupted reading goes on there.
    """
    root = _root(program)
    bundled = root / _BUNDLED_PYTHON
    python = bundled if bundled.is_file() else find_program("python3", environ)
    if python is None:
        return {}
    parts = _Parts(program.scratch)
    with tempfile.TemporaryDirectory() as home:
        settings = {
            "CLOUDSDK_ROOT_DIR": str(root),
            "CLOUDSDK_CONFIG": home,
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
            "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1",
        }
        bare = bare_environment(environ, Path(home), **settings)
        interpreter = [str(python), "-S"]
        try:
            for line in export("gcloud", _EXPORT, interpreter, bare, processes=2, arguments=parts.groups()):
                progress(f"Reading the required flags of gcloud {program.version}")
                parts.take(json.loads(line))
        except (OSError, UnreadableCliError) as error:
            progress(f"The required flags of gcloud are unknown: {error}")
            return {}
    return {tuple(line["command"]): need_of(line["needs"]) for line in parts.lines()}


class _Parts:
    """What was exported, group by group; each is kept in a folder once it is whole."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._lines: dict[str, list[dict[str, Any]]] = {}
        for file in folder.glob("*.json") if folder is not None else ():
            with suppress(ValueError):
                self._lines[file.stem] = json.loads(_text(file))

    def groups(self) -> list[str]:
        """Return the groups that are whole."""
        return sorted(self._lines)

    def take(self, line: dict[str, Any]) -> None:
        """Take one line: of a command, or that a group is whole."""
        if "group" not in line:
            self._lines.setdefault(line["command"][0], []).append(line)
        elif self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self._folder / f"{line['group']}.json"
            file.with_suffix(".tmp").write_text(json.dumps(self._lines.get(line["group"], [])), "utf-8")
            file.with_suffix(".tmp").replace(file)

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield the lines of all commands."""
        return chain.from_iterable(self._lines.values())


def _commands(path: tuple[str, ...], node: Mapping[str, Any], surface: _Surface) -> Iterator[Documented]:
    options = [_option(name, kind) for name, kind in node["flags"].items()]
    if not path:
        options += [Option((name,), hidden=True) for name in _HIDDEN_GLOBALS]
        options += [Option((name,), Arity.NONE, type="bool", hidden=True) for name in _HIDDEN_SWITCHES]
    children = node["commands"]
    if not children:
        options += [Option((name,), Arity.OPTIONAL, hidden=True) for name in surface.flags(path) - set(node["flags"])]
    command = Command(path, surface.line(path), tuple(options), positionals=None, runs=not children)
    yield Documented(command, {name: _LINES[name] for name in node["flags"] if name in _LINES})
    for name, child in children.items():
        yield from _commands((*path, name), child, surface)
    if children:
        for name in surface.hidden(path) - set(children):
            yield Documented(Command((*path, name), surface.line((*path, name)), kind="unread", hidden=True), {})


def _runnable(path: tuple[str, ...], node: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    children = node["commands"]
    if not children:
        yield path
    for name, child in children.items():
        yield from _runnable((*path, name), child)


def _option(name: str, kind: str | list[str]) -> Option:
    names = (name, _SHORT[name]) if name in _SHORT else (name,)
    if kind == "bool":
        return Option(names, Arity.NONE, type="bool")
    # The listed values are those of the help; several flags also take others, or other case.
    return Option(names, values=tuple(map(str, kind))) if isinstance(kind, list) else Option(names)


class _Surface:
    """The SDK's source files of commands, read as text."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._libraries = folder.parent / "googlecloudsdk"
        self._texts: dict[tuple[str, ...], str] = {}
        self._hidden_flags: dict[tuple[str, str], frozenset[str]] = {}

    @staticmethod
    def _parts(path: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """Return the release track of a path and the path without it."""
        return (path[0], path[1:]) if path and path[0] in _TRACKS else ("ga", path)

    def _text(self, bare: tuple[str, ...]) -> str:
        if bare not in self._texts:
            file = self._folder.joinpath(*(part.replace("-", "_") for part in bare))
            self._texts[bare] = next(
                (
                    text
                    for candidate in (file / "__init__.py", file.with_suffix(".yaml"), file.with_suffix(".py"))
                    if (text := _text(candidate))
                ),
                "",
            )
        return self._texts[bare]

    def line(self, path: tuple[str, ...]) -> str:
        """Return one line about a command, "" where its source does not say it in plain text."""
        text = self._text(self._parts(path)[1]) if path else ""
        match = _YAML_BRIEF.search(text) if "help_text:" in text else _CLASS_DOC.search(text)
        line = one_line(match[1]) if match else ""
        return "" if "{" in line or line.startswith("!REF") else line.strip("'\"")

    def flags(self, path: tuple[str, ...]) -> set[str]:
        """Return the flags that a command's own source names, and those that what it imports hides.

        Hidden ones are not in the tree, and are taken all the same (`gcloud run deploy --platform managed`).
        """
        text = self._text(self._parts(path)[1])
        imported = (self._hidden_by(package, name) for package, name in _IMPORT.findall(text))
        return set(_FLAG.findall(text)).union(*imported)

    def _hidden_by(self, package: str, name: str) -> frozenset[str]:
        """Return the flags that a module of the SDK's libraries hides."""
        if (package, name) not in self._hidden_flags:
            text = _text(self._libraries.joinpath(*package.split("."), f"{name}.py"))
            named = (
                _FLAG.findall(text, max(0, hidden.start() - _CALL_LENGTH), hidden.start())
                for hidden in _HIDDEN_FLAG.finditer(text)
            )
            self._hidden_flags[package, name] = frozenset(names[-1] for names in named if names)
        return self._hidden_flags[package, name]

    def hidden(self, path: tuple[str, ...]) -> set[str]:
        """Return the names in a group that its release track has, but does not show."""
        track, bare = self._parts(path)
        folder = self._folder.joinpath(*(part.replace("-", "_") for part in bare))
        found = set()
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.name.startswith("_") or (file.is_file() and file.suffix not in {".py", ".yaml"}):
                continue
            name = file.stem.replace("_", "-")
            text = self._text((*bare, name))
            if _HIDDEN.search(text) and _in_track(text, track):
                found.add(name)
        return found


def _in_track(text: str, track: str) -> bool:
    """Return whether a source file is part of a release track; one that names none is in all."""
    named = {word.lower() for word in _TRACK.findall(text)}
    for listed in _YAML_TRACKS.findall(text):
        named |= {word.strip().lower() for word in listed.split(",")}
    return not named or track in named


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


GCLOUD = GcloudAdapter()
GCLOUD_FIRST = GcloudAdapter(lacks="required flags")
