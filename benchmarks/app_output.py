"""A flood of output neither blocks the app nor fills its memory: 100 MB through a card, with the loop's own delay.

The delay is judged by a floor of the same run, so that a slow machine misses no goal: the same chunks written to
Textual's own `Log`.

Usage: python -m benchmarks.app_output [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import time
from collections.abc import Callable

from textual.app import App, ComposeResult
from textual.widgets import Log

from cloud_assist.models import Proposal, ProposalSource
from cloud_assist.tui.widgets.transcript import Transcript

KINDS = {
    "plain": "a line of output that is about eighty characters long, as many of them are ....\n",
    "in colours": "\x1b[32ma line\x1b[0m of \x1b[1;31moutput\x1b[0m in \x1b[38;5;100mcolours\x1b[0m, as tools print\n",
}
CHUNK_BYTES = 65_536
LAG_GOAL = 0.5
"""p99 of how late the event loop is, in times of the floor's."""
FLOOR_MB = 5
_LOG_LINES = 1_000
_PROBE_S = 0.005


class Stage(App[None]):
    """A transcript and nothing else."""

    def compose(self) -> ComposeResult:
        """One transcript."""
        yield Transcript(offline=True)


class Floor(App[None]):
    """Textual's own widget for output and nothing else."""

    def compose(self) -> ComposeResult:
        """One log."""
        yield Log(max_lines=_LOG_LINES)


async def probe(lags: list[float]) -> None:
    """Note again and again how late the loop wakes us, in seconds."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(_PROBE_S)
        lags.append(time.perf_counter() - begun - _PROBE_S)


async def flood(write: Callable[[str], object], line: str, megabytes: int) -> tuple[float, float]:
    """Return (seconds, p99 lag in seconds) for so much output made of `line`."""
    chunk = (line * (CHUNK_BYTES // len(line) + 1))[:CHUNK_BYTES]
    lags: list[float] = []
    task = asyncio.create_task(probe(lags))
    begun = time.perf_counter()
    for _ in range(megabytes * 1_000_000 // CHUNK_BYTES):
        write(chunk)
        await asyncio.sleep(0)
    seconds = time.perf_counter() - begun
    await asyncio.sleep(0.2)
    task.cancel()
    return seconds, statistics.quantiles(lags, n=100)[98]


async def through_a_card(line: str, megabytes: int) -> tuple[float, float]:
    app = Stage()
    async with app.run_test(size=(120, 40)) as pilot:
        card = await app.query_one(Transcript).add_card("print a lot")
        await card.proposed(Proposal("cat big", "", ProposalSource.USER), 1)
        await pilot.pause(0.2)
        return await flood(card.output, line, megabytes)


async def through_a_log(line: str, megabytes: int) -> tuple[float, float]:
    app = Floor()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        return await flood(app.query_one(Log).write, line, megabytes)


def main() -> None:
    """Measure and print; the figure comes last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    megabytes = 20 if parser.parse_args().quick else 100
    worst = floor = 0.0
    for kind, line in KINDS.items():
        _, plain = asyncio.run(through_a_log(line, FLOOR_MB))
        seconds, lag = asyncio.run(through_a_card(line, megabytes))
        worst, floor = max(worst, lag), max(floor, plain)
        print(f"{megabytes} MB {kind} through a card in {seconds:.2f} s, event loop late by {lag * 1000:.0f} ms at p99")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(
        f"event loop late by {worst * 1000:.0f} ms at p99, {worst / floor:.2f} times as late as with Textual's log "
        f"({floor * 1000:.0f} ms; goal: under {LAG_GOAL} times)"
    )
    raise SystemExit(0 if worst < LAG_GOAL * floor else 1)


if __name__ == "__main__":
    main()
