"""Drives the installed `cloud-assist` as a person would: in a pseudo-terminal, by keys, reading the emulated screen."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pexpect
import pyte

PROGRAM = str(Path(sys.executable).parent / "cloud-assist")
PATIENCE_S = 30.0


def clean_environ(home: Path, **extra: str) -> dict[str, str]:
    """Return the environment of somebody who has just installed the program."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}",
        "HOME": str(home),
        "TERM": "xterm-256color",
        **extra,
    }


def run_program(
    *arguments: str, environ: Mapping[str, str], cwd: Path, stdin: bytes | None = None, timeout: float = PATIENCE_S
) -> subprocess.CompletedProcess[bytes]:
    """Run the program without a terminal and return what came of it."""
    return subprocess.run(
        [PROGRAM, *arguments],
        env=dict(environ),
        cwd=cwd,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=timeout,
        check=False,
    )


class TerminalProgram:
    """The program in a pseudo-terminal of a given size."""

    def __init__(
        self,
        *arguments: str,
        environ: Mapping[str, str],
        cwd: Path,
        columns: int = 120,
        rows: int = 40,
        program: Sequence[str] = (PROGRAM,),
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.output = b""
        """Everything that the program has written."""
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            program[0],
            [*program[1:], *arguments],
            env=dict(environ),
            cwd=str(cwd),
            dimensions=(rows, columns),
            timeout=PATIENCE_S,
        )

    def __enter__(self) -> TerminalProgram:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._child.close(force=True)
        except pexpect.ExceptionPexpect:  # killed, but on a busy machine not gone within its tenth of a second
            self._child.wait()

    @property
    def pid(self) -> int:
        """Process id of the program."""
        pid: Any = self._child.pid
        return int(pid)

    def send(self, keys: str) -> None:
        """Type `keys`."""
        self._child.send(keys)

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
        return "\n".join(line.rstrip() for line in self._screen.display)

    def colours(self) -> set[str]:
        """Return the foreground colours on the screen."""
        return {cell.fg for row in self._screen.buffer.values() for cell in row.values() if cell.data.strip()}

    def modes(self) -> frozenset[int]:
        """Return the private modes that are set in the emulated terminal: 25 cursor shown, 1049 alternate screen, …"""
        return frozenset(mode >> 5 for mode in self._screen.mode if mode >> 5)

    def line_discipline(self) -> list[Any]:
        """Return the terminal's attributes, as `termios.tcgetattr` has them."""
        return termios.tcgetattr(self._child.child_fd)

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

    def wait_until_gone(self, text: str, timeout: float = PATIENCE_S) -> None:
        """Wait until `text` is no longer on the screen."""
        deadline = time.monotonic() + timeout
        while text in self.text():
            assert time.monotonic() < deadline, f"{text!r} stayed:\n{self.text()}"
            self._pump(0.1)

    def exit_status(self, timeout: float = PATIENCE_S) -> int:
        """Wait for the program to end and return its exit status (-N where signal N ended it)."""
        deadline = time.monotonic() + timeout
        while self._child.isalive():
            assert time.monotonic() < deadline, f"it did not end; the last screen was:\n{self.text()}"
            self._pump(0.1)
        deadline = time.monotonic() + 1
        while self._pump(0.05) and time.monotonic() < deadline:
            continue  # what it wrote last
        status: Any = self._child.exitstatus
        ended_by: Any = self._child.signalstatus
        return int(status) if status is not None else -int(ended_by)

    def _pump(self, seconds: float) -> bool:
        """Feed the screen with what the program writes within `seconds`; False once it has closed the terminal."""
        try:
            data = self._child.read_nonblocking(65_536, timeout=seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += data
        self._stream.feed(data)
        return True
