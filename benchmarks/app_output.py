"""A flood of output neither blocks the app nor fills its memory: 100 MB through a card, with the loop's own delay.

Usage: python -m benchmarks.app_output [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import statistics
import time

from textual.app import App, ComposeResult

from cloud_assist.models import Proposal, ProposalSource
from cloud_assist.tui.widgets.transcript import Transcript

KINDS = {
    "plain": "a line of output that is about eighty characters long, as many of them are ....\n",
    "in colours": "\x1b[32ma line\x1b[0m of \x1b[1;31moutput\x1b[0m in \x1b[38;5;100mcolours\x1b[0m, as tools print\n",
}
CHUNK_BYTES = 65_536
LAG_GOAL_MS = 50.0
"""p99 of how late the event loop is, milliseconds: beyond that typing feels slow."""
_PROBE_S = 0.005


class Stage(App[None]):
    """A transcript and nothing else."""

    def compose(self) -> ComposeResult:
        """One transcript."""
        yield Transcript(offline=True)


async def probe(lags: list[float]) -> None:
    """Note again and again how late the loop wakes us, in seconds."""
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(_PROBE_S)
        lags.append(time.perf_counter() - begun - _PROBE_S)


async def measure(line: str, megabytes: int) -> tuple[float, float]:
    """Return (seconds, p99 lag in seconds) for so much output made of `line`."""
    chunk = (line * (CHUNK_BYTES // len(line) + 1))[:CHUNK_BYTES]
    app = Stage()
    lags: list[float] = []
    async with app.run_test(size=(120, 40)) as pilot:
        card = await app.query_one(Transcript).add_card("print a lot")
        await card.proposed(Proposal("cat big", "", ProposalSource.USER), 1)
        await pilot.pause(0.2)
        task = asyncio.create_task(probe(lags))
        begun = time.perf_counter()
        for _ in range(megabytes * 1_000_000 // CHUNK_BYTES):
            card.output(chunk)
            await asyncio.sleep(0)
        seconds = time.perf_counter() - begun
        await asyncio.sleep(0.2)
        task.cancel()
    return seconds, statistics.quantiles(lags, n=100)[98]


def main() -> None:
    """Measure and print; the figure comes last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    megabytes = 20 if parser.parse_args().quick else 100
    worst = 0.0
    for kind, line in KINDS.items():
        seconds, lag = asyncio.run(measure(line, megabytes))
        worst = max(worst, lag)
        print(f"{megabytes} MB {kind} through a card in {seconds:.2f} s, event loop late by {lag * 1000:.0f} ms at p99")
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"event loop late by {worst * 1000:.0f} ms at p99 (goal: under {LAG_GOAL_MS:.0f} ms)")
    raise SystemExit(0 if worst * 1000 < LAG_GOAL_MS else 1)


if __name__ == "__main__":
    main()
