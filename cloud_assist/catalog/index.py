"""The catalog as an SQLite database: known commands, a full-text index over their words, and how rare each word is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from cloud_assist.catalog.port import Entry, Source
from cloud_assist.catalog.words import terms

SCHEMA_VERSION = 1
"""Part of the cache key: a change of the tables or of how words are brought to one form asks for a new build."""

_TABLES = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, cli TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
    command TEXT NOT NULL, phrases TEXT NOT NULL, names TEXT NOT NULL, detail TEXT NOT NULL, asks TEXT NOT NULL
);
CREATE VIRTUAL TABLE words USING fts5(phrases, names, detail, kind, content='', tokenize='ascii');
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_RARITY = """
CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row);
CREATE TABLE rarity AS SELECT term, doc FROM temp.vocabulary;
CREATE UNIQUE INDEX rarity_term ON rarity(term);
DROP TABLE temp.vocabulary;
"""


def create(connection: sqlite3.Connection, entries: Iterable[Entry], facts: dict[str, str]) -> dict[str, int]:
    """Fill an empty database with known commands.

    Args:
        connection: an empty database; committed here.
        entries: the commands, each once.
        facts: what else to keep about this build.

    Returns:
        How many commands of each source went in.
    """
    connection.executescript(_TABLES)
    counts = {source.value: 0 for source in Source}
    for number, entry in enumerate(entries, start=1):
        _add(connection, number, entry)
        counts[entry.source.value] += 1
    connection.executescript(_RARITY)
    kept = {**facts, "counts": json.dumps(counts)}
    connection.executemany("INSERT INTO fact VALUES (?, ?)", kept.items())
    connection.commit()
    return counts


def _add(connection: sqlite3.Connection, number: int, entry: Entry) -> None:
    phrases = [" ".join(terms(text)) for text in (entry.title, *entry.phrases)]
    names = " ".join(terms(" ".join(entry.path)))
    detail = " ".join(dict.fromkeys(terms(f"{entry.detail} {entry.command}")))
    connection.execute(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            entry.source.value,
            entry.cli,
            " ".join(entry.path),
            entry.title,
            entry.command,
            "\n".join(phrases),
            names,
            detail,
            json.dumps(dict(entry.placeholders)) if entry.placeholders else "",
        ),
    )
    kind = f"{'recipe' if entry.source is Source.RECIPE else 'document'} cli{entry.cli}"
    connection.execute(
        "INSERT INTO words(rowid, phrases, names, detail, kind) VALUES (?, ?, ?, ?, ?)",
        (number, " ".join(phrases), names, detail, kind),
    )


def open_built(path: Path) -> sqlite3.Connection | None:
    """Open a built database for reading, from any thread; None where there is none, or it is damaged."""
    if not path.is_file():
        return None
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    except sqlite3.Error:
        return None
    try:
        connection.execute("SELECT value FROM fact WHERE name = 'counts'").fetchone()
    except sqlite3.Error:
        connection.close()
        return None
    return connection
