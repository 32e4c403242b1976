"""Tables that come with this program: of exact releases of some CLIs, so that whoever has one waits for nothing.

`scripts/prebuilt_tables.py` makes them. They are used for the very release that they were read from, and only as they
were made: what is damaged, or was made for another form of the tables, is as if it were not there.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from cloud_assist.catalog.clis.tables import SCHEMA_VERSION

FOLDER = Path(str(files("cloud_assist.catalog"))) / "data" / "prebuilt"
INDEX = "index.json"
"""Of the files in the folder: {"schema": number, "tables": [one of `Prebuilt`, …]}."""


class Prebuilt(NamedTuple):
    """One table that comes with this program."""

    cli: str
    release: str
    """As its adapter names it."""
    file: str
    """Name in the folder."""
    sha256: str
    """Of the file, in hexadecimal."""


def prebuilt_file(cli: str, release: str, folder: Path = FOLDER) -> Path | None:
    """Return the file with the tables of exactly this release; None where there is none, or it is not intact."""
    found = next((each for each in listed(folder) if (each.cli, each.release) == (cli, release)), None)
    if found is None or not release:
        return None
    try:
        with (folder / found.file).open("rb") as file:
            intact = hashlib.file_digest(file, "sha256").hexdigest() == found.sha256
    except OSError:
        return None
    return folder / found.file if intact else None


def comes_with_tables(cli: str) -> bool:
    """Return whether tables of any release of this CLI come with this program, so that its version is worth asking."""
    return any(each.cli == cli for each in listed())


@cache
def listed(folder: Path = FOLDER) -> tuple[Prebuilt, ...]:
    """Return what comes with this program and fits it."""
    try:
        index = json.loads((folder / INDEX).read_text("utf-8"))
        fits = index["schema"] == SCHEMA_VERSION
        return tuple(Prebuilt(**each) for each in index["tables"]) if fits else ()
    except (OSError, ValueError, KeyError, TypeError):
        return ()
