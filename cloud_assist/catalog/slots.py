"""Values in a request ("bucket 'my-data'", "port 8080", "in eu-west-1") put into a command's placeholders."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from cloud_assist.catalog.known_words import Vocabulary
from cloud_assist.catalog.lookups import lookup_for
from cloud_assist.catalog.request_values import NUMERIC, QUOTED, TOKEN, RequestValues, read_values
from cloud_assist.catalog.scope import scoped
from cloud_assist.catalog.shapes import shape, takes_no_name
from cloud_assist.catalog.spans import dates, span_in, written
from cloud_assist.catalog.thing_names import DEFINITE, ThingNames, calls
from cloud_assist.catalog.tools import names_a_brand
from cloud_assist.catalog.words import STOP_WORDS, is_verb, terms
from cloud_assist.command import open_places as places

_PARTS = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)+")
_KEYS = ("key", "tag", "key-attribute")
"""Places for what stands before the sign in "env=dev"; `<value>` takes what stands behind it."""
_STARTS = frozenset({"start", "date", "start-time", "start-date", "since-time"})
_ENDS = frozenset({"end", "end-time", "end-date"})
_DAYS_ONLY = re.compile(r"--time-period[ =]")
_AHEAD = "forecast"
"""In the name of an operation that wants a span to come, and takes none of the past."""
_UPLOAD = re.compile(r"\s(?:cp|mv)\s+(\S*[^\s/<>])\s+(?:s3|gs)://\S*<key>$")
"""A file that is copied to a key, which is its name where the request says nothing else."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a request is read with."""

    vocabulary: Vocabulary
    now: datetime
    """With the person's time zone."""


def without_values(prompt: str) -> str:
    """Return a request without its quoted texts, ids, addresses, paths and names, which say nothing about the task."""
    text = QUOTED.sub(" ", prompt)
    words = [w for w in text.split() if shape(w.strip(",;?!()").rstrip(".:")) in {"", "number", "image"}]
    return " ".join(word for at, word in enumerate(words) if not _names_a_thing(words, at))


def surely_given(prompt: str) -> frozenset[str]:
    """Return the kinds of values in a request that only places of that name take: a commit, an ARN."""
    return frozenset(kind for word in TOKEN.findall(prompt) if (kind := shape(word.rstrip(".:"))) in {"commit", "arn"})


def takes(command: str, kinds: frozenset[str]) -> bool:
    """Return whether a command has a place for values of each of these kinds."""
    named = {name.rpartition("-")[2] for name in places.open_places(command)} if kinds else set()
    return kinds <= named


def _names_a_thing(words: list[str], at: int) -> bool:
    """Whether a word is "called" before a name, or a name: behind "called", or of several parts beside its noun.

    "delete the bucket acme-logs" and "the acme-logs bucket" are about a bucket, not about logs; "use server-side apply"
    and "list multi-region keys" have no name in them.
    """
    if calls(words, at) or calls(words, at - 1):
        return True
    if at == 0 or not _PARTS.fullmatch(words[at].rstrip(",;.?!")):
        return False
    before, *behind = (word.lower() for word in words[at - 1 :] if word != words[at])
    if before in DEFINITE:
        return bool(behind) and _is_noun(behind[0]) and (len(behind) == 1 or behind[1] in STOP_WORDS)
    return _is_noun(before) and (not behind or behind[0] in STOP_WORDS or words[at][-1] in ",;")


def _is_noun(word: str) -> bool:
    """Whether a lower-case word is, as far as can be told, the word for a kind of thing."""
    return word.isalpha() and word not in STOP_WORDS and not names_a_brand(word) and not is_verb(terms(word)[0])


def fill(command: str, prompt: str, setting: Setting, title: str = "") -> str:
    """Return a command with the placeholders filled that the request gives a value for, in the scope that it names.

    Args:
        command: holds placeholders such as `<bucket>`.
        prompt: the request, as typed.
        setting: the words of the trade, and the time.
        title: what the command does; none of its words, nor of the command's own, is a name.
    """
    open_names = places.open_places(command)
    if not open_names:
        return scoped(command, prompt)
    request = read_values(prompt, command.split(maxsplit=1)[0])
    plain = places.without_places(command)
    names = ThingNames(
        own=frozenset(terms(f"{plain} {' '.join(open_names)} {title}")),
        vocabulary=setting.vocabulary,
        operation=_nouns_of_operation(plain),
        single=len(open_names) == 1,
    )
    found = _pair(open_names, request) | _span(command, open_names, prompt, setting.now)
    for name in open_names:
        if name not in found and (value := request.by_shape(name)):
            found[name] = value
    looked_up = _looked_up(command, [name for name in open_names if name not in found], prompt, request, names)
    for name in open_names:
        if name in found or name in looked_up or takes_no_name(name):
            continue
        if value := names.find(name, request):
            found[name] = value
    for name in open_names:
        takes_text = name not in NUMERIC and name not in looked_up and lookup_for(name, command) is None
        if name not in found and takes_text and (value := request.take_quoted()):
            found[name] = value
    filled = scoped(_with_the_files_name(places.fill(command, found, expands_home=True)), prompt)
    return places.fill(filled, {}, as_shell=looked_up)


def _nouns_of_operation(plain: str) -> tuple[str, ...]:
    """Return the words of an operation's own name that are no verbs: queue for `aws sqs create-queue`."""
    words = [part for word in plain.split()[1:4] if re.fullmatch(r"[a-z-]+", word) for part in word.split("-") if part]
    return tuple(word for word in words if not any(is_verb(term) for term in terms(word)))


def _pair(open_names: tuple[str, ...], request: RequestValues) -> dict[str, str]:
    """Return what "env=dev" puts into the places for a key and its value."""
    key = next((name for name in _KEYS if name in open_names), "")
    pair = request.take("pair") if key and "value" in open_names else ""
    if not pair:
        return {}
    left, _, right = pair.partition("=")
    return {key: left, "value": right}


def _span(command: str, open_names: tuple[str, ...], prompt: str, now: datetime) -> dict[str, str]:
    """Return what "last month" puts into the places for points in time."""
    starts, ends = _STARTS.intersection(open_names), _ENDS.intersection(open_names)
    span = span_in(prompt, now) if (starts or ends) and _AHEAD not in command else None
    if span is None:
        return {}
    if _DAYS_ONLY.search(command):
        start, end = dates(span)
        return dict.fromkeys(starts, start) | dict.fromkeys(ends, end)
    written_out = {name: written(span.start, as_date=name.endswith("-date")) for name in starts}
    return written_out | {name: written(span.end, as_date=name.endswith("-date")) for name in ends}


def _looked_up(
    command: str, open_names: list[str], prompt: str, request: RequestValues, names: ThingNames
) -> dict[str, str]:
    """Return, for the places that want an id, the command that finds it by the name in the request."""
    found = {}
    for place in open_names:
        lookup = lookup_for(place, command)
        if lookup is None:
            continue
        name = names.find(place, request, lookup.nouns) or request.take_quoted()
        run = lookup.of(name)
        if run:
            # Quoted: no answer can be an option, and for several things of that name AWS refuses.
            found[place] = f'"$({scoped(run, prompt)})"'
    return found


def _with_the_files_name(command: str) -> str:
    """Return a command that copies a file to a bucket with the file's own name as its key."""
    upload = _UPLOAD.search(command)
    return command.replace("<key>", upload[1].rpartition("/")[2]) if upload else command
