"""Files named in a request as `@path`: read whole, text only, bounded. An `@` that names none is a word."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from cloud_assist.errors import UsageError

FILE_LIMIT = 64 * 1024
"""Bytes of one file."""
TOTAL_LIMIT = 128 * 1024
"""Bytes of all files of one request."""
_NO_SUCH = "no such file"
_PUNCTUATION = ",.;:!?)"
_NAMED = re.compile(r'(?<!\S)@(?:"([^"]+)"|(\S+))')


@dataclass(frozen=True, slots=True)
class Attached:
    """A request and the text of the files that it names."""

    prompt: str
    """The words, with the `@path` of a file written as `path`."""
    context: str
    """The files, each under a line with its name; empty where none is named."""
    words: tuple[NoFile, ...] = ()
    """What looks like a file's name and is none: it stays in the prompt as it is."""


@dataclass(frozen=True, slots=True)
class NoFile:
    """A word that begins with `@`, and no file can be attached for it."""

    word: str
    """As the person has written it, without the punctuation behind it: "@types/node"."""
    why: str
    """What there is of that name: "no such file", "it is a folder"."""


def attach(prompt: str, cwd: Path) -> Attached:
    """Read the files that `prompt` names.

    Raises:
        UsageError: a file is too large, cannot be read, or is not text.
    """
    parts: list[str] = []
    words: list[NoFile] = []
    total = 0

    def named(match: re.Match[str]) -> str:
        nonlocal total
        file = _find(match, cwd)
        if isinstance(file, str):
            word = match[0].rstrip(_PUNCTUATION)
            words.append(NoFile(word if word != "@" else match[0], file))
            return match[0]
        data = _read(file)
        parts.append(f"--- {file.name} ---\n{_text(file.name, data)}")
        total += len(data)
        if total > TOTAL_LIMIT:
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


def _find(match: re.Match[str], cwd: Path) -> _File | str:
    """Return the file that is meant, or what there is instead of one."""
    if match[1]:
        return _file(match[1], "", cwd)
    found = _file(match[2], "", cwd)
    name = match[2].rstrip(_PUNCTUATION)
    return _file(name, match[2][len(name) :], cwd) if found == _NO_SUCH and name else found


def _file(name: str, rest: str, cwd: Path) -> _File | str:
    try:
        path = cwd / Path(name).expanduser()
        mode = path.stat().st_mode
    except PermissionError as error:
        raise _unreadable(name, error) from error
    except (OSError, ValueError, RuntimeError):  # no such file; no path at all; no such person in "~1"
        return _NO_SUCH
    if stat.S_ISREG(mode):
        return _File(path, name, rest)
    return "it is a folder" if stat.S_ISDIR(mode) else "it is not a regular file"


def _read(file: _File) -> bytes:
    try:
        with file.path.open("rb") as opened:
            data = opened.read(FILE_LIMIT + 1)  # no more than that, whatever size the file gives: one in /proc gives 0
            size = max(len(data), os.fstat(opened.fileno()).st_size)
    except OSError as error:
        raise _unreadable(file.name, error) from error
    if size > FILE_LIMIT:
        raise UsageError(
            f"@{file.name} is too large to attach.",
            why=f"It has {size:,} bytes; the limit is {FILE_LIMIT // 1024} kB.",
            todo="Attach only the relevant part: make it, for example, with !tail -n 200 FILE > part.log.",
        )
    return data


def _text(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
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
