"""One file of JSON values by kind and key, in compressed pages: small as the whole compressed, read page by page.

`building` writes such a file once; `tables` reads from it. Keys lie in order, so that neighbours, which are alike,
share a page.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE page (
    kind TEXT NOT NULL,
    first TEXT NOT NULL,        -- key of its first value
    data BLOB NOT NULL,         -- values by key
    PRIMARY KEY (kind, first)
) WITHOUT ROWID;
"""
_PAGE = 128_000
"""Characters of a page's JSON: read in two milliseconds; smaller pages would compress less."""
_KEPT = 64
"""Pages that stay in memory."""


def write_pages(
    connection: sqlite3.Connection, facts: Mapping[str, str], kinds: Mapping[str, Mapping[str, str]]
) -> None:
    """Fill an empty database.

    Args:
        connection: of the database; not committed here.
        facts: short texts about the whole.
        kinds: by kind and key, each value as JSON text.
    """
    connection.executescript(_SCHEMA)
    connection.executemany("INSERT INTO fact VALUES (?, ?)", sorted(facts.items()))
    for kind, values in kinds.items():
        rows = ((kind, first, zlib.compress(text.encode(), 9)) for first, text in _pages(values))
        connection.executemany("INSERT INTO page VALUES (?, ?, ?)", rows)


def _pages(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each page: its first key, and its JSON."""
    page: list[str] = []
    first, size = "", 0
    for key in sorted(values):
        member = f"{json.dumps(key, ensure_ascii=False)}:{values[key]}"
        if page and size + len(member) > _PAGE:
            yield first, f"{{{','.join(page)}}}"
            page, size = [], 0
        first = first if page else key
        page.append(member)
        size += len(member)
    if page:
        yield first, f"{{{','.join(page)}}}"


class Pages:
    """The values of one file. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Open a finished file.

        Raises:
            sqlite3.Error: it is damaged, or gone.
        """
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], dict[str, Any]] = {}
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            self.facts: dict[str, str] = dict(self._rows("SELECT name, value FROM fact"))
            self._rows("SELECT first FROM page LIMIT 1")
        except sqlite3.Error:
            self._connection.close()
            raise

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def get(self, kind: str, key: str) -> Any:
        """Return the value of a key, None where there is none."""
        query = "SELECT first FROM page WHERE kind = ? AND first <= ? ORDER BY first DESC LIMIT 1"
        found = self._rows(query, kind, key)
        return self._page(kind, found[0][0]).get(key) if found else None

    def _page(self, kind: str, first: str) -> dict[str, Any]:
        kept = self._kept.get((kind, first))
        if kept is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            ((data,),) = self._rows("SELECT data FROM page WHERE kind = ? AND first = ?", kind, first)
            kept = self._kept[kind, first] = json.loads(zlib.decompress(data))
        return kept

    def all(self, kind: str) -> dict[str, Any]:
        """Return every value of a kind by its key, in order."""
        rows = self._rows("SELECT data FROM page WHERE kind = ? ORDER BY first", kind)
        return dict(chain.from_iterable(json.loads(zlib.decompress(data)).items() for (data,) in rows))

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that there are."""
        return tuple(kind for (kind,) in self._rows("SELECT DISTINCT kind FROM page ORDER BY kind"))

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        with self._lock:
            self._connection.close()
