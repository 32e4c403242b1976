"""Drives the installed `cloud-assist` as a person would: in a pseudo-terminal, by keys, reading the emulated screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyte

from tests.support.started import Piped, start_cold, start_warm

PROGRAM = str(Path(sys.executable).parent / "cloud-assist")
PATIENCE_S = 30.0


def clean_environ(home: Path, **extra: str) -> dict[str, str]:
    """Return the environment of somebody who has just installed the program."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "LAZY_IMPORTS") if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "HOME": str(home),
        "BACKGROUND_BUILD": "false",
        "TERM": "xterm-256color",
        **extra,
    }


def run_program(
    *arguments: str, environ: Mapping[str, str], cwd: Path, stdin: bytes | None = None, timeout: float = PATIENCE_S
) -> subprocess.CompletedProcess[bytes]:
    """Run the program without a terminal and return what came of it."""
    return Piped([PROGRAM, *arguments], environ=environ, cwd=cwd, stdin=stdin or b"").finish(timeout)


class TerminalProgram:
    """The program in a pseudo-terminal of a given size."""

    def __init__(
        self,
        *arguments: str,
        environ: Mapping[str, str],
        cwd: Path,
        columns: int = 120,
        rows: int = 40,
        program: Sequence[str] = (),
    ) -> None:
        """Start it; `program` is what to start in place of a warm one, with the same arguments."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""
        """Everything that the program has written."""
        self._shown: str | None = None
        """What is on the screen, once somebody has asked since the program last wrote."""
        self._terminal, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))
        words = [*(program or (PROGRAM,)), *arguments]
        start = start_cold if program else start_warm
        try:
            self._process = start(words, environ=environ, cwd=cwd, descriptors=[theirs] * 3, terminal=True)
        finally:
            os.close(theirs)

    def __enter__(self) -> TerminalProgram:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._process.wait(0):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._terminal)

    @property
    def pid(self) -> int:
        """Process id of the program."""
        return self._process.pid

    def send(self, keys: str) -> None:
        """Type `keys`, no sooner than a quick typist after what was typed before."""
        time.sleep(0.05)
        os.write(self._terminal, keys.encode())

    def type(self, text: str) -> None:
        """Type `text` and wait until it stands on the screen.

        An editor that has just been painted takes no keys for a moment: where nothing came of it, it is typed again.
        """
        for _ in range(2):
            self.send(text)
            deadline = time.monotonic() + PATIENCE_S / 2
            while time.monotonic() < deadline:
                if text.strip() in self.text():
                    return
        raise AssertionError(f"{text!r} was not taken; the last screen was:\n{self.text()}")

    def text(self) -> str:
        """Return what is on the screen now, a line each."""
        self._pump(0.05)
        if self._shown is None:
            self._shown = "\n".join(line.rstrip() for line in self._screen.display)
        return self._shown

    def colours(self) -> set[str]:
        """Return the foreground colours on the screen."""
        return {cell.fg for row in self._screen.buffer.values() for cell in row.values() if cell.data.strip()}

    def modes(self) -> frozenset[int]:
        """Return the private modes that are set in the emulated terminal: 25 cursor shown, 1049 alternate screen, …"""
        return frozenset(mode >> 5 for mode in self._screen.mode if mode >> 5)

    def line_discipline(self) -> list[Any]:
        """Return the terminal's attributes, as `termios.tcgetattr` has them."""
        return termios.tcgetattr(self._terminal)

    def wait_for(self, *wanted: str, timeout: float = PATIENCE_S) -> str:
        """Wait until one of `wanted` is on the screen; return the screen.

        Raises:
            AssertionError: it did not come, or the program ended first; the message holds the last screen.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            alive = self._pump(0.1)
            text = self.text()
            if any(each in text for each in wanted):
                return text
            if not alive:
                break
        raise AssertionError(f"{wanted} never came; the last screen was:\n{self.text()}")

    def wait_until(self, holds: Callable[[str], bool], timeout: float = PATIENCE_S) -> None:
        """Wait until `holds` is true of the screen.

        Raises:
            AssertionError: it never was; the message holds the last screen.
        """
        deadline = time.monotonic() + timeout
        while not holds(text := self.text()):
            assert time.monotonic() < deadline, f"it never came to that; the last screen was:\n{text}"

    def wait_until_gone(self, text: str, timeout: float = PATIENCE_S) -> None:
        """Wait until `text` is no longer on the screen."""
        self.wait_until(lambda screen: text not in screen, timeout)

    def exit_status(self, timeout: float = PATIENCE_S) -> int:
        """Wait for the program to end and return its exit status (-N where signal N ended it)."""
        deadline = time.monotonic() + timeout
        while not self._process.wait(0):
            assert time.monotonic() < deadline, f"it did not end; the last screen was:\n{self.text()}"
            self._pump(0.1)
        deadline = time.monotonic() + 1
        while self._pump(0.05) and time.monotonic() < deadline:
            continue  # what it wrote last
        return self._process.returncode or 0

    def _pump(self, seconds: float) -> bool:
        """Feed the screen with what the program writes within `seconds`; False once it has closed the terminal."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._terminal, 65_536)
        except OSError:  # EIO: nobody holds the other side any more
            data = b""
        if not data:
            return False
        self.output += data
        self._stream.feed(data)
        self._shown = None
        return True
