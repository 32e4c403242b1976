"""Eight processes with a hundred requests each on one store, at once: no error, nothing missing.

python -m benchmarks.share [--processes 8] [--runs 100] [--postgres] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path

from benchmarks.crash_case import forked, waited
from cloud_assist.agent.session import Session
from cloud_assist.events import AgentCompleted, AgentFailed, ApprovalRequired
from cloud_assist.models import Approve
from cloud_assist.redaction.redactor import redact
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.sessions import SessionIndex
from tests.support.crash_driver import Case, OneCommand
from tests.support.postgres_server import postgres_server

PATIENCE_S = 1_800.0


def live(case: Case, name: str, runs: int) -> None:
    """Carry out `runs` requests in one session; write down how each ended."""
    case.folder.joinpath(f"{name}.json").write_text(json.dumps(asyncio.run(_live(case, name, runs))))


async def _live(case: Case, name: str, runs: int) -> list[str]:
    session = Session(case.settings(), session_id=name, proposer=OneCommand(f"echo {name} >>{case.runs}"))
    ends = []
    for number in range(runs):
        async for event in session.start(f"request {number}"):
            if isinstance(event, ApprovalRequired):
                session.answer(event.question_id, Approve(event.assessment.binding.digest))
            elif isinstance(event, AgentCompleted):
                ends.append(event.outcome.value)
            elif isinstance(event, AgentFailed):
                ends.append(f"{event.what} {event.why}")
    await session.close()
    return ends


def measure(case: Case, processes: int, runs: int) -> int:
    began = time.monotonic()
    names = [f"s{number}" for number in range(processes)]
    lives = [forked(partial(live, case, name, runs)) for name in names]
    for pid in lives:
        waited(pid, PATIENCE_S)
    seconds = time.monotonic() - began
    ends = Counter(end for name in names for end in json.loads(case.folder.joinpath(f"{name}.json").read_text()))
    with closing(SessionIndex(case.settings())) as index, closing(AuditTrail(case.settings(), redact)) as audit:
        idle = sum(info.status == "idle" for info in index.list())
        verified, succeeded = audit.verify(), sum(entry.status == "exit 0" for entry in audit.read())
    wanted = processes * runs
    print(f"requests        {wanted} in {seconds:.0f} s: " + ", ".join(f"{count} {end}" for end, count in ends.items()))
    print(f"commands run    {case.count()}")
    print(f"in the trail    {succeeded} that succeeded, {verified.records} records, {len(verified.faults)} faults")
    print(f"sessions idle   {idle} of {processes}")
    fine = ends == Counter(succeeded=wanted) and case.count() == succeeded == wanted and verified.ok
    return 0 if fine and idle == processes else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL server of its own")
    parser.add_argument("--quick", action="store_true", help="10 runs each")
    options = parser.parse_args()
    options.runs = 10 if options.quick else options.runs
    with (
        tempfile.TemporaryDirectory() as name,
        postgres_server() if options.postgres else nullcontext("") as url,
    ):
        return measure(Case(Path(name).resolve(), url), options.processes, options.runs)


if __name__ == "__main__":
    sys.exit(main())
