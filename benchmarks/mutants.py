"""Commands as a model gets them wrong: made from right ones, the same ones for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Words = list[str]
_LONG = re.compile(r"--?[a-z][a-z0-9-]*[a-z0-9]\Z")


def _options(words: Words) -> list[int]:
    return [index for index, word in enumerate(words) if _LONG.match(word.partition("=")[0]) and len(word) > 4]


def _swapped(text: str, chance: random.Random) -> str:
    """Return a text with two neighbouring letters swapped that differ."""
    places = [i for i in range(1, len(text) - 1) if text[i] != text[i + 1]]
    if not places:
        return text + text[-1:]
    at = chance.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def misspelt_operation(words: Words, operation: int, chance: random.Random, _pool: Sequence[str]) -> Words | None:
    """`describe-instances` → `decsribe-instances`."""
    if operation >= len(words) or words[operation].startswith("-"):
        return None
    return [*words[:operation], _swapped(words[operation], chance), *words[operation + 1 :]]


def _renamed(words: Words, chance: random.Random, rename: Callable[[str], str]) -> Words | None:
    places = _options(words)
    if not places:
        return None
    at = chance.choice(places)
    name, equals, value = words[at].partition("=")
    new = rename(name)
    return None if new == name else [*words[:at], new + equals + value, *words[at + 1 :]]


def renamed_option(words: Words, _operation: int, chance: random.Random, _pool: Sequence[str]) -> Words | None:
    """`--instance-ids` → `--instance-idsx`, or with two letters swapped."""
    return _renamed(words, chance, lambda name: name + "x" if chance.random() < 0.5 else _swapped(name, chance))


def snake_option(words: Words, _operation: int, chance: random.Random, _pool: Sequence[str]) -> Words | None:
    """`--instance-ids` → `--instance_ids`."""
    return _renamed(words, chance, lambda name: name[:2] + name[2:].replace("-", "_"))


def camel_option(words: Words, _operation: int, chance: random.Random, _pool: Sequence[str]) -> Words | None:
    """`--instance-ids` → `--instanceIds`."""
    return _renamed(words, chance, lambda name: name[:2] + re.sub(r"-(\w)", lambda m: m[1].upper(), name[2:]))


def foreign_option(words: Words, _operation: int, chance: random.Random, pool: Sequence[str]) -> Words | None:
    """An option of another command is added."""
    added = chance.choice(pool)
    return None if added in words else [*words, added, "x"]


def dropped_option(words: Words, _operation: int, chance: random.Random, _pool: Sequence[str]) -> Words | None:
    """An option goes, with its values."""
    places = _options(words)
    if not places:
        return None
    at = chance.choice(places)
    end = at + 1
    while "=" not in words[at] and end < len(words) and not words[end].startswith("-"):
        end += 1
    return [*words[:at], *words[end:]]


KINDS = {
    "misspelt operation": misspelt_operation,
    "renamed option": renamed_option,
    "snake option": snake_option,
    "camel option": camel_option,
    "foreign option": foreign_option,
    "dropped option": dropped_option,
}


def mutants(
    commands: Sequence[Words], operation: Callable[[Words], int], *, each: int, seed: int = 7
) -> list[tuple[str, Words]]:
    """Return (kind, words) for `each` mutants of every command, of kinds in turn.

    Args:
        commands: words behind the program's name.
        operation: where the word stands that names the operation.
        each: mutants of one command.
        seed: of the choice.
    """
    chance = random.Random(seed)
    pool = sorted(
        {word.partition("=")[0] for words in commands for word in words if _LONG.match(word.partition("=")[0])}
    )
    kinds = list(KINDS)
    found = []
    for number, words in enumerate(commands):
        for turn in range(each):
            kind = kinds[(number * each + turn) % len(kinds)]
            mutant = KINDS[kind](list(words), operation(words), chance, pool)
            if mutant is not None and mutant != list(words):
                found.append((kind, mutant))
    return found
