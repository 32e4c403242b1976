"""Learn the weights of the search's features and write them to the package.

    python -m benchmarks.train_suggest [--queries N] [--write]

Learns on titles of the installed AWS CLI's examples and on phrasings of the recipe book, never on the parts that
`benchmarks.suggest` holds out. Folds: what is asked for is not in the index that is searched; beside it, phrasings that
are in the index are asked for in slightly other words. The model is a line for each source of commands: one weight a
feature, fitted so that the right operation gets the largest share of a softmax over the candidates.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import mul
from pathlib import Path

from benchmarks.suggest import Pair, searcher, split_examples, split_recipes
from cloud_assist.catalog.build import all_entries, find_sources
from cloud_assist.catalog.features import NAMES, Row
from cloud_assist.catalog.port import Entry, Source
from cloud_assist.catalog.search import Searcher, load_weights
from cloud_assist.catalog.words import VERB_CLASSES

WEIGHTS_FILE = Path(__file__).resolve().parent.parent / "cloud_assist" / "catalog" / "data" / "ranking.json"
FOLDS = 4
EPOCHS = 12
RIVALS = 40
"""Wrong candidates of a request that are looked at: the ones that the weights so far put first."""
RATE = 0.1
DECAY = 1e-4
NEAR_SHARE = 3
"""Reworded phrasings for each one that is left out: people mostly ask in words that are near to a known phrasing."""
OTHER_VERB, WORD_LESS, WORD_MORE = 0.4, 0.4, 0.25
"""How likely a phrasing is reworded in each way."""
MORE_WORDS = ("name", "file", "tag", "user", "region", "format", "version", "type", "size", "path")
LEAST_PULL = 1e-6
"""A candidate that pulls less than this is left out of a gradient."""
WHOLE = 4.0
"""Weight of a request that has exactly the words of a phrasing; set by hand."""


Candidate = tuple[str, list[float]]
"""Source and features."""
Table = dict[str, list[float]]
"""By source: the weight of each feature."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The candidates of one request: of each the source and the features; the first `right` ones are right."""

    candidates: list[Candidate]
    right: int


def fold_of(text: str) -> int:
    """The fold a text belongs to, the same on every machine."""
    return int(hashlib.sha256(b"fold" + text.encode()).hexdigest(), 16) % FOLDS


def reworded(text: str, chooser: random.Random) -> str:
    """A text as somebody else might have put it: another verb of the kind, a word less, or one more."""
    words = text.split()
    same = [v for verbs in VERB_CLASSES.values() if words[0].lower() in verbs for v in sorted(verbs)]
    if same and chooser.random() < OTHER_VERB:
        words[0] = chooser.choice(same)
    if len(words) > 3 and chooser.random() < WORD_LESS:
        del words[chooser.randrange(1, len(words))]
    if chooser.random() < WORD_MORE:
        words += ["with", "a", "specific", chooser.choice(MORE_WORDS)]
    return " ".join(words)


def near_phrasings(entries: list[Entry], chooser: random.Random) -> list[Pair]:
    """The recipes' phrasings reworded; the phrasings themselves stay in the index."""
    return [
        Pair(entry.cli, reworded(text, chooser), entry.command, entry.path, entry.source)
        for entry in entries
        if entry.source is Source.RECIPE
        for text in (entry.title, *entry.phrases)
    ]


def without_fold(entries: list[Entry], fold: int) -> tuple[list[Entry], tuple[list[Pair], list[Pair]]]:
    """Take one fold of the examples' titles and of the recipes' phrasings out of the entries."""
    kept: list[Entry] = []
    titles: list[Pair] = []
    phrasings: list[Pair] = []
    for entry in entries:
        if entry.source is Source.EXAMPLE and fold_of(entry.title) == fold:
            titles.append(Pair(entry.cli, entry.title, entry.command, entry.path, entry.source))
            continue
        if entry.source is Source.RECIPE:
            told = (entry.title, *entry.phrases)
            out = [p for p in told if fold_of(p) == fold]
            rest = [p for p in told if p not in out] or [told[0]]
            phrasings += [Pair(entry.cli, p, entry.command, entry.path, entry.source) for p in out if p not in rest]
            kept.append(replace(entry, title=rest[0], phrases=tuple(rest[1:])))
        else:
            kept.append(entry)
    return kept, (titles, phrasings)


