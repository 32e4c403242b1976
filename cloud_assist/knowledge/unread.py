"""What is not known yet of the installed CLIs, as it is told beside a command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cloud_assist.catalog.build_queue import LACKING, BuildQueue
from cloud_assist.catalog.clis.tables import Tables

_BUILD = "cloud-assist catalog build"


class Unread(NamedTuple):
    """What is not known yet of a CLI."""

    cli: str
    sentence: str
    """That its options were not checked, and why."""
    step: str
    """What makes them known; "" where that is under way."""


def unread(tables: Tables, queue: BuildQueue) -> list[Unread]:
    """Return what of the tables of this machine is not known yet, and when it will be."""
    return [*_missing(tables, queue), *_lacking(tables, queue)]


def _missing(tables: Tables, queue: BuildQueue) -> Iterator[Unread]:
    for program in tables.missing:
        cli = program.cli
        if queue.is_coming(cli):
            yield Unread(cli, f"Options not checked yet: reading {cli}, {queue.left(cli)}.", "")
        else:
            yield Unread(cli, f"Options not checked: what {cli} accepts has not been read yet.", _BUILD)


def _lacking(tables: Tables, queue: BuildQueue) -> Iterator[Unread]:
    for table in tables:
        item = f"{table.cli}{LACKING}"
        lacks = table.lacks.capitalize()
        if not lacks:
            continue
        if queue.is_coming(item):
            yield Unread(table.cli, f"{lacks} not checked yet: reading them, {queue.left(item)}.", "")
        else:
            yield Unread(table.cli, f"{lacks} not checked: those of {table.cli} have not been read yet.", _BUILD)
