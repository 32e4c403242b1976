"""Sizes and ages in a request as conditions of `find`: "larger than 1GB", "in the last 7 days", "since yesterday"."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator

from cloud_assist.catalog.composed.condition import Condition
from cloud_assist.catalog.composed.port import Surroundings
from cloud_assist.catalog.composed.request import Found, Request
from cloud_assist.catalog.composed.said import Said

_UNIT = (
    r"(?P<unit>bytes?|b|k|kb|kib|kilobytes?|kbytes?|m|mb|mib|megabytes?|mbytes?|megs?|g|gb|gib|gigabytes?"
    r"|gbytes?|gigs?|t|tb|terabytes?)\b"
)
_SIZE_NEEDS = "byte k m g b t"
_MORE = Said(
    r"(?:sizes? )?(?:of |is |are )?(?:larger|bigger|greater|more|over|above|exceed(?:s|ing)?"
    r"|at least|minimum(?: of)?|>) ?(?:in size )?"
    rf"(?:than |of )?(?P<size>\d+|an?\b|one\b) ?{_UNIT}(?: in size)?",
    _SIZE_NEEDS,
)
_LESS = Said(
    r"(?:sizes? )?(?:of |is |are )?(?:smaller|less|lower|under|below|at most|up to"
    rf"|<) ?(?:in size )?(?:than )?(?P<size>\d+|an?\b|one\b) ?{_UNIT}"
    r"(?! ago)(?: in size)?",
    _SIZE_NEEDS,
)
_EXACT = Said(
    r"(?:exactly|whose size is|with (?:a )?size(?: of)?|of size|size(?:d)?(?: of"
    rf"| is)?) (?:exactly )?(?P<size>\d+|an?\b|one\b) ?{_UNIT}",
    _SIZE_NEEDS,
)
_BETWEEN_SIZES = Said(
    r"(?:sizes? )?(?:of )?(?:are |is )?(?:between|from) (?P<least>\d+) ?(?:k|m|g|kb|mb"
    rf"|gb|bytes)? ?(?:and|to|-) ?(?P<most>\d+) ?{_UNIT}",
    "between from",
)
_BYTES = {"b": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}

_TIME = r"(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\b"
_AGE_NEEDS = "minute min hour hr day week month year second"
_ACTED = (
    r"(?:(?:that |which )?(?:(?:were|was|have been|has been|had been|have|has|are|is|been|last|recently|got) )*"
    r"(?P<no>not (?:been |yet )?)?(?:been )?(?:last )?(?P<act>modified|changed|updated|edited"
    r"|touched|written|accessed|read|used|opened"
    r"|created|added|status changed|modification|access)(?: times?)? ?(?:in )?)?"
)
_RECENT = Said(
    rf"{_ACTED}(?:(?:with)?in(?:side)?(?: the)? (?:last|past|previous|recent) "
    r"|within (?:the )?(?=\d|an? ))(?:(?P<count>\d+) ?"
    rf"|an? )?{_TIME}",
    _AGE_NEEDS,
)
_LAST = Said(
    rf"{_ACTED}(?:for|during|over|of|from)? ?(?:the )?(?:last|past) (?:(?P<count>\d+) ?|an? )?{_TIME}", _AGE_NEEDS
)
_BETWEEN_AGO = Said(rf"{_ACTED}(?:between )?(?P<least>\d+) ?(?:-|to|and) ?(?P<most>\d+) {_TIME} ago", "ago")
_AGO = Said(
    rf"{_ACTED}(?P<how>more than|over|at least|earlier than|before|less than|under|within|exactly|about)? ?"
    rf"(?:(?P<count>\d+) ?|an? ){_TIME} ago",
    "ago",
)
_OLDER = Said(
    rf"{_ACTED}(?P<how>older|newer|younger|not older|no older|not newer) than (?:(?P<count>\d+) ?"
    rf"|an? |the last )?{_TIME}(?: old)?",
    "er",
)
_OLD = Said(rf"(?P<how>more than|over|at least|less than)? ?(?P<count>\d+) {_TIME} old", "old")
_UNTOUCHED = Said(
    r"not (?:been )?(?P<act>modified|changed|updated|accessed|read|used|touched) (?:for"
    rf"|in|since)(?: the)?(?: last)? (?:(?P<count>\d+) |an? ){_TIME}",
    "not",
)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DAY = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})(?:,? \d{{4}})?|\d{{4}}/\d{{1,2}}/\d{{1,2}})"
)
_BETWEEN = Said(
    rf"{_ACTED}(?:between|from) (?:the )?(?P<first>{_DAY}) (?:and|to|until) (?:the )?(?P<last>{_DAY})", "- 1 2"
)
_SIDE = Said(
    rf"{_ACTED}(?P<how>after|since|before|until|on|no(?:t|t earlier)? newer than"
    r"|not older than|newer than|older than|later than"
    rf"|earlier than) (?:the )?(?P<day>{_DAY})",
    "- 1 2",
)
_TODAY = Said(
    rf"{_ACTED}(?P<how>since |on |before )?(?P<day>today|yesterday(?: or later)?|this (?:week|month"
    r"|year))\b",
    "today yesterday this",
)
_NEWER = Said(
    rf"{_ACTED}(?P<how>newer|older|more recent(?:ly)?|later"
    r"|earlier) than (?:the )?(?:file )?(?P<file>«[pqf]\w+»)",
    "than",
)
_LETTER = {
    "accessed": "a",
    "read": "a",
    "used": "a",
    "opened": "a",
    "access": "a",
    "created": "c",
    "added": "c",
    "status changed": "c",
}
_ACT = {"a": "accessed", "c": "changed in its data or state", "m": "modified"}
_DAYS = {"d": 1, "w": 7, "mo": 30, "y": 365}


def sizes(request: Request) -> Iterator[Condition]:
    """Take what a request says of sizes."""
    between = request.take(_BETWEEN_SIZES)
    if between is not None:
        scale = _BYTES.get(_unit(between), 1)
        least, most = (int(between[name]) * scale for name in ("least", "most"))
        yield Condition(
            f"-size +{max(least - 1, 0)}c -size -{most + 1}c", f"of {between['least']} to {_told(between, 'most')}"
        )
    while (found := request.take(_MORE)) is not None:
        number, unit = _number(found), found.masked("unit")[0]
        at_least = "at least" in found.match[0] or "minimum" in found.match[0]
        if at_least or unit == "b":
            bytes_ = number * _BYTES.get(unit, 1) - at_least
            yield Condition(f"-size +{bytes_}c", f"{'of at least' if at_least else 'larger than'} {_told(found)}")
        elif unit == "t":
            yield Condition(f"-size +{number * 1024}G", f"larger than {_told(found)}")
        else:
            yield Condition(f"-size +{number}{_letter(unit)}", f"larger than {_told(found)}")
    while (found := request.take(_LESS)) is not None:
        # find rounds up to whole units: `-size -1M` is true of empty files only.
        bytes_ = _number(found) * _BYTES.get(_unit(found), 1)
        yield Condition(f"-size -{bytes_}c", f"smaller than {_told(found)}")
    while (found := request.take(_EXACT)) is not None:
        bytes_ = _number(found) * _BYTES.get(_unit(found), 1)
        yield Condition(f"-size {bytes_}c", f"of {_told(found)}") if bytes_ else Condition("-empty", "empty")


def _number(found: Found) -> int:
    return int(found["size"]) if found["size"].isdecimal() else 1


def _unit(found: Found) -> str:
    return found.masked("unit")[0]


def _letter(unit: str) -> str:
    return unit if unit == "k" else unit.upper()


def _told(found: Found, group: str = "size") -> str:
    unit = _unit(found)
    return f"{found[group]} {'bytes' if unit == 'b' else unit.upper() + 'B'}"


def ages(request: Request, around: Surroundings) -> Iterator[Condition]:
    """Take what a request says of when something was modified, accessed or changed."""
    for said, read in (
        (_BETWEEN, _between_days),
        (_SIDE, _on_one_side),
        (_BETWEEN_AGO, _between_ago),
        (_AGO, _ago),
        (_OLDER, _older),
        (_UNTOUCHED, _untouched),
        (_RECENT, _recent),
        (_LAST, _recent),
        (_OLD, _older),
        (_NEWER, _than_a_file),
        (_TODAY, _named_day),
    ):
        while (found := request.take(said)) is not None:
            yield from read(found, around)


def _act(found: Found) -> str:
    return _LETTER.get(found.masked("act"), "m") if "act" in found.match.re.groupindex else "m"


def _span(found: Found, sign: str, count: int) -> Condition:
    """Return the condition of one span of time, in whole days where it is some."""
    act, unit = _act(found), found.masked("unit")
    how = {"-": "less than", "+": "more than", "": "just"}[sign]
    plural = unit.rstrip("s") + ("s" if count != 1 else "")
    says = f"{_ACT[act]} {how} {count} {plural} ago"
    if unit.startswith(("min", "hour", "hr", "sec")):
        minutes = count * 60 if unit.startswith("h") else count if unit.startswith("min") else max(count // 60, 1)
        return Condition(f"-{act}min {sign}{minutes}", says)
    days = count * _DAYS["mo" if unit.startswith("mo") else unit[0]]
    return Condition(f"-{act}time {sign}{days}", says)


def _count(found: Found, group: str = "count") -> int:
    return int(found[group] or 1)


def _recent(found: Found, _around: Surroundings) -> Iterator[Condition]:
    yield _span(found, "+" if found.masked("no") else "-", _count(found))


def _untouched(found: Found, _around: Surroundings) -> Iterator[Condition]:
    yield _span(found, "+", _count(found))


def _ago(found: Found, _around: Surroundings) -> Iterator[Condition]:
    how = found.masked("how")
    sign = "-" if how in {"less than", "under", "within"} else "+" if how and how not in {"exactly", "about"} else ""
    yield _span(found, sign, _count(found))


def _between_ago(found: Found, _around: Surroundings) -> Iterator[Condition]:
    yield _span(found, "+", max(_count(found, "least") - 1, 0))
    yield _span(found, "-", _count(found, "most") + 1)


def _older(found: Found, _around: Surroundings) -> Iterator[Condition]:
    recent = found.masked("how") in {"newer", "younger", "not older", "no older", "less than"}
    yield _span(found, "-" if recent else "+", _count(found))


def _than_a_file(found: Found, _around: Surroundings) -> Iterator[Condition]:
    from cloud_assist.catalog.composed.quoting import path

    older = found.masked("how") in {"older", "earlier"}
    act = _act(found)
    option = "-newer" if act == "m" else f"-{act}newer"
    yield Condition(
        f"{'! ' if older else ''}{option} {path(found['file'])}", f"{'not ' if older else ''}newer than that file"
    )


def _since(letter: str, day: datetime.date) -> Condition:
    return Condition(f"-newer{letter}t {day}", f"{_ACT[letter]} since {day}")


def _before(letter: str, day: datetime.date) -> Condition:
    return Condition(f"! -newer{letter}t {day}", f"{_ACT[letter]} before {day}")


def _named_day(found: Found, around: Surroundings) -> Iterator[Condition]:
    letter, today, name, how = _act(found), around.today, found.masked("day"), found.masked("how").strip()
    first = {
        "today": today,
        "yesterday": today - datetime.timedelta(days=1),
        "this week": today - datetime.timedelta(days=today.weekday()),
        "this month": today.replace(day=1),
        "this year": today.replace(month=1, day=1),
    }[name.removesuffix(" or later")]
    if how == "before":
        yield _before(letter, first)
        return
    yield _since(letter, first)
    if name == "yesterday" and how != "since":
        yield _before(letter, today)


def _between_days(found: Found, around: Surroundings) -> Iterator[Condition]:
    first, last = _date(found.masked("first"), around.today), _date(found.masked("last"), around.today)
    if first is not None and last is not None:
        yield _since(_act(found), first)
        yield _before(_act(found), last + datetime.timedelta(days=1))


def _on_one_side(found: Found, around: Surroundings) -> Iterator[Condition]:
    day, how, letter = _date(found.masked("day"), around.today), found.masked("how"), _act(found)
    if day is None:
        return
    if how in {"before", "until", "older than", "earlier than", "not newer than", "no newer than"}:
        yield _before(letter, day)
        return
    yield _since(letter, day)
    if how == "on":
        yield _before(letter, day + datetime.timedelta(days=1))


def _date(text: str, today: datetime.date) -> datetime.date | None:
    """Return the day that a text names, the last one of that name where it has no year; None for one that never was."""
    words = text.replace(",", " ").replace("-", " ").replace("/", " ").replace(" of ", " ").split()
    names = [name.lower() for name in calendar.month_abbr]
    named = next((word for word in words if word[:3] in names), None)
    numbers = [int("".join(c for c in word if c.isdecimal())) for word in words if word[0].isdecimal()]
    try:
        if named is None:
            return datetime.date(*numbers)
        year = max(numbers) if len(numbers) > 1 else today.year
        day = datetime.date(year, names.index(named[:3]), min(numbers))
        return day if len(numbers) > 1 or day <= today else day.replace(year=year - 1)
    except (TypeError, ValueError):
        return None
