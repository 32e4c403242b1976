"""The AWS CLI: its own parsers, exported by its own interpreter, so that every customization of it counts."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cloud_assist.catalog.aws_commands import find_aws_cli
from cloud_assist.catalog.clis.asking import bare_environment, find_program, identity_of
from cloud_assist.catalog.clis.aws_index import INDEX, read_index
from cloud_assist.catalog.clis.exporting import export, interpreter_of, items_of
from cloud_assist.catalog.clis.port import Documented, Item, Program, Progress, Style

_EXPORTERS = 2
"""Processes that export at once: what a small laptop has cores for."""
_LINES = {("s3",): "High-level commands for buckets and objects: copy, move, list, remove and sync."}
"""Where the CLI's own first sentence is about its documentation."""


class AwsAdapter:
    """AWS CLI 1 and 2. Where it is made of Python files it is asked; a bundled version 2 is read from its data."""

    cli = "aws"
    style = Style.AWS
    complete = True
    lacks = ""

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
        models = [installed.models] if installed.models is not None else []
        identity = identity_of(script.resolve(), *models, extra=installed.version)
        return Program(self.cli, script.resolve(), identity, installed.version, folder)

    def version(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version that `find` has read from the package."""
        return program.version

    def release(self, program: Program, environ: Mapping[str, str]) -> str:
        """Return the version, and whether it is a bundle: that is read in another way."""
        if not program.version or program.version.startswith("unknown"):
            return ""
        return program.version if interpreter_of(program.path) else f"{program.version}-bundle"

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield what the exporting processes print, or what stands in the data of a bundle."""
        progress(f"Reading the commands of aws {program.version}")
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
            bare = bare_environment(environ, Path(home), **nowhere)
            for line in export("aws", "aws_export.py", interpreter, bare, processes=_EXPORTERS):
                yield from of_line(json.loads(line))


def of_line(exported: dict[str, Any]) -> Iterator[Item]:
    """Yield what one exported line stands for."""
    return map(_with_line, items_of(exported))


def _with_line(item: Item) -> Item:
    """Replace a line that is about the documentation rather than the command."""
    if isinstance(item, Documented) and item.command.path in _LINES:
        return replace(item, command=replace(item.command, documentation=_LINES[item.command.path]))
    return item


AWS = AwsAdapter()
