"""How often a plain shell request is answered without a model by the right program, and by a command that does it.

    python -m benchmarks.shell_requests [--quick] [--sealed] [--misses] [REQUESTS.jsonl]

Each line of `data/shell_requests.jsonl` holds a request, the programs that may begin its answer, and whether it only
reads. The set was written before the rules that compose commands, and is split by the hash of each text: the rules are
tuned on one half ("seen"), the other is only counted. Where a line has a `reference`, the first answer runs in a
throw-away folder and must print or leave what the reference does there; `compare` says what is compared:

    names            the files and folders of the folder that the output names
    lines            the lines of the output, in any order; `lines_ordered` in theirs
    numbers          the numbers in the output
    effect           what is in the folder afterwards; `paths` only the names of that
    lines_or_effect  either of both

Exits 1 where a half misses the goals, or where a request that reads is answered by what changes something.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.suggest import held_out
from cloud_assist.catalog.catalog import Catalog, open_catalog
from cloud_assist.catalog.reading import reads
from cloud_assist.catalog.recipes import program
from cloud_assist.command.open_places import open_places
from cloud_assist.models import Risk
from cloud_assist.settings import load_settings

FIRST_GOAL = 55.0
"""Percent of each half answered first by a right program."""
FIVE_GOAL = 75.0
"""The same within the five that are offered."""
WHOLE_GOAL = 80.0
"""Percent of the commands that can be run that do what was asked."""
_REQUESTS = Path(__file__).with_name("data") / "shell_requests.jsonl"
_READING = frozenset({Risk.READ_ONLY, Risk.SENSITIVE})
_QUICK = 150
"""Requests of each half that a quick run takes."""
_RUN_S = 10


@dataclass(frozen=True, slots=True)
class Case:
    """A request and what answers it."""

    prompt: str
    programs: tuple[str, ...]
    """Any of them may begin the answer."""
    reads: bool
    reference: str = ""
    compare: str = ""


@dataclass(slots=True)
class Tally:
    """Counts for one half."""

    asked: int = 0
    first: int = 0
    five: int = 0
    run: int = 0
    right: int = 0
    writes: list[str] = field(default_factory=list)
    """Requests that read and were answered by what changes something."""
    misses: list[str] = field(default_factory=list)

    def shares(self) -> tuple[float, float, float]:
        """Return first, within five and right as a whole, in percent."""
        return (
            100 * self.first / max(self.asked, 1),
            100 * self.five / max(self.asked, 1),
            100 * self.right / max(self.run, 1),
        )


def read_cases(file: Path) -> list[Case]:
    """Read the requests of a file."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Case(
            r["prompt"],
            tuple(r["programs"]),
            r.get("reads", reads(r["prompt"])),
            r.get("reference", ""),
            r.get("compare", ""),
        )
        for r in rows
    ]


def answers(catalog: Catalog, prompt: str) -> list[str]:
    """Return the commands that are offered, the first one first, as the offline proposer does."""
    own = catalog.as_command(prompt)
    found = [hit.suggestion.command for hit in catalog.search(prompt)]
    return [own, *found][:5] if own else found


def make_folder(folder: Path) -> None:
    """Make the files that the requests speak of: of all ages, sizes, names, kinds and permissions."""
    for name in ("src/deep/er", "src/none", "logs", "data", "empty", "tmp", "images", "node_modules/lib"):
        (folder / name).mkdir(parents=True)
    texts = {
        "README.md": "Project\nTODO write\nSee THE end\n",
        "notes.txt": "one the first\ntwo\n\na.b and three 3\nfour the last\n",
        "Makefile": "all:\n\techo foo\n",
        "src/main.c": "int foo;\nint main;\n",
        "src/util.c": "foo = foo + 1;\nFOO\n",
        "src/util.h": "int bar;\n",
        "src/deep/er/core.c": "int food;\n",
        "src/app.py": "import os\n",
        "src/test_app.py": "import app  # TODO\n",
        "logs/app.log": "start\nERROR disk\nafter\nERRORS\nend ERROR\nlast\n",
        "logs/old.log": "old\n",
        "logs/readme": "no log\n",
        "data/orders.csv": "id,name,price\n1,ant,30\n2,bee,20\n3,cat,10\n",
        "data/table.txt": "ant 30 x\nbee 5 y\ncat 100 z\n",
        "data/names.txt": "bee\nant\nape\nbee\nsnake\n",
        "tmp/a.tmp": "a",
        "tmp/b.tmp": "b",
        "tmp/empty.txt": "",
        "empty.dat": "",
        "images/a.png": "png",
        "images/b.JPG": "jpg",
        "images/c.jpeg": "jpeg",
        "node_modules/lib/index.js": "js\n",
        "app.js": "js\n",
        ".hidden": "h\n",
        "script.sh": "echo script\n",
        "run.sh": "echo run\n",
        "my file.txt": "spaces\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o644)
    (folder / "logs/big.log").write_text("x" * 79 + "\n" * 20_000 + "y" * 2_000_000)
    (folder / "data/large.bin").write_bytes(b"\0\1" * 1_600_000)
    (folder / "script.sh").chmod(0o755)
    (folder / "link").symlink_to("notes.txt")
    (folder / "broken").symlink_to("nowhere")
    subprocess.run(["tar", "-czf", "data/pack.tgz", "Makefile", "app.js"], cwd=folder, check=True)
    subprocess.run(
        "gzip -c notes.txt > data/one.txt.gz; rm app.js; echo js > app.js", cwd=folder, check=True, shell=True
    )
    now = time.time()
    for name, days in {
        "logs/app.log": 10,
        "logs/old.log": 60,
        "logs/readme": 70,
        "README.md": 40,
        "src/util.h": 3,
    }.items():
        os.utime(folder / name, (now - days * 86_400,) * 2)


def tree(folder: Path) -> dict[str, str]:
    """Return what a folder holds: by path the kind, the permissions and the content."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"link {path.readlink()}"
        elif path.is_dir():
            found[name] = f"folder {path.stat().st_mode & 0o777:o}"
        else:
            packed = path.suffix in {".gz", ".tgz", ".zip"}
            content = "" if packed else hashlib.sha256(path.read_bytes()).hexdigest()
            found[name] = f"file {path.stat().st_mode & 0o777:o} {content}"
    return found


def run(command: str, template: Path) -> tuple[str, dict[str, str]]:
    """Run a command in a copy of a folder; return its output, and what the folder holds then."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "work"
        shutil.copytree(template, copy, symlinks=True)
        environ = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "PWD": str(copy), "USER": "nobody"}
        with contextlib.suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                ["bash", "-c", command], cwd=copy, env=environ, capture_output=True, text=True, errors="replace",
                timeout=_RUN_S, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
            return done.stdout, tree(copy)
        return "took too long", {}


