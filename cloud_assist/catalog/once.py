"""Building a database of the cache once, whole or not at all, whichever of several processes comes first."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from cloud_assist.catalog.port import Progress

_KEPT_DATABASES = 3
"""Databases of other versions that stay, so that two environments of one person do not rebuild in turn."""
_STALE_S = 3600.0
"""Age at which a temporary file belongs to a build that was interrupted."""


@contextmanager
def build_lock(path: Path, progress: Progress, *, waiting: str) -> Iterator[None]:
    """Hold the lock of one build; where another process has it, say `waiting` and wait for its end.

    What the other has built is there then: look before you build.

    Raises:
        OSError: the folder of `path` cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def new_database(target: Path, prefix: str) -> Iterator[sqlite3.Connection]:
    """Yield an empty database (0600) that takes `target`'s place once the block has ended without an error.

    Until then it is a temporary file beside it, named for `prefix`; nothing half-built stays. The block commits.
    """
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{prefix}-", suffix=".tmp")
    os.close(handle)
    temporary = Path(name)
    try:
        with closing(sqlite3.connect(temporary)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            yield connection
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def copy_database(source: Path, target: Path, prefix: str) -> None:
    """Put a copy of a finished database (0600) in `target`'s place, whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f"{prefix}-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(source.read_bytes())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def remove_outdated(current: Path, prefix: str) -> None:
    """Delete what interrupted builds left behind, and all but the newest databases of this `prefix`."""
    now = time.time()
    for file in current.parent.glob(f"{prefix}-*.tmp"):
        if now - file.stat().st_mtime > _STALE_S:
            file.unlink(missing_ok=True)
    databases = sorted(current.parent.glob(f"{prefix}-*.sqlite3"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in databases[_KEPT_DATABASES:]:
        if file != current:
            file.unlink(missing_ok=True)
