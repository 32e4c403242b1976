"""Measures pairs in turn, so that a busy machine slows both sides alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable


def paired_medians(floor: Callable[[], float], ours: Callable[[], float], rounds: int) -> tuple[float, float, float]:
    """Return (median floor, median ours, median of the ratios ours/floor) over `rounds` runs of one after the other.

    Both functions return seconds.
    """
    floors, times = [], []
    for _ in range(rounds):
        floors.append(floor())
        times.append(ours())
    ratios = [time / base for base, time in zip(floors, times, strict=True)]
    return statistics.median(floors), statistics.median(times), statistics.median(ratios)
