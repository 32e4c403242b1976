"""Read-only mode in the app: shown in the status line, switched by /read-only, obeyed by the modal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Button

from cloud_assist.findings import Code, finding
from cloud_assist.models import Risk
from cloud_assist.settings import Settings, load_settings
from cloud_assist.tui.screens.approval import ApprovalModal
from tests.support.fake_session import DEV, PROD, FakeSession, Turn, assess, result
from tests.tui.conftest import SIZES, Drive

BARRED = finding(Code.READ_ONLY, "Read-only mode (/read-only): a mutating command cannot be approved.")


@pytest.mark.parametrize("size", SIZES)
async def test_what_writes_cannot_be_approved_and_the_modal_says_why(drive: Drive, size: tuple[int, int]) -> None:
    asked = FakeSession([Turn(assess("touch x", Risk.MUTATING, findings=(BARRED,)), result())])
    async with drive(asked, size=size) as app:
        await app.ask("make it")
        modal = await app.modal(ApprovalModal)
        assert modal.query_one(".approve", Button).disabled
        assert modal.blocker().startswith("Cannot be approved: only reads are allowed here.")
        await app.pilot.press("a")
        assert app.app.screen is modal
        assert asked.answers == []


async def test_the_command_switches_it_on_and_off_and_a_later_session_obeys_too(drive: Drive) -> None:
    first, later = FakeSession(id="s1"), FakeSession(id="s2")
    async with drive(first, open_session=lambda _: later) as app:
        await app.until(lambda: app.app._slot.now is first)
        assert "read-only" not in app.text().splitlines()[0]
        await app.ask("/read-only")
        await app.until(lambda: "read-only" in app.text().splitlines()[0])
        assert first.read_only == [True]
        await app.ask("/new")
        await app.until(lambda: app.app._slot.now is later)
        assert set(later.read_only) == {True}
        assert "read-only" in app.text().splitlines()[0]
        await app.ask("/read-only")
        await app.until(lambda: later.read_only[-1] is False)
        await app.until(lambda: "read-only" not in app.text().splitlines()[0])


@pytest.mark.parametrize(
    ("overrides", "environ", "leave"),
    [
        ({"READ_ONLY": "true"}, {}, "start cloud-assist without --read-only"),
        ({}, {"READ_ONLY": "true"}, "remove READ_ONLY in the environment and start cloud-assist again"),
    ],
)
async def test_what_was_chosen_outside_is_left_outside(
    drive: Drive, settings: Settings, overrides: dict[str, str], environ: dict[str, str], leave: str
) -> None:
    chosen = load_settings(overrides, environ={**settings.environ, **environ}, cwd=settings.cwd)
    async with drive(settings=chosen) as app:
        await app.until(lambda: app.app._slot.now is not None)
        await app.ask("/read-only")
        await app.until(lambda: leave in app.told())
        assert app.session.read_only == []
        assert "read-only" in app.text().splitlines()[0]


async def test_a_protected_target_is_red_and_a_read_only_one_says_so(drive: Drive, settings: Settings) -> None:
    targets = [PROD]
    guarded = replace(settings, read_only_targets=("*PROD*",))
    async with drive(settings=guarded, read_target=lambda: targets[-1], size=(120, 40)) as app:
        await app.until(lambda: "acme-prod" in app.text())
        status = app.app._main.status
        content = status.render()
        red = [content.plain[span.start : span.end] for span in content.spans if "$text-error" in str(span.style)]
        assert red == ["acme-prod"]
        assert "read-only" in app.text().splitlines()[0]
        status.target = DEV
        await app.until(lambda: "read-only" not in app.text().splitlines()[0])
