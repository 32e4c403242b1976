"""The screens over what is stored: sessions and the audit trail, read from the real store."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from cloud_assist.agent.port import AgentSession
from cloud_assist.cli.archive import StoredSessions
from cloud_assist.settings import Settings
from cloud_assist.store.sessions import SessionIndex
from cloud_assist.tui.screens.audit import AuditScreen
from cloud_assist.tui.screens.audit_record import AuditRecord
from cloud_assist.tui.screens.confirm import Confirm
from cloud_assist.tui.screens.main import MainScreen
from cloud_assist.tui.screens.sessions import SessionsScreen
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.stored import Exchange, Stored
from tests.support.fake_session import FakeSession
from tests.support.stored import SESSIONS, stored
from tests.tui.conftest import SIZES, Drive, Driven


def titles(settings: Settings) -> dict[str, str]:
    with contextlib.closing(SessionIndex(settings)) as index:
        return {info.id: info.title for info in index.list()}


async def open_sessions(app: Driven) -> SessionsScreen:
    await app.until(lambda: not app.app.screen.query_one("StatusLine").waiting)  # type: ignore[attr-defined]
    await app.pilot.press("ctrl+o")
    screen: SessionsScreen = await app.modal(SessionsScreen)
    await app.until(lambda: len(screen.rows) == len(SESSIONS))
    return screen


async def open_audit(app: Driven) -> AuditScreen:
    await app.pilot.press("ctrl+y")
    screen: AuditScreen = await app.modal(AuditScreen)
    await app.until(lambda: len(screen.rows) == 4 and "verified" in app.text())
    return screen


# --- Sessions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_sessions_are_listed_with_their_status_last_used_first(
    drive: Drive, settings: Settings, size: tuple[int, int]
) -> None:
    async with drive(stored=stored(settings), size=size) as app:
        screen = await open_sessions(app)
        assert [row.id for row in screen.rows] == ["s1", "s2", "s3"]
        text = app.text()
        for word in ("this session", "Clean the logs", "waiting for approval", "used 20", "3 stored", "F2"):
            assert word in text
        await app.pilot.press("escape")
        assert isinstance(app.app.screen, MainScreen)


async def test_typing_searches_titles_and_the_words_of_requests(drive: Drive, settings: Settings) -> None:
    async with drive(stored=stored(settings)) as app:
        screen = await open_sessions(app)
        await app.pilot.press(*"bucket delete")
        await app.until(lambda: [row.id for row in screen.rows] == ["s2"])
        await app.pilot.press(*" absent")
        await app.until(lambda: "No matches" in app.text())
        await app.pilot.press("enter", "f2", "ctrl+e", "ctrl+d")
        assert app.app.screen is screen, "without a row the keys do nothing"


async def test_enter_opens_the_session_and_takes_up_its_question(drive: Drive, settings: Settings) -> None:
    opened: list[str] = []

    def open_session(session_id: str) -> AgentSession:
        opened.append(session_id)
        return FakeSession(id=session_id)

    async with drive(stored=stored(settings), open_session=open_session) as app:
        await open_sessions(app)
        await app.pilot.press("down", "enter")
        await app.until(lambda: opened == ["s2"])
        assert app.session.closed == 1


async def test_a_session_that_is_open_elsewhere_is_not_opened(drive: Drive, settings: Settings) -> None:
    ports = stored(settings)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from cloud_assist.settings import load_settings\nfrom cloud_assist.store.sessions import SessionIndex\n"
            "index = SessionIndex(load_settings()); index.claim('s2'); print('held', flush=True); input()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        async with drive(stored=ports, size=(120, 40)) as app:
            screen = await open_sessions(app)
            assert f"open, pid {holder.pid}" in app.text()
            await app.pilot.press("down", "enter")
            await app.until(lambda: "Close it there first" in app.told())
            assert app.app.screen is screen
            assert app.session.closed == 0
            await app.pilot.press("ctrl+d")
            await app.modal(Confirm)
            await app.pilot.press("y")
            await app.until(lambda: "is open in another" in app.told())
            assert "s2" in titles(settings)
    finally:
        holder.communicate(b"\n", timeout=30)


async def test_a_session_is_renamed(drive: Drive, settings: Settings) -> None:
    async with drive(stored=stored(settings)) as app:
        await open_sessions(app)
        await app.pilot.press("down", "f2")
        entry: TextEntry = await app.modal(TextEntry)
        await app.pilot.press(*" of May", "enter")
        await app.until(lambda: "Clean the logs of May" in app.text())
        assert titles(settings)["s2"] == "Clean the logs of May"
        assert entry not in app.app.screen_stack


async def test_deleting_is_asked_first_and_never_takes_the_open_one(drive: Drive, settings: Settings) -> None:
    async with drive(stored=stored(settings)) as app:
        await open_sessions(app)
        await app.pilot.press("ctrl+d")
        await app.until(lambda: "open here" in app.told())
        await app.pilot.press("down", "ctrl+d")
        await app.modal(Confirm)
        assert "Clean the logs" in app.text()
        await app.pilot.press("enter")
        await app.pilot.pause(0.1)
        assert "s2" in titles(settings), "Enter on the answer in focus changes nothing"
        await app.pilot.press("ctrl+d")
        await app.modal(Confirm)
        await app.pilot.press("y")
        await app.until(lambda: "s2" not in titles(settings))
        await app.until(lambda: "2 stored" in app.text())


async def test_a_session_is_exported_into_the_working_directory_once(drive: Drive, settings: Settings) -> None:
    async with drive(stored=stored(settings), size=(120, 40)) as app:
        await open_sessions(app)
        await app.pilot.press("down", "ctrl+e")
        path = Path.cwd() / "session-s2.md"
        await app.until(path.exists)
        await app.until(lambda: "Exported to" in app.told())
        assert path.read_text().startswith("# Clean the logs\n")
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_text("mine")
        await app.pilot.press("ctrl+e")
        await app.until(lambda: "already exists" in app.told())
        assert path.read_text() == "mine"


async def test_without_an_archive_there_is_no_list(drive: Drive) -> None:
    async with drive() as app:
        await app.pilot.press("ctrl+o", "ctrl+y")
        assert isinstance(app.app.screen, MainScreen)
        await app.ask("/audit")
        await app.until(lambda: "Unknown command: /audit" in app.text())


# --- The audit trail ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_the_trail_is_listed_newest_first_and_verified(
    drive: Drive, settings: Settings, size: tuple[int, int]
) -> None:
    async with drive(stored=stored(settings), size=size) as app:
        screen = await open_audit(app)
        assert [row.record["op_id"] for row in screen.rows] == ["op-4", "op-3", "op-2", "op-1"]
        assert [row.status for row in screen.rows] == ["no outcome", "refused by policy", "exit 1", "exit 0"]
        assert "terraform apply" in app.text()
        if size[0] >= 80:
            for words in ("approved by kim", "acme-prod", "destructive", "refused by policy", "unchanged"):
                assert words in app.text()


@pytest.mark.parametrize(
    ("words", "found"),
    [("prod exit", ["op-2"]), ("refused", ["op-3"]), ("read-only auto_approve", ["op-1"]), ("makes changes", ["op-4"])],
)
async def test_typing_narrows_by_everything_that_is_shown(
    drive: Drive, settings: Settings, words: str, found: list[str]
) -> None:
    async with drive(stored=stored(settings)) as app:
        screen = await open_audit(app)
        await app.pilot.press(*words)
        await app.until(lambda: [row.record["op_id"] for row in screen.rows] == found)


@pytest.mark.parametrize("size", SIZES)
async def test_enter_shows_one_record_whole(drive: Drive, settings: Settings, size: tuple[int, int]) -> None:
    async with drive(stored=stored(settings), size=size) as app:
        screen = await open_audit(app)
        await app.pilot.press("down", "down", "enter")
        await app.modal(AuditRecord)
        read = app.text()
        for _ in range(12):
            await app.pilot.press("pagedown")
            read += app.text()
        for words in ("s3://acme-logs", "acme-prod", "approved by kim", "exit 1", "op-2", "asked by", "How it ended"):
            assert words in read
        await app.pilot.press("escape")
        assert app.app.screen is screen


async def test_a_changed_trail_is_told(drive: Drive, settings: Settings) -> None:
    ports = stored(settings)
    path = settings.state_dir / "audit.jsonl"
    path.write_text(path.read_text().replace("terraform apply", "terraform plans"))
    async with drive(stored=ports) as app:
        await app.pilot.press("ctrl+y")
        await app.until(lambda: "records were changed" in app.text())


async def test_a_trail_that_cannot_be_read_is_explained(drive: Drive, settings: Settings) -> None:
    ports = stored(settings)
    (settings.state_dir / "audit.jsonl").unlink()
    (settings.state_dir / "audit.jsonl").mkdir()
    async with drive(stored=ports, size=(120, 40)) as app:
        await app.pilot.press("ctrl+y")
        await app.until(lambda: "audit.jsonl" in app.text())


async def test_slash_audit_opens_it(drive: Drive, settings: Settings) -> None:
    async with drive(stored=stored(settings)) as app:
        await app.ask("/audit")
        await app.modal(AuditScreen)


async def test_a_session_that_is_opened_again_shows_what_it_was_about(drive: Drive, settings: Settings) -> None:
    ports = stored(settings)

    class Remembering(StoredSessions):
        def earlier(self, session_id: str) -> list[Exchange]:
            asked = [Exchange(f"request {number}", f"echo {number}", "exit 0") for number in range(20)]
            return (
                [
                    *asked,
                    Exchange("why?", "", "answered in words", (("Which one?", "the blue one"),)),
                    Exchange("how many?", "wc -l", "answered in words", steps=3, answer="**Four**\n\none\ntwo\nthree"),
                ]
                if session_id == "s2"
                else []
            )

    def open_session(session_id: str) -> AgentSession:
        return FakeSession(id=session_id)

    kept = Stored(Remembering(settings), ports.trail)
    async with drive(stored=kept, open_session=open_session, size=(120, 40)) as app:
        await open_sessions(app)
        await app.pilot.press("down", "enter")
        await app.until(lambda: "request 19" in app.text())
        text = app.text()
        for words in (
            "14 requests above",
            "$ wc -l  3 steps · answered in words",
            "│ **Four**",
            "│ two",
            "$ echo 19  exit 0",
            "why?",
            "Which one? → the blue one",
            "answered in words",
        ):
            assert words in text
        assert "request 13" not in text
        assert "three" not in text
