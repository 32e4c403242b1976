"""Prints by how many MiB one digest makes a fresh interpreter grow, its largest moment counted. Linux only.

Usage: python -m benchmarks.digest_memory FILE
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

import psutil

from cloud_assist.redaction.redactor import Redactor
from cloud_assist.results.digest import digest


def main() -> None:
    """Digest something small first, so that what is imported and compiled once is not counted."""
    redact = Redactor().redact
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "small"
        small.write_text('[{"a": 1}]')
        digest(small, budget=2000, words=["a"], redact=redact)
    before = psutil.Process().memory_info().rss
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak so far, which began with the parent's
    digest(Path(sys.argv[1]), budget=2000, words=["web-377", "stopped"], redact=redact)
    (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    print(max(int(peak) * 1024 - before, 0) // (1 << 20))


if __name__ == "__main__":
    main()
