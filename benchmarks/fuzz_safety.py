"""Random bytes and mutated commands against the judge: no crash, no hang, and no `read_only` for what bash refuses.

    python -m benchmarks.fuzz_safety [--quick] [--count N] [--seed N]

The texts judged read_only are shown to `bash -n`, a few hundred to one bash that starts the others, and some of them
to `bash --pretty-print`, whose reading must name the same programs as ours. Exits 1 where any of it fails. The figure
stands last.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.safety import CWD, ENVIRON, OWN_COMMANDS, read
from cloud_assist.command.judging.judge import judge
from cloud_assist.models import Risk

FULL_COUNT = 1_000_000
QUICK_SECONDS = 10.0
HANG_S = 0.05
"""Processor time that one command may take."""
COMPARED_QUICK, COMPARED_FULL = 500, 20_000
"""Texts judged read_only that are compared with what bash's own parser makes of them."""
BATCH = 400
"""Texts checked by one bash."""
_MARKS = (
    "' \" ` $ ( ) { } [ ] [[ ]] (( )) $( ${ | || & && ; ;; ;& < > << <<- <<< >> >& <& &> >| <( >( # ! * ? ~ = == =~ "
    "+= if then elif else fi for do done while until in case esac select time "
    "function coproc EOF <<EOF <<'EOF' echo ls rm cat -- - $' $\" @ % + ^ , "
    "a 1 2>&1 $x x=1 $@ $# ${x} ${x:- ${x@P} \\ -c -exec {} + f() bash"
)
TOKENS = (*_MARKS.split(), "\n", "\t", "\r", " ", "\\\n", "\0", "\u202e", "é", "²", "٣", "\ud800", "\x1b")
GRAMMAR = (
    "for i in a b; do echo $i; done", "if [ -f x ]; then cat x; fi", "case x in a) ls;; esac", "[[ a == b* ]] && ls",
    "(( i++ ))", "echo $(ls)", "echo `ls`", "echo ${x:-y}", 'echo "$x"', "f() { ls; }; f",
    "while read l; do echo $l; done < f",
    "{ ls; }", "(ls)", "! ls", "echo $((1+2))", "a=(1 2)", "cat <<< x", "ls <(ls)", "echo {a,b}",
    "select x in a; do ls; done", "until false; do ls; done", "for ((i=0;i<3;i++)); do ls; done", "cat <<EOF\n$x\nEOF",
    "cat <<-'E' | wc\n\tx\n\tE",
    "time ls", "x=1 ls", "ls 2>&1 >/dev/null", "echo a \\\n b",
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What was seen."""

    judged: int = 0
    crashes: list[str] = field(default_factory=list)
    hangs: list[tuple[float, str]] = field(default_factory=list)
    slowest_s: float = 0.0
    reads: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    """Judged read_only although bash refuses them."""
    compared: list[str] = field(default_factory=list)
    """Texts judged read_only that were given to bash's own parser."""
    different: list[str] = field(default_factory=list)
    """Those of them in which bash sees other programs."""


def mutate(source: random.Random, commands: list[str]) -> str:
    """Return a command with a few random edits, or nothing but random tokens or bytes."""
    kind = source.random()
    if kind < 0.06:
        return bytes(source.randrange(256) for _ in range(source.randint(0, 60))).decode("utf-8", "surrogateescape")
    if kind < 0.12:
        return " ".join(source.choice(TOKENS) for _ in range(source.randint(1, 14)))
    text = source.choice(commands)
    for _ in range(source.randint(1, 4)):
        at = source.randint(0, len(text))
        edit = source.random()
        if edit < 0.45:
            text = text[:at] + source.choice(TOKENS) + text[at:]
        elif edit < 0.6:
            text = text[:at] + text[at + source.randint(1, 6) :]
        elif edit < 0.75:
            begin = source.randint(0, len(text))
            text = text[:at] + text[begin : begin + source.randint(1, 10)] + text[at:]
        elif edit < 0.88:
            text = text[:at] + " " + source.choice(TOKENS) + " " + text[at:]
        else:
            text = text[:at] + source.choice((" ; ", " | ", " && ", "\n", "$(", "`")) + source.choice(commands)
    return text


def attempt(text: str, outcome: Outcome) -> None:
    """Judge one text and note what came of it."""
    begin = time.thread_time()
    try:
        risk = judge(text, environ=ENVIRON, cwd=CWD).risk
    except Exception:  # noqa: BLE001
        outcome.crashes.append(f"{text!r}\n{traceback.format_exc(limit=-2)}")
        return
    took = time.thread_time() - begin
    outcome.judged += 1
    outcome.slowest_s = max(outcome.slowest_s, took)
    if took > HANG_S:
        outcome.hangs.append((took, text))
    if risk is Risk.READ_ONLY:
        outcome.reads.add(text)


def refused_by_bash(texts: list[str]) -> list[str]:
    """Return those of `texts` that `bash -n` refuses."""
    refused: list[str] = []
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        # One outer bash starts a `bash -n` for each text, which costs a fork but no Python process handling.
        script = 'for t in "$@"; do bash -n -c -- "$t" 2>/dev/null && echo 0 || echo 1; done'
        done = subprocess.run(
            ["bash", "--norc", "-c", script, "_", *[text.encode("utf-8", "surrogateescape") for text in batch]],
            capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", "PATH": ENVIRON["PATH"]},
        )  # fmt: skip
        refused += [text for text, said in zip(batch, done.stdout.split(), strict=True) if said != b"0"]
    return refused


def read_otherwise(texts: list[str]) -> list[str]:
    """Return those of `texts` in which bash's own parser sees other programs than ours does.

    `bash --pretty-print` prints what it has parsed without running it; that is judged again.
    """
    different: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "text")
        for text in texts:
            file.write_bytes(text.encode("utf-8", "surrogateescape"))
            done = subprocess.run(["bash", "--pretty-print", str(file)], capture_output=True, check=False)
            if done.returncode != 0:
                continue
            again = judge(done.stdout.decode("utf-8", "surrogateescape"), environ=ENVIRON, cwd=CWD)
            known = judge(text, environ=ENVIRON, cwd=CWD)
            if sorted(again.programs) != sorted(known.programs) and again.reasons[0].rule != "shell.syntax":
                different.append(text)
    return different


