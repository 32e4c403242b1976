"""The shape `jobs` of `benchmarks.crash`: sessions killed with two jobs under way, and what must hold afterwards.

Nothing ran twice or unasked; whatever ran stands in the conversation with an end, or with one that is called unknown;
journal, audit trail and conversation say the same; no job is open any more and no process of one is left.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import psutil

from benchmarks.crash_case import RANDOM, Stored, Verdict, forked, stored, waited
from cloud_assist.running.processes import TAG
from cloud_assist.store.journal import Finished, OutcomeUnknown
from tests.support.crash_driver import NOWHERE, Case, Point
from tests.support.crash_jobs import live_with_jobs


def jobs_killed_at(case: Case, point: Point, dice: random.Random) -> Verdict:
    """Kill a session with jobs at `point`, perhaps again while it is taken up, then let it come to its end and look."""
    seconds = dice.choice((0.4, 0.8))
    kills, missed = 0, False
    for life in range(dice.choice((1, 1, 2, 3))):
        at = point if life == 0 or dice.random() < 0.3 else RANDOM
        trap = NOWHERE if at == RANDOM else at
        answer = "approve" if life == 0 else dice.choice(("approve", "leave"))
        begin: Callable[[], None] = partial(
            live_with_jobs, case, resume=life > 0, seconds=seconds, answer=answer, point=trap
        )
        killed = waited(forked(begin), dice.uniform(0.0, 2.0) if at == RANDOM else None)
        kills += killed
        missed |= life == 0 and trap != NOWHERE and not killed
    answer = dice.choice(("approve", "cancel", "look"))
    waited(forked(partial(live_with_jobs, case, resume=True, seconds=seconds, answer=answer)))
    verdict = _judged(case, point, kills)
    if missed:
        verdict.faults.append("the point was not reached")
    return verdict


def _judged(case: Case, point: Point, kills: int) -> Verdict:
    kept, ran = stored(case), case.ran()
    failed = [str(each["why"]) for each in case.ends() if each.get("end") == "failed"]
    waits = kept.status.startswith("waiting")
    outcomes = {str(each["command"]): str(each["outcome"]) for each in kept.exchanges}
    commands = {f"echo {number} " for number in ran}
    in_the_file = [text for text in outcomes if any(text.startswith(each) for each in commands)]
    end = _in_a_word(ran, outcomes, waits=waits)
    wrong = {
        "a command ran twice": len(ran) != len(set(ran)),
        "ran on an approval of an earlier life": case.unasked.exists(),
        "ran, and the conversation does not have it": len(in_the_file) != len(set(ran)) and not waits,
        "a job is still open": kept.open_jobs,
        "the conversation does not know its end": not waits and any("goes on" in each for each in outcomes.values()),
        "the journal has no end": kept.unfinished,
        "an intent without an outcome": any(entry.status == "no outcome" for entry, _ in kept.approved),
        "the audit trail does not verify": not kept.verified,
        "left as running": kept.status == "running",
        "a process is left": _left(case),
        "failed without need": [why for why in failed if "before it produced anything" not in why],
        **_disagreements(kept, outcomes, ran),
    }
    return Verdict(case.shape, point, kills, end, len(set(ran)), [fault for fault, found in wrong.items() if found])


def _disagreements(kept: Stored, outcomes: dict[str, str], ran: list[int]) -> dict[str, Any]:
    """Return where the file, the journal, the audit trail and the conversation say different things."""
    known = {entry.text("command"): (entry.status, state) for entry, state in kept.approved if _ran(entry.status)}
    numbers = {int(text.split()[1]) for text in known}
    told = {text: end for text, end in outcomes.items() if text in known and "goes on" not in end}
    return {
        "ran, and the audit trail does not say how it ended": set(ran) - numbers,
        "in the audit trail as run to its end, and did not": {
            int(text.split()[1]) for text, (status, _) in known.items() if status == "exit 0"
        }
        - set(ran),
        "the journal says otherwise than the audit trail": [
            entry
            for entry, state in kept.approved
            if _ran(entry.status) != isinstance(state, Finished | OutcomeUnknown)
        ],
        "the conversation says otherwise than the audit trail": [
            text for text, end in told.items() if not end.startswith(known[text][0])
        ],
    }


def _ran(status: str) -> bool:
    return status.startswith("exit 0") or status == "outcome unknown"


def _in_a_word(ran: list[int], outcomes: dict[str, str], *, waits: bool) -> str:
    """Return how the session ended, as one of `crash_case.ENDS`."""
    if waits:
        return "waiting"
    if not ran:
        return "told: nothing ran" if outcomes else "never begun"
    if any(each.startswith("outcome unknown") for each in outcomes.values()):
        return "outcome unknown"
    return "cancelled" if "cancelled" in outcomes.values() else "done"


def _left(case: Case) -> list[int]:
    """Return what runs still of the case's commands."""
    left = []
    for process in psutil.process_iter():
        try:
            if str(case.folder) in process.environ().get(TAG, "") and process.status() != psutil.STATUS_ZOMBIE:
                left.append(process.pid)
        except psutil.Error:
            continue
    return left
