"""Secrets that stand apart from what tells of them: under a column's head, before their name, in a known document."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from cloud_assist.redaction.names import field_kind
from cloud_assist.redaction.tokens import Span
from cloud_assist.redaction.values import looks_chosen, plausible

_Q = r"\\{0,7}[\"']"
_VALUE_FIRST = re.compile(  # `"value": "…", "name": "DB_PASSWORD"`, in no order
    rf"[vV]alue(?:{_Q})?[ ]?[:=][ ]?(?:{_Q})?(?P<v>[^\s\"'\\,{{}}\[\]][^\s\"'\\,]{{2,8192}}+)(?:{_Q})?"
    rf"(?:,\s{{0,120}}+|\s{{1,120}}+)"
    rf"{_Q}?\w{{0,20}}?(?:[nN]ame|[kK]ey){_Q}?[ ]?[:=][ ]?(?:{_Q})?(?P<name>[\w.\-/]{{1,200}}+)"
)
_AFTER_VALUE = frozenset("\"'\\:= ")
_PAYLOAD = re.compile(
    rf"payload(?:{_Q})?:\s{{0,80}}+\{{?\s{{0,120}}+(?:{_Q})?data(?:{_Q})?:\s{{0,4}}(?:{_Q})?(?P<v>[A-Za-z0-9+/_\-]{{4,65536}}+={{0,2}})"
)
_VAULT_URL = re.compile(
    r"vault\.azure\.net/secrets/[^\n]{1,300}+\n(?:[^\n]{0,300}+\n){0,12}?[^\n\"']{0,80}[\"']?value[\"']?: {0,4}"
    r"(?:\"(?P<double>[^\"\n]{1,32768}+)\"|(?P<v>[^\s\"'][^\n]{0,32768}+))"
)
_DATA_TABLE = re.compile(r"={3,20} Data ={3,20}\s{0,8}\n[ ]*Key {2,80}Value[ \t\r]*\n[ ]*-+ +-+[ \t\r]*\n")
_DATA_ROW = re.compile(r"[ \t]*(?:\S{1,200}+) {2,200}+(?P<v>\S[^\n]{0,8192}+)")
_UNSEAL_KEYS = re.compile(rf"(?:unseal|recovery)_keys_\w{{1,10}}{_Q}?:[ ]?\[(?P<body>[^\[\]]{{1,8192}}+)\]")
_LONG_STRING = re.compile(r"[A-Za-z0-9+/]{20,128}+={0,2}")
_RESULT = re.compile(r"result\\{0,7}\": ?\\{0,7}\"(?P<v>[^\"\\\n]{3,512}+)")
_STATE_AROUND = 2000
"""Characters between a resource's type and its attributes in a state file."""

_SIMPLE: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("gcp_secret", "payload", _PAYLOAD),
    ("azure_secret", "vault.azure.net/secrets/", _VAULT_URL),
)

_HEADS = ("password", "secret", "token", "apikey", "api_key")
_HEAD = re.compile(r"[\w\-]{0,40}+(?=[ \t]*\||[ ]{2}|\t|[ \t\r]*$)", re.MULTILINE)
_ROWS = 200
_RULE_LINE = re.compile(r"[\s\-+=|:]*+")
_LONGEST_HEAD = 400
"""Characters of the line of heads, before and after one of them, at most."""
_ANOTHER_COLUMN = re.compile(r" {2}|\||\t")
_CELL_END = re.compile(r" {2}|\t|[ ]*\||[ ]*$")


def document_spans(text: str, lowered: str) -> Iterator[Span]:
    """Yield the secrets of documents and tables; `lowered` is `text` in lower case, of the same length."""
    for kind, literal, pattern in _SIMPLE:
        hit = lowered.find(literal)
        while hit >= 0:
            match = pattern.match(text, hit)
            if match is not None:
                yield Span(*match.span(match.lastgroup or 0), kind, *match.span())
            hit = lowered.find(literal, match.end() if match else hit + len(literal))
    yield from _values_before_names(text, lowered)
    if "= data =" in lowered:
        yield from _data_tables(text)
    for keys in _UNSEAL_KEYS.finditer(text) if "_keys_" in lowered else ():
        for key in _LONG_STRING.finditer(text, *keys.span("body")):
            yield Span(*key.span(), "vault_unseal_key", *keys.span())
    yield from _random_passwords(text)
    yield from _columns(text, lowered)


