"""Dates and times: now, in a format, in some days, from and to seconds since 1970."""

from __future__ import annotations

from collections.abc import Iterator

from cloud_assist.catalog.composed.port import Composed, Surroundings
from cloud_assist.catalog.composed.quoting import quoted
from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said

_ABOUT = Said(
    r"\b(?:current|today's|yesterday's|tomorrow's|system|present|local|utc|now)\b.*\b(?:date|time"
    r"|year|month|day|weekday|week number|hour)\b"
    r"|\b(?:date|time)\b.*\b(?:now|today|yesterday|tomorrow|utc|(?:days?|weeks?"
    r"|months?|years?) ago|(?:days?|weeks?|months?|years?) from|in \d+|last"
    r"|next|format|week|epoch|timestamp)\b"
    r"|\bday of (?:the )?(?:week|year)\b|\bweek number\b"
    r"|^format the (?:current )?(?:date|time)\b|\b(?:what|which) (?:date|day|time"
    r"|weekday)\b|\b(?:epoch|seconds since 1970|unix (?:time|timestamp)"
    r"|timestamp)\b|^(?:show|print|display)(?: me)?(?: the)? (?:date|time)(?: and (?:the )?(?:date"
    r"|time))?$",
    "date time day epoch timestamp year month week hour seconds",
)
_OF_FILES = Said(
    r"\b(?:files?|modif\w+|access\w*|directory|directories|touch|processes|modification)\b|«[pfge]\w+»",
    "file modif access direct touch process «",
)
_FROM_EPOCH = Said(
    r"\b(?:epoch|timestamp|unix time|seconds)\b.*?(?P<n>\d{8,11})|(?P<m>\d{9,11})\b.*\b(?:to|as"
    r"|into|date)",
    "epoch timestamp unix date",
)
_EPOCH = Said(
    r"\bepoch\b|\bunix (?:time|timestamp)|\bseconds since\b|\bas (?:a )?timestamp|\bcurrent timestamp",
    "epoch unix seconds timestamp",
)
_SPAN = Said(
    r"\b(?:in |after )?(?P<n>\d+|a|an|one) (?P<unit>second|minute|hour|day|week|month"
    r"|year)s?\b ?(?P<when>ago|before|earlier|from now|from today|later|ahead|after|back"
    r"|in the past|in the future)?",
    "second minute hour day week month year",
)
_DAY = Said(
    r"\b(?P<day>yesterday|tomorrow)\b|\b(?P<which>next|last) (?P<unit>monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday|week|month|year)\b",
    "yesterday tomorrow next last",
)
_FORMAT = Said(
    r"\b(?:in|using|as|with)(?: the| a)?(?: format)? (?P<format>{q}"
    r"|[ymdhs]{1,4}(?:[-/:. ]?[ymdhs]{1,4}){1,5})(?: format)?(?:$|[ ,.])|\bformat(?:ted)?(?: (?:as"
    r"|like|of|is))? (?P<other>{q}|[ymdhs]{1,4}(?:[-/:. ]?[ymdhs]{1,4}){1,5})",
    "format in as using with",
)
_PARTS = (
    (Said(r"\b(?:iso|iso-?8601)\b", "iso"), "%Y-%m-%dT%H:%M:%S%z"),
    (Said(r"\bday of (?:the )?week\b|\bweekday\b|\b(?:what|which) day is", "week day"), "%A"),
    (Said(r"\bday of (?:the )?year\b", "year"), "%j"),
    (Said(r"\bweek number\b|\bnumber of the week", "week"), "%V"),
    (Said(r"\b(?:current|only the|the|this) year\b", "year"), "%Y"),
    (Said(r"\b(?:current|only the|the|this) month\b(?! and)", "month"), "%B"),
    (Said(r"\bcurrent hour\b", "hour"), "%H"),
    (Said(r"\b(?:only (?:the )?|just (?:the )?|current )time\b(?! and)", "time"), "%H:%M:%S"),
)
_UTC = Said(r"\b(?:utc|gmt|universal time)\b", "utc gmt universal")
_LETTERS = {"y": "%Y", "d": "%d", "h": "%H", "s": "%S"}
_BSD_UNITS = {"second": "S", "minute": "M", "hour": "H", "day": "d", "week": "w", "month": "m", "year": "y"}


def dates(request: Request, around: Surroundings) -> Iterator[Composed]:
    """Yield `date` for a request about dates and times."""
    if not request.says(_ABOUT) or request.says(_OF_FILES):
        return
    given = request.find(_FROM_EPOCH)
    words, says = ["date"], "Print the date and time"
    if request.says(_UTC):
        words.append("-u")
    if given is not None:
        seconds = given["n"] or given["m"]
        words.append(f"-r {seconds}" if around.bsd else f"-d @{seconds}")
        says = f"Print the date of {seconds} seconds since 1970"
    elif request.says(_EPOCH):
        words.append("+%s")
        says = "Print the seconds since 1970"
    else:
        moment = _moment(request, around)
        words += [moment] if moment else []
    form = "" if words[-1] == "+%s" else _format(request)
    words += [f"+{form}" if form.replace("%", "").replace("-", "").isalnum() else quoted(f"+{form}")] if form else []
    yield Composed(" ".join(words), says)


def _moment(request: Request, around: Surroundings) -> str:
    """Return the option for another moment than now, or ""."""
    day = request.find(_DAY)
    if day is not None:
        named = day.masked("day")
        if around.bsd:
            return {"yesterday": "-v-1d", "tomorrow": "-v+1d"}.get(
                named, "-v+1w" if day.masked("which") == "next" else "-v-1w"
            )
        return f"-d {named}" if named else f"-d {quoted(day.match[0])}"
    span = request.find(_SPAN)
    if span is None or "timestamp" in request.whole:
        return ""
    count, unit = span["n"] if span["n"].isdecimal() else "1", span.masked("unit")
    past = span.masked("when") in {"ago", "before", "earlier", "back", "in the past"}
    if around.bsd:
        return f"-v{'-' if past else '+'}{count}{_BSD_UNITS[unit]}"
    return f"-d {quoted(f'{count} {unit}s ago' if past else f'{count} {unit}s')}".replace("1 days", "1 day")


def _format(request: Request) -> str:
    """Return the format that a request names, as date takes it; "" for none."""
    found = request.find(_FORMAT)
    if found is not None:
        text = found["format"] or found["other"]
        return text.removeprefix("+") if "%" in text else _as_format(text)
    return next((form for said, form in _PARTS if request.says(said)), "")


def _as_format(text: str) -> str:
    """Return "YYYY-MM-DD HH:MM" as "%Y-%m-%d %H:%M"; m is a minute behind an hour, a month elsewhere."""
    shown, at, hours = "", 0, False
    while at < len(text):
        letter = text[at].lower()
        end = at
        while end < len(text) and text[end].lower() == letter:
            end += 1
        if letter in _LETTERS or letter == "m":
            shown += (
                ("%M" if hours else "%m")
                if letter == "m"
                else "%y"
                if letter == "y" and end - at == 2
                else _LETTERS[letter]
            )
            hours = hours or letter == "h"
        else:
            shown += text[at:end].replace("%", "%%")
        at = end
    return shown
