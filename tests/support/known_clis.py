"""The cache of a machine that has been in use for a while: what the installed CLIs accept, read once for all tests.

Reading gcloud, or an AWS CLI whose tables do not come with the program, takes long, so it is kept from run to run in
`~/.cache/cloud-assist-known-clis`, for as long as the code that reads stays as it is; delete that folder to read them
anew. Processes that need the same CLI at once wait for the one that reads it, as the product's own do.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

import cloud_assist.catalog
from cloud_assist.catalog.build import build
from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.gcloud_adapter import GcloudAdapter
from cloud_assist.catalog.clis.installed import installed_clis
from cloud_assist.catalog.clis.port import Adapter, Item, Program, Progress
from cloud_assist.catalog.clis.prebuilt import comes_with_tables
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.settings import Settings, load_settings
from tests.support.terminal import clean_environ

MAY_READ_S = 900
"""Seconds for a test that may be the first to need them: minutes on a busy machine."""
_KEPT = 6
"""Folders whose results stay in any case, so that two checkouts do not read in turn."""
_IN_USE_S = 6 * 3600
"""Age within which a folder may belong to a run that is under way."""
_READS_CLIS = re.compile(r"clis/|once\.py|aws_commands\.py")
"""What reads the CLIs, of the files in `cloud_assist/catalog`."""
_OTHER = re.compile(
    r"accepts/|data/prebuilt/|data/lookups|compos(?:ed/|ing)|(?:explain|validate|manuals|roff|search|query|scope|slots|shapes|spans|lookups|thing_names|request_values|known_words|features|amounts|opposites|reading|ordering|harm)\w*\.py"
)
"""What only uses the tables and the catalog."""
_GROUPS = frozenset(["alloydb", "app", "compute", "config", "container", "projects", "run", "storage", "topic"])
"""Groups of gcloud whose own parsers are asked what a command must be given: those that tests name."""
_ASKED_AT_MOST = 3
"""Times that a CLI is asked for its version; on a busy machine it may not answer in time."""
_FOLDER = "PYTEST_KNOWN_CLIS"
"""Names the folder to the processes that share the work of a run."""


def choose_folder() -> None:
    """Settle where this run keeps what it reads; for the process that starts the others, while HOME is the person's."""
    if _FOLDER in os.environ:
        return
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cloud-assist-known-clis"
    files = {str(file.relative_to(_ROOT)): file for file in sorted(_ROOT.rglob("*")) if file.suffix != ".pyc"}
    clis = caches / f"clis-{_digest(file for name, file in files.items() if _READS_CLIS.match(name))}"
    home = caches / f"home-{_digest(file for name, file in files.items() if not _OTHER.match(name))}"
    (home / "cloud-assist").mkdir(parents=True, exist_ok=True)
    clis.mkdir(exist_ok=True)
    for folder in (clis, home):
        folder.touch()
    with suppress(FileExistsError):
        (home / "cloud-assist" / "clis").symlink_to(clis)
    _remove_outdated(caches)
    os.environ[_FOLDER] = str(home)


_ROOT = Path(cloud_assist.catalog.__file__).parent


def _digest(files: Iterable[Path]) -> str:
    """Return what changes with these files of the package."""
    found = hashlib.sha256()
    for file in files:
        if file.is_file():
            found.update(f"{file.relative_to(_ROOT)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _remove_outdated(caches: Path) -> None:
    """Delete all but the newest folders, and none that another checkout may be using."""
    ages = sorted((time.time() - folder.stat().st_mtime, folder) for folder in caches.iterdir())
    for age, folder in ages[_KEPT:]:
        if age > _IN_USE_S:
            shutil.rmtree(folder, ignore_errors=True)


class _FewGroups(GcloudAdapter):
    """The gcloud adapter that asks gcloud's own parsers about a few groups only: all of them take a minute."""

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield every command; the other groups are taken for read in an earlier reading that found no needs."""
        assert program.folder is not None
        assert program.scratch is not None
        program.scratch.mkdir(parents=True, exist_ok=True)
        for file in (program.folder / "lib" / "surface").iterdir():
            if file.stem not in _GROUPS:
                (program.scratch / f"{file.stem.replace('_', '-')}.json").write_text("[]")
        yield from super().read(program, environ, progress)


def cache_home() -> Path:
    """Return the folder for XDG_CACHE_HOME; it holds what was asked for with the functions below."""
    return Path(os.environ[_FOLDER])


def known_settings() -> Settings:
    """Return the settings of a person with an empty HOME whose cache it is."""
    home = cache_home()
    environ = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "PATH": os.environ["PATH"], "PWD": str(home)}
    return load_settings(environ=environ, cwd=home)


@cache
def tables_of(cli: str) -> Tables:
    """Return the tables of one installed CLI; the test is skipped where it is not installed.

    Of gcloud, what a command must be given is known in those groups alone that the tests name.
    """
    if shutil.which(cli) is None:
        pytest.skip(f"{cli} is not installed here, so that what it accepts cannot be checked")
    (adapter,) = (_FewGroups() if cli == "gcloud" else adapter for adapter in adapters() if adapter.cli == cli)
    tables = build_tables(known_settings(), lambda _line: None, (adapter,))
    assert tables.of(cli) is not None
    return tables


@cache
def known_catalog() -> Settings:
    """Return the settings of a home in which the catalog is built."""
    settings = known_settings()
    build(settings, lambda _line: None)
    return settings


@cache
def ready_cache() -> Path:
    """Return a folder for XDG_CACHE_HOME with the tables of those CLIs that come with tables, and no built catalog.

    The versions of all CLIs are known there: asking for them takes seconds of processor time, most of them gcloud's,
    and a short call of the program ends before it has them, so that the next one would ask again.
    """
    home = cache_home() / "ready"
    home.mkdir(exist_ok=True)
    environ = clean_environ(home, XDG_CACHE_HOME=str(home), PWD=str(home))
    settings = load_settings(environ=environ, cwd=home)
    for _ in range(_ASKED_AT_MOST):
        if all(cli.answered for cli in installed_clis(settings.environ, settings.cache_dir, wait_s=MAY_READ_S)):
            break
    chosen: list[Adapter] = [adapter for adapter in adapters() if comes_with_tables(adapter.cli)]
    build_tables(settings, lambda _line: None, chosen).close()
    return home
