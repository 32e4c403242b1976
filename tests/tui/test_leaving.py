"""Leaving: once stops, twice quits, and nothing is left behind: no session, no broken terminal."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cloud_assist.tui.screens.approval import ApprovalModal
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.support.started import start_warm
from tests.tui.conftest import Drive


async def test_ctrl_c_stops_the_command_and_twice_quits(drive: Drive) -> None:
    turn = Turn(assess("sleep 60"), result(130), running_s=60)
    async with drive(FakeSession([turn])) as app:
        await app.ask("wait")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.ran))
        await app.pilot.press("ctrl+c")
        await app.until(lambda: not app.app.busy)
        assert app.session.cancels == 1
        assert app.app.is_running
        await app.pilot.press("ctrl+c", "ctrl+c")
        await app.until(lambda: not app.app.is_running)
    assert app.session.closed >= 1


async def test_ctrl_c_cancels_a_question_too(drive: Drive) -> None:
    async with drive(FakeSession([Turn(assess("aws s3 ls"), result())])) as app:
        await app.ask("list")
        await app.until(lambda: isinstance(app.app.screen, ApprovalModal))
        await app.pilot.press("ctrl+c")
        await app.until(lambda: not app.app.busy)
        assert len(app.app.screen_stack) == 1
        assert app.session.ran == []


async def test_one_ctrl_c_with_nothing_under_way_only_says_how_to_quit(drive: Drive) -> None:
    async with drive() as app:
        await app.pilot.press("ctrl+c")
        await app.until(lambda: "Press Ctrl+C again to quit" in app.text())
        assert app.app.is_running


async def test_ctrl_c_copies_a_selection(drive: Drive) -> None:
    async with drive() as app:
        await app.pilot.press(*"copy me", "f7", "ctrl+c")
        assert app.app.clipboard == "copy me"
        assert app.app.screen.query_one("PromptArea").selected_text == ""  # type: ignore[attr-defined]
        await app.pilot.press("ctrl+c", "ctrl+c")
        await app.until(lambda: "Press Ctrl+C again to quit" in app.text())


async def test_quitting_leaves_an_open_question_open(drive: Drive) -> None:
    async with drive(FakeSession([Turn(assess("aws s3 ls"), result())])) as app:
        await app.ask("list")
        await app.modal(ApprovalModal)
        await app.pilot.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)
    assert app.session.answers == []
    assert app.session.cancels == 0
    assert app.session.closed >= 1


@pytest.mark.parametrize("leave", [("ctrl+q",), ("/", "q", "u", "i", "t", "enter")])
async def test_quitting_closes_the_session(drive: Drive, leave: tuple[str, ...]) -> None:
    async with drive() as app:
        await app.until(lambda: app.app.screen.query_one("StatusLine").waiting is False)  # type: ignore[attr-defined]
        await app.pilot.press(*leave)
        await app.until(lambda: not app.app.is_running)
    assert app.session.closed >= 1
    assert app.app.return_code == 0


async def test_a_session_that_will_not_close_does_not_hold_the_app(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr("cloud_assist.tui.app._CLOSE_PATIENCE_S", 0.2)

    class Stuck(FakeSession):
        async def close(self) -> None:
            await asyncio.sleep(60)

    async with drive(Stuck()) as app:
        await app.pilot.pause(0.1)
        await app.pilot.press("ctrl+q")
        await app.until(lambda: not app.app.is_running)


SCRIPT = """
import os, sys, threading, time
from cloud_assist.settings import load_settings
from cloud_assist.tui.app import CloudAssistApp
from tests.support.started import start_warm
from tests.support.fake_session import DEV, FakeSession

class Noted(FakeSession):
    async def close(self):
        await super().close()
        open("closed", "w").close()

app = CloudAssistApp(load_settings(), Noted, read_target=lambda: DEV)
if os.environ.get("BREAK"):
    app.action_command_palette = lambda: 1 / 0
if os.environ.get("FLOOD"):
    def flood():
        while True:
            time.sleep(0.01)
            if app._driver is not None:
                app._driver.write("x" * 4096)

    threading.Thread(target=flood, daemon=True).start()
