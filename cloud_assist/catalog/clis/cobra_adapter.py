"""CLIs that are asked for their own help, command by command: kubectl, helm, docker, gh and eksctl."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from cloud_assist.catalog.clis.asking import ask, bare_environment, find_program, identity_of
from cloud_assist.catalog.clis.help_text import Help, parse_help
from cloud_assist.catalog.clis.port import (
    Arity,
    Command,
    Documented,
    Item,
    Option,
    Positional,
    Program,
    Progress,
    Style,
    UnreadableCliError,
)

_AT_ONCE = 4
"""Programs asked at the same time; each mostly waits for its own start."""
_ONE_S = 10.0
"""Seconds one program may take for its help."""
_ALL_S = 60.0
"""Seconds the whole CLI may take; what is not asked by then is left out, and nothing is said about it."""
_DEEPEST = 6
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+(?:[-+~][\w.+~-]+)?)?")
_HELP = Option(("--help", "-h"), Arity.OPTIONAL, attached=True, type="bool")


@dataclass(frozen=True, slots=True)
class CobraAdapter:
    """One CLI built on cobra and pflag."""

    cli: str
    version_arguments: tuple[str, ...] = ("version",)
    global_arguments: tuple[str, ...] = ()
    """What prints the flags that every command takes, where the help of a command does not."""
    globals_first: bool = False
    """Whether the CLI's own flags stand only before the command (docker)."""
    bare_optional: frozenset[str] = frozenset()
    """Options whose value can be left away, so that it can only be given behind `=`; help does not tell."""
    required: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By command: options that must be given, which help does not tell."""
    strict_usage: bool = False
    """Whether the arguments that a usage shows without brackets must be given."""
    options_everywhere: tuple[Option, ...] = ()
    """Options that no help text names."""
    hidden_options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    """By command: options it takes and no longer names."""
    hidden_commands: frozenset[str] = frozenset()
    """Commands of the CLI itself that its help leaves out."""
    data_folders: tuple[str, ...] = ()
    """Folders below HOME with plugins, which belong to what is accepted."""
    plugin_folders: tuple[Path, ...] = ()
    """Folders with plugins for everybody."""
    style: Style = Style.PFLAG
    complete: bool = False
    lacks: str = ""

    def find(self, environ: Mapping[str, str]) -> Program | None:
        """Return the program on PATH."""
        path = find_program(self.cli, environ)
        if path is None:
            return None
        resolved = path.resolve()
        folders = [Path(environ.get("HOME", "/")) / folder for folder in self.data_folders]
        return Program(self.cli, path, identity_of(resolved, *(f for f in folders if f.is_dir())))

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Ask the program for its version; "" where it does not say one."""
        with tempfile.TemporaryDirectory() as home:
            said = ask([str(program.path), *self.version_arguments], bare_environment(environ, Path(home)), _ONE_S)
        match = _VERSION.search(said or "")
        return match[0] if match else ""

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that the program has said; "" where plugins may add to it."""
        own = [Path(environ.get("HOME", "/"), folder) for folder in self.data_folders]
        configured = [Path(folder, "cli-plugins") for folder in self._plugin_environment(environ).values()]
        plugins = (*own, *configured, *self.plugin_folders)
        return "" if any(_holds_anything(folder) for folder in plugins) else program.version

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield every command whose help could be read in time.

        Raises:
            UnreadableCliError: not even the CLI's own help could be read.
        """
        progress(f"Reading the commands of {self.cli}")
        with tempfile.TemporaryDirectory() as home:
            bare = bare_environment(environ, Path(home), **self._plugin_environment(environ))
            yield from _Crawl(self, program, bare, Path(home)).items()

    def _plugin_environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Plugins of docker are found in its configuration folder; their help is part of what it accepts."""
        if self.cli != "docker":
            return {}
        return {"DOCKER_CONFIG": environ.get("DOCKER_CONFIG") or str(Path(environ.get("HOME", "/")) / ".docker")}


class _Crawl:
    """Asks for help breadth first, several commands at a time."""

    def __init__(self, adapter: CobraAdapter, program: Program, environ: Mapping[str, str], folder: Path) -> None:
        self._adapter = adapter
        self._program = program
        self._environ = environ
        self._folder = folder
        self._end = time.monotonic() + _ALL_S

    def _ask(self, *arguments: str) -> str:
        left = self._end - time.monotonic()
        if left <= 0:
            return ""
        said = ask([str(self._program.path), *arguments], self._environ, min(_ONE_S, left), self._folder) or ""
        return said.replace(self._environ.get("DOCKER_CONFIG", "\0"), "~/.docker").replace(str(self._folder), "~")

    def _help(self, path: tuple[str, ...]) -> Help:
        return parse_help(self._ask(*path, "--help"))

    def items(self) -> Iterator[Item]:
        """Yield commands as they are read."""
        root = self._help(())
        if not root.commands:
            raise UnreadableCliError(
                f"The command tables of {self._adapter.cli} cannot be read.",
                why="Its help lists no known form of commands.",
            )
        yield self._root(root)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting: dict[Future[Help], tuple[tuple[str, ...], str]] = {}
            self._submit(pool, waiting, (), root)
            while waiting:
                done, _ = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    path, line = waiting.pop(future)
                    found = future.result()
                    yield from self._documented(path, found, line)
                    self._submit(pool, waiting, path, found)

    def _submit(
        self, pool: ThreadPoolExecutor, waiting: dict[Future[Help], tuple[tuple[str, ...], str]], path: tuple[str, ...],
        found: Help,
    ) -> None:  # fmt: skip
        if len(path) >= _DEEPEST:
            return
        hidden = () if path else self._adapter.hidden_commands
        for name, line in {**dict.fromkeys(hidden, ""), **dict(found.commands)}.items():
            waiting[pool.submit(self._help, (*path, name))] = ((*path, name), line)

    def _documented(self, path: tuple[str, ...], found: Help, line: str) -> Iterator[Item]:
        if not found.usage and not found.options:
            yield Documented(Command(path, line, kind="unread", positionals=None), {})
            return
        aliases = tuple(name for name in self._aliases(path, found) if name != path[-1])
        yield Documented(self._command(path, found, line), found.documentation, aliases)

    def _aliases(self, path: tuple[str, ...], found: Help) -> Iterator[str]:
        """Yield other names of the last word: cobra lists names, docker whole command lines."""
        for alias in found.aliases:
            words = alias.split()
            if len(words) == 1:
                yield words[0]
            elif tuple(words[1:-1]) == path[:-1]:
                yield words[-1]

    def _command(self, path: tuple[str, ...], found: Help, line: str) -> Command:
        needed = self._adapter.required.get(" ".join(path), frozenset())
        options = [
            replace(self._option(option), required=option.required or option.names[0] in needed)
            for option in found.options
        ]
        named = {option.names[0] for option in options}
        hidden = self._adapter.hidden_options.get(" ".join(path), ())
        options += [option for option in hidden if option.names[0] not in named]
        return Command(
            path,
            line or found.summary,
            tuple(options),
            positionals=self._positionals(found),
            runs=found.runs and bool(path),
            hidden=len(path) == 1 and path[0] in self._adapter.hidden_commands,
            kind="globals-first" if self._adapter.globals_first and not path else "",
            stops_at_positional=found.stops_at_positional,
        )

    def _positionals(self, found: Help) -> tuple[Positional, ...] | None:
        if found.takes_no_positionals:
            return ()
        names = found.positionals if self._adapter.strict_usage else ()
        return (*(Positional(name) for name in names), Positional("more", Arity.ANY)) if names else None

    def _option(self, option: Option) -> Option:
        if option.names[0] not in self._adapter.bare_optional:
            return option
        return replace(option, arity=Arity.OPTIONAL, attached=True)

    def _root(self, root: Help) -> Documented:
        """Return the CLI itself, with the options that every command takes."""
        found = root
        if self._adapter.global_arguments:
            # Its text has no heading that names flags; give it one.
            found = parse_help("Flags:\n" + self._ask(*self._adapter.global_arguments).partition(":")[2])
        options = {option.names[0]: self._option(option) for option in (*root.options, *found.options)}
        options |= {option.names[0]: option for option in (*self._adapter.options_everywhere, _HELP)}
        command = replace(self._command((), root, ""), options=tuple(options.values()))
        return Documented(command, {**root.documentation, **found.documentation})


def _holds_anything(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


_RECORDING = (
    "annotate", "apply", "apply edit-last-applied", "autoscale", "create", "edit", "expose", "label", "patch", "run",
    "scale", "set image", "set resources", "set selector", "set serviceaccount",
)  # fmt: skip
_RECORD = Option(("--record",), Arity.OPTIONAL, attached=True, type="bool", hidden=True)
KUBECTL = CobraAdapter(
    "kubectl",
    version_arguments=("version", "--client"),
    global_arguments=("options",),
    # NoOptDefVal in k8s.io/kubectl: cmdutil.AddDryRunFlag, AddValidateFlags, genericclioptions' DeleteFlags.
    bare_optional=frozenset({"--dry-run", "--validate", "--cascade"}),
    # What it answers "required flag(s) … not set" to, or "… must be specified" (kubectl 1.32).
    required={
        "autoscale": frozenset({"--max"}),
        "create clusterrolebinding": frozenset({"--clusterrole"}),
        "create cronjob": frozenset({"--image", "--schedule"}),
        "create deployment": frozenset({"--image"}),
        "create poddisruptionbudget": frozenset({"--selector"}),
        "create role": frozenset({"--verb", "--resource"}),
        "create secret tls": frozenset({"--cert", "--key"}),
        "create service externalname": frozenset({"--external-name"}),
        "run": frozenset({"--image"}),
        "scale": frozenset({"--replicas"}),
    },
    hidden_options=dict.fromkeys(_RECORDING, (_RECORD,)),
    hidden_commands=frozenset({"alpha", "options"}),
)
_NET = (Option(("--net",), hidden=True), Option(("--net-alias",), hidden=True))
_TIME = (Option(("--time",), type="int", hidden=True),)
_KERNEL_MEMORY = (Option(("--kernel-memory",), hidden=True),)
DOCKER = CobraAdapter(
    "docker",
    version_arguments=("--version",),
    globals_first=True,
    strict_usage=True,
    # Deprecated names that it still takes (found by asking docker 28).
    hidden_options={
        f"{group}{name}": options
        for group in ("", "container ")
        for name, options in (
            ("create", _NET),
            ("run", _NET),
            ("stop", _TIME),
            ("restart", _TIME),
            ("update", _KERNEL_MEMORY),
        )
    },
    data_folders=(".docker/cli-plugins",),
    plugin_folders=tuple(
        Path("/usr", folder, "docker/cli-plugins") for folder in ("lib", "libexec", "local/lib", "local/libexec")
    ),
)
HELM = CobraAdapter("helm", version_arguments=("version", "--short"), data_folders=(".local/share/helm/plugins",))
GH = CobraAdapter("gh", version_arguments=("--version",), data_folders=(".local/share/gh/extensions",))
EKSCTL = CobraAdapter("eksctl")
