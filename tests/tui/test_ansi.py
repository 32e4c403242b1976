"""The colours of a command's output: shown in its view, readable on every background; nothing else comes through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from cloud_assist.display.sgr import bare, in_force
from cloud_assist.display.terminal import strip_keep_sgr, strip_terminal_controls
from cloud_assist.running.spool_rows import SpoolRows
from cloud_assist.tui.ansi import Palette, Pen, runs
from cloud_assist.tui.contrast import READABLE, contrast
from cloud_assist.tui.output_tail import OutputTail
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.output import OutputScreen
from cloud_assist.tui.themes import THEMES
from cloud_assist.tui.widgets.output_view import OutputView
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import Drive

RED, GREEN, RESET = "\x1b[31m", "\x1b[1;32m", "\x1b[0m"
PIECE = st.sampled_from(
    [RED, GREEN, RESET, "\x1b[38;5;201m", "\x1b[m", "\x1b[48:2::1:2:3m", "one", "two\n", "\n", "\r"]
)
STEERING = [
    "\x1b]52;c;aGk=\x07",
    "\x1b]52;c;aGk=\x1b\\",
    "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "\x1bP1$r0m\x1b\\",
    "\x1b_Gf=24;AAAA\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstart\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1b[?1049h",
    "\x1b[6n",
    "\x1b[>4;1m",
    "\x1b[?31m",
    "\x1b[31 m",
    "\x9b31m\x9b2J",
    "\x9d52;c;aGk=\x9c",
    "\x90q\x9c\x98x\x9c\x9ex\x9c\x9fx\x9c",
    "\x1bc\x1b#8\x1b(0",
    "\x07\x00\x7f\x85",
    "\u202egnp.exe\u202c",
]


def pens(text: str) -> list[tuple[str, Pen]]:
    return list(runs(text))


# --- What a sequence means ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "pen"),
    [
        ("31", Pen(ink=1)),
        ("1;92", Pen(ink=10, bold=True)),
        ("100", Pen(ground=8)),
        ("38;5;208", Pen(ink=208)),
        ("38;5;999", Pen()),
        ("38;2;1;2;300", Pen(ink=(1, 2, 255))),
        ("38:2::1:2:3", Pen(ink=(1, 2, 3))),
        ("38:5:77;4", Pen(ink=77, underline=True)),
        ("4:3", Pen(underline=True)),
        ("4;4:0", Pen()),
        ("1;2;3;7;9;22;23;27;29", Pen()),
        ("31;0", Pen()),
        ("31;", Pen()),
        ("38", Pen()),
        ("38;2;1", Pen(ink=(1, 0, 0))),
        ("5;8", Pen()),
        ("99999999999999999999", Pen()),
    ],
)
def test_a_sequence_changes_the_pen(parameters: str, pen: Pen) -> None:
    assert pens(f"\x1b[{parameters}mx") == [("x", pen)]


def test_tabs_stop_where_they_would_without_colours() -> None:
    text = f"a\t{RED}bc\td{RESET}\te"
    assert "".join(piece for piece, _ in runs(text)) == "a\tbc\td\te".expandtabs()


@given(st.lists(PIECE).map("".join))
def test_what_is_carried_into_the_next_line_colours_it_alike(text: str) -> None:
    line = text.replace("\n", "").replace("\r", "")
    assert pens(in_force(line) + "x")[-1][1] == pens(line + "x")[-1][1]


# --- What comes through -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("sequence", STEERING, ids=ascii)
def test_nothing_but_colours_comes_through_wherever_it_is_cut(sequence: str, size: int) -> None:
    text = f"{RED}before{sequence}after{RESET}\n"
    tail = OutputTail(5)
    for at in range(0, len(text), size):
        tail.feed(text[at : at + size])
        for line in tail.lines:
            assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", "".join(piece for piece, _ in runs(line)))
    assert "".join(bare(line) for line in tail.lines) == strip_terminal_controls(text).rstrip("\n")
    assert pens(tail.lines[0])[0][1] == Pen(ink=1)


@given(st.lists(PIECE, max_size=12), st.data())
def test_a_tail_with_colours_does_not_depend_on_where_it_was_cut(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    cut, whole = OutputTail(4), OutputTail(4)
    at = 0
    while at < len(text):
        step = data.draw(st.integers(1, 9))
        cut.feed(text[at : at + step])
        at += step
    whole.feed(text)
    cut.finish()
    whole.finish()
    assert [pens(line) for line in cut.lines] == [pens(line) for line in whole.lines]
    expected = strip_terminal_controls(text).split("\n")
    expected = expected[:-1] if expected[-1] == "" else expected
    assert [bare(line) for line in whole.lines] == expected[-4:]


def test_colours_run_on_over_lines_that_have_left_the_tail() -> None:
    tail = OutputTail(2)
    tail.feed(RED + "x" * 2_000 + "\n" * 5 + f"last{RESET}\nplain\n")
    assert [pens(line) for line in tail.lines] == [[("last", Pen(ink=1))], [("plain", Pen())]]


def test_a_progress_bar_that_resets_its_colour_at_the_end_keeps_its_last_state() -> None:
    assert strip_keep_sgr(f"{RED}50%\r{GREEN}100%\r{RESET}\nnext") == f"{RED}{GREEN}100%{RESET}\nnext"


def test_rows_of_a_file_keep_their_colours_and_are_searched_without_them(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text(f"plain\n{RED}er{GREEN}ror\nstill green{RESET}\nplain \x1b]52;c;aGk=\x07again\n")
    reader = SpoolRows(path)
    reader.scan(lambda: False)
    assert pens(reader.row(1)) == [("er", Pen(ink=1)), ("ror", Pen(ink=2, bold=True))]
    assert pens(reader.row(2)) == [("still green", Pen(ink=2, bold=True))]
    assert pens(reader.row(3)) == [("plain again", Pen())]
    assert reader.find("ERROR", 0, 1, lambda: False) == 1
    assert reader.find("31m", 0, 1, lambda: False) is None


# --- What it looks like -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [*BUILTIN_THEMES.values(), *THEMES], ids=lambda theme: theme.name)
def test_every_colour_can_be_read_in_every_theme(theme: Theme) -> None:
    colours = theme.to_color_system().generate()
    background, foreground = Color.parse(colours["background"]), Color.parse(colours["foreground"])
    if background.ansi is not None:
        pytest.skip("the terminal's own colours")
    palette = Palette(background, foreground)
    for ink in [*range(256), (0, 0, 0), (255, 255, 255), background.rgb]:
        for pen in (Pen(ink=ink), Pen(ink=ink, reverse=True), Pen(ink=ink, ground=ink), Pen(ground=ink)):
            style = palette.style(pen)
            ground = style.background or background
            assert contrast(style.foreground or foreground, ground) >= READABLE


async def shown_colours(drive: Drive, **options: object) -> set[str]:
    turn = Turn(assess("ls --color=always"), result(0, "x"), (f"{RED}red{RESET} {GREEN}green{RESET} plain\n",))
    async with drive(FakeSession([turn]), **options) as app:  # type: ignore[arg-type]
        await app.ask("list")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy)
        await app.until(lambda: "red green plain" in app.text())
        view = app.app.screen.query_one(OutputView)
        row = next(each for each in app.app.screen._compositor.render_strips() if "red green plain" in each.text)
        for line_filter in app.app._filters:
            row = row.apply_filter(line_filter, view.background_colors[1])
        found = {s.style.color.name for s in row if s.text.strip() and s.style and s.style.color}
        return {colour for colour in found if len({colour[1:3], colour[3:5], colour[5:7]}) > 1}


async def test_colours_reach_the_card(drive: Drive) -> None:
    assert {"#e06c75", "#8bc36e"} <= await shown_colours(drive)


async def test_the_full_output_has_them_too(drive: Drive, tmp_path: Path) -> None:
    (tmp_path / "out").write_text(f"{RED}red{RESET} plain\n")
    turn = Turn(assess("ls"), result(0, "x", path=tmp_path / "out"), ("x\n",))
    async with drive(FakeSession([turn])) as app:
        await app.ask("list")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy)
        await app.ask("/output")
        await app.modal(OutputScreen)
        await app.until(lambda: "red plain" in app.text())
        strips = app.app.screen._compositor.render_strips()
        row = next(strip for strip in strips if "red plain" in strip.text)
        assert "#e06c75" in {s.style.color.name for s in row if s.style and s.style.color and "red" in s.text}
        await app.pilot.press("/", *"red pl", "enter")
        await app.until(lambda: "found on line 1" in app.text())


async def test_no_color_takes_them_away(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert await shown_colours(drive) == set()
