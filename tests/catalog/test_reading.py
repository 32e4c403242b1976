"""A request that only asks to see something is told from one that asks for a change."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.reading import reads, without_slips
from tests.catalog.said import requests


def test_questions_and_orders_to_show_are_reads() -> None:
    assert [request for request in requests("reads") if not reads(request)] == []


def test_orders_to_change_something_are_none_however_they_begin() -> None:
    assert [request for request in requests("writes") if reads(request)] == []


@pytest.mark.parametrize(
    ("request_", "meant"),
    [
        ("lst my buckets", "list my buckets"),
        ("shwo pods", "show pods"),
        ("stop the instance", "stop the instance"),
        ("mount the disk", "mount the disk"),
        ("Show me how to delete a branch", "delete a branch"),
        ("show me how many pods run", "show me how many pods run"),
        ("", ""),
    ],
)
def test_a_mistyped_reading_verb_is_read_as_it_was_meant(request_: str, meant: str) -> None:
    assert without_slips(request_) == meant
