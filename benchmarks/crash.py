"""Kills cloud-assist with SIGKILL, at named points and at random moments, takes the session up again, and counts.

Real commands append a line to a file each time they run: one for a request, three that follow from each other, three
that are planned and approved as a whole, or two that go on in the background beside a third. The session lives in a
fork of this process; at a named point it stops and is killed from here, at a random moment it is killed in the middle
of whatever it does. Nothing may run twice, out of order or on an approval from before the kill, and nothing may be lost
silently: afterwards every request is done, was cancelled by who was asked, waits, has an outcome that is called
unknown, or the person was told that nothing had come of it, each at the right step; journal, audit trail, file and
session agree.

    python -m benchmarks.crash [--shape single|steps|plan|jobs|all] [--kills 1000] [--races 200] [--workers 2]
                               [--seed 1] [--quick] [--postgres] [--without journal|trail|recovery]

With `--without`, that part does nothing, and the figures must be bad: a measure that cannot fail shows nothing.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.crash_case import ENDS, RANDOM, Stored, Verdict, forked, stored, waited
from benchmarks.crash_jobs import jobs_killed_at
from cloud_assist.agent import execute
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.audit_view import AuditEntry
from cloud_assist.store.journal import Finished, Journal, OutcomeUnknown
from cloud_assist.store.sessions import SessionIndex
from tests.support.crash_driver import NOWHERE, Case, Point, Shape, live
from tests.support.crash_jobs import points as points_with_jobs
from tests.support.postgres_server import postgres_server

MEET_S = 2.0
"""Seconds that one of two racing processes waits for the other to have the question on screen too."""
RACE = Point("two resume one approval")
RACE_UNCLAIMED = Point("two resume, unclaimed")
QUICK_POINTS = 6
"""Points of several steps that a quick run takes, and as many random moments; a whole run takes every point."""


def killed_at(case: Case, point: Point, dice: random.Random) -> Verdict:
    """Kill a session at `point`, perhaps again while it is taken up, then let it come to its end and look."""
    seconds = dice.choice((0.0, 0.05, 0.3))
    kills, missed = 0, False
    for life in range(dice.choice((1, 1, 2, 3))):
        at = point if life == 0 or dice.random() < 0.5 else RANDOM
        trap = NOWHERE if at == RANDOM else at
        answer = "approve" if life == 0 else dice.choice(("approve", "each"))
        begin = partial(live, case, resume=life > 0, seconds=seconds, answer=answer, point=trap)
        killed = waited(forked(begin), dice.uniform(0.0, 0.4 + 0.4 * case.steps) if at == RANDOM else None)
        kills += killed
        missed |= life == 0 and trap != NOWHERE and not killed
    answer = dice.choice(("approve", "each", "cancel", "look"))
    waited(forked(partial(live, case, resume=True, seconds=seconds, answer=answer)))
    verdict = judged(case, point, kills, answer, case.commands(seconds))
    if missed:
        verdict.faults.append("the point was not reached")
    return verdict


def raced(case: Case, point: Point, _: random.Random) -> Verdict:
    """Have two processes take up and approve the same command or plan, unclaimed at the same moment; then each cancels.

    Unclaimed, one may find the other's approval before it is acted on, and is asked anew: it approves that too.
    """
    answer = "approve" if point == RACE_UNCLAIMED else "once"
    asked = Point("plan pending" if case.shape is Shape.PLAN else "approval pending")
    waited(forked(partial(live, case, resume=False, seconds=0.05, answer="approve", point=asked)))

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
        live(case, resume=True, seconds=0.05, answer=answer, before_answer=before)

    both = [forked(life), forked(life)]
    for pid in both:
        waited(pid)
    verdict = judged(case, point, 1, answer, case.commands(0.05))
    if case.count() == 0:
        verdict.faults.append("approved twice and not run")
    if point == RACE_UNCLAIMED and len([*case.folder.glob("asked-*")]) < 2:
        verdict.faults.append("it was no race: only one was asked")
    return verdict


def judged(case: Case, point: Point, kills: int, answer: str, commands: list[str]) -> Verdict:
    """Compare what was told with the file, the session, the journal and the audit trail."""
    told = case.ends() or [{"end": "failed", "why": "nothing was told"}]
    # Where an earlier life had come to its end and told it, the later ones find nothing to take up.
    last = next((each for each in reversed(told) if each["end"] != "nothing to take up"), told[-1])
    kept = stored(case)
    named = _in_words(str(last["end"]), str(last.get("why", "")), begun=bool(kept.status))
    raced = point in {RACE, RACE_UNCLAIMED}
    wrong = {
        f"ended without a word: {last['end']} {last.get('why', '')}": named not in ENDS and not raced,
        "approved to the end and left undone": answer in {"approve", "each"} and named in {"waiting", "cancelled"},
        **_wrong_runs(case, named, last, raced=raced),
        **_wrong_store(kept, named),
        **_disagreements(kept, case.ran(), commands, last),
    }
    shown = "done" if raced and case.ran() else named
    step = min(len(last.get("finished", [])) + 1, case.steps) if "finished" in last else last.get("step", 1)
    return Verdict(case.shape, point, kills, shown, step, [fault for fault, found in wrong.items() if found])


def _wrong_runs(case: Case, named: str, last: dict[str, Any], *, raced: bool) -> dict[str, object]:
    """Return what may be wrong with the lines in the file, and with the step at which the request is said to be."""
    ran = case.ran()
    finished = len(last.get("finished", []))
    times = max(map(ran.count, ran), default=0)
    return {
        f"a step ran {times} times": times > 1,
        f"the steps ran in the order {ran}": ran != sorted(ran) or set(ran) != set(range(1, len(set(ran)) + 1)),
        "ran on an approval of an earlier life": case.unasked.exists(),
        f"waits at step {last.get('step')}, and {len(ran)} ran": named == "waiting" and len(ran) != last["step"] - 1,
        f"called done, and {len(ran)} ran": named == "done" and not len(ran) == finished == case.steps,
        f"cancelled after {finished} steps, and {len(ran)} ran": named == "cancelled"
        and len(ran) != finished
        and not raced,
        f"unknown after {finished} steps, and {len(ran)} ran": (
            named == "outcome unknown" and len(ran) not in {finished, finished + 1}
        ),
        "called not run after it had run": ran and named in {"told: nothing ran", "never begun"},
    }


def _wrong_store(kept: Stored, named: str) -> dict[str, object]:
    """Return what may be wrong with the store itself."""
    unknown = [entry for entry, _ in kept.approved if entry.status == "outcome unknown"]
    return {
        "the journal has no end": kept.unfinished,
        "an intent without an outcome": any(entry.status == "no outcome" for entry, _ in kept.approved),
        "the audit trail does not verify": not kept.verified,
        "left as running": kept.status == "running",
        "called unknown, and the audit trail knows": named == "outcome unknown" and not unknown,
        "called known, and the audit trail does not know": named != "outcome unknown" and unknown,
    }


def _disagreements(kept: Stored, ran: list[int], commands: list[str], last: dict[str, Any]) -> dict[str, object]:
    """Return where the file, the journal, the audit trail and the session say different things."""
    known = {entry.text("command"): state for entry, state in kept.approved if _ran(entry)}
    in_the_file = [commands[step - 1] for step in dict.fromkeys(ran)]
    exchange = kept.exchanges[-1] if kept.exchanges else {}
    in_the_session = [step["command"] for step in exchange.get("steps", [])]
    return {
        "ran, and the audit trail does not say how it ended": [each for each in in_the_file if each not in known],
        "in the audit trail as run, and did not": [
            entry for entry, _ in kept.approved if entry.status == "exit 0" and entry.text("command") not in in_the_file
        ],
        "the journal says otherwise than the audit trail": [
            entry for entry, state in kept.approved if _ran(entry) != isinstance(state, Finished | OutcomeUnknown)
        ],
        "the session keeps other steps than were told": "finished" in last and in_the_session != last["finished"],
        "the session keeps a step that did not run": [each for each in in_the_session if each not in in_the_file],
    }


def _ran(entry: AuditEntry) -> bool:
    return entry.status in {"exit 0", "outcome unknown"}


def _in_words(end: str, why: str, *, begun: bool) -> str:
    if end == "failed" and "before it produced anything" in why:
        return "told: nothing ran"
    if end == "nothing to take up" and not begun:
        return "never begun"  # killed before a word of it was stored
    words = {"succeeded": "done", "answered": "done", "outcome_unknown": "outcome unknown"}
    return words.get(end, end if end in {"cancelled", "waiting"} else "lost")


Work = tuple[Shape, Point, int, str]
"""A case: its shape, where it is killed, what its dice begin with, the server's URL or ""."""


