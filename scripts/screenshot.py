"""Make the README's pictures: the real app over a real session, driven by keys, in an invented home folder.

The session is offline but for the conversation, where a script stands in for the model.

Usage: python scripts/screenshot.py [FOLDER]      (default: docs; writes app.svg, approval.svg and conversation.svg)
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from cloud_assist.agent.session import Session
from cloud_assist.cli.archive import StoredSessions, StoredTrail
from cloud_assist.knowledge.run_preview import preview
from cloud_assist.knowledge.tables import CliKnowledge
from cloud_assist.llm.port import Progress, ProposalRequest, Reply, ReplyKind
from cloud_assist.models import After, Assessment
from cloud_assist.settings import Settings, load_settings
from cloud_assist.tui.app import CloudAssistApp
from cloud_assist.tui.bridge import Readings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.stored import Stored
from cloud_assist.tui.widgets.prompt import Prompt

SIZE = (120, 36)
READS = ("largest files in this folder", "show the disk use of the current folder")
DESTROYS = "!aws s3 rb s3://acme-reports --force --profile acme-prod --region eu-central-1"
AWS_CONFIG = """\
[profile dev]
region = eu-west-1
sso_account_id = 111122223333
[profile acme-prod]
region = eu-central-1
sso_account_id = 444455556666
"""
QUESTION = "which machines are stopped?"
SCRIPT = (
    Reply(ReplyKind.COMMAND, command="cat machines.json", explanation="List the machines", after=After.LOOK),
    Reply(
        ReplyKind.COMMAND,
        command='jq -r \'.[] | select(.state=="stopped") | .name\' "$OUT1"',
        explanation="Pick the stopped ones",
        after=After.LOOK,
    ),
    Reply(ReplyKind.ANSWER, explanation="**Two of six** are stopped: `web-2` and `batch-1`."),
)
MACHINES = [
    {"name": name, "state": state, "type": kind, "zone": f"eu-west-1{zone}", "age": age}
    for name, state, kind, zone, age in (
        ("web-1", "running", "m5.large", "a", "41d"),
        ("web-2", "stopped", "m5.large", "b", "41d"),
        ("web-3", "running", "m5.large", "c", "12d"),
        ("db-1", "running", "r6g.xlarge", "a", "203d"),
        ("batch-1", "stopped", "c5.2xlarge", "b", "7d"),
        ("batch-2", "running", "c5.2xlarge", "c", "7d"),
    )
]
REPORTS = {"2026-q1.csv": 48_213, "2026-q2.csv": 51_904, "2026-q3.csv": 50_377}
PATIENCE_S = 60.0


class Scripted:
    """Stands in for a model."""

    name = "groq:openai/gpt-oss-120b"

    def __init__(self) -> None:
        self._replies = list(SCRIPT)

    async def propose(self, request: ProposalRequest, progress: Progress) -> Reply:
        """Return the next reply."""
        return self._replies.pop(0)

    async def close(self) -> None:
        """Nothing to close."""


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait for `condition`; give up with a message where it does not come."""
    for _ in range(int(PATIENCE_S / 0.05)):
        if condition():
            await pilot.pause(0.2)
            return
        await pilot.pause(0.05)
    raise SystemExit(f"The app did not get there within {PATIENCE_S:.0f} s.")


async def ask(app: CloudAssistApp, pilot: Pilot[None], text: str) -> None:
    """Enter a request and wait until its approval listens."""
    app.screen.query_one(Prompt).put(text)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, ApprovalModal) and app.screen.settled)


async def explain(settings: Settings, assessment: Assessment) -> str:
    """Explain a command, as the app has it done."""
    with contextlib.closing(CliKnowledge(settings)) as knowledge:
        return await asyncio.to_thread(knowledge.explanation, assessment.command, settings.environ)


async def pictures(home: Path) -> dict[str, str]:
    """Return the SVGs by name: a request that is done, and a question that waits for an answer."""
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "CLOUD_ASSIST_MODEL": "offline", "AWS_PROFILE": "dev"}
    settings = load_settings(environ=environ, cwd=home / "work")
    stored = Stored(StoredSessions(settings), StoredTrail(settings))
    readings = Readings(explain=partial(explain, settings), preview=partial(preview, settings=settings))
    app = CloudAssistApp(settings, lambda: Session(settings), readings=readings, stored=stored)
    async with app.run_test(size=SIZE) as pilot:
        for request in READS:
            await ask(app, pilot, request)
            await pilot.press("a")
            await until(pilot, lambda: not app.busy)
        done = app.export_screenshot(title="cloud-assist")
        await ask(app, pilot, DESTROYS)
        approval = app.export_screenshot(title="cloud-assist")
        await pilot.press("escape")
        await until(pilot, lambda: not app.busy)
    return {"app": done, "approval": approval, "conversation": await conversation(settings)}


async def conversation(settings: Settings) -> str:
    """Return the SVG of a question that takes two steps, with its answer."""
    app = CloudAssistApp(settings, lambda: Session(settings, proposer=Scripted()))
    async with app.run_test(size=SIZE) as pilot:
        await ask(app, pilot, QUESTION)
        await pilot.press("a")
        await until(pilot, lambda: not app.busy)
        await pilot.pause(1.0)
        return app.export_screenshot(title="cloud-assist")


def furnish(home: Path) -> None:
    """Lay out the invented home folder."""
    (home / ".aws").mkdir()
    (home / ".aws" / "config").write_text(AWS_CONFIG)
    reports = home / "work"
    reports.mkdir()
    (reports / "machines.json").write_text(json.dumps(MACHINES))
    for name, size in REPORTS.items():
        (reports / name).write_bytes(b"x" * size)


def main() -> None:
    """Write the pictures."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        furnish(home)
        made = asyncio.run(pictures(home))
    target.mkdir(parents=True, exist_ok=True)
    for name, svg in made.items():
        (target / f"{name}.svg").write_text(svg, "utf-8")
        sys.stderr.write(f"{target / name}.svg\n")


if __name__ == "__main__":
    main()
