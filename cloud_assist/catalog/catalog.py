"""The opened catalog: the built database where there is one for this machine, the recipe book alone until then."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cloud_assist.catalog.build import Sources, build, database_path, find_sources, fitting_recipes
from cloud_assist.catalog.composing import with_composed
from cloud_assist.catalog.index import create, open_built
from cloud_assist.catalog.ordering import harmless_first
from cloud_assist.catalog.port import CatalogStatus, Progress, State
from cloud_assist.catalog.reading import without_slips
from cloud_assist.catalog.search import Hit, Searcher
from cloud_assist.catalog.word_for_word import as_command
from cloud_assist.command.assessment import examined
from cloud_assist.command.receipt.files import is_file, is_folder
from cloud_assist.errors import StoreError
from cloud_assist.models import ProposalSource, Risk, Suggestion
from cloud_assist.settings import Settings


class Catalog:
    """Known commands to search. Safe to use from several threads, one search at a time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        settings: Settings,
        sources: Sources,
        note: str,
        in_use: frozenset[str] = frozenset(),
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._sources = sources
        self._note = note
        self._lock = threading.Lock()
        search_path = settings.environ.get("PATH", "")
        installed = cache(lambda name: shutil.which(name, path=search_path) is not None or name in _BUILTINS)
        self._searcher = Searcher(connection, installed, in_use=in_use)

    @property
    def complete(self) -> bool:
        """Whether more than the recipe book answers."""
        return not self._note

    @property
    def can_be_completed(self) -> bool:
        """Whether it answers from the recipe book while all of it has been built meanwhile: open it anew."""
        return not self.complete and is_file(database_path(self._settings.cache_dir, self._sources))

    def suggest(self, prompt: str, *, cli: str | None = None, limit: int = 5) -> list[Suggestion]:
        """Return the nearest known commands, best first; see `Searcher.search`."""
        return [hit.suggestion for hit in self.search(prompt, cli=cli, limit=limit)]

    def search(
        self, prompt: str, *, cli: str | None = None, limit: int = 5, fits: Callable[[Hit], bool] = lambda _hit: True
    ) -> list[Hit]:
        """Return the nearest known commands with how near they are.

        What a request asks to see is answered by what reads, as far as anything does; see `harmless_first`.

        Args:
            prompt, cli, limit: see `Searcher.search`.
            fits: whether a command may be offered; the others are passed over.
        """
        with self._lock:
            known = self._searcher.nearest(without_slips(prompt), cli=cli)
            family = cli is not None and self._searcher.is_family(cli)
            found = filter(fits, with_composed(known, without_slips(prompt), cli, family))
            return harmless_first(found, prompt, self.risk_of, limit)

    def risk_of(self, command: str) -> Risk:
        """Return the class of a known command; its open places are read as words."""
        return examined(
            command, ProposalSource.CATALOG, environ=self._settings.environ, cwd=self._settings.cwd
        ).judgement.risk

    def as_command(self, prompt: str) -> str:
        """Return the command that a request is word for word, or "" for one in plain words; see `as_command`."""
        with self._lock:
            return as_command(prompt, self._searcher.is_operation)

    def status(self) -> CatalogStatus:
        """Return what is known, where it is kept, and for which versions."""
        path = database_path(self._settings.cache_dir, self._sources)
        with self._lock:
            (counts,) = self._connection.execute("SELECT value FROM fact WHERE name = 'counts'").fetchone()
        others = list(path.parent.glob("catalog-*.sqlite3")) if is_folder(path.parent) else []
        return CatalogStatus(
            state=State.READY if self.complete else State.RECIPES_ONLY,
            path=path,
            size_bytes=_size(path) if self.complete else 0,
            counts=json.loads(counts),
            versions=self._sources.versions,
            stale=not self.complete and bool(others),
            note=self._note if self._sources.aws_cli else f"{self._note} {_NO_AWS}".strip(),
        )

    def close(self) -> None:
        """Close the database. Safe to call twice."""
        with self._lock:
            self._connection.close()


_BUILTINS = frozenset({"cd", "command", "printf", "echo", "export", "history", "kill", "pwd", "type", "ulimit"})
_NOT_BUILT = "The catalog is not built yet. Only the recipe book is searched."
_NO_AWS = "No AWS CLI was found. AWS commands come from the recipe book only."


def open_catalog(settings: Settings, note: str = _NOT_BUILT, *, in_use: frozenset[str] = frozenset()) -> Catalog:
    """Open what is there at once: the built database, or the recipe book alone in memory.

    Never builds, and never fails for want of a cache folder.

    Args:
        settings: where the cache is, and the environment whose PATH counts.
        note: why only recipes answer, where that is so.
        in_use: CLIs that something is set up for here; see `Searcher`.
    """
    sources = find_sources(settings.environ)
    path = database_path(settings.cache_dir, sources)
    connection = open_built(path)
    if connection is not None:
        return Catalog(connection, settings, sources, "", in_use)
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    create(connection, fitting_recipes(sources), {})
    return Catalog(connection, settings, sources, note, in_use)


def build_catalog(settings: Settings, progress: Progress, *, in_use: frozenset[str] = frozenset()) -> Catalog:
    """Build what is missing, in this process, and open it. Where it cannot be built the recipe book answers, with the
    reason in `status().note`.
    """
    try:
        build(settings, progress)
    except StoreError as error:
        progress(error.what)
        return open_catalog(settings, f"{error.what} {error.why}", in_use=in_use)
    return open_catalog(settings, in_use=in_use)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
