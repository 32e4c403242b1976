"""What every shape of `benchmarks.crash` is made of: lives in forks, what stands in the store afterwards, a verdict."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from cloud_assist.agent.session import read_exchanges
from cloud_assist.redaction.redactor import redact
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.audit_view import AuditEntry
from cloud_assist.store.journal import OpenJob, RunState
from cloud_assist.store.sessions import SessionIndex
from tests.support.crash_driver import SESSION, Case, Point, Shape

PATIENCE_S = 60.0
"""Seconds after which a life that does not end is a fault."""
RANDOM = Point("random moment")
ENDS = ("done", "cancelled", "waiting", "outcome unknown", "told: nothing ran", "never begun")


@dataclass
class Verdict:
    """What became of one case."""

    shape: Shape
    point: Point
    kills: int
    end: str
    """One of `ENDS`."""
    step: int = 1
    """The step at which it ended so: the last for what is done."""
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


@dataclass(frozen=True)
class Stored:
    """What stands in the store once everything is over."""

    status: str
    """Of the session; "" where there is none."""
    exchanges: list[dict[str, Any]]
    """Its requests that have ended."""
    unfinished: list[str]
    """Operations whose end the journal does not know; without jobs."""
    open_jobs: list[OpenJob]
    """Jobs whose end the journal does not know."""
    approved: list[tuple[AuditEntry, RunState | None]]
    """What the audit trail says was approved, oldest first, and what the journal says became of it."""
    verified: bool
    """Whether the audit trail is as it was written."""


def stored(case: Case) -> Stored:
    """Read the list of sessions, the session, the journal and the audit trail."""
    settings = case.settings()
    with closing(SessionIndex(settings)) as index, closing(AuditTrail(settings, redact)) as audit:
        found = index.find(SESSION)
        entries = sorted(audit.read(), key=lambda entry: str(entry.decided.get("time", "")))
        return Stored(
            status=found.status if found else "",
            exchanges=asyncio.run(read_exchanges(settings, SESSION)) if found else [],
            unfinished=index.journal.unfinished(SESSION),
            open_jobs=index.journal.open_jobs(SESSION),
            approved=[
                (each, index.journal.state(each.text("op_id")))
                for each in entries
                if each.decided.get("kind") == "intent"
            ],
            verified=audit.verify().ok,
        )
