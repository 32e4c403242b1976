"""A span of time in a request becomes two points in time."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.spans import dates, span_in
from tests.catalog.small_vocabulary import NOW


@pytest.mark.parametrize(
    ("request_", "start", "end"),
    [
        ("costs of this month", "2030-06-01T00:00", "2030-06-12T12:00"),
        ("costs of last month", "2030-05-01T00:00", "2030-06-01T00:00"),
        ("costs of the past month", "2030-05-12T12:00", "2030-06-12T12:00"),
        ("costs of last year", "2029-01-01T00:00", "2030-01-01T00:00"),
        ("what did we spend this year", "2030-01-01T00:00", "2030-06-12T12:00"),
        ("costs of the last 3 months", "2030-03-12T12:00", "2030-06-12T12:00"),
        ("logs of last week", "2030-06-03T00:00", "2030-06-10T00:00"),
        ("logs since last week", "2030-06-03T00:00", "2030-06-12T12:00"),
        ("logs of this week", "2030-06-10T00:00", "2030-06-12T12:00"),
        ("events of yesterday", "2030-06-11T00:00", "2030-06-12T00:00"),
        ("events since yesterday", "2030-06-11T00:00", "2030-06-12T12:00"),
        ("events of today", "2030-06-12T00:00", "2030-06-12T12:00"),
        ("traces of the last hour", "2030-06-12T11:00", "2030-06-12T12:00"),
        ("traces of the past 30 minutes", "2030-06-12T11:30", "2030-06-12T12:00"),
        ("costs since 2030-01-31", "2030-01-31T00:00", "2030-06-12T12:00"),
        ("costs from 2030-01-01 to 2030-02-01", "2030-01-01T00:00", "2030-02-01T00:00"),
        ("costs on 2030-01-31", "2030-01-31T00:00", "2030-02-01T00:00"),
    ],
)
def test_a_span_is_read(request_: str, start: str, end: str) -> None:
    span = span_in(request_, NOW)
    assert span is not None
    assert (span.start.isoformat()[:16], span.end.isoformat()[:16]) == (start, end)


@pytest.mark.parametrize("request_", ["show the last commit", "costs by service", "costs since 2030-02-31", "the past"])
def test_what_is_no_span_is_none(request_: str) -> None:
    assert span_in(request_, NOW) is None


def test_months_of_different_lengths_meet_at_their_last_day() -> None:
    span = span_in("the past month", NOW.replace(month=3, day=31))
    assert span is not None
    assert dates(span) == ("2030-02-28", "2030-03-31")


def test_a_span_within_one_day_ends_on_the_next() -> None:
    span = span_in("costs of today", NOW)
    assert span is not None
    assert dates(span) == ("2030-06-12", "2030-06-13")
