"""Whether every change in an audit trail is found, and what writing and checking one costs.

One change at a time: a byte, a record taken out, both records of a command taken out, two swapped, one moved far away,
the end cut off. A last line cut short by a crash is none, and the trail goes on after it. An append is measured in turn
with the least that durability costs here: a line of that length written to a file and synced.

    python -m benchmarks.audit [--records 10000] [--changes 1000] [--quick]
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from cloud_assist.models import Assessment, Binding, ProposalSource, Reason, Risk, RunResult, Target, TargetEntry
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import load_settings
from cloud_assist.store.audit import AuditTrail, Intent

LIMIT_MS = 20.0
"""For the 99th percentile of an append; where the disk alone takes half of it, twice what the disk takes."""
RATE = 100_000
"""Records verified in a second of CPU time."""
Lines = list[bytes]


def intent(number: int) -> Intent:
    target = Target((TargetEntry("aws", "profile", "dev"), TargetEntry("aws", "region", "eu-west-1")))
    command = f"aws s3 ls s3://bucket-{number} --recursive"
    binding = Binding("00", "/srv/work", target, (("aws", "/usr/bin/aws:1:2"),))
    judged = Assessment(command, Risk.READ_ONLY, (Reason("aws.read", "reads"),), (), target, ("aws",), command, binding)
    return Intent(f"op-{number}", "s", "list it", "offline", judged, ProposalSource.MODEL, "approve", "bob", 1.0, 1)


def _byte(lines: Lines, at: int, dice: random.Random) -> Lines:
    line = bytearray(lines[at])
    position = dice.randrange(len(line))
    line[position] = (line[position] + dice.randrange(1, 256)) % 256
    return [*lines[:at], bytes(line), *lines[at + 1 :]]


def _out(lines: Lines, at: int, _: random.Random) -> Lines:
    return lines[:at] + lines[at + 1 :]


def _command_out(lines: Lines, at: int, _: random.Random) -> Lines:
    first = at - at % 2  # an intent, its outcome after it
    return lines[:first] + lines[first + 2 :]


def _swapped(lines: Lines, at: int, dice: random.Random) -> Lines:
    other = (at + dice.randrange(1, len(lines))) % len(lines)
    result = list(lines)
    result[at], result[other] = result[other], result[at]
    return result


def _moved(lines: Lines, at: int, dice: random.Random) -> Lines:
    result = _out(lines, at, dice)
    result.insert((at + dice.randrange(1, len(result))) % len(result), lines[at])
    return result


def _cut(lines: Lines, at: int, _: random.Random) -> Lines:
    return lines[:at]


WAYS: dict[str, Callable[[Lines, int, random.Random], Lines]] = {
    "one byte": _byte,
    "one record out": _out,
    "two swapped": _swapped,
    "a command out": _command_out,
    "one moved": _moved,
    "end cut off": _cut,
}


def written(trail: AuditTrail, records: int) -> tuple[list[float], list[float]]:
    """Write a trail; return the seconds of each append, and of a bare line written and synced in turn with it."""
    ours, floor = [], []
    line = b"x" * 900 + b"\n"
    descriptor = os.open(trail.path.with_name("floor"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in range(records):
        began = time.perf_counter()
        os.write(descriptor, line)
        os.fsync(descriptor)
        between = time.perf_counter()
        if number % 2:
            trail.append_outcome(f"op-{number // 2}", RunResult(0, 1.0, "", "", 0, ""))
        else:
            trail.append_intent(intent(number // 2))
        ours.append(time.perf_counter() - between)
        floor.append(between - began)
    os.close(descriptor)
    return sorted(ours), sorted(floor)


def survives_a_torn_line(trail: AuditTrail, dice: random.Random) -> bool:
    """Cut the last line short, as a crash would, write one more, and see whether the trail is sound."""
    good = trail.path.read_bytes()
    last = good.rstrip(b"\n").rfind(b"\n") + 1
    fragment = good[last : dice.randrange(last + 1, len(good) - 1)]
    trail.path.write_bytes(good + fragment)
    before = trail.verify()
    trail.append_intent(intent(-1))
    after = trail.verify()
    return before.ok and after.ok and before.torn == after.torn == 1 and after.records == before.records + 1


def measure(records: int, changes: int, home: Path) -> int:
    trail = AuditTrail(load_settings(environ={"HOME": str(home)}, cwd=home), redact)
    ours, floor = written(trail, records)
    began = time.process_time()
    sound = trail.verify()
    rate = sound.records / (time.process_time() - began)
    good = trail.path.read_bytes()
    lines = good.splitlines(keepends=True)
    dice = random.Random(7)
    found, tried = Counter[str](), Counter[str]()
    for number in range(changes):
        way = [*WAYS][number % len(WAYS)]
        trail.path.write_bytes(b"".join(WAYS[way](lines, dice.randrange(len(lines)), dice)))
        tried[way] += 1
        found[way] += not trail.verify().ok
    trail.path.write_bytes(good)
    torn = survives_a_torn_line(trail, dice)
    p99, floor_p99 = (times[int(len(times) * 0.99)] * 1000 for times in (ours, floor))
    median, floor_median = (times[len(times) // 2] * 1000 for times in (ours, floor))
    print(f"append        median {median:.2f} ms, p99 {p99:.2f} ms")
    print(
        f"a bare line   median {floor_median:.2f} ms, p99 {floor_p99:.2f} ms: {median / floor_median:.2f} times as long"
    )
    print(f"verify        {rate:,.0f} records/s of CPU time")
    print(f"false alarms  {len(sound.faults)} in {sound.records:,} records")
    print(f"torn line     {'survived' if torn else 'NOT SURVIVED'}")
    for way, count in tried.items():
        print(f"  {way:<16}{found[way]:>5} of {count}")
    print(f"changes found {found.total():,} of {changes:,}")
    quick = p99 < max(LIMIT_MS, 2 * floor_p99)
    return 0 if found == tried and sound.ok and torn and rate >= RATE and quick else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true", help="a fifth of the records, a tenth of the changes")
    options = parser.parse_args()
    if options.quick:
        options.records, options.changes = options.records // 5, options.changes // 10
    with tempfile.TemporaryDirectory() as home:
        return measure(options.records, options.changes, Path(home).resolve())


if __name__ == "__main__":
    sys.exit(main())
