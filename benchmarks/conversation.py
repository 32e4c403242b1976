"""What a conversation costs: the bytes of each request to the model, the calls, and the time that a digest adds.

Usage: python -m benchmarks.conversation [--quick]

Ten requests in one session, each followed by a real output of about 1 MB, are sent to a loopback server that speaks
Groq's protocol: JSON of 1,900 machines, a log, a table of processes and so on. The bytes counted are those of the HTTP
body. Then the digest of 1 MB is timed against `jq .`'s work in Python: loading the same file and writing it again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

from cloud_assist.agent.session import Session
from cloud_assist.events import ApprovalRequired
from cloud_assist.llm.told import NEWEST_BYTES
from cloud_assist.models import Approve
from cloud_assist.redaction.redactor import redact
from cloud_assist.results.digest import digest
from cloud_assist.settings import load_settings
from tests.support.fake_groq import FakeGroq

FIRST_LIMIT = 4_000
TENTH_LIMIT = 12_000
DIGEST_LIMIT_S = 0.050
DIGEST_LIMIT_TIMES = {"pods_yaml": 7.0}
"""Times the floor that a digest may take where the machine is too slow or busy for the seconds; 5 but for YAML, which
has no quick way of being read: its 1 MB takes some 100 ms."""
MEGABYTE = 1_000_000
REQUESTS = (
    "list all machines with their state",
    "and which of them are stopped?",
    "show me the log of the payments service",
    "same for yesterday",
    "which processes use most memory?",
    "list the objects in the backup bucket, newest first",
    "what are their sizes?",
    "list all pods in all namespaces that are not running",
    "describe the second one",
    "now the same in eu-west-1",
)


@dataclass(frozen=True)
class Measured:
    """What the requests came to."""

    sizes: list[int]
    """Bytes of each request's body, in order."""
    calls: int
    requests: int


def machines() -> str:
    """Return about 1 MB of JSON, as `aws ec2 describe-instances` prints it."""
    states = ("running", "stopped", "terminated")
    listed = [
        {
            "Instances": [
                {
                    "InstanceId": f"i-{number:017x}",
                    "InstanceType": "m5.large",
                    "State": {"Code": 16, "Name": states[number % 3]},
                    "Placement": {"AvailabilityZone": f"eu-west-1{'abc'[number % 3]}"},
                    "PrivateIpAddress": f"10.0.{number // 250}.{number % 250}",
                    "Tags": [{"Key": "Name", "Value": f"web-{number}"}, {"Key": "team", "Value": f"t{number % 7}"}],
                }
            ]
        }
        for number in range(1_900)
    ]
    return json.dumps({"Reservations": listed}, indent=4)


def log() -> str:
    """Return about 1 MB of a log."""
    levels = ("INFO", "INFO", "INFO", "WARN", "ERROR")
    return "".join(
        f"2026-01-31T14:{n // 60 % 60:02}:{n % 60:02}Z {levels[n % 5]} worker-{n % 9} "
        f"request {n * 7919} took {n % 97} ms\n"
        for n in range(16_000)
    )


def table() -> str:
    """Return about 1 MB of columns, as kubectl prints them."""
    head = f"{'NAMESPACE':<20}{'NAME':<40}{'READY':<10}{'STATUS':<20}{'RESTARTS':<10}AGE\n"
    rows = (
        f"{f'team-{n % 12}':<20}{f'pod-{n:06}-x7':<40}{'1/1':<10}{'Running':<20}{n % 4:<10}{n % 300}d\n"
        for n in range(9_500)
    )
    return head + "".join(rows)


