"""Kinds of columns: what they are told by, how they sort, how they are shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloud_assist.results.kinds import Kind, bytes_in, kind_of, moment, seconds_in, shown, sort_key


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "2.5", "", "-3"], Kind.NUMBER),
        (["12%", "0.5%"], Kind.NUMBER),
        (["1.2 GB", "300kB"], Kind.BYTES),
        (["4Gi", "512Mi"], Kind.BYTES),
        (["5d", "3h20m", "45s"], Kind.SPAN),
        (["2 weeks ago", "About an hour ago", "Up 3 hours (healthy)"], Kind.SPAN),
        (["2026-11-30T14:30:00Z", "2026-11-30T14:30:00.123456+00:00"], Kind.TIME),
        (["1", "x"], Kind.TEXT),
        (["", ""], Kind.TEXT),
        (["1/1", "0/1"], Kind.TEXT),
        (["10.0.0.1"], Kind.TEXT),
    ],
)
def test_a_kind_is_what_all_values_are(values: list[str], kind: Kind) -> None:
    assert kind_of(values) is kind


@pytest.mark.parametrize(
    ("kind", "ascending"),
    [
        (Kind.NUMBER, ["-3", "2", "10", "1,000", "unknown", ""]),
        (Kind.BYTES, ["900B", "1 kB", "1 KiB", "1.5MB", "2GiB", "<none>", ""]),
        (Kind.SPAN, ["45s", "3m", "59m10s", "2h", "1d2h", "2y", "<unknown>", ""]),
        (Kind.SPAN, ["About a minute ago", "2 hours ago", "5 days ago", "3 weeks ago"]),
        (Kind.TIME, ["1700000000", "2026-01-01T01:00:00+02:00", "2026-01-01T00:00:00Z", "1800000000000", "never", ""]),
        (Kind.TEXT, ["10", "9", "B", "c", ""]),
    ],
)
def test_values_sort_by_what_they_mean(kind: Kind, ascending: list[str]) -> None:
    keys = [sort_key(kind, value) for value in ascending]
    assert all(before < after for before, after in pairwise(keys)), keys


@pytest.mark.parametrize(
    ("kind", "value", "told"),
    [
        (Kind.BYTES, "1536", "1.5 KiB"),
        (Kind.BYTES, "12", "12 B"),
        (Kind.BYTES, "4Gi", "4Gi"),
        (Kind.AGE, "2026-11-30T11:30:00+00:00", "3h"),
        (Kind.AGE, "1790000000", "70d"),
        (Kind.AGE, "never", "never"),
        (Kind.AGE, "2027-11-30T14:30:00+00:00", "in 365d"),
        (Kind.NUMBER, "007", "007"),
    ],
)
def test_values_are_shown_as_people_read_them(kind: Kind, value: str, told: str) -> None:
    now = moment("2026-11-30T14:30:00+00:00")
    assert now is not None
    assert shown(kind, value, now) == told


@example("²", Kind.BYTES)
@given(st.text(), st.sampled_from(Kind))
def test_no_value_fails(value: str, kind: Kind) -> None:
    assert isinstance(shown(kind, value, 0.0), str)
    assert sort_key(kind, value) <= (2, 0.0, "")
    assert kind_of([value]) in Kind


@given(st.text("0123456789.kKMGTiB ", max_size=12))
def test_sizes_and_spans_never_fail(value: str) -> None:
    size, span = bytes_in(value), seconds_in(value)
    assert size is None or size >= 0
    assert span is None or span >= 0
