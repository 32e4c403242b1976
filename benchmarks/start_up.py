"""It starts at once: --help against bare Python, and the first frame against a Textual app with nothing in it.

Usage: python -m benchmarks.start_up [--quick]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pexpect

from benchmarks.timing import paired_medians

HELP_GOAL = 9.0
"""Times bare Python's start (`python -c pass`); typer alone takes about five."""
FRAME_GOAL = 1.6
"""Times the first frame of a Textual app with one input."""
BARE_APP = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="What do you want to do?")
Bare().run()
"""


def environ(home: str) -> dict[str, str]:
    """Return a clean environment."""
    return {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}


def seconds_of(*arguments: str, home: str) -> float:
    """Return how long a program takes from start to end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environ(home), capture_output=True, check=True)
    return time.perf_counter() - began


def seconds_to_frame(*arguments: str, home: str) -> float:
    """Return how long a program takes to paint its prompt in a pseudo-terminal."""
    began = time.perf_counter()
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable, list(arguments), env=environ(home), dimensions=(40, 120), timeout=30
    )
    try:
        child.expect(b"hat do you want to do")
        return time.perf_counter() - began
    finally:
        child.close(force=True)


def main() -> int:
    """Measure and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    rounds = 5 if parser.parse_args().quick else 25
    with tempfile.TemporaryDirectory() as home:
        bare = Path(home) / "bare.py"
        bare.write_text(BARE_APP)
        python, help_s, help_ratio = paired_medians(
            lambda: seconds_of("-c", "pass", home=home),
            lambda: seconds_of("-m", "cloud_assist", "--help", home=home),
            rounds * 2,
        )
        frame, ours, frame_ratio = paired_medians(
            lambda: seconds_to_frame(str(bare), home=home),
            lambda: seconds_to_frame("-m", "cloud_assist", home=home),
            rounds,
        )
    print(f"bare python {python * 1000:.0f} ms, --help {help_s * 1000:.0f} ms (goal {HELP_GOAL} times)")
    print(f"--help: {help_ratio:.1f} times bare Python")
    print(f"bare Textual frame {frame * 1000:.0f} ms, ours {ours * 1000:.0f} ms (goal {FRAME_GOAL} times)")
    print(f"first frame: {frame_ratio:.2f} times a bare Textual app")
    return int(help_ratio > HELP_GOAL or frame_ratio > FRAME_GOAL)


if __name__ == "__main__":
    sys.exit(main())
