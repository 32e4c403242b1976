"""Hidden characters shown, terminal control removed."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloud_assist.display.terminal import TerminalStripper, strip_keep_sgr, strip_terminal_controls
from cloud_assist.display.visible import hidden_characters, visible

HIDDEN = [
    ("\u202e", "⟨U+202E⟩", "right-to-left override"),
    ("\u200b", "⟨U+200B⟩", "zero width space"),
    ("\u00a0", "⟨U+00A0⟩", "no-break space"),
    ("\u00ad", "⟨U+00AD⟩", "soft hyphen"),
    ("\u3164", "⟨U+3164⟩", "hangul filler"),
    ("\u2800", "⟨U+2800⟩", "braille pattern blank"),
    ("\ufe0f", "⟨U+FE0F⟩", "variation selector-16"),
    ("\U000e0041", "⟨U+E0041⟩", "tag latin capital letter a"),
    ("\ue000", "⟨U+E000⟩", "private-use character"),
    ("\u0378", "⟨U+0378⟩", "unassigned character"),
    ("\udc9b", "⟨U+DC9B⟩", "undecodable byte"),
    ("\r", "⟨U+000D⟩", "carriage return"),
    ("\x1b", "⟨U+001B⟩", "escape"),
    ("\x85", "⟨U+0085⟩", "next line"),
    ("\u2028", "⟨U+2028⟩", "line separator"),
]


@pytest.mark.parametrize(("character", "escape", "name"), HIDDEN, ids=[name for _, _, name in HIDDEN])
def test_a_hidden_character_is_shown_and_named(character: str, escape: str, name: str) -> None:
    text = f"ls {character}x"
    assert visible(text) == f"ls {escape}x"
    (found,) = hidden_characters(text)
    assert (found.offset, found.codepoint, found.name, found.escape) == (3, ord(character), name, escape)


@pytest.mark.parametrize("text", ["aws s3 ls", "cat <<E\n\tx\nE", "echo 'naïve 日本語 🚀'", "echo “quoted” — done"])
def test_what_is_plain_to_see_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert hidden_characters(text) == ()


@given(st.text())
def test_nothing_hidden_is_left_and_nothing_else_is_touched(text: str) -> None:
    shown = visible(text)
    assert hidden_characters(shown) == ()
    assert re.sub(r"⟨U\+[0-9A-F]{4,6}⟩", "", shown) == re.sub(
        r"⟨U\+[0-9A-F]{4,6}⟩",
        "",
        "".join(c for i, c in enumerate(text) if i not in {h.offset for h in hidden_characters(text)}),
    )


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


@pytest.mark.parametrize(
    "unit",
    ["\x1b", "\x1b[", "\x1b]", "\x1b[1", "\x9b;", "\r", "\b", "a\r", "\x1b]x\x1b", "\u202e", "\x1b[ ", "a\b"],
    ids=ascii,
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        text = unit * count
        start = time.process_time()
        strip_terminal_controls(text)
        strip_keep_sgr(text)
        visible(text)
        return time.process_time() - start

    small = min(seconds(5_000) for _ in range(3))
    # Ten times the text: linear takes ten times as long, quadratic a hundred.
    assert seconds(50_000) < 50 * small + 0.05
