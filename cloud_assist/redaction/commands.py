"""Secrets that command lines carry: by each program's own option for them, piped in, or in a statement it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.redaction.tokens import Span

_ARGUMENT = (
    r"(?:"
    r"\$?'(?P<single>[^'\n]{3,512}+)'"
    r"|\"(?P<double>[^\"\n$]{3,512}+)\""
    r"|(?P<v>[^\s\"'`$<>|;&\-\\\[{(][^\s\"'`|;&\\]{2,512}+)"
    r")"
)


def _option(programs: str, option: str, gap: str = r"[ \t]{1,4}") -> re.Pattern[str]:
    """Return what finds the argument of `option` on a command line of one of `programs`."""
    return re.compile(rf"(?:{programs})(?![\w.])(?:[ \t][^\n|;&]{{0,160}}?)?[ \t]{option}{gap}{_ARGUMENT}")


# literals of which one stands in the text → expression, tried where the literal stands
_RULES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "password",
        ("mysql", "mariadb"),
        _option("mysql|mysqldump|mysqladmin|mariadb(?:-dump|-admin)?", "(?:-p|password )", ""),
    ),
    ("password", ("sshpass",), _option("sshpass", "-p", r"[ \t]?")),
    ("password", (" login ",), re.compile(r" login[ \t][^\n|;&]{0,160}?-p[ \t=]" + _ARGUMENT)),
    ("password", ("redis-cli",), _option("redis-cli", "-a")),
    (
        "password",
        ("mongo",),
        _option("mongosh?|mongodump|mongorestore|mongoexport|mongoimport|mongotop|mongostat", "-p"),
    ),
    ("password", ("sqlcmd",), _option("sqlcmd", "-P", r"[ \t]{0,4}")),
    ("password", ("ldap",), _option("ldap(?:search|add|modify|delete|passwd|whoami|compare|modrdn)", "-w")),
    ("password", ("zip ",), _option("zip", "-P")),
    ("password", ("7z",), _option("7z[azr]?", "-p", "")),
    ("password", ("rabbitmqctl",), _option("rabbitmqctl", r"(?:add_user|change_password)[ \t]{1,4}\S{1,128}")),
    ("password", ("htpasswd",), _option("htpasswd", r"-[a-zA-Z]{0,6}b[a-zA-Z]{0,6}[ \t]+\S{1,256}[ \t]+\S{1,128}")),
    ("password", ("net use",), _option("net use", r"/(?:user|USER):\S{1,128}")),
    ("password", ("smbclient",), re.compile(r"smbclient[ \t][^\n|;&]{0,160}?[^\s%]{1,128}%" + _ARGUMENT)),
    ("password", (" pass:",), re.compile(r" (?:[\"'])?pass:" + _ARGUMENT)),
    ("aws_parameter", ("put-parameter",), _option("put-parameter", "--value", r"[ \t=]{1,4}")),
    ("azure_secret", ("secret set",), _option("secret set", r"(?:--value|--body|-b)", r"[ \t=]{1,4}")),
    ("registry_auth", (":_authtoken ", ":_password "), re.compile(r":_(?:auth[tT]oken|password)[ \t]" + _ARGUMENT)),
    ("cookie", ("curl ",), _option("curl", r"(?:-b|--cookie)", r"[ \t=]{1,4}[\"']?(?=[^\s=\"']{1,120}=)")),
    (
        "password",  # text that is piped into, or handed to, what reads a password from its input
        ("echo ",),
        re.compile(
            r"echo[ \t]{1,4}(?:-[neE]{1,3}[ \t]{1,4})?[\"']?(?:[\w.@\-]{1,64}:)?(?P<v>[^\s\"'$|`:][^\"'\n|`]{2,256}+)"
            r"[\"']?[ \t]{0,4}\|[^\n]{0,120}?"
            r"(?:password-stdin|--stdin|sudo[ \t]+-\w{0,8}S|chpasswd|--with-token"
            r"|secrets?[ \t](?:set|create|versions[ \t]add)|cryptsetup)"
        ),
    ),
    (
        "password",
        ("<<<",),
        re.compile(
            r"<<<[ \t]{0,4}"
            r"(?:\"(?P<double>[^\"\n$]{3,512}+)\"|'(?P<single>[^'\n]{3,512}+)'|(?P<v>[^\s\"'$`<]{3,512}+))"
        ),
    ),
    (
        "password",
        ("identified",),
        re.compile(
            r"(?i)identified[ \t]{1,4}(?:with[ \t]{1,4}\w{1,40}[ \t]{1,4})?(?:by|as)[ \t]{1,4}"
            r"(?:password[ \t]{1,4})?'(?P<v>[^'\n]{3,512}+)'"
        ),
    ),
    ("password", ("password('",), re.compile(r"(?<=[= \t])(?:PASSWORD|password)\('(?P<v>[^'\n]{3,512}+)'")),
)
_NEXT_COMMAND = 12
"""Characters that a command takes at least."""
_READS_A_SECRET = re.compile(r"secret|passw|login|--with-token|chpasswd|vault|htpasswd", re.IGNORECASE)


def command_spans(text: str, lowered: str) -> Iterator[Span]:
    """Yield the secrets on command lines; `lowered` is `text` in lower case, of the same length."""
    for kind, literals, pattern in _RULES:
        for literal in literals:
            if literal in lowered:
                yield from _at_literal(text, lowered, kind, literal, pattern)


def _at_literal(text: str, lowered: str, kind: str, literal: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    hit = lowered.find(literal)
    while hit >= 0:
        match = pattern.match(text, hit)
        done = _further(text, hit, len(literal)) if match is None else hit + len(literal)
        if match is not None and match.lastgroup is not None:
            start, end = match.span(match.lastgroup)
            done = max(done, end)
            if _is_a_value(text[start:end]) and (literal != "<<<" or _given_as_secret(text, hit)):
                yield Span(start, end, kind, match.start(), match.end())
        hit = lowered.find(literal, done)


def _further(text: str, hit: int, length: int) -> int:
    """Return where to look for the next command after one without a secret: some way on in its line."""
    end = text.find("\n", hit, hit + _NEXT_COMMAND)
    return max(end if end >= 0 else hit + _NEXT_COMMAND, hit + length)


def _is_a_value(value: str) -> bool:
    """Tell a secret from a name in capitals, a placeholder, a mask or what is redacted already."""
    return not (
        "[REDACTED:" in value
        or value.isupper()
        or value.startswith(("<", "[", "{", "$", "%"))
        or not value.strip("*xX. ")
        or (value.isalpha() and value.islower())
    )


def _given_as_secret(text: str, at: int) -> bool:
    return _READS_A_SECRET.search(text, max(text.rfind("\n", max(at - 200, 0), at), at - 200, 0), at) is not None
