"""What the screens look like, at each size, against accepted pictures. The clock stands still; nothing blinks."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from cloud_assist.findings import Code, finding
from cloud_assist.models import (
    Finding,
    Job,
    JobState,
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
from cloud_assist.tui.screens.armed_modal import SETTLE_S
from cloud_assist.tui.screens.audit import AuditScreen
from cloud_assist.tui.screens.audit_record import AuditRecord
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.screens.help import HelpScreen
from cloud_assist.tui.screens.jobs import JobsScreen
from cloud_assist.tui.screens.output import OutputScreen
from cloud_assist.tui.screens.question import InputModal
from cloud_assist.tui.screens.result_table import ResultScreen
from cloud_assist.tui.screens.retry import RetryModal
from cloud_assist.tui.screens.sessions import SessionsScreen
from cloud_assist.tui.screens.settings import SettingsScreen
from cloud_assist.tui.stored import Decided, Exchange, LeftJob, Stored, TrailCheck
from cloud_assist.tui.widgets.prompt import Prompt, PromptArea
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.spool_view import SpoolView
from cloud_assist.tui.widgets.status_line import StatusLine
from cloud_assist.tui.widgets.submit_area import SubmitArea
from cloud_assist.tui.widgets.table_view import TableView
from tests.support.fake_session import DEV, NOW, PROD, FakeSession, Turn, assess, result
from tests.tui.conftest import SIZES
from tests.tui.results import instances, printing

REPORT = {name: value for name, value in os.environ.items() if name.startswith("TEXTUAL_SNAPSHOT")}
Scene = Callable[[Pilot[None]], Awaitable[None]]
WAITING = "waiting for approval"
ERROR = "An error occurred (BucketNotEmpty) when calling the DeleteBucket operation"


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of everything that shows time, and the cursor's blinking; keep where the report is written."""
    for name, value in REPORT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("cloud_assist.tui.widgets.step_line.monotonic", lambda: 100.0)
    for module in ("transcript", "result_view", "table_view"):
        monkeypatch.setattr(f"cloud_assist.tui.widgets.{module}.time", lambda: NOW)
    monkeypatch.setattr("cloud_assist.tui.screens.jobs.time", lambda: NOW)
    monkeypatch.setattr("cloud_assist.tui.widgets.request_card.monotonic", lambda: 100.0)
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


def only_reads() -> FakeSession:
    barred = finding(
        Code.READ_ONLY,
        "Read-only mode (--read-only): a destructive command cannot be approved. "
        "To leave it, start cloud-assist without --read-only.",
    )
    delete = session().turns[0].assessment
    return replace(session(), turns=[Turn(replace(delete, findings=(barred,)), result())])


def offline() -> FakeSession:
    others = tuple(
        Suggestion("aws", ("s3", "ls"), title, command, "recipe", 1.0)
        for title, command in (
            ("List the objects of a bucket", "aws s3 ls s3://<bucket>"),
            ("Size of a bucket", "aws s3 ls s3://<bucket> --recursive --summarize"),
            ("List the versions of the objects", "aws s3api list-object-versions --bucket <bucket> --prefix <prefix>"),
            (
                "List buckets with dates",
                "aws s3api list-buckets --query 'Buckets[].[Name,CreationDate]' --output table",
            ),
        )
    )
    proposal = Proposal("aws s3 ls", "List all buckets", ProposalSource.CATALOG, others)
    return FakeSession([Turn(assess("aws s3 ls"), result(), proposal=proposal)], model="offline")


def suite(running_s: float = 0.0) -> FakeSession:
    lines = [f"\x1b[32mPASSED\x1b[0m tests/test_{name}.py" for name in ("cli", "store", "agent", "shell")]
    lines += [
        "\x1b[31;1mFAILED\x1b[0m tests/test_tui.py::\x1b[1mtest_colours\x1b[0m",
        "\x1b[33m1 warning\x1b[0m\ttook 0.4 s",
    ]
    text = "\n".join(lines) + "\n"
    path = Path.home() / "output"
    path.write_text(text)
    return FakeSession([Turn(assess("pytest --color=yes"), result(0, text, path=path), (text,), running_s=running_s)])


class Shelf:
    """Stored sessions that stand still."""

    def find(self, words: str, limit: int) -> list[SessionInfo]:
        return [
            SessionInfo(
                "20251009-085320-3fa9c1", "Clean up the log buckets", NOW - 60, NOW, "running", {"pid": "4711"}
            ),
            SessionInfo("20251009-081200-77b0de", "Why do the pods of checkout restart?", NOW - 3600, NOW, WAITING),
            SessionInfo("20251008-120000-c0ffee", "", NOW - 86_400, NOW - 80_000, "idle"),
        ]

    def left_jobs(self) -> list[LeftJob]:
        return []

    def earlier(self, session_id: str) -> list[Exchange]:
        return []

    def rename(self, session_id: str, title: str) -> None: ...

    def delete(self, session_id: str) -> None: ...

    def export(self, session_id: str) -> Path:
        return Path("session.md")


