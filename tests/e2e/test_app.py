"""The installed app in a pseudo-terminal, by keys: every way through the corridor, at three sizes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.tui.screens.armed_modal import SETTLE_S
from tests.e2e.conftest import Connect
from tests.support.terminal import TerminalProgram, run_program

APPROVAL = "Command Approval Required"
RETRY = "Command Failed"
READY = "● ready"
PROMPT = "What do you want to do?"
SIZES = [(120, 40), (80, 24), (40, 10)]

Start = Callable[..., TerminalProgram]


@pytest.fixture
def start(connect: Connect) -> Start:
    """Start the app against a model server that plays the given steps."""

    def begin(*steps: dict[str, Any], columns: int = 120, rows: int = 40, **extra: str) -> TerminalProgram:
        environ, _ = connect(*steps, **extra)
        return TerminalProgram(environ=environ, cwd=Path.cwd(), columns=columns, rows=rows)

    return begin


def ask(app: TerminalProgram, text: str) -> None:
    app.wait_for("❯")
    app.type(text)
    app.send("\r")


def approve(app: TerminalProgram) -> None:
    app.wait_for(READY)
    app.send("a")


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_approve_by_keyboard(start: Start, columns: int, rows: int) -> None:
    with start({"command": "echo o-k > made; cat made"}, columns=columns, rows=rows) as app:
        ask(app, "make it")
        app.wait_for(READY, "approve")
        approve(app)
        app.wait_for("Done")
        assert "o-k" in app.text()
        app.send("\x03\x03")
        assert app.exit_status() == 130
    assert Path("made").read_text() == "o-k\n"


def test_reject_with_a_reason(start: Start) -> None:
    with start({"command": "echo one > made"}, {"command": "echo two > made"}) as app:
        ask(app, "count")
        app.wait_for(READY)
        app.send("r")
        app.wait_for("What's wrong with it?")
        app.type("start at two")
        app.send("\r")
        app.wait_for("echo two")
        approve(app)
        app.wait_for("exit 0")
    assert Path("made").read_text() == "two\n"


def test_cancel(start: Start) -> None:
    with start({"command": "touch made"}) as app:
        ask(app, "make it")
        app.wait_for(READY)
        app.send("\x1b")
        app.wait_until_gone(APPROVAL)
        app.wait_for("Cancelled", "cancelled")
    assert not Path("made").exists()


def test_edit(start: Start) -> None:
    with start({"command": "echo one > made"}) as app:
        ask(app, "make it")
        app.wait_for(READY)
        app.send("e")
        app.wait_for("Edit the command")
        app.type(" && echo more >> made")
        app.send("\x13")
        app.wait_until_gone("Edit the command")
        approve(app)
        app.wait_for("exit 0")
    assert Path("made").read_text() == "one\nmore\n"


def test_failure_retry_success(start: Start) -> None:
    with start({"command": "cat missing"}, {"command": "echo found"}) as app:
        ask(app, "show it")
        approve(app)
        app.wait_for(RETRY)
        app.wait_for(READY)
        app.send("r")
        app.wait_for("attempt 2 of 4", "2 of 4")
        approve(app)
        app.wait_for("exit 0")
        assert "found" in app.text()


def test_retries_used_up(start: Start) -> None:
    with start({"command": "exit 5"}, {"command": "exit 6"}, MAX_RETRIES="1") as app:
        ask(app, "fail")
        approve(app)
        app.wait_for(RETRY)
        app.wait_for(READY)
        app.send("r")
        app.wait_for("2 of 2")
        approve(app)
        app.wait_for("exit 6")
        app.wait_until_gone(APPROVAL)
        assert RETRY not in app.text()


def test_timeout_keeps_what_was_printed(start: Start) -> None:
    with start({"command": "echo begun; sleep 60"}, COMMAND_TIMEOUT="1", MAX_RETRIES="0") as app:
        ask(app, "wait")
        approve(app)
        app.wait_for("timed out", "Timed out", "time")
        assert "begun" in app.text()


def test_ctrl_c_once_stops_the_command_and_twice_quits(start: Start) -> None:
    with start({"command": "echo $$ > pid; sleep 60"}) as app:
        ask(app, "wait")
        approve(app)
        pid = wait_for_pid(app)
        app.send("\x03")
        app.wait_for("cancelled", "Cancelled", "Stopped", "stopped")
        assert not lives(pid)
        app.send("\x03\x03")
        assert app.exit_status() == 130


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_no_process(start: Start, number: signal.Signals) -> None:
    with start({"command": "echo $$ > pid; sleep 60"}) as app:
        ask(app, "wait")
        approve(app)
        pid = wait_for_pid(app)
        os.kill(app.pid, number)
        assert app.exit_status() != 0
        assert not lives(pid)


def test_typing_ahead_never_approves(start: Start) -> None:
    if not any(_types_into_one_that_stands_still(start, f"made-{n}") for n in range(4)):
        pytest.skip("this machine made the typist pause each time: typing ahead was NOT tested")


def _types_into_one_that_stands_still(start: Start, made: str) -> bool:
    """Type while the app is stopped; False where the typist has paused, so that it may have listened by then."""
    with start({"command": f"touch {made}", "delay_s": 1}) as app:
        ask(app, "make it")
        times = [time.monotonic()]
        while APPROVAL not in app.text():
            app.send("a\r")
            times.append(time.monotonic())
        os.kill(app.pid, signal.SIGSTOP)  # as where a terminal takes no output for a while
        times.append(time.monotonic())
        app.send("a\r")
        time.sleep(0.8)
        os.kill(app.pid, signal.SIGCONT)
        if max(later - earlier for earlier, later in pairwise(times)) > SETTLE_S / 2:
            return False
        app.wait_for(READY)
        assert not Path(made).exists()
        return True


MISBEHAVES: list[tuple[dict[str, Any], str]] = [
    ({"status": 401}, "rejected the key"),
    ({"status": 404}, "Set CLOUD_ASSIST_MODEL to another model, for example"),
    ({"text": "Let me think about that."}, "Let me think"),
    ({"text": ""}, "reply is empty"),
    ({"cut": True, "command": "echo x"}, "was closed before the reply was complete"),
    ({"huge": 300_000}, "It replied: “word word"),
    ({"hang": True}, "did not answer within 5 s"),
    ({"status": 429, "retry_after": 900}, "rate limit"),
]


def test_a_model_that_misbehaves_leaves_the_app_usable(connect: Connect) -> None:
    environ, server = connect({}, MODEL_TIMEOUT="5")
    with TerminalProgram(environ=environ, cwd=Path.cwd(), rows=80) as app:
        for number, (step, said) in enumerate(MISBEHAVES):
            server.script.steps[:] = [step]
            assert said not in app.text()
            ask(app, f"list pods {number}")
            app.wait_for(said)
        app.send("!echo still here\r")
        approve(app)
        app.wait_for("exit 0")
        app.wait_until(lambda screen: screen.count("✗") == len(MISBEHAVES))  # the last of it may be half painted
        assert "Traceback" not in app.text()


def test_no_key_is_offline_and_says_so(start: Start) -> None:
    with start({"command": "never asked"}, CLOUD_ASSIST_MODEL="offline") as app:
        app.wait_for("offline")
        ask(app, "disk usage of this folder")
        app.wait_for(APPROVAL)
        assert "proposed without a model" in app.text().lower()


def test_question_and_answer(start: Start) -> None:
    with start({"question": "Which colour?"}, {"command": "echo blue"}) as app:
        ask(app, "paint it")
        app.wait_for("Which colour?")
        app.wait_for(READY)
        app.type("blue")
        app.send("\r")
        app.wait_for("echo blue")
        approve(app)
        app.wait_for("exit 0")


def wait_for_pid(app: TerminalProgram) -> int:
    deadline = time.monotonic() + 30
    while not (Path("pid").exists() and Path("pid").read_text().strip()):
        assert time.monotonic() < deadline, app.text()
        app.text()
    return int(Path("pid").read_text())


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_running_command_is_given_more_time(start: Start) -> None:
    with start({"command": "echo begun; sleep 6; echo alive"}, COMMAND_TIMEOUT="5", MAX_RETRIES="0") as app:
        ask(app, "wait")
        approve(app)
        app.wait_for("▌ begun")
        app.send("/extend\r")
        app.wait_for("60 s more")
        app.wait_for("exit 0")
        assert "alive" in app.text()


@pytest.mark.parametrize(("columns", "rows"), [(120, 40), (40, 10)])
def test_what_ran_stands_in_the_audit_screen_and_its_output_has_its_colours(
    start: Start, columns: int, rows: int
) -> None:
    painted = r"printf '\033[31mred\033[0m \033]52;c;aGk=\007plain\n'"
    with start({"command": painted}, columns=columns, rows=rows, COLORTERM="truecolor") as app:
        ask(app, "paint it")
        approve(app)
        app.wait_for("red plain")
        assert "e06c75" in app.colours()
        app.wait_for("Done")
        app.send("\x19")
        app.wait_for("✓ verified")
        assert "printf" in app.text()
        app.send("\r")
        app.wait_for("Audit record")
        app.wait_for("approved by")


def test_another_session_is_opened_with_what_it_was_about(connect: Connect) -> None:
    environ, _ = connect({"command": "echo first-one"})
    run_program("run", "the first", "--yes", environ=environ, cwd=Path.cwd(), timeout=60)
    with TerminalProgram(environ=environ, cwd=Path.cwd()) as app:
        app.wait_for("F1 Help")
        app.send("\x0f")
        app.wait_for("the first")
        app.send("\r")
        app.wait_for("$ echo first-one")
        app.send("go on\r")
        app.wait_for(READY)


def test_jobs_go_on_without_the_app_and_are_taken_up_again(connect: Connect) -> None:
    waits = "echo begun; until test -e {0}; do sleep 0.1; done; echo {0} >>ran; echo {0}-is-done"
    environ, _ = connect({"command": waits.format("one")}, {"command": waits.format("two")})
    with TerminalProgram(environ=environ, cwd=Path.cwd()) as app:
        for number in ("1", "2"):
            ask(app, f"start number {number}")
            approve(app)
            app.wait_for("· /background")
            app.send("/background\r")
            app.wait_for(f"Job {number}")
        app.wait_for("2 jobs")
        app.send("\x11")
        assert app.exit_status() == 0
        assert "2 jobs go on" in app.text()
    listed = run_program("sessions", "list", environ=environ, cwd=Path.cwd()).stdout.decode()
    assert "2 jobs running" in listed
    Path("one").touch()
    with TerminalProgram("--session", listed.split()[0], environ=environ, cwd=Path.cwd()) as app:
        app.wait_for("Job 1 is done")
        app.wait_for("1 job ")
        Path("two").touch()
        app.wait_for("Job 2 is done")
        assert "two-is-done" in app.text()
    assert sorted(Path("ran").read_text().split()) == ["one", "two"]
