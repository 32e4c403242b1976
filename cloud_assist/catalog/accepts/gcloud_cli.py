"""Checking one gcloud command: flags of every group above it, anywhere behind; nothing is shortened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cloud_assist.catalog.accepts.findings import did_you_mean, error, shown, warning
from cloud_assist.catalog.accepts.nearest import folded, nearest
from cloud_assist.catalog.accepts.needs import unmet
from cloud_assist.catalog.accepts.words import OPAQUE, Place, Word, is_known, may_vary
from cloud_assist.catalog.clis.port import Arity, Command, Need, Option
from cloud_assist.catalog.clis.tables import CliTables
from cloud_assist.findings import Code
from cloud_assist.models import Finding, Severity

_OWNERS_SHOWN = 3
_TRACKS = ("beta", "alpha")
"""Release tracks, the steadier one first."""


def check_gcloud(words: Sequence[Word], tables: CliTables, _place: Place) -> Iterator[Finding]:
    """Yield what gcloud would refuse, in the words behind its name."""
    command, options, stopped_at = _resolve(words, tables)
    if any(word.text in {"--help", "-h"} for word in words) or (words and words[0].text in {"--version", "-v"}):
        return
    if command.kind == "unread":
        return
    if not command.runs:
        if stopped_at is not None and is_known(stopped_at):
            yield _unknown_command(command, stopped_at.text, tables)
        return
    findings = list(_flags(command, options, words, tables))
    yield from findings
    if command.needs is not None and not any(f.severity is Severity.ERROR for f in findings):
        yield from _needed(command, command.needs, options, words)


def _needed(command: Command, needs: Need, options: dict[str, Option], words: Sequence[Word]) -> Iterator[Finding]:
    """Yield what is required and not there, unless words that only the shell knows may hold it."""
    flags, free, skip = set(), 0, False
    for index, word in enumerate(words):
        name = word.text.partition("=")[0]
        if may_vary(word) or name.startswith(OPAQUE) or name == "--flags-file":
            return
        if skip:
            skip = False
        elif word.text.startswith("-"):
            flags.add(name)
            skip = _takes_next(word, options, words[index + 1 : index + 2])
        else:
            free += 1
    yield from unmet(needs, flags, " ".join(("gcloud", *command.path)), any_words=free > len(command.path))


def _resolve(words: Sequence[Word], tables: CliTables) -> tuple[Command, dict[str, Option], Word | None]:
    """Return the command that is named, every flag it takes, and the word that is no command below it."""
    command = tables.root
    options = _by_name(command)
    skip = False
    for index, word in enumerate(words):
        if skip:
            skip = False
            continue
        if word.text.startswith("-"):
            skip = _takes_next(word, options, words[index + 1 : index + 2])
            continue
        child = tables.command((*command.path, word.text)) if is_known(word) else None
        if child is None:
            return command, options, word
        command = child
        options |= _by_name(child)
    return command, options, None


def _by_name(command: Command) -> dict[str, Option]:
    return {name: option for option in command.options for name in option.names}


def _takes_next(word: Word, options: dict[str, Option], following: Sequence[Word]) -> bool:
    option = options.get(word.text)
    return option is not None and option.arity == Arity.ONE and bool(following) and following[0].text[:1] != "-"


def _flags(command: Command, options: dict[str, Option], words: Sequence[Word], tables: CliTables) -> Iterator[Finding]:
    for index, word in enumerate(words):
        text = word.text
        if text == "--":
            return  # what follows is for another program
        name, equals, value = text.partition("=")
        is_flag = text.startswith("--") or (text.startswith("-") and _lost_a_dash(name, options))
        if not is_flag or OPAQUE in name or " " in name:
            continue
        option = options.get(name)
        if option is None and name.startswith("--no-"):
            option = _negated(name, options)
        if option is None:
            yield _unknown_flag(command, name, options, tables)
        elif equals:
            yield from _value(option, None if word.opaque else value)
        elif option.arity == Arity.ONE and index + 1 < len(words) and is_known(words[index + 1]):
            yield from _value(option, words[index + 1].text)


def _lost_a_dash(name: str, options: dict[str, Option]) -> bool:
    """Return whether a word with one dash is a long flag; the tree does not know the short ones (`-s`)."""
    return len(name) > 2 and any(folded(name) == folded(known) for known in options if known.startswith("--"))


def _negated(name: str, options: dict[str, Option]) -> Option | None:
    """Every boolean flag has a --no- form, which the tree lists for the documented ones only."""
    option = options.get("--" + name.removeprefix("--no-"))
    return option if option is not None and option.type == "bool" else None


def _value(option: Option, value: str | None) -> Iterator[Finding]:
    if value is None or not option.values:
        return
    if value.lower() not in {known.lower() for known in option.values}:
        meant = nearest(value, option.values)
        text = f"`{value}` is not among the documented values of `{option.names[0]}`: {shown(option.values)}."
        yield warning(Code.BAD_VALUE, text + did_you_mean(meant), meant)


def _unknown_command(command: Command, name: str, tables: CliTables) -> Finding:
    where = " ".join(("gcloud", *command.path))
    code = Code.UNKNOWN_OPERATION if command.path else Code.UNKNOWN_SERVICE
    bare = command.path[1:] if command.path[:1] and command.path[0] in _TRACKS else command.path
    for track in ("", *_TRACKS):
        path = (*((track,) if track else ()), *bare, name)
        if tables.command(path) is not None:
            full = " ".join(("gcloud", *path))
            return error(code, f"`{where}` has no command `{name}`. Use `{full}`.", full)
    meant = nearest(name, tables.children(command.path, hidden=False))
    return error(code, f"`{where}` has no command `{name}`.{did_you_mean(meant)}", meant)


def _unknown_flag(command: Command, name: str, options: dict[str, Option], tables: CliTables) -> Finding:
    where = " ".join(("gcloud", *command.path))
    known = [option.names[0] for option in options.values() if not option.hidden]
    meant = nearest(name, known)
    owners = tables.owners(command.path[0], name)
    if owners and not meant:
        near = sorted(owners, key=lambda path: -_shared(path, command.path))
        listed = shown(" ".join(("gcloud", *path)) for path in near[:_OWNERS_SHOWN])
        return error(Code.FOREIGN_OPTION, f"`{name}` is a flag of {listed}, not of `{where}`.")
    return error(Code.UNKNOWN_OPTION, f"`{where}` has no flag `{name}`.{did_you_mean(meant)}", meant)


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many leading words two paths have in common."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
