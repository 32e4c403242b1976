"""Whether every change in an audit trail is found, and what writing and checking one costs.

python -m benchmarks.audit [--records 10000] [--changes 1000] [--quick]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from cloud_assist.models import Assessment, Binding, ProposalSource, Reason, Risk, Target, TargetEntry
from cloud_assist.settings import load_settings
from cloud_assist.shell.redact import redact
from cloud_assist.store.audit import AuditTrail, Intent


def intent(number: int) -> Intent:
    target = Target((TargetEntry("aws", "profile", "dev"), TargetEntry("aws", "region", "eu-west-1")))
    command = f"aws s3 ls s3://bucket-{number} --recursive"
    binding = Binding("00", "/srv/work", target, (("aws", "/usr/bin/aws:1:2"),))
    judged = Assessment(command, Risk.READ_ONLY, (Reason("aws.read", "reads"),), (), target, ("aws",), command, binding)
    return Intent(f"op-{number}", "s", "list it", "offline", judged, ProposalSource.MODEL, "approve", "bob", 1.0, 1)


def changed(lines: list[bytes], dice: random.Random) -> list[bytes]:
    """Return the trail with one byte changed, one line taken out, or two swapped."""
    at = dice.randrange(len(lines))
    way = dice.randrange(3)
    if way == 0:
        line = bytearray(lines[at])
        position = dice.randrange(len(line))
        line[position] = (line[position] + dice.randrange(1, 256)) % 256
        return [*lines[:at], bytes(line), *lines[at + 1 :]]
    if way == 1:
        return lines[:at] + lines[at + 1 :]
    other = (at + dice.randrange(1, len(lines))) % len(lines)
    result = list(lines)
    result[at], result[other] = result[other], result[at]
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--quick", action="store_true", help="a fifth of the records, a tenth of the changes")
    options = parser.parse_args()
    if options.quick:
        options.records, options.changes = options.records // 5, options.changes // 10
    with tempfile.TemporaryDirectory() as home:
        trail = AuditTrail(load_settings(environ={"HOME": home}, cwd=Path(home)), redact)
        times: list[float] = []
        for number in range(options.records):
            began = time.perf_counter()
            trail.append_intent(intent(number))
            times.append(time.perf_counter() - began)
        times.sort()
        began = time.process_time()
        sound = trail.verify()
        rate = sound.records / (time.process_time() - began)
        lines = trail.path.read_bytes().splitlines(keepends=True)
        dice = random.Random(7)
        found = 0
        for _ in range(options.changes):
            trail.path.write_bytes(b"".join(changed(lines, dice)))
            found += not trail.verify().ok
    p99 = times[int(len(times) * 0.99)] * 1000
    print(f"append        median {times[len(times) // 2] * 1000:.2f} ms, p99 {p99:.2f} ms")
    print(f"verify        {rate:,.0f} records/s")
    print(f"false alarms  {len(sound.faults)} in {sound.records:,} records")
    print(f"changes found {found:,} of {options.changes:,}")
    return 0 if found == options.changes and sound.ok and rate >= 100_000 and p99 < 20 else 1


if __name__ == "__main__":
    sys.exit(main())
