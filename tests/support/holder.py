"""A stand-in for a program that holds a lock: it counts its signals, winds up, and lets go of the lock."""

from __future__ import annotations

from pathlib import Path

from cloud_assist.tools.tool import Signal, Stop, Tool

LEAVES = "The lock stays: remove `lock`."
HOLDCTL = Tool(("holdctl",), stops=(Stop(Signal.INTERRUPT, 0.3, holds=True, leaves=LEAVES),))
"""Its record; for `registry.known`."""
TEXT = """#!/usr/bin/env python3
import os, signal, subprocess, sys, time
from pathlib import Path
# Its child is what a provider process is to terraform: it ignores INT, dies of TERM, and must outlive it.
provider = subprocess.Popen(["bash", "-c", "trap '' INT; sleep 60"])
came = []
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda number, _: came.append(number))
Path("lock").touch()
print("holding", flush=True)
while not came or sys.argv[1] == "stubborn":
    time.sleep(0.01)
time.sleep(float(os.environ.get("WINDS_UP_S", "0.1")))
Path("signals").write_text(" ".join(map(str, came)))
Path("provider").write_text("lives" if provider.poll() is None else "dead")
provider.kill()
Path("lock").unlink()
print("let go of the lock", flush=True)
sys.exit(3)
"""


def write_holder(folder: Path, text: str = TEXT) -> str:
    """Write the program into `folder` and return its path."""
    program = folder / "holdctl"
    program.write_text(text)
    program.chmod(0o755)
    return str(program)
