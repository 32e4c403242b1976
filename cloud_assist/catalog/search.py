"""The known commands nearest to a request: BM25 finds candidates, learned weights over `features` rank them."""

from __future__ import annotations

import json
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import resources
from itertools import islice
from operator import mul

from cloud_assist.catalog import slots
from cloud_assist.catalog.features import NAMES, Row, closest, features
from cloud_assist.catalog.harm import unasked
from cloud_assist.catalog.known_words import KnownWords
from cloud_assist.catalog.opposites import does_the_opposite
from cloud_assist.catalog.port import Source
from cloud_assist.catalog.query import Query, Rarity, phrase, read_query
from cloud_assist.catalog.recipes import program
from cloud_assist.catalog.words import is_class, is_verb
from cloud_assist.command.open_places import open_places
from cloud_assist.models import Suggestion

_CANDIDATES = {"recipe": 60, "document": 80}
"""Commands of each kind that are looked at closely."""
_COMMON_SHARE = 0.1
"""A word in more than this share of all commands finds no candidates by itself; it still counts in the ranking."""
_FIELD_WEIGHTS = "10.0, 6.0, 1.0, 0.0"
_MISSING_PROGRAM = 0.7
"""What a command loses whose program is not on this machine, unless the request names the tool."""
_CLOUDS = frozenset({"aws", "gcloud", "az"})
_CLOUD_NOT_IN_USE = 4.0
"""What a command loses whose cloud nothing here is set up for, while another cloud is and the request names none."""
_UNASKED = 0.8
"""What a command loses for each way in which it reaches further, or asks and keeps less, than the request says."""
_NOT_LOCAL = 0.8
"""What a command of a cloud or container CLI loses where the request speaks of this machine and names no tool."""
_THE_PLACE_ITSELF = 3.0
"""What a command loses that deletes what holds the thing to be deleted: a bucket is not an object."""
_ANOTHER_THING = 3.0
"""What a command loses that deletes another thing than the one which the request names in full."""
_NO_PLACE = 3.0
"""What a command loses that has no place for the commit or the ARN in the request."""
_WORD_FOR_WORD = 2.0
"""What a command gains of which one phrasing is the request itself, with the very verb and not only one of its kind."""
_OPPOSITE = 10.0
"""What a command loses that does the opposite."""
_ONLY_LOOKS = 1.5
"""What a command loses that only shows how things are where one of two opposites is ordered: "enable versioning"."""
_REPEATED = 1.0
"""What a further command of an operation loses: five answers shall differ in what they do."""
_PER_OPERATION = 2
"""How often one operation of the recipe book may be offered; any other is offered once."""
_WEIGHTS_FILE = "ranking.json"


@dataclass(frozen=True, slots=True)
class Hit:
    """A known command and how much of the request it answers."""

    suggestion: Suggestion
    closeness: float
    """0 to 1: share of the request's words that one phrasing of the command has, the rare ones counting more."""
    opposite: bool = False
    """Whether it does the opposite of what is asked."""


Weights = Mapping[str, Mapping[str, float]]
"""By the source of a command: the weight of each feature."""


def load_weights() -> Weights:
    """Return the weights as `benchmarks.train_suggest` learned them."""
    file = resources.files("cloud_assist.catalog") / "data" / _WEIGHTS_FILE
    weights: dict[str, dict[str, float]] = json.loads(file.read_text("utf-8"))
    return weights


