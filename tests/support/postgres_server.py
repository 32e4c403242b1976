"""A PostgreSQL server of our own for tests and benchmarks: in a temporary folder, on loopback, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_WHERE = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")


def binaries() -> Path | None:
    """Return the folder of `initdb` and `postgres`, None where they are not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for pattern in _WHERE:
        for folder in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (folder / "initdb").exists():
                return folder
    return None


@contextlib.contextmanager
def postgres_server() -> Iterator[str]:
    """Start a server as an unprivileged user (it refuses root); yield the URL of its first database."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="ca-pg-", dir="/tmp"))
    user = _user_for(folder)
    data, port = folder / "data", _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "user": user, "cwd": folder}
    try:
        make = [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(make, check=True, **quiet)  # type: ignore[call-overload] # the same for both calls
        settings = ["-h", "127.0.0.1", "-p", str(port), "-k", folder, "-c", "max_connections=200", "-c", "fsync=off"]
        server = subprocess.Popen([programs / "postgres", "-D", data, *settings], start_new_session=True, **quiet)  # type: ignore[call-overload]
        try:
            _wait_for([programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port)], server)
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(2)  # "fast": connections are ended, nothing is waited for
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user_for(folder: Path) -> int | None:
    if os.getuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(folder, nobody, -1)
    return nobody


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(ready: list[str | Path], server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(ready, check=False, capture_output=True).returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("the PostgreSQL server did not start")
