"""Secrets known by the name they are stored under: `DB_PASSWORD=…`, `"SecretAccessKey": "…"`, `Authorization: …`.

A field is a name, a separator and a value, in any of the shapes that tools print: env and ini lines, JSON (also inside
a JSON string), YAML, HCL, tables, headers, command-line options, name/value pairs, connection strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cloud_assist.shell.redact_tokens import Span, changes_often

# Where one of these stands (lower case), a field's name may be at hand.
_HINTS = (
    "passw", "passp", "pwd", "secret", "token", "key", "auth", "credential", "plaintext", "dsn", "psk", "connection",
    "sig=", "signature", "_pat",
)  # fmt: skip

# Name with its separators squeezed out → kind; the first that is found in the name wins.
_KINDS: tuple[tuple[str, str], ...] = tuple(
    (word, kind)
    for kind, words in (
        ("aws_secret", "secretaccesskey awssecretkey awssecret"),
        ("aws_session_token", "awssessiontoken sessiontoken securitytoken"),
        ("azure_storage_key", "accountkey storagekey"),
        ("azure_shared_key", "sharedaccesskey primarykey secondarykey"),
        ("kubernetes_client_key", "clientkeydata certificatekey"),
        ("client_secret", "clientsecret"),
        ("private_key", "privatekey keymaterial"),
        ("password", "password passwd passphrase passwort pwd"),
        ("api_key", "apikey appkey applicationkey apitoken functionkey integrationkey"),
        ("access_key", "accesskey"),
        ("connection_string", "connectionstring dsn"),
        ("signing_key", "signingkey encryptionkey masterkey authkey hmackey sharedkey licensekey sessionkey psk"),
        ("authorization", "authorization"),
        ("token", "token"),
        ("secret", "secret"),
        ("plaintext", "plaintext"),
        ("signature", "signature sig"),
        ("registry_auth", "auth"),
        ("token", "pat"),
        ("credential", "credential"),
    )
    for word in words.split()
)
_STRONG = frozenset({"password", "aws_secret", "azure_storage_key", "client_secret", "private_key"})
# A last part of a name that makes it a name about a secret, not the secret: password_policy, SecretArn, tokenType.
_ABOUT = frozenset({
    "id", "ids", "name", "names", "arn", "arns", "ref", "refs", "path", "paths", "file", "files", "filename", "uri",
    "url", "urls", "endpoint", "type", "types", "policy", "policies", "age", "length", "len", "last", "used",
    "expiry", "expires", "expired", "expiration", "expire", "ttl", "count", "version", "versions", "created",
    "changed", "change", "rotation", "rotate", "reset", "required", "enabled", "status", "date", "time", "at", "in",
    "manager", "store", "provider", "mode", "format", "field", "fields", "prompt", "input", "hint", "min", "max",
    "limit", "limits", "size", "class", "label", "labels", "description", "title", "help", "index", "issuer",
    "audience", "scope", "scopes", "algorithm", "alg", "method", "header", "valid", "validation",
    "validator", "strength", "complexity", "history", "tokens", "secrets", "passwords", "credentials",
    "authentication", "authorizer", "usage", "source", "location", "dir", "directory", "env", "var", "variable",
    "arg", "args", "option", "options", "set", "get", "is", "has", "error", "failed", "missing", "invalid",
    "managed", "management", "rule", "rules", "lifetime", "duration", "seconds", "days", "minutes", "hours", "ms",
    "exists", "present", "update", "updates", "updated", "inactive", "active", "cache", "request",
    "requests", "response", "issued", "expression", "spec", "host", "check",
})  # fmt: skip
# A first part that makes a token harmless: where a listing goes on, how many words a model may write.
_HARMLESS_TOKEN = frozenset({
    "next", "previous", "prev", "continuation", "page", "pagination", "starting", "start", "idempotency", "max",
    "min", "num", "number", "total", "input", "output", "prompt", "completion", "cached", "reasoning", "eos", "bos",
    "pad", "unk", "mask", "sep", "cls", "sync", "resume", "request", "public", "per", "stop", "special",
    "client", "lock", "change", "action", "sequence", "forward", "backward",
})  # fmt: skip
_WHOLE_PART = frozenset({"sig", "pat", "auth", "psk", "dsn"})
_COMPOUND = frozenset({"key", "value", "string", "data", "base64", "b64", "text", "binary", "plain", "hash"})
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_NAME_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_NAME_REST = re.compile(r"[A-Za-z0-9_.\-]{0,60}+")
_SEPARATOR = re.compile(r"(?:\\{0,7}[\"'])?\]?[ \t]{0,80}+(?:=>|:=|=|:(?![:/])|\|(?!\|))[ \t]{0,80}+(?:!!\w{1,20} )?")
_PAIR = re.compile(  # the rest of `"name": "DB_PASSWORD", "value": "…"`, with up to one short field between
    r"(?:\\?[\"'])?[ \t]{0,9}+(?:,\s{0,120}+|\s{1,120}+)"
    r"(?:\\?[\"']?\w{1,30}\\?[\"']?[ ]{0,5}[:=][ ]{0,5}\\?[\"']?[\w.\-]{0,40}\\?[\"']?(?:,\s{0,120}+|\s{1,120}+))??"
    r"\\?[\"']?\w{0,20}[vV]alue\\?[\"']?[ ]{0,20}[:=][ ]{0,20}"
)
_NESTED = re.compile(  # the rest of `"db_password": {"sensitive": true, "type": "string", "value": "…"}`
    r"\\?[\"']?\s{0,5}[:=]\s{0,5}\{\s{0,80}+"
    r"(?:\\?[\"']\w{1,30}\\?[\"']\s{0,5}:\s{0,5}[\"\w\\]{1,60}\s{0,5},\s{0,80}+){0,3}?\\?[\"']value\\?[\"']\s{0,5}:\s{0,5}"
)
_COLUMN_GAP = re.compile(r"[ \t]{2,80}+(?=\S{6,200}+[ \t\r]*+$)", re.MULTILINE)
_ELEMENT = re.compile(r">(?P<v>[^<>\n]{3,4096}+)</")
_OPTION_GAP = re.compile(r"[ \t]{1,8}(?=[^\s\-<\[{(|])")
_WITH_SEPARATOR = ((_SEPARATOR, "field"), (_NESTED, "field"))
_WITHOUT_SEPARATOR = ((_OPTION_GAP, "option"), (_PAIR, "pair"), (_COLUMN_GAP, "column"))
_ARROW = re.compile(r"[\"']?[ \t]{1,8}->[ \t]{1,8}")
_VALUE = re.compile(
    r"\\{1,7}\"(?P<escaped>[^\"\n]{1,16384}?)\\{1,7}\""
    r"|\"(?P<double>(?:[^\"\\\n]|\\.){1,32768}+)"
    r"|'(?P<single>(?:[^'\\\n]|\\.){1,32768}+)"
    r"|[|>][-+0-9]{0,2}[ \t]{0,9}\n(?P<indent>[ \t]{1,80}+)(?P<block>[^\n]++(?:\n(?P=indent)[^\n]++)*+)"
    r"|(?P<bare>[^\s\"'`,;&|<>(){}\[\]\\](?:[^\s\"'`;&|<>\\]|\\(?![nrt\"'\\])){0,8192}+)"
)
_NEXT_PAIR = re.compile(r",(?=[A-Za-z_][\w\-]{0,60}+=)")
_BEFORE_ASSIGNMENT = frozenset(
    {"export", "set", "-", "ENV", "ARG", "-x", "+", "setenv", "-e", "--env", "--build-arg", "-D"}
)
_LONG = 200
_WHOLE_LINE = re.compile(r"(?:[^\s\"'`\\]|\\(?![nrt\"'\\]))++")

_NOT_A_SECRET = re.compile(
    r"(?ix) [*x.\-_#?\u2022\u2026=/\\]*+ | \d{1,3} | \d{1,4}[-/]\d{1,2}[-/]\d{1,4}.*"  # masks, counts, dates
    r"| (?:true|false|null|none|nil|undefined|yes|no|on|off|optional|required|any|object|default|empty|hidden|masked"
    r"|unset|str|string|strings|byte|bytes|int|integer|bool|boolean|char|varchar|text|list|dict|float|number|array|map"
    r"|type|bearer|basic|digest|sensitive|deprecated|auto|env|file|stdin|prompt|ask|always|never|latest|enabled"
    r"|disabled|minutes|seconds|hours|days)[,;]?"
    r"| \$\{[^}]*+\}? | \$\(.*+ | \$[a-z_]++ | (?-i:\$[A-Z_][A-Z0-9_]*+) | \$\d | <[^<>]*+>?"  # references
    r"| \{\{.*+ | \{\w*+\}? | %\(\w++\)s | %[sdv] | %\w++% | @/?[\w./\-]*+\.\w++ | \([a-z ]*+\)? | \[redacted.*+"
    r"| arn:.*+ | [a-z][a-z0-9+.\-]*+://.*+ | [a-z]:\\.*+ | projects/.*+"
    r"| [a-z_]\w*+(?:\.[a-z_]\w*+|\[[^\]]*+\])*+[(\[].*+"  # a call, a lookup
)
_PATH = re.compile(r"(?:~|\.{1,2})?/[^\s=+]*+")
_NAME_ONLY = re.compile(r"[A-Za-z_]+(?:[.\-][A-Za-z_]+)*[,.;:]?")
_VOCABULARY = re.compile(
    r"(?i)(?:[_\-. ]|your|my|the|some|new|old|user|name|db|database|pass|word|wd|phrase|secret|token|access|api|app"
    r"|auth|key|session|client|private|refresh|id|value|string|here|example|placeholder|insert|enter|replace|service|account"
    r"|master|admin|root|test|dummy|foo|bar|baz|for|in|with|from|a|of|to|aws|gcp|azure|github|self|kwargs|args|config"
    r"|settings)++"
)


@lru_cache(maxsize=4096)
def field_kind(name: str) -> str | None:
    """Return the kind of secret that a field of this name holds, or None where its name promises none.

    >>> field_kind("AWS_SECRET_ACCESS_KEY"), field_kind("NextToken"), field_kind("password_file")
    ('aws_secret', None, None)
    """
    parts = [part.lower() for part in _PARTS.findall(name)]
    if "public" in parts:
        return None
    squashed = "".join(parts)
    for word, kind in _KINDS:
        at = squashed.rfind(word)
        if at >= 0 and _stands_alone(word, parts):
            rest = squashed[at + len(word) :]
            about = bool(rest) and (rest in _ABOUT or parts[-1] in _ABOUT)
            return None if about or _is_harmless(word, parts) else kind
    return None


def _stands_alone(word: str, parts: list[str]) -> bool:
    """Tell `token` and `mytoken` from `tokenizer`, and `pat` from `path`."""
    if word in _WHOLE_PART:
        return parts[-1] == word
    if word not in {"token", "secret", "password", "passwd", "passphrase", "credential", "signature", "plaintext"}:
        return True
    return any(p.endswith(word) or (p.startswith(word) and p[len(word) :] in _COMPOUND) for p in parts)


def _is_harmless(word: str, parts: list[str]) -> bool:
    if word != "token" or "token" not in parts[-1]:
        return False
    before = parts[-2] if len(parts) > 1 and parts[-1] == "token" else parts[-1].removesuffix("token")
    return before in _HARMLESS_TOKEN


def field_spans(text: str, lowered: str) -> Iterator[Span]:
    """Yield the values of secret fields; `lowered` is `text` in lower case, of the same length."""
    seen: set[int] = set()
    for hint in _HINTS:
        done = 0
        while (hit := lowered.find(hint, done)) >= 0:
            start = _name_start(text, hit)
            rest = _NAME_REST.match(text, hit)
            done = max(rest.end() if rest else hit, hit + 1)
            if start in seen:
                continue
            seen.add(start)
            kind = field_kind(text[start:done].strip("-."))
            if kind is not None and not _inside_an_arn(text, start, done):
                spans, done = _field(text, start, done, kind)
                yield from spans


def _inside_an_arn(text: str, start: int, end: int) -> bool:
    """Tell the resource type of `arn:aws:secretsmanager:eu-west-1:123456789012:secret:db` from a field's name."""
    return text[start - 1 : start] == ":" and text[end : end + 1] == ":" and text[end + 1 : end + 2] not in {" ", '"'}


