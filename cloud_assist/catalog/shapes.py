"""What kind of value a word is, by its form alone, and which kinds the places of commands take."""

from __future__ import annotations

import re

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
        ("pair", r"(?!-)[\w./-]+=[^=\s]+"),
        ("path", rf"(?:~|\.{{1,2}})?/\S*|[\w.-]+/[\w./-]*|[\w.-]+\.(?:{_ENDINGS})"),
    )
)  # fmt: skip

WANTED: tuple[tuple[str, tuple[str, ...]], ...] = (
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
    ("label", ("pair",)),
    ("host", ("ip",)),
)
ID_PREFIXES = {
    "instance-id": "i-", "volume-id": "vol-", "snapshot-id": "snap-", "ami": "ami-", "image-id": "ami-",
    "security-group-id": "sg-", "group-id": "sg-", "subnet-id": "subnet-", "vpc-id": "vpc-", "resource-id": "",
    "allocation-id": "eipalloc-",
}  # fmt: skip
"""Places that take an id, with what it begins with."""
_IDS = re.compile(r"(?:id|ids|arn|arns|url|account|email|cidr|zone|token|handle)$")


def shape(word: str) -> str:
    """Return the kind of value that a word is by its form; "" for a plain one."""
    return next((kind for kind, pattern in _SHAPES if pattern.fullmatch(word)), "")


def takes_no_name(place: str) -> bool:
    """Return whether a place takes a value of its own form, such as an id, where no thing's name can stand."""
    return place in ID_PREFIXES or _IDS.search(place.rpartition("-")[2]) is not None
