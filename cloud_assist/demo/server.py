"""The playground's server: `python -m cloud_assist.demo.server` prints where it is and runs until stdin ends.

It prints one line of JSON: `endpoint` (URL of the AWS API), `proxy` (URL) and `certificate` (path of a PEM file). With
the path of a file as its argument it stays until SIGTERM instead, and says in that file where it is and who it is.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moto.server import ThreadedMotoServer

from cloud_assist.demo import Playground
from cloud_assist.demo.authority import Authority
from cloud_assist.demo.kept import Entry
from cloud_assist.demo.proxy import Proxy, is_loopback
from cloud_assist.demo.seed import seed

_ENDS = {signal.SIGTERM, signal.SIGINT}
"""What ends a server that stays."""


def keep_inside(event: str, arguments: tuple[Any, ...]) -> None:
    """Let this process reach this machine only: an audit hook, which nothing that runs here can take out again.

    moto delivers notifications to the URLs of subscribers, and runs functions in containers.

    Raises:
        PermissionError: something wants to leave.
    """
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        held = address is None or (isinstance(address, tuple) and is_loopback(str(address[0])))
    elif event == "socket.getaddrinfo":
        held = arguments[0] is None or is_loopback(str(arguments[0]))
    else:
        held = event not in {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec"}
    if not held:
        raise PermissionError(f"The playground keeps to itself: {event} {arguments[:2]}")


def main(entry: Path | None = None) -> None:
    """Serve on free loopback ports until standard input ends; with an `entry`, which is a file, until SIGTERM."""
    if entry is not None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)  # before there are threads, which take it over
        _become_nobodys_child()
    with tempfile.TemporaryDirectory(prefix="cloud-assist-demo-", ignore_cleanup_errors=True) as folder:
        sys.addaudithook(keep_inside)
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        authority = Authority(Path(folder))
        proxy = Proxy((host, port), authority).start()
        seed(endpoint)
        where = Playground(endpoint, proxy, str(authority.certificate))
        if entry is None:
            _tell(where)
            sys.stdin.buffer.read()
        else:
            kept = Entry.of_this_process(where)
            kept.write(entry)
            _tell(where)
            signal.sigwait(_ENDS)
            kept.remove(entry)
    server.stop()


def _become_nobodys_child() -> None:
    """Go on in a process that whoever started us need not wait for, and that holds no folder."""
    if os.fork():
        os._exit(0)
    os.chdir("/")


def _tell(where: Playground) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{json.dumps(asdict(where))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
