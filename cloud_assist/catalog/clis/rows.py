"""Commands, options and shapes as JSON values and back: only what differs from the default is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cloud_assist.catalog.clis.port import Command, Need, Option, Positional, Shape


def option_row(option: Option) -> list[Any]:
    """Return an option as a JSON value."""
    flags = "".join(
        mark
        for mark, is_set in (
            ("r", option.required),
            ("g", option.group_required),
            ("a", option.attached),
            ("f", not option.reads_files),
            ("1", not option.repeats),
            ("h", option.hidden),
        )
        if is_set
    )
    row = [
        list(option.names),
        option.arity,
        flags,
        option.shape,
        option.dest,
        option.type,
        list(option.choices),
        list(option.values),
    ]
    while len(row) > 1 and not row[-1]:
        row.pop()
    return row


def option_of(row: list[Any]) -> Option:
    """Return the option of `option_row`."""
    names, arity, flags, shape, dest, type_name, choices, values = row + ["", "", "", "", "", (), ()][len(row) - 1 :]
    return Option(
        names=tuple(names),
        arity=arity,
        attached="a" in flags,
        required="r" in flags,
        group_required="g" in flags,
        dest=dest,
        type=type_name,
        choices=tuple(choices),
        values=tuple(values),
        shape=shape,
        reads_files="f" not in flags,
        repeats="1" not in flags,
        hidden="h" in flags,
    )


def command_row(command: Command) -> dict[str, Any]:
    """Return a command, without its path and documentation, as a JSON value."""
    row: dict[str, Any] = {"o": [option_row(option) for option in command.options], "k": command.kind}
    if command.positionals is None:
        row["p"] = None
    elif command.positionals:
        row["p"] = [[p.name, p.arity, list(p.choices), p.shape, p.reads_files] for p in command.positionals]
    if not command.runs:
        row["g"] = 1
    if command.stops_at_positional:
        row["s"] = 1
    if command.needs is not None:
        row["n"] = need_row(command.needs)
    return row


def need_row(need: Need) -> list[Any]:
    """Return a need as a JSON value: its marks (r, x), then its flags or its members."""
    marks = ("r" if need.required else "") + ("x" if need.exclusive else "")
    return [marks, *need.flags, *map(need_row, need.members)]


def need_of(row: list[Any]) -> Need:
    """Return the need of `need_row`."""
    marks, *rest = row
    return Need(
        "r" in marks,
        "x" in marks,
        tuple(part for part in rest if isinstance(part, str)),
        tuple(need_of(part) for part in rest if not isinstance(part, str)),
    )


def command_of(path: tuple[str, ...], row: Mapping[str, Any], documentation: str, *, hidden: bool) -> Command:
    """Return the command of `command_row`."""
    positionals = row.get("p", ())
    return Command(
        path=path,
        documentation=documentation,
        options=tuple(option_of(option) for option in row["o"]),
        positionals=None
        if positionals is None
        else tuple(Positional(name, arity, tuple(c), shape, f) for name, arity, c, shape, f in positionals),
        runs="g" not in row,
        kind=row["k"],
        stops_at_positional="s" in row,
        hidden=hidden,
        needs=need_of(row["n"]) if "n" in row else None,
    )


def shape_row(shape: Shape) -> dict[str, Any]:
    """Return a shape as a JSON value."""
    row = {
        "t": shape.type,
        "m": dict(shape.members) if shape.members is not None else None,
        "r": list(shape.required),
        "e": shape.element,
        "k": shape.key,
        "v": shape.value,
        "c": list(shape.choices),
        "n": shape.minimum,
        "u": int(shape.union),
        "s": int(shape.streaming),
    }
    return {name: value for name, value in row.items() if value or (name == "n" and value is not None)}


def shape_of(row: Mapping[str, Any]) -> Shape:
    """Return the shape of `shape_row`."""
    return Shape(
        type=row["t"],
        members=row.get("m", {} if row["t"] == "structure" else None),
        required=tuple(row.get("r", ())),
        element=row.get("e", ""),
        key=row.get("k", ""),
        value=row.get("v", ""),
        choices=tuple(row.get("c", ())),
        minimum=row.get("n"),
        union=bool(row.get("u")),
        streaming=bool(row.get("s")),
    )
