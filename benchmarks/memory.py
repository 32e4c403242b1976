"""A one-shot needs less memory than a bare script of the same stack: the largest resident size of each process.

Usage: python -m benchmarks.memory [--quick] [--pairs N]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.one_shot import BARE, OURS, environ_of, settled
from benchmarks.timing import paired
from tests.support.fake_groq import FakeGroq

GOAL = 0.84
"""Times the bare script, for a request with a model."""
OFFLINE_GOAL = 0.75
_UNIT = 1024 * 1024 if sys.platform == "darwin" else 1024
"""Of `ru_maxrss` in a MiB."""


def peak_mib(*arguments: str, environ: Mapping[str, str], cwd: Path) -> float:
    """Return the largest resident size of a Python program, in MiB."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=dict(environ),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return usage.ru_maxrss / _UNIT


def main() -> int:
    """Measure and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 pairs")
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as name, FakeGroq([{"command": "echo ok"}]) as server:
        home = settled(Path(name))
        environ = environ_of(home, server.url)
        for what, goal, words in (
            ("memory of a request", GOAL, ("print ok", "--yes")),
            (
                "memory of a request, offline",
                OFFLINE_GOAL,
                ("print the working directory", "--yes", "--model", "offline"),
            ),
        ):
            pairs = paired(
                lambda: peak_mib(BARE, environ=environ, cwd=home),
                lambda words=words: peak_mib(*OURS, *words, environ=environ, cwd=home),  # type: ignore[misc]
                3 if options.quick else options.pairs,
            )
            print(pairs.told(what, goal, "MiB"), flush=True)
            missed |= pairs.ratio > goal
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
