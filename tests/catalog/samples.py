"""Values that fit the placeholders of the recipe book, so that a recipe can be handed to the real tool."""

from __future__ import annotations

import re
import shlex

from cloud_assist.catalog.port import Entry
from cloud_assist.catalog.words import word_set
from cloud_assist.command.open_places import fill, open_places

SAMPLES = {
    "access-key-id": "AKIA" + "X" * 16,
    "account": "123456789012",
    "allocation-id": "eipalloc-0123456789abcdef0",
    "ami": "ami-0123456789abcdef0",
    "changes-file": "changes.json",
    "cidr": "10.0.0.0/16",
    "date": "2025-01-31T00:00:00Z",
    "days": "7",
    "duration": "1h",
    "email": "me@example.org",
    "end": "2025-02-01",
    "file": "sample.json",
    "folder": "folder",
    "host": "example.org",
    "image": "nginx:1.27",
    "instance-id": "i-0123456789abcdef0",
    "instance-type": "t3.micro",
    "json": '{"a": 1}',
    "log-group": "/aws/lambda/web",
    "megabytes": "256",
    "arn": "arn:aws:acm:eu-west-1:123456789012:certificate/0123456789abcdef",
    "key-file": "sample.json",
    "policy-arn": "arn:aws:iam::123456789012:policy/sample",
    "queue-url": "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs",
    "region": "eu-west-1",
    "resource-id": "i-0123456789abcdef0",
    "role-arn": "arn:aws:iam::123456789012:role/sample",
    "security-group-id": "sg-0123456789abcdef0",
    "size": "10M",
    "snapshot-id": "snap-0123456789abcdef0",
    "start": "2025-01-01",
    "subnet-id": "subnet-0123456789abcdef0",
    "target-group-arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef",
    "topic-arn": "arn:aws:sns:eu-west-1:123456789012:alerts",
    "url": "https://example.org/sample.git",
    "value": "sample-value",
    "volume-id": "vol-0123456789abcdef0",
    "vpc-id": "vpc-0123456789abcdef0",
    "zip-file": "code.zip",
    "zone": "eu-west-1a",
}
_NUMBERS = word_set(
    "number count port replicas seconds megabytes size-gib min max percent local-port host-port container-port "
    "remote-port pid revision"
)


def sample(name: str) -> str:
    """A value for one placeholder."""
    return SAMPLES.get(name) or ("5" if name in _NUMBERS else f"sample-{name}")


def filled(entry: Entry) -> str:
    """The recipe's command without open placeholders."""
    return fill(entry.command, {name: sample(name) for name in open_places(entry.command)})


_ARITHMETIC = re.compile(r"\$\(\(.*\)\)")
_SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")


def simple_commands(line: str) -> list[list[str]]:
    """The simple commands of a line, those in substitutions too, as words; redirections are left out."""
    flat = _ARITHMETIC.sub("1700000000", line)
    commands = [words for inner in _SUBSTITUTION.findall(flat) for words in simple_commands(inner)]
    lexer = shlex.shlex(_SUBSTITUTION.sub("sample", flat), posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    current: list[str] = []
    skip = False
    for token in lexer:
        if skip:
            skip = False
        elif token in {"|", "||", "&&", ";", "&"}:
            commands.append(current)
            current = []
        elif token in {">", ">>", "<"}:
            skip = True
        else:
            current.append(token)
    return [words for words in [*commands, current] if words]