def _name_start(text: str, hit: int) -> int:
    start = hit
    low = max(hit - 64, 0)
    while start > low and text[start - 1] in _NAME_CHARS:
        start -= 1
    return start


def _field(text: str, start: int, end: int, kind: str) -> tuple[list[Span], int]:
    """Return the secrets of the field whose name is `text[start:end]`, and where to go on looking."""
    for expression, how in _WITH_SEPARATOR if _SEPARATOR.match(text, end) else _WITHOUT_SEPARATOR:
        if (how == "option" and not text.startswith("--", start)) or (
            how == "column" and not _begins_line(text, start)
        ):
            continue
        gap = expression.match(text, end)
        value = _value(text, start, gap, how) if gap else None
        if value is None:
            continue
        first, last, shape = value
        changed = _changed_value(text, start, last, kind)
        if plausible(text[first:last], kind, shape):
            return [Span(first, last, kind, start, last), *changed], last
        # No secret itself, it may hold one; but a long one is not gone through again from each name in it.
        return changed, last if last - first > _LONG else end
    element = _ELEMENT.match(text, end) if text[start - 1 : start] == "<" else None
    if element is not None and plausible(element["v"], kind, "quoted"):
        return [Span(*element.span("v"), kind, start, element.end())], element.end()
    return [], end


