"""Requests for files and folders by what they are: composed as `find`, with what is done with the finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cloud_assist.catalog.composed.action import Action
from cloud_assist.catalog.composed.changes import changes
from cloud_assist.catalog.composed.condition import Condition
from cloud_assist.catalog.composed.looks import first_looks, holding, looks, to_file
from cloud_assist.catalog.composed.measures import ages, sizes
from cloud_assist.catalog.composed.names import exclusions, names
from cloud_assist.catalog.composed.places import roots
from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.properties import depth, kind, properties, quiet
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.composed.wanted import changes_files, names_files, seeks_files
from cloud_assist.catalog.words import word_set

_FILLER = word_set(
    """show list print display give get see what where me output tell count delete remove erase rm unlink clean up
    purge rid of find search locate look for all every each any everything the a an and then them these those
    it files file directories directory subdirectories regular recursively please in under from below within
    inside on at to with their its that which are is have has been were was do does copy move compress gzip
    unzip gunzip decompress change set make modify update assign add replace rename run execute archive pack
    put chmod chown permissions permission mode owner group user named called only also can you i want how
    located present found recursive using command ones force without prompting prompt asking this here as one
    links symlinks scripts items things contents occurrences string text word into hierarchy tree trees system
    extension extensions both truncate empty forcefully forcibly folder folders new so there will be use time
    modification by somewhere"""
)
"""Words that say nothing of which files are meant."""
_WORD = re.compile(r"[^\s,.;:!?()]+")
_DEEPLY = Said(
    r"\b(?:recurs\w+|trees?|hierarchy|subdirector\w+|below|beneath|under|filesystem"
    r"|everywhere|whole|entire|directories)\b"
)
"""Says that what is in folders below is meant as well: all files of a folder are not changed so for less."""
_ALL = Said(r"\b(?:all|every|everything|each|any)\b", "all every each any")


@dataclass(slots=True)
class _Plan:
    """The parts of one `find`, as they are read."""

    starts: list[str]
    conditions: list[Condition]
    levels: list[Condition]
    kind: Condition | None
    action: Action
    silent: bool
    file: str

    def command(self) -> str:
        """Return the parts put together."""
        starts = [self.action.within or start if start == "." else start for start in self.starts] or [
            self.action.within or "."
        ]
        options = [each.options for each in self.levels]
        if self.kind is not None and self.kind.options:
            options.append(self.kind.options)
        options += [each.options for each in self.conditions]
        own = self.action.options
        if not own and any("-exec test" in option for option in options):
            own = "-print"
        words = ["find", *starts, *options, *([own] if own else [])]
        found = " ".join(words) + (" 2>/dev/null" if self.silent else "") + self.action.pipe
        return f"{found} > {self.file}" if self.file else found

    def title(self) -> str:
        """Return what the command does, in one line."""
        things = self.kind.says if self.kind is not None else "files and folders"
        where = (
            " and ".join({".": "this folder", "~": "your home folder"}.get(s, s) for s in self.starts) or "this folder"
        )
        told = [each.says for each in (*self.conditions, *self.levels)]
        found = f"Find {things} below {where}{': ' if told else ''}{', '.join(told)}"
        then = f"; then {self.action.says}" if self.action.says else ""
        return f"{found}{then}{f'; write that to {self.file}' if self.file else ''}"


def finds(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield the `find` of a request, and a `grep` where it looks for a text."""
    if not names_files(request):
        return
    rest = request.anew()
    plan = _read(rest, around)
    if plan.action.changes and not _is_understood(plan, rest):
        return
    if not plan.action.changes and changes_files(request):
        return
    told = plan.conditions or plan.levels or plan.action.options or plan.action.pipe or plan.action.within
    if not told and not seeks_files(request):
        return
    found = Composed(plan.command(), plan.title(), sure=bool(told) or not _left(rest))
    grep = _as_grep(plan)
    if grep is None:
        yield found
        yield from _as_plain(plan, request)
    elif _GREPS.search(request.whole):
        yield from (grep, found)
    else:
        yield from (found, grep)


