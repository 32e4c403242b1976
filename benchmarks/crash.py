"""Kills cloud-assist with SIGKILL, at named points and at random moments, takes the session up again, and counts.

A real command appends a line to a file each time it runs. The session lives in a fork of this process; at a named point
it stops and is killed from here, at a random moment it is killed in the middle of whatever it does. Nothing may run
twice and nothing may be lost silently: afterwards every request is done, was cancelled by who was asked, waits, has an
outcome that is called unknown, or the person was told that nothing had come of it; journal, audit trail and file agree.

    python -m benchmarks.crash [--kills 1000] [--races 200] [--workers 2] [--seed 1] [--quick] [--postgres]
                               [--without journal|trail|recovery]

With `--without`, that part does nothing, and the figures must be bad: a measure that cannot fail shows nothing.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import multiprocessing
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from cloud_assist.agent import execute
from cloud_assist.redaction.redactor import redact
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.journal import Journal
from cloud_assist.store.sessions import SessionIndex
from tests.support.crash_driver import POINTS, SESSION, Case, live
from tests.support.postgres_server import postgres_server

PATIENCE_S = 60.0
"""Seconds after which a life that does not end is a fault."""
MEET_S = 2.0
"""Seconds that one of two racing processes waits for the other to have the question on screen too."""
RANDOM = "random moment"
RACE = "two resume one approval"
RACE_UNCLAIMED = "two resume, unclaimed"
ENDS = ("done", "cancelled", "waiting", "outcome unknown", "told: nothing ran", "never begun")


@dataclass
class Verdict:
    """What became of one case."""

    point: str
    kills: int
    end: str
    """One of `ENDS`."""
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
    """Wait for a fork; kill it where it stops, or after a while where asked; return whether it was killed."""
    began = time.monotonic()
    while True:
        done, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if done and not os.WIFSTOPPED(status):
            return os.WIFSIGNALED(status)
        gone = time.monotonic() - began
        if done or gone > (PATIENCE_S if kill_after_s is None else kill_after_s):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            if not done and kill_after_s is None:
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
    waited(forked(partial(live, case, resume=True, seconds=seconds, answer=answer, point="")))
    verdict = judged(case, point, kills, answer)
    if missed:
        verdict.faults.append("the point was not reached")
    return verdict


def raced(case: Case, point: str, _: random.Random) -> Verdict:
    """Have two processes take up and approve the same question, unclaimed at the same moment; then each cancels.

    Unclaimed, one may find the other's approval before it is acted on, and is asked anew: it approves that too.
    """
    answer = "approve" if point == RACE_UNCLAIMED else "once"
    waited(forked(partial(live, case, resume=False, seconds=0.05, answer="approve", point="approval pending")))

    def meet() -> None:
        """Wait until the other one has the question too."""
        case.folder.joinpath(f"asked-{os.getpid()}").touch()
        deadline = time.monotonic() + MEET_S
        while len([*case.folder.glob("asked-*")]) < 2 and time.monotonic() < deadline:
            time.sleep(0.001)

    def life() -> None:
        if point == RACE_UNCLAIMED:
            SessionIndex.claim = lambda *_, **__: 0.0  # type: ignore[method-assign] # the journal alone decides
        before = meet if point == RACE_UNCLAIMED else None
        live(case, resume=True, seconds=0.05, answer=answer, point="", before_answer=before)

    both = [forked(life), forked(life)]
    for pid in both:
        waited(pid)
    verdict = judged(case, point, 1, answer)
    if case.count() == 0:
        verdict.faults.append("approved twice and not run")
    if point == RACE_UNCLAIMED and len([*case.folder.glob("asked-*")]) < 2:
        verdict.faults.append("it was no race: only one was asked")
    return verdict


def judged(case: Case, point: str, kills: int, answer: str) -> Verdict:
    """Compare what was told with the file, the journal and the audit trail."""
    told = case.ends() or [{"end": "failed", "why": "nothing was told"}]
    # Where an earlier life had come to its end and told it, the later ones find nothing to take up.
    last = next((each for each in reversed(told) if each["end"] != "nothing to take up"), told[-1])
    end, why = str(last["end"]), str(last.get("why", ""))
    runs = case.count()
    settings = case.settings()
    with closing(SessionIndex(settings)) as index:
        unfinished = index.journal.unfinished(SESSION)
        stored = index.find(SESSION)
    with closing(AuditTrail(settings, redact)) as audit:
        approved = [entry for entry in audit.read() if entry.decided.get("kind") == "intent"]
        verified = audit.verify().ok
    ended = [entry for entry in approved if entry.text("exit_status") == "0" or entry.status == "outcome unknown"]
    raced = point in {RACE, RACE_UNCLAIMED}
    named = _in_words(end, why, begun=stored is not None)
    wrong = {
        f"ended without a word: {end} {why}": named not in ENDS and not raced,
        f"ran {runs} times": runs > 1,
        "ran without a record": runs and not approved,
        "ran, and the audit trail does not say how it ended": runs and named != "waiting" and not ended,
        "the journal has no end": unfinished,
        "waits for approval of what has run": named == "waiting" and runs,
        "called done without having run": named == "done" and not runs,
        "called not run after it had run": runs and named in {"told: nothing ran", "never begun"},
        "approved to the end and left undone": answer == "approve" and named in {"waiting", "cancelled"},
        "an intent without an outcome": any(entry.status == "no outcome" for entry in approved),
        "the audit trail does not verify": not verified,
        "left as running": stored is not None and stored.status == "running",
    }
    shown = "done" if raced and runs else named
    return Verdict(point, kills, shown, [fault for fault, found in wrong.items() if found])


def _in_words(end: str, why: str, *, begun: bool) -> str:
    if end == "failed" and "before it produced anything" in why:
        return "told: nothing ran"
    if end == "nothing to take up" and not begun:
        return "never begun"  # killed before a word of it was stored
    words = {"succeeded": "done", "cancelled": "cancelled", "waiting": "waiting", "outcome_unknown": "outcome unknown"}
    return words.get(end, "lost")


def one(work: tuple[str, int, str]) -> Verdict:
    """Carry out one case in a folder of its own."""
    point, number, url = work
    folder = Path(tempfile.mkdtemp(prefix="crash-")).resolve()
    try:
        case = Case(folder, new_database(url, folder.name) if url else "")
        how = raced if point in {RACE, RACE_UNCLAIMED} else killed_at
        return how(case, point, random.Random(number))
    except TimeoutError as error:
        return Verdict(point, 1, "lost", [str(error)])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str, name: str) -> str:
    """Make an empty database on the server; return its URL."""
    import psycopg

    name = "".join(c if c.isalnum() else "_" for c in name.lower())
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{server.rpartition('/')[0]}/{name}"


def disabled(part: str) -> None:
    """Have a part of what keeps a command from running twice, or unseen, do nothing."""
    if part == "journal":
        Journal.begin = lambda *_, **__: True  # type: ignore[method-assign] # the point of it
        Journal.started = lambda *_, **__: None  # type: ignore[method-assign] # the same
        Journal.state = lambda *_: None  # type: ignore[method-assign] # the same
    elif part == "trail":
        AuditTrail.append_intent = lambda *_: None  # type: ignore[method-assign] # the same
    elif part == "recovery":

        async def nothing_known(*_: object) -> None:
            return

        vars(execute)["recovered"] = nothing_known


def measure(wanted: int, races: int, pool: concurrent.futures.Executor, url: str, dice: random.Random) -> int:
    """Go on until there were so many kills, then race; print the table; return the exit status."""
    table: dict[str, Counter[str]] = {}
    kills, faults = 0, []

    def counted(points: Iterator[str]) -> None:
        nonlocal kills
        for verdict in pool.map(one, [(point, dice.getrandbits(32), url) for point in points]):
            kills += verdict.kills if verdict.end != "never begun" else 0
            table.setdefault(verdict.point, Counter())[verdict.end] += 1
            faults.extend(verdict.faults)
            for fault in verdict.faults:
                print(f"  {verdict.point}: {fault}", flush=True)

    while kills < wanted:
        # Each point in turn, and as often a random moment; of their kills, some come while the session is taken up.
        counted(iter([*POINTS, *[RANDOM] * len(POINTS)]))
    counted((RACE, RACE_UNCLAIMED)[number % 2] for number in range(races))
    print(f"{'killed at':<32}{'cases':>6}" + "".join(f"{end:>18}" for end in ENDS))
    for point, ends in table.items():
        print(f"{point:<32}{ends.total():>6}" + "".join(f"{ends[end]:>18}" for end in ENDS))
    twice, lost = sum("times" in fault for fault in faults), sum(ends["lost"] for ends in table.values())
    print(f"kills {kills:,}   races {races}   run twice {twice}   silently lost {lost}   faults {len(faults)}")
    return 1 if faults or lost else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--races", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL server of its own")
    parser.add_argument("--without", choices=("journal", "trail", "recovery"), help="break it, to see that it shows")
    parser.add_argument("--quick", action="store_true", help="a few of everything, in well under a minute")
    options = parser.parse_args()
    wanted, races = (len(POINTS), 4) if options.quick else (options.kills, options.races)
    began = time.monotonic()
    disabled(options.without or "")
    context = multiprocessing.get_context("fork")
    with (
        postgres_server() if options.postgres else nullcontext("") as url,
        concurrent.futures.ProcessPoolExecutor(options.workers, mp_context=context) as pool,
    ):
        status = measure(wanted, races, pool, url, random.Random(options.seed))
    print(f"took {time.monotonic() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