def _changed_value(text: str, start: int, end: int, kind: str) -> list[Span]:
    """Also take the right side of a plan's `password = "old" -> "new"`."""
    arrow = _ARROW.match(text, end)
    match = _VALUE.match(text, arrow.end()) if arrow else None
    if match is None or not match.lastgroup or not plausible(match[match.lastgroup], kind, "quoted"):
        return []
    first, last = match.span(match.lastgroup)
    return [Span(first, last, kind, start, last)]


def _value(text: str, start: int, gap: re.Match[str], how: str) -> tuple[int, int, str] | None:
    """Return where the value after `gap` begins and ends, and the shape it stands in."""
    match = _VALUE.match(text, gap.end())
    if match is None or match.lastgroup is None:
        return None
    first, last = match.span(match.lastgroup)
    if match.lastgroup == "block" and ":" not in gap[0]:
        return None
    if match.lastgroup != "bare":
        return first, last, "quoted"
    separator = gap[0].strip(" \t\"'\\]")
    if how in {"option", "column"}:
        return first, last, how
    if separator[:1] == "=" and gap[0] == "=" and _begins_line(text, start):
        whole = _WHOLE_LINE.match(text, first)
        return first, whole.end() if whole else last, "line"
    if following := _NEXT_PAIR.search(text, first, last):
        last = following.start()
    while last > first + 1 and text[last - 1] in ",.)]}":
        last -= 1
    if separator[:1] in {"=", "|"}:
        return first, last, "assigned"
    return first, last, "alone" if _ends_line(text, last) else "prose"


