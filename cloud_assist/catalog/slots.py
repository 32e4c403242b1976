"""Values in a request ("bucket 'my-data'", "port 8080", "in eu-west-1") put into a command's placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cloud_assist.catalog.tools import names_a_brand, names_a_tool
from cloud_assist.catalog.words import STOP_WORDS, is_verb, terms, word_set
from cloud_assist.command import open_places as places

_QUOTED = re.compile(r"(?<![\w])(?:'([^']+)'|\"([^\"]+)\"|`([^`]+)`|“([^”]+)”)(?![\w])")
_TOKEN = re.compile(r"[^\s,;?!'\"`“”()]+")

_AREA = "(?:us|eu|ap|sa|ca|me|af|il|mx)"
_ENDINGS = (
    "ya?ml|json|tf|tfvars|txt|log|py|sh|csv|zip|gz|tgz|tar|pem|conf|toml|md|html|go|js|ts|env|cfg|ini|xml|sql|bak|key"
)
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("arn", r"arn:aws[a-z-]*:[^\s]+"),
        ("s3", r"s3://[^\s]+"),
        ("url", r"(?:https?|ssh|git)://[^\s]+|git@[^\s]+"),
        ("email", r"[\w.+-]+@[\w-]+\.[\w.-]+"),
        ("id", r"(?:i|vol|snap|ami|sg|subnet|vpc|eni|eipalloc|igw|nat|rtb|fs)-[0-9a-f]{8,17}"),
        ("cidr", r"\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}"),
        ("ip", r"\d{1,3}(?:\.\d{1,3}){3}"),
        ("region", rf"{_AREA}-(?:gov-)?(?:north|south|east|west|central)?(?:east|west|north|south|central)?-\d"),
        ("zone", rf"{_AREA}-[a-z]+-\d[a-f]"),
        ("date", r"\d{4}-\d{2}-\d{2}(?:T[\d:]+Z?)?"),
        ("account", r"\d{12}"),
        ("instance-type", r"[a-z]{1,3}\d[a-z]{0,3}\.(?:nano|micro|small|medium|large|\d*xlarge|metal)"),
        ("image", r"[a-z0-9][\w./-]*:[\w.-]*\d[\w.-]*|[a-z0-9][\w./-]*:latest"),
        ("duration", r"\d+(?:s|m|h|d)"),
        ("size", r"\d+(?:\.\d+)?(?:[kKmMgGtT]i?[bB]?)"),
        ("number", r"\d+"),
        ("path", rf"(?:~|\.{{1,2}})?/\S*|[\w.-]+/[\w./-]*|[\w.-]+\.(?:{_ENDINGS})"),
    )
)  # fmt: skip
_UNITS = {"second": "s", "minute": "m", "hour": "h", "min": "m", "sec": "s", "hr": "h", "day": "d"}

_WANTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    # by the end of the placeholder's name: which shapes of value it takes, the best first
    ("arn", ("arn",)),
    ("url", ("url",)),
    ("email", ("email",)),
    ("cidr", ("cidr",)),
    ("region", ("region",)),
    ("zone", ("zone",)),
    ("start", ("date",)),
    ("end", ("date",)),
    ("date", ("date",)),
    ("account", ("account",)),
    ("instance-type", ("instance-type",)),
    ("image", ("image",)),
    ("duration", ("duration",)),
    ("size", ("size",)),
    ("host", ("ip",)),
)
_NUMERIC = word_set("port number count replicas days seconds megabytes size-gib min max percent revision pid")
_PATHS = word_set("file folder path source destination local-path container-path remote-path archive")
_ID_PREFIXES = {
    "instance-id": "i-", "volume-id": "vol-", "snapshot-id": "snap-", "ami": "ami-", "image-id": "ami-",
    "security-group-id": "sg-", "group-id": "sg-", "subnet-id": "subnet-", "vpc-id": "vpc-", "resource-id": "",
    "allocation-id": "eipalloc-",
}  # fmt: skip
_GENERIC = frozenset({"name", "new-name", "value", "text", "pattern", "message", "command", "replacement"})
_NAMED = frozenset({"named", "called"})
_DEFINITE = frozenset({"the", "my", "our"})
_PARTS = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)+")


@dataclass(slots=True)
class _Request:
    """The values of a request that are still to be used, and its words in order."""

    words: list[str]
    quoted: list[str]
    shaped: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def take(self, kind: str, fits: Callable[[str], bool] = bool) -> str:
        for value in self.shaped.get(kind, ()):
            if value not in self.used and fits(value):
                self.used.add(value)
                return value
        return ""


def without_values(prompt: str) -> str:
    """Return a request without its quoted texts, ids, addresses, paths and names, which say nothing about the task."""
    text = _QUOTED.sub(" ", prompt)
    words = [w for w in text.split() if _shape(w.strip(",;?!()").rstrip(".:")) in {"", "number", "image"}]
    return " ".join(word for at, word in enumerate(words) if not _names_a_thing(words, at))


def _names_a_thing(words: list[str], at: int) -> bool:
    """Whether a word of several parts names a thing, by where it stands beside the thing's noun.

    "delete the bucket acme-logs" and "the acme-logs bucket" are about a bucket, not about logs; "use server-side apply"
    and "list multi-region keys" have no name in them.
    """
    if at == 0 or not _PARTS.fullmatch(words[at].rstrip(",;.?!")):
        return False
    before, *behind = (word.lower() for word in words[at - 1 :] if word != words[at])
    if before in _NAMED:
        return True
    if before in _DEFINITE:
        return bool(behind) and _is_noun(behind[0]) and (len(behind) == 1 or behind[1] in STOP_WORDS)
    return _is_noun(before) and (not behind or behind[0] in STOP_WORDS or words[at][-1] in ",;")


def _is_noun(word: str) -> bool:
    """Whether a lower-case word is, as far as can be told, the word for a kind of thing."""
    return word.isalpha() and word not in STOP_WORDS and not names_a_brand(word) and not is_verb(terms(word)[0])


def fill(command: str, prompt: str, known: Callable[[str], bool]) -> str:
    """Return a command with the placeholders filled that the request gives a value for.

    Args:
        command: holds placeholders such as `<bucket>`.
        prompt: the request, as typed.
        known: whether a term belongs to the catalog's vocabulary; a word that does not is likely a name.
    """
    open_names = places.open_places(command)
    if not open_names:
        return command
    request = _read(prompt)
    found = {name: value for name in open_names if (value := _by_shape(name, request))}
    for name in open_names:
        if name not in found and (value := _by_noun(name, request, known)):
            found[name] = value
    for name in open_names:
        if name not in found and name not in _NUMERIC and request.quoted:
            value = next((q for q in request.quoted if q not in request.used), "")
            if value:
                request.used.add(value)
                found[name] = value
    return places.fill(command, found, expands_home=True)


def _shape(word: str) -> str:
    return next((kind for kind, pattern in _SHAPES if pattern.fullmatch(word)), "")


def _read(prompt: str) -> _Request:
    quoted = [next(g for g in m.groups() if g) for m in _QUOTED.finditer(prompt)]
    words = [w.rstrip(".:") for w in _TOKEN.findall(_QUOTED.sub(" ", prompt)) if w.rstrip(".:")]
    request = _Request(words=words, quoted=quoted)
    for position, word in enumerate([*words, *quoted]):
        kind = _shape(word)
        if not kind:
            continue
        following = words[position + 1].lower().rstrip("s") if position + 1 < len(words) else ""
        if kind == "number" and following in _UNITS:
            request.shaped.setdefault("duration", []).append(f"{word}{_UNITS[following]}")
        if kind == "s3":
            bucket, _, key = word.removeprefix("s3://").partition("/")
            request.shaped.setdefault("bucket", []).append(bucket)
            if key:
                request.shaped.setdefault("key", []).append(key)
        request.shaped.setdefault(kind, []).append(word)
    return request


def _by_shape(name: str, request: _Request) -> str:
    if name in {"bucket", "key", "prefix"}:
        return request.take("bucket" if name == "bucket" else "key")
    if name in _ID_PREFIXES:
        return request.take("id", lambda value: value.startswith(_ID_PREFIXES[name]))
    if name in _NUMERIC:
        return _number(name, request)
    if name in _PATHS:
        return request.take("path")
    for ending, kinds in _WANTED:
        if name == ending or name.endswith("-" + ending):
            return next((value for kind in kinds if (value := request.take(kind))), "")
    return ""


def _number(name: str, request: _Request) -> str:
    """Prefer the number beside the placeholder's own noun: "port 8080", "3 replicas"."""
    noun = name.split("-", maxsplit=1)[0].rstrip("s")
    numbers = [w for w in request.shaped.get("number", ()) if w not in request.used]
    for position, word in enumerate(request.words):
        if word in numbers:
            near = request.words[max(position - 1, 0) : position + 2]
            if any(noun in other.lower() for other in near if other != word):
                request.used.add(word)
                return word
    return request.take("number")


