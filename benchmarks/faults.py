"""Makes each write to the store fail in turn (disk full, read-only), and looks at what was run and what is left.

A small library between the program and the kernel (`faults.c`, compiled here) lets the n-th write below the state
folder fail, once or from there on. Whatever write it is: no command runs without a record, no store is corrupt, the
person is told in one clear message, and once there is room again the session goes on.

    python -m benchmarks.faults [--every 1] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import errno
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.crash_case import forked, waited
from cloud_assist.agent.session import Session
from cloud_assist.errors import CloudAssistError, ExitCode
from cloud_assist.events import AgentCompleted, AgentFailed, ApprovalRequired, InputRequired, RetryRequired
from cloud_assist.models import Approve, Cancel
from cloud_assist.redaction.redactor import redact
from cloud_assist.store.audit import AuditTrail
from cloud_assist.store.sessions import SessionIndex
from tests.support.crash_driver import SESSION, Case, OneCommand

ERRORS = {"disk full": errno.ENOSPC, "read-only": errno.EROFS}


def library(folder: Path) -> Path:
    """Compile the library."""
    path = folder / "faults.so"
    source = Path(__file__).with_name("faults.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", path, source, "-ldl"], check=True)
    return path


def live(case: Case, *, resume: bool, number: int, error: int, once: bool) -> None:
    """Carry out a request while the `number`-th write fails (0: none does); tell how it ended."""
    faults = ctypes.CDLL(os.environ["LD_PRELOAD"])
    faults.fault_count.restype = ctypes.c_long
    faults.fault_arm(str(case.settings().state_dir).encode(), ctypes.c_long(number), error, int(once))
    told = asyncio.run(_live(case, resume=resume))
    told["writes"] = faults.fault_count()
    case.tell(told)


async def _live(case: Case, *, resume: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"end": "nothing to take up", "why": ""}
    session = Session(case.settings(), session_id=SESSION, proposer=OneCommand(case.command(0)))
    async for event in session.resume() if resume else session.start("append a line"):
        if isinstance(event, ApprovalRequired):
            session.answer(event.question_id, Approve(event.assessment.binding.digest))
        elif isinstance(event, RetryRequired | InputRequired):
            session.answer(event.question_id, Cancel())
        elif isinstance(event, AgentCompleted):
            told["end"] = event.outcome.value
        elif isinstance(event, AgentFailed):
            end = "internal error" if event.what == "Internal error." else "told"
            told.update(end=end, why=f"{event.what} {event.why}", todo=event.todo, status=event.exit_code)
    await session.close()
    return told


def one(error: str, number: int, *, once: bool) -> tuple[str, list[str]]:
    """Let one write fail; return how the request ended and what is wrong."""
    folder = Path(tempfile.mkdtemp(prefix="faults-")).resolve()
    try:
        case = Case(folder)
        waited(forked(partial(live, case, resume=False, number=number, error=ERRORS[error], once=once)))
        if not case.told.exists():
            return "died", ["nothing was told"]
        told = case.ends()[-1]
        faults = _wrong(case, told)
        ran = case.count()
        case.told.unlink()
        waited(forked(partial(live, case, resume=True, number=0, error=0, once=True)))
        again = case.ends()[-1] if case.told.exists() else {"end": "died"}
        faults += _wrong(case, again)
        if again["end"] == "told" and "before it produced anything" in again["why"] and not ran:
            # The end of a request that left no trace but its words is told late; the next one must go through.
            case.told.unlink()
            waited(forked(partial(live, case, resume=False, number=0, error=0, once=True)))
            again, ran = case.ends()[-1] if case.told.exists() else {"end": "died"}, 1
            faults += _wrong(case, again)
        if again["end"] in {"died", "told", "internal error"}:
            faults.append(f"does not go on afterwards: {again}")
        if case.count() > 1 or (ran and case.count() != ran):
            faults.append(f"ran {case.count()} times")
        return told["end"] if told["end"] != "told" else f"told: {told['why']}", faults
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wrong(case: Case, told: dict[str, Any]) -> list[str]:
    faults = []
    settings = case.settings()
    if told["end"] == "internal error" or (told["end"] == "told" and not told.get("todo")):
        faults.append(f"not told clearly: {told['why']}")
    if told.get("status") == ExitCode.USAGE:
        faults.append(f"blamed on the person: {told['why']}")
    for path in settings.state_dir.glob("*.db"):
        with closing(sqlite3.connect(path)) as connection:
            answer = connection.execute("PRAGMA integrity_check").fetchone()[0]
            if answer != "ok":
                faults.append(f"{path.name}: {answer}")
    if list(settings.state_dir.glob("*.corrupt-*")):
        faults.append("a database was set aside")
    try:
        with closing(AuditTrail(settings, redact)) as audit, closing(SessionIndex(settings)) as index:
            index.list()
            verified = audit.verify()
            intents = [entry for entry in audit.read() if entry.decided.get("kind") == "intent"]
    except CloudAssistError as problem:
        return [*faults, f"the store cannot be opened: {problem}"]
    faults += [f"the trail: {fault.text}" for fault in verified.faults]
    if case.count() and not intents:
        faults.append("ran without a record")
    return faults


def measure(every: int) -> int:
    logging.disable()
    counted, faults = Counter[str](), []
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="faults-")).resolve()
    case = Case(folder)
    waited(forked(partial(live, case, resume=False, number=0, error=0, once=True)))
    writes = int(case.ends()[-1]["writes"])
    shutil.rmtree(folder)
    cases = 0
    for error in ERRORS:
        for once in (True, False):
            for number in range(1, writes + 1, every):
                end, wrong = one(error, number, once=once)
                cases += 1
                counted[" ".join(end.replace("/", " ").split()[:1])] += 1
                faults += wrong
                for fault in wrong:
                    print(f"  {error}, write {number}{'' if once else ' and later'}: {fault}", flush=True)
    print(f"writes of one request  {writes}")
    print(f"cases                  {cases}: " + ", ".join(f"{count} {end}" for end, count in counted.most_common()))
    print(f"faults                 {len(faults)}   took {time.monotonic() - began:.0f} s")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="take only every n-th write")
    parser.add_argument("--quick", action="store_true", help="take only every 40th write")
    options = parser.parse_args()
    if not sys.platform.startswith("linux") or shutil.which("cc") is None:
        print("SKIPPED: this needs Linux and a C compiler (cc)")
        return 0
    if "LD_PRELOAD" not in os.environ:
        with tempfile.TemporaryDirectory() as name, suppress(KeyboardInterrupt):
            environ = {**os.environ, "LD_PRELOAD": str(library(Path(name)))}
            command = [sys.executable, "-m", "benchmarks.faults", *sys.argv[1:]]
            return subprocess.run(command, env=environ, check=False).returncode
    return measure(40 if options.quick else options.every)


if __name__ == "__main__":
    sys.exit(main())