def _begins_line(text: str, start: int) -> bool:
    """Return whether an assignment begins here: a line, an option's value, a string in a list of them."""
    before = text[max(text.rfind("\n", max(start - 40, 0), start) + 1, start - 40) : start].split()
    return not before or before[-1][-1] in "\"'" or before[-1] in _BEFORE_ASSIGNMENT


def _ends_line(text: str, end: int) -> bool:
    stop = text.find("\n", end, end + 80)
    rest = text[end : stop if stop >= 0 else end + 80].strip()
    return not rest or rest[0] in ",#}]|)\\\"'"


def _is_harmless_value(value: str) -> bool:
    if _NOT_A_SECRET.fullmatch(value) or _VOCABULARY.fullmatch(value):
        return True
    return _PATH.fullmatch(value) is not None and not changes_often(value)


def plausible(value: str, kind: str, shape: str) -> bool:
    """Return whether a field's value can be a secret at all, and not a type, a mask, a reference, a path, or prose."""
    if len(value) < 3 or value.startswith("[REDACTED:"):
        return False
    if len(value) <= _LONG and _is_harmless_value(value):
        return False
    if shape == "quoted" and kind not in {"secret", "credential", "registry_auth", "signature"}:
        return " " not in value or kind in _STRONG or any(c.isdigit() for c in value)
    wordy = _NAME_ONLY.fullmatch(value) is not None and not (len(value) >= 16 and changes_often(value))
    if shape == "line":
        return not wordy or (kind in _STRONG and "." not in value)
    if shape == "alone":
        return not wordy or (kind == "password" and value.isalpha())
    return not wordy and any(c.isdigit() or not (c.isalnum() or c in "_-.,:/") for c in value)
