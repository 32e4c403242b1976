"""What is left of a command that was cancelled, timed out, or whose program was ended: nothing, and soon.

Runs process trees that try to stay (double fork, setsid, cleared environment, ignored TERM, forking while being killed)
and ends them in turn by a cancel, a time-out, a cancelled task and the exit of the whole program. Every process of a
tree has an open file descriptor on a file of its own, so that survivors are found whatever they call themselves. Then
it leaves commands that hold a lock, which must go on, and measures how soon control is back.

    python -m benchmarks.survivors [--runs 500] [--seed 1] [--quick]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.stand_ins import stopping_programs
from cloud_assist.running.control import LeftRunningError, Limits, RunControl
from cloud_assist.running.kept import read_end
from cloud_assist.running.runner import Started, run

SLEEP = "sleep 300"
TREES = {
    "plain": SLEEP,
    "background": f"{SLEEP} & {SLEEP} & wait",
    "ignores TERM": f"trap '' TERM HUP INT; {SLEEP}; {SLEEP}",
    "whole tree ignores TERM": f"trap '' TERM; (trap '' TERM; {SLEEP} & {SLEEP} & wait) & wait",
    "setsid": f"setsid {SLEEP} & {SLEEP}",
    "setsid ignores TERM": f"setsid bash -c \"trap '' TERM; {SLEEP}; {SLEEP}\" & {SLEEP}",
    "double fork": f"( {SLEEP} & ) ; {SLEEP}",
    "double fork, setsid": f"( setsid {SLEEP} & ) ; {SLEEP}",
    "daemon in a daemon": f"( setsid bash -c '( setsid {SLEEP} & ) ; {SLEEP}' & ) ; {SLEEP}",
    "cleared environment": f"( setsid env -i {SLEEP} & ) ; {SLEEP}",
    "nohup": f"nohup {SLEEP} >/dev/null 2>&1 & {SLEEP}",
    "stopped": f"{SLEEP} & kill -STOP $!; {SLEEP}",
    "keeps forking": f"while :; do ( setsid {SLEEP} & ); sleep 0.02; done",
    "forks when told to end": f"trap '( setsid {SLEEP} & )' TERM; {SLEEP} & wait; {SLEEP}",
    "closes its pipes": f"( setsid {SLEEP} >&- 2>&- & ) ; exec {SLEEP}",
    "floods": f"yes flood & yes more >&2 & {SLEEP}",
}
CONTROL_S = 0.5
"""How soon control must be back from a command that goes on by itself."""
WAYS = ("cancel", "time-out", "task", "program")


def holders(marker: Path) -> list[str]:
    """Return the processes that have `marker` open."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if any(Path(f.path) == marker for f in process.open_files()):
                found.append(f"{process.pid} {' '.join(process.cmdline())[:60]}")
    return found


def marked(tree: str, marker: Path) -> str:
    return f"exec 9<{marker}; {tree}"


async def ended_by(way: str, tree: str, folder: Path, marker: Path) -> float:
    """Run a tree, end it, return how long control took to come back, in seconds."""
    control = RunControl()
    started = asyncio.Event()

    def on_started(_: Started) -> None:
        started.set()

    def ignore(_: str) -> None:
        return

    limit = 0.4 if way == "time-out" else 60.0
    began = time.monotonic()
    task = asyncio.create_task(
        run(
            marked(tree, marker),
            cwd=folder,
            environ=dict(os.environ),
            limits=Limits(limit),
            spool_path=folder / "spool.out",
            on_output=ignore,
            control=control,
            on_started=on_started,
        )
    )
    await started.wait()
    if way != "time-out":
        await asyncio.sleep(random.uniform(0.05, 0.4))
        began = time.monotonic()
        control.cancel() if way == "cancel" else task.cancel()
    else:
        began += limit
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return time.monotonic() - began


async def left_to_its_keeper(folder: Path) -> float:
    """Leave a command that holds a lock, return how long control took to come back, in seconds."""
    control = RunControl()
    task = asyncio.create_task(
        run(
            "terraform apply | tee log",
            cwd=folder,
            environ={**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"},
            limits=Limits(),
            spool_path=folder / "op.out",
            on_output=lambda _: None,
            control=control,
            on_started=lambda _: None,
        )
    )
    await asyncio.sleep(random.uniform(0.2, 0.8))
    began = time.monotonic()
    control.let_go()
    with contextlib.suppress(LeftRunningError):
        await task
    return time.monotonic() - began


def left_alone() -> float:
    """As `left_to_its_keeper`, in a folder of its own, until the command has ended."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        stopping_programs.write(folder / "bin")
        (folder / "things").mkdir()
        seconds = asyncio.run(left_to_its_keeper(folder))
        while read_end(folder / "op.out") is None:
            time.sleep(0.05)
        return seconds


def ended_with_its_program(tree: str, folder: Path, marker: Path) -> float:
    """Run a tree in a program of its own, send that SIGTERM, return how long it took to go."""
    program = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.survivors", "--child", tree, str(folder), str(marker)],
        stdout=subprocess.PIPE,
    )
    assert program.stdout is not None
    program.stdout.readline()
    time.sleep(random.uniform(0.1, 0.4))
    began = time.monotonic()
    program.send_signal(signal.SIGTERM)
    program.wait(30)
    program.stdout.close()
    return time.monotonic() - began


async def child(tree: str, folder: Path, marker: Path) -> None:
    """Be the program that is ended: a SIGTERM cancels the task, as the front ends do."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    print("ready", flush=True)
    await run(
        marked(tree, marker),
        cwd=folder,
        environ=dict(os.environ),
        limits=Limits(60),
        spool_path=folder / "spool.out",
        on_output=lambda _: None,
        control=RunControl(),
        on_started=lambda _: None,
    )


def measure(runs: int, seed: int) -> int:
    random.seed(seed)
    times: list[tuple[float, str]] = []
    survivors: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for number in range(runs):
            title, tree = list(TREES.items())[number % len(TREES)]
            way = WAYS[(number + number // len(TREES)) % len(WAYS)]
            marker = folder / f"marker-{number}"
            marker.touch()
            if way == "program":
                seconds = ended_with_its_program(tree, folder, marker)
            else:
                seconds = asyncio.run(ended_by(way, tree, folder, marker))
            times.append((seconds, f"{way} of {title!r}"))
            left = holders(marker)
            for line in left:
                print(f"  survived {way} of {title!r}: {line}")
                with contextlib.suppress(psutil.Error):
                    psutil.Process(int(line.split()[0])).kill()
            survivors += left
    times.sort()
    print(f"runs               {runs}: {len(TREES)} trees, ended by {', '.join(WAYS)}")
    print(f"control back after median {times[len(times) // 2][0]:.2f} s, longest {times[-1][0]:.2f} s ({times[-1][1]})")
    print(f"survivors          {len(survivors)}")
    alone = sorted(left_alone() for _ in range(max(runs // 10, 5)))
    print(f"lock holders left  {len(alone)}, which go on by themselves")
    print(f"control back after median {alone[len(alone) // 2]:.2f} s, longest {alone[-1]:.2f} s")
    return 1 if survivors or times[-1][0] > 3 or alone[-1] > CONTROL_S else 0


def main() -> int:
    if sys.argv[1:2] == ["--child"]:
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(child(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])))
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="every tree in two of the ways")
    options = parser.parse_args()
    return measure(2 * len(TREES) if options.quick else options.runs, options.seed)


if __name__ == "__main__":
    sys.exit(main())
