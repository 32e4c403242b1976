"""Whether the value of an AWS option has the structure the service asks for: shorthand, JSON, numbers, files.

Follows awscli/argprocess.py for the reading and botocore/validate.py for the judging, which both happen before anything
is sent.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown, warning
from cloud_assist.catalog.accepts.nearest import nearest
from cloud_assist.catalog.accepts.shorthand import ShorthandError, parse_shorthand
from cloud_assist.catalog.accepts.words import Place, Word, is_known
from cloud_assist.catalog.clis.port import Shape
from cloud_assist.command.receipt.files import is_file
from cloud_assist.findings import Code
from cloud_assist.models import Finding

_COMPLEX = frozenset({"structure", "list", "map"})
_FILE_PREFIXES = ("file://", "fileb://")
_URL_PREFIXES = ("http://", "https://")
_READ_LIMIT = 262_144
"""Bytes of a file that are looked at; longer ones are taken as they are."""
_NO_TIME = re.compile(r"\b(?:now|today|yesterday|tomorrow|ago|last)\b")
"""Words of a time that dateutil, which the CLI asks, does not know."""
_NESTED = 20
"""Depth at which a value is no longer followed; shapes may be recursive, values are not that deep."""
_BARE_LISTS = frozenset(
    {
        ("firehose", "put-record-batch", "--records"),
        ("workspaces", "reboot-workspaces", "--reboot-workspace-requests"),
        ("workspaces", "rebuild-workspaces", "--rebuild-workspace-requests"),
        ("workspaces", "terminate-workspaces", "--terminate-workspace-requests"),
        ("elb", "remove-tags", "--tags"),
        ("elb", "describe-instance-health", "--instances"),
        ("elb", "deregister-instances-from-load-balancer", "--instances"),
        ("elb", "register-instances-with-load-balancer", "--instances"),
    }
)
"""Lists of one-member structures that take bare values (ParamShorthand._uses_old_list_case in awscli/argprocess.py)."""
_PYTHON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "boolean": (bool,),
    "blob": (str,),
}
_TYPE_WORDS = {
    "structure": "an object",
    "map": "an object",
    "list": "a list",
    "string": "a text",
    "integer": "a whole number",
    "long": "a whole number",
    "float": "a number",
    "double": "a number",
    "boolean": "true or false",
    "blob": "a text",
}


class ShapeSource(Protocol):
    """Where shapes are looked up by name."""

    def shape(self, name: str) -> Shape | None:
        """Return a shape, or None where the store has none of that name."""
        ...


class _UnknownValueError(Exception):
    """The value is read from somewhere else and cannot be judged."""


@dataclass(frozen=True, slots=True)
class _Refused(Exception):  # noqa: N818 - carries a finding out of a recursion
    finding: Finding


@dataclass(frozen=True, slots=True)
class Given:
    """One option or positional with its values as the parser dealt them out."""

    path: tuple[str, ...]
    """Of the command."""
    name: str
    """Usual spelling of the option."""
    shape: str
    many: bool
    """Whether the parser makes a list of the values."""
    reads_files: bool
    words: Sequence[Word]


def check_value(given: Given, source: ShapeSource, place: Place) -> Iterator[Finding]:
    """Yield what the CLI or the service's own model says against a value; nothing where it cannot be known."""
    if not given.words or not all(is_known(word) for word in given.words):
        return
    try:
        value = _loaded(given, place)
        shape = source.shape(given.shape) if given.shape else None
        if shape is None:
            return
        yield from _Checker(source, given, place).check(value, shape)
    except _UnknownValueError:
        return
    except _Refused as refused:
        yield refused.finding


def _loaded(given: Given, place: Place) -> Any:
    """Return the value, the text of the file it names, or raise where that is not known."""
    value: Any = [word.text for word in given.words] if given.many else given.words[0].text
    single = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not given.reads_files or not isinstance(single, str):
        return value
    if single.startswith(_URL_PREFIXES):
        raise _UnknownValueError
    prefix = next((prefix for prefix in _FILE_PREFIXES if single.startswith(prefix)), "")
    return file_text(single, prefix, given.name, place) if prefix else value


def file_text(reference: str, prefix: str, option: str, place: Place) -> str:
    """Return what a file:// value stands for."""
    path = Path(os.path.expanduser(_expanded(reference.removeprefix(prefix), place)))  # noqa: PTH111 - as the CLI does
    path = place.cwd / path
    try:
        if path.stat().st_size <= _READ_LIMIT and prefix == "file://" and path.is_file():
            return path.read_text("utf-8")
    except FileNotFoundError as gone:
        if place.files_may_change:
            raise _UnknownValueError from gone
        text = f"`{reference}` of `{option}` does not exist (looked for {path})."
        raise _Refused(error(Code.MISSING_FILE, text)) from gone
    except (OSError, UnicodeDecodeError) as unreadable:
        raise _UnknownValueError from unreadable
    raise _UnknownValueError