def one(work: Work) -> Verdict:
    """Carry out one case in a folder of its own."""
    shape, point, number, url = work
    folder = Path(tempfile.mkdtemp(prefix="crash-")).resolve()
    try:
        case = Case(folder, new_database(url, folder.name) if url else "", shape)
        killed = jobs_killed_at if shape is Shape.JOBS else killed_at
        how = raced if point in {RACE, RACE_UNCLAIMED} else killed
        return how(case, point, random.Random(number))
    except TimeoutError as error:
        return Verdict(shape, point, 1, "lost", faults=[str(error)])
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


class Tally:
    """What became of all cases."""

    def __init__(self) -> None:
        self.kills = 0
        self.races = 0
        self._points: dict[tuple[Shape, str], Counter[str]] = {}
        self._steps: dict[tuple[Shape, int], Counter[str]] = {}
        self._faults: list[str] = []

    def add(self, verdict: Verdict) -> None:
        """Count a case, and print what was wrong with it."""
        self.kills += verdict.kills if verdict.end != "never begun" else 0
        self.races += verdict.point in {RACE, RACE_UNCLAIMED}
        self._points.setdefault((verdict.shape, verdict.point.name), Counter())[verdict.end] += 1
        self._steps.setdefault((verdict.shape, verdict.step), Counter())[verdict.end] += 1
        self._faults.extend(verdict.faults)
        for fault in verdict.faults:
            print(f"  {verdict.shape}, {verdict.point.name}, step {verdict.point.step}: {fault}", flush=True)

    def print(self) -> None:
        """Print a line for each point, then one for each step at which requests ended, then the sum."""
        print(f"{'killed at':<41}{'cases':>6}" + "".join(f"{end:>18}" for end in ENDS))
        for (shape, name), ends in self._points.items():
            self._line(f"{shape:<7} {name}", ends)
        for (shape, step), ends in sorted(self._steps.items()):
            if shape is not Shape.SINGLE:
                self._line(f"{shape:<7} ended at step {step}", ends)
        twice = sum("ran twice" in fault or ("ran" in fault and "times" in fault) for fault in self._faults)
        print(
            f"kills {self.kills:,}   races {self.races}   run twice {twice}   silently lost {self._lost}"
            f"   faults {len(self._faults)}"
        )

    @staticmethod
    def _line(name: str, ends: Counter[str]) -> None:
        print(f"{name:<41}{ends.total():>6}" + "".join(f"{ends[end]:>18}" for end in ENDS))

    @property
    def _lost(self) -> int:
        return sum(ends["lost"] for ends in self._points.values())

    @property
    def fine(self) -> bool:
        """Whether nothing was wrong."""
        return not self._faults and not self._lost


