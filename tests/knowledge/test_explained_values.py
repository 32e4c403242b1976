"""The value that a command gives is never lost among those that may stand there."""

from __future__ import annotations

from cloud_assist.knowledge.tables import listed


def test_what_is_given_is_named_and_what_is_left_out_is_counted() -> None:
    values = (*(f"value-{number}" for number in range(40)), "wide")
    assert listed(values, "wide").endswith("value-15, wide and 24 more")
    assert listed(values, "-owide").endswith("value-15, wide and 24 more")
    assert listed(values, "-o").endswith("value-15 and 25 more")
    assert listed(("json", "wide"), "-o") == "json, wide"
