"""A private AWS playground on loopback, so that the whole loop can be seen with no account and no key.

The server is moto's, in a process of its own (extra `demo`). It watches its standard input and ends when we do, even
when we are killed; `kept` has the one that stays. Commands find it in two ways: AWS_ENDPOINT_URL, and a proxy in the
same process that answers for every host of AWS and refuses all others, for the programs that choose a host themselves.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cloud_assist.demo.seed import REGION
from cloud_assist.errors import ConfigurationError, ExecutionError
from cloud_assist.settings import PLAYGROUND, PROXY_VARIABLES, Settings

_OWN_PREFIXES = ("AWS_", "BOTO_")
_CA_VARIABLES = (
    "AWS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS",
)  # fmt: skip
"""Where AWS's SDKs, OpenSSL and Go, curl, Python's requests and Node look for the authorities that they trust."""


@dataclass(frozen=True, slots=True)
class Playground:
    """Where a running playground is."""

    endpoint: str
    """URL of the AWS API: "http://127.0.0.1:41234"."""
    proxy: str
    """URL of the proxy."""
    certificate: str
    """PEM file with the certificate of the authority that the proxy's answers are signed by."""


@contextlib.contextmanager
def playground(settings: Settings) -> Iterator[Settings]:
    """Yield settings whose AWS commands go to the playground and nowhere else.

    That is the one that stays (`cloud-assist demo start`), or one that is started now and ends with the block.

    Raises:
        ConfigurationError: the extra `demo` is not installed.
        ExecutionError: the server did not start.
    """
    from cloud_assist.demo.kept import find

    kept = find(settings)
    if kept is not None:
        yield replace(settings, environ=playground_environment(settings.environ, kept.where))
        return
    process = begun(settings)
    try:
        where = where_of(process)
        yield replace(settings, environ=playground_environment(settings.environ, where))
    finally:
        end(process)


def begun(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a server, with `arguments` of its own; `where_of` waits until all is in it.

    Raises:
        ConfigurationError: the extra `demo` is not installed.
    """
    if any(importlib.util.find_spec(name) is None for name in ("moto", "flask", "boto3")):
        raise ConfigurationError(
            "The local AWS sandbox requires the demo extra.",
            why="moto server is not installed.",
            todo="pip install 'cloud-assist[demo]'",
        )
    return subprocess.Popen(
        [sys.executable, "-m", "cloud_assist.demo.server", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=server_environment(settings.environ),
    )


def server_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the server itself: nothing of the person's AWS set-up."""
    kept = {k: v for k, v in environ.items() if not k.startswith(_OWN_PREFIXES)}
    return {**kept, "AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo", "AWS_EC2_METADATA_DISABLED": "true"}


def playground_environment(environ: Mapping[str, str], where: Playground) -> dict[str, str]:
    """Return an environment in which AWS commands can reach the playground only.

    The person's profiles and credential files are out of sight. What heeds a proxy reaches nothing but this machine,
    loopback included: botocore puts a prefix before an endpoint's host, and would look that name up in the DNS.
    """
    kept = {k: v for k, v in environ.items() if not k.startswith(_OWN_PREFIXES)}
    own_programs = str(Path(sys.executable).parent)
    return {
        **kept,
        **dict.fromkeys(PROXY_VARIABLES, where.proxy),
        "NO_PROXY": "",
        "no_proxy": "",
        **dict.fromkeys(_CA_VARIABLES, where.certificate),
        PLAYGROUND: where.endpoint,
        "PATH": os.pathsep.join(part for part in (own_programs, environ.get("PATH", "")) if part),
        "AWS_ENDPOINT_URL": where.endpoint,
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def where_of(process: subprocess.Popen[bytes]) -> Playground:
    """Wait until a server says where it is.

    Raises:
        ExecutionError: it has ended before.
    """
    line = process.stdout.readline() if process.stdout else b""
    try:
        return Playground(**json.loads(line))
    except ValueError as error:
        raise ExecutionError(
            "The local AWS sandbox did not start.",
            why=f"Its server ended with exit status {process.poll()}." if process.poll() is not None else "",
            todo="Run `python -m cloud_assist.demo.server` to see why.",
        ) from error


def end(process: subprocess.Popen[bytes]) -> None:
    """Let go of a server: it ends, unless it is one that stays."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
