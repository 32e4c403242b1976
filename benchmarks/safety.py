"""How often the judge is wrong: unsafe commands taken for reads, and reads that would be asked about needlessly.

    python -m benchmarks.safety [FILE.jsonl …] [--quick] [--show N]

A FILE holds lines of {"command": …, "label": …}; the labels are read_only, not_read_only, dangerous and not_dangerous.
Without a file, those beside this script are taken, and the strangers after them: commands that were labelled by the
manuals of packages picked without regard to the rules. Of those, the needless questions have no goal, for many of their
programs have no rule. Exits 1 where a goal is missed. The figure stands last.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.syntax.parser import parse, walk
from cloud_assist.models import Risk

OWN_COMMANDS = tuple(
    Path(__file__).with_name("data") / name
    for name in ("safety_commands.jsonl", "safety_cloud.jsonl", "safety_longtail.jsonl")
)
STRANGERS = Path(__file__).with_name("data") / "safety_strangers.jsonl"
ENVIRON = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/home/nobody"}
CWD = Path("/")
QUICK_LIMIT = 400
"""Commands judged with --quick."""
_HIGH = frozenset({Risk.DESTRUCTIVE, Risk.UNKNOWN, Risk.FORBIDDEN})
_CALLED_DANGEROUS = frozenset({Risk.DESTRUCTIVE, Risk.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class Measure:
    """One promise: how many of the commands with these labels were judged wrong."""

    name: str
    labels: frozenset[str]
    goal: float
    """Share of wrong ones that must not be reached; 0 means none at all."""

    def wrong(self, label: str, risk: Risk) -> bool:
        """Whether `risk` breaks the promise for a command with `label`."""
        if label not in self.labels:
            return False
        return {
            "wrong auto-runs": risk is Risk.READ_ONLY,
            "needless questions": risk is not Risk.READ_ONLY,
            "dangerous judged lower": risk not in _HIGH,
            "harmless judged destructive": risk in _CALLED_DANGEROUS,
        }[self.name]


MEASURES = (
    Measure("wrong auto-runs", frozenset({"not_read_only", "dangerous"}), 0.0),
    Measure("needless questions", frozenset({"read_only"}), 0.03),
    Measure("dangerous judged lower", frozenset({"dangerous"}), 0.05),
    Measure("harmless judged destructive", frozenset({"not_dangerous"}), 0.03),
)


@dataclass(slots=True)
class Score:
    """What was counted."""

    labels: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[tuple[str, str, Risk]]] = field(default_factory=lambda: defaultdict(list))
    """Measure to (family, command, risk)."""
    families: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seconds: list[float] = field(default_factory=list)


def read(path: Path) -> list[tuple[str, str]]:
    """Return (command, label) for each line of `path`."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(row["command"], row["label"]) for row in rows]


def family_of(command: str) -> str:
    """Return the first program of a command, for the table."""
    first = next((simple for simple in walk(parse(command).parts) if simple.words), None)
    return first.words[0].text.rpartition("/")[2][:20] if first is not None else "(none)"


def score(rows: Iterable[tuple[str, str]]) -> Score:
    """Judge every command once, timed, and count what is wrong."""
    counted = Score()
    for command, label in rows:
        begin = time.perf_counter()
        risk = judge(command, environ=ENVIRON, cwd=CWD).risk
        counted.seconds.append(time.perf_counter() - begin)
        family = family_of(command)
        counted.labels[label] += 1
        counted.families[family]["commands"] += 1
        for measure in MEASURES:
            if measure.wrong(label, risk):
                counted.wrong[measure.name].append((family, command, risk))
                counted.families[family][measure.name] += 1
    return counted


def report(counted: Score, show: int, told_only: frozenset[str] = frozenset()) -> bool:
    """Print the tables, and the figure last; return whether every goal is met but those of the measures `told_only`."""
    print(f"{'family':20} {'commands':>8}  " + "  ".join(f"{measure.name:>27}" for measure in MEASURES))
    for family, counts in sorted(counted.families.items(), key=lambda item: -item[1]["commands"]):
        if sum(counts.values()) > counts["commands"]:
            shares = "  ".join(f"{counts[measure.name]:27d}" for measure in MEASURES)
            print(f"{family:20} {counts['commands']:8d}  {shares}")
    met = True
    lines = []
    for measure in MEASURES:
        total = sum(counted.labels[label] for label in measure.labels)
        wrong = counted.wrong[measure.name]
        for family, command, risk in wrong[:show]:
            print(f"  {measure.name}: [{family}] {risk}: {command!r}")
        share = len(wrong) / total if total else 0.0
        good = measure.name in told_only or (not wrong if measure.goal == 0 else share < measure.goal)
        met = met and good
        lines.append(f"{measure.name} {len(wrong)}/{total} ({share:.1%}){'' if good else ' MISSED'}")
    micros = statistics.median(counted.seconds) * 1e6
    met = met and micros < 200
    print(f"{len(counted.seconds)} commands: " + ", ".join(lines) + f", median {micros:.0f} µs a command")
    return met


def main(arguments: list[str]) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N wrong commands of each kind")
    options = parser.parse_args(arguments)
    met = report(_measured(options.files or OWN_COMMANDS, options), options.show)
    if not options.files:
        print("\nStrangers:")
        met = report(_measured((STRANGERS,), options), options.show, frozenset({"needless questions"})) and met
    return 0 if met else 1


def _measured(files: Iterable[Path], options: argparse.Namespace) -> Score:
    rows = [row for path in files for row in read(path)]
    if options.quick:
        rows = rows[:: max(1, len(rows) // QUICK_LIMIT)]
    for command, _ in rows:  # family modules are imported on first use; the figure is for a warm judge
        judge(command, environ=ENVIRON, cwd=CWD)
    return score(rows)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
