"""Secrets known by the name they are stored under: `DB_PASSWORD=…`, `"SecretAccessKey": "…"`, `Authorization: …`.

A field is a name, a separator and a value, in any of the shapes that tools print: env and ini lines, JSON (also inside
a JSON string), YAML, HCL, tables, headers, command-line options, name/value pairs, connection strings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cloud_assist.redaction.names import field_kind
from cloud_assist.redaction.tokens import Span
from cloud_assist.redaction.values import LONG, plausible

# Where one of these stands (lower case), a field's name may be at hand.
_HINTS = (
    "pass", "pw", "secret", "token", "key", "auth", "credential", "plaintext", "dsn", "psk", "connection", "sig=",
    "signature", "_pat", "-pat", "pat=", "pat:", "pat\"", "pat'", "pat>", "device_code", "devicecode",
    "samlresponse", "samlrequest", "encrypt",
)  # fmt: skip

_NAME_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-")
_NAME_REST = re.compile(r"[A-Za-z0-9_.\-]{0,60}+")
_SPACED_NAME = re.compile(
    r"(?i)(?>(?:[ ](?:access|key|token|value|secret|string|id|phrase|code|password)(?![A-Za-z0-9_])){1,3})"
)
_WORD_BEFORE = re.compile(r"([A-Za-z]{2,20})[ ]\Z")
_SEPARATOR = re.compile(
    r"(?:\\{0,7}[\"'])?\]?[ \t]{0,80}+(?:=>|:=|=|:(?![:/])|[|│┃║](?!\|))[ \t]{0,80}+(?:!!\w{1,20} )?"
)
_BETWEEN = r"(?:,\s{0,120}+|(?<=\s)|\s{1,120}+)(?:[+\-][ ]{0,80}+)?"  # a comma or a line end, and a diff's mark
_PAIR = re.compile(  # the rest of `"name": "DB_PASSWORD", "value": "…"`, with up to one short field between
    r"(?:\\{0,7}[\"'])?[ \t]{0,9}+"
    + _BETWEEN
    + r"(?:\\{0,7}[\"']?\w{1,30}\\{0,7}[\"']?[ ]{0,5}[:=][ ]{0,5}\\{0,7}[\"']?[\w.\-]{0,40}\\{0,7}[\"']?"
    + _BETWEEN
    + r")??"
    r"\\{0,7}[\"']?\w{0,20}[vV]alue\\{0,7}[\"']?[ ]{0,20}[:=][ ]{0,20}"
)
_NESTED = re.compile(  # the rest of `"db_password": {"sensitive": true, "type": "string", "value": "…"}`
    r"\\{0,7}[\"']?\s{0,5}[:=]\s{0,5}\{\s{0,80}+"
    r"(?:\\{0,7}[\"']\w{1,30}\\{0,7}[\"']\s{0,5}:\s{0,5}[\"\w\\]{1,60}\s{0,5},\s{0,80}+){0,3}?"
    r"\\{0,7}[\"']value\\{0,7}[\"']\s{0,5}:\s{0,5}"
)
_COLUMN_GAP = re.compile(
    r"(?:[ ]{0,80}+\t|[ ]{2,80}+)[ \t]{0,80}+(?=\S{6,600}+(?:[ \t\r]*+$|[ ]{2}|[ ]?\t))", re.MULTILINE
)
_ELEMENT = re.compile(r">\s{0,80}+(?P<v>[^<>\n\s][^<>\n]{2,4096}+)</")
_ELEMENT_AFTER = re.compile(r"</\w{1,40}>\s{0,80}+<\w{1,40}>(?P<v>[^<>\n]{3,4096}+)</")  # <key>Password</key><string>…
_OPTION_GAP = re.compile(r"[ \t]{1,8}(?=[^\s\-<\[{(|])")
_SAID_GAP = re.compile(r"[ ](?:is|was|to|as)(?: now| set to)?:?[ ]")
_SAID_FOR_GAP = re.compile(r"[ ](?:is|was|for|of)[ ][^\n:]{1,80}+(?::[^\n: ]{1,80}+)?:[ ]")
_WORD_GAP = re.compile(r"[ ](?=[\"'`]?[^\s\"'`]{7,128}+)")
_COMMA_GAP = re.compile(r"\\{0,7}[\"'][ ]?\]?,[ ]?(?=\\{0,7}[\"'])|,(?=[^\s,\"']{6,4096}+[ \t\r]*+$)", re.MULTILINE)
_WITH_SEPARATOR = ((_SEPARATOR, "field"), (_NESTED, "field"))
_QUOTED = ((_PAIR, "pair"), (_COMMA_GAP, "comma"))
_NEXT_LINE = ((_PAIR, "pair"),)
_BLANK = (
    (_OPTION_GAP, "option"),
    (_OPTION_GAP, "set"),
    (_COLUMN_GAP, "column"),
    (_SAID_GAP, "said"),
    (_SAID_FOR_GAP, "said"),
    (_WORD_GAP, "word"),
)
_WITHOUT_SEPARATOR = {
    **dict.fromkeys("\"'\\,", _QUOTED),
    **dict.fromkeys("\r\n", _NEXT_LINE),
    " ": _BLANK,
    "\t": _BLANK,
}
"""Shapes by the character after a name."""
_ARROW = re.compile(r"[\"']?[ \t]{1,8}->[ \t]{1,8}")
_VALUE = re.compile(
    r"\\{1,7}\"(?P<escaped>[^\"\n]{1,16384}?)\\{1,7}\""
    r"|\"(?P<double>(?>(?:[^\"\\\n]|\\.){1,32768}))"
    r"|'(?P<single>(?>(?:[^'\\\n]|\\.){1,32768}))"
    r"|(?P<block>[|>][-+0-9]{0,2}[ \t\r]{0,9}\n)"
    r"|(?P<bare>[^\s\"'`,;&|<>(){}\[\]\\](?>(?:[^\s\"'`;&|<>\\]|\\(?![nrt\"'\\])){0,8192}))"
)
_NEXT_PAIR = re.compile(r",(?=[A-Za-z_][\w\-.]{0,60}+=)")
_BEFORE_ASSIGNMENT = frozenset(
    {"export", "set", "-", "ENV", "ARG", "-x", "+", "setenv", "-e", "--env", "--build-arg", "-D"}
)
_SETTERS = frozenset({"ENV", "setx", "setenv", "-gx", "-Ux", "-x", "-xg", "-xU"})
"""Words after which a name and its value stand side by side."""
_SETTERS_END = frozenset(word[-1] for word in _SETTERS)
_LINE_MARKS = frozenset("\"'|>│\\:]")
"""Last characters of what logs, quotes and greps put before a line."""
_WHOLE_LINE = re.compile(r"(?>(?:[^\s\"'`\\]|\\(?![nrt\"'\\]))+)")
_LONGEST_BLOCK = 65_536


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
            kind, end = _kind_at(text, start, done)
            if kind is not None and not _inside_an_arn(text, start, end):
                spans, done = _field(text, start, end, kind)
                yield from spans


def _kind_at(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return the kind of the field whose name begins at `start`, and where it ends: `Secret access key` has blanks."""
    name = text[start:end].strip("-.")
    if text[end : end + 1] == " " and (more := _SPACED_NAME.match(text, end)) and _SEPARATOR.match(text, more.end()):
        return field_kind(name + more[0].title().replace(" ", "")), more.end()
    if len(name) == 3 and name.lower() == "key" and (before := _WORD_BEFORE.search(text, max(start - 21, 0), start)):
        name = before[1] + "Key"
    return field_kind(name), end


