"""What the manual pages of this machine say about plain tools: read from their files; no program is run.

A page is read when a command is explained and stays in memory while the process lives; the longest take 0.1 s.
"""

from __future__ import annotations

import gzip
import lzma
import re
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from cloud_assist.catalog.roff import Manual, read_manual

_SECTIONS = ("1", "8")
_USUAL = ("/usr/share/man", "/usr/local/share/man", "/usr/local/man", "/opt/homebrew/share/man")
_READ_LIMIT = 1_000_000
"""Bytes of a page's file; the longest there are have a third of it."""
_KEPT = 64
_UNPACK: Mapping[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".xz": lzma.decompress, "": bytes}
_NAME = re.compile(r"[A-Za-z0-9_][\w.+-]*\Z")
_ELSEWHERE = re.compile(r"^\.so +(man\w+/)?([\w.+-]+)\s*$", re.MULTILINE)
_FOLLOWED = 3


class Manuals:
    """The manual pages below some folders. Safe to use from several threads."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Take the folders that `man` would look in: MANPATH where it is set, else those beside the folders of PATH."""
        named = [folder for folder in environ.get("MANPATH", "").split(":") if folder.startswith("/")]
        beside = [
            f"{folder.rstrip('/').rpartition('/')[0]}/share/man"
            for folder in environ.get("PATH", "").split(":")
            if folder.startswith("/") and folder.rstrip("/").endswith("bin")
        ]
        self._folders = tuple(dict.fromkeys((*named, *beside, *_USUAL)))

    def of(self, name: str) -> Manual | None:
        """Return the manual of a program, such as "ls" or "git-log"; None where it has none or cannot be read."""
        return _manual(self._folders, name) if _NAME.match(name) else None


@lru_cache(maxsize=_KEPT)
def _manual(folders: tuple[str, ...], name: str) -> Manual | None:
    source = _source(folders, name)
    return None if source is None else read_manual(source)


def _source(folders: tuple[str, ...], name: str, followed: int = 0) -> str | None:
    for folder in folders:
        for section in _SECTIONS:
            for suffix in _UNPACK:
                source = _text(Path(folder, f"man{section}", f"{name}.{section}{suffix}"), suffix)
                if source is None:
                    continue
                other = _ELSEWHERE.search(source[:500])
                if other is None:
                    return source
                return (
                    _source(folders, re.sub(r"\.\d\w*$", "", other[2]), followed + 1) if followed < _FOLLOWED else None
                )
    return None


def _text(file: Path, suffix: str) -> str | None:
    try:
        if file.stat().st_size > _READ_LIMIT:
            return None
        return _UNPACK[suffix](file.read_bytes()).decode("utf-8", "replace")
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        return None