def names_in(output: str, known: dict[str, str]) -> set[str]:
    """Return the paths of a folder that an output names."""
    words = {
        word.strip("./") for line in output.splitlines() for word in (*line.split(), line.rpartition(" ./")[2], line)
    }
    heads = {word.split(":")[0].strip("./") for line in output.splitlines() for word in (line, *line.split())}
    return {path for path in known if path in words | heads}


def same(case: Case, mine: tuple[str, dict[str, str]], other: tuple[str, dict[str, str]]) -> bool:
    """Whether two runs come to the same in what a case compares."""
    lines = [[" ".join(line.split()) for line in output.splitlines()] for output, _ in (mine, other)]
    numbers = [re.findall(r"\d+(?:\.\d+)?", output)[:1] for output, _ in (mine, other)]
    outcome = {
        "names": names_in(mine[0], mine[1]) == names_in(other[0], other[1]),
        "lines": sorted(lines[0]) == sorted(lines[1]),
        "lines_ordered": lines[0] == lines[1],
        "numbers": numbers[0] == numbers[1],
        "effect": mine[1] == other[1],
        "paths": mine[1].keys() == other[1].keys(),
        "lines_or_effect": lines[0] == lines[1] or sorted(mine[1].items()) == sorted(other[1].items()),
    }
    return outcome[case.compare]


def count(tally: Tally, catalog: Catalog, case: Case, template: Path) -> None:
    """Add one request to a tally."""
    found = answers(catalog, case.prompt)
    programs = [program(command) for command in found]
    tally.asked += 1
    tally.first += programs[:1] != [] and programs[0] in case.programs
    tally.five += any(name in case.programs for name in programs)
    if case.reads and found and catalog.risk_of(found[0]) not in _READING:
        tally.writes.append(f"{case.prompt!r}: {found[0]}")
    if not programs or programs[0] not in case.programs:
        tally.misses.append(f"{case.prompt!r}: {found[:3]} for {'/'.join(case.programs)}")
    if case.reference:
        tally.run += 1
        right = bool(found) and not open_places(found[0])
        right = right and same(case, run(found[0], template), run(case.reference, template))
        tally.right += right
        if not right:
            tally.misses.append(f"{case.prompt!r}: not the same: {found[:1]}")


def main() -> int:
    """Measure, print, and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests", nargs="?", type=Path, default=_REQUESTS, help="lines of JSON: prompt, programs")
    parser.add_argument("--quick", action="store_true", help=f"at most {_QUICK} requests of each half")
    parser.add_argument("--seen", action="store_true", help="only the half that the rules are tuned on")
    parser.add_argument("--misses", action="store_true", help="print what was not right in that half")
    arguments = parser.parse_args()
    cases = read_cases(arguments.requests)
    missed, figures = [], []
    with tempfile.TemporaryDirectory() as home:
        template = Path(home) / "template"
        make_folder(template)
        environ = {"PATH": os.environ["PATH"], "HOME": home, "PWD": home}
        with contextlib.closing(open_catalog(load_settings(environ=environ, cwd=Path(home)))) as catalog:
            for half, seen in (("seen", True), ("sealed", False)):
                if arguments.seen and not seen:
                    continue
                tally = Tally()
                chosen = [case for case in cases if held_out(case.prompt, 0.5) is seen]
                for case in chosen[:_QUICK] if arguments.quick else chosen:
                    count(tally, catalog, case, template)
                first, five, whole = tally.shares()
                print(f"{half}: {tally.asked} asked, first {first:.1f}%, within five {five:.1f}%, ", end="")
                print(f"right as a whole {tally.right} of {tally.run}, reads answered by a write {len(tally.writes)}")
                figures.append(f"{half} {first:.1f}/{five:.1f}, whole {whole:.1f}")
                missed += [f"{half}: a read answered by a write: {line}" for line in tally.writes]
                goals = zip(
                    ("first", "within five", "whole"),
                    (first, five, whole),
                    (FIRST_GOAL, FIVE_GOAL, WHOLE_GOAL),
                    strict=True,
                )
                missed += [f"{half}: {name} {share:.1f} < {goal}" for name, share, goal in goals if share < goal]
                if arguments.misses and seen:
                    print("\n".join(f"  {line}" for line in tally.misses))
    for line in missed:
        print(f"missed: {line}")
    print(f"\nshell requests first/within five %: {'; '.join(figures)}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