def cases(shape: Shape, dice: random.Random, *, quick: bool) -> list[tuple[Shape, Point]]:
    """Return each point of a shape (quick, some where there are many), and as often a random moment.

    Of the kills, some come while the session is taken up.
    """
    points = points_with_jobs() if shape is Shape.JOBS else Case(Path(), shape=shape).points()
    if quick and shape is not Shape.SINGLE:
        points = dice.sample(points, QUICK_POINTS)
    return [(shape, point) for point in [*points, *[RANDOM] * len(points)]]


def measure(options: argparse.Namespace, pool: concurrent.futures.Executor, url: str) -> int:
    """Go on until there were so many kills, then race; print the table; return the exit status."""
    dice = random.Random(options.seed)
    shapes = list(Shape) if options.shape == "all" else [Shape(options.shape)]
    tally = Tally()

    def counted(wanted: Iterable[tuple[Shape, Point]]) -> None:
        work = [(shape, point, dice.getrandbits(32), url) for shape, point in wanted]
        for verdict in pool.map(one, work):
            tally.add(verdict)

    while tally.kills < options.kills:
        counted([case for shape in shapes for case in cases(shape, dice, quick=options.quick)])
    # The first question of the others is that of a single command.
    raced = [each for each in shapes if each in {Shape.SINGLE, Shape.PLAN}]
    races = [(shape, point) for shape in raced for point in (RACE, RACE_UNCLAIMED)]
    counted(races[number % len(races)] for number in range(options.races if races else 0))
    tally.print()
    return 0 if tally.fine else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=(*Shape, "all"), default="all", help="what the requests come to")
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--races", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help="in a PostgreSQL server of its own")
    parser.add_argument("--without", choices=("journal", "trail", "recovery"), help="break it, to see that it shows")
    parser.add_argument("--quick", action="store_true", help="a few of everything, in well under a minute")
    options = parser.parse_args()
    if options.quick:
        options.kills, options.races = 1, 4
    print(f"seed {options.seed}")
    began = time.monotonic()
    disabled(options.without or "")
    context = multiprocessing.get_context("fork")
    with (
        postgres_server() if options.postgres else nullcontext("") as url,
        concurrent.futures.ProcessPoolExecutor(options.workers, mp_context=context) as pool,
    ):
        status = measure(options, pool, url)
    print(f"took {time.monotonic() - began:.0f} s")
    return status


if __name__ == "__main__":
    sys.exit(main())
