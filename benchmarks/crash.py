"""Kills cloud-assist with SIGKILL, at named points and at random moments, takes the session up again, and counts.

A real command appends a line to a file each time it runs. Nothing may run twice, nothing may be lost: afterwards every
request is done, waiting, its outcome is called unknown, or nothing of it had run; journal, audit trail and file agree.

    python -m benchmarks.crash [--kills 1000] [--races 200] [--workers 2] [--seed 1] [--quick] [--postgres]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.crash_driver import POINTS, SESSION, Case, live
from cloud_assist.shell.redact import redact
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.sessions import SessionIndex
from tests.postgres_server import postgres_server

PATIENCE_S = 60.0
"""Seconds after which a life that does not end is a fault."""
RANDOM = "random moment"
RACE = "two resume one approval"
RACE_UNCLAIMED = "two resume, unclaimed"


@dataclass
class Verdict:
    """What became of one case."""

    point: str
    kills: int
    end: str
    """done, waiting, outcome unknown, nothing ran."""
    faults: list[str] = field(default_factory=list)


def forked(life: Callable[[], None]) -> int:
    """Run `life` in a fork of this process, which has everything imported; return its pid."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        life()
        status = 0
    except BaseException as error:  # noqa: BLE001 # a fork must not return into its parent's loop
        sys.stderr.write(f"  a life failed: {type(error).__name__}: {error}\n")
    finally:
        os._exit(status)


def waited(pid: int, kill_after_s: float | None = None) -> bool:
    """Wait for a fork; kill it after a while where asked; return whether it was killed."""
    began = time.monotonic()
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.WIFSIGNALED(status)
        gone = time.monotonic() - began
        if gone > (PATIENCE_S if kill_after_s is None else kill_after_s):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            if kill_after_s is None:
                raise TimeoutError(f"a life did not end within {PATIENCE_S:.0f} s")
            return True
        time.sleep(0.002)


def killed_at(case: Case, point: str, dice: random.Random) -> Verdict:
    """Kill a session at `point`, perhaps again while it is taken up, then let it come to its end and look."""
    seconds = dice.choice((0.0, 0.05, 0.3))
    kills, missed = 0, False
    for life in range(dice.choice((1, 1, 2, 3))):
        at = point if life == 0 or dice.random() < 0.5 else RANDOM
        trap = "" if at == RANDOM else at
        begin = partial(live, case, resume=life > 0, seconds=seconds, answer="approve", point=trap)
        killed = waited(forked(begin), dice.uniform(0.0, 0.8) if at == RANDOM else None)
        kills += killed
        missed |= life == 0 and bool(trap) and not killed
    answer = dice.choice(("approve", "approve", "cancel", "look"))
    case.told.unlink(missing_ok=True)
    waited(forked(partial(live, case, resume=True, seconds=seconds, answer=answer, point="")))
    verdict = judged(case, point, kills)
    if missed:
        verdict.faults.append("the point was not reached")
    return verdict


def raced(case: Case, point: str, dice: random.Random) -> Verdict:
    """Have two processes take up and approve the same question; unclaimed, each may be asked anew and then cancels."""
    waited(forked(partial(live, case, resume=False, seconds=0.05, answer="approve", point="approval pending")))

    def life() -> None:
        if point == RACE_UNCLAIMED:
            SessionIndex.claim = lambda *_: None  # type: ignore[method-assign] # the journal alone decides
        live(case, resume=True, seconds=0.05, answer="once", point="")

    both = [forked(life), forked(life)]
    for pid in both:
        waited(pid)
    verdict = judged(case, point, 1)
    if case.count() == 0 and point == RACE:
        verdict.faults.append("approved twice and not run")
    return verdict


