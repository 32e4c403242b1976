"""Values in a request ("bucket 'my-data'", "port 8080", "in eu-west-1") put into a command's placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cloud_assist.catalog.amounts import Amount, amounts, counted, written
from cloud_assist.catalog.tools import names_a_brand, names_a_tool
from cloud_assist.catalog.words import STOP_WORDS, VOCABULARY, is_verb, terms, word_set
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
        ("commit", r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}"),
        ("instance-type", r"[a-z]{1,3}\d[a-z]{0,3}\.(?:nano|micro|small|medium|large|\d*xlarge|metal)"),
        ("image", r"[a-z0-9][\w./-]*:[\w.-]*\d[\w.-]*|[a-z0-9][\w./-]*:latest"),
        ("duration", r"\d+(?:s|m|h|d|w)"),
        ("size", r"\d+(?:\.\d+)?(?:[kKmMgGtT]i?[bB]?)"),
        ("number", r"\d+"),
        ("path", rf"(?:~|\.{{1,2}})?/\S*|[\w.-]+/[\w./-]*|[\w.-]+\.(?:{_ENDINGS})"),
    )
)  # fmt: skip

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
    ("commit", ("commit",)),
    ("instance-type", ("instance-type",)),
    ("image", ("image",)),
    ("host", ("ip",)),
)
_NUMERIC = word_set(
    "port number count replicas days hours minutes seconds megabytes size-gib min max percent revision pid"
)
_OWNERS = {"process": "pid"} | {noun: noun for noun in ("port", "pid", "revision", "replica", "percent")}
"""Nouns that a number right behind them belongs to: "port 3000" is no process."""
_AMOUNTS = {"size": "size", "duration": "time"}
"""Ends of places' names that take an amount with its unit, and of which kind."""
_PORT = re.compile(
    r"(?:localhost|\*|0\.0\.0\.0|127\.0\.0\.1)?:(\d{1,5})|(\d{1,5})/(?:tcp|udp)|(?:tcp|udp)[/:](\d{1,5})", re.IGNORECASE
)
"""A port as it is written without its noun."""
_PATHS = word_set("file folder path source destination local-path container-path remote-path archive")
_ID_PREFIXES = {
    "instance-id": "i-", "volume-id": "vol-", "snapshot-id": "snap-", "ami": "ami-", "image-id": "ami-",
    "security-group-id": "sg-", "group-id": "sg-", "subnet-id": "subnet-", "vpc-id": "vpc-", "resource-id": "",
    "allocation-id": "eipalloc-",
}  # fmt: skip
_GENERIC = frozenset({"name", "new-name", "value", "text", "pattern", "message", "command", "replacement"})
_NAMED = frozenset({"named", "called"})
_OF = frozenset({"of", "for", "from", "on"})
"""What leads from a thing's part to the thing: "the policy of foo"."""
_JOINING = word_set(VOCABULARY["joining"])
"""Prepositions, conjunctions and adverbs: words that never name a thing."""
_DEFINITE = frozenset({"the", "my", "our"})
_ARTICLES = _DEFINITE | {"a", "an"}
_PARTS = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)+")


@dataclass(slots=True)
class _Request:
    """The values of a request that are still to be used, and its words in order."""

    words: list[str]
    quoted: list[str]
    program: str
    """That the command runs, which says how an amount is written."""
    shaped: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    """Which words of amounts are used."""

    def take(self, kind: str, fits: Callable[[str], bool] = bool) -> str:
        for value in self.shaped.get(kind, ()):
            if value not in self.used and fits(value):
                self.used.add(value)
                return value
        return ""

    def amounts_left(self) -> list[Amount]:
        return [amount for amount in amounts(self.words) if not self.taken.intersection(amount.words)]

    def numbers(self, name: str) -> list[tuple[int, str]]:
        """Return (place, number) of what a place may take: neither part of an amount nor another noun's own."""
        measured = {at for amount in amounts(self.words) for at in amount.words} if name != "number" else set()
        numbers = [(at, word) for at, word in enumerate(self.words) if word.isdecimal() and at not in measured]
        free = [(at, word) for at, word in numbers if _owner(self.words, at) in {"", name}]
        quoted = [(len(self.words), word) for word in self.quoted if word.isdecimal()]
        return [(at, word) for at, word in (*free, *quoted) if word not in self.used]


def _owner(words: list[str], at: int) -> str:
    """Return the numeric place whose noun stands right before a number; "" where none does."""
    before = words[at - 1].lower() if at else ""
    return _OWNERS.get(before.rstrip("s"), _OWNERS.get(before, ""))