def run(count: int, seconds: float, seed: int) -> Outcome:
    """Judge `count` texts, or as many as `seconds` allow."""
    source = random.Random(seed)
    commands = [command for path in OWN_COMMANDS for command, _ in read(path)] + list(GRAMMAR)
    for command in commands:  # imports of family modules are not what the limit is for
        judge(command, environ=ENVIRON, cwd=CWD)
    outcome = Outcome()
    end = time.monotonic() + seconds
    while outcome.judged + len(outcome.crashes) < count and time.monotonic() < end:
        for _ in range(200):
            attempt(mutate(source, commands), outcome)
    reads = sorted(outcome.reads)
    outcome.refused = refused_by_bash(reads)
    outcome.compared = source.sample(
        reads, min(len(reads), COMPARED_QUICK if seconds < float("inf") else COMPARED_FULL)
    )
    outcome.different = read_otherwise(outcome.compared)
    return outcome


def main(arguments: list[str]) -> int:
    """Run the fuzzing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"judge for {QUICK_SECONDS:.0f} s")
    parser.add_argument("--count", type=int, default=FULL_COUNT)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    outcome = run(options.count, QUICK_SECONDS if options.quick else float("inf"), options.seed)
    for crash in outcome.crashes[:5]:
        print("crash:", crash)
    for took, text in sorted(outcome.hangs, reverse=True)[:5]:
        print(f"hang: {took * 1000:.0f} ms: {text[:200]!r}")
    for text in outcome.refused[:20]:
        print(f"read_only, refused by bash: {text!r}")
    for text in outcome.different[:20]:
        print(f"read_only, read otherwise by bash: {text!r}")
    print(
        f"{outcome.judged:,} texts judged: {len(outcome.crashes)} crashes, "
        f"{len(outcome.hangs)} over {HANG_S * 1000:.0f} ms "
        f"(slowest {outcome.slowest_s * 1000:.1f} ms), "
        f"{len(outcome.refused)} of {len(outcome.reads):,} read_only ones refused by bash, "
        f"{len(outcome.different)} of {len(outcome.compared):,} read otherwise"
    )
    return 1 if outcome.crashes or outcome.hangs or outcome.refused or outcome.different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
