"""A bundled AWS CLI 2, which has no interpreter to ask: its auto-completion index and its service models, as files.

The index (`data/ac.index`, SQLite; its schema is in awscli/autocomplete/local/indexer.py) names every command and
parameter with type, number of values and whether it is required; the models say how values are built.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cloud_assist.catalog.aws_commands import hyphenated
from cloud_assist.catalog.clis.help_text import one_line
from cloud_assist.catalog.clis.port import (
    Arity,
    Command,
    Documented,
    Item,
    NamedShapes,
    Option,
    Positional,
    Shape,
    UnreadableCliError,
)

INDEX = Path("data/ac.index")
_MODEL_NAMES = {
    "s3": "",
    "s3api": "s3",
    "configservice": "config",
    "deploy": "codedeploy",
    "opsworks-cm": "opsworkscm",
}
"""Commands whose service model has another name (awscli/customizations)."""
_TAG = re.compile(r"<[^>]+>")
_PAGING = frozenset({"max-items", "page-size"})
_CONVERTED = {"long": "int", "float": "float", "double": "float"}
"""What argparse itself converts (CLIArgument.TYPE_MAP in awscli/arguments.py)."""
_UNINDEXED: dict[tuple[str, ...], tuple[Option, ...]] = {
    ("s3", "sync"): (
        Option(("--delete",), Arity.NONE),
        Option(("--size-only",), Arity.NONE),
        Option(("--exact-timestamps",), Arity.NONE),
    ),
    ("ec2", "run-instances"): (Option(("--secondary-private-ip-addresses",), Arity.ANY),),
}
"""Options that customizations add or change after the index is made (s3/syncstrategy, ec2/runinstances.py)."""
_SKELETON_VALUES = ("input", "output", "yaml-input")


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One row of the index."""

    name: str
    type: str
    nargs: str
    positional: bool
    required: bool