class Ledger:
    """An audit trail that stands still."""

    def read(self) -> list[Decided]:
        aws, tf = "aws profile acme-prod", "terraform workspace prod"
        kube = "kubectl context prod-eu · kubectl namespace checkout"
        fields: dict[str, object] = {
            "op_id": "f533eff0",
            "session": "20251009-085320-3fa9c1",
            "user": "kim",
            "rules": [],
        }
        ended = {**fields, "rules": ["kubectl.delete"], "outcome": {"exit_status": 0, "duration_s": 1.234}}
        rows = (
            ("kubectl get pods", kube, "approve", "AUTO_APPROVE=read_only", Risk.READ_ONLY, "exit 0", fields),
            ("kubectl delete pod checkout-7d9f", kube, "approve", "kim", Risk.DESTRUCTIVE, "exit 0", ended),
            ("aws s3 rb s3://acme-logs --force", aws, "cancel", "kim", Risk.DESTRUCTIVE, "cancelled", fields),
            ("terraform apply -auto-approve", tf, "approve", "kim", Risk.MUTATING, "exit 1", fields),
            ("make deploy", "", "approve", "kim", Risk.UNKNOWN, "no outcome", fields),
        )  # fmt: skip
        return [Decided(NOW - 60 * number, *row) for number, row in enumerate(rows)]

    def verify(self) -> TrailCheck:
        return TrailCheck(True, "10 records, unchanged")


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


async def read_only(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    status = pilot.app.screen.query_one(StatusLine)
    status.read_only, status.target = True, PROD
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


async def running(pilot: Pilot[None]) -> None:
    await ask(pilot, "run the tests")
    await modal(pilot, ApprovalModal)
    await pilot.press("a")
    await wait_for(pilot, lambda: "-active" in str(pilot.app.screen.query_one("StepLine").classes) and passed(pilot))


def passed(pilot: Pilot[None]) -> bool:
    view = pilot.app.screen.query("OutputView")
    return bool(view) and view.first().has_class("-filled")


async def background(pilot: Pilot[None]) -> None:
    await running(pilot)
    await pilot.press("shift+tab", "b")
    app = pilot.app
    assert isinstance(app, CloudAssistApp)
    await wait_for(pilot, lambda: not app.busy and not app.screen.query_one(RequestCard).has_class("-active"))


async def jobs(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await ask(pilot, "/jobs")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, JobsScreen) and bool(pilot.app.screen.rows))
    await pilot.press("home", "down")


async def killing(pilot: Pilot[None]) -> None:
    await jobs(pilot)
    await pilot.press("up", "k")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, Confirm))


async def waiting(pilot: Pilot[None]) -> None:
    await running(pilot)
    await ask(pilot, "then show what changed")
    await wait_for(pilot, lambda: "Waiting" in str(pilot.app.screen.query(RequestCard).last().step.render()))


async def sessions(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await pilot.press("ctrl+o")
    await listed(pilot, SessionsScreen)


async def deleting(pilot: Pilot[None]) -> None:
    await sessions(pilot)
    await pilot.press("down", "ctrl+d")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, Confirm))


async def audit(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await pilot.press("ctrl+y")
    await listed(pilot, AuditScreen)
    await wait_for(pilot, lambda: pilot.app.screen._check is not None)  # type: ignore[attr-defined]


async def record(pilot: Pilot[None]) -> None:
    await audit(pilot)
    await pilot.press("down", "enter")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, AuditRecord))


async def listed(pilot: Pilot[None], kind: type[Any]) -> None:
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, kind) and bool(pilot.app.screen.rows))
    await wait_for(pilot, lambda: pilot.app.screen.focused is not None)  # its cursor is part of the picture


async def help_page(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await pilot.press("f1")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))


async def settings_page(pilot: Pilot[None]) -> None:
    await welcome(pilot)
    await pilot.app.screen.run_action("show_settings")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))


async def output(pilot: Pilot[None]) -> None:
    await ask(pilot, "run the tests")
    await modal(pilot, ApprovalModal)
    await pilot.press("a")
    app = pilot.app
    assert isinstance(app, CloudAssistApp)
    await wait_for(pilot, lambda: not app.busy)
    await app.screen.run_action("show_output")
    await wait_for(pilot, lambda: isinstance(app.screen, OutputScreen))
    await pilot.press("/", *"failed", "enter")
    await wait_for(pilot, lambda: app.screen.query_one(SpoolView).current >= 0)


