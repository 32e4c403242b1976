"""Times as a person reads them."""

from __future__ import annotations

import pytest

from cloud_assist.display.times import rough_time


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (7.4, "7 s"), (22, "20 s"), (58, "60 s"), (99, "100 s"), (200, "3 min")]
)
def test_times_are_told_roughly(seconds: float, text: str) -> None:
    assert rough_time(seconds) == text