def _random_passwords(text: str) -> Iterator[Span]:
    """Yield what a Terraform state keeps as the result of a `random_password`, whose type stands before or after it."""
    hit = text.find("random_password")
    while hit >= 0:
        for at in (
            text.rfind("result", max(hit - _STATE_AROUND, 0), hit),
            text.find("result", hit, hit + _STATE_AROUND),
        ):
            if at >= 0 and (match := _RESULT.match(text, at)):
                yield Span(*match.span("v"), "password", min(at, hit), max(match.end(), hit + 15))
        hit = text.find("random_password", hit + 15)


def _values_before_names(text: str, lowered: str) -> Iterator[Span]:
    hit = lowered.find("value")
    while hit >= 0:
        end = hit + 5
        if text[end : end + 1] in _AFTER_VALUE and (match := _VALUE_FIRST.match(text, hit)):
            end = match.end("v")
            kind = field_kind(match["name"])
            if kind is not None and plausible(match["v"], kind, "quoted"):
                yield Span(*match.span("v"), kind, *match.span())
        hit = lowered.find("value", end)


def _data_tables(text: str) -> Iterator[Span]:
    """Yield what a table of a secret's data holds, whatever the keys are called."""
    for head in _DATA_TABLE.finditer(text):
        at = head.end()
        while row := _DATA_ROW.match(text, at):
            if "[REDACTED:" not in row["v"]:
                yield Span(*row.span("v"), "secret", head.start(), row.end())
            at = row.end() + 1


def _columns(text: str, lowered: str) -> Iterator[Span]:
    """Yield the cells under a column's head such as `PASSWORD`."""
    for name in _HEADS:
        done = 0
        while (hit := lowered.find(name, done)) >= 0:
            head = _HEAD.match(text, hit)
            done = hit + len(name)
            if head is None:
                continue
            start = _word_start(text, hit)
            line = text.rfind("\n", max(start - _LONGEST_HEAD, 0), start) + 1
            if not _is_table(text, line, start, done):
                continue
            kind = field_kind(text[start : head.end()])
            if kind is not None:
                done = yield from _cells(text, line, start, kind)


def _word_start(text: str, at: int) -> int:
    low = max(at - 40, 0)
    while at > low and (text[at - 1].isalnum() or text[at - 1] in "_-"):
        at -= 1
    return at


def _is_table(text: str, line: int, start: int, head: int) -> bool:
    """Return whether a column begins at `start`: the line has another one, or a rule under it."""
    end = text.find("\n", head, head + _LONGEST_HEAD)
    if end < 0 or not (text[line:start].endswith(("  ", "|", "| ", "\t")) or not text[line:start].strip()):
        return False
    below = text[end + 1 : end + 200].split("\n", 1)[0]
    return bool(below.strip()) and (
        _RULE_LINE.fullmatch(below) is not None or _ANOTHER_COLUMN.search(text[line:end].strip()) is not None
    )


def _cells(text: str, line: int, head: int, kind: str) -> Generator[Span, None, int]:
    """Yield the cells under the head that stands at `head` in the line that begins at `line`; return where they end."""
    column, bars, tabs = head - line, text.count("|", line, head), text.count("\t", line, head)
    at = text.find("\n", head) + 1
    for _ in range(_ROWS if at else 0):
        end = text.find("\n", at, at + 4000)
        end = end if end >= 0 else min(len(text), at + 4000)
        row = text[at:end]
        if not row.strip():
            break
        if not _RULE_LINE.fullmatch(row):
            start = _cell_start(row, column, bars, tabs)
            if start is None:
                break
            stop = _CELL_END.search(row, start)
            value = row[start : stop.start() if stop else len(row)].rstrip("\r ")
            if looks_chosen(value) and plausible(value, kind, "quoted") and " " not in value:
                yield Span(at + start, at + start + len(value), kind, line, end)
        at = end + 1
        if at >= len(text):
            break
    return max(at, head + 1)


def _cell_start(row: str, column: int, bars: int, tabs: int) -> int | None:
    """Return where the cell begins that stands under the head at `column`, None where the row has no such column."""
    if bars or tabs:
        mark, count = ("|", bars) if bars else ("\t", tabs)
        start = -1
        for _ in range(count):
            start = row.find(mark, start + 1)
            if start < 0:
                return None
        start += 1
        return start + len(row[start:]) - len(row[start:].lstrip(" "))
    return column if len(row) > column and row[column] != " " and (column == 0 or row[column - 1] in " \t") else None