def judged(case: Case, point: str, kills: int) -> Verdict:
    """Compare what was told with the file, the journal and the audit trail."""
    told = json.loads(case.told.read_text()) if case.told.exists() else {"end": "failed", "why": "nothing was told"}
    runs = case.count()
    end = str(told["end"])
    settings = case.settings()
    with closing(SessionIndex(settings)) as index:
        unfinished = index.journal.unfinished(SESSION)
        stored = index.find(SESSION)
    with closing(AuditTrail(settings, redact)) as audit:
        approved = [entry for entry in audit.read() if entry.decided.get("kind") == "intent"]
        verified = audit.verify().ok
    ended = [entry for entry in approved if entry.text("exit_status") == "0" or entry.status == "outcome unknown"]
    wrong = {
        f"failed: {told.get('why')}": end == "failed" and point not in {RACE, RACE_UNCLAIMED},
        f"ran {runs} times": runs > 1,
        "ran without a record": runs and not approved,
        "ran, and the audit trail does not say how it ended": runs and end != "waiting" and not ended,
        "the journal has no end": unfinished,
        "waits for approval of what has run": end == "waiting" and runs,
        "called done without having run": end == "succeeded" and not runs,
        "ran, and nobody was told": runs
        and end not in {"succeeded", "outcome_unknown", "nothing to take up", "failed"},
        "an intent without an outcome": any(entry.status == "no outcome" for entry in approved),
        "the audit trail does not verify": not verified,
        "left as running": stored is not None and stored.status == "running",
    }
    return Verdict(point, kills, _in_words(end, runs), [fault for fault, found in wrong.items() if found])


def _in_words(end: str, runs: int) -> str:
    if end == "outcome_unknown":
        return "outcome unknown"
    if end == "waiting":
        return "waiting"
    return "done" if runs else "nothing ran"


def one(work: tuple[str, int, str]) -> Verdict:
    """Carry out one case in a folder of its own."""
    point, number, url = work
    folder = Path(tempfile.mkdtemp(prefix="crash-")).resolve()
    try:
        case = Case(folder, new_database(url, folder.name) if url else "")
        how = raced if point in {RACE, RACE_UNCLAIMED} else killed_at
        return how(case, point, random.Random(number))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, name: str) -> str:
    """Make an empty database on the server; return its URL."""
    import psycopg

    name = "".join(c if c.isalnum() else "_" for c in name.lower())
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"


def measure(plan: list[tuple[str, int, str]], workers: int) -> int:
    table: dict[str, Counter[str]] = {}
    kills, faults = 0, []
    context = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as pool:
        for verdict in pool.map(one, plan):
            kills += verdict.kills
            table.setdefault(verdict.point, Counter())[verdict.end] += 1
            faults += [f"{verdict.point}: {fault}" for fault in verdict.faults]
            for fault in verdict.faults:
                print(f"  {verdict.point}: {fault}", flush=True)
    ends = ("done", "waiting", "outcome unknown", "nothing ran")
    print(f"{'killed at':<32}{'cases':>6}" + "".join(f"{end:>17}" for end in ends))
    for point, counted in table.items():
        print(f"{point:<32}{counted.total():>6}" + "".join(f"{counted[end]:>17}" for end in ends))
    print(f"kills {kills:,}   run twice {sum('times' in f for f in faults)}   faults {len(faults)}")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--races", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL server of its own")
    parser.add_argument("--quick", action="store_true", help="a few of everything, in well under a minute")
    options = parser.parse_args()
    points = [*POINTS, *[RANDOM] * len(POINTS)]
    cases, races = (2 * len(POINTS), 4) if options.quick else (options.kills, options.races)
    dice = random.Random(options.seed)
    began = time.monotonic()
    with postgres_server() if options.postgres else nullcontext("") as url:
        plan = [(points[n % len(points)], dice.getrandbits(32), url) for n in range(cases)]
        plan += [((RACE, RACE_UNCLAIMED)[n % 2], dice.getrandbits(32), url) for n in range(races)]
        status = measure(plan, options.workers)
    print(f"took {time.monotonic() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
