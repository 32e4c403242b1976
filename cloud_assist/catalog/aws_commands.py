"""The AWS CLI of this machine as a source of known commands: its documented examples and its service models.

Nothing of it is imported: the files of the installed package are read as data, so that a broken or foreign
installation cannot break this program.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud_assist.catalog.examples import example_entries
from cloud_assist.catalog.port import Entry, Source

_COMMAND_NAMES = {"s3": "s3api", "config": "configservice", "codedeploy": "deploy"}
"""Service models whose command has another name (awscli/customizations)."""
_SPECIAL_PLURAL = re.compile(r"[A-Z]{2,}s$")
_FIRST_CAP = re.compile(r"(.)([A-Z][a-z]+)")
_END_CAP = re.compile(r"([a-z0-9])([A-Z])")
_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LONGEST = 300
"""Characters of a title."""
_ASK_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class AwsCli:
    """One installed AWS CLI."""

    version: str
    examples: Path | None
    """Folder of .rst files, by service and operation; None where the installation has none."""
    models: Path | None
    """Folder of service models (botocore's data); None where the installation has none."""


def find_aws_cli(environ: Mapping[str, str]) -> AwsCli | None:
    """Return the AWS CLI that `aws` on PATH would run, or None.

    Understands a v1 script (and Debian's v2) through the interpreter in its first line, a pyenv shim, and a bundled
    v2 (…/dist/awscli beside the executable).
    """
    found = shutil.which("aws", path=environ.get("PATH", ""))
    if found is None:
        return None
    script = _behind_shim(Path(found), environ)
    package = _package_of(script, environ)
    if package is None:
        return None
    examples, models = package / "examples", package / "botocore" / "data"
    if not models.is_dir():
        models = package.parent / "botocore" / "data"
    return AwsCli(
        version=_version(package),
        examples=examples if examples.is_dir() else None,
        models=models if models.is_dir() else None,
    )


def _behind_shim(path: Path, environ: Mapping[str, str]) -> Path:
    if path.parent.name != "shims":
        return path.resolve()
    asked = _ask(["pyenv", "which", "aws"], environ)
    return Path(asked).resolve() if asked else path.resolve()


def _ask(command: list[str], environ: Mapping[str, str]) -> str:
    """Return the first line a command prints, or "" where it cannot be had."""
    try:
        done = subprocess.run(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_ASK_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else ""


def _package_of(script: Path, environ: Mapping[str, str]) -> Path | None:
    for beside in (script.parent / "awscli", script.parent / "dist" / "awscli", script.parent.parent / "awscli"):
        if (beside / "examples").is_dir() or (beside / "botocore" / "data").is_dir():
            return beside
    for pattern in ("lib/python3*/site-packages/awscli", "lib/python3*/dist-packages/awscli"):
        near = sorted(script.parent.parent.glob(pattern))
        if near:
            return near[-1]
    return _package_of_interpreter(script, environ)


def _package_of_interpreter(script: Path, environ: Mapping[str, str]) -> Path | None:
    """Ask the interpreter in the script's first line where its awscli is; finding a package does not import it."""
    try:
        with script.open("rb") as file:
            first = file.readline(512)
    except OSError:
        return None
    if not first.startswith(b"#!") or b"python" not in first:
        return None
    words = first[2:].decode("utf-8", "replace").split()
    code = "import importlib.util as u; s = u.find_spec('awscli'); print(list(s.submodule_search_locations)[0])"
    asked = _ask([*words, "-I", "-c", code], environ)
    return Path(asked) if asked and Path(asked).is_dir() else None


def _version(package: Path) -> str:
    """Return the version by the metadata beside the package, by the path of a bundled v2, or by the folder's age."""
    for folder in sorted(package.parent.glob("awscli-*.*-info")):
        return folder.name.removeprefix("awscli-").rsplit(".", 1)[0]
    in_path = next((part for part in reversed(package.parts) if re.fullmatch(r"2\.\d+\.\d+", part)), "")
    return in_path or f"unknown ({package.stat().st_mtime_ns})"


def entries(cli: AwsCli) -> Iterator[Entry]:
    """Yield every example and every operation of an installed AWS CLI. Files that cannot be read are left out."""
    described: dict[tuple[str, ...], int] = {}
    if cli.examples is not None:
        for file in sorted(cli.examples.glob("*/*.rst")) + sorted(cli.examples.glob("*/*/*.rst")):
            path = tuple(file.relative_to(cli.examples).with_suffix("").parts)
            for entry in example_entries(path, _text(file)):
                described[path] = described.get(path, 0) + 1
                yield entry
    if cli.models is not None:
        for service in sorted(p for p in cli.models.iterdir() if p.is_dir()):
            yield from _operations(service)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""


def _operations(service: Path) -> Iterator[Entry]:
    model = _latest_model(service)
    if model is None:
        return
    name = _COMMAND_NAMES.get(service.name, service.name)
    shapes = model.get("shapes", {})
    full_name = model.get("metadata", {}).get("serviceFullName", "")
    for operation, definition in model.get("operations", {}).items():
        if definition.get("deprecated"):
            continue
        command_name = hyphenated(operation)
        shape = shapes.get(definition.get("input", {}).get("shape", ""), {})
        required = [hyphenated(member) for member in shape.get("required", ())]
        options = "".join(f" --{option} <{option}>" for option in required)
        yield Entry(
            source=Source.OPERATION,
            cli="aws",
            path=(name, command_name),
            title=_first_sentence(definition.get("documentation", "")) or command_name.replace("-", " "),
            command=f"aws {name} {command_name}{options}",
            detail=full_name,
            placeholders={option: option.replace("-", " ") for option in required},
        )


def _latest_model(service: Path) -> dict[str, Any] | None:
    for version in sorted((p for p in service.iterdir() if p.is_dir()), reverse=True):
        for file in (version / "service-2.json.gz", version / "service-2.json"):
            try:
                raw = file.read_bytes()
                model: dict[str, Any] = json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
            except (OSError, ValueError, EOFError):
                continue
            return model
    return None


def _first_sentence(documentation: str) -> str:
    text = " ".join(_TAG.sub(" ", documentation).split())
    first = _SENTENCE.split(text, maxsplit=1)[0]
    return first.rstrip(".") if len(first) <= _LONGEST else first[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def hyphenated(name: str) -> str:
    """Return the command or option name of a model's camel-case name (the rule of botocore's `xform_name`)."""
    plural = _SPECIAL_PLURAL.search(name)
    if plural is not None:
        name = f"{name[: -len(plural.group())]}-{plural.group().lower()}"
    parted = _END_CAP.sub(r"\1-\2", _FIRST_CAP.sub(r"\1-\2", name))
    return re.sub("-+", "-", parted).lower().strip("-")
