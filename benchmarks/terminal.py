"""Whether the terminal is as it was before, however the program leaves it, and nothing is left running.

The installed program in a pseudo-terminal, app and `run`, ended by signals, an exception of its own and Ctrl-C (in the
app twice), while it starts, waits for a request, asks for approval, edits, or runs a command. Compared with before: the
line discipline (termios), every mode of the emulated terminal (alternate screen, cursor, mouse, bracketed paste, …) and
the keyboard protocol. The exit status says how it ended; the command that ran is gone.

    python -m benchmarks.terminal [--times 25] [--workers 2] [--quick]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.support.fake_groq import KEY, FakeGroq
from tests.support.terminal import PROGRAM, TerminalProgram, clean_environ

APP, RUN = "app", "run"
ALTERNATE_SCREEN, BRACKETED_PASTE, MOUSE = 1049, 2004, 1000
MODES = {25: "cursor", ALTERNATE_SCREEN: "alternate screen", MOUSE: "mouse", BRACKETED_PASTE: "bracketed paste"}
KEYBOARD_ON, KEYBOARD_OFF = re.compile(rb"\x1b\[>\d+u"), re.compile(rb"\x1b\[<u")
"""Of the kitty keyboard protocol, which the emulated terminal does not know: as many on as off."""
QUICK = ("SIGTERM", "SIGHUP", "an exception", "Ctrl+C twice")
COMMAND = "echo $$ >pid; sleep 300"
APP_WITH_A_FAULT = """
from cloud_assist.tui.app import CloudAssistApp
def fail(_):
    raise ZeroDivisionError("a fault of its own")
CloudAssistApp.action_interrupt = fail
from cloud_assist.cli import main
main()
"""
RUN_WITH_A_FAULT = """
import signal
def fail(*_):
    raise ZeroDivisionError("a fault of its own")
