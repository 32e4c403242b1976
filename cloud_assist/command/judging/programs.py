"""Which program a name stands for: `./aws` is not `aws`, and a folder under the working directory is not a PATH."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

_STANDARD_FOLDERS = frozenset(
    {
        "/bin",
        "/sbin",
        "/usr/bin",
        "/usr/sbin",
        "/usr/local/bin",
        "/usr/local/sbin",
        "/opt/homebrew/bin",
        "/opt/homebrew/sbin",
        "/snap/bin",
        "/home/linuxbrew/.linuxbrew/bin",
    }
)


def base_name(name: str) -> str:
    """Return the last part of argv[0]."""
    return name.rpartition("/")[2]


def stranger(name: str, environ: Mapping[str, str], cwd: Path) -> str:
    """Return why argv[0] `name` may be a stranger, or "" where it is what it says.

    A name without a slash must not come from a folder inside the working directory or one that anybody can write to;
    a path must be in a standard folder or be the very file that the PATH would give.
    """
    search = environ.get("PATH", "")
    if "/" not in name:
        folder = _folder_of(name, search)
        return _doubtful(folder, environ, cwd) if folder is not None else ""
    path = os.path.normpath(os.path.join(cwd, name))  # noqa: PTH118
    folder, base = os.path.split(path)
    if name.startswith("/") and folder in _STANDARD_FOLDERS and ".." not in name:
        return ""
    known = _folder_of(base, search)
    if known is not None and _same_file(os.path.join(known, base), path):  # noqa: PTH118
        return _doubtful(known, environ, cwd)
    return f"`{name}` is a file with that name; it may not be the real `{base}`."


def _folder_of(name: str, search: str) -> str | None:
    for folder in search.split(":"):
        candidate = f"{folder or '.'}/{name}"
        if os.access(candidate, os.X_OK) and not os.path.isdir(candidate):  # noqa: PTH112
            return folder or "."
    return None


def _doubtful(folder: str, environ: Mapping[str, str], cwd: Path) -> str:
    if folder in _STANDARD_FOLDERS:
        return ""
    if not folder.startswith("/"):
        return f"It would come from `{folder}`, a relative folder in the PATH."
    if _inside(folder, str(cwd)) and not _own(folder, environ, cwd):
        return f"It would come from {folder}, inside the working directory."
    try:
        mode = os.stat(folder).st_mode  # noqa: PTH116
    except OSError:
        return ""
    if mode & stat.S_IWOTH:
        return f"It would come from {folder}, which is writable by everybody."
    return ""


def _own(folder: str, environ: Mapping[str, str], cwd: Path) -> bool:
    """Whether the person put this folder there: below their home while they work in it,
    or their virtual environment.
    """
    home = environ.get("HOME", "")
    if home and _inside(home, str(cwd)):
        return True
    own = (environ.get("VIRTUAL_ENV"), environ.get("CONDA_PREFIX"))
    return any(place and _inside(folder, place) for place in own)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _same_file(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)  # noqa: PTH121
    except OSError:
        return False
