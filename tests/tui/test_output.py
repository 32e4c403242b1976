"""Output: a bounded tail on the card, and the whole of it over its file, however large."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.display.terminal import strip_terminal_controls
from cloud_assist.running.spool_rows import ROW_BYTES, SpoolRows
from cloud_assist.tui.output_tail import OutputTail
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.output import OutputScreen
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import SIZES, Drive, Driven

TEXT = st.text(st.characters(codec="utf-8"), max_size=300)


def never() -> bool:
    return False


# --- The tail -----------------------------------------------------------------------------------------------------


@given(st.lists(TEXT, max_size=8))
def test_the_tail_does_not_depend_on_where_the_output_was_cut(pieces: list[str]) -> None:
    cut, whole = OutputTail(5), OutputTail(5)
    for piece in pieces:
        cut.feed(piece)
    whole.feed("".join(pieces))
    cut.finish()
    whole.finish()
    assert cut.lines == whole.lines


@given(TEXT)
def test_the_tail_ends_as_the_stripped_output_does(text: str) -> None:
    tail = OutputTail(3)
    tail.feed(text)
    tail.finish()
    lines = strip_terminal_controls(text).split("\n")
    expected = lines[:-1] if lines[-1] == "" else lines
    assert tail.lines == expected[-3:]


def test_a_progress_bar_keeps_its_last_state() -> None:
    tail = OutputTail(3)
    for percent in range(0, 101, 10):
        tail.feed(f"\r{percent}%")
    assert tail.lines == ["100%"]


def test_a_flood_stays_bounded_and_counts_its_lines() -> None:
    tail = OutputTail(12)
    for _ in range(50):
        tail.feed("x" * 99 + "\n" + ("y" * 99 + "\n") * 2_000)
    tail.finish()
    assert tail.total_lines == 50 * 2_001
    assert tail.lines == ["y" * 99] * 12


def test_lines_that_never_came_are_counted_with_the_others() -> None:
    tail = OutputTail(2)
    tail.feed("first\n… 9 characters not shown here …\nlast\n", 40)
    assert (tail.total_lines, tail.lines) == (43, ["… 9 characters not shown here …", "last"])


def test_one_endless_line_stays_bounded() -> None:
    tail = OutputTail(12)
    for _ in range(100):
        tail.feed("z" * 50_000)
    assert sum(map(len, tail.lines)) <= 12_000


# --- The file -----------------------------------------------------------------------------------------------------


def rows_of(data: bytes) -> list[str]:
    """What the reader should show, told another way."""
    rows: list[bytes] = []
    for line in data.splitlines(keepends=True) if b"\r" not in data else data.split(b"\n"):
        rows += [line[i : i + ROW_BYTES] for i in range(0, len(line), ROW_BYTES)]
    return [strip_terminal_controls(row.decode("utf-8", "replace").rstrip("\n")).expandtabs() for row in rows]


@given(st.lists(st.integers(0, 9_000), max_size=40), st.booleans())
def test_rows_are_the_lines_of_the_file_cut_where_they_are_long(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], ended: bool
) -> None:
    data = b"\n".join(bytes([65 + i % 26]) * length for i, length in enumerate(lengths))
    data += b"\n" if ended and lengths else b""
    path = tmp_path_factory.mktemp("spool") / "out"
    path.write_bytes(data)
    reader = SpoolRows(path)
    reader.scan(never)
    assert [reader.row(n) for n in range(reader.row_count)] == rows_of(data)


def test_a_growing_file_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("one\ntw")
    reader = SpoolRows(path)
    assert reader.scan(never)
    assert [reader.row(0), reader.row(1)] == ["one", "tw"]
    assert not reader.scan(never)
    with path.open("a") as file:
        file.write("o\n" + "".join(f"{n}\n" for n in range(1_000)))
    assert reader.scan(never)
    assert reader.row_count == 1_002
    assert reader.row(1) == "two"
    assert reader.row(1_001) == "999"


def test_search_goes_both_ways_and_around(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("".join(f"line {n}{' Needle' if n in {5, 700, 1_500} else ''}\n" for n in range(2_000)))
    reader = SpoolRows(path)
    reader.scan(never)
    assert reader.find("needle", 0, 1, never) == 5
    assert reader.find("needle", 6, 1, never) == 700
    assert reader.find("needle", 1_501, 1, never) == 5
    assert reader.find("needle", 699, -1, never) == 5
    assert reader.find("needle", 4, -1, never) == 1_500
    assert reader.find("absent", 0, 1, never) is None
    assert reader.find("needle", 6, 1, lambda: True) is None


def test_a_search_in_one_block_finds_what_lies_before_its_start(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("needle\nhay\nhay\n")
    reader = SpoolRows(path)
    reader.scan(never)
    assert reader.find("needle", 1, 1, never) == 0


def test_what_is_read_of_a_large_file_is_small(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "out"
    with path.open("wb") as file:
        for _ in range(60):
            file.write((b"a line of output that is about eighty characters long, as many of them are ....\n") * 13_000)
    reader = SpoolRows(path)
    tracemalloc.start()
    reader.scan(never)
    reader.row(400_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reader.row_count == 780_000
    assert peak < 8 * 1024 * 1024


# --- The screen ---------------------------------------------------------------------------------------------------


async def ran(app: Driven) -> None:
    await app.ask("print")
    await app.modal(ApprovalModal)
    await app.pilot.press("a")
    await app.until(lambda: not app.app.busy)


def printing(path: Path, text: str) -> FakeSession:
    path.write_text(text)
    return FakeSession([Turn(assess("seq 500"), result(0, text[:100], path=path), (text,))])


@pytest.mark.parametrize("size", SIZES)
async def test_o_opens_the_whole_output_and_finds_words_in_it(
    drive: Drive, tmp_path: Path, size: tuple[int, int]
) -> None:
    session = printing(tmp_path / "out", "".join(f"row {n}\n" for n in range(500)))
    async with drive(session, size=size) as app:
        await ran(app)
        await app.pilot.pause(0.1)
        assert "row 499" in app.text()
        assert "row 100" not in app.text()
        await app.pilot.press("shift+tab", "o")
        await app.modal(OutputScreen)
        await app.until(lambda: "500 lines" in app.text())
        assert "row 0" in app.text()
        await app.pilot.press("/", *"ROW 321", "enter")
        await app.until(lambda: "found on line 322" in app.text())
        assert "row 321" in app.text()
        await app.pilot.press("/", "ctrl+u", *"absent", "enter")
        await app.until(lambda: "no match" in app.text())
        await app.pilot.press("G")
        await app.until(lambda: "row 499" in app.text())
        await app.pilot.press("escape")
        assert not isinstance(app.app.screen, OutputScreen)


@pytest.mark.parametrize(("text", "hinted"), [("x" * 60 + "\n", False), ("x" * 300 + "\n", True)])
async def test_a_line_that_does_not_fit_says_where_all_of_it_is(
    drive: Drive, tmp_path: Path, text: str, *, hinted: bool
) -> None:
    async with drive(printing(tmp_path / "out", text)) as app:
        await ran(app)
        await app.pilot.pause(0.1)
        assert ("/output shows everything" in app.text()) is hinted


async def test_repeated_lines_of_a_finished_log_are_shown_once(drive: Drive, tmp_path: Path) -> None:
    lines = [f"2026-11-30T14:00:{second:02}Z INFO tick {second}\n" for second in range(40)]
    async with drive(printing(tmp_path / "out", "".join(lines))) as app:
        await ran(app)
        await app.until(lambda: "tick 39  × 40" in app.text())
        assert "tick 38" not in app.text()


async def test_slash_output_opens_the_last_one(drive: Drive, tmp_path: Path) -> None:
    async with drive(printing(tmp_path / "out", "hello\n")) as app:
        await app.ask("/output")
        await app.until(lambda: "No command has run yet." in app.text())
        await ran(app)
        await app.ask("/output")
        await app.modal(OutputScreen)


async def test_a_spool_file_that_is_gone_is_explained(drive: Drive, tmp_path: Path) -> None:
    async with drive(printing(tmp_path / "out", "hello\n")) as app:
        await ran(app)
        (tmp_path / "out").unlink()
        await app.ask("/output")
        await app.modal(OutputScreen)
        await app.until(lambda: "cannot be read" in app.text())


async def test_hostile_output_is_plain_in_the_full_view(drive: Drive, tmp_path: Path) -> None:
    async with drive(printing(tmp_path / "out", "[bold]x[/] \x1b]52;c;aGk=\x07\x1b[2J\x9b31m end\n")) as app:
        await ran(app)
        await app.ask("/output")
        await app.modal(OutputScreen)
        await app.until(lambda: "[bold]x[/]" in app.text())
        assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in app.text())


async def test_a_flood_of_output_leaves_the_app_responsive_and_bounded(drive: Drive) -> None:
    chunk = "a line of output that is about eighty characters long, as many of them are ....\n" * 800
    turn = Turn(assess("cat big"), result(0, "x"), (chunk,) * 300)
    async with drive(FakeSession([turn])) as app:
        await app.ask("print a lot")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: not app.app.busy, seconds=30)
        await app.pilot.pause(0.1)
        assert "239,988 lines above" in app.text()
        assert app.app.screen.query_one("OutputView").size.height <= 14
