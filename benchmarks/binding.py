"""What is shown is what runs: shown = approved = executed = audited, and nothing that has changed runs.

Usage: python -m benchmarks.binding [--quick] [--cases N]

Each case is a whole request through the agent with a real bash. In a kept case the command makes bash itself write down
the string that it was given; shown, started, written down and audited must be one. In a changed case one bound thing
(the program's file, the kube context, the namespace, the AWS region, the profile's account, the working folder's own
program) becomes another between the question and the answer; the command must not run.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

from cloud_assist.agent.session import Session
from cloud_assist.events import ApprovalRequired, CommandStarted
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import Approve, Cancel
from cloud_assist.redaction.redactor import redact
from cloud_assist.settings import Settings, load_settings
from cloud_assist.store.audit import AuditTrail

CASES = 10_000
QUICK = 200
ALPHABET = "abc XYZ 0189 _-.,:;/\\'\"$(){}[]<>|&*?~#!%^=+@ äß漢🙂\t\n"


class OneCommand:
    """A proposer that always proposes the present command."""

    name = "benchmark"

    def __init__(self) -> None:
        self.command = ""

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return the present command."""
        return Reply(ReplyKind.COMMAND, command=self.command)

    async def close(self) -> None:
        """Nothing to close."""


class World:
    """A folder with a program, a kube configuration and an AWS configuration that can be changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seen = root / "seen"
        (root / "bin").mkdir()
        self.write_program("1")
        self.write_kube("dev", "default")
        self.write_aws("eu-west-1", "111122223333")
        self.environ = {
            "HOME": str(root),
            "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
            "KUBECONFIG": str(root / "kube"),
            "AWS_CONFIG_FILE": str(root / "aws"),
            "LANG": "C.UTF-8",
        }

    def write_program(self, text: str) -> None:
        """Replace the program by another file."""
        path = self.root / "bin" / f"tool-{text}"
        path.write_text(f"#!/bin/sh\necho {text}\n")
        path.chmod(0o755)
        path.replace(self.root / "bin" / "kubectl")
        link = self.root / "bin" / "aws"
        link.unlink(missing_ok=True)
        link.symlink_to("kubectl")

    def write_kube(self, context: str, namespace: str) -> None:
        """Point kubectl elsewhere."""
        entry = f"- name: {context}\n  context: {{cluster: c, user: u, namespace: {namespace}}}\n"
        (self.root / "kube").write_text(f"apiVersion: v1\nkind: Config\ncurrent-context: {context}\ncontexts:\n{entry}")

    def write_aws(self, region: str, account: str) -> None:
        """Point aws elsewhere."""
        (self.root / "aws").write_text(
            f"[default]\nregion = {region}\nrole_arn = arn:aws:iam::{account}:role/x\nsource_profile = default\n"
        )

    def changes(self, number: int) -> tuple[str, Callable[[], None]]:
        """Return a command, and something bound to it that becomes another."""
        other = f"n{number}"
        kinds: list[tuple[str, Callable[[], None]]] = [
            ("kubectl", lambda: self.write_program(other)),
            ("kubectl", lambda: self.write_kube(other, "default")),
            ("kubectl", lambda: self.write_kube("dev", other)),
            ("aws", lambda: self.write_program(other)),
            ("aws", lambda: self.write_aws(f"eu-{other}-1", "111122223333")),
            ("aws", lambda: self.write_aws("eu-west-1", f"{number:012d}")),
        ]
        return kinds[number % len(kinds)]


def random_text(chooser: random.Random) -> str:
    """Return a word in single quotes that holds anything a command line can."""
    text = "".join(chooser.choice(ALPHABET) for _ in range(chooser.randrange(0, 40)))
    return "'" + text.replace("'", "'\\''") + "'"


def last_digest(path: Path) -> str:
    """Return the digest of the last command that the trail says was about to run."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - 65_536, 0))
        lines = file.read().splitlines()
    intents = [line for line in lines if b'"kind":"intent"' in line.replace(b'": "', b'":"')]
    return str(json.loads(intents[-1])["command_digest"])


async def kept_case(session: Session, proposer: OneCommand, world: World, trail: AuditTrail, text: str) -> str:
    """Run one command and return what was not one and the same, "" where all was."""
    world.seen.unlink(missing_ok=True)
    command = f'printf %s "$BASH_EXECUTION_STRING" > {world.seen}; : {text}'
    proposer.command = command
    shown = started = ""
    async for event in session.start("x"):
        if isinstance(event, ApprovalRequired):
            shown = event.assessment.command
            session.answer(event.question_id, Approve(event.assessment.binding.digest))
        elif isinstance(event, CommandStarted):
            started = event.command
    executed = world.seen.read_bytes() if world.seen.exists() else b""
    audited = last_digest(trail.path)
    expected = trail._chain.digest(command.encode())
    if shown == started == command and executed == command.encode() and audited == expected:
        return ""
    return f"{command!r}: shown {shown!r}, started {started!r}, executed {executed!r}, audited {audited == expected}"


async def changed_case(session: Session, proposer: OneCommand, world: World, number: int) -> str:
    """Change what an approval is bound to before it is given; return what ran all the same, "" where nothing did."""
    program, change = world.changes(number)
    proposer.command = f"{program} version"
    asked = 0
    async for event in session.start("x"):
        if isinstance(event, ApprovalRequired):
            asked += 1
            if asked == 1:
                change()
                session.answer(event.question_id, Approve(event.assessment.binding.digest))
            else:
                session.answer(event.question_id, Cancel())
        elif isinstance(event, CommandStarted):
            return f"case {number}: {event.command!r} ran though it had changed"
    return "" if asked == 2 else f"case {number}: asked {asked} times"


async def measure(settings: Settings, world: World, cases: int) -> list[str]:
    """Run the cases and return what went wrong."""
    chooser = random.Random(20_260_101)
    proposer = OneCommand()
    trail = AuditTrail(settings, redact)
    faults = []
    session = Session(settings, proposer=proposer)
    for number in range(cases):
        if number % 200 == 199:  # a session's history of checkpoints would only slow the rest down
            await session.close()
            session = Session(settings, proposer=proposer)
        if number % 2:
            fault = await changed_case(session, proposer, world, number)
        else:
            fault = await kept_case(session, proposer, world, trail, random_text(chooser))
        if fault:
            faults.append(fault)
    await session.close()
    return faults


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    options = parser.parse_args()
    cases = QUICK if options.quick else options.cases
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        settings = replace(load_settings(environ=world.environ, cwd=Path(folder)), max_retries=0)
        faults = asyncio.run(measure(settings, world, cases))
    for fault in faults[:10]:
        print(fault)
    print(
        f"{cases - len(faults)} of {cases} cases: shown = approved = executed = audited, and what changed did not run"
    )
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
