"""What becomes of a command whose cloud-assist is killed: it goes on, its output is kept, its end is written down."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cloud_assist.running.kept import forget_end, read_end

PROGRAM = """
import asyncio, os, signal, sys
from pathlib import Path
from cloud_assist.running.control import Limits, RunControl
from cloud_assist.running.runner import run

command, moment = sys.argv[1:]

def on_started(started):
    print(started.pid, flush=True)
    if moment == "before it runs":
        os.kill(os.getpid(), signal.SIGKILL)

def on_output(text):
    if moment in text:
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(run(command, cwd=Path.cwd(), environ=dict(os.environ), limits=Limits(60), spool_path=Path.cwd() / "op.out",
    on_output=on_output, control=RunControl(), on_started=on_started))
"""


def killed(command: str, moment: str) -> int:
    """Run `command` in a program that kills itself when `moment` is printed; return the command's pid."""
    program = subprocess.run(
        [sys.executable, "-c", PROGRAM, command, moment], stdout=subprocess.PIPE, text=True, check=False, timeout=60
    )
    assert program.returncode == -signal.SIGKILL
    return int(program.stdout)


def eventually(what: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("end", "noted"), [("exit 7", ("exit", 7)), ("kill -9 $$", ("signal", 9)), ("true", ("exit", 0))]
)
def test_it_goes_on_and_its_end_is_known(end: str, noted: tuple[str, int]) -> None:
    spool = Path("op.out")
    killed(f"echo one; sleep 0.3; echo two >&2; sleep 0.2; seq 20000; {end}", "one")
    assert read_end(spool) is None
    eventually(lambda: read_end(spool))
    found = read_end(spool)
    assert found is not None
    assert found[:2] == noted
    assert 0.4 < found[2] < 10
    assert spool.read_text() == "one\ntwo\n" + "".join(f"{n}\n" for n in range(1, 20001))
    assert Path("op.end").stat().st_mode & 0o777 == 0o600
    forget_end(spool)
    assert read_end(spool) is None


def test_killed_before_it_runs_it_does_not_run() -> None:
    killed("touch made", "before it runs")
    eventually(lambda: read_end(Path("op.out")))
    found = read_end(Path("op.out"))
    assert found is not None
    assert found[0] == "never"
    assert not Path("made").exists()


def test_nobody_is_left_to_watch_once_it_has_ended() -> None:
    pid = killed("echo one; sleep 0.5", "one")
    watcher = psutil.Process(pid).parent()
    assert watcher is not None
    eventually(lambda: not watcher.is_running() or watcher.status() == psutil.STATUS_ZOMBIE)


def test_what_is_left_in_the_background_does_not_hold_it_up() -> None:
    killed("sleep 30 & echo one; sleep 0.2; echo two; echo $! >left", "one")
    eventually(lambda: read_end(Path("op.out")), seconds=5)
    assert Path("op.out").read_text() == "one\ntwo\n"
    os.kill(int(Path("left").read_text()), signal.SIGKILL)


def test_a_command_cannot_tell_that_it_is_watched(tmp_path: Path) -> None:
    """Signals, descriptors, environment and process group are those of a plain child."""
    script = (
        "trap; ulimit -a; env | sort | grep -v ^CLOUD_ASSIST_RUN; umask; pwd; echo $0 $# $SHLVL;"
        " ls /proc/$$/fd 2>/dev/null | head -3; grep SigIgn /proc/$$/status 2>/dev/null"
    )
    killed(f"{script}; echo one; sleep 0.1", "one")
    plain = subprocess.run(
        [shutil.which("bash") or "bash", "--noprofile", "--norc", "-c", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    assert Path("op.out").read_text().split("one\n")[0].splitlines() == plain.stdout.splitlines()