def _by_noun(name: str, request: _Request, known: Callable[[str], bool]) -> str:
    """Find "bucket my-data", "the nginx deployment", "named web" in the words of the request."""
    nouns = set(terms(name.replace("-", " ").replace(" id", "").replace("new ", "")))
    words = request.words
    for position, word in enumerate(words):
        lowered = word.lower()
        is_noun = bool(nouns & set(terms(lowered))) and name not in _GENERIC
        if lowered in _NAMED or is_noun:
            value = _name_after(words, position, request, known)
            if not value and is_noun and position > 0 and _is_name(words[position - 1], known):
                value = words[position - 1]
            if value and value not in request.used and (name not in _PATHS or re.search(r"[-_./\d]", value)):
                request.used.add(value)
                return value
    return ""


def _name_after(words: list[str], position: int, request: _Request, known: Callable[[str], bool]) -> str:
    for word in words[position + 1 : position + 3]:
        if word.lower() in _NAMED or word.lower() in {"is", "with", "name"}:
            continue
        return word if word not in request.used and _is_name(word, known) else ""
    return ""


def _is_name(word: str, known: Callable[[str], bool]) -> bool:
    """Whether a bare word is a thing's name: written like one, or no word of the catalog's vocabulary."""
    lowered = word.lower()
    if lowered in STOP_WORDS or names_a_tool(lowered) or not re.fullmatch(r"[A-Za-z0-9][\w./:@-]*", word):
        return False
    if re.search(r"[-_./]|\d", word):
        return _shape(word) in {"", "image", "path"} and not known(lowered)
    found = terms(lowered)
    return bool(found) and not any(is_verb(term) or known(term) for term in found)