def _is_understood(plan: _Plan, rest: Request) -> bool:
    """Whether no word is left of a request that could say which files are not to be changed."""
    return not _left(rest) and (bool(plan.conditions) or _is_narrow(plan.kind) or rest.in_whole(_ALL))


def _is_narrow(what: Condition | None) -> bool:
    """Whether the kind of things that are looked for says by itself which are meant: broken links, not files."""
    return what is not None and what.options not in {"", "-type f", "-type d"}


def _left(rest: Request) -> frozenset[str]:
    """Return the words of a request that nothing has taken, without those that say nothing."""
    return frozenset(_WORD.findall(rest.text)) - _FILLER


def _read(request: Request, around: Surroundings) -> _Plan:
    silent, action = quiet(request), next(changes(request, around), None)
    file = to_file(request) if action is None else ""
    action = first_looks(request, around) if action is None else replace(action, changes=True)
    levels = depth(request)
    conditions = [*sizes(request), *ages(request, around), *exclusions(request)]
    starts = roots(request)
    what = kind(request)
    conditions += names(request)
    conditions += properties(request)
    if action is not None and action.changes:
        conditions += holding(request)
        if not conditions and not levels and not _is_narrow(what) and not request.in_whole(_DEEPLY):
            levels.append(Condition("-maxdepth 1", "no subfolders"))
    done = action or looks(request, around) or Action("", "")
    return _Plan(starts or ["."], conditions, levels, what, _for_kind(done, what, conditions), silent, file)


def _for_kind(action: Action, what: Condition | None, conditions: list[Condition]) -> Action:
    """Return the action as it suits what is found: a folder is deleted with all that is in it."""
    folders = what is not None and what.options == "-type d"
    if action.options == "-delete" and folders and all(each.options != "-empty" for each in conditions):
        return Action(r"-prune -exec rm -r {} +", "delete them with all that is in them", changes=True)
    return action


def _as_plain(plan: _Plan, request: Request) -> Iterator[Composed]:
    """Yield the plain command that does the same with the files of one folder, where all that counts is one pattern."""
    pattern = plan.conditions[0].options.removeprefix("-name ").strip("'") if len(plan.conditions) == 1 else ""
    verb = _PLAIN_VERBS.match(plan.action.options)
    if not _GLOB.fullmatch(pattern) or verb is None or plan.levels or len(plan.starts) > 1 or request.says(_DEEPLY):
        return
    files = pattern if plan.starts == ["."] else f"{plan.starts[0]}/{pattern}"
    words = {"-delete": "rm"}.get(verb[0], verb["verb"] or "")
    target = f" {verb['to']}" if verb["to"] else ""
    yield Composed(f"{words} {files}{target}", f"{plan.action.says.capitalize()}: those named {pattern} in one folder")


_GLOB = re.compile(r"\*[\w.-]+")
_PLAIN_VERBS = re.compile(r"-delete|-exec (?P<verb>cp|mv|gzip|gunzip|chmod \S+) \{\}(?: (?P<to>\S+) \\;| \+| \\;)")


def _as_grep(plan: _Plan) -> Composed | None:
    """Return a recursive grep that does the same, or None where none does."""
    if not plan.action.search or plan.levels or plan.silent or plan.file:
        return None
    includes = []
    for each in plan.conditions:
        if not each.options.startswith("-name ") or r"\(" in each.options:
            return None
        includes.append(f"--include={each.options.removeprefix('-name ')}")
    words = ["grep", "-r", *includes, plan.action.search, *plan.starts]
    return Composed(
        " ".join(words).replace("grep -r -", "grep -r", 1) if not includes else " ".join(words),
        f"Search all files below {', '.join(plan.starts)}: {plan.action.says}",
    )


_GREPS = Said(
    r"^(?:recursively )?(?:grep|search «q|search (?:recursively )?for «q|search for the (?:string|word|text)"
    r"|look for the (?:string|word|text))",
    "grep search look",
)
