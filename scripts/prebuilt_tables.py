"""Make the tables that come with the program, from the CLIs on PATH: cloud_assist/catalog/data/prebuilt/.

    python scripts/prebuilt_tables.py [--check] [--only-add] [CLI ...]

Reads each CLI anew and puts its table in the place of those of other releases; of AWS CLI 2, put the folder of the
bundle's `aws` in front of PATH. `--only-add` keeps the other releases. `--check` writes nothing: it compares what is
read with the table of the same release, names what differs, and exits with 1 where something does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.building import read_into
from cloud_assist.catalog.clis.pages import Pages
from cloud_assist.catalog.clis.port import Adapter
from cloud_assist.catalog.clis.prebuilt import FOLDER, INDEX, Prebuilt, listed, prebuilt_file
from cloud_assist.catalog.clis.tables import SCHEMA_VERSION

CLIS = ("aws", "kubectl", "terraform", "docker")


def read(adapter: Adapter, target: Path) -> str:
    """Read one CLI into a new file; return its release, "" where none can be named."""
    program = adapter.find(os.environ)
    if program is None:
        raise SystemExit(f"{adapter.cli} is not on PATH.")
    named = replace(program, version=adapter.version(program, os.environ))
    release = adapter.release(named, os.environ)
    if release:
        with closing(sqlite3.connect(target)) as connection:
            read_into(connection, adapter, named, os.environ, print)
            connection.execute("VACUUM")
    return release


def add(cli: str, release: str, made: Path, *, only_add: bool) -> None:
    """Put a file among those that come with the program."""
    FOLDER.mkdir(exist_ok=True)
    name = f"{cli}-{release}.sqlite3"
    shutil.copyfile(made, FOLDER / name)
    (FOLDER / name).chmod(0o644)
    tables = {each.file: each for each in listed()}
    if not only_add:
        form = release.partition("-")[2]
        tables = {n: t for n, t in tables.items() if t.cli != cli or t.release.partition("-")[2] != form}
    tables[name] = Prebuilt(cli, release, name, hashlib.sha256(made.read_bytes()).hexdigest())
    index = {"schema": SCHEMA_VERSION, "tables": [tables[key]._asdict() for key in sorted(tables)]}
    (FOLDER / INDEX).write_text(json.dumps(index, indent=1) + "\n", "utf-8")
    for file in FOLDER.glob("*.sqlite3"):
        if file.name not in tables:
            file.unlink()
    listed.cache_clear()


def differences(made: Path, kept: Path) -> list[str]:
    """Return the values in which two tables differ, as "kind key"."""
    with closing(Pages(made)) as new, closing(Pages(kept)) as old:
        kinds = sorted({*new.kinds(), *old.kinds()})
        pairs = [(kind, new.all(kind), old.all(kind)) for kind in kinds]
        facts = [f"fact {name}" for name in {*new.facts, *old.facts} if new.facts.get(name) != old.facts.get(name)]
    keys = (f"{kind} {key}" for kind, a, b in pairs for key in sorted({*a, *b}) if a.get(key) != b.get(key))
    return [*facts, *keys]


def main() -> int:
    """Make or check the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clis", nargs="*", choices=[*CLIS, []], metavar="CLI", help=f"default: {' '.join(CLIS)}")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    parser.add_argument("--only-add", action="store_true", help="keep the tables of other releases")
    arguments = parser.parse_args()
    wanted, status = arguments.clis or CLIS, 0
    for adapter in adapters():
        if adapter.cli not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "made.sqlite3"
            release = read(adapter, made)
            kept = prebuilt_file(adapter.cli, release)
            if not release:
                print(f"{adapter.cli}: no release can be named")
            elif not arguments.check:
                add(adapter.cli, release, made, only_add=arguments.only_add)
            elif kept is None:
                print(f"{adapter.cli} {release}: no table comes with the program")
            elif found := differences(made, kept):
                status = 1
                print(f"{adapter.cli} {release}: {len(found)} values differ: {', '.join(found[:10])}")
            else:
                print(f"{adapter.cli} {release}: the table is what is read")
    return status


if __name__ == "__main__":
    sys.exit(main())