app.run()
sys.exit(app.return_code or 0)
"""


class Terminal:
    """The app in a real pseudo-terminal; `end` leaves nothing of it behind."""

    def __init__(self, environ: dict[str, str] | None = None) -> None:
        self.output = b""
        self.fd, theirs = os.openpty()
        termios.tcsetwinsize(self.fd, (24, 80))
        values = {**os.environ, "TERM": "xterm-256color", **(environ or {})}
        descriptors = [theirs] * 3
        self._process = start_warm(
            ["-c"], environ=values, cwd=Path.cwd(), descriptors=descriptors, terminal=True, code=SCRIPT
        )
        self.pid = self._process.pid
        os.close(theirs)

    def read_until(self, words: bytes, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while words not in self.output:
            assert time.monotonic() < end, self.output[-2000:]
            self.read(0.1)

    def read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        self.output += data
        return bool(data)

    def status(self, seconds: float = 60) -> int:
        """Wait for the end; return the exit status."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.05)
            if self._process.wait(0):
                while self.read(0.1) and select.select([self.fd], [], [], 0)[0]:
                    pass
                return self._process.returncode or 0
        raise AssertionError("the app did not end")

    def wait_until_full(self) -> None:
        """Wait until the app's writer stands still, since the terminal takes no more."""
        waits = 0
        while (now := self._unread()) > waits or not now:
            waits = now
            time.sleep(0.5)

    def _unread(self) -> int:
        return int.from_bytes(fcntl.ioctl(self.fd, termios.FIONREAD, bytes(4)), sys.byteorder)

    def hang_up(self) -> None:
        """Take the terminal away, as a lost connection does."""
        os.close(self.fd)
        self.fd = -1

    def status_without_reading(self, seconds: float = 60) -> int:
        """Wait for the end, with nobody to read what the app still writes; return the exit status."""
        assert self._process.wait(seconds), "the app outlived its terminal"
        return self._process.returncode or 0

    def end(self) -> None:
        """End the app, whatever became of the test."""
        if self.fd >= 0:
            self.hang_up()
        if not self._process.wait(0):
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait()


MakeTerminal = Callable[..., Terminal]


@pytest.fixture
def make_terminal() -> Iterator[MakeTerminal]:
    """Start the app in a terminal of its own; end it after the test."""
    made: list[Terminal] = []

    def make(environ: dict[str, str] | None = None) -> Terminal:
        made.append(Terminal(environ))
        return made[-1]

    yield make
    for terminal in made:
        terminal.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_restores_the_terminal_and_says_so_in_the_exit_status(
    make_terminal: MakeTerminal, number: signal.Signals
) -> None:
    terminal = make_terminal()
    before = termios.tcgetattr(terminal.fd)
    terminal.read_until(b"want to do")
    time.sleep(0.5)
    os.kill(terminal.pid, number)
    assert terminal.status() == 128 + number
    assert b"\x1b[?1049l" in terminal.output
    assert b"\x1b[?25h" in terminal.output
    assert b"Traceback" not in terminal.output
    assert termios.tcgetattr(terminal.fd)[3] == before[3]
    assert Path("closed").exists()


def test_a_signal_while_it_starts_restores_the_terminal_too(make_terminal: MakeTerminal) -> None:
    terminal = make_terminal()
    before = termios.tcgetattr(terminal.fd)
    terminal.read_until(b"\x1b[?1049h")
    os.kill(terminal.pid, signal.SIGTERM)
    assert terminal.status() == 128 + signal.SIGTERM
    assert b"\x1b[?1049l" in terminal.output
    assert termios.tcgetattr(terminal.fd)[3] == before[3]


def test_a_terminal_that_goes_away_ends_the_app_and_its_session(make_terminal: MakeTerminal) -> None:
    terminal = make_terminal()
    terminal.read_until(b"want to do")
    time.sleep(0.5)
    terminal.hang_up()
    assert terminal.status_without_reading() != 0
    assert Path("closed").exists()


def test_a_terminal_that_nobody_reads_and_that_then_goes_away_ends_the_app_too(make_terminal: MakeTerminal) -> None:
    terminal = make_terminal({"FLOOD": "1"})
    terminal.read_until(b"\x1b[?1049h")
    terminal.wait_until_full()
    terminal.hang_up()
    assert terminal.status_without_reading() != 0


def test_a_fault_in_the_app_itself_is_told_in_a_sentence_and_restores_the_terminal(
    make_terminal: MakeTerminal,
) -> None:
    terminal = make_terminal({"BREAK": "1"})
    terminal.read_until(b"want to do")
    time.sleep(0.5)
    os.write(terminal.fd, b"\x10")
    assert terminal.status() == 1
    assert b"cloud-assist failed." in terminal.output
    assert b"Traceback" not in terminal.output
    assert b"ZeroDivisionError" not in terminal.output
    assert b"\x1b[?1049l" in terminal.output
    assert Path("closed").exists()


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(make_terminal: MakeTerminal, environ: dict[str, str]) -> None:
    terminal = make_terminal({"COLORTERM": "truecolor", **environ})
    terminal.read_until(b"want to do")
    os.write(terminal.fd, b"\x11")
    assert terminal.status() == 0
    colours = re.findall(rb"\x1b\[[0-9;]*[34]8;2;(\d+);(\d+);(\d+)", terminal.output)
    assert colours, "nothing was painted"
    assert all(red == green == blue for red, green, blue in colours)
