"""`cloud-assist run` at a terminal: it shows the proposal and asks."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Connect
from tests.support.terminal import TerminalProgram, run_program

CHOICES = "[a]pprove [e]dit [r]eject [c]ancel"


def run(connect: Connect, *steps: dict[str, Any], **extra: str) -> TerminalProgram:
    environ, _ = connect(*steps, **extra)
    return TerminalProgram("run", "do it", environ=environ, cwd=Path.cwd(), columns=100, rows=30)


def test_approve(connect: Connect) -> None:
    with run(connect, {"command": "echo hello > made; cat made", "explanation": "greets"}) as program:
        text = program.wait_for(CHOICES)
        assert "[mutating]" in text
        assert "greets" in text
        program.send("a\r")
        program.wait_for("exit 0")
        assert program.exit_status() == 0
    assert Path("made").read_text() == "hello\n"


def test_reject_asks_why_and_proposes_another(connect: Connect) -> None:
    with run(connect, {"command": "echo one"}, {"command": "echo two"}) as program:
        program.wait_for(CHOICES)
        program.send("r\r")
        program.wait_for("What's wrong with it?")
        program.send("use two\r")
        program.wait_for("echo two")
        program.send("a\r")
        program.wait_for("exit 0")
        assert program.exit_status() == 0


def test_edit_in_place_is_judged_anew(connect: Connect) -> None:
    with run(connect, {"command": "echo one"}) as program:
        program.wait_for(CHOICES)
        program.send("e\r")
        program.wait_for("edit> echo one")
        program.send(" two > made\r")
        program.wait_for("[mutating]")
        program.send("a\r")
        program.wait_for("exit 0")
        assert program.exit_status() == 0
    assert Path("made").read_text() == "one two\n"


@pytest.mark.parametrize("keys", ["c\r", "\x03", "\x04"])
def test_cancel_by_word_ctrl_c_and_end_of_input(connect: Connect, keys: str) -> None:
    with run(connect, {"command": "touch made"}) as program:
        program.wait_for(CHOICES)
        program.send(keys)
        assert program.exit_status() == 130
    assert not Path("made").exists()


def test_a_rate_limit_counts_down_and_ctrl_c_ends_it_at_once(connect: Connect) -> None:
    with run(connect, {"status": 429, "retry_after": 18}) as program:
        program.wait_for("Trying again in 17 s. Ctrl-C cancels.")
        program.wait_for("Trying again in 16 s.")
        began = time.monotonic()
        program.send("\x03")
        assert program.exit_status() == 130
        assert time.monotonic() - began < 5
        assert "Cancelled." in program.text().splitlines()
        assert "Trying again" not in program.text()


def test_after_ctrl_c_the_next_words_begin_a_line(connect: Connect) -> None:
    with run(connect, {"command": "touch made"}) as program:
        program.wait_for(CHOICES)
        program.send("\x03")
        assert program.exit_status() == 130
        assert "Cancelled." in program.text().splitlines()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("editing", [False, True])
def test_a_signal_ends_the_question_and_restores_the_terminal(
    connect: Connect, number: signal.Signals, *, editing: bool
) -> None:
    with run(connect, {"command": "touch made"}) as program:
        before = program.line_discipline()
        program.wait_for(CHOICES)
        if editing:
            program.send("e\r")
            program.wait_for("edit> ")
        os.kill(program.pid, number)
        assert program.exit_status() == 128 + number
        assert program.line_discipline() == before
    assert not Path("made").exists()


def test_nothing_but_the_offered_words_approves(connect: Connect) -> None:
    with run(connect, {"command": "touch made"}) as program:
        program.wait_for(CHOICES)
        program.send("\r")
        program.send("yes\r")
        program.send("c\r")
        assert program.exit_status() == 130
    assert not Path("made").exists()


def test_keys_typed_before_the_question_do_not_answer_it(connect: Connect) -> None:
    with run(connect, {"command": "touch made", "delay_s": 2}) as program:
        program.wait_for("Generating")
        program.send("a\ra\r")
        program.wait_for(CHOICES)
        program.send("c\r")
        assert program.exit_status() == 130
    assert not Path("made").exists()


def test_retry_with_a_hint(connect: Connect) -> None:
    with run(connect, {"command": "cat missing"}, {"command": "echo found"}) as program:
        program.wait_for(CHOICES)
        program.send("a\r")
        program.wait_for("[r]etry [h]int [e]dit [c]ancel")
        program.send("h\r")
        program.wait_for("What should change?")
        program.send("use echo\r")
        program.wait_for("echo found")
        program.send("a\r")
        program.wait_for("exit 0")
        assert program.exit_status() == 0


def test_retry_declined_gives_the_commands_own_status(connect: Connect) -> None:
    with run(connect, {"command": "exit 9"}) as program:
        program.wait_for(CHOICES)
        program.send("a\r")
        program.wait_for("[r]etry")
        program.send("c\r")
        assert program.exit_status() == 9


def test_a_protected_target_wants_its_name_typed(connect: Connect) -> None:
    step = {"command": "rm -r ./nothing; kubectl delete namespace x --context acme-prod"}
    with run(connect, step) as program:
        program.wait_for(CHOICES)
        program.send("a\r")
        program.wait_for("Type its name to approve")
        program.send("yes\r")
        program.wait_for("the name does not match")
        program.send("c\r")
        assert program.exit_status() == 130


def test_hidden_characters_are_shown_and_control_sequences_do_nothing(connect: Connect) -> None:
    step = {"command": "echo a\u202eb", "explanation": "harmless \x1b]52;c;ZXZpbA==\x07 text \x1b[2J"}
    with run(connect, step) as program:
        text = program.wait_for("[e]dit [r]eject [c]ancel")
        assert "U+202E" in text
        assert "[unknown]" in text
        assert "harmless" in text, "the screen was not cleared"
        program.send("c\r")
        assert program.exit_status() == 130


def test_no_colour_where_it_is_not_wanted(connect: Connect) -> None:
    wanted_by: list[dict[str, str]] = [{"NO_COLOR": "1"}, {"TERM": "dumb"}]
    for extra in wanted_by:
        with run(connect, {"command": "echo x"}, **extra) as program:
            program.wait_for(CHOICES)
            assert program.colours() == {"default"}
            program.send("c\r")
            assert program.exit_status() == 130


def test_what_needs_a_second_approver_is_left_open_for_one(connect: Connect) -> None:
    with run(connect, {"command": "rm -r ./old"}, REQUIRE_SECOND_APPROVER="true") as program:
        text = program.wait_for("[e]dit [r]eject [l]eave for a colleague [c]ancel")
        assert "need a second approver" in text
        program.send("l\r")
        program.wait_for("cloud-assist sessions resume 20")
        assert program.exit_status() == 0
    environ, _ = connect()
    listed = run_program("sessions", "list", environ=environ, cwd=Path.cwd()).stdout
    assert b"waiting for approval" in listed


def test_a_result_is_a_table(connect: Connect) -> None:
    rows = '[{"Name": "web-1", "State": "running"}, {"Name": "web-2", "State": "stopped"}]'
    Path("rows.json").write_text(rows)
    with run(connect, {"command": "cat rows.json"}) as program:
        program.wait_for(CHOICES)
        program.send("a\r")
        text = program.wait_for("2 rows")
        assert "Name   State\nweb-1  running\nweb-2  stopped" in text
        assert rows not in text
        assert program.exit_status() == 0
