"""Where what must survive is kept: private folders and files below the state folder, checked each time they are opened.

State folder 0700, files 0600, both ours: what stands in there are commands, their output and where they ran.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from cloud_assist.errors import ConfigurationError, StoreError
from cloud_assist.settings import Settings

SPOOL_MAX_AGE_S = 30 * 24 * 3600.0
"""Seconds after which a spool file is removed."""
SPOOL_MAX_BYTES = 2 * 1024**3
"""Bytes that all spool files together may take."""
_UNSAFE = re.compile(r"[^A-Za-z0-9_.\-]")


def store_error(action: str, path: Path, error: OSError) -> StoreError:
    """Return the error a person can act on: what could not be done, why, and what to do about it."""
    todo = {
        errno.ENOSPC: "Free some space on that disk.",
        errno.EDQUOT: "Free some of your disk quota.",
        errno.EROFS: "Set XDG_STATE_HOME to a writable folder.",
        errno.EACCES: f"Take ownership of it (see ls -ld {path.parent}), or set XDG_STATE_HOME to a writable folder.",
        errno.EPERM: f"Take ownership of it (see ls -ld {path.parent}), or set XDG_STATE_HOME to a writable folder.",
        errno.ENOTDIR: "Remove the file that is in the folder's place, or set XDG_STATE_HOME.",
        errno.EEXIST: "Remove the file that is in the folder's place, or set XDG_STATE_HOME.",
    }.get(error.errno or 0, "Set XDG_STATE_HOME to a writable folder.")
    return StoreError(f"{path} cannot be {action}.", why=f"{error.strerror or error}.", todo=todo)


def private_dir(path: Path) -> Path:
    """Make a folder that only we can enter, or check that it is one; return it.

    A folder of ours that others can enter is closed to them. Missing parents are made, also 0700, as the XDG Base
    Directory Specification asks.

    Raises:
        StoreError: it cannot be made, is not ours, or is no folder.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
        state = path.stat()
        _check_owner(path, state)
        if stat.S_IMODE(state.st_mode) & 0o077:
            path.chmod(0o700)
    except OSError as error:
        raise store_error("made", path, error) from error
    return path


def private_file(path: Path) -> Path:
    """Make an empty file that only we can read, or check that it is one; return it.

    Made before a library opens it, so that neither it nor what stands beside it (SQLite's -wal and -shm take over its
    mode) is ever readable for others.

    Raises:
        StoreError: it cannot be made or written, is not ours, or is no regular file.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _not_safe(path, "It is a symbolic link.") from error
        raise store_error("opened for writing", path, error) from error
    try:
        state = os.fstat(descriptor)
        _check_owner(path, state)
        if not stat.S_ISREG(state.st_mode):
            raise _not_safe(path, "It is not a regular file.")
        if stat.S_IMODE(state.st_mode) & 0o077:
            os.fchmod(descriptor, 0o600)
    except OSError as error:
        raise store_error("made private", path, error) from error
    finally:
        os.close(descriptor)
    return path


def _check_owner(path: Path, state: os.stat_result) -> None:
    if state.st_uid != os.geteuid():
        raise _not_safe(path, f"It belongs to user {state.st_uid}, not to you.")


def _not_safe(path: Path, why: str) -> StoreError:
    return StoreError(f"{path} is not safe to use.", why=why, todo="Move it away, or set XDG_STATE_HOME.")


def state_dir(settings: Settings) -> Path:
    """Return the state folder, made and checked (see `private_dir`)."""
    return private_dir(settings.state_dir)


def database_file(settings: Settings, name: str) -> Path:
    """Return the file of one of our databases, its folder made: in the state folder, or where the settings say.

    `sqlite:///home/me/work.db` keeps sessions in that file and everything else in `work.NAME.db` next to it.

    Raises:
        ConfigurationError: CLOUD_ASSIST_DATABASE_URL is no sqlite:///PATH; a shared store has no such file.
        StoreError: the folder cannot be made.
    """
    if not settings.database_url:
        return state_dir(settings) / f"{name}.db"
    parts = urlsplit(settings.database_url)
    if parts.scheme != "sqlite" or not parts.path.strip("/") or parts.netloc:
        raise ConfigurationError(
            "CLOUD_ASSIST_DATABASE_URL is not the address of a database.",
            why="Sessions are kept in a SQLite file or in PostgreSQL.",
            todo="Set it to sqlite:///PATH with an absolute path or to postgresql://…, or leave it empty.",
        )
    if parts.path.startswith("/~"):
        raise ConfigurationError(
            f"CLOUD_ASSIST_DATABASE_URL: {parts.path.lstrip('/').partition('/')[0]} is not expanded.",
            why="A URL has no short form for a home folder.",
            todo="Write the absolute path: sqlite:///home/NAME/work.db.",
        )
    path = Path("/" + parts.path.lstrip("/"))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # one that is there keeps its mode: it is theirs
    except OSError as error:
        raise store_error("made", path.parent, error) from error
    return path if name == "sessions" else path.with_name(f"{path.stem}.{name}.db")


def spool_path(settings: Settings, op_id: str) -> Path:
    """Return the path of the spool file of one run; its folder is made and checked, the file is not.

    Raises:
        StoreError: the folder cannot be made.
    """
    return private_dir(state_dir(settings) / "spool") / f"{_UNSAFE.sub('_', op_id)}.out"


def prune_spool(
    settings: Settings,
    *,
    max_age_s: float = SPOOL_MAX_AGE_S,
    max_bytes: int = SPOOL_MAX_BYTES,
    keep: Collection[str] = (),
) -> int:
    """Remove spool files that are too old, then the oldest until the rest fits; return how many were removed.

    Those in `keep` stay, with what was noted of their runs, and files written to within the last hour: a command may
    still be running.
    """
    now = time.time()
    files: list[tuple[float, int, Path]] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(settings.state_dir / "spool"):
            if entry.name.endswith((".out", ".end", ".asked")) and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                files.append((state.st_mtime, state.st_size, Path(entry.path)))
    files.sort()
    total = sum(size for _, size, _ in files)
    removed = 0
    for modified, size, path in files:
        if (
            str(path.with_suffix(".out")) in keep
            or now - modified < 3600
            or (now - modified <= max_age_s and total <= max_bytes)
        ):
            continue
        with contextlib.suppress(OSError):
            path.unlink()
            removed += 1
            total -= size
    return removed
