"""`cloud-assist`, imported once and forked for each call: a start without the two seconds of imports.

A script of its own, started as `python warm_server.py SOCKET` by `started`, which is the other side. A call is a
JSON object (see `started.start_warm`) with the descriptors of stdin, stdout and stderr; the answers are lines:
the process's id, then its wait status.
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import select
import signal
import socket
import sys
import termios
import threading
from typing import Any

IMPORTED = (
    "cloud_assist.agent.session",
    "cloud_assist.cli.archive",
    "cloud_assist.cli.commands",
    "cloud_assist.headless.run",
    "cloud_assist.llm.groq",
    "cloud_assist.tui.app",
    # What these import late, and almost every call needs.
    "anyio._backends._asyncio",
    "cloud_assist.catalog.clis.aws_adapter",
    "cloud_assist.catalog.clis.az_adapter",
    "cloud_assist.catalog.clis.cobra_adapter",
    "cloud_assist.catalog.clis.gcloud_adapter",
    "cloud_assist.catalog.clis.terraform_adapter",
    "cloud_assist.cli.start",
    "cloud_assist.results.result",
    "cloud_assist.results.table",
    "cloud_assist.store.sqlite_saver",
    "cryptography.hazmat.primitives.ciphers.aead",
    "groq.resources.chat.completions",
    "groq.resources.models",
    "httpcore",
    "langchain_core.tools.simple",
    "langchain_core.tracers.stdout",
    "pydantic.dataclasses",
    "textual.drivers.linux_driver",
    "textual.layouts.factory",
)
STREAMS = (("stdin", "r", "strict"), ("stdout", "w", "surrogateescape"), ("stderr", "w", "backslashreplace"))
"""The three as Python opens them in a UTF-8 locale of C."""


def calls(door: socket.socket) -> dict[str, Any]:
    """Answer calls for as long as somebody holds our stdin; only the process of a call returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait for a call
    while door.fileno() in select.select([door.fileno(), 0], [], [])[0]:
        connection = door.accept()[0]
        if not os.fork():
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            door.close()
            return _call(connection)
        connection.close()
    os._exit(0)


def _call(connection: socket.socket) -> dict[str, Any]:
    """Be the process of one call; the one that waits for it stays behind and tells how it ended."""
    data, descriptors, _, _ = socket.recv_fds(connection, 16, 3)
    size = int(data)
    text = b""
    while len(text) < size:
        text += connection.recv(size - len(text))
    child = os.fork()
    if child:
        for fd in descriptors:
            os.close(fd)
        connection.sendall(b"%d\n" % child)
        _, status = os.waitpid(child, os.WUNTRACED if json.loads(text)["killed_where_it_stops"] else 0)
        if os.WIFSTOPPED(status):
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        connection.sendall(b"%d\n" % status)
        os._exit(0)
    connection.close()
    call: dict[str, Any] = json.loads(text)
    _become(call, descriptors)
    return call


def _become(call: dict[str, Any], descriptors: list[int]) -> None:
    os.setsid()
    for number, fd in enumerate(descriptors):
        os.dup2(fd, number)
        os.close(fd)
    if call["terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(call["environ"])
    os.chdir(call["cwd"])
    for number, (name, mode, errors) in enumerate(STREAMS):
        raw = io.FileIO(number, mode, closefd=False)
        buffered: Any = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
        stream = io.TextIOWrapper(
            buffered, encoding="utf-8", errors=errors, line_buffering=name == "stderr" or os.isatty(number)
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.argv = call["arguments"]


def main() -> None:
    """Import everything, say so, and serve."""
    if os.environ.get("LAZY_IMPORTS") != "false":
        from cloud_assist.lazy_imports import defer_unused_packages

        defer_unused_packages(os.environ)
    for name in IMPORTED:
        __import__(name)
    assert threading.active_count() == 1, "an import has started a thread, which no fork can have"
    gc.collect()
    gc.freeze()
    door = socket.socket(socket.AF_UNIX)
    door.bind(sys.argv[1])
    door.listen(16)
    os.write(1, b"ready\n")
    call = calls(door)
    if call["code"]:
        exec(call["code"], {"__name__": "__main__"})
        return
    from cloud_assist.cli import main as cloud_assist

    cloud_assist()


if __name__ == "__main__":
    main()
