"""The known commands nearest to a request: BM25 finds candidates, then closeness of words, verb and tool ranks them."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace

from cloud_assist.catalog import slots
from cloud_assist.catalog.port import Source
from cloud_assist.catalog.recipes import placeholders, program
from cloud_assist.catalog.tools import Hints, hints
from cloud_assist.catalog.words import classes, is_class, terms, word_set
from cloud_assist.models import Suggestion

_CANDIDATES = 120
"""Commands of each kind that are looked at closely."""
_COMMON_SHARE = 0.15
"""A word in more than this share of all commands finds no candidates by itself; it still counts in the ranking."""
_VOCABULARY = 12
"""A word in fewer commands than this may be somebody's name for a thing ("nginx")."""
_FIELD_WEIGHTS = "10.0, 6.0, 1.0, 0.0"
_SOURCE_PRIOR = {Source.RECIPE: 0.45, Source.EXAMPLE: 0.1, Source.OPERATION: 0.0}
_CORE_SERVICES = word_set(
    """s3 s3api ec2 iam lambda logs rds dynamodb sqs sns cloudformation ecs eks ecr route53 cloudwatch sts ssm
    secretsmanager kms elbv2 autoscaling events cloudfront acm"""
)


@dataclass(frozen=True, slots=True)
class Query:
    """A request, read once."""

    prompt: str
    words: tuple[str, ...]
    """Terms, without doubles, values left out."""
    classes: frozenset[str]
    weights: dict[str, float]
    """How much each term tells: the rarer, the more."""
    hints: Hints
    cli: str | None
    """The CLI asked for, or None."""


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    source: Source
    cli: str
    path: tuple[str, ...]
    title: str
    command: str
    phrases: tuple[tuple[str, ...], ...]
    names: frozenset[str]
    detail: frozenset[str]
    bm25: float
    """0 to 1, 1 for the best of its kind."""


