"""What the app's tests share: an app over a scripted session, still cursors, and waiting for a condition."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from cloud_assist.agent.port import AgentSession
from cloud_assist.settings import Settings
from cloud_assist.tui.app import CloudAssistApp
from cloud_assist.tui.screens.armed_modal import SETTLE_S, ArmedModal
from tests.support.fake_session import DEV, FakeSession

SIZES = [(120, 40), (80, 24), (40, 10)]
"""A wide terminal, the classic one, and the smallest that is supported."""


class HeldClock:
    """Stands still until a test moves it on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.now += seconds


class Driven:
    """An app with its pilot, the session behind it and the clock that it measures pauses by."""

    def __init__(self, app: CloudAssistApp, pilot: Pilot[None], session: FakeSession, clock: HeldClock) -> None:
        self.app = app
        self.pilot = pilot
        self.session = session
        self.clock = clock

    async def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until `condition` holds."""
        for _ in range(int(seconds / 0.02)):
            if condition():
                return
            await self.pilot.pause(0.02)
        raise AssertionError(f"it did not come to pass within {seconds} s; on screen:\n{self.text()}")

    async def modal(self, kind: type[Any]) -> Any:
        """Wait until a modal of that kind is in front and, where it is an armed one, listens; return it."""
        await self.until(lambda: isinstance(self.app.screen, kind))
        modal = self.app.screen
        if isinstance(modal, ArmedModal):
            await self.until(lambda: self._quiet_for(SETTLE_S) and modal.settled)
        await self.pilot.pause()
        return modal

    def _quiet_for(self, seconds: float) -> bool:
        self.clock.advance(seconds)
        return True

    async def ask(self, text: str) -> None:
        """Type a request and enter it."""
        self.app.screen.query_one("Prompt").put(text)  # type: ignore[attr-defined]
        await self.pilot.press("enter")

    def told(self) -> str:
        """What has been told in passing, unbroken."""
        return "\n".join(str(notification.message) for notification in self.app._notifications)

    def text(self) -> str:
        """What is on screen, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)


class Drive(Protocol):
    """How a test starts the app."""

    def __call__(
        self, session: FakeSession | None = None, *, size: tuple[int, int] = (80, 24), **options: Any
    ) -> AbstractAsyncContextManager[Driven]: ...


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is UTC."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def no_animation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scroll at once: a page that glides past is painted anew sixty times a second."""
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")


@pytest.fixture(autouse=True)
def painted_only_where_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint whole pictures that are asked for, not the updates on the way: without a terminal they go nowhere.

    They are two fifths of the processor time of these tests; `benchmarks.terminal` and the end-to-end tests paint them.
    """
    whole = Compositor.render_update

    def render_update(self: Compositor, full: bool = False, **options: Any) -> Any:
        if full:
            return whole(self, full=True, **options)
        self._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", render_update)


_PARSED: dict[tuple[object, ...], list[RuleSet]] = {}


@pytest.fixture(autouse=True)
def style_sheets_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse each style sheet once for all apps, not once for each: a quarter of the processor time of these tests."""
    parse = Stylesheet._parse_rules

    def parse_rules(self: Stylesheet, *arguments: Any, **options: Any) -> list[RuleSet]:
        variables = tuple(sorted(self._variables.items()))
        key = (arguments, tuple(sorted(options.items())), variables)
        if key not in _PARSED:
            _PARSED[key] = parse(self, *arguments, **options)
        return _PARSED[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", parse_rules)


@pytest.fixture
def drive(settings: Settings) -> Drive:
    """Return a way to run the app over a scripted session."""

    @asynccontextmanager
    async def run(
        session: FakeSession | None = None, *, size: tuple[int, int] = (80, 24), **options: Any
    ) -> AsyncIterator[Driven]:
        fake = session or FakeSession()
        make: Callable[[], AgentSession] = options.pop("make_session", lambda: fake)
        options.setdefault("read_target", lambda: DEV)
        clock = HeldClock()
        sandbox = options.pop("sandbox", None)
        app = CloudAssistApp(options.pop("settings", settings), make, clock=clock, **options)
        if sandbox is not None:
            app.tell_sandbox(*sandbox)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Driven(app, pilot, fake, clock)

    return run
