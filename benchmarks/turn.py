"""What durability costs: a whole request on disk against the same one with everything in memory.

Both run the same graph and the same command (`true`), approved at once. One writes checkpoints, journal, audit trail
and the list of sessions, synced to the disk; the other keeps its checkpoints in memory and writes nothing. In pairs.

    python -m benchmarks.turn [--pairs 60] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver

import cloud_assist.agent.opening as opening_module
import cloud_assist.store.audit as audit_module
import cloud_assist.store.sessions as sessions_module
from cloud_assist.agent.session import Session
from cloud_assist.events import AgentCompleted, AgentFailed, ApprovalRequired
from cloud_assist.models import Approve, Outcome
from cloud_assist.store.audit_chain import FileChain
from cloud_assist.store.database import Cursor, Database
from tests.support.crash_driver import Case, OneCommand

LIMIT_MS = 25.0


class NoRows:
    """Stands where a transaction of the sessions' database is: changes a row each time, and keeps none."""

    rowcount = 1

    def execute(self, _sql: str, _values: Sequence[object] = (), /) -> None:
        return

    def fetchone(self) -> None:
        return


class NoDatabase:
    """Stands where the database of the sessions and of the journal is; what is built on it is the real thing."""

    note = ""
    role = ""
    for_update = ""
    like = "LIKE"
    held = "NULL"

    def transaction(self, *, synced: bool = True) -> contextlib.AbstractContextManager[Cursor]:
        return contextlib.nullcontext(NoRows())

    def rows(self, _sql: str, _values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        return []

    def hold(self, _: str) -> bool:
        return True

    def let_go(self, _: str) -> None:
        return

    def free_space(self) -> None:
        return

    def close(self) -> None:
        return


def no_database(*_: object) -> Database:
    return NoDatabase()


class NoChain(FileChain):
    """Stands where the file of the audit trail is: its records are made, and not written."""

    def append(self, _: Mapping[str, object]) -> None:
        return


@contextlib.asynccontextmanager
async def in_memory(_: object) -> AsyncIterator[Any]:
    class Saver(InMemorySaver):
        async def trim(self, _: str) -> None:
            return

        async def sync(self) -> None:
            return

    yield SimpleNamespace(saver=Saver(), note="")


@contextlib.contextmanager
def nothing_written() -> Iterator[None]:
    """Let sessions that are made and opened meanwhile write nothing."""
    swapped: list[tuple[ModuleType, str, object]] = [
        (sessions_module, "open_database", no_database),
        (audit_module, "FileChain", NoChain),
        (opening_module, "open_checkpointer", in_memory),
    ]
    real = [(module, name, getattr(module, name)) for module, name, _ in swapped]
    for module, name, value in swapped:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in real:
            setattr(module, name, value)


async def request(session: Session) -> tuple[float, float]:
    """Carry out one request; return the milliseconds it took, and those of this program's own CPU time."""
    began, cpu = time.perf_counter(), time.process_time()
    async for event in session.start("do nothing"):
        if isinstance(event, ApprovalRequired):
            session.answer(event.question_id, Approve(event.assessment.binding.digest))
        elif isinstance(event, AgentFailed) or (
            isinstance(event, AgentCompleted) and event.outcome is not Outcome.SUCCEEDED
        ):
            raise RuntimeError(event)
    return (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000


async def measure(folder: Path, pairs: int) -> int:
    settings = Case(folder).settings()
    durable = Session(settings, proposer=OneCommand("true"))
    await request(durable)  # opens the store
    with nothing_written():
        memory = Session(settings, proposer=OneCommand("true"))
        await request(memory)
    taken = [(await request(memory), await request(durable)) for _ in range(pairs)]
    times = [(floor[0], ours[0]) for floor, ours in taken]
    cpu = statistics.median(ours[1] - floor[1] for floor, ours in taken)
    await durable.close()
    await memory.close()
    floors, durables = (statistics.quantiles(column, n=4) for column in zip(*times, strict=True))
    ratio = statistics.median(pair[1] / pair[0] for pair in times)
    cost = durables[0] - floors[0]
    print(f"in memory   median {floors[1]:.1f} ms, lower quartile {floors[0]:.1f} ms (with the command's own process)")
    print(f"durable     median {durables[1]:.1f} ms, lower quartile {durables[0]:.1f} ms; {ratio:.2f} times as long")
    print(f"difference  median {durables[1] - floors[1]:.1f} ms in {pairs} pairs, CPU time {cpu:.1f} ms")
    print(f"of the lower quartiles, which a busy machine disturbs least, {cost:.1f} ms; the promise: {LIMIT_MS:.0f} ms")
    return 0 if cost < LIMIT_MS else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--quick", action="store_true", help="20 pairs")
    options = parser.parse_args()
    options.pairs = 20 if options.quick else options.pairs
    with tempfile.TemporaryDirectory() as name:
        return asyncio.run(measure(Path(name).resolve(), options.pairs))


if __name__ == "__main__":
    sys.exit(main())
