"""The catalog as an SQLite database: known commands, a full-text index over their words, and how rare each word is."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from cloud_assist.catalog.port import Entry, Source
from cloud_assist.catalog.words import VOCABULARY, terms
from cloud_assist.command.receipt.files import is_file

SCHEMA_VERSION = 2
"""Part of the cache key: a change of the tables or of how words are brought to one form asks for a new build."""

_TABLES = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY, source TEXT NOT NULL, cli TEXT NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL,
    command TEXT NOT NULL, phrases TEXT NOT NULL, names TEXT NOT NULL, detail TEXT NOT NULL, asks TEXT NOT NULL
);
CREATE VIRTUAL TABLE words USING fts5(phrases, names, detail, kind, content='', tokenize='ascii');
CREATE TABLE popularity (cli TEXT NOT NULL, service TEXT NOT NULL, times INTEGER NOT NULL);
CREATE TABLE rarity (cli TEXT NOT NULL, term TEXT NOT NULL, times INTEGER NOT NULL); -- cli "": in all commands
CREATE INDEX rarity_cli ON rarity(cli);
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_SPELLED_OUT: dict[str, dict[str, str]] = VOCABULARY["spelled_out"]


def spoken_name(cli: str, path: tuple[str, ...]) -> str:
    """Return an operation's name as it would be said: the last part first, since that holds what is done ("show" in
    `az vm show`), and short names in full.
    """
    full = {**_SPELLED_OUT["any"], **_SPELLED_OUT.get(cli, {})}
    return " ".join(full.get(part, part) for part in (*path[-1:], *path[:-1]))


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
    shown: Counter[tuple[str, str]] = Counter()
    rarity: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for number, entry in enumerate(entries, start=1):
        words = _add(connection, number, entry)
        rarity[""].update(words)
        rarity[entry.cli].update(words)
        counts[entry.source.value] += 1
        if entry.source is not Source.OPERATION:
            shown[entry.cli, " ".join(entry.path[:1])] += 1
    connection.executemany("INSERT INTO popularity VALUES (?, ?, ?)", ((*key, n) for key, n in shown.items()))
    rows = ((cli, term, n) for cli, terms_of in rarity.items() for term, n in terms_of.items())
    connection.executemany("INSERT INTO rarity VALUES (?, ?, ?)", rows)
    kept = {**facts, "counts": json.dumps(counts)}
    connection.executemany("INSERT INTO fact VALUES (?, ?)", kept.items())
    connection.commit()
    return counts


def _add(connection: sqlite3.Connection, number: int, entry: Entry) -> set[str]:
    """Write one command; return its terms."""
    phrases = [" ".join(terms(text)) for text in (entry.title, *entry.phrases)]
    names = " ".join(terms(spoken_name(entry.cli, entry.path)))
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
    return set(" ".join([*phrases, names, detail]).split())


def open_built(path: Path) -> sqlite3.Connection | None:
    """Open a built database for reading, from any thread; None where there is none, or it is damaged."""
    if not is_file(path):
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