class Searcher:
    """Searches one catalog database. Use from one thread at a time."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        installed: Callable[[str], bool],
        weights: Weights | None = None,
        in_use: frozenset[str] = frozenset(),
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        """Search with a connection to a built catalog.

        Args:
            connection: see `index.create`.
            installed: whether a program is on this machine.
            weights: of the features; those of the package by default.
            in_use: CLIs that something is set up for here (an account, a context): their cloud is meant sooner.
            now: the time, with the person's time zone.
        """
        self._connection = connection
        self._installed = installed
        self._unused_clouds = _CLOUDS - in_use if _CLOUDS & in_use else frozenset[str]()
        table = load_weights() if weights is None else weights
        self._weights = {source: [table[source.value][name] for name in NAMES] for source in Source}
        self._rarities: dict[str | None, Rarity] = {}
        self._rarity = self._rarity_in(None)
        self._vocabulary = KnownWords(connection, self._rarity.count)
        self._now = now
        self._popularity = _popularity(connection)
        self._families = {name for (name,) in connection.execute("SELECT DISTINCT cli FROM entry")}

    def search(self, prompt: str, *, cli: str | None = None, limit: int = 5) -> list[Hit]:
        """Return the nearest known commands, best first.

        Args:
            prompt: the request in plain words.
            cli: take only commands of this CLI family (or, for plain shell, of this program).
            limit: how many at most.
        """
        return list(islice(self.nearest(prompt, cli=cli), limit))

    def nearest(self, prompt: str, *, cli: str | None = None) -> Iterator[Hit]:
        """Yield the known commands that are looked at closely, best first; see `search`."""
        query = self.read(prompt, cli)
        candidates = self.candidates(query)
        parts = _named_in_full(query, [row for row, _ in candidates])
        found = ((self._settled(query, self._score(row, vector), row, parts), row) for row, vector in candidates)
        return self._distinct(query, _spread(_best_first(found)))

    def read(self, prompt: str, cli: str | None = None) -> Query:
        """Read a request with this catalog's knowledge of which words are rare."""
        return read_query(prompt, self._rarity_in(self._family(cli)), cli)

    def is_operation(self, cli: str, path: tuple[str, ...]) -> bool:
        """Return whether a CLI family has an operation with this path, as far as the catalog knows."""
        found = self._connection.execute(
            "SELECT 1 FROM entry WHERE cli = ? AND path = ? LIMIT 1", (cli, " ".join(path))
        )
        return found.fetchone() is not None

    def is_family(self, cli: str) -> bool:
        """Return whether a name is that of a CLI family, rather than of a plain program."""
        return cli == "shell" or self._family(cli) != "shell"

    def _rarity_in(self, family: str | None) -> Rarity:
        """Return how rare words are among all commands, or among those of a family; counted once."""
        if family not in self._rarities:
            where, values = ("", ()) if family is None else (" WHERE cli = ?", (family,))
            (total,) = self._connection.execute(f"SELECT count(*) FROM entry{where}", values).fetchone()  # noqa: S608
            counts = self._connection.execute("SELECT term, times FROM rarity WHERE cli = ?", (family or "",))
            within = None if family is None else self._rarity
            self._rarities[family] = Rarity(dict(counts.fetchall()), total, within)
        return self._rarities[family]

    def candidates(self, query: Query) -> list[tuple[Row, list[float]]]:
        """Return the commands that share words with a request, with their features."""
        if not query.terms:
            return []
        rows = {row.id: row for kind in _CANDIDATES for row in self._matching(query, kind)}
        words: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for row in rows.values():
            words[row.cli, *row.path].update(row.detail, row.name.words, *(p.words for p in row.phrases))
        return [(row, features(query, row, frozenset(words[row.cli, *row.path]))) for row in rows.values()]

    def _score(self, row: Row, vector: list[float]) -> float:
        score: float = sum(map(mul, self._weights[row.source], vector))
        return score

    def _settled(self, query: Query, score: float, row: Row, parts: list[frozenset[str]]) -> float:
        """Return the score after what no phrasing tells: whether the program is here, and what a mistake would cost."""
        here = self._installed(program(row.command)) or row.cli in query.hints.clis
        missing = 0.0 if here else _MISSING_PROGRAM
        if row.cli in self._unused_clouds and not query.hints.certain:
            missing += _CLOUD_NOT_IN_USE
        if query.cli is None and query.hints.local and row.cli != "shell":
            missing += _NOT_LOCAL
        if _deletes_the_place(query, row):
            missing += _THE_PLACE_ITSELF
        if parts and "xdelete" in row.name.classes and _is_another_thing(query, _thing(row), parts):
            missing += _ANOTHER_THING
        if does_the_opposite(query.asked, row.command, row.title):
            missing += _OPPOSITE
        if _only_looks(query, row):
            missing += _ONLY_LOOKS
        if not slots.takes(row.command, query.given):
            missing += _NO_PLACE
        if _is_said_so(query, row):
            missing -= _WORD_FOR_WORD
        return score - missing - _UNASKED * unasked(row.command, query.said)

    def _matching(self, query: Query, kind: str) -> list[Row]:
        telling = [w for w in query.terms if not is_class(w) and 0 < query.rarity.share(w) <= _COMMON_SHARE]
        chosen = query.terms if kind == "recipe" or not telling else telling
        alternatives = " OR ".join(f'"{word}"' for word in chosen)
        family = self._family(query.cli)
        only = f'kind : "{kind}"' + (f' AND kind : "cli{family}"' if family else "")
        found = self._connection.execute(
            f"""SELECT e.id, e.source, e.cli, e.path, e.title, e.command, e.phrases, e.names, e.detail, f.score
            FROM (SELECT rowid, bm25(words, {_FIELD_WEIGHTS}) AS score FROM words
                  WHERE words MATCH ? ORDER BY score LIMIT ?) AS f
            JOIN entry AS e ON e.id = f.rowid""",  # noqa: S608 # constants only
            (f"{only} AND ({alternatives})", _CANDIDATES[kind]),
        ).fetchall()
        best = min((row[9] for row in found), default=0.0) or -1.0
        rows = [self._row(row, best) for row in found]
        if query.cli and family == "shell" and query.cli != "shell":
            return [row for row in rows if program(row.command) == query.cli]
        return rows

    def _family(self, cli: str | None) -> str | None:
        """Return the family of a CLI's name: itself, its family's ("gsutil" → gcloud), or shell for any program."""
        if cli is None or cli in self._families:
            return cli
        return {"gsutil": "gcloud", "docker-compose": "docker"}.get(cli, "shell")

    def _distinct(self, query: Query, ranked: list[tuple[float, Row]]) -> Iterator[Hit]:
        seen: set[str] = set()
        times: Counter[tuple[str, ...]] = Counter()
        examples = self._examples(query, ranked)
        for score, found in ranked:
            operation = (found.cli, *found.path)
            row = examples.get(found.id, found)
            command = self._filled(row, query)
            if command in seen or times[operation] >= (_PER_OPERATION if row.source is Source.RECIPE else 1):
                continue
            seen.add(command)
            times[operation] += 1
            recall, _, _ = closest(query, row)
            opposite = does_the_opposite(query.asked, row.command, row.title)
            yield Hit(self._suggestion(row, command, score), recall, opposite)

    def _filled(self, row: Row, query: Query) -> str:
        setting = slots.Setting(self._vocabulary, self._now())
        return slots.fill(row.command, query.prompt, setting, row.title)

    def _examples(self, query: Query, ranked: list[tuple[float, Row]]) -> dict[int, Row]:
        """Return, for each bare operation, its best example that says as much: it shows more of how to call it."""
        best: dict[tuple[str, ...], Row] = {}
        for _, row in ranked:
            if row.source is Source.EXAMPLE:
                best.setdefault(row.path, row)
        shown = {}
        for _, row in ranked:
            example = best.get(row.path)
            if row.source is Source.OPERATION and example is not None:
                recalls = [closest(query, r)[0] for r in (example, row)]
                if recalls[0] >= recalls[1]:
                    shown[row.id] = example
        return shown

    def _suggestion(self, row: Row, command: str, score: float) -> Suggestion:
        suggestion = Suggestion(
            cli=row.cli,
            path=row.path,
            title=row.title,
            command=command,
            source=row.source.value,
            score=round(score, 3),
            placeholders=open_places(command),
        )
        name = program(command)
        if self._installed(name):
            return suggestion
        return replace(suggestion, title=f"{row.title} ({name} is not installed here)")

    def _row(self, row: tuple[int, str, str, str, str, str, str, str, str, float], best: float) -> Row:
        cli, path = row[2], row[3]
        return Row(
            id=row[0],
            source=Source(row[1]),
            cli=cli,
            path=tuple(path.split()),
            title=row[4],
            command=row[5],
            phrases=tuple(phrase(line.split()) for line in row[6].split("\n")),
            name=phrase(row[7].split()),
            detail=frozenset(row[8].split()),
            slots=len(open_places(row[5])),
            bm25=row[9] / best,
            service_common=self._popularity.get((cli, path.partition(" ")[0]), 0.0),
        )


