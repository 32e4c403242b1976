"""Known commands in the order in which they are offered: a read for a reading request, the milder of two as near."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from cloud_assist.catalog.composing import COMPOSED
from cloud_assist.catalog.reading import reads
from cloud_assist.catalog.search import Hit
from cloud_assist.catalog.words import split, terms, word_set
from cloud_assist.models import Risk

RiskOf = Callable[[str], Risk]
"""Judges one known command, whose places may be open."""
_SECRETS = word_set(
    """secret secrets password passwords value values token tokens credential credentials key keys content contents
    decrypt decode decoded plaintext connection env environment variable variables"""
)
"""Words that ask to see what must stay secret."""
_DELETING = word_set("xdelete xremove xprune")
_NEAR = 1.0
"""Difference of scores up to which two commands are as near as each other."""


def harmless_first(found: Iterable[Hit], prompt: str, risk_of: RiskOf, limit: int) -> list[Hit]:
    """Return the first commands for a request; judges no more of them than it takes to fill the limit.

    A request that reads gets what reads, then what reveals a secret, and only behind them what changes anything. With
    any other, a milder command goes before the nearest one where it is as near.
    """
    if not reads(prompt):
        return _milder_first(list(islice(found, limit)), prompt, risk_of)
    wanted = {Risk.READ_ONLY, Risk.SENSITIVE} if _SECRETS.intersection(split(prompt)) else {Risk.READ_ONLY}
    reading: list[Hit] = []
    revealing: list[Hit] = []
    changing: list[Hit] = []
    for hit in found:
        if len(reading) == limit:
            break
        risk = risk_of(hit.suggestion.command)
        named = risk is Risk.SENSITIVE and hit.suggestion.source == COMPOSED  # the request itself names what it asks
        (reading if risk in wanted or named else revealing if risk is Risk.SENSITIVE else changing).append(hit)
    return [*reading, *revealing, *changing][:limit]


def _milder_first(found: list[Hit], prompt: str, risk_of: RiskOf) -> list[Hit]:
    """Return the commands with the mildest of those first that are as near as the nearest; what deletes, if asked."""
    if not found or _DELETING.intersection(terms(prompt)):
        return found
    nearest = found[0]
    near = [
        hit
        for hit in found
        if not hit.opposite
        and hit.suggestion.score >= nearest.suggestion.score - _NEAR
        and hit.closeness >= nearest.closeness
    ]
    if len(near) <= 1:
        return found
    first = min(near, key=lambda hit: _gravity(risk_of(hit.suggestion.command)))
    return [first, *(hit for hit in found if hit is not first)]


def _gravity(risk: Risk) -> int:
    """Return the order of classes for one who wants something done: what only reads does not do it any milder."""
    return max(risk.rank, Risk.MUTATING.rank)
