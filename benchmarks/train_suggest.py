"""Learn the weights of the search's features and write them to the package.

    python -m benchmarks.train_suggest [--queries N] [--write]

Learns on titles of the installed AWS CLI's examples and on phrasings of the recipe book, never on the parts that
`benchmarks.suggest` holds out. Folds: what is asked for is never in the index that is searched. The model is a line:
one weight a feature, fitted so that the right operation gets the largest share of a softmax over the candidates.
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
from pathlib import Path

from benchmarks.suggest import Pair, searcher, split_examples, split_recipes
from cloud_assist.catalog.build import all_entries, find_sources
from cloud_assist.catalog.features import NAMES, Row
from cloud_assist.catalog.port import Entry, Source
from cloud_assist.catalog.search import Searcher, load_weights

WEIGHTS_FILE = Path(__file__).resolve().parent.parent / "cloud_assist" / "catalog" / "data" / "ranking.json"
FOLDS = 4
EPOCHS = 30
RATE = 0.1
DECAY = 1e-4
WHOLE = 4.0
"""Weight of a request that has exactly the words of a phrasing; set by hand."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The candidates of one request: their features, and which of them are right."""

    vectors: list[list[float]]
    right: list[int]


def fold_of(text: str) -> int:
    """The fold a text belongs to, the same on every machine."""
    return int(hashlib.sha256(b"fold" + text.encode()).hexdigest(), 16) % FOLDS


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
            out = [p for p in entry.phrases if fold_of(p) == fold]
            phrasings += [Pair(entry.cli, p, entry.command, entry.path, entry.source) for p in out]
            kept.append(replace(entry, phrases=tuple(p for p in entry.phrases if p not in out)))
        else:
            kept.append(entry)
    return kept, (titles, phrasings)


def lessons(search: Searcher, pairs: list[Pair]) -> Iterator[Lesson]:
    """The candidates of each request, with the CLI known and without; requests whose answer is not among them teach
    nothing."""
    for pair in pairs:
        for cli in (pair.cli, None):
            found = search.candidates(search.read(pair.prompt, cli))
            right = [i for i, (row, _) in enumerate(found) if is_right(row, pair)]
            if right and len(right) < len(found):
                yield Lesson([vector for _, vector in found], right)


def is_right(row: Row, pair: Pair) -> bool:
    """Whether a candidate answers: the recipe itself, or for an example any command of the same operation."""
    if pair.source is Source.RECIPE:
        return row.command == pair.command
    return (row.cli, row.path) == (pair.cli, pair.path)


def scores(weights: list[float], vectors: list[list[float]]) -> list[float]:
    """The score of each candidate."""
    return [sum(w * x for w, x in zip(weights, vector, strict=True)) for vector in vectors]


def learn(taught: list[Lesson], weights: list[float]) -> list[float]:
    """Fit the weights by stochastic gradient descent with a step of its own for each weight (Adagrad)."""
    squares = [1e-6] * len(weights)
    order = random.Random(7)
    for epoch in range(EPOCHS):
        order.shuffle(taught)
        loss = 0.0
        for lesson in taught:
            gradient, cost = slope(weights, lesson)
            loss += cost
            for i, g in enumerate(gradient):
                whole = g + DECAY * weights[i]
                squares[i] += whole * whole
                weights[i] -= RATE * whole / math.sqrt(squares[i])
        print(f"epoch {epoch + 1}: loss {loss / len(taught):.4f}", flush=True)
    return weights


def slope(weights: list[float], lesson: Lesson) -> tuple[list[float], float]:
    """Gradient and value of the loss of one lesson: minus the logarithm of the right candidates' share."""
    raw = scores(weights, lesson.vectors)
    top = max(raw)
    powers = [math.exp(s - top) for s in raw]
    whole = sum(powers)
    good = sum(powers[i] for i in lesson.right)
    gradient = [0.0] * len(weights)
    right = set(lesson.right)
    for i, vector in enumerate(lesson.vectors):
        pull = powers[i] / whole - (powers[i] / good if i in right else 0.0)
        if abs(pull) > 1e-6:
            for j, x in enumerate(vector):
                if x:
                    gradient[j] += pull * x
    return gradient, math.log(whole) - math.log(good)


def main() -> None:
    """Gather lessons, learn, print the weights, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=350, help="requests of each kind and fold")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS_FILE.name} in the package")
    arguments = parser.parse_args()
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
        for some in pairs:
            chooser.shuffle(some)
            taught += lessons(search, some[: arguments.queries])
        print(f"fold {fold + 1} of {FOLDS}: {len(taught)} lessons", flush=True)
    table = load_weights()
    learned = learn(taught, [table.get(name, 0.0) for name in NAMES])
    # A request that is a known phrasing word for word never occurs here, since every lesson leaves its own out.
    rounded = {name: round(weight, 3) for name, weight in zip(NAMES, learned, strict=True)} | {"whole": WHOLE}
    text = json.dumps(rounded, indent=1) + "\n"
    print(text)
    if arguments.write:
        WEIGHTS_FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
