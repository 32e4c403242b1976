"""Finding programs, and asking them to describe themselves: bounded in time, without the person's configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TMPDIR", "PYENV_ROOT", "PYENV_VERSION"})
"""What a program that is only asked for its help gets of the person's environment."""


def find_program(name: str, environ: Mapping[str, str]) -> Path | None:
    """Return the file that `name` would run, behind a pyenv shim where one can be read; links are not followed."""
    found = shutil.which(name, path=environ.get("PATH", ""))
    if found is None or not Path(found).is_absolute():
        return None  # a program of the working directory is not run unasked
    path = Path(found)
    return _behind_pyenv(path, environ) or path if path.parent.name == "shims" else path


def _behind_pyenv(shim: Path, environ: Mapping[str, str]) -> Path | None:
    """Return what a shim runs by pyenv's own rule: PYENV_VERSION, .python-version upwards, the global version."""
    root = shim.parent.parent
    for version in _pyenv_versions(root, environ):
        candidate = root / "versions" / version / "bin" / shim.name
        if candidate.is_file() and os.access(candidate, os.X_OK):
            return candidate
    return None


def _pyenv_versions(root: Path, environ: Mapping[str, str]) -> list[str]:
    if environ.get("PYENV_VERSION"):
        return environ["PYENV_VERSION"].split(":")
    folder = Path(environ.get("PWD", "/"))
    for file in (*(parent / ".python-version" for parent in (folder, *folder.parents)), root / "version"):
        try:
            return [line for line in file.read_text("utf-8").split() if not line.startswith("#")]
        except (OSError, UnicodeDecodeError):
            continue
    return []


def identity_of(*paths: Path, extra: str = "") -> str:
    """Return a text that changes when any of the files does."""
    parts = [extra]
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            parts.append(f"{path}: gone")
            continue
        parts.append(f"{path}:{status.st_size}:{status.st_mtime_ns}")
    return " ".join(parts)


def bare_environment(environ: Mapping[str, str], home: Path, **more: str) -> dict[str, str]:
    """Return an environment with nothing of the person's configuration in it."""
    kept = {name: value for name, value in environ.items() if name in _KEPT}
    return {**kept, "HOME": str(home), "TERM": "dumb", "NO_COLOR": "1", **more}


def ask(command: Sequence[str], environ: Mapping[str, str], timeout_s: float, cwd: Path | None = None) -> str | None:
    """Return what a command prints on standard output or, where that is empty, on standard error.

    None where it cannot be started or does not end in time. Its exit status does not matter: help often ends in 1.
    """
    try:
        done = subprocess.run(
            list(command),
            env=dict(environ),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (done.stdout.strip(b"\n") or done.stderr).decode("utf-8", "replace")