async def table(pilot: Pilot[None]) -> None:
    await ask(pilot, "which instances are there?")
    await modal(pilot, ApprovalModal)
    await pilot.press("a")
    await wait_for(pilot, lambda: counted(pilot))


def counted(pilot: Pilot[None]) -> bool:
    view = pilot.app.screen.query("ResultView")
    return bool(view) and " of 214 rows" in str(view.first().render())


async def light_table(pilot: Pilot[None]) -> None:
    pilot.app.theme = "cloud-assist-light"
    await table(pilot)


async def tree(pilot: Pilot[None]) -> None:
    await table(pilot)
    await pilot.press("shift+tab", "t")


async def table_screen(pilot: Pilot[None]) -> None:
    await table(pilot)
    await pilot.press("shift+tab", "enter")
    await wait_for(pilot, lambda: isinstance(pilot.app.screen, ResultScreen))
    screen = pilot.app.screen
    await wait_for(pilot, lambda: len(screen.query_one(TableView).rows) == 214)
    await wait_for(pilot, lambda: "reading" not in str(screen.query_one(".state").render()))
    await pilot.press("/", *"web-1", "enter")
    await wait_for(pilot, lambda: len(screen.query_one(TableView).rows) == 111)
    await pilot.press("right", "right", "s", "down")
    await wait_for(pilot, lambda: "by State" in str(screen.query_one(".state").render()))


async def light_table_screen(pilot: Pilot[None]) -> None:
    pilot.app.theme = "cloud-assist-light"
    await table_screen(pilot)


def three_jobs() -> FakeSession:
    target = "aws profile acme-prod · region eu-central-1"
    apply = "terraform apply -auto-approve -var-file=prod.tfvars -target=module.checkout"
    leaves = "The state stays locked. To unlock it: terraform force-unlock LOCK_ID"
    jobs = [
        Job(
            1, JobState.RUNNING, "apply it", apply, target, NOW - 125, "", leaves=leaves,
            last_line="module.checkout.aws_db_instance.main: Still creating... [2m0s elapsed]",
        ),
        Job(
            2, JobState.STOPPING, "copy the backups", "aws s3 sync s3://acme-backups ./backups", target, NOW - 31, "",
            last_line="download: s3://acme-backups/2025/10/09.gz to backups/2025/10/09.gz",
        ),
        Job(
            3, JobState.FAILED, "roll it out", "kubectl rollout status deploy/checkout -n shop", "", NOW - 600, "",
            result=result(1), told="The server could not be reached. Check the network, the VPN and the endpoint.",
        ),
    ]  # fmt: skip
    return FakeSession(background_jobs=jobs, stored=[SessionInfo("s1", "Ship the checkout", NOW, NOW, "idle")])


SCENES: dict[str, tuple[Scene, Callable[[], FakeSession]]] = {
    "welcome": (welcome, session),
    "approval": (approval, session),
    "read-only": (read_only, only_reads),
    "retry": (retry, session),
    "second": (second, session),
    "done": (done, session),
    "slash": (slash, session),
    "known": (known, offline),
    "asked": (asked, lambda: FakeSession(question="Which region do you mean?")),
    "running": (running, lambda: suite(running_s=60)),
    "waiting": (waiting, lambda: suite(running_s=60)),
    "background": (background, lambda: suite(running_s=60)),
    "jobs": (jobs, three_jobs),
    "killing": (killing, three_jobs),
    "output": (output, suite),
    "table": (table, lambda: printing(instances(214))),
    "table-light": (light_table, lambda: printing(instances(214))),
    "tree": (tree, lambda: printing(instances(214))),
    "table-screen": (table_screen, lambda: printing(instances(214))),
    "table-screen-light": (light_table_screen, lambda: printing(instances(214))),
    "sessions": (sessions, session),
    "deleting": (deleting, session),
    "audit": (audit, session),
    "record": (record, session),
    "help": (help_page, session),
    "settings": (settings_page, session),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("scene", list(SCENES))
def test_scene(snap_compare: Callable[..., bool], scene: str, size: tuple[int, int]) -> None:
    play, make = SCENES[scene]
    home = "/home/kim" if scene == "settings" else str(Path.home())
    settings = load_settings(environ={"HOME": home})
    later = count(step=SETTLE_S).__next__  # whoever looks at this clock twice has waited long enough
    stored = Stored(Shelf(), Ledger())
    app: App[None] = CloudAssistApp(settings, make, read_target=lambda: DEV, stored=stored, clock=later)
    assert snap_compare(app, terminal_size=size, run_before=play)
