"""One request costs little more than its model: `cloud-assist run` against a bare script of the same stack.

The script (`bare_stack`) imports ChatGroq and LangGraph, asks the model once, stops at an interrupt, and runs one
command. Both ask a server on loopback that answers at once, or after 0.7 s where the time to the question is measured.
Usage: python -m benchmarks.one_shot [--quick] [--pairs N]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect

from benchmarks.timing import Pairs, paired
from tests.support.fake_groq import KEY, FakeGroq
from tests.support.terminal import clean_environ

WHOLE_GOAL = 0.75
"""Times the bare script, for a whole request with a model that answers at once."""
OFFLINE_GOAL = 0.5
"""The same without a model, against the script with its model."""
QUESTION_GOAL = 0.7
"""Times the bare script, from the start to the question, with a model that takes 0.7 s."""
MODEL_S = 0.7
BARE = str(Path(__file__).with_name("bare_stack.py"))
OURS = ("-m", "cloud_assist", "run")


def settled(home: Path) -> Path:
    """Make a HOME of somebody who has no CLI and has used the program before; return it."""
    (home / "bin").mkdir()
    for program in ("bash", "sh"):
        (home / "bin" / program).symlink_to(str(shutil.which(program)))
    subprocess.run(
        [sys.executable, "-m", "cloud_assist", "catalog", "build"],
        env=environ_of(home, ""),
        capture_output=True,
        check=True,
    )
    return home


def environ_of(home: Path, url: str) -> dict[str, str]:
    """Return an environment with a model server at `url`."""
    return {**clean_environ(home), "PATH": str(home / "bin"), "GROQ_API_KEY": KEY, "GROQ_API_BASE": url}


def seconds_of(*arguments: str, environ: Mapping[str, str], cwd: Path) -> float:
    """Return how long a Python program takes from start to end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=dict(environ), cwd=cwd, capture_output=True, check=True)
    return time.perf_counter() - began


def seconds_to(text: str, *arguments: str, environ: Mapping[str, str], cwd: Path) -> float:
    """Return how long a Python program takes to print `text` at a terminal."""
    began = time.perf_counter()
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable, list(arguments), env=dict(environ), cwd=str(cwd), dimensions=(40, 120), timeout=60
    )
    try:
        child.expect_exact(text.encode())
        return time.perf_counter() - began
    finally:
        child.close(force=True)


def whole(environ: Mapping[str, str], cwd: Path, rounds: int, *, offline: bool) -> Pairs:
    """Measure whole requests."""
    words = ("print the working directory", "--yes", "--model", "offline") if offline else ("print ok", "--yes")
    return paired(
        lambda: seconds_of(BARE, environ=environ, cwd=cwd),
        lambda: seconds_of(*OURS, *words, environ=environ, cwd=cwd),
        rounds,
    )


def question(environ: Mapping[str, str], cwd: Path, rounds: int) -> Pairs:
    """Measure how long the question takes."""
    return paired(
        lambda: seconds_to("[question]", BARE, environ=environ, cwd=cwd),
        lambda: seconds_to("[a]pprove", *OURS, "print ok", environ=environ, cwd=cwd),
        rounds,
    )


def main() -> int:
    """Measure and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 pairs")
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    rounds = 3 if options.quick else options.pairs
    missed = False
    with tempfile.TemporaryDirectory() as name:
        home = settled(Path(name))
        measures: list[tuple[str, float, float, Callable[[dict[str, str]], Pairs]]] = [
            ("a whole request", 0, WHOLE_GOAL, lambda env: whole(env, home, rounds, offline=False)),
            ("a whole request, offline", 0, OFFLINE_GOAL, lambda env: whole(env, home, rounds, offline=True)),
            (f"to the question, model {MODEL_S} s", MODEL_S, QUESTION_GOAL, lambda env: question(env, home, rounds)),
        ]
        for what, delay_s, goal, measure in measures:
            with FakeGroq([{"command": "echo ok", "delay_s": delay_s}]) as server:
                pairs = measure(environ_of(home, server.url))
            print(pairs.told(what, goal), flush=True)
            missed |= pairs.ratio > goal
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
