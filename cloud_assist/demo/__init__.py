"""A private AWS playground on loopback, so that the whole loop can be seen with no account and no key.

The server is moto's, in a process of its own (extra `demo`). It watches its standard input and ends when we do, even
when we are killed.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cloud_assist.errors import ConfigurationError, ExecutionError
from cloud_assist.settings import Settings

REGION = "us-east-1"
_OWN_PREFIXES = ("AWS_", "BOTO_")


@contextlib.contextmanager
def playground(settings: Settings) -> Iterator[Settings]:
    """Start the playground; yield settings whose AWS commands go there and nowhere else.

    Raises:
        ConfigurationError: the extra `demo` is not installed.
        ExecutionError: the server did not start.
    """
    if any(importlib.util.find_spec(name) is None for name in ("moto", "flask", "boto3")):
        raise ConfigurationError(
            "--demo needs the demo extra.",
            why="The private AWS playground (moto server) is not installed.",
            todo="pip install 'cloud-assist[demo]'",
        )
    process = subprocess.Popen(
        [sys.executable, "-m", "cloud_assist.demo.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=server_environment(settings.environ),
    )
    try:
        yield replace(settings, environ=playground_environment(settings.environ, _endpoint(process)))
    finally:
        _stop(process)


def server_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the server itself: nothing of the person's AWS set-up."""
    kept = {k: v for k, v in environ.items() if not k.startswith(_OWN_PREFIXES)}
    return {**kept, "AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo", "AWS_EC2_METADATA_DISABLED": "true"}


def playground_environment(environ: Mapping[str, str], endpoint: str) -> dict[str, str]:
    """Return an environment in which AWS commands can reach the playground only.

    The person's profiles and credential files are out of sight, so that a demo can never touch a real account.
    """
    kept = {k: v for k, v in environ.items() if not k.startswith(_OWN_PREFIXES)}
    own_programs = str(Path(sys.executable).parent)
    return {
        **kept,
        "PATH": os.pathsep.join(part for part in (own_programs, environ.get("PATH", "")) if part),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def _endpoint(process: subprocess.Popen[bytes]) -> str:
    line = process.stdout.readline().decode("ascii", "replace").strip() if process.stdout else ""
    if not line.startswith("http://127.0.0.1:"):
        raise ExecutionError(
            "The playground did not start.",
            why=f"Its server ended with exit status {process.poll()}." if process.poll() is not None else "",
            todo="Run `python -m cloud_assist.demo.server` to see why.",
        )
    return line


def _stop(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