def _expanded(text: str, place: Place) -> str:
    """Return a path with its variables replaced by the environment it runs in."""
    if "$" not in text:
        return text
    for name, value in place.environ.items():
        text = text.replace(f"${{{name}}}", value)
    return text if "$" not in text else _fail_unknown()


def _fail_unknown() -> str:
    raise _UnknownValueError


class _Checker:
    """Judges one value. `how` is the notation it was written in, for the finding's code."""

    def __init__(self, source: ShapeSource, given: Given, place: Place) -> None:
        self._source = source
        self._given = given
        self._place = place
        self._code = Code.BAD_VALUE

    def _refuse(self, text: str, suggestion: str = "", code: Code | None = None) -> _Refused:
        return _Refused(error(code or self._code, text + did_you_mean(suggestion), suggestion))

    def _shape(self, name: str) -> Shape:
        found = self._source.shape(name)
        if found is None:
            raise _UnknownValueError
        return found

    def check(self, value: Any, shape: Shape) -> Iterator[Finding]:
        """Yield warnings; raise _Refused for what is certainly refused."""
        read = self._read(value, shape)
        yield from self._judge(read, shape, self._given.name, 0)

    # --- reading ---

    def _read(self, value: Any, shape: Shape) -> Any:
        first = value[0] if isinstance(value, list) and value else value
        if shape.type == "document":
            return self._json(first)
        if shape.type not in _COMPLEX:
            return self._scalar(first, shape)
        if first.strip().startswith(("[", "{")) or not self._takes_shorthand(shape):
            return self._complex(value, shape)
        return self._shorthand(value, shape)

    def _takes_shorthand(self, shape: Shape) -> bool:
        """Return whether shorthand is tried at all: not for lists of scalars, nor where only documents are inside."""
        inner, depth = shape, 0
        while inner.type in {"list", "map"} and depth < _NESTED:
            inner, depth = self._shape(inner.element or inner.value), depth + 1
        if inner.type == "document":
            return False
        return shape.type != "list" or self._shape(shape.element).type in _COMPLEX

    def _complex(self, value: Any, shape: Shape) -> Any:
        if shape.type in {"structure", "map"}:
            text = value if isinstance(value, str) else value[0]
            return self._json(text)
        if isinstance(value, str) or (len(value) == 1 and value[0].strip().startswith("[")):
            return self._json(value if isinstance(value, str) else value[0])
        element = self._shape(shape.element)
        return [self._read(item, element) for item in value]

    def _json(self, text: str) -> Any:
        self._code = Code.BAD_JSON
        try:
            return json.loads(text)
        except ValueError as problem:
            raise self._refuse(f"The value of `{self._given.name}` is not JSON: {problem}.") from problem

    def _scalar(self, text: str, shape: Shape) -> Any:
        if shape.type in {"integer", "long", "float", "double"}:
            return self._number(text, shape.type, self._given.name)
        if shape.type == "boolean":
            return text.lower() != "false"
        if shape.type == "blob" and shape.streaming:
            self._must_exist(text)
        return text

    def _number(self, text: Any, kind: str, where: str) -> Any:
        try:
            return int(text) if kind in {"integer", "long"} else float(text)
        except (TypeError, ValueError) as problem:
            raise self._refuse(f"`{where}` takes {_TYPE_WORDS[kind]}, not `{text}`.", code=Code.BAD_VALUE) from problem

    def _must_exist(self, text: str) -> None:
        path = self._place.cwd / os.path.expanduser(_expanded(text, self._place))  # noqa: PTH111 - as the CLI does
        if not is_file(path) and not self._place.files_may_change:
            message = f"`{self._given.name}` takes the path of a file, but {path} is not a file."
            raise self._refuse(message, code=Code.MISSING_FILE)

    def _shorthand(self, value: Any, shape: Shape) -> Any:
        self._code = Code.BAD_SHORTHAND
        special = self._special_case(value, shape)
        if special is not None:
            return special
        try:
            parsed: Any = (
                [parse_shorthand(text) for text in value] if isinstance(value, list) else parse_shorthand(value)
            )
        except ShorthandError as problem:
            example = self._example(shape)
            hint = f" Example: `{example}`." if example else ""
            raise self._refuse(f"The value of `{self._given.name}` cannot be read: {problem}.{hint}") from problem
        return self._typed(parsed, shape, self._given.name, 0)

    def _special_case(self, value: Any, shape: Shape) -> Any:
        """Return the value of the two old notations, None for the usual one."""
        if shape.type == "list" and (*self._given.path, self._given.name) in _BARE_LISTS:
            members = self._shape(shape.element).members or {}
            if len(members) == 1:
                return [{next(iter(members)): text} for text in value]
        members = shape.members or {}
        bare = shape.type == "structure" and list(members) == ["Value"] and "=" not in value
        return {"Value": value} if bare and self._shape(members["Value"]).type == "string" else None

    def _example(self, shape: Shape) -> str:
        inner = self._shape(shape.element) if shape.type == "list" else shape
        if inner.type == "map":
            return "KEY=VALUE"
        return ",".join(f"{name}=…" for name in list(inner.members or ())[:4])

    def _typed(self, value: Any, shape: Shape, where: str, depth: int) -> Any:
        """Give the texts of shorthand their types (BackCompatVisitor in awscli/shorthand.py)."""
        if value is None or depth > _NESTED:
            return value
        if shape.type == "document":
            raise self._refuse(f"`{where}` takes free-form JSON. Shorthand does not support it; write JSON.")
        if shape.type == "structure" and isinstance(value, dict):
            members = shape.members or {}
            return {
                name: self._typed(item, self._shape(members[name]), f"{where}.{name}", depth + 1)
                if name in members
                else item
                for name, item in value.items()
            }
        if shape.type == "map" and isinstance(value, dict):
            inner = self._shape(shape.value)
            return {name: self._typed(item, inner, f"{where}.{name}", depth + 1) for name, item in value.items()}
        if shape.type == "list":
            inner = self._shape(shape.element)
            if not isinstance(value, list):
                return [value]  # as the CLI does: what is inside is not converted
            return [self._typed(item, inner, where, depth + 1) for item in value]
        return self._typed_scalar(value, shape, where)

    def _typed_scalar(self, value: Any, shape: Shape, where: str) -> Any:
        if shape.type in {"integer", "long", "float", "double"}:
            return self._number(value, shape.type, where)
        if shape.type == "boolean" and isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        return value

    # --- judging ---

    def _judge(self, value: Any, shape: Shape, where: str, depth: int) -> Iterator[Finding]:
        if shape.type == "timestamp" and isinstance(value, str) and (told := _NO_TIME.search(value)):
            text = f"`{where}` takes a time such as `2030-01-31T12:00:00Z` or seconds since 1970, not `{told[0]}`."
            raise self._refuse(text, code=Code.BAD_VALUE)
        if shape.type not in _PYTHON_TYPES or depth > _NESTED:
            return
        right_type: bool = isinstance(value, _PYTHON_TYPES[shape.type])
        if not right_type:
            raise self._refuse(f"`{where}` takes {_TYPE_WORDS[shape.type]}, not `{json.dumps(value)[:60]}`.")
        self._check_minimum(value, shape, where)
        if shape.type == "structure":
            yield from self._judge_structure(value, shape, where, depth)
        elif shape.type == "list":
            inner = self._shape(shape.element)
            for item in value:
                yield from self._judge(item, inner, where, depth + 1)
        elif shape.type == "map":
            yield from self._judge_map(value, shape, where, depth)
        elif shape.type == "string" and shape.choices and value not in shape.choices:
            meant = nearest(value, shape.choices)
            text = f"`{value}` is not among the documented values of `{where}`: {shown(shape.choices)}."
            yield warning(Code.BAD_VALUE, text + did_you_mean(meant), meant)

    def _judge_structure(self, value: dict[str, Any], shape: Shape, where: str, depth: int) -> Iterator[Finding]:
        members = shape.members or {}
        for name in value:
            if name not in members:
                meant = nearest(name, members)
                text = f"`{name}` is not a member of `{where}`, which takes {shown(members)}."
                raise self._refuse(text, meant)
        missing = [name for name in shape.required if name not in value]
        if missing:
            raise self._refuse(f"`{where}` lacks {shown(missing)}, which is required.")
        if shape.union and len(value) != 1:
            raise self._refuse(f"`{where}` takes exactly one of {shown(members)}.")
        for name, item in value.items():
            yield from self._judge(item, self._shape(members[name]), f"{where}.{name}", depth + 1)

    def _judge_map(self, value: dict[str, Any], shape: Shape, where: str, depth: int) -> Iterator[Finding]:
        key, inner = self._shape(shape.key), self._shape(shape.value)
        for name, item in value.items():
            yield from self._judge(name, key, f"{where} key", depth + 1)
            yield from self._judge(item, inner, f"{where}.{name}", depth + 1)

    def _check_minimum(self, value: Any, shape: Shape, where: str) -> None:
        if shape.minimum is None or shape.type in {"structure", "map", "boolean", "blob"}:
            return
        size = value if isinstance(value, int | float) else len(value)
        if size < shape.minimum:
            least = f"{shape.minimum:g}"
            what = "at least" if isinstance(value, int | float) else "a length of at least"
            raise self._refuse(f"`{where}` takes {what} {least}, not {size:g}.")