def without_values(prompt: str) -> str:
    """Return a request without its quoted texts, ids, addresses, paths and names, which say nothing about the task."""
    text = _QUOTED.sub(" ", prompt)
    words = [w for w in text.split() if _shape(w.strip(",;?!()").rstrip(".:")) in {"", "number", "image"}]
    return " ".join(word for at, word in enumerate(words) if not _names_a_thing(words, at))


def surely_given(prompt: str) -> frozenset[str]:
    """Return the kinds of values in a request that only places of that name take: a commit, an ARN."""
    return frozenset(
        kind for word in _TOKEN.findall(prompt) if (kind := _shape(word.rstrip(".:"))) in {"commit", "arn"}
    )


def takes(command: str, kinds: frozenset[str]) -> bool:
    """Return whether a command has a place for values of each of these kinds."""
    named = {name.rpartition("-")[2] for name in places.open_places(command)} if kinds else set()
    return kinds <= named


def _names_a_thing(words: list[str], at: int) -> bool:
    """Whether a word is "called" before a name, or a name: behind "called", or of several parts beside its noun.

    "delete the bucket acme-logs" and "the acme-logs bucket" are about a bucket, not about logs; "use server-side apply"
    and "list multi-region keys" have no name in them.
    """
    if _calls(words, at) or _calls(words, at - 1):
        return True
    if at == 0 or not _PARTS.fullmatch(words[at].rstrip(",;.?!")):
        return False
    before, *behind = (word.lower() for word in words[at - 1 :] if word != words[at])
    if before in _DEFINITE:
        return bool(behind) and _is_noun(behind[0]) and (len(behind) == 1 or behind[1] in STOP_WORDS)
    return _is_noun(before) and (not behind or behind[0] in STOP_WORDS or words[at][-1] in ",;")


def _calls(words: list[str], at: int) -> bool:
    """Whether a word says that the next one is a name."""
    return 0 <= at < len(words) - 1 and words[at].lower() in _NAMED and _can_be_name(words[at + 1].rstrip(",;.?!"))


def _can_be_name(word: str) -> bool:
    """Whether a word may be a name at all, once something says that it is one."""
    no_name = {word.lower()} & (STOP_WORDS | _JOINING)
    return not no_name and re.fullmatch(r"[A-Za-z0-9][\w./:@-]*", word) is not None


def _is_noun(word: str) -> bool:
    """Whether a lower-case word is, as far as can be told, the word for a kind of thing."""
    return word.isalpha() and word not in STOP_WORDS and not names_a_brand(word) and not is_verb(terms(word)[0])


def fill(command: str, prompt: str, known: Callable[[str], bool], title: str = "") -> str:
    """Return a command with the placeholders filled that the request gives a value for.

    Args:
        command: holds placeholders such as `<bucket>`.
        prompt: the request, as typed.
        known: whether a term belongs to the catalog's vocabulary; a word that does not is likely a name.
        title: what the command does; none of its words, nor of the command's own, is a name.
    """
    open_names = places.open_places(command)
    if not open_names:
        return command
    own = frozenset(terms(f"{places.without_places(command)} {' '.join(open_names)} {title}"))
    request = _read(prompt, command.split(maxsplit=1)[0])
    found = {name: value for name in open_names if (value := _by_shape(name, request))}
    for name in open_names:
        if name not in found and (value := _by_noun(name, request, _Names(own, known))):
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


def _read(prompt: str, program: str) -> _Request:
    quoted = [next(g for g in m.groups() if g) for m in _QUOTED.finditer(prompt)]
    tokens = (w.rstrip(".:") for w in _TOKEN.findall(_QUOTED.sub(" ", prompt)))
    words = [part for token in tokens if token for part in _with_its_noun(token)]
    request = _Request(words=words, quoted=quoted, program=program)
    for word in [*words, *quoted]:
        kind = _shape(word)
        if not kind:
            continue
        if kind == "s3":
            bucket, _, key = word.removeprefix("s3://").partition("/")
            request.shaped.setdefault("bucket", []).append(bucket)
            if key:
                request.shaped.setdefault("key", []).append(key)
        request.shaped.setdefault(kind, []).append(word)
    return request


def _with_its_noun(word: str) -> list[str]:
    """Return ":3000" and "3000/tcp" as "port 3000"; any other word as it is."""
    port = _PORT.fullmatch(word)
    return [word] if port is None else ["port", port[1] or port[2] or port[3]]


