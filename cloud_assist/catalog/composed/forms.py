"""Requests of a fixed form: words that tell what is wanted, and the commands with places for what the request names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import expression, literal, path, quoted, replacement, several
from cloud_assist.catalog.composed.request import Found, Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.words import word_set

_SLOT = re.compile(r"\{(?P<name>[a-z]+\d?)(?::(?P<how>\w+))?(?:\|(?P<otherwise>[^}]*))?\}")
_NO_NAMES = word_set(
    """in of and or the a an to from with by that which is are for on at named called all any each every it them line
    lines name names type size system contents content permission permissions whose recursively sorted as into using
    without not but then this modification structure tree here there archive archives list path paths
    only also current
    under below inside within between over through beneath protected"""
)
_INSIDE: Mapping[str, Callable[[str], str]] = {"literal": literal, "replacement": replacement, "inside": str}
"""How a value is written where single quotes are open."""
_WORDS = re.compile(r"[\w.,:/@%+=-]+(?: [\w.,:/@%+=-]+)*")
"""A command in which nothing is special to a shell."""
_MARKED = Said(r"(?P<mark>«(?P<kind>[pfgeq])\w+»)(?P<many> (?:files?|scripts))?")
_BARE = Said(
    r"\b(?:files?|directory|directories|archive|script) (?:(?:named"
    r"|called) )?(?P<list>\w[\w+-]*(?:(?<=\w)\ and\ \w[\w+-]*)?)(?! (?:files?|directory)\b)",
    "file director archive script",
    unless=_NO_NAMES,
)
_BEFORE = Said(
    r"\b(?:the|a|an) (?P<list>\w[\w+-]*) (?:file|directory)\b",
    "file director",
    unless=_NO_NAMES
    | word_set(
        "whole current new empty entire given text log home working tar zip symbolic remote local"
        " hard original same first last second parent compressed regular single tracked"
    ),
)
_OF_FILES = Said(
    r"\b(?:files?|director(?:y|ies)|archives?|tarball|lines?|columns?|words?|text|scripts?"
    r"|documents?|paths?|symlinks?|csv"
    r"|links?|characters?|logs?|tar|zip)\b"
)
"""Speaks of files, or of what is in them."""
_LAST = Said(
    r"\b(?:in|of|from|to|into|on|under|between|and) (?:the )?(?P<list>[a-z_][\w+-]*)(?= *$| and\b"
    r"| to\b| into\b| keeping\b| preserving\b| with\b| recursively\b)",
    unless=_NO_NAMES
    | word_set(
        "reverse order place uppercase lowercase upper lower case details bytes human size date time"
        " page lines mb gb kb megabytes gigabytes base64 home root me us you stdout bits hex columns"
        " use memory cpu disk screen terminal machine host computer background one two files file"
        " directory directories user users everything colors color detail seconds minutes hours days"
    ),
)


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of request."""

    said: Said
    """What it says; its groups fill the places of the same name."""
    title: str
    """What the commands do; places in it are filled as well."""
    commands: tuple[str, ...]
    """The best first. `{file}` is filled with the next file or folder that the request names, `{file|.}` has a default,
    `{text}` is quoted as one argument; see `_as_argument` for `{text:how}`."""
    bsd: tuple[str, ...] = ()
    """In place of `commands` with the tools of BSD and macOS, where they differ."""


def composed_by(forms: Sequence[Form], request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield the commands of the first form that fits a request."""
    for form in forms:
        rest = request.anew()
        found = rest.take_groups(form.said)
        if found is not None:
            yield from _filled(form, found, rest, around)
            return


def named_files(request: Request) -> list[str]:
    """Return the files and folders that what is left of a request names, in order, as arguments."""
    rest = Request(request.text, request.whole, request.cased, request.values)
    found: list[tuple[int, str]] = []
    while (each := rest.take(_MARKED)) is not None:
        value = each["mark"]
        of_kind = each.masked("kind") == "e" and (each.masked("many") or " all " in request.whole)
        found.append((each.match.start("mark"), several(f"*{value}" if of_kind else value)))
    bare = _bare_names(rest, _BARE) or _bare_names(rest, _BEFORE)
    if found or bare:
        bare += _bare_names(rest, _LAST)
    found += bare
    return [name for _, name in sorted(found, key=lambda each: each[0])]


def _bare_names(rest: Request, said: Said) -> list[tuple[int, str]]:
    """Take the names that a pattern finds, each with where it stands."""
    found: list[tuple[int, str]] = []
    while (each := rest.take(said)) is not None:
        found += [(each.match.start("list"), path(name)) for name in each["list"].split(" and ")]
    return found


def _filled(form: Form, found: Found, rest: Request, around: Surroundings) -> Iterator[Composed]:
    groups = {name: found[name] for name in found.match.re.groupindex if found[name]}
    commands = form.bsd if around.bsd and form.bsd else form.commands
    files = named_files(rest)
    if not files and _wants_file(form) and not rest.in_whole(_OF_FILES):
        return
    title = _fill(form.title, groups, files, plain=True)
    for command in commands:
        yield Composed(_fill(command, groups, files, plain=False), title)


def _fill(text: str, groups: Mapping[str, str], files: list[str], *, plain: bool) -> str:
    """Return a command or a title with its places filled; the n-th file stands at the n-th name of a file."""
    order = list(
        dict.fromkeys(m["name"] for m in _SLOT.finditer(text) if _is_file(m["name"]) and m["name"] not in groups)
    )
    given = dict(zip(order, files, strict=False))
    if "files" in order:
        at = order.index("files")
        given["files"] = " ".join(files[at:])

    def value(slot: re.Match[str]) -> str:
        name = slot["name"]
        otherwise = f"<{name.rstrip('2')}>" if slot["otherwise"] is None else slot["otherwise"]
        if name in groups:
            return groups[name] if plain else _as_argument(name, slot["how"] or "", groups[name])
        return given.get(name) or otherwise

    return _SLOT.sub(value, text)


def _wants_file(form: Form) -> bool:
    """Whether a form is about files, and none of its groups is one."""
    groups = form.said.groups()
    slots = [slot for command in form.commands for slot in _SLOT.finditer(command) if _is_file(slot["name"])]
    return any(slot["otherwise"] in {None, "<file>", "<folder>"} and slot["name"] not in groups for slot in slots)


def _is_file(name: str) -> bool:
    return name.rstrip("2") in {"file", "folder", "path", "files", "to", "archive"}


def _as_argument(name: str, how: str, value: str) -> str:
    """Return a value as it stands in a command: a number as it is, a file as a path, all else quoted."""
    if how == "pattern":
        return expression(value)
    if how in _INSIDE:  # of single quotes
        return _INSIDE[how](value).replace("'", "'\\''")
    if how == "letter":
        return value[:1]
    if how == "path":
        return path(value)
    if how == "script":
        return value if _WORDS.fullmatch(value) else f"sh -c {quoted(value)}"
    if how == "bare" or (name in {"n", "m", "count"} and value.isdecimal()):
        return value
    return several(value) if _is_file(name) else quoted(value)
