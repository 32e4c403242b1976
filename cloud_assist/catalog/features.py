"""What speaks for and against a known command as the answer to a request, as numbers from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cloud_assist.catalog.port import Source
from cloud_assist.catalog.query import Phrase, Query, is_plural
from cloud_assist.catalog.words import content, word_set

CORE_SERVICES = word_set(
    """s3 s3api ec2 iam lambda logs rds dynamodb sqs sns cloudformation ecs eks ecr route53 cloudwatch sts ssm
    secretsmanager kms elbv2 autoscaling events cloudfront acm"""
)
"""AWS services that most accounts use: where a request fits several, these are meant more often."""
_CLOUD_OF_OTHERS = frozenset({"gcloud", "az"})
"""CLIs whose users name them, since the same words mean AWS to most."""

_PLURAL = re.compile(r"[^su]s$")
_ALL = 0.999
"""A share above this is the whole, whatever rounding did to it."""

NAMES = (
    "recall",
    "precision",
    "covered",
    "covered_by_operation",
    "name_precision",
    "name_recall",
    "verb_same",
    "verb_class",
    "verb_conflict",
    "read_by_default",
    "head_same",
    "head_in_name",
    "number_agrees",
    "pairs",
    "bm25",
    "core_service",
    "service_named",
    "tool_named",
    "other_tool_named",
    "other_cloud",
    "local",
    "open_slots",
    "whole",
    "near",
    "all_found",
    "all_covered",
    "verb_in_name",
    "name_whole",
    "name_verb",
    "name_verb_conflict",
    "number_of_things",
    "number_conflict",
    "service_common",
    "bias",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One known command as it comes out of the index."""

    id: int
    source: Source
    cli: str
    path: tuple[str, ...]
    title: str
    command: str
    phrases: tuple[Phrase, ...]
    """The title first."""
    name: Phrase
    """The operation's own name, read as a phrase."""
    detail: frozenset[str]
    slots: int
    """Open placeholders."""
    bm25: float
    """0 to 1, 1 for the best of its kind."""
    service_common: float = 0.0
    """0 to 1: how many examples and recipes its service has, on a logarithmic scale."""


def closest(query: Query, row: Row) -> tuple[float, float, Phrase]:
    """Return (recall, precision, phrase) for the row's phrase that is nearest to the request."""
    asked = _asked(query, row)
    total = sum(asked.values()) or 1.0
    best = (0.0, 0.0, row.phrases[0])
    for candidate in row.phrases:
        words = set(candidate.words)
        shared = [word for word in words if word in asked]
        if not shared:
            continue
        found = sum([asked[word] for word in shared])
        whole = sum([query.rarity.weight(word) for word in words]) or 1.0
        recall, precision = min(found / total, 1.0), min(found / whole, 1.0)
        if recall + precision > best[0] + best[1]:
            best = (recall, precision, candidate)
    return best


def _asked(query: Query, row: Row) -> Mapping[str, float]:
    """The words to be answered: a tool's name is answered by any command of that tool."""
    if row.cli not in query.hints.clis:
        return query.weights
    return {word: weight for word, weight in query.weights.items() if word not in query.hints.words}


def features(query: Query, row: Row, words_of_operation: frozenset[str]) -> list[float]:
    """Return the features of one candidate, in the order of `NAMES`.

    Args:
        query: the request.
        row: the candidate.
        words_of_operation: words of all candidates that call the same operation.
    """
    recall, precision, near = closest(query, row)
    asked = _asked(query, row)
    total = sum(asked.values()) or 1.0
    own = row.detail | frozenset(row.name.words) | {word for p in row.phrases for word in p.words}
    covered = sum(weight for word, weight in asked.items() if word in own) / total
    covered_by_operation = sum(weight for word, weight in asked.items() if word in words_of_operation) / total
    return [
        recall,
        precision,
        covered,
        covered_by_operation,
        *_name(query, row, total),
        *_verb(query, row, near),
        *_head(query, row, near),
        _pairs(query, near),
        row.bm25,
        *_tool(query, row),
        min(row.slots, 4) / 4,
        float(bool(near.words) and set(near.words) == set(query.phrase.words)),
        recall * precision,
        float(recall > _ALL),
        float(covered > _ALL),
        float(query.phrase.lead != "" and query.phrase.lead == row.name.lead),
        float(bool(row.name.words) and set(row.name.words) <= set(query.phrase.words)),
        *_name_verb(query, row),
        *_number(query, row),
        row.service_common,
        1.0,
    ]


def _name(query: Query, row: Row, total: float) -> tuple[float, float]:
    words = set(row.name.words)
    shared = words & query.weights.keys()
    whole = sum(query.rarity.weight(word) for word in words) or 1.0
    found = sum(query.rarity.weight(word) for word in shared)
    return found / whole, min(found / total, 1.0)


def _verb(query: Query, row: Row, near: Phrase) -> tuple[float, float, float, float]:
    own = near.classes | row.name.classes | row.phrases[0].classes
    asked = query.phrase.classes
    if not asked:
        return 0.0, 0.0, 0.0, float("xread" in own)
    same = query.phrase.lead != "" and query.phrase.lead in {near.lead, row.name.lead}
    return float(same), float(bool(own & asked)), float(bool(own) and not own & asked), 0.0


def _name_verb(query: Query, row: Row) -> tuple[float, float]:
    """Return the share of the request's verb classes that the operation's own name has, and whether it has others."""
    asked, own = query.phrase.classes, row.name.classes
    if not asked or not own:
        return 0.0, 0.0
    return len(asked & own) / len(asked), float(not asked & own)


def _number(query: Query, row: Row) -> tuple[float, float]:
    """Of two commands that read, tell the one that lists many things from the one that shows a single thing."""
    asked = query.phrase.classes
    if "xread" not in row.name.classes or (asked and "xread" not in asked):
        return 0.0, 0.0
    many = "xlist" in asked or query.plural
    lists = "xlist" in row.name.classes or (row.path != () and _PLURAL.search(row.path[-1]) is not None)
    return float(many == lists), float(many != lists)


def _head(query: Query, row: Row, near: Phrase) -> tuple[float, float, float]:
    head = query.phrase.head
    same = head != "" and head in {near.head, row.phrases[0].head}
    agrees = same and query.plural == is_plural(row.title, head)
    return float(same), float(head in row.name.words), float(agrees)


def _pairs(query: Query, near: Phrase) -> float:
    if not query.pairs:
        return 0.0
    return len(query.pairs & set(zip(near.words, near.words[1:], strict=False))) / len(query.pairs)


def _tool(query: Query, row: Row) -> tuple[float, ...]:
    service = row.path[0] if row.cli == "aws" and row.path else ""
    core = float(service in CORE_SERVICES)
    named = float(bool(service) and any(word in query.weights for word in content([service.removesuffix("api")])))
    if query.cli is not None:
        return core, named, 0.0, 0.0, 0.0, 0.0
    clis = query.hints.clis
    other = bool(clis) and row.cli not in clis
    local = query.hints.local and row.cli == "shell"
    return core, named, float(row.cli in clis), float(other), float(_foreign(row, clis)), float(local)


def _foreign(row: Row, clis: frozenset[str]) -> bool:
    return row.cli in _CLOUD_OF_OTHERS and row.cli not in clis