def _by_shape(name: str, request: _Request) -> str:
    if name in {"bucket", "key", "prefix"}:
        return request.take("bucket" if name == "bucket" else "key")
    if name in _ID_PREFIXES:
        return request.take("id", lambda value: value.startswith(_ID_PREFIXES[name]))
    if name in _NUMERIC:
        return _number(name, request)
    if name in _PATHS:
        return request.take("path")
    if kind := _AMOUNTS.get(name.rpartition("-")[2]):
        return _amount(kind, request)
    for ending, kinds in _WANTED:
        if name == ending or name.endswith("-" + ending):
            return next((value for kind in kinds if (value := request.take(kind))), "")
    return ""


def _amount(kind: str, request: _Request) -> str:
    amount = next((amount for amount in request.amounts_left() if amount.kind == kind), None)
    if amount is None:
        return ""
    request.taken.update(amount.words)
    return written(amount, request.program)


def _number(name: str, request: _Request) -> str:
    """Prefer an amount in the place's unit, then the number beside the place's own noun: "port 8080", "3 replicas"."""
    if counts := counted(name, request.amounts_left()):
        request.taken.update(counts[1].words)
        return counts[0]
    noun = name.split("-", maxsplit=1)[0].rstrip("s")
    numbers = request.numbers(name)
    beside = (
        number
        for at, number in numbers
        if any(noun in word.lower() for word in request.words[max(at - 1, 0) : at + 2] if word != number)
    )
    found = next(beside, numbers[0][1] if numbers else "")
    if found:
        request.used.add(found)
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """Tells names of things from other words."""

    own: frozenset[str]
    """Terms of the command and of what it does."""
    known: Callable[[str], bool]
    """Whether a term belongs to the catalog's vocabulary."""

    def has(self, word: str) -> bool:
        """Whether a bare word is a thing's name: written like one, or no word of the catalog's vocabulary."""
        lowered = word.lower()
        if not _can_be_name(word) or lowered.endswith("ly") or names_a_tool(lowered):
            return False
        found = terms(lowered)
        if re.search(r"[-_./]|\d", word):
            return (
                _shape(word) in {"", "image", "path", "commit"}
                and not self.known(lowered)
                and not self._are_its_kind(found)
            )
        return bool(found) and not any(is_verb(term) or self.known(term) or term in self.own for term in found)

    def speaks_of_it(self, word: str) -> bool:
        """Whether a word is one of those that say what the command does: "policy" in delete-bucket-policy."""
        found = terms(word)
        return bool(found) and self.own.issuperset(found)

    def _are_its_kind(self, found: list[str]) -> bool:
        """Whether a word of several parts says what kind of thing it is: "bucket-policy"; "my-bucket" may be a name."""
        return len(found) > 1 and self.own.issuperset(found)


def _by_noun(name: str, request: _Request, names: _Names) -> str:
    """Find "bucket my-data", "the nginx deployment", "named web" or "bucket policy of web" in a request."""
    nouns = set(terms(name.replace("-", " ").replace(" id", "").replace("new ", "")))
    words = request.words
    for position, word in enumerate(words):
        lowered = word.lower()
        is_noun = bool(nouns & set(terms(lowered))) and name not in _GENERIC
        if lowered in _NAMED or is_noun:
            value, called = _name_after(words, position, request, names)
            if not value and is_noun and position > 0 and names.has(words[position - 1]):
                value = words[position - 1]
            if not value and is_noun:
                value = _name_behind_of(words, position, nouns, names)
            fits = called or name not in _PATHS or re.search(r"[-_./\d]", value)
            if value and value not in request.used and fits:
                request.used.add(value)
                return value
    return ""


def _name_after(words: list[str], position: int, request: _Request, names: _Names) -> tuple[str, bool]:
    """Return the name behind a noun or behind "called", and whether "called" says that it is one; "" for none."""
    called = False
    for word in words[position : position + 3]:
        lowered = word.lower()
        called = called or lowered in _NAMED
        if word is words[position] or lowered in _NAMED or lowered in {"is", "with", "name"}:
            continue
        is_name = (called and _can_be_name(word)) or names.has(word)
        return (word, called) if word not in request.used and is_name else ("", called)
    return "", called


def _name_behind_of(words: list[str], position: int, nouns: set[str], names: _Names) -> str:
    """Return the name in "bucket policy of web", where the noun only tells which policy.

    In "access key of bob" and "bucket of bob" the name is another thing's.
    """
    at = position + 1
    while at < len(words) and names.speaks_of_it(words[at]):
        at += 1
    group = {term for word in words[position + 1 : at] for term in terms(word)}
    if not group - nouns or at == len(words) or words[at].lower() not in _OF:
        return ""
    at += 1 + (words[at + 1 : at + 2] != [] and words[at + 1].lower() in _ARTICLES)
    return words[at] if at < len(words) and names.has(words[at]) else ""
