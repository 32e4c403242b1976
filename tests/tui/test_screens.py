"""Every other screen: opened and closed by keyboard, readable at every size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Paste

from cloud_assist.agent.port import AgentSession
from cloud_assist.settings import Settings, load_settings
from cloud_assist.tui.app import CloudAssistApp
from cloud_assist.tui.preferences import load_theme, save_theme
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.help import HelpScreen
from cloud_assist.tui.screens.main import MainScreen
from cloud_assist.tui.screens.settings import SettingsScreen
from cloud_assist.tui.widgets.prompt import Prompt
from cloud_assist.tui.widgets.request_card import RequestCard
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.support.stored import stored
from tests.tui.conftest import SIZES, Drive


@pytest.mark.parametrize("size", SIZES)
async def test_help_names_every_command_and_closes(drive: Drive, settings: Settings, size: tuple[int, int]) -> None:
    async with drive(size=size, stored=stored(settings)) as app:
        await app.pilot.press("f1")
        await app.modal(HelpScreen)
        read = app.text()
        for _ in range(30):
            await app.pilot.press("pagedown")
            read += app.text()
        for word in ("Enter", "Ctrl+R", "/sessions", "/quit", "approve exactly"):
            assert word in read
        await app.pilot.press("escape")
        assert isinstance(app.app.screen, MainScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_settings_show_values_and_sources_and_never_a_secret(drive: Drive, size: tuple[int, int]) -> None:
    settings = load_settings(environ={"HOME": "/nonexistent", "GROQ_API_KEY": "gsk_geheim", "MAX_RETRIES": "7"})
    async with drive(settings=settings, size=size) as app:
        await app.ask("/settings")
        await app.modal(SettingsScreen)
        read = app.text()
        for _ in range(12):
            await app.pilot.press("pagedown")
            read += app.text()
        assert "gsk_geheim" not in read
        for word in ("model in use", "GROQ_API_KEY", "set", "MAX_RETRIES", "environment", "default"):
            assert word in read
        await app.pilot.press("escape")
        assert isinstance(app.app.screen, MainScreen)


async def test_a_new_session_is_begun_where_the_caller_offers_it(drive: Drive) -> None:
    opened: list[str] = []

    def open_session(session_id: str) -> AgentSession:
        opened.append(session_id)
        return FakeSession()

    async with drive(open_session=open_session) as app:
        await app.until(lambda: not app.app.screen.query_one("StatusLine").waiting)  # type: ignore[attr-defined]
        await app.ask("/new")
        await app.until(lambda: opened == [""])


@pytest.mark.parametrize("size", SIZES)
async def test_the_palette_reaches_everything(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(size=size) as app:
        await app.pilot.press("ctrl+p")
        await app.pilot.pause(0.3)
        await app.pilot.press(*"settings")
        await app.until(lambda: "Settings" in app.text())
        await app.pilot.pause(0.3)
        await app.pilot.press("enter")
        await app.modal(SettingsScreen)


async def test_the_theme_is_remembered(drive: Drive, settings: Settings) -> None:
    async with drive() as app:
        app.app.theme = "nord"
        await app.pilot.pause()
    assert load_theme(settings.state_dir) == "nord"
    async with drive() as app:
        assert app.app.theme == "nord"


def test_a_damaged_choice_file_is_no_choice(tmp_path: Path) -> None:
    for text in ("", "[]", '{"theme": 3}', "\x00"):
        (tmp_path / "app.json").write_text(text)
        assert load_theme(tmp_path) == ""


def test_a_choice_that_cannot_be_kept_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert save_theme(tmp_path / "file" / "below", "nord") is False


async def test_cards_are_walked_by_keyboard_and_escape_returns_to_the_prompt(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        for text in ("one", "two"):
            await app.ask(text)
            await app.until(lambda: not app.app.busy)
            await app.pilot.pause(0.1)
        await app.pilot.press("shift+tab")
        assert isinstance(app.app.focused, RequestCard)
        assert app.app.focused.words == "two"
        await app.pilot.press("up")
        assert app.app.focused.words == "one"
        await app.pilot.press("escape")
        assert type(app.app.focused).__name__ == "PromptArea"


async def test_back_at_the_prompt_the_latest_is_in_view_again(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes"), size=(80, 12)) as app:
        for text in ("one", "two", "three", "four"):
            await app.ask(text)
            await app.until(lambda: not app.app.busy)
            await app.pilot.pause(0.1)
        await app.pilot.press("shift+tab", "up", "up", "up")
        await app.until(lambda: "one" in app.text() and "four" not in app.text())
        await app.pilot.press("escape")
        await app.until(lambda: "four" in app.text())


async def test_clear_takes_the_cards_away(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        await app.ask("one")
        await app.until(lambda: not app.app.busy and bool(app.app.screen.query(RequestCard)))
        await app.ask("/clear")
        await app.until(lambda: "Describe what you want to do" in app.text())


def methods(kind: type[object]) -> list[Callable[..., object]]:
    return [value for value in vars(kind).values() if callable(value) or isinstance(value, property)]


def test_the_app_class_stays_small() -> None:
    assert len(methods(CloudAssistApp)) < 40


async def test_what_is_typed_or_pasted_on_a_card_goes_to_the_prompt(drive: Drive) -> None:
    async with drive(FakeSession([Turn(assess("aws s3 ls"), result())])) as app:
        await app.ask("list")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy)
        prompt = app.app.screen.query_one(Prompt)
        await app.pilot.press("shift+tab")
        assert isinstance(app.app.focused, RequestCard)
        await app.pilot.press("y")
        assert (isinstance(app.app.focused, RequestCard), prompt.text) == (True, "")
        await app.pilot.press("d", "o", "space", "i", "t")
        assert (prompt.area.has_focus, prompt.text) == (True, "do it")
        await app.pilot.press("shift+tab")
        app.app.screen.query_one(RequestCard).post_message(Paste(" now"))
        await app.until(lambda: prompt.text == "do it now")
