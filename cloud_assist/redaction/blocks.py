"""Secrets that take more than a token or a field to see: keys, Kubernetes Secrets, headers, URLs, command lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.redaction.tokens import Span, has_digit

_PUTTY = re.compile(r"Private-Lines: \d{1,4}\s{1,80}+(?P<v>(?>(?:[A-Za-z0-9+/=]{1,80}\s{1,80}+){1,400}))")
_AUTHORIZATION = re.compile(
    r"(?i)authorization\\?[\"']?\s{0,8}[:=]\s{0,8}\\?[\"']?"
    r"(?:(?:bearer|basic|token|apikey|negotiate|splunk|bot|key|[a-z]{1,12}key|[a-z]{1,12}token"
    r"|private)[ =:]{1,3}(?P<word>[^\s\"'\\<>{}$()\[\]]{6,16384}+)"
    r"|(?:digest|oauth|aws4-hmac-sha256|sharedkey(?:lite)?|sso-key)[ ]{1,3}(?P<line>[^\"'\\\r\n<>{}]{6,16384}+))"
)
_BEARER = re.compile(r"(?i)\bbearer[ ]{1,4}(?P<v>[A-Za-z0-9_\-.~+/=]{20,16384}+)")
_COOKIE = re.compile(
    r"(?i)\b(?:set-)?cookie\\?[\"']?\s{0,4}:\s{0,4}\\?[\"']?(?P<v>[^\s=;\"']{1,120}=[^\r\n\"'\\]{8,16384}+)"
)
_URL = re.compile(
    r"://(?P<u>[^\s/:@\"'<>\[\]{}$]{0,256}+):(?P<v>(?![${*<])[^\s/@\"'<>]{1,1024}+(?:/[^\s/@\"'<>]{1,200}+)?)"
    r"@(?=[A-Za-z0-9\[_\-$])"
)
_URL_USER = re.compile(r"://(?P<v>[A-Za-z0-9_\-]{30,256}+)(?:@|(?=:[^\s@/]{1,256}@))")
_QUERY = re.compile(
    r"(?i)[?&;](?:[a-z\-_]{0,40}?)"
    r"(?:token|sig|signature|secret|password|passwd|pwd|pass|api_?key|key|code|auth|credential|jwt)="
    r"(?P<v>[^\s&\"'<>#\\{}$]{6,16384}+)"
)
_GO_DSN = re.compile(r":(?P<v>[^\s:@/\"'<>${]{3,256}+)@(?:tcp|unix)\(")
_ORACLE = re.compile(r"jdbc:oracle:\w{1,10}:[^\s/@]{1,128}/(?P<v>[^\s@\"'<>]{3,256}+)@")
_CURL_USER = re.compile(r"(?:\s-u|\s--user|\s--proxy-user)[ =]{0,2}[\"']?[^\s:\"'$]{1,128}+:(?P<v>[^\s\"'$<{]{1,256}+)")
_LITERAL = re.compile(r"--from-literal[ =][\"']?[\w.\-]{1,253}+=(?P<v>[^\s\"'$]{1,4096}+)")
_NETRC = re.compile(r"\b(?:machine[ \t]+\S{1,253}|default)\s+login\s+\S{1,253}\s+password\s+(?P<v>\S{1,1024}+)")
_PGPASS = re.compile(r"(?m)^[\w.\-*]{1,253}+:(?:\d{2,5}|\*):[\w.\-*]{1,128}+:[\w.\-*@]{1,128}+:(?P<v>\S{3,512}+)\r?$")
_KEY_PAIR = re.compile(
    r"(?:AKIA|ASIA)[A-Z2-7]{16}[\s|,\"':;\x1b\[0-9;m]{1,40}?(?:[\w:+.\-]{8,40}[\s|,\"']{1,20})?"
    r"(?P<v>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
)
_SECURE_STRING = re.compile(  # a column after the type, or the field `Value` that follows it
    r"SecureString(?:\\{0,7}[\"']?[ ]{0,4},?\s{0,120}+(?:[+>|\d\-][ \d\t"
    r"|]{0,20})?\\{0,7}[\"']?Value\\{0,7}[\"']?[ ]{0,4}[:|][ ]{0,80}\\{0,7}[\"']?"
    r"|[ ]{0,80}[\t|][ ]{0,80}|[ ]{2,80})(?P<v>(?<=\")[^\"\\]{1,8192}+|[^\s\"',|\\\-][^\s\"',|\\]{1,8192}+)"
)
_WIREGUARD = re.compile(r"(?i)(?:privatekey|presharedkey)\s{0,4}=\s{0,4}(?P<v>[A-Za-z0-9+/]{43}=)")
_CLIENT_KEY = re.compile(r"client-key-data\\?[\"']?:\s{0,4}\\?[\"']?(?P<v>[A-Za-z0-9+/=]{16,65536}+)")
_DOCKER_AUTH = re.compile(
    r"\\?\"(?:auth|identitytoken|registrytoken)\\?\"\s{0,4}:\s{0,4}\\?\"(?P<v>[A-Za-z0-9+/=_.\-]{8,8192}+)"
)
_NPM_AUTH = re.compile(r":_(?:authToken|auth|password)=[\"']?(?P<v>[^\s\"'$]{4,4096}+)")
_DOCKER_CONFIG = re.compile(
    r"\.docker(?:config)?(?:json|cfg)\\?[\"']?:\s{0,4}\\?[\"']?(?P<v>[A-Za-z0-9+/=]{16,65536}+)"
)
_TOTP = re.compile(r"otpauth://[^\s\"'?]{1,256}+\?[^\s\"']{0,256}?secret=(?P<v>[A-Za-z2-7=]{8,256}+)")
_ACCESS_ID_SIGNATURE = re.compile(r"Signature=(?P<v>[0-9a-fA-F]{64}|[A-Za-z0-9%+/=]{20,512}+)")

_JWK = re.compile(r"\"(?:d|k|p|q|dp|dq|qi)\"\s{0,4}:\s{0,4}\"(?P<v>[A-Za-z0-9_\-]{20,8192}+)\"")
_UNSEAL = re.compile(r"(?i)unseal key(?: \d{1,2})?[ ]{0,4}: ?(?P<v>[A-Za-z0-9+/=]{20,128}+)")
_SENSITIVE = re.compile(
    r"\"sensitive\"\s{0,4}:\s{0,4}true,\s{0,80}+(?:\"type\"\s{0,4}:\s{0,4}\"\w{1,30}\",\s{0,80}+)?"
    r"\"value\"\s{0,4}:\s{0,4}(?:\"(?P<text>(?>(?:[^\"\\\n]|\\.){1,32768}))|(?P<number>[\d.]{2,40}+))"
)

_AT_START: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = (
    ("private_key", ("private-lines:",), _PUTTY),
    ("private_key", ("privatekey", "presharedkey"), _WIREGUARD),
    ("authorization", ("authorization",), _AUTHORIZATION),
    ("authorization", ("bearer ",), _BEARER),
    ("cookie", ("cookie", "set-cookie"), _COOKIE),
    ("url_password", ("://",), _URL),
    ("url_password", ("://",), _URL_USER),
    ("url_password", (" -u", " --user", " --proxy-user"), _CURL_USER),
    ("url_password", ("jdbc:oracle",), _ORACLE),
    ("password", ("machine ", "default"), _NETRC),
    ("kubernetes_secret", ("--from-literal",), _LITERAL),
    ("aws_secret", ("akia", "asia"), _KEY_PAIR),
    ("aws_parameter", ("securestring",), _SECURE_STRING),
    ("kubernetes_client_key", ("client-key-data",), _CLIENT_KEY),
    ("registry_auth", ('"auth', '"identitytoken', '"registrytoken', '\\"auth'), _DOCKER_AUTH),
    ("registry_auth", (":_auth", ":_password"), _NPM_AUTH),
    ("registry_auth", (".dockerconfigjson", ".dockercfg"), _DOCKER_CONFIG),
    ("sensitive_value", ('"sensitive"',), _SENSITIVE),
    ("vault_unseal_key", ("unseal key",), _UNSEAL),
    ("totp_secret", ("otpauth://",), _TOTP),
    ("signature", ("signature=",), _ACCESS_ID_SIGNATURE),
)


def block_spans(text: str, lowered: str) -> Iterator[Span]:
    """Yield the secrets that blocks, headers, URLs and command lines hold; `lowered` is `text` in lower case."""
    for kind, literals, pattern in _AT_START:
        for literal in literals:
            if literal in lowered:
                yield from _at_literal(text, lowered, kind, literal, pattern)
    yield from _queries(text, lowered)
    if _KIND_NEAR.search(lowered):
        yield from _kubernetes_secrets(text)
    for match in _JWK.finditer(text) if '"kty' in lowered else ():
        yield Span(*match.span("v"), "private_key", *match.span())
    for match in _GO_DSN.finditer(text) if "@tcp(" in text or "@unix(" in text else ():
        yield Span(*match.span("v"), "url_password", *match.span())
    for match in _PGPASS.finditer(text) if ":*:" in text or ":5432:" in text else ():
        yield Span(*match.span("v"), "password", *match.span())


def _at_literal(text: str, lowered: str, kind: str, literal: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    hit = lowered.find(literal)
    while hit >= 0:
        match = pattern.match(text, hit)
        done = hit + len(literal)
        if match is not None:
            start, end = match.span(match.lastgroup or 0)
            done = max(done, end)
            if "[REDACTED:" not in text[max(start - 10, 0) : end] and text[start:end].strip("*xX. "):
                yield Span(start, end, kind, match.start(), match.end())
        hit = lowered.find(literal, done)


def _queries(text: str, lowered: str) -> Iterator[Span]:
    if "?" not in text and "&" not in lowered:
        return
    for match in _QUERY.finditer(text):
        value = match["v"]
        if not value.startswith("[REDACTED") and has_digit(value):
            yield Span(*match.span("v"), "url_secret", *match.span())


# --- Kubernetes Secrets ---------------------------------------------------------------------------------------------

_KIND_NEAR = re.compile(r"kind\\{0,7}\"?: ?\\{0,7}\"?secret")
_KIND_LINE = re.compile(r"(?m)^(?P<indent>[ \t]*+(?:- )?)\"?kind\"?: \"?Secret\"?,?[ \t\r]*+$")
_KIND_COMPACT = re.compile(r"\\{0,7}\"kind\\{0,7}\": ?\\{0,7}\"Secret\\{0,7}\"")
_DATA_LINE = re.compile(r"[ \t]*+(?:- )?\"?(?:data|stringData)\"?:[ \t]*+[{|]?[ \t\r]*+$")
_ENTRY = re.compile(r"[ \t]*+\"?[\w.\-/]{1,253}+\"?:[ \t]*+(?P<v>[^\s{\[|>][^\n]*+)$")
_PLAIN_LINE = re.compile(r"[ \t]*+(?P<v>[^\s{}\[\]][^\n]*+)$")
_COMPACT = re.compile(r"\\{0,7}\"(?:data|stringData)\\{0,7}\": ?\{(?P<body>[^{}\n]{1,262144}+)\}")
_COMPACT_ENTRY = re.compile(r"\\{0,7}\"[\w.\-/]{1,253}\\{0,7}\": ?\\{0,7}\"(?P<v>[^\"\\\n]{1,262144}+)")
_BODY_LIMIT = 400
"""Lines on either side of `kind: Secret` that can belong to the same object."""


def _kubernetes_secrets(text: str) -> Iterator[Span]:
    yield from _compact_secrets(text)
    done = 0
    for kind in _KIND_LINE.finditer(text):
        if kind.start() < done:
            continue
        low, high = _object_around(text, kind, done)
        done = high
        yield from _data_entries(text, low, high, len(kind["indent"]))


def _compact_secrets(text: str) -> Iterator[Span]:
    """Yield the values of Secrets that stand on one line, as JSON or inside a JSON string."""
    line_end, is_secret = -1, False
    for block in _COMPACT.finditer(text):
        if block.start() > line_end:
            line_end = _line_end(text, block.start())
            is_secret = _KIND_COMPACT.search(text, text.rfind("\n", 0, block.start()) + 1, line_end) is not None
        if is_secret:
            for entry in _COMPACT_ENTRY.finditer(text, *block.span("body")):
                yield Span(*entry.span("v"), "kubernetes_secret", *block.span())


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _indent_of(line: str) -> int:
    stripped = line.lstrip(" \t")
    return len(line) - len(stripped)


def _object_around(text: str, kind: re.Match[str], floor: int) -> tuple[int, int]:
    """Return the extent of the object that `kind: Secret` belongs to: its siblings and what is nested in them."""
    indent = len(kind["indent"])
    low, high = kind.start(), kind.end()
    if "- " not in kind["indent"]:
        for _ in range(_BODY_LIMIT):
            start = text.rfind("\n", floor, max(low - 1, floor)) + 1
            start = max(start, floor)
            line = text[start : low - 1]
            if start >= low or _leaves(line, indent):
                break
            low = start
            if line.lstrip(" ").startswith("- ") and _indent_of(line) == indent - 2:
                break
    for _ in range(_BODY_LIMIT):
        end = _line_end(text, min(high + 1, len(text)))
        line = text[high + 1 : end]
        if high >= len(text) or _leaves(line, indent) or (line.startswith("- ", indent - 2) and indent >= 2):
            break
        high = end
    return low, high


def _leaves(line: str, indent: int) -> bool:
    """Return whether a line stands outside an object whose fields stand at `indent`."""
    if not line.strip():
        return False
    own = _indent_of(line)
    return line.startswith("---") or (own < indent and not (own == indent - 2 and line.lstrip().startswith("- ")))


def _data_entries(text: str, low: int, high: int, indent: int) -> Iterator[Span]:
    at = low
    inside = low == 0 and _indent_of(text[: _line_end(text, 0)]) > indent  # its `data:` line may have been cut off
    while at < high:
        end = min(_line_end(text, at), high)
        line = text[at:end]
        if _DATA_LINE.match(line):
            inside = _indent_of(line) + (2 if line.lstrip().startswith("- ") else 0) == indent
        elif line.strip() and _indent_of(line) <= indent:
            inside = False
        elif inside:
            entry = _ENTRY.match(line) or (None if ":" in line else _PLAIN_LINE.match(line))
            value = entry["v"].rstrip(" \t\r,") if entry is not None else ""
            bare = value.strip("\"'")
            if entry is not None and bare and "[REDACTED:" not in bare:
                start = at + entry.start("v") + value.index(bare)
                yield Span(start, start + len(bare), "kubernetes_secret", low, high)
        at = end + 1
