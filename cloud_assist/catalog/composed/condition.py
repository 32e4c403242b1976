"""One condition of `find`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """What `find` is to look for, in part."""

    options: str
    """As find takes it: "-mtime -7"."""
    says: str
    """The same in words, to stand behind "files": "modified less than 7 days ago"."""


def any_of(conditions: list[Condition]) -> Condition:
    """Return the condition that holds where one of several does."""
    if len(conditions) == 1:
        return conditions[0]
    options = " -o ".join(each.options for each in conditions)
    return Condition(rf"\( {options} \)", " or ".join(each.says for each in conditions))
