"""The AWS CLI: its own parsers, exported by its own interpreter, so that every customization of it counts."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from queue import Queue
from typing import Any

from cloud_assist.catalog.aws import find_aws_cli
from cloud_assist.catalog.clis.asking import bare_environment, find_program, identity_of
from cloud_assist.catalog.clis.aws_index import INDEX, read_index
from cloud_assist.catalog.clis.port import (
    Command,
    Documented,
    Item,
    NamedShapes,
    Option,
    Positional,
    Program,
    Progress,
    Shape,
    Style,
    UnreadableCliError,
)

_EXPORTERS = 2
"""Processes that export at once: what a small laptop has cores for."""
_GROUP = "service"
_LINES = {("s3",): "High-level commands for buckets and objects: copy, move, list, remove and sync."}
"""Where the CLI's own first sentence is about its documentation."""


class AwsAdapter:
    """AWS CLI 1 and 2. Where it is made of Python files it is asked; a bundled version 2 is read from its data."""

    cli = "aws"
    style = Style.AWS
    complete = True

    def find(self, environ: Mapping[str, str]) -> Program | None:
        """Return the AWS CLI that `aws` on PATH runs."""
        script = find_program("aws", environ)
        if script is None:
            return None
        # The folder in front of PATH, so that a shim that was resolved above is not asked for again.
        path = f"{script.parent}{os.pathsep}{environ.get('PATH', '')}"
        installed = find_aws_cli({**environ, "PATH": path})
        if installed is None:
            return None
        folder = installed.models.parent.parent if installed.models is not None else None
        bundled = folder is not None and (folder / INDEX).is_file()
        if interpreter_of(script.resolve()) is None and not bundled:
            return None
        identity = identity_of(script.resolve(), *([folder] if folder else []), extra=installed.version)
        return Program(self.cli, script.resolve(), identity, installed.version, folder)

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that `find` has read from the package."""
        return program.version

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield what the exporting processes print, or what stands in the data of a bundle."""
        progress(f"Reading what aws {program.version} accepts")
        interpreter = interpreter_of(program.path)
        if interpreter is None:
            yield from read_index(program.folder or program.path.parent)
            return
        with tempfile.TemporaryDirectory() as home:
            nowhere = {
                "AWS_CONFIG_FILE": os.devnull,  # its [plugins] would be imported
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AWS_EC2_METADATA_DISABLED": "true",
                "PYTHONIOENCODING": "utf-8",
            }
            for line in _export(interpreter, bare_environment(environ, Path(home), **nowhere)):
                yield from items_of(json.loads(line))


def interpreter_of(script: Path) -> list[str] | None:
    """Return the command of the interpreter in a Python script's first line, or None."""
    try:
        with script.open("rb") as file:
            first = file.readline(512)
    except OSError:
        return None
    if not first.startswith(b"#!") or b"python" not in first:
        return None
    return first[2:].decode("utf-8", "replace").split()


def _export(interpreter: list[str], environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of all exporting processes as they come.

    Raises:
        UnreadableCliError: one of them failed.
    """
    script = str(files(__package__).joinpath("aws_export.py"))
    lines: Queue[str | None] = Queue(maxsize=200)
    processes = [
        subprocess.Popen(
            [*interpreter, "-I", "-W", "ignore", script, str(share), str(_EXPORTERS)],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for share in range(_EXPORTERS)
    ]
    errors: list[str] = []
    readers = [threading.Thread(target=_read_lines, args=(p, lines, errors), daemon=True) for p in processes]
    try:
        for reader in readers:
            reader.start()
        running = len(readers)
        while running:
            line = lines.get()
            if line is None:
                running -= 1
            else:
                yield line
    finally:
        for process in processes:
            process.kill()
            process.wait()
        while any(reader.is_alive() for reader in readers):
            if not lines.empty():
                lines.get()
    if errors:
        raise UnreadableCliError("What aws accepts cannot be read.", why=f"Its own export failed: {errors[0]}.")


def _read_lines(process: subprocess.Popen[str], lines: Queue[str | None], errors: list[str]) -> None:
    """Pass the lines of one process on; a last None tells that it has ended."""
    assert process.stdout is not None  # noqa: S101 - asked for when it was started
    assert process.stderr is not None  # noqa: S101
    with process.stdout, process.stderr:
        for line in process.stdout:
            lines.put(line)
        complaint = process.stderr.read().strip()
    if process.wait() != 0:
        errors.append(complaint.splitlines()[-1] if complaint else f"exit status {process.returncode}")
    lines.put(None)


def items_of(entry: dict[str, Any]) -> Iterator[Item]:
    """Yield what one exported line stands for."""
    if "shapes" in entry:
        yield NamedShapes({name: _shape(row) for name, row in entry["shapes"].items()})
    elif "globals" in entry:
        yield _documented((), entry["globals"], Command((), kind=_GROUP, runs=False))
    else:
        path = tuple(entry["command"])
        kind = entry["kind"]
        base = Command(path, _LINES.get(path) or entry["doc"], kind=kind, runs=kind != _GROUP, hidden="h" in entry)
        yield _documented(path, entry.get("arguments", []), base)


def _documented(path: tuple[str, ...], arguments: list[dict[str, Any]], base: Command) -> Documented:
    options = tuple(_option(argument) for argument in arguments if "p" not in argument)
    positionals = tuple(_positional(argument) for argument in arguments if "p" in argument)
    command = Command(
        path,
        base.documentation,
        options,
        positionals,
        runs=base.runs,
        kind=base.kind,
        hidden=base.hidden,
    )
    return Documented(command, {a["n"][0]: a["doc"] for a in arguments if "doc" in a})


def _option(row: dict[str, Any]) -> Option:
    return Option(
        names=tuple(row["n"]),
        arity=row.get("a", ""),
        required="r" in row,
        group_required="g" in row,
        dest=row.get("d", ""),
        type=row.get("t", ""),
        choices=tuple(row.get("c", ())),
        shape=row.get("s", ""),
        reads_files="f" not in row,
        hidden="h" in row,
    )


def _positional(row: dict[str, Any]) -> Positional:
    return Positional(row["n"][0], row.get("a", ""), tuple(row.get("c", ())), row.get("s", ""), "f" not in row)


def _shape(row: dict[str, Any]) -> Shape:
    return Shape(
        type=row["t"],
        members=row.get("m"),
        required=tuple(row.get("r", ())),
        element=row.get("e", ""),
        key=row.get("k", ""),
        value=row.get("v", ""),
        choices=tuple(row.get("c", ())),
        minimum=row.get("n"),
        union="u" in row,
        streaming="s" in row,
    )
