"""Measures pairs in turn, so that a busy machine slows both sides alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pairs:
    """What was measured of a floor and of ours, in turn."""

    floors: tuple[float, ...]
    ours: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours to the floor, pair by pair."""
        return tuple(ours / floor for floor, ours in zip(self.floors, self.ours, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)

    def told(self, what: str, goal: float, unit: str = "s") -> str:
        """Return lines with min, median and max of both sides and of the ratios; the figure comes last."""
        rows = [("floor", self.floors, unit), ("ours", self.ours, unit), ("ratio", self.ratios, "times")]
        lines = [f"  {name:<6} {spread(values)} {sign}" for name, values, sign in rows]
        verdict = "met" if self.ratio <= goal else "missed"
        return "\n".join(
            [f"{what}, {len(self.ours)} pairs", *lines, f"  {self.ratio:.2f} times, goal {goal}: {verdict}"]
        )


def spread(values: Sequence[float]) -> str:
    """Return min, median and max."""
    return f"min {min(values):.3g}  median {statistics.median(values):.3g}  max {max(values):.3g}"


def paired(floor: Callable[[], float], ours: Callable[[], float], rounds: int) -> Pairs:
    """Return what `rounds` runs of one after the other give. Each function is called once before, uncounted."""
    floor(), ours()
    measured = [(floor(), ours()) for _ in range(rounds)]
    floors, times = zip(*measured, strict=True)
    return Pairs(floors, times)


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