def wide_table() -> str:
    """Return about 1 MB of columns, many cells of one empty, as docker prints them."""
    template = "{:<15}{:<23}{:<10}{:<15}{:<13}{:<25}{}\n"
    head = template.format("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
    rows = (
        template.format(
            f"{n:012x}",
            f"registry/app-{n % 40}:1.{n % 7}",
            '"run"',
            f"{n % 30} days ago",
            "Up 2 days",
            "" if n % 3 else "0.0.0.0:80->80/tcp",
            f"web-{n}",
        )
        for n in range(9_500)
    )
    return head + "".join(rows)


def csv_rows() -> str:
    """Return about 1 MB of CSV, as a cost report is."""
    rows = (
        f'2026-11-{n % 30 + 1:02},"Amazon EC2, {n % 9}",eu-west-1,i-{n:017x},{n % 997 / 7:.4f},USD,prod\n'
        for n in range(14_000)
    )
    return "Date,Service,Region,Resource,Cost,Currency,Tag\n" + "".join(rows)


def pods_yaml() -> str:
    """Return about 1 MB of YAML, as `kubectl get pods -o yaml` prints it."""
    pods = (
        f"""- apiVersion: v1
  kind: Pod
  metadata:
    annotations:
      checksum/config: {n * 7919:040x}
    creationTimestamp: "2026-11-{n % 28 + 1:02}T10:00:00Z"
    labels:
      app: web-{n % 12}
      pod-template-hash: {n:08x}b
    name: web-{n}
    namespace: team-{n % 5}
    uid: {n:08x}-0000-4000-8000-{n:012x}
  spec:
    containers:
    - command:
      - /bin/sh
      - -c
      - |
        set -e
        exec server --port 8080
      image: registry.example.com/web:1.{n % 4}
      name: web
      ports:
      - containerPort: 8080
        protocol: TCP
      resources:
        limits:
          cpu: 500m
          memory: 512Mi
    nodeName: node-{n % 20}
    restartPolicy: Always
  status:
    conditions:
    - lastProbeTime: null
      status: "True"
      type: Ready
    hostIP: 10.0.0.{n % 20}
    message: 'ready since {n % 300} s: "all probes pass"'
    phase: {"Running" if n % 9 else "Pending"}
    podIP: 10.1.{n // 250}.{n % 250}
"""
        for n in range(850)
    )
    return "apiVersion: v1\nitems:\n" + "".join(pods) + 'kind: List\nmetadata:\n  resourceVersion: ""\n'


OUTPUTS: tuple[Callable[[], str], ...] = (machines, log, table)
"""What the commands of the conversation print, in turn."""
DIGESTED = (*OUTPUTS, wide_table, csv_rows, pods_yaml)
"""What is timed alone too."""


async def converse(folder: Path) -> Measured:
    """Hold the conversation; return what it came to."""
    commands: list[str] = []
    for number in range(len(REQUESTS)):
        path = folder / f"output-{number}"
        path.write_text(OUTPUTS[number % len(OUTPUTS)]())
        commands.append(f"cat {path}")
    script = [{"command": each, "explanation": "Prints what was asked for."} for each in commands]
    with FakeGroq(script) as server:
        environ = {"HOME": str(folder), "PATH": os.environ["PATH"]} | server.environment()
        session = Session(load_settings(environ=environ, cwd=folder))
        try:
            for prompt in REQUESTS:
                async for event in session.start(prompt):
                    if isinstance(event, ApprovalRequired):
                        session.answer(event.question_id, Approve(event.assessment.binding.digest))
        finally:
            await session.close()
        return Measured([chat.size for chat in server.chats], len(server.chats), len(REQUESTS))


def timed(work: Callable[[], object], times: int) -> float:
    """Return the median of the seconds that `work` takes."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def digests(folder: Path, times: int) -> list[tuple[str, float, float]]:
    """Return for each kind of output its name, the seconds that its digest takes for 1 MB, and those of the floor."""
    found: list[tuple[str, float, float]] = []
    for make in DIGESTED:
        text = make()
        path = folder / make.__name__
        path.write_text(text)
        share = MEGABYTE / path.stat().st_size
        taken = timed(lambda path=path: digest(path, budget=NEWEST_BYTES, redact=redact), times)  # type: ignore[misc] # a default binds it now
        floor = timed(lambda text=text: json.dumps(json.loads(json.dumps(text.splitlines()))), times)  # type: ignore[misc]
        found.append((make.__name__, taken * share, floor * share))
    return found


def main() -> int:
    """Print the figures; fail where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true")
    times = 5 if parser.parse_args().quick else 21
    with tempfile.TemporaryDirectory() as folder:
        told = asyncio.run(converse(Path(folder)))
        found = digests(Path(folder), times)
    print(f"bytes of each request: {', '.join(f'{size:,}' for size in told.sizes)}")
    for name, taken, floor in found:
        print(f"digest of 1 MB, {name}: {taken * 1e3:.0f} ms, {taken / floor:.1f} times the floor")
    slow = [
        name
        for name, taken, floor in found
        if taken > DIGEST_LIMIT_S and taken / floor > DIGEST_LIMIT_TIMES.get(name, 5.0)
    ]
    slowest = max(taken for _, taken, _ in found)
    good = told.sizes[0] <= FIRST_LIMIT and max(told.sizes) <= TENTH_LIMIT and told.calls == told.requests
    print(
        f"conversation: first request {told.sizes[0]:,} bytes, tenth {told.sizes[-1]:,} (limits {FIRST_LIMIT:,}, "
        f"{TENTH_LIMIT:,}); {told.calls} calls for {told.requests} requests; digest of 1 MB {slowest * 1e3:.0f} ms"
    )
    return 0 if good and not slow else 1


if __name__ == "__main__":
    sys.exit(main())
