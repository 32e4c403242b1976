"""A digest holds what questions about an output need, or names the way to it; within its bytes, in bounded time.

Sixty outputs are made in the run, 130 questions about them are answered by code from the whole output. A question
passes where the digest tells the answer, or where it names the place and the key, so that one step of jq, awk or grep
over the file (which the benchmark runs) gives the answer. Half of the questions are unseen: their failures are counted
and never shown, so that nobody tunes for them.

Usage: python -m benchmarks.digest [--quick]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import orjson

from benchmarks.digest_large import Large, write_large
from benchmarks.digest_questions import Question, questions
from benchmarks.digest_steps import Told, is_answered
from benchmarks.outputs.aws import make_aws
from benchmarks.outputs.docker import make_docker
from benchmarks.outputs.kubernetes import make_kubectl
from benchmarks.outputs.logs import make_logs
from benchmarks.outputs.terraform import make_terraform
from benchmarks.timing import paired_medians
from cloud_assist.redaction.redactor import Redactor
from cloud_assist.results.digest import Digest, digest

BUDGET = 2_000
"""Bytes of a digest; about what a request of 4 kB has room for."""
BUDGETS = (300, 1_000, BUDGET, 6_000)
GOAL_SHARE = 0.95
GOAL_SECONDS = 3.0
GOAL_RATIO = 2.5
"""Times what it takes to parse as many bytes of JSON lines and nothing else: on a busy machine both sides are slow."""
FLOORS = {Large.COMPACT: Large.COMPACT_LINES, Large.COMPACT_LINES: Large.COMPACT_LINES}
"""Whose lines are parsed for the floor, where not `Large.LINES`: objects within objects take longer a byte."""
QUICK_KINDS = (Large.COMPACT,)
"""The kind that takes longest but for its floor's."""
QUICK_MEGABYTES = 150
"""Enough that the first values, which are all looked at, do not decide."""
GOAL_MIB = 64


def make_outputs(folder: Path, *, quick: bool) -> list[Path]:
    """Write all outputs into `folder`; return their files."""
    make_aws(folder, quick=quick)
    make_logs(folder, 10_000 if quick else 100_000)
    for make in (make_kubectl, make_terraform, make_docker):
        make(folder)
    return sorted(path for path in folder.iterdir() if path.is_file())


def made(path: Path, words: str, budget: int = BUDGET) -> Digest:
    """Return the digest of one output as the agent asks for it."""
    return digest(path, budget=budget, words=words.split(), redact=Redactor().redact)


def within_budgets(paths: list[Path], budgets: tuple[int, ...]) -> list[str]:
    """Return what is larger than allowed."""
    return [
        f"{path.name}: {size} of {budget} bytes"
        for path in paths
        for budget in budgets
        if (size := len(made(path, "", budget).text.encode())) > budget
    ]


def ask(folder: Path, asked: list[Question]) -> tuple[Counter[bool], Counter[bool], int]:
    """Ask all questions; return (passed by unseen, failed by unseen, how many the digest itself answers)."""
    passed: Counter[bool] = Counter()
    failed: Counter[bool] = Counter()
    at_once = 0
    for question in asked:
        path = folder / question.output
        result = is_answered(question, path, Told(made(path, question.request)))
        at_once += result.at_once
        (passed if result.ok else failed)[question.unseen] += 1
        if not result.ok and not question.unseen:
            print(f"  missed: {question.output}: {question.request} ({question.kind} {question.about}): {result.why}")
    return passed, failed, at_once


def parse_only(path: Path) -> float:
    """Return how many seconds it takes to parse a file of JSON lines: what this machine can do just now."""
    begun = time.perf_counter()
    with path.open("rb") as file:
        for line in file:
            orjson.loads(line)
    return time.perf_counter() - begun


def digest_it(path: Path) -> float:
    """Return how many seconds a digest takes."""
    begun = time.perf_counter()
    made(path, "web-377 stopped")
    return time.perf_counter() - begun


def measure(folder: Path, kinds: Iterable[Large], megabytes: int, rounds: int) -> list[str]:
    """Measure time and memory for large outputs; return the goals that were missed."""
    missed = []
    plain = {
        kind: write_large(folder / kind.name, kind, megabytes)
        for kind in {FLOORS.get(kind, Large.LINES) for kind in kinds}
    }
    for kind in kinds:
        path = write_large(folder / "large", kind, megabytes)
        parsed = plain[FLOORS.get(kind, Large.LINES)]
        floor, ours, ratio = paired_medians(partial(parse_only, parsed), partial(digest_it, path), rounds)
        command = [sys.executable, "-m", "benchmarks.digest_memory", str(path)]
        grown = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        as_200 = ours * 200 / megabytes
        print(
            f"{megabytes} MB of {kind}: {ours:.2f} s ({as_200:.1f} s for 200 MB), "
            f"{ratio:.1f} times parsing as many bytes ({floor:.2f} s), {grown} MiB more"
        )
        if grown > GOAL_MIB:
            missed.append(f"{kind}: {grown} MiB")
        if as_200 > GOAL_SECONDS and ratio > GOAL_RATIO:
            missed.append(f"{kind}: {as_200:.1f} s for 200 MB, {ratio:.1f} times parsing as many bytes")
        path.unlink()
    return missed


def one_megabyte(folder: Path) -> float:
    """Return how many milliseconds a digest of 1 MB takes."""
    path = write_large(folder / "one_megabyte", Large.AWS, 1)
    made(path, "")
    return sorted(digest_it(path) for _ in range(5))[2] * 1000


def main() -> None:
    """Make, ask, measure and print; the figure comes last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = make_outputs(folder, quick=quick)
        names = {path.name for path in paths}
        asked = [question for question in questions() if question.output in names]
        missed = within_budgets(paths, BUDGETS[:1] if quick else BUDGETS)
        megabytes = sum(path.stat().st_size for path in paths) / 1e6
        print(f"{len(paths)} outputs, {megabytes:.1f} MB")
        passed, failed, at_once = ask(folder, asked)
        missed += measure(folder, QUICK_KINDS, QUICK_MEGABYTES, 1) if quick else measure(folder, Large, 200, 3)
        milliseconds = one_megabyte(folder)
    print(f"1 MB of instances: {milliseconds:.0f} ms")
    for unseen in (False, True):
        print(f"{'unseen' if unseen else 'seen'} questions: {passed[unseen]} of {passed[unseen] + failed[unseen]}")
    share = passed.total() / (passed.total() + failed.total())
    if share < GOAL_SHARE:
        missed.append(f"{share:.1%} of the questions")
    for line in missed:
        print(f"missed: {line}")
    print(
        f"{at_once} of {len(asked)} questions are answered by the digest itself, the others in one step over the file"
    )
    print(f"{share:.1%} of {len(asked)} questions can be answered (goal: {GOAL_SHARE:.0%})")
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
