"""Files named in a request as `@path`: read whole, text only, bounded. An `@` that names none is a word."""

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
_PUNCTUATION = ",.;:!?)"
_NAMED = re.compile(r'(?<!\S)@(?:"([^"]+)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Attached:
    """A request and the text of the files that it names."""

    prompt: str
    """The words, with the `@path` of a file written as `path`."""
    context: str
    """The files, each under a line with its name; empty where none is named."""
    words: tuple[str, ...] = ()
    """What looks like a file's name and is none, "@types/node": it stays in the prompt as it is."""


def attach(prompt: str, cwd: Path) -> Attached:
    """Read the files that `prompt` names.

    Raises:
        UsageError: a file is too large, cannot be read, or is not text.
    """
    parts: list[str] = []
    words: list[str] = []

    def named(match: re.Match[str]) -> str:
        file = _find(match, cwd)
        if file is None:
            words.append(match[0])
            return match[0]
        parts.append(f"--- {file.name} ---\n{_read(file)}")
        if sum(map(len, parts)) > TOTAL_LIMIT:
            raise UsageError(
                "The attached files are too large in total.",
                why=f"At most {TOTAL_LIMIT // 1024} kB can be attached to one request.",
                todo="Attach fewer files, or only the relevant part.",
            )
        return file.name + file.rest

    return Attached(_NAMED.sub(named, prompt), "\n".join(parts), tuple(words))


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is there."""

    path: Path
    name: str
    """As the person has written it."""
    rest: str
    """The punctuation behind it, which is the sentence's: "@a.log, please"."""
    size: int
    """Bytes."""


def _find(match: re.Match[str], cwd: Path) -> _File | None:
    """Return the file that is meant; None where there is none of that name."""
    if match[1]:
        return _file(match[1], "", cwd)
    name = match[2].rstrip(_PUNCTUATION)
    return _file(match[2], "", cwd) or (_file(name, match[2][len(name) :], cwd) if name else None)


def _file(name: str, rest: str, cwd: Path) -> _File | None:
    try:
        path = cwd / Path(name).expanduser()
        found = path.stat()
    except PermissionError as error:
        raise _unreadable(name, error) from error
    except (OSError, ValueError, RuntimeError):  # no such file; no path at all; no such person in "~1"
        return None
    return _File(path, name, rest, found.st_size) if stat.S_ISREG(found.st_mode) else None


def _read(file: _File) -> str:
    name = file.name
    if file.size > FILE_LIMIT:
        raise UsageError(
            f"@{name} is too large to attach.",
            why=f"It has {file.size:,} bytes; the limit is {FILE_LIMIT // 1024} kB.",
            todo="Attach only the relevant part: make it, for example, with !tail -n 200 FILE > part.log.",
        )
    try:
        text = file.path.read_bytes().decode("utf-8")
    except OSError as error:
        raise _unreadable(name, error) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"@{name} is not text.", why="It is not valid UTF-8.", todo="Only text files can be attached."
        ) from error
    if "\0" in text:
        raise UsageError(f"@{name} is not text.", why="It contains NUL bytes.", todo="Only text files can be attached.")
    return text


def _unreadable(name: str, error: OSError) -> UsageError:
    return UsageError(f"@{name} cannot be read.", why=f"{error.strerror}.", todo="Correct the path, or remove the @.")


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
