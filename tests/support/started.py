"""Starts `cloud-assist`, or code that uses it, by forking a process that has imported it already (see `warm_server`).

It is the whole program with its own process, session, terminal and environment. What only a new interpreter can show
(the order of imports, another locale, PYTHON variables) is tested with the real script, `terminal.PROGRAM`.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Protocol

from tests.support import warm_server

_CONTROLLED = (
    sys.executable,
    "-ISc",
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp(sys.argv[1], sys.argv[1:])",
)
"""Makes the terminal that is its stdin control it, then becomes the program behind it."""


class Process(Protocol):
    """A started program."""

    pid: int
    returncode: int | None
    """As `subprocess` has it."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for it to end, at most `timeout` seconds; return whether it has."""
        ...


class _Cold:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.pid = process.pid
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.returncode = self._process.wait(timeout)
        return self.returncode is not None


class _Warm:
    def __init__(self, connection: socket.socket) -> None:
        """Hear of it over `connection`."""
        self._told = connection.makefile("r", encoding="ascii")
        connection.close()
        self.pid = int(self._told.readline())
        self.returncode: int | None = None
        self._waiter = threading.Thread(target=self._wait, daemon=True)
        self._waiter.start()

    def _wait(self) -> None:
        with self._told:
            self.returncode = os.waitstatus_to_exitcode(int(self._told.readline()))

    def wait(self, timeout: float | None = None) -> bool:
        self._waiter.join(timeout)
        return self.returncode is not None


class _Server:
    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._address = str(Path(self._folder.name) / "door")
        self._process = subprocess.Popen(
            [sys.executable, "-P", warm_server.__file__, self._address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                "PATH": os.environ["PATH"],
                "LANG": "C.UTF-8",
                "HOME": self._folder.name,
                "LAZY_IMPORTS": os.environ.get("LAZY_IMPORTS", "true"),
            },
            start_new_session=True,
        )
        atexit.register(self._end)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def _end(self) -> None:
        self._process.communicate()
        self._folder.cleanup()

    def start(self, call: dict[str, object], descriptors: Sequence[int]) -> _Warm:
        text = json.dumps(call).encode()
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._address)
        socket.send_fds(connection, [b"%-16d" % len(text)], list(descriptors))
        connection.sendall(text)
        return _Warm(connection)


@cache
def _server() -> _Server:
    return _Server()


def start_warm(
    arguments: Sequence[str],
    *,
    environ: Mapping[str, str],
    cwd: Path,
    descriptors: Sequence[int],
    terminal: bool = False,
    code: str = "",
    killed_where_it_stops: bool = False,
) -> Process:
    """Start `cloud-assist`, or `code` where that is given.

    Args:
        arguments: as sys.argv, the program's name first.
        environ: its whole environment.
        cwd: its working directory.
        descriptors: of its stdin, stdout and stderr; the caller's own copies are the caller's to close.
        terminal: whether stdin is a terminal that is to control it.
        code: Python to run in place of the program.
        killed_where_it_stops: whether it is killed once it stops, as SIGSTOP makes it.
    """
    call = {
        "arguments": list(arguments),
        "environ": dict(environ),
        "cwd": str(cwd),
        "terminal": terminal,
        "code": code,
        "killed_where_it_stops": killed_where_it_stops,
    }
    return _server().start(call, descriptors)


class Piped:
    """A warm start without a terminal: pipes all around it."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        environ: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: bytes = b"",
        code: str = "",
        killed_where_it_stops: bool = False,
    ) -> None:
        """Start it, by default in this process's environment and folder; see `start_warm`."""
        self._arguments = arguments
        self._stdin = stdin
        (self._out, out), (self._err, err) = os.pipe(), os.pipe()
        given, self._giving = os.pipe()
        descriptors = [given, out, err]
        try:
            self._process = start_warm(
                arguments,
                environ=os.environ if environ is None else environ,
                cwd=cwd or Path.cwd(),
                descriptors=descriptors,
                code=code,
                killed_where_it_stops=killed_where_it_stops,
            )
        finally:
            for fd in descriptors:
                os.close(fd)

    def finish(self, timeout: float) -> subprocess.CompletedProcess[bytes]:
        """Wait for its end and return what came of it.

        Raises:
            subprocess.TimeoutExpired: it took longer than `timeout` seconds; it is killed.
        """
        with ThreadPoolExecutor(3) as streams:
            streams.submit(_give, self._giving, self._stdin)
            out, err = streams.submit(_all_of, self._out), streams.submit(_all_of, self._err)
            if not self._process.wait(timeout):
                os.kill(self._process.pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(list(self._arguments), timeout, out.result(), err.result())
        return subprocess.CompletedProcess(self._arguments, self._process.returncode or 0, out.result(), err.result())


def _give(fd: int, data: bytes) -> None:
    with contextlib.suppress(BrokenPipeError), os.fdopen(fd, "wb") as pipe:
        pipe.write(data)


def _all_of(fd: int) -> bytes:
    with os.fdopen(fd, "rb") as pipe:
        return pipe.read()


def at_once(code: str, count: int) -> list[str]:
    """Run `code` in `count` processes at the same time, each with its number in sys.argv; return what they print.

    Raises:
        AssertionError: one of them complained.
    """
    started = [Piped(["-c", str(number)], code=code) for number in range(count)]
    ended = [each.finish(90) for each in started]
    assert [each.stderr for each in ended] == [b""] * count
    return [each.stdout.decode() for each in ended]


def start_cold(
    arguments: Sequence[str],
    *,
    environ: Mapping[str, str],
    cwd: Path,
    descriptors: Sequence[int],
    terminal: bool = False,
) -> Process:
    """Start any program, in a new interpreter where it is one of Python; see `start_warm`."""
    given, out, err = descriptors
    process = subprocess.Popen(
        [*(_CONTROLLED if terminal else ()), *arguments],
        env=dict(environ),
        cwd=cwd,
        stdin=given,
        stdout=out,
        stderr=err,
        start_new_session=True,
    )
    return _Cold(process)