def _inside_an_arn(text: str, start: int, end: int) -> bool:
    """Tell the resource type of `arn:aws:secretsmanager:eu-west-1:123456789012:secret:db` from a field's name."""
    return text[start - 1 : start] == ":" and text[end : end + 1] == ":" and text[end + 1 : end + 2] not in {" ", '"'}


def _name_start(text: str, hit: int) -> int:
    start = hit
    low = max(hit - 64, 0)
    while start > low and text[start - 1] in _NAME_CHARS:
        start -= 1
    escaped = text[start - 1 : start] == "\\" and text[start] in "nrt"  # of a line break in a JSON string
    return start + 1 if escaped and start < hit else start


def _field(text: str, start: int, end: int, kind: str) -> tuple[list[Span], int]:
    """Return the secrets of the field whose name is `text[start:end]`, and where to go on looking."""
    shapes = _WITH_SEPARATOR if _SEPARATOR.match(text, end) else _WITHOUT_SEPARATOR.get(text[end : end + 1], ())
    for expression, how in shapes:
        gap = expression.match(text, end)
        value = _value(text, start, gap, how) if gap and _can_be(how, text, start, kind) else None
        if value is None:
            continue
        first, last, shape = value
        changed = _changed_value(text, start, last, kind)
        if plausible(text[first:last], kind, shape):
            return [Span(first, last, kind, start, last), *changed], last
        if how in _WEAK:
            continue
        # No secret itself, it may hold one; but a long one is not gone through again from each name in it.
        return changed, last if last - first > LONG else end
    return _elements(text, start, end, kind)