def read_index(package: Path) -> Iterator[Item]:
    """Yield everything that the index of the AWS CLI in `package` names.

    Raises:
        UnreadableCliError: the index or the options of the CLI itself cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{(package / INDEX).as_uri()}?mode=ro", uri=True)) as connection:
            commands = connection.execute("SELECT command, parent, full_name FROM command_table").fetchall()
            rows = connection.execute(
                "SELECT parent, command, argname, type_name, nargs, positional_arg, required FROM param_table"
            ).fetchall()
        options = json.loads((package / "data" / "cli.json").read_text("utf-8"))["options"]
    except (sqlite3.Error, OSError, ValueError, KeyError) as error:
        raise UnreadableCliError(
            "The command tables of aws cannot be read.", why=f"{package / INDEX}: {error}."
        ) from error
    parameters: dict[tuple[str, str], list[_Parameter]] = defaultdict(list)
    for parent, command, name, type_name, nargs, positional, required in rows:
        found = _Parameter(
            name, type_name or "string", str(nargs or ""), str(positional) in {"1", "True"}, bool(required)
        )
        parameters[parent, command].append(found)
    yield _root(parameters["", "aws"], options)
    by_service: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for command, parent, full_name in commands:
        path = (*parent.split(".")[1:], command)
        if parent:
            by_service[path[0]].append((path, full_name or ""))
    for name, paths in sorted(by_service.items()):
        yield from _Service(name, package, parameters).items(paths)


def _root(parameters: list[_Parameter], described: Mapping[str, Any]) -> Documented:
    """Return the CLI itself with its own options, whose choices and texts stand in cli.json."""
    options, lines = [], {}
    for parameter in parameters:
        about = described.get(parameter.name, {})
        valueless = about.get("action") in {"store_true", "store_false", "version"}
        options.append(
            Option(
                (f"--{parameter.name}",),
                Arity.NONE if valueless or parameter.type == "boolean" else Arity.ONE,
                dest=about.get("dest", ""),
                type="int" if parameter.type == "int" else "",
                choices=tuple(about.get("choices", ())),
            )
        )
        lines[f"--{parameter.name}"] = _line(about.get("help", ""))
    return Documented(Command((), options=tuple(options), kind="service", runs=False), lines)


def _line(documentation: str) -> str:
    return one_line(html.unescape(_TAG.sub(" ", documentation)))


class _Service:
    """The commands below one first word."""

    def __init__(self, name: str, package: Path, parameters: Mapping[tuple[str, str], list[_Parameter]]) -> None:
        self._name = name
        self._parameters = parameters
        folder = package / "botocore" / "data" / (_MODEL_NAMES.get(name, name) or "none")
        self._model = _latest(folder, "service-2")
        self._shapes: dict[str, Any] = self._model.get("shapes", {})
        self._operations = {hyphenated(key): value for key, value in self._model.get("operations", {}).items()}
        waiters = _latest(folder, "waiters-2").get("waiters", {})
        self._waiters = {hyphenated(key): hyphenated(value["operation"]) for key, value in waiters.items()}
        self._used: dict[str, Shape] = {}

    def items(self, paths: list[tuple[tuple[str, ...], str]]) -> Iterator[Item]:
        """Yield the commands, then the shapes they point to."""
        for path, full_name in sorted(paths):
            yield self._command(path, full_name)
        yield NamedShapes(self._used)

    def _command(self, path: tuple[str, ...], full_name: str) -> Documented:
        operation = self._operation(path)
        parameters = self._parameters.get((".".join(("aws", *path[:-1])), path[-1]), [])
        if len(path) == 1 and self._model:
            return Documented(Command(path, full_name, kind="service", runs=False), {})
        members = self._members(operation)
        names = {parameter.name for parameter in parameters}
        streams = self._streams(operation)
        options, positionals, lines = [], [], {}
        for parameter in parameters:
            if parameter.positional or (parameter.name == "outfile" and streams):
                positionals.append(Positional(parameter.name, parameter.nargs))
                continue
            options.append(self._option(parameter, members, names))
            documented = members.get(parameter.name.removeprefix("no-"), {}) or members.get(parameter.name, {})
            if line := _line(documented.get("documentation", "")):
                lines[f"--{parameter.name}"] = line
        unindexed = _UNINDEXED.get(path, ())
        options = [*(option for option in options if option.names not in {o.names for o in unindexed}), *unindexed]
        kind = "operation" if operation is not None else "custom"
        line = _line((operation or {}).get("documentation", "")) or full_name
        return Documented(Command(path, line, tuple(options), tuple(positionals), kind=kind), lines)

    def _operation(self, path: tuple[str, ...]) -> Mapping[str, Any] | None:
        name = self._waiters.get(path[2], "") if len(path) == 3 and path[1] == "wait" else path[-1]
        return self._operations.get(name) if len(path) > 1 else None

    def _members(self, operation: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
        """Return the input's members by option name, each with its documentation."""
        shape = self._shapes.get((operation or {}).get("input", {}).get("shape", ""), {})
        return {hyphenated(name): member for name, member in shape.get("members", {}).items()}

    def _streams(self, operation: Mapping[str, Any] | None) -> bool:
        """Return whether the answer is a stream that goes to a file."""
        output = self._shapes.get((operation or {}).get("output", {}).get("shape", ""), {})
        member = output.get("members", {}).get(output.get("payload", ""), {})
        body = self._shapes.get(member.get("shape", ""), {})
        return bool(body.get("type") == "blob")

    def _option(self, parameter: _Parameter, members: Mapping[str, dict[str, Any]], names: set[str]) -> Option:
        name = parameter.name
        positive = name.removeprefix("no-")
        option = Option((f"--{name}",), parameter.nargs, required=parameter.required)
        if name == "generate-cli-skeleton":
            return replace(option, arity=Arity.OPTIONAL, choices=_SKELETON_VALUES)
        takes_true_or_false = self._name == "cloudsearch" and f"no-{positive}" not in names
        if parameter.type == "boolean" and not takes_true_or_false:
            dest = positive.replace("-", "_") if positive in names else ""
            return replace(option, arity=Arity.NONE, dest=dest, required=False, group_required=parameter.required)
        if f"no-{name}" in names and parameter.type == "structure":
            return replace(option, arity=Arity.OPTIONAL)  # awscli/customizations/toplevelbool.py
        if name.startswith("no-") and positive in names:
            return replace(option, arity=Arity.NONE)  # its negation
        if name in _PAGING and "starting-token" in names:
            return replace(option, type="int" if parameter.type in {"integer", "long"} else "")
        member = members.get(name)
        if member is None or self._shapes.get(member["shape"], {}).get("type") != parameter.type:
            return option
        return replace(option, shape=self._shape(member), type=_CONVERTED.get(parameter.type, ""))

    def _shape(self, member: Mapping[str, Any]) -> str:
        """Return the stored name of a member's shape, storing what hangs below it."""
        name = f"{self._name}.{member['shape']}" + ("!stream" if member.get("streaming") else "")
        if name in self._used:
            return name
        raw = self._shapes[member["shape"]]
        free = member.get("jsonvalue") or raw.get("jsonvalue") or raw.get("document")
        shape = Shape(
            type="document" if free else raw["type"],
            choices=tuple(raw.get("enum", ())),
            minimum=raw.get("min"),
            union=bool(raw.get("union")),
            streaming=bool(member.get("streaming") or raw.get("streaming")),
        )
        self._used[name] = shape  # before its members: shapes may be recursive
        if not free:
            self._used[name] = self._filled(shape, raw)
        return name

    def _filled(self, shape: Shape, raw: Mapping[str, Any]) -> Shape:
        if shape.type == "structure":
            members = {key: self._shape(member) for key, member in raw.get("members", {}).items()}
            return replace(shape, members=members, required=tuple(raw.get("required", ())))
        if shape.type == "list":
            return replace(shape, element=self._shape(raw["member"]))
        if shape.type == "map":
            return replace(shape, key=self._shape(raw["key"]), value=self._shape(raw["value"]))
        return shape


def _latest(folder: Path, kind: str) -> dict[str, Any]:
    """Return the newest model file of a kind, {} where there is none that can be read."""
    versions = sorted((p for p in folder.iterdir() if p.is_dir()), reverse=True) if folder.is_dir() else []
    for version in versions:
        for file in (version / f"{kind}.json", version / f"{kind}.json.gz"):
            try:
                raw = file.read_bytes()
                model: dict[str, Any] = json.loads(gzip.decompress(raw) if file.suffix == ".gz" else raw)
            except (OSError, ValueError, EOFError):
                continue
            return model
    return {}
