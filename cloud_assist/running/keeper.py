"""Stands between cloud-assist and a command, so that the command's end is known even if cloud-assist's own came first.

A program of its own, started as `python -I -S keeper.py SPOOL LIMIT OUT-READER ERR-READER OUT-WRITER ERR-WRITER` and
spoken to over its stdin and stdout, which are one socket; see `kept`, which is the other side. Only the standard
library's lightest modules: it is started anew for each command.

| it reads | it says |
|---|---|
| `SIZE`, then what to run | `pid N`: the process is there and waits |
| `go`: run it | `error ERRNO`: it could not be run · `end STATUS`: it ended (a wait status) |
| `done`: all output was read | nothing more; it goes |

Where its stdin ends before `done`, cloud-assist is gone. Before `go` nothing runs then. After it the command goes on
undisturbed: its output is read into the spool file, and in any case its end is written beside that file. Where
cloud-assist had asked it to stop, and had frozen what would start its next command, that is ended here: once those have
ended whose pids stand in the file of the asked.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time

_READ = 64 * 1024
_LOOK_MS = 500
"""Between two looks whether those who were asked to stop have ended, while cloud-assist is gone."""
_DRAIN_MS = 500
"""How long to read on after the command has ended, where somebody still holds a pipe."""


def outcome_file(spool: str) -> str:
    """Return the file that says how the run with this spool file ended: `exit|signal|never NUMBER SECONDS`."""
    return spool.removesuffix(".out") + ".end"


def asked_file(spool: str) -> str:
    """Return the file that names, a pid a line, which processes of the run with this spool file were asked to stop."""
    return spool.removesuffix(".out") + ".asked"


class _Keeper:
    def __init__(self, spool: str, limit: int, readers: list[int], writers: list[int]) -> None:
        self.spool = spool
        self.limit = limit
        self.readers = readers
        self.writers = writers
        self.alone = False
        """Whether cloud-assist is gone."""
        self.began = time.monotonic()

    # --- Starting -------------------------------------------------------------------------------------------------

    def start(self) -> tuple[int, int, int]:
        """Make the process, still waiting; return its pid, what to write to let it go, where it tells of a fault."""
        folder, argv, environ = _order()
        waits, gate = os.pipe()
        fault, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(gate)
            self._become(folder, argv, environ, waits, told)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        for fd in (waits, told, *self.writers):
            os.close(fd)
        return pid, gate, fault

    def _become(self, folder: bytes, argv: list[bytes], environ: dict[bytes, bytes], waits: int, told: int) -> None:
        """Be the command, once that is wanted. Never returns."""
        try:
            os.setsid()
            for number, fd in enumerate((os.open(os.devnull, os.O_RDONLY), *self.writers)):
                os.dup2(fd, number)
            if not os.read(waits, 1):
                os._exit(0)
            for number in (signal.SIGPIPE, signal.SIGXFSZ):  # ignored by every Python program
                signal.signal(number, signal.SIG_DFL)
            os.chdir(folder)
            os.execve(argv[0], argv, environ)  # noqa: S606
        except OSError as error:
            os.write(told, b"%d" % (error.errno or 0))
        finally:
            os._exit(127)

    # --- Waiting --------------------------------------------------------------------------------------------------

    def wait(self, pid: int) -> int:
        """Return the wait status of the command; read its output where nobody else does any more."""
        woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                return status
            if self.alone:
                self._end_what_is_frozen(pid)
            wanted = [woken, *(self.readers if self.alone else [0])]
            for fd in _readable(wanted, _LOOK_MS if self.alone else None):
                if fd == woken:
                    os.read(woken, 512)
                elif fd == 0:
                    self.alone = not _heard(64)
                else:
                    self._keep(fd)

    def _end_what_is_frozen(self, group: int) -> None:
        """End the rest of a command that was asked to stop, once those who were asked have ended."""
        try:
            file = os.open(asked_file(self.spool), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return
        try:
            pids = os.read(file, _READ).split()
        finally:
            os.close(file)
        if not pids or any(_lives_in(int(pid), group) for pid in pids if pid.isdigit()):
            return
        try:
            os.unlink(asked_file(self.spool))  # noqa: PTH108 # as below
            os.killpg(group, signal.SIGTERM)
            os.killpg(group, signal.SIGCONT)
        except OSError:
            return

    def drain(self) -> None:
        """Read what is still in the pipes, while cloud-assist is gone."""
        deadline = time.monotonic() + _DRAIN_MS / 1000
        while self.readers and (left := deadline - time.monotonic()) > 0:
            for fd in _readable(self.readers, left * 1000):
                self._keep(fd)

    def _keep(self, fd: int) -> None:
        """Move some output from a pipe to the spool file, as long as that may grow."""
        data = os.read(fd, _READ)
        if not data:
            self.readers.remove(fd)
            os.close(fd)
            return
        try:
            spool = os.open(self.spool, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:
            return
        try:
            os.write(spool, data[: max(self.limit - os.fstat(spool).st_size, 0)])
        except OSError:
            return
        finally:
            os.close(spool)

    def note_end(self, how: str, number: int) -> None:
        """Write down how it ended. Where that fails, the outcome is known only to cloud-assist, if that still lives."""
        text = f"{how} {number} {time.monotonic() - self.began:.3f}\n"
        try:
            if not os.path.isfile(self.spool):  # noqa: PTH113 # pathlib would take longer to load than all of this
                return
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            file = os.open(outcome_file(self.spool), flags, 0o600)
            os.write(file, text.encode())
            os.close(file)
        except OSError:
            return


def _lives_in(pid: int, session: int) -> bool:
    """Return whether a process of a session lives; where that cannot be told from a zombie, it lives."""
    try:
        if os.getsid(pid) != session:
            return False
        stat = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    try:
        return os.read(stat, 4096).rpartition(b") ")[2][:1] not in b"ZX"
    except OSError:
        return False
    finally:
        os.close(stat)


def _readable(fds: list[int], timeout_ms: float | None) -> list[int]:
    poll = select.poll()
    for fd in fds:
        poll.register(fd, select.POLLIN)
    return [fd for fd, _ in poll.poll(timeout_ms)]


def _order() -> tuple[bytes, list[bytes], dict[bytes, bytes]]:
    """Read what to run: folder, count of arguments, arguments, environment, with NUL bytes between them."""
    size = int(_line() or b"0")
    data = b""
    while len(data) < size:
        block = _heard(size - len(data))
        if not block:
            os._exit(0)
        data += block
    folder, count, *rest = data.split(b"\0")
    pairs = (entry.partition(b"=") for entry in rest[int(count) :])
    return folder, rest[: int(count)], {name: value for name, _, value in pairs}


def _line() -> bytes:
    """Read a line; empty where cloud-assist is gone."""
    line = b""
    while not line.endswith(b"\n"):
        byte = _heard(1)
        if not byte:
            return b""
        line += byte
    return line


def _heard(count: int) -> bytes:
    """Read up to `count` bytes; nothing where cloud-assist is gone, also where it went without listening."""
    try:
        return os.read(0, count)
    except OSError:
        return b""


def _say(text: str) -> None:
    try:
        os.write(1, f"{text}\n".encode())
    except OSError:
        return  # nobody listens any more


def main() -> None:
    """Keep one command."""
    spool, limit, *fds = sys.argv[1:]
    pipes = [int(fd) for fd in fds]
    for fd in pipes:
        os.set_inheritable(fd, False)
    keeper = _Keeper(spool, int(limit), pipes[:2], pipes[2:])
    pid, gate, fault = keeper.start()
    _say(f"pid {pid}")
    if _line() != b"go\n":
        os.close(gate)
        keeper.note_end("never", 0)
        os.waitpid(pid, 0)
        return
    keeper.began = time.monotonic()
    os.write(gate, b"g")
    reason = os.read(fault, 16)
    if reason:
        os.waitpid(pid, 0)
        _say(f"error {reason.decode()}")
        return
    status = keeper.wait(pid)
    if keeper.alone:
        keeper.drain()
    how = "signal" if os.WIFSIGNALED(status) else "exit"
    keeper.note_end(how, os.WTERMSIG(status) if how == "signal" else os.WEXITSTATUS(status))
    _say(f"end {status}")
    if not keeper.alone and _line() != b"done\n":
        keeper.drain()


if __name__ == "__main__":
    main()
