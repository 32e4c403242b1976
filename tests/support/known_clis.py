"""The cache of a machine that has been in use for a while: what the installed CLIs accept, read once for all tests.

Reading gcloud, or an AWS CLI whose tables do not come with the program, takes minutes of processor time, so it is kept
from run to run in `~/.cache/cloud-assist-tests`, for as long as the code that reads stays as it is; delete that folder
to read them anew. Processes that need the same CLI at once wait for the one that reads it, as the product's own do.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from functools import cache
from pathlib import Path

import pytest

import cloud_assist.catalog
from cloud_assist.catalog.build import build
from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.settings import Settings, load_settings

MAY_READ_S = 900
"""Seconds for a test that may be the first to need them: minutes on a busy machine."""
_KEPT = 3
"""Versions of that code whose results stay, so that two checkouts do not read in turn."""
_OTHER = re.compile(
    r"accepts/|data/prebuilt/|compos(?:ed/|ing)|(?:explain|validate|manuals|roff|search|query|scope|slots|features|amounts|opposites|reading|ordering|harm)\w*\.py"
)
"""What only uses the tables and the catalog."""
_FOLDER = "PYTEST_KNOWN_CLIS"
"""Names the folder to the processes that share the work of a run."""


def choose_folder() -> None:
    """Settle where this run keeps what it reads; for the process that starts the others, while HOME is the person's."""
    if _FOLDER in os.environ:
        return
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cloud-assist-tests"
    home = caches / _digest()
    home.mkdir(parents=True, exist_ok=True)
    home.touch()
    for outdated in sorted(caches.iterdir(), key=lambda folder: folder.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(outdated, ignore_errors=True)
    os.environ[_FOLDER] = str(home)


def _digest() -> str:
    """Return what changes with the code and the data that the tables and the catalog are made with."""
    found = hashlib.sha256()
    root = Path(cloud_assist.catalog.__file__).parent
    for file in sorted(root.rglob("*")):
        if file.is_file() and file.suffix != ".pyc" and not _OTHER.match(str(file.relative_to(root))):
            found.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


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
    """Return the tables of one installed CLI; the test is skipped where it is not installed."""
    if shutil.which(cli) is None:
        pytest.skip(f"{cli} is not installed here, so that what it accepts cannot be checked")
    (adapter,) = (adapter for adapter in adapters() if adapter.cli == cli)
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
def everything_known() -> Path:
    """Return the folder for XDG_CACHE_HOME with all that a second start of the program finds."""
    build_tables(known_settings(), lambda _line: None).close()
    known_catalog()
    return cache_home()
