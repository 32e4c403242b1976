"""Files named in a request as `@path`: read whole, text only, bounded."""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.errors import UsageError

FILE_LIMIT = 64 * 1024
"""Bytes of one file."""
TOTAL_LIMIT = 128 * 1024
"""Bytes of all files of one request."""
_NAMED = re.compile(r'(?<!\S)@(?:"([^"]+)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Attached:
    """A request and the text of the files that it names."""

    prompt: str
    """The words, with `@path` written as `path`."""
    context: str
    """The files, each under a line with its name; empty where none is named."""


def attach(prompt: str, cwd: Path) -> Attached:
    """Read the files that `prompt` names.

    Raises:
        UsageError: a file is missing, too large, not a regular file, or not text.
    """
    parts: list[str] = []
    total = 0
    for match in _NAMED.finditer(prompt):
        name = match[1] or match[2]
        text = _read(cwd / Path(name).expanduser(), name)
        total += len(text)
        if total > TOTAL_LIMIT:
            raise UsageError(
                "The attached files are too large in total.",
                why=f"At most {TOTAL_LIMIT // 1024} kB can be attached to one request.",
                todo="Attach fewer files, or only the relevant part.",
            )
        parts.append(f"--- {name} ---\n{text}")
    words = _NAMED.sub(lambda match: match[1] or match[2], prompt)
    return Attached(words, "\n".join(parts))


def _read(path: Path, name: str) -> str:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UsageError(f"@{name} is not a file.", todo="Attach a text file, or remove the @.")
        if found.st_size > FILE_LIMIT:
            raise UsageError(
                f"@{name} is too large to attach.",
                why=f"It has {found.st_size:,} bytes; the limit is {FILE_LIMIT // 1024} kB.",
                todo="Attach only the relevant part: make it, for example, with !tail -n 200 FILE > part.log.",
            )
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "it is not a path"
        raise UsageError(
            f"@{name} cannot be read.", why=f"{reason}.", todo="Correct the path, or remove the @."
        ) from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"@{name} is not text.", why="It is not valid UTF-8.", todo="Only text files can be attached."
        ) from error
    if "\0" in text:
        raise UsageError(f"@{name} is not text.", why="It contains NUL bytes.", todo="Only text files can be attached.")
    return text


def path_completions(fragment: str, cwd: Path, limit: int = 20) -> list[str]:
    """Return paths that begin with `fragment`, folders with a slash, sorted; hidden ones only when asked for."""
    folder_part, _, prefix = fragment.rpartition("/")
    base = f"{folder_part}/" if "/" in fragment else ""
    try:
        folder = (cwd / Path(base).expanduser()) if base else cwd
        found = [
            f"{base}{entry.name}{'/' if entry.is_dir() else ''}"
            for entry in folder.iterdir()
            if entry.name.startswith(prefix) and (prefix.startswith(".") or not entry.name.startswith("."))
        ]
    except (OSError, ValueError, RuntimeError):
        return []
    return sorted(found)[:limit]
