"""Watches where a program connects to, at the C library's own doors. Linux, and needs a C compiler."""

from __future__ import annotations

import ipaddress
import subprocess
from collections.abc import Mapping
from pathlib import Path


class Watcher:
    """Notes the internet addresses that commands connect or send to; name servers count as well."""

    def __init__(self, folder: Path) -> None:
        """Compile the library into `folder`."""
        self._library = folder / "connections.so"
        source = Path(__file__).with_name("connections.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self._library, source, "-ldl"], check=True)

    def run(
        self, command: str, environ: Mapping[str, str], *, cwd: Path, timeout: float
    ) -> tuple[subprocess.CompletedProcess[str], list[tuple[str, int]]]:
        """Run `command` with bash in `cwd`; return how it ended, and (address, port) of each connection."""
        noted = cwd / "connections"
        noted.unlink(missing_ok=True)
        done = subprocess.run(
            ["bash", "-c", command],
            env={**environ, "LD_PRELOAD": str(self._library), "CONNECTIONS": str(noted)},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
        lines = noted.read_text().splitlines() if noted.exists() else []
        return done, [(host, int(port)) for host, port in (line.split() for line in lines)]


def outside(connections: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return those connections that are not to this machine."""
    return [each for each in connections if not ipaddress.ip_address(each[0]).is_loopback]
