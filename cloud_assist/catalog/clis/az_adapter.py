"""The Azure CLI: its own parsers, exported by its own interpreter, with the extensions that are installed."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from cloud_assist.catalog.clis.asking import bare_environment, find_program, identity_of
from cloud_assist.catalog.clis.exporting import export, interpreter_of, items_of
from cloud_assist.catalog.clis.port import Item, Program, Progress, Style, UnreadableCliError
from cloud_assist.command.receipt.files import is_folder

_LAUNCHED = re.compile(r"\"?([^\s\"=]*python[\d.]*)\"?\s+-\w*m\s+azure\.cli")
"""The interpreter in a launcher that is a shell script (Debian, Homebrew)."""
_READ_LIMIT = 8192


class AzAdapter:
    """The Azure CLI. Configured defaults can stand for options that it asks for, so a finding never blocks."""

    cli = "az"
    style = Style.ARGPARSE
    complete = False
    lacks = ""

    def find(self, environ: Mapping[str, str]) -> Program | None:
        """Return the Azure CLI that `az` on PATH runs."""
        path = find_program(self.cli, environ)
        if path is None:
            return None
        launcher = path.resolve()
        interpreter = az_interpreter(launcher)
        if interpreter is None:
            return None
        packages = sorted(Path(interpreter[0]).parent.parent.glob("lib/python3*/site-packages/azure_cli-*.dist-info"))
        version = packages[-1].name.removeprefix("azure_cli-").removesuffix(".dist-info") if packages else ""
        extensions = _extensions(environ)
        identity = identity_of(launcher, *([extensions] if is_folder(extensions) else []), extra=version)
        return Program(self.cli, launcher, identity, version)

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that `find` has read from the package."""
        return program.version

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return "": extensions add to what a version accepts."""
        return ""

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield what the exporting process prints.

        Raises:
            UnreadableCliError: the CLI's own Python cannot be found or fails.
        """
        progress(f"Reading the commands of az {program.version}")
        interpreter = az_interpreter(program.path)
        if interpreter is None:
            raise UnreadableCliError(
                "The command tables of az cannot be read.", why=f"{program.path} names no Python interpreter."
            )
        with tempfile.TemporaryDirectory() as home:
            settings = {
                "AZURE_CONFIG_DIR": home,
                "AZURE_EXTENSION_DIR": str(_extensions(environ)),
                "AZURE_CORE_COLLECT_TELEMETRY": "no",
                "PYTHONIOENCODING": "utf-8",
            }
            bare = bare_environment(environ, Path(home), **settings)
            for line in export("az", "az_export.py", interpreter, bare, processes=1):
                yield from items_of(json.loads(line))


def az_interpreter(launcher: Path) -> list[str] | None:
    """Return the Python that a launcher starts: its own first line, or the one in a shell script, or None."""
    own = interpreter_of(launcher)
    if own is not None:
        return own
    try:
        text = launcher.read_bytes()[:_READ_LIMIT].decode("utf-8", "replace")
    except OSError:
        return None
    match = _LAUNCHED.search(text)
    if match is None:
        return None
    # Debian's launcher finds its Python from where it lies itself.
    path = Path(re.sub(r"\$\{?\w+\}?", str(launcher.parent), match[1]))
    return [str(path)] if path.is_file() else None


def _extensions(environ: Mapping[str, str]) -> Path:
    own = environ.get("AZURE_EXTENSION_DIR")
    config = environ.get("AZURE_CONFIG_DIR")
    folder = Path(config) if config else Path(environ.get("HOME", "/nonexistent")) / ".azure"
    return Path(own) if own else folder / "cliextensions"


AZ = AzAdapter()