class Searcher:
    """Searches one catalog database. Use from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, installed: Callable[[str], bool]) -> None:
        self._connection = connection
        self._installed = installed
        (self._total,) = connection.execute("SELECT count(*) FROM entry").fetchone()

    def suggest(self, prompt: str, *, cli: str | None = None, limit: int = 5) -> list[Suggestion]:
        """Return the nearest known commands, best first, each operation once or more with different options.

        Args:
            prompt: the request in plain words.
            cli: take only commands of this CLI family (or, for plain shell, of this program).
            limit: how many at most.
        """
        query = self._query(prompt, cli)
        if not query.words:
            return []
        ranked = sorted(
            ((self._score(query, row), row) for row in self._candidates(query)), key=lambda pair: (-pair[0], pair[1].id)
        )
        return self._distinct(query, ranked, limit)

    def _query(self, prompt: str, cli: str | None) -> Query:
        found = terms(slots.without_values(prompt))
        tools = hints(prompt)
        words = tuple(dict.fromkeys(found))
        known = self._document_counts(words)
        weights = {
            word: math.log(1 + self._total / (1 + known.get(word, 0))) * (0.4 if is_class(word) else 1.0)
            for word in words
        }
        return Query(prompt, tuple(weights), classes(found), weights, tools, cli)

    def _document_counts(self, words: tuple[str, ...]) -> dict[str, int]:
        marks = ",".join("?" * len(words))
        return dict(self._connection.execute(f"SELECT term, doc FROM rarity WHERE term IN ({marks})", words))  # noqa: S608 # marks only

    def _knows(self, term: str) -> bool:
        return self._document_counts((term,)).get(term, 0) >= _VOCABULARY

    def _candidates(self, query: Query) -> list[_Row]:
        found: dict[int, _Row] = {}
        for kind in ("recipe", "document"):
            for row in self._matching(query, kind):
                found[row.id] = row
        return list(found.values())

    def _matching(self, query: Query, kind: str) -> list[_Row]:
        rare_enough = math.log(1 + 1 / _COMMON_SHARE)
        chosen = [w for w in query.words if not is_class(w) and query.weights[w] >= rare_enough]
        chosen = chosen or [w for w in query.words if not is_class(w)] or list(query.words)
        if kind == "recipe":
            chosen = list(query.words)
        alternatives = " OR ".join(f'"{word}"' for word in chosen)
        family = self._family(query.cli)
        only = f'kind : "{kind}"' + (f' AND kind : "cli{family}"' if family else "")
        rows = self._connection.execute(
            f"""SELECT e.id, e.source, e.cli, e.path, e.title, e.command, e.phrases, e.names, e.detail, f.score
            FROM (SELECT rowid, bm25(words, {_FIELD_WEIGHTS}) AS score FROM words
                  WHERE words MATCH ? ORDER BY score LIMIT ?) AS f
            JOIN entry AS e ON e.id = f.rowid ORDER BY f.score""",  # noqa: S608 # constants only
            (f"{only} AND ({alternatives})", _CANDIDATES),
        ).fetchall()
        best = min((row[9] for row in rows), default=0.0) or -1.0
        read = (_row(row, best) for row in rows)
        if query.cli and family == "shell" and query.cli != "shell":
            return [row for row in read if program(row.command) == query.cli]
        return list(read)

    def _family(self, cli: str | None) -> str | None:
        """Return the family of a CLI's name: itself, its family's ("gsutil" → gcloud), or shell for any program."""
        if cli is None:
            return None
        known = {name for (name,) in self._connection.execute("SELECT DISTINCT cli FROM entry")}
        return cli if cli in known else {"gsutil": "gcloud", "docker-compose": "docker"}.get(cli, "shell")

    def _score(self, query: Query, row: _Row) -> float:
        total = sum(query.weights.values()) or 1.0
        asked = {
            w: v for w, v in query.weights.items() if w not in query.hints.words or row.cli not in query.hints.clis
        }
        asked_total = sum(asked.values()) or 1.0
        closeness = max(self._closeness(asked, asked_total, phrase) for phrase in row.phrases)
        everything = set(row.names) | row.detail | {w for phrase in row.phrases for w in phrase}
        covered = sum(v for w, v in asked.items() if w in everything) / asked_total
        named = [w for w in row.names if not is_class(w)]
        in_name = sum(1 for w in named if w in query.weights) / len(named) if named else 0.0
        score = 3.0 * closeness + 1.2 * covered + 0.8 * in_name + 0.3 * row.bm25 * (total > 0)
        return score + self._verb(query, row) + self._prior(query, row)

    def _closeness(self, asked: dict[str, float], asked_total: float, phrase: tuple[str, ...]) -> float:
        shared = [w for w in phrase if w in asked]
        if not shared:
            return 0.0
        recall = sum(asked[w] for w in set(shared)) / asked_total
        precision = len(set(shared)) / len(set(phrase))
        return 0.65 * recall + 0.35 * precision

    def _verb(self, query: Query, row: _Row) -> float:
        own = classes(list(row.phrases[0])) | classes(list(row.names))
        if not query.classes:
            return 0.25 if "xread" in own or not own else -0.1
        return 0.4 if own & query.classes else -0.4

    def _prior(self, query: Query, row: _Row) -> float:
        prior = _SOURCE_PRIOR[row.source]
        if row.cli == "aws" and row.path[:1] and row.path[0] in _CORE_SERVICES:
            prior += 0.2
        if query.hints.clis and query.cli is None:
            prior += 0.7 if row.cli in query.hints.clis else -0.3
        if not self._installed(program(row.command)):
            prior -= 0.35
        return prior

    def _distinct(self, query: Query, ranked: list[tuple[float, _Row]], limit: int) -> list[Suggestion]:
        chosen: list[Suggestion] = []
        seen: set[str] = set()
        per_operation: dict[tuple[str, ...], int] = {}
        for score, row in ranked:
            operation = (row.cli, *row.path)
            command = slots.fill(row.command, query.prompt, self._knows)
            if command in seen or per_operation.get(operation, 0) >= 2:
                continue
            seen.add(command)
            per_operation[operation] = per_operation.get(operation, 0) + 1
            chosen.append(self._suggestion(row, command, score))
            if len(chosen) == limit:
                break
        return chosen

    def _suggestion(self, row: _Row, command: str, score: float) -> Suggestion:
        suggestion = Suggestion(
            cli=row.cli,
            path=row.path,
            title=row.title,
            command=command,
            source=row.source.value,
            score=round(score, 3),
            placeholders=placeholders(command),
        )
        name = program(command)
        if self._installed(name):
            return suggestion
        return replace(suggestion, title=f"{row.title} ({name} is not installed here)")


def _row(row: tuple[int, str, str, str, str, str, str, str, str, float], best: float) -> _Row:
    return _Row(
        id=row[0],
        source=Source(row[1]),
        cli=row[2],
        path=tuple(row[3].split()),
        title=row[4],
        command=row[5],
        phrases=tuple(tuple(line.split()) for line in row[6].split("\n")),
        names=frozenset(row[7].split()),
        detail=frozenset(row[8].split()),
        bm25=row[9] / best,
    )