def _deletes_the_place(query: Query, row: Row) -> bool:
    """Whether a command deletes what holds the thing that the request is about, going by the operation's own name."""
    named = {word for word in row.name.words if not is_class(word)} - set(row.path[:1])
    return "xdelete" in row.name.classes and bool(named) and named <= query.places


def _only_looks(query: Query, row: Row) -> bool:
    """Whether a command only shows how things are, and the request begins by ordering one of two opposites."""
    ordered = query.asked.axis != "" and query.phrase.lead != ""
    return ordered and "xread" in row.name.classes and not row.name.classes & query.phrase.classes


def _is_said_so(query: Query, row: Row) -> bool:
    """Whether a phrasing of the command has the request's verb and words, and no others."""
    asked = query.phrase
    return asked.lead != "" and any(p.lead == asked.lead and set(p.words) == set(asked.words) for p in row.phrases)


def _thing(row: Row) -> frozenset[str]:
    """Return what an operation's own name is about: the terms of bucket and policy for s3api delete-bucket-policy."""
    return frozenset(word for word in row.name.words if not is_class(word) and not is_verb(word)) - set(row.path[:1])


def _named_in_full(query: Query, rows: list[Row]) -> list[frozenset[str]]:
    """Return the things of operations that do what is asked, and whose every word is in the request."""
    asked = set(query.phrase.words)
    same = (row for row in rows if "xdelete" in row.name.classes and row.name.classes & query.phrase.classes)
    return [thing for thing in map(_thing, same) if len(thing) > 1 and thing <= asked]


