"""It starts at once: --help against a bare Typer app, and the app against a Textual app with nothing in it.

The app is usable when its prompt is painted and has echoed a key.
Usage: python -m benchmarks.start_up [--quick] [--pairs N]
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

from benchmarks.timing import paired

HELP_GOAL = 1.1
"""Times `--help` of a Typer app with two commands."""
USABLE_GOAL = 1.2
"""Times a Textual app with one input."""
BARE_TYPER = """
from typing import Annotated
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def run(prompt: str, yes: Annotated[bool, typer.Option("--yes", help="Run without asking.")] = False) -> None:
    '''Run one request.'''
@app.command()
def check(command: str) -> None:
    '''Classify a command.'''
app()
"""
BARE_APP = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        yield Input(placeholder="What do you want to do?")
Bare().run()
"""
KEY = "ж"
"""Stands nowhere on a first screen."""


def environ(home: str) -> dict[str, str]:
    """Return a clean environment."""
    return {"HOME": home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color"}


def seconds_of(*arguments: str, home: str) -> float:
    """Return how long a program takes from start to end."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environ(home), capture_output=True, check=True)
    return time.perf_counter() - began


def seconds_to_echo(*arguments: str, home: str) -> float:
    """Return how long a program takes to paint its prompt in a pseudo-terminal and to echo a key in it."""
    began = time.perf_counter()
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable, list(arguments), env=environ(home), dimensions=(40, 120), timeout=30
    )
    child.delaybeforesend = None
    try:
        child.expect(b"hat do you want to do")
        child.send(KEY)
        child.expect_exact(KEY.encode())
        return time.perf_counter() - began
    finally:
        child.close(force=True)


def main() -> int:
    """Measure and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the pairs")
    parser.add_argument("--pairs", type=int, default=15)
    options = parser.parse_args()
    rounds = 5 if options.quick else options.pairs
    with tempfile.TemporaryDirectory() as home:
        typer, textual = Path(home) / "bare_typer.py", Path(home) / "bare_textual.py"
        typer.write_text(BARE_TYPER)
        textual.write_text(BARE_APP)
        told = paired(
            lambda: seconds_of(str(typer), "--help", home=home),
            lambda: seconds_of("-m", "cloud_assist", "--help", home=home),
            rounds * 2,
        )
        print(told.told("--help", HELP_GOAL), flush=True)
        usable = paired(
            lambda: seconds_to_echo(str(textual), home=home),
            lambda: seconds_to_echo("-m", "cloud_assist", home=home),
            rounds,
        )
        print(usable.told("app usable", USABLE_GOAL))
    return int(told.ratio > HELP_GOAL or usable.ratio > USABLE_GOAL)


if __name__ == "__main__":
    sys.exit(main())
