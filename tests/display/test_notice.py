"""What a terminal is sent for a notice: nothing in it but the words steers anything."""

from __future__ import annotations

import pytest

from cloud_assist.display.notice import BELL, notice

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (XTERM, "\x1b]9;cloud-assist: done: a; b\a"),
        ({"TERM": "foot"}, "\x1b]777;notify;cloud-assist;done: a, b\a"),
        ({"TERM": "rxvt-unicode"}, "\x1b]777;notify;cloud-assist;done: a, b\a"),
        ({**XTERM, "VTE_VERSION": "7600"}, "\x1b]777;notify;cloud-assist;done: a, b\a"),
        (
            {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-1/default,1,0"},
            "\x1bPtmux;\x1b\x1b]9;cloud-assist: done: a; b\a\x1b\\\a",
        ),
        ({"TERM": "screen", "STY": "1.pts"}, "\x1bP\x1b]9;cloud-assist: done: a; b\a\x1b\\"),
        ({"TERM": "linux"}, BELL),
        ({"TERM": "dumb"}, BELL),
        ({}, BELL),
    ],
)
def test_each_terminal_gets_what_it_understands(environ: dict[str, str], expected: str) -> None:
    assert notice("done: a; b", osc=True, environ=environ) == expected
    assert notice("done: a; b", osc=False, environ=environ) == BELL


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\nb\tc", "a b c"),
        ("x\x07\x1b]52;c;ZXZpbA==\x07y", "xy"),
        ("x\x9d9;evil\x9cy", "xy"),
        ("a\u202eb\u200bc\x00d", "abcd"),
        ("é 漢", "é 漢"),
        ("w" * 500, "w" * 119 + "…"),
    ],
)
def test_the_words_are_one_short_line_without_control(text: str, words: str) -> None:
    assert notice(text, osc=True, environ=XTERM) == f"\x1b]9;cloud-assist: {words}\a"
