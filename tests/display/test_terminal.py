"""Terminal control removed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloud_assist.display.terminal import TerminalStripper, strip_keep_sgr, strip_terminal_controls
from tests.support.growth import HOSTILE, grows_in_line

STRIPPED = [
    ("colour", "a\x1b[1;31mred\x1b[0mb", "aredb"),
    ("c1 csi", "a\x9b31mb", "ab"),
    ("clipboard write, bell", "a\x1b]52;c;cm0gLXJm\x07b", "ab"),
    ("clipboard write, st", "a\x1b]52;c;cm0gLXJm\x1b\\b", "ab"),
    ("clipboard write, c1", "a\x9d52;c;cm0gLXJm\x9cb", "ab"),
    ("device control", "a\x1bPq#0;2\x1b\\b", "ab"),
    ("title never ended", "a\x1b]0;title\nnext", "a\nnext"),
    ("cursor report", "a\x1b[6nb", "ab"),
    ("reset", "a\x1bcb", "ab"),
    ("charset", "a\x1b(0b", "ab"),
    ("broken csi", "a\x1b[31éb", "aéb"),
    ("escape at end", "a\x1b", "a"),
    ("lone controls", "a\x00\x07\x7f\x0bb", "ab"),
    ("bidi override", "a\u202eb\u2066c", "abc"),
    ("progress bar", "10%\r20%\r100%\ndone", "100%\ndone"),
    ("progress bar cleared", "10%\r\x1b[Kdone\n", "done\n"),
    ("dos line ends", "a\r\nb\r\n", "a\nb\n"),
    ("returned but not rewritten", "50%\r", "50%"),
    ("overstrike", "N\bNA\bAME", "NAME"),
    ("spinner", "|\b/\b-\b\\ ok", "\\ ok"),
    ("tab and text", "a\tb\n", "a\tb\n"),
]


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in STRIPPED], ids=[row[0] for row in STRIPPED])
def test_terminal_control_is_taken_out(text: str, expected: str) -> None:
    assert strip_terminal_controls(text) == expected


def test_colours_are_kept_for_the_output_view_and_nothing_else_is() -> None:
    text = "\x1b[1;32mok\x1b[0m\x1b[2J\x1b]0;t\x07\x1b[?25l\x1b[38:2:1:2:3mx"
    assert strip_keep_sgr(text) == "\x1b[1;32mok\x1b[0m\x1b[38:2:1:2:3mx"
    assert strip_keep_sgr("\x1b[" + "1;" * 60 + "mx") == "x"


# A text made of the pieces that matter, so that most cases hold sequences, cut ones and rewritten lines.
PIECES = """
    ESC [ ] P \\ C1CSI C1OSC C1ST C1DCS 31 ; m K ? ( 0 BEL CAN LF CR BS TAB SPACE a bc é 日 RLO
"""
NAMED = {"ESC": "\x1b", "C1CSI": "\x9b", "C1OSC": "\x9d", "C1ST": "\x9c", "C1DCS": "\x90", "BEL": "\x07", "CAN": "\x18"}
NAMED |= {"LF": "\n", "CR": "\r", "BS": "\b", "TAB": "\t", "SPACE": " ", "RLO": "\u202e"}
pieces = st.sampled_from([NAMED.get(piece, piece) for piece in PIECES.split()] + ["\x1b[0m", "\x1b]52;c;", "1;" * 40])
terminal_text = st.lists(pieces, max_size=30).map("".join) | st.text(max_size=40)


@settings(deadline=None)
@given(terminal_text, st.booleans())
@example("\x1b]0;t\x1b\\x", False)
@example("\x1b[" + "1;" * 40 + " m", True)
def test_where_the_text_is_cut_makes_no_difference(text: str, keep_sgr: bool) -> None:
    whole = strip_keep_sgr(text) if keep_sgr else strip_terminal_controls(text)
    for cut in range(len(text) + 1):
        stripper = TerminalStripper(keep_sgr=keep_sgr)
        assert stripper.feed(text[:cut]) + stripper.feed(text[cut:]) + stripper.finish() == whole
    stripper = TerminalStripper(keep_sgr=keep_sgr)
    assert "".join(stripper.feed(character) for character in text) + stripper.finish() == whole


@given(terminal_text)
def test_no_control_is_left(text: str) -> None:
    for character in strip_terminal_controls(text):
        assert character in "\n\t" or unicodedata.category(character) != "Cc"
    kept = re.sub(r"\x1b\[[0-9;:]*m", "", strip_keep_sgr(text))
    assert "\x1b" not in kept
    assert "\x9b" not in kept


@given(terminal_text)
def test_stripping_twice_is_stripping_once(text: str) -> None:
    once = strip_terminal_controls(text)
    assert strip_terminal_controls(once) == once


def test_the_line_under_way_can_be_shown() -> None:
    stripper = TerminalStripper()
    assert stripper.feed("first\n10%") == "first\n"
    assert stripper.pending == "10%"
    assert stripper.feed("\r20%\x1b[") == ""
    assert stripper.pending == "20%"
    assert stripper.feed("0m\n") == "20%\n"
    assert stripper.finish() == ""


@pytest.mark.parametrize("size", [1, 999, 16_383, 16_384, 16_385, 40_000])
def test_a_long_line_is_the_same_however_it_arrives(size: int) -> None:
    text = "x" * 20_000 + "\ry" * 3 + "z" * 17_000 + "\b\b\n" + "w" * 40_000 + "\rend"
    stripper = TerminalStripper()
    parts = [stripper.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert "".join(parts) + stripper.finish() == strip_terminal_controls(text)


def test_a_line_without_an_end_does_not_pile_up() -> None:
    stripper = TerminalStripper()
    given_back = sum(len(stripper.feed("x" * 1000)) for _ in range(1000))
    assert given_back + len(stripper.pending) == 1_000_000
    assert len(stripper.pending) <= 16_384


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    grows_in_line(strip_terminal_controls, unit)
    grows_in_line(strip_keep_sgr, unit)
