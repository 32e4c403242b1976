"""Spans of time in a request ("this month", "since yesterday", "the last 2 hours") as points in time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_DATE = r"\d{4}-\d{2}-\d{2}"
_UNIT = "minute|hour|day|week|month|year"
_BETWEEN = re.compile(rf"\b(?:from|between)\s+({_DATE})\s+(?:to|until|till|through|and)\s+({_DATE})\b")
_ONE_DATE = re.compile(rf"\b(?:(since|after|from)|on)\s+({_DATE})\b(?!T)")
_ROLLING = re.compile(
    rf"\b(?:last|past)\s+(\d+)\s+({_UNIT})s?\b|\b(?:last|past)\s+(minute|hour|day)\b|\bpast\s+({_UNIT})\b"
)
_NAMED = re.compile(r"\b(since\s+)?(?:(this|last|previous)\s+(week|month|year)|(today|yesterday))\b")
_SHORT = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time; its end belongs to it no more."""

    start: datetime
    end: datetime


def span_in(request: str, now: datetime) -> Span | None:
    """Return the span of time that a request names, or None.

    "last month" is the calendar month before this one, "the past month" the time until `now`.

    Args:
        request: as typed.
        now: with the person's time zone; days begin at its midnight.
    """
    text = request.lower()
    if found := _BETWEEN.search(text):
        return _checked(found[1], found[2], now)
    if found := _ONE_DATE.search(text):
        return _checked(found[2], "" if found[1] else found[2], now)
    if found := _ROLLING.search(text):
        return Span(_back(now, int(found[1] or 1), found[2] or found[3] or found[4]), now)
    if found := _NAMED.search(text):
        start, end = _named(found[2] or "", found[3] or found[4], now)
        return Span(start, now if found[1] else min(end, now))
    return None


def written(moment: datetime, *, as_date: bool) -> str:
    """Return a point in time as a date, or with its time: 2030-06-12T00:00:00Z."""
    return moment.date().isoformat() if as_date else moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def dates(span: Span) -> tuple[str, str]:
    """Return the first day of a span and the day behind its last, which is never the first one itself."""
    first, last = span.start.date(), span.end.date()
    return first.isoformat(), (last if last > first else first + timedelta(days=1)).isoformat()


def _checked(first: str, last: str, now: datetime) -> Span | None:
    """Return the span of two dates; `last` "" is `now`, and the same date a whole day. None for dates that are none."""
    try:
        start = datetime.fromisoformat(first).replace(tzinfo=now.tzinfo)
        end = datetime.fromisoformat(last).replace(tzinfo=now.tzinfo) if last else now
    except ValueError:
        return None
    return Span(start, end + timedelta(days=1) if first == last else end)


def _back(now: datetime, count: int, unit: str) -> datetime:
    """Return the time some units ago."""
    if unit in _SHORT:
        return now - count * _SHORT[unit]
    months = now.year * 12 + now.month - 1 - count * _MONTHS[unit]
    first = now.replace(year=months // 12, month=months % 12 + 1, day=1)
    return first + min(timedelta(days=now.day - 1), _month_after(first) - first - timedelta(days=1))


def _month_after(moment: datetime) -> datetime:
    return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)


def _named(which: str, unit: str, now: datetime) -> tuple[datetime, datetime]:
    """Return the start of a calendar unit, and of the one behind it: "this month", "last year", "yesterday"."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in {"today", "yesterday"}:
        start = midnight - timedelta(days=unit == "yesterday")
        return start, start + timedelta(days=1)
    if unit == "week":
        start = midnight - timedelta(days=midnight.weekday(), weeks=which != "this")
        return start, start + timedelta(weeks=1)
    start = midnight.replace(day=1, month=midnight.month if unit == "month" else 1)
    if which == "this":
        return start, now
    return _back(start, 1, unit), start
