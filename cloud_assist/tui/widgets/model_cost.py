"""What the model took for one command or answer, in a line."""

from __future__ import annotations

from collections.abc import Sequence

from cloud_assist.display.times import duration
from cloud_assist.events import ModelCalled


def cost_of(calls: Sequence[ModelCalled]) -> str:
    """Return the model that answered last, tokens and time of all calls; "" where there was none."""
    if not calls:
        return ""
    tokens_in, tokens_out = (_sum([call.tokens_in for call in calls]), _sum([call.tokens_out for call in calls]))
    took = duration(sum(call.duration_s for call in calls))
    return f"{calls[-1].model} · {tokens_in} tokens in, {tokens_out} out · {took}"


def _sum(counts: list[int | None]) -> str:
    """Return a sum, or "unknown" where a part of it is."""
    known = [count for count in counts if count is not None]
    return f"{sum(known):,}" if len(known) == len(counts) else "unknown"