def lessons(search: Searcher, pairs: list[Pair], table: Table) -> Iterator[Lesson]:
    """The candidates of each request, with the CLI known and without; requests whose answer is not among them teach
    nothing, and neither do other commands of the right operation."""
    for pair in pairs:
        for cli in (pair.cli, None):
            found = search.candidates(search.read(pair.prompt, cli))
            right = [(row.source.value, vector) for row, vector in found if is_right(row, pair)]
            wrong = [(row.source.value, v) for row, v in found if (row.cli, row.path) != (pair.cli, pair.path)]
            if right and wrong:
                order = sorted(wrong, key=lambda candidate: score(table, candidate), reverse=True)
                yield Lesson([*right, *order[:RIVALS]], len(right))


def is_right(row: Row, pair: Pair) -> bool:
    """Whether a candidate answers: the recipe itself, or for an example any command of the same operation."""
    if pair.source is Source.RECIPE:
        return row.command == pair.command
    return (row.cli, row.path) == (pair.cli, pair.path)


def score(table: Table, candidate: Candidate) -> float:
    """How near the weights say a candidate is."""
    source, vector = candidate
    nearness: float = sum(map(mul, table[source], vector))
    return nearness


def learn(taught: list[Lesson], table: Table) -> Table:
    """Fit the weights by stochastic gradient descent with a step of its own for each weight (Adagrad)."""
    squares = {source: [1e-6] * len(NAMES) for source in table}
    order = random.Random(7)
    for epoch in range(EPOCHS):
        order.shuffle(taught)
        loss = 0.0
        for lesson in taught:
            gradient, cost = slope(table, lesson)
            loss += cost
            for source, slopes in gradient.items():
                weights, square = table[source], squares[source]
                for i, g in enumerate(slopes):
                    whole = g + DECAY * weights[i]
                    square[i] += whole * whole
                    weights[i] -= RATE * whole / math.sqrt(square[i])
        print(f"epoch {epoch + 1}: loss {loss / len(taught):.4f}", flush=True)
    return table


def slope(table: Table, lesson: Lesson) -> tuple[Table, float]:
    """Gradient and value of the loss of one lesson: minus the logarithm of the right candidates' share."""
    raw = [score(table, candidate) for candidate in lesson.candidates]
    top = max(raw)
    powers = [math.exp(s - top) for s in raw]
    whole = sum(powers)
    good = sum(powers[: lesson.right])
    gradient: Table = {}
    for i, (source, vector) in enumerate(lesson.candidates):
        pull = powers[i] / whole - (powers[i] / good if i < lesson.right else 0.0)
        if abs(pull) > LEAST_PULL:
            slopes = gradient.setdefault(source, [0.0] * len(NAMES))
            for j, x in enumerate(vector):
                if x:
                    slopes[j] += pull * x
    return gradient, math.log(whole) - math.log(good)


def gather(queries: int, table: Table) -> list[Lesson]:
    """Lessons of every fold."""
    with tempfile.TemporaryDirectory() as folder:
        sources = find_sources({"PATH": os.environ.get("PATH", ""), "HOME": folder})
        entries = list(all_entries(sources, lambda _line: None))
    entries, _ = split_examples(entries)
    entries, _ = split_recipes(entries)
    taught: list[Lesson] = []
    for fold in range(FOLDS):
        kept, pairs = without_fold(entries, fold)
        search = searcher(kept)
        chooser = random.Random(fold)
        for share, some in zip((1, 1, NEAR_SHARE), (*pairs, near_phrasings(kept, chooser)), strict=True):
            chooser.shuffle(some)
            taught += lessons(search, some[: share * queries], table)
        print(f"fold {fold + 1} of {FOLDS}: {len(taught)} lessons", flush=True)
    return taught


def main() -> None:
    """Gather lessons, learn, print the weights, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=110, help="requests of each kind and fold")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS_FILE.name} in the package")
    arguments = parser.parse_args()
    table = {source: [weights.get(name, 0.0) for name in NAMES] for source, weights in load_weights().items()}
    learned = learn(gather(arguments.queries, table), table)
    rounded = {
        # A request that is a known phrasing word for word never occurs here: every lesson leaves its own out.
        source: {name: round(w, 3) for name, w in zip(NAMES, weights, strict=True)} | {"whole": WHOLE}
        for source, weights in learned.items()
    }
    text = json.dumps(rounded, indent=1) + "\n"
    print(text)
    if arguments.write:
        WEIGHTS_FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
