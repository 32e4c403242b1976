"""What the screens look like, at each size, against accepted pictures. The clock stands still; nothing blinks."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from cloud_assist.models import (
    Finding,
    Proposal,
    ProposalSource,
    Risk,
    SessionInfo,
    Severity,
    Suggestion,
)
from cloud_assist.settings import load_settings
from cloud_assist.tui.app import CloudAssistApp
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.question import InputModal
from cloud_assist.tui.screens.retry import RetryModal
from cloud_assist.tui.widgets.prompt import Prompt, PromptArea
from cloud_assist.tui.widgets.submit_area import SubmitArea
from tests.tui.conftest import SIZES
from tests.tui.fake_session import DEV, NOW, PROD, FakeSession, Turn, assess, result

REPORT = {name: value for name, value in os.environ.items() if name.startswith("TEXTUAL_SNAPSHOT")}
Scene = Callable[[Pilot[None]], Awaitable[None]]
ERROR = "An error occurred (BucketNotEmpty) when calling the DeleteBucket operation"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of everything that shows time, and the cursor's blinking; keep where the report is written."""
    for name, value in REPORT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cloud_assist.tui.widgets.step_line.monotonic", lambda: 100.0)
    monkeypatch.setattr("cloud_assist.tui.widgets.transcript.time", lambda: NOW)
    monkeypatch.setattr(SubmitArea.cursor_blink, "_default", False)


def session() -> FakeSession:
    delete = assess(
        "aws s3api delete-bucket --bucket acme-logs --region eu-central-1 --profile acme-prod",
        Risk.DESTRUCTIVE,
        target=PROD,
        reasons=("Deletes the bucket acme-logs.", "It cannot be undone."),
        findings=(Finding(Severity.WARNING, "x", "The bucket must be empty first.", "aws s3 rm s3://acme-logs"),),
        protected=("acme-prod",),
    )
    force = assess(
        "aws s3 rb s3://acme-logs --force --region eu-central-1 --profile acme-dev",
        Risk.DESTRUCTIVE,
        reasons=("Deletes the bucket and every object in it.",),
    )
    deleted = tuple(f"delete: s3://acme-logs/2025/10/{n:02d}.gz\n" for n in range(1, 30))
    return FakeSession(
        [Turn(delete, result(254, error=ERROR), (f"{ERROR}\n",)), Turn(force, result(0, "x"), deleted)],
        stored=[SessionInfo("s1", "Clean up the log buckets", NOW, NOW, "idle")],
    )


def offline() -> FakeSession:
    others = tuple(
        Suggestion("aws", ("s3", "ls"), title, command, "recipe", 1.0)
        for title, command in (
            ("List the objects of a bucket", "aws s3 ls s3://<bucket>"),
            ("Size of a bucket", "aws s3 ls s3://<bucket> --recursive --summarize"),
        )
    )
    proposal = Proposal("aws s3 ls", "List all buckets", ProposalSource.CATALOG, others)
    return FakeSession([Turn(assess("aws s3 ls"), result(), proposal=proposal)], model="offline")


async def wait_for(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            await pilot.pause()
            return
        await pilot.pause(0.02)
    raise AssertionError("the scene was not reached")


async def modal(pilot: Pilot[None], kind: type[Any]) -> None:
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, kind) and pilot.app.screen.settled)


async def ask(pilot: Pilot[None], text: str) -> None:
    await wait_for(pilot, lambda: bool(pilot.app.screen.query(PromptArea)))
    pilot.app.screen.query_one(Prompt).put(text)
    await pilot.press("enter")


async def welcome(pilot: Pilot[None]) -> None:
    await wait_for(pilot, lambda: pilot.app.screen.query_one("StatusLine").session_title != "")  # type: ignore[attr-defined]


async def approval(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await ask(pilot, "delete the bucket acme-logs, it was replaced")
    await modal(pilot, ApprovalModal)


async def retry(pilot: Pilot[None]) -> None:
    await approval(pilot)
    await read_all(pilot)
    pilot.app.screen.query_one(".confirm").focus()
    await pilot.press(*"acme-prod", "enter", "enter")
    await modal(pilot, RetryModal)


async def read_all(pilot: Pilot[None]) -> None:
    for _ in range(6):
        await pilot.press("pagedown")
        await pilot.pause(0.05)
    await pilot.press("home")


async def second(pilot: Pilot[None]) -> None:
    await retry(pilot)
    await pilot.press("r")
    await modal(pilot, ApprovalModal)


async def done(pilot: Pilot[None]) -> None:
    await second(pilot)
    await read_all(pilot)
    await pilot.press("a")
    app = pilot.app
    assert isinstance(app, CloudAssistApp)
    await wait_for(pilot, lambda: not app.busy)


async def slash(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await pilot.press("/")


async def known(pilot: Pilot[None]) -> None:
    await ask(pilot, "list my buckets")
    await modal(pilot, ApprovalModal)


async def asked(pilot: Pilot[None]) -> None:
    await ask(pilot, "list my buckets")
    await modal(pilot, InputModal)


SCENES: dict[str, tuple[Scene, Callable[[], FakeSession]]] = {
    "welcome": (welcome, session),
    "approval": (approval, session),
    "retry": (retry, session),
    "second": (second, session),
    "done": (done, session),
    "slash": (slash, session),
    "known": (known, offline),
    "asked": (asked, lambda: FakeSession(question="Which region do you mean?")),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", list(SCENES))
def test_scene(snap_compare: Callable[..., bool], scene: str, size: tuple[int, int]) -> None:
    play, make = SCENES[scene]
    settings = load_settings(environ={"HOME": str(Path.home())})
    app: App[None] = CloudAssistApp(settings, make, read_target=lambda: DEV)
    assert snap_compare(app, terminal_size=size, run_before=play)