_WEAK = frozenset({"option", "set", "column", "comma", "said"})
"""Shapes that another may follow, where the first shows nothing that can be a secret."""


def _can_be(how: str, text: str, start: int, kind: str) -> bool:
    """Return whether a name can stand in such a shape, by what stands before it."""
    if how == "option":
        return text.startswith("-", start)
    if how == "set":
        return text[start - 2 : start - 1] in _SETTERS_END and (
            _word_before(text, start).removeprefix("b").lstrip("\"'") in _SETTERS
        )
    if how == "column":
        return _begins_line(text, start)
    if how == "comma":
        return text[start - 1 : start] in {'"', "'"} or _begins_line(text, start)
    if how == "word":
        return kind in {"password", "login_password"}
    return True


def _elements(text: str, start: int, end: int, kind: str) -> tuple[list[Span], int]:
    """Return the secret of an XML element of that name, or of the element after the one that holds the name."""
    expression = {"<": _ELEMENT, ">": _ELEMENT_AFTER}.get(text[start - 1 : start])
    element = expression.match(text, end) if expression else None
    if element is None or not plausible(element["v"], kind, "quoted"):
        return [], end
    return [Span(*element.span("v"), kind, start, element.end())], element.end()


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
    if match.lastgroup == "block":
        return _block(text, start, last) if ":" in gap[0] else None
    if how in {"comma", "said", "word"}:
        return first, _without_stops(text, first, last), how
    if match.lastgroup != "bare":
        return first, last, "quoted"
    if how in {"option", "column", "set"}:
        return first, last, how
    separator = gap[0].strip(" \t\"'\\]")
    if separator[:1] == "=" and gap[0] == "=" and _begins_line(text, start):
        whole = _WHOLE_LINE.match(text, first)
        return first, whole.end() if whole else last, "line"
    if following := _NEXT_PAIR.search(text, first, last):
        last = following.start()
    last = _without_stops(text, first, last)
    if separator[:1] in {"=", "|", "│", "┃", "║"}:
        return first, last, "assigned"
    return first, last, "alone" if _ends_line(text, last) else "prose"


def _without_stops(text: str, first: int, last: int) -> int:
    while last > first + 1 and text[last - 1] in ",.)]}":
        last -= 1
    return last


def _block(text: str, start: int, at: int) -> tuple[int, int, str] | None:
    """Return the extent of a YAML block: the lines from `at` that stand deeper than the name at `start`.

    What stands before the name (blanks, a log's stamp) is as wide on each line.
    """
    width = start - text.rfind("\n", max(start - 200, 0), start) - 1
    if text[start - 1 : start] in {'"', "'"}:
        width = 0  # the first line of a string
    first, last = -1, at
    while last < len(text) and last - at < _LONGEST_BLOCK:
        end = text.find("\n", last, last + 8192 + width)
        end = end if end >= 0 else min(len(text), last + 8192)
        line = text[last + width : end]
        if not line.strip() or line[0] not in " \t":
            break
        first = first if first >= 0 else last + width + len(line) - len(line.lstrip())
        stop = end - (len(line) - len(line.rstrip()))
        last = end + 1
    return (first, stop, "quoted") if first >= 0 else None


def _word_before(text: str, start: int) -> str:
    words = text[max(text.rfind("\n", max(start - 40, 0), start) + 1, start - 40) : start].split()
    return words[-1] if words else ""


def _begins_line(text: str, start: int) -> bool:
    """Return whether an assignment begins here: a line, an option's value, a string in a list of them."""
    word = _word_before(text, start)
    return not word or word[-1] in _LINE_MARKS or word in _BEFORE_ASSIGNMENT


def _ends_line(text: str, end: int) -> bool:
    stop = text.find("\n", end, end + 80)
    rest = text[end : stop if stop >= 0 else end + 80].strip()
    return not rest or rest[0] in ",#}]|)\\\"'"
