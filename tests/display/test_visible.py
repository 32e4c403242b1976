"""Hidden characters shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.display.visible import hidden_characters, visible
from tests.support.growth import HOSTILE, grows_in_line

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


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    grows_in_line(visible, unit)