signal.signal(signal.SIGUSR1, fail)
from cloud_assist.cli import main
main()
"""


@dataclass(frozen=True)
class Way:
    """One way to end the program, in one state."""

    front: str
    ending: str
    state: str

    def __str__(self) -> str:
        return f"{self.front}: {self.ending}, {self.state}"


ENDINGS: dict[str, dict[str, tuple[Callable[[TerminalProgram], None], int]]] = {
    APP: {
        "SIGTERM": (lambda program: os.kill(program.pid, signal.SIGTERM), 143),
        "SIGHUP": (lambda program: os.kill(program.pid, signal.SIGHUP), 129),
        "SIGINT": (lambda program: os.kill(program.pid, signal.SIGINT), 130),
        "SIGQUIT": (lambda program: os.kill(program.pid, signal.SIGQUIT), 131),
        "an exception": (lambda program: program.send("\x03"), 1),
        "Ctrl+C twice": (lambda program: program.send("\x03\x03"), 130),
    },
    RUN: {
        "SIGTERM": (lambda program: os.kill(program.pid, signal.SIGTERM), 143),
        "SIGHUP": (lambda program: os.kill(program.pid, signal.SIGHUP), 129),
        "an exception": (lambda program: os.kill(program.pid, signal.SIGUSR1), 70),
        "Ctrl+C": (lambda program: program.send("\x03"), 130),
    },
}


def ways() -> list[Way]:
    app = [Way(APP, end, at) for end in ENDINGS[APP] for at in ("idle", "asking", "running")]
    app += [Way(APP, end, "starting") for end in ENDINGS[APP] if end.startswith("SIG")]
    run = [Way(RUN, end, at) for end in ENDINGS[RUN] for at in ("asking", "editing", "running")]
    return app + run


def started(way: Way, environ: dict[str, str], cwd: Path) -> TerminalProgram:
    program: tuple[str, ...] = (PROGRAM,)
    if way.ending == "an exception":
        script = APP_WITH_A_FAULT if way.front == APP else RUN_WITH_A_FAULT
        program = (sys.executable, "-c", script)
    arguments = ("run", "wait") if way.front == RUN else ()
    return TerminalProgram(*arguments, environ=environ, cwd=cwd, columns=100, rows=30, program=program)


def brought_to(way: Way, program: TerminalProgram) -> None:
    """Bring the program into the state in which it is ended."""
    if way.state == "starting":
        while ALTERNATE_SCREEN not in program.modes():  # the first thing that it changes
            program.text()
    elif way.front == APP:
        program.wait_for("❯")
        program.wait_for("want to do")
        if way.state == "idle":
            return
        program.send("wait\r")
        program.wait_for("● ready")
    else:
        program.wait_for("[a]pprove")
        if way.state == "editing":
            program.send("e\r")
            program.wait_for("edit> ")
            return
    if way.state == "running":
        program.send("a" if way.front == APP else "a\r")


def one(way: Way) -> list[str]:
    """End the program once; return what was not as it should be."""
    with tempfile.TemporaryDirectory() as name, FakeGroq([{"command": COMMAND}]) as server:
        home = Path(name).resolve()
        environ = clean_environ(home, GROQ_API_KEY=KEY, GROQ_API_BASE=server.url)
        with started(way, environ, home) as program:
            before, modes = program.line_discipline(), program.modes()
            brought_to(way, program)
            command = _running(home, program) if way.state == "running" else None
            during, live = program.line_discipline(), program.modes()
            end, status = ENDINGS[way.front][way.ending]
            end(program)
            seen = program.exit_status()
            return _wrong(way, program, (before, modes), (during, live), (seen, status), command)


def _running(home: Path, program: TerminalProgram) -> psutil.Process:
    pid = home / "pid"
    deadline = time.monotonic() + 60
    while not (pid.exists() and pid.read_text().strip()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"the command was not run; the last screen was:\n{program.text()}")
        program.text()  # reads on: a program whose output nobody takes stands still
    return psutil.Process(int(pid.read_text()))


def _wrong(
    way: Way,
    program: TerminalProgram,
    before: tuple[list[object], frozenset[int]],
    during: tuple[list[object], frozenset[int]],
    status: tuple[int, int],
    command: psutil.Process | None,
) -> list[str]:
    after, written = program.modes(), program.output
    left = [f"{MODES.get(mode, 'mode')} ({mode})" for mode in sorted(after ^ before[1])]
    changed = {ALTERNATE_SCREEN} if way.state == "starting" else {ALTERNATE_SCREEN, BRACKETED_PASTE, MOUSE}
    wrong = {
        f"line discipline {program.line_discipline()} instead of {before[0]}": program.line_discipline() != before[0],
        f"not as before: {', '.join(left)}": left,
        "keyboard protocol": len(KEYBOARD_ON.findall(written)) != len(KEYBOARD_OFF.findall(written)),
        "nothing had been changed, so nothing was shown": way.front == APP and not changed <= during[1],
        "the line discipline was untouched, so nothing was shown": way.state == "editing" and during[0] == before[0],
        f"exit status {status[0]} instead of {status[1]}": status[0] != status[1],
        "a traceback": b"Traceback" in written,
        "the command still runs": command is not None and command.is_running() and command.status() != "zombie",
    }
    return [f"{way}: {fault}" for fault, found in wrong.items() if found]


def guarded(way: Way) -> tuple[Way, list[str]]:
    try:
        return way, one(way)
    except (AssertionError, TimeoutError, psutil.Error) as error:
        return way, [f"{way}: {error}"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=25, help="how often for each ending, over all states")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="four endings of the app and one of `run`, once")
    options = parser.parse_args()
    plan = []
    for front, endings in ENDINGS.items():
        for number, ending in enumerate(endings):
            states = [way for way in ways() if (way.front, way.ending) == (front, ending)]
            times = 1 if options.quick else options.times
            plan += [states[(turn + number) % len(states)] for turn in range(times)]
    if options.quick:
        plan = [way for way in plan if way.ending in QUICK and (way.front == APP or way.ending == "SIGTERM")]
    began = time.monotonic()
    restored, tried = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    with concurrent.futures.ThreadPoolExecutor(options.workers) as pool:
        for way, faults in pool.map(guarded, plan):
            tried[way.front, way.ending] += 1
            restored[way.front, way.ending] += not faults
            for fault in faults:
                print(f"  {fault}", flush=True)
    for (front, ending), count in tried.items():
        print(f"{front:<6}{ending:<16}{restored[front, ending]:>5} of {count}")
    print(f"terminal restored {restored.total()} of {tried.total()}   took {time.monotonic() - began:.0f} s")
    return 0 if restored == tried else 1


if __name__ == "__main__":
    sys.exit(main())
