"""Building the catalog's database: once per version of the CLIs and of the recipe book, whole or not at all.

The database appears under its final name only when it is complete. Several processes may try at once: one builds, the
others wait for it. See `builder` for the process that builds in the background.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cloud_assist import __version__
from cloud_assist.catalog import aws_commands as aws
from cloud_assist.catalog.clis.gcloud_adapter import GcloudAdapter
from cloud_assist.catalog.clis.port import Program
from cloud_assist.catalog.index import SCHEMA_VERSION, create, open_built
from cloud_assist.catalog.once import build_lock, new_database, remove_outdated
from cloud_assist.catalog.operations import az_operations, az_text, gcloud_operations
from cloud_assist.catalog.port import Entry, Progress
from cloud_assist.catalog.recipes import book_digest, recipes
from cloud_assist.errors import StoreError
from cloud_assist.settings import Settings

_PREFIX = "catalog"
"""Of the names of its databases."""
_REPORT_EVERY = 4000


@dataclass(frozen=True, slots=True)
class Sources:
    """What a catalog is made from on this machine."""

    aws_cli: aws.AwsCli | None
    gcloud: Program | None
    digest: str
    """Names this very combination of CLI versions, recipes and tables."""

    @property
    def versions(self) -> dict[str, str]:
        """Version of each CLI that is read."""
        found = {"aws": self.aws_cli, "gcloud": self.gcloud}
        return {cli: program.version for cli, program in found.items() if program is not None}


def find_sources(environ: Mapping[str, str]) -> Sources:
    """Look up what is here to build from; nothing is imported from it and, outside pyenv, nothing is run."""
    aws_cli = aws.find_aws_cli(environ)
    gcloud = GcloudAdapter().find(environ)
    identity = "" if gcloud is None else gcloud.identity
    parts = (__version__, str(SCHEMA_VERSION), book_digest(), az_text(), repr(aws_cli), identity)
    return Sources(aws_cli, gcloud, hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16])


def database_path(cache_dir: Path, sources: Sources) -> Path:
    """Return where the database of exactly these sources belongs."""
    return cache_dir / f"{_PREFIX}-{sources.digest}.sqlite3"


def build(settings: Settings, progress: Progress) -> Path:
    """Build the database in this process unless it is there, and return its path.

    Raises:
        StoreError: the cache folder cannot be written, or the disk is full.
    """
    sources = find_sources(settings.environ)
    target = database_path(settings.cache_dir, sources)
    try:
        waiting = "Waiting for another process that is building the command catalog"
        with build_lock(target.parent / "catalog.lock", progress, waiting=waiting):
            if not _is_intact(target):
                _build_at(target, sources, progress)
                remove_outdated(target, _PREFIX)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            "The command catalog could not be built.",
            why=f"{target.parent}: {error}.",
            todo="Make it writable, or set XDG_CACHE_HOME to a folder that is; until then only recipes answer.",
        ) from error
    return target


def _is_intact(path: Path) -> bool:
    connection = open_built(path)
    if connection is not None:
        connection.close()
    return connection is not None


def _build_at(target: Path, sources: Sources, progress: Progress) -> None:
    with new_database(target, _PREFIX) as connection:
        versions = " ".join(f"{cli} {version}" for cli, version in sources.versions.items())
        counts = create(connection, all_entries(sources, progress), {"versions": versions})
    progress(f"Command catalog ready: {sum(counts.values()):,} commands")


def fitting_recipes(sources: Sources) -> Iterator[Entry]:
    """Yield the recipes that the installed versions know."""
    versions = sources.versions
    return (entry for entry in recipes() if entry.known_to(versions.get(entry.cli, "")))


def all_entries(sources: Sources, progress: Progress) -> Iterator[Entry]:
    """Yield every known command of this machine."""
    yield from fitting_recipes(sources)
    yield from az_operations()
    if sources.gcloud is not None:
        yield from gcloud_operations(sources.gcloud, progress)
    if sources.aws_cli is None:
        return
    progress(f"Reading the AWS CLI {sources.aws_cli.version}")
    for number, entry in enumerate(aws.entries(sources.aws_cli), start=1):
        if number % _REPORT_EVERY == 0:
            progress(f"Reading the AWS CLI {sources.aws_cli.version}: {number:,} commands")
        yield entry
