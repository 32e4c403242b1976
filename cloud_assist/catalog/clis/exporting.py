"""Asking a CLI that is made of Python files for its own parsers: our script, its interpreter, JSON lines."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from queue import Queue
from typing import Any

from cloud_assist.catalog.clis.port import (
    Command,
    Documented,
    Item,
    NamedShapes,
    Option,
    Positional,
    Shape,
    UnreadableCliError,
)

_GROUP = "service"


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


def export(
    cli: str,
    script: str,
    interpreter: Sequence[str],
    environ: Mapping[str, str],
    *,
    processes: int,
    arguments: Sequence[str] = (),
) -> Iterator[str]:
    """Yield the lines of all exporting processes as they come.

    Args:
        cli: name for messages.
        script: file name of the script, in this folder.
        interpreter: command that starts the CLI's own Python.
        environ: environment of the processes.
        processes: how many share the work.
        arguments: of each of them, behind its share.

    Raises:
        UnreadableCliError: one of them failed.
    """
    path = str(files(__package__).joinpath(script))
    lines: Queue[str | None] = Queue(maxsize=200)
    started = [
        subprocess.Popen(
            [*interpreter, "-I", "-W", "ignore", path, str(share), str(processes), *arguments],
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for share in range(processes)
    ]
    errors: list[str] = []
    readers = [threading.Thread(target=_read_lines, args=(p, lines, errors), daemon=True) for p in started]
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
        for process in started:
            process.kill()
            process.wait()
        while any(reader.is_alive() for reader in readers):
            if not lines.empty():
                lines.get()
    if errors:
        raise UnreadableCliError(
            f"The command tables of {cli} cannot be read.", why=f"Its own export failed: {errors[0]}."
        )


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
        base = Command(path, entry["doc"], kind=kind, runs=kind != _GROUP and "l" not in entry, hidden="h" in entry)
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
        values=tuple(row.get("v", ())),
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
