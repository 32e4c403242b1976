"""Whether a known command does the opposite of what is asked: allow and block, attach and detach, pack and unpack.

Each pair of opposites is an axis with two sides. Who removes what stands in the way is on the other side than who puts
it there: "delete-public-access-block" allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from cloud_assist.catalog.reading import reads
from cloud_assist.catalog.words import VOCABULARY, joined, stem, word_set
from cloud_assist.command.open_places import without_places

_SIDES: dict[str, tuple[str, int]] = {
    word: (axis, side)
    for axis, sides in VOCABULARY["opposites"].items()
    for side, words in ((1, sides["one"]), (-1, sides["other"]))
    for word in word_set(words)
}
"""Of each verb: its axis, and 1 or -1 for its side."""
_BY_STEM = {stem(word): word for word in _SIDES}
_ALIKE = frozenset({"permit", "run", "exist", "join"})
"""Axes whose sides go together: who adds a rule allows, who removes a policy detaches it."""
_OBSTACLES = {"lock": ("lock", 1)} | dict.fromkeys(("block", "ban", "hold", "deny"), ("permit", -1))
"""Things that stand in the way, with what whoever puts them there does."""
_RIGHTS = word_set("access permission permissions policy binding role rule")
_APART = re.compile(r"\b(turn|switch|power|shut|bring|take)((?: [^\s,;.]+){1,4}?) (on|off|down|up)\b")
"""A verb and its particle with words between: "turn the alarm off"."""
_WORD = re.compile(r"[a-z]+")
_NOT_MEANT = word_set("not dont don never without instead keep")
"""Words after which a verb is not what is asked for."""
_ARTICLES = word_set("the a an this that my our")
_GO_ON = word_set("and then")
_SETTINGS = {
    "enable": 1, "enabled": 1, "active": 1, "allow": 1,
    "disable": -1, "disabled": -1, "suspended": -1, "inactive": -1, "deny": -1,
}  # fmt: skip
_SETTING = re.compile(
    rf"\s--?(?P<no>no-)?(?P<option>{'|'.join(_SETTINGS)})\b|[=:\s'\"](?P<value>{'|'.join(_SETTINGS)})(?![\w-])"
)
_OPERATION = re.compile(r"[a-z]+(?:-[a-z0-9]+)*")
Sides = Mapping[str, frozenset[int]]
"""By axis: the sides that a text is on."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which side a request is on."""

    axis: str = ""
    """Of the verb that says what to do; "" where there is none, or nothing is to be changed."""
    sides: Sides = field(default_factory=dict)
    """By axis; of the other verbs in the request too."""


def asked_side(prompt: str) -> Asked:
    """Return the side that a request asks for."""
    if reads(prompt):
        return Asked()
    words = _WORD.findall(joined(_APART.sub(r"\1 \3\2", prompt.lower())))
    at = next((at for at, word in enumerate(words) if word in _SIDES), None)
    if at is None or _is_no_order(words, at):
        return Asked()
    axis, side = _SIDES[words[at]]
    if words[at] == "stop" and (stopped := _BY_STEM.get(_gerund(words[at + 1 : at + 2]))):
        axis, side = _SIDES[stopped][0], -_SIDES[stopped][1]
    sides = {axis: frozenset({side})}
    for behind in range(at + 1, len(words)):
        word = words[behind]
        if axis == "exist" and word in _OBSTACLES:
            other, its_side = _OBSTACLES[word]
            sides[other] = frozenset({side * its_side})
            sides[axis] = frozenset({1, -1})
        elif word in _SIDES and (_SIDES[word][0] != axis or _GO_ON.intersection(words[at:behind])):
            other, its_side = _SIDES[word]
            sides[other] = sides.get(other, frozenset()) | {its_side}
    return Asked(axis, sides)


def _is_no_order(words: list[str], at: int) -> bool:
    """Whether a verb is turned down ("do not start") or a thing: the lock in "free a stuck lock"."""
    before = frozenset(words[:at])
    return bool(_NOT_MEANT & before) or (words[at] in _OBSTACLES and bool(_ARTICLES & before))


def _gerund(words: list[str]) -> str:
    """Return the stem of "blocking" in "stop blocking"; "" for any other word."""
    return stem(words[0]) if words and words[0].endswith("ing") else ""


def does_the_opposite(asked: Asked, command: str, title: str) -> bool:
    """Return whether a known command is on the other side than a request."""
    if not asked.axis:
        return False
    done = _done(command, title)
    if asked.axis in done:
        return not done[asked.axis] & asked.sides[asked.axis]
    if asked.axis not in _ALIKE:
        return False
    alike = (
        axis for axis in done if axis in _ALIKE and (asked.axis != "permit" or axis != "exist" or _grants(command))
    )
    return any(not done[axis] & asked.sides.get(axis, asked.sides[asked.axis]) for axis in alike)


def _grants(command: str) -> bool:
    """Whether a command is about rights; to add anything else can just as well block."""
    return bool(_RIGHTS.intersection(_names(command)))


@lru_cache(maxsize=4096)
def _done(command: str, title: str) -> Sides:
    """Return the sides of what a command does: by its title's verb, by its own words, or by a setting."""
    plain = without_places(command)
    found = _sides_of(list(_names(plain))) | _sides_of(_WORD.findall(joined(title.lower()))[:1])
    if "permit" not in found:
        settings = frozenset(
            _SETTINGS[each["option"] or each["value"]] * (-1 if each["no"] else 1)
            for each in _SETTING.finditer(plain.lower())
        )
        if len(settings) == 1:
            return {**found, "permit": settings}
    return found


def _names(command: str) -> Iterator[str]:
    """Yield the words of a command that name what it does: those of `delete-bucket-policy`, of no path and no value."""
    for part in command.split():
        if _OPERATION.fullmatch(part):
            yield from part.split("-")


def _sides_of(words: list[str]) -> dict[str, frozenset[int]]:
    """Return the sides of words that name an operation, what stands in the way turned round by its removal."""
    found: dict[str, frozenset[int]] = {}
    for word in words:
        if word not in _OBSTACLES and (known := _side(word)):
            found.setdefault(known[0], frozenset({known[1]}))
    removes = found.get("exist") == frozenset({-1})
    for word in _OBSTACLES.keys() & set(words):
        axis, side = _OBSTACLES[word]
        found[axis] = frozenset({-side if removes else side})
    return found


def _side(word: str) -> tuple[str, int] | None:
    """Return (axis, side) of a verb, also as "attaches"; None for any other word."""
    base = word if word in _SIDES else _BY_STEM.get(stem(word), "") if word.endswith("s") else ""
    return _SIDES.get(base)