def _is_another_thing(query: Query, thing: frozenset[str], parts: list[frozenset[str]]) -> bool:
    """Whether it is only what holds a thing that is named in full (a bucket, for its policy), or has unasked words."""
    return any(thing < part for part in parts) or not thing <= set(query.phrase.words)


def _best_first(found: Iterable[tuple[float, Row]]) -> list[tuple[float, Row]]:
    return sorted(found, key=lambda pair: (-pair[0], pair[1].id))


def _spread(ranked: list[tuple[float, Row]]) -> list[tuple[float, Row]]:
    """Return the commands anew, each but the best of an operation with a lower score."""
    times: Counter[tuple[str, ...]] = Counter()
    lowered = []
    for score, row in ranked:
        operation = (row.cli, *row.path)
        lowered.append((score - _REPEATED * times[operation], row))
        times[operation] += 1
    return _best_first(lowered)


def _popularity(connection: sqlite3.Connection) -> dict[tuple[str, str], float]:
    """Return how much each service is shown, 0 to 1 on a logarithmic scale, 1 for the most in its CLI."""
    most = dict(connection.execute("SELECT cli, max(times) FROM popularity GROUP BY cli").fetchall())
    rows = connection.execute("SELECT cli, service, times FROM popularity")
    return {(cli, service): math.log1p(times) / math.log1p(most[cli]) for cli, service, times in rows}
