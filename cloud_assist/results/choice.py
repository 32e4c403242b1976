"""Which columns of a result matter, where no preset says so: by name, and by how filled, wide and varied they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

SAMPLE = 500
"""Rows that the choice looks at."""
MOST = 8
"""Columns that are chosen by themselves."""

_WORDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (100, re.compile(r"(?i:(?:^|[. _])names?$)|(?:^|\.)(?:[A-Z]\w*)?Name$|^Tags\.Name$|^metadata\.name$")),
    (90, re.compile(r"(?:^|[. _])(?:id|ID)$|Id$|^ref$|^key$|Key$")),
    (85, re.compile(r"(?i)(?:^|[. _])(?:state|status|phase|health|ready|result|code)$|State$|Status$|State\.Name$")),
    (70, re.compile(r"(?i)(?:type|class|kind|engine|runtime|sku|tier|flavor|image|version)$")),
    (65, re.compile(r"(?i)(?:size|bytes|capacity|count|memory|cpu|storage|length)(?:gi?b)?$")),
    (60, re.compile(r"(?i)(?:age|creat\w*|launch\w*|started\w*|updated\w*|modified|last\w*)$")),
    (55, re.compile(r"(?i)(?:region|zone|location|namespace|project|resourcegroup|az)$")),
    (50, re.compile(r"(?i)(?:ip|address|endpoint|url|host|dns\w*|port|ports)$")),
    (45, re.compile(r"(?i)(?:message|reason|description|title|email|user\w*|owner|path|severity|level)$")),
)  # fmt: skip
"""How much a column says by its name; the first that fits counts."""
_PLAIN = 30
_LESS = re.compile(r"(?i)(?:arn|etag|hash|digest|checksum|selflink|token|request_?id|resourceversion|uid|annotations)$")
"""What nobody reads unless they look for it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sample says about one column."""

    name: str
    filled: float
    """Share of rows with a value, 0 to 1."""
    distinct: int
    """Different values."""
    width: int
    """Characters that nine of ten values fit in."""


def measure(name: str, values: Sequence[str]) -> Measured:
    """Return what `values` say about a column."""
    filled = [value for value in values if value]
    lengths = sorted(map(len, filled)) or [0]
    share = len(filled) / len(values) if values else 0.0
    return Measured(name, share, len(set(filled)), lengths[(len(lengths) - 1) * 9 // 10])


def score(column: Measured, rows: int) -> float:
    """Return how much a column matters among `rows` rows; 0 where it says nothing."""
    if not column.filled:
        return 0.0
    if _LESS.search(column.name):
        points = 10.0
    else:
        points = float(next((points for points, words in _WORDS if words.search(column.name)), _PLAIN))
    points -= 6.0 * column.name.count(".")  # what lies deep is a detail
    points *= 0.4 + 0.6 * column.filled
    if rows > 2 and column.distinct == 1:  # the same everywhere: worth a look at best
        points *= 0.4
    if column.width > 60:  # a document rather than a value
        points *= 0.5
    return max(points, 0.1)


def chosen(columns: Sequence[Measured], rows: int, most: int = MOST) -> list[int]:
    """Return the columns that matter, by their index, the one that matters most first."""
    scores = [score(column, rows) for column in columns]
    ranked = sorted((index for index, points in enumerate(scores) if points), key=lambda index: -scores[index])
    return ranked[:most]
