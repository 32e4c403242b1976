"""The values of a request by their form, each to be used once: numbers, paths, ids, quoted texts, key=value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cloud_assist.catalog.amounts import Amount, amounts, counted, written
from cloud_assist.catalog.shapes import ID_PREFIXES, WANTED, shape
from cloud_assist.catalog.words import word_set

QUOTED = re.compile(r"(?<![\w])(?:'([^']+)'|\"([^\"]+)\"|`([^`]+)`|“([^”]+)”)(?![\w])")
TOKEN = re.compile(r"[^\s,;?!'\"`“”()]+")
NUMERIC = word_set(
    "port number count replicas days hours minutes seconds megabytes size-gib min max percent revision pid"
)
PATHS = word_set("file folder path source destination local-path container-path remote-path archive")
_OWNERS = {"process": "pid"} | {noun: noun for noun in ("port", "pid", "revision", "replica", "percent")}
"""Nouns that a number right behind them belongs to: "port 3000" is no process."""
_AMOUNTS = {"size": "size", "duration": "time"}
"""Ends of places' names that take an amount with its unit, and of which kind."""
_PORT = re.compile(
    r"(?:localhost|\*|0\.0\.0\.0|127\.0\.0\.1)?:(\d{1,5})|(\d{1,5})/(?:tcp|udp)|(?:tcp|udp)[/:](\d{1,5})", re.IGNORECASE
)
"""A port as it is written without its noun."""


@dataclass(slots=True)
class RequestValues:
    """The values of a request that are still to be used, and its words in order."""

    words: list[str]
    quoted: list[str]
    program: str
    """That the command runs, which says how an amount is written."""
    shaped: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    """Which words of amounts are used."""

    def take(self, kind: str, fits: Callable[[str], bool] = bool) -> str:
        """Return the first unused value of a kind that fits, which is used then; "" for none."""
        for value in self.shaped.get(kind, ()):
            if value not in self.used and fits(value):
                self.used.add(value)
                return value
        return ""

    def take_quoted(self) -> str:
        """Return the first unused quoted text, which is used then; "" for none."""
        value = next((text for text in self.quoted if text not in self.used), "")
        if value:
            self.used.add(value)
        return value

    def by_shape(self, name: str) -> str:
        """Return the value whose form a place of this name takes, which is used then; "" for none."""
        if name in {"bucket", "key", "prefix"}:
            return self.take("bucket" if name == "bucket" else "key")
        if name in ID_PREFIXES:
            return self.take("id", lambda value: value.startswith(ID_PREFIXES[name]))
        if name in NUMERIC:
            return self._number(name)
        if name in PATHS:
            return self.take("path")
        if kind := _AMOUNTS.get(name.rpartition("-")[2]):
            return self._amount(kind)
        for ending, kinds in WANTED:
            if name == ending or name.endswith("-" + ending):
                return next((value for kind in kinds if (value := self.take(kind))), "")
        return ""

    def _amount(self, kind: str) -> str:
        amount = next((amount for amount in self._amounts_left() if amount.kind == kind), None)
        if amount is None:
            return ""
        self.taken.update(amount.words)
        return written(amount, self.program)

    def _number(self, name: str) -> str:
        """Prefer an amount in the place's unit, then the number beside the place's own noun: "port 8080"."""
        if counts := counted(name, self._amounts_left()):
            self.taken.update(counts[1].words)
            return counts[0]
        noun = name.split("-", maxsplit=1)[0].rstrip("s")
        numbers = self._numbers(name)
        beside = (
            number
            for at, number in numbers
            if any(noun in word.lower() for word in self.words[max(at - 1, 0) : at + 2] if word != number)
        )
        found = next(beside, numbers[0][1] if numbers else "")
        if found:
            self.used.add(found)
        return found

    def _amounts_left(self) -> list[Amount]:
        return [amount for amount in amounts(self.words) if not self.taken.intersection(amount.words)]

    def _numbers(self, name: str) -> list[tuple[int, str]]:
        """Return (place, number) of what a place may take: neither part of an amount nor another noun's own."""
        measured = {at for amount in amounts(self.words) for at in amount.words} if name != "number" else set()
        numbers = [(at, word) for at, word in enumerate(self.words) if word.isdecimal() and at not in measured]
        free = [(at, word) for at, word in numbers if _owner(self.words, at) in {"", name}]
        quoted = [(len(self.words), word) for word in self.quoted if word.isdecimal()]
        return [(at, word) for at, word in (*free, *quoted) if word not in self.used]


def read_values(prompt: str, program: str) -> RequestValues:
    """Read a request for a command of `program`."""
    quoted = [next(g for g in m.groups() if g) for m in QUOTED.finditer(prompt)]
    tokens = (w.rstrip(".:") for w in TOKEN.findall(QUOTED.sub(" ", prompt)))
    words = [part for token in tokens if token for part in _with_its_noun(token)]
    request = RequestValues(words=words, quoted=quoted, program=program)
    for word in [*words, *quoted]:
        kind = shape(word)
        if not kind:
            continue
        if kind == "s3":
            bucket, _, key = word.removeprefix("s3://").partition("/")
            request.shaped.setdefault("bucket", []).append(bucket)
            if key:
                request.shaped.setdefault("key", []).append(key)
        request.shaped.setdefault(kind, []).append(word)
    return request


def _with_its_noun(word: str) -> list[str]:
    """Return ":3000" and "3000/tcp" as "port 3000"; any other word as it is."""
    port = _PORT.fullmatch(word)
    return [word] if port is None else ["port", port[1] or port[2] or port[3]]


def _owner(words: list[str], at: int) -> str:
    """Return the numeric place whose noun stands right before a number; "" where none does."""
    before = words[at - 1].lower() if at else ""
    return _OWNERS.get(before.rstrip("s"), _OWNERS.get(before, ""))
