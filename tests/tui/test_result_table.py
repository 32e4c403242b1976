"""Results: a table on the card, and on the whole screen, where it is filtered, sorted, folded, copied and saved."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from cloud_assist.settings import load_settings
from cloud_assist.tui.screens.approval import ApprovalModal
from cloud_assist.tui.screens.choice_list import ChoiceList
from cloud_assist.tui.screens.columns import ColumnsModal
from cloud_assist.tui.screens.result_table import ResultScreen
from cloud_assist.tui.screens.text_entry import TextEntry
from cloud_assist.tui.widgets.request_card import RequestCard
from cloud_assist.tui.widgets.result_view import ResultView
from cloud_assist.tui.widgets.table_view import TableView
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import SIZES, Drive, Driven
from tests.tui.results import instances, printing
from tests.tui.test_untrusted import CONTROL, HOSTILE


async def run(app: Driven) -> None:
    """Have the command proposed, approve it, and wait for the end of the request."""
    await app.ask("which instances are there?")
    await app.modal(ApprovalModal)
    await app.pilot.press("a")
    await app.until(lambda: not app.app.busy)


async def table_on_card(app: Driven) -> ResultView:
    await run(app)
    view = app.app.screen.query_one(ResultView)
    await app.until(lambda: view.has_class("-filled"))
    await app.pilot.press("shift+tab")
    await app.until(lambda: isinstance(app.app.focused, RequestCard))
    return view


async def whole_screen(app: Driven) -> tuple[ResultScreen, TableView]:
    await table_on_card(app)
    await app.pilot.press("enter")
    await app.until(lambda: isinstance(app.app.screen, ResultScreen))
    screen = app.app.screen
    assert isinstance(screen, ResultScreen)
    view = screen.query_one(TableView)
    await app.until(lambda: bool(view.rows) and "reading" not in app.text())
    return screen, view


# --- On the card ----------------------------------------------------------------------------------------------------


async def test_a_result_is_a_table_on_its_card_that_t_changes(drive: Drive) -> None:
    async with drive(printing(instances(214)), size=(120, 40)) as app:
        await table_on_card(app)
        await app.until(lambda: "12 of 214 rows · Enter opens all" in app.text())
        text = app.text()
        assert "Name    Id" in text
        assert text.index("web-0") < text.index("web-11")
        assert '"InstanceId"' not in text, "what was printed has made room"
        await app.pilot.press("t")
        await app.until(lambda: "1 i-00000000000000000  8 fields" in app.text())
        await app.pilot.press("t")
        await app.until(lambda: '"InstanceId": "i-00000000000000000"' in app.text())
        await app.pilot.press("t")
        await app.until(lambda: "12 of 214 rows" in app.text())


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_shows_what_matters_most_in_any_width(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(printing(instances(3)), size=size) as app:
        await table_on_card(app)
        app.app.screen.query_one(ResultView).scroll_visible(animate=False)
        await app.until(lambda: "web-0" in app.text())
        assert "i-0" in app.text()


async def test_what_is_no_table_stays_as_it_was_printed(drive: Drive) -> None:
    async with drive(printing("hello\nworld\n", "echo hello")) as app:
        await run(app)
        await app.until(lambda: "world" in app.text())
        await app.pilot.press("shift+tab", "t", "enter")
        await app.pilot.pause()
        assert not app.app.screen.query_one(ResultView).has_class("-filled")
        assert not isinstance(app.app.screen, ResultScreen)


async def test_a_failed_commands_output_stays_as_it_was_printed(drive: Drive, tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_text('{"error": {"code": 1, "message": "no"}}\n')
    session = FakeSession([Turn(assess("az vm list"), result(1, path.read_text(), path=path), (path.read_text(),))])
    session.max_retries = 0
    async with drive(session) as app:
        await run(app)
        await app.until(lambda: '"message": "no"' in app.text())
        assert not app.app.screen.query_one(ResultView).has_class("-filled")


async def test_an_output_whose_file_is_gone_stays_as_it_came(drive: Drive, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    session = FakeSession([Turn(assess("aws s3 ls"), result(0, "[1]", path=gone), ("[1]\n",))])
    async with drive(session) as app:
        await run(app)
        await app.until(lambda: "[1]" in app.text())
        assert not app.app.screen.query_one(ResultView).has_class("-filled")


# --- On the whole screen --------------------------------------------------------------------------------------------


async def test_typing_filters_and_escape_takes_it_back(drive: Drive) -> None:
    async with drive(printing(instances(214)), size=(120, 40)) as app:
        _, view = await whole_screen(app)
        await app.pilot.press("/", *"web-21 running")
        await app.until(lambda: len(view.rows) == 1)
        assert "1 match 'web-21 running'" in app.text()
        assert "web-212" in app.text()
        await app.pilot.press("escape")
        await app.until(lambda: len(view.rows) == 214)
        assert isinstance(app.app.screen, ResultScreen)
        await app.pilot.press("escape")
        await app.until(lambda: not isinstance(app.app.screen, ResultScreen))


async def test_keys_typed_at_once_behind_the_slash_are_for_the_filter(drive: Drive) -> None:
    async with drive(printing(instances(20)), size=(120, 40)) as app:
        screen, view = await whole_screen(app)
        for key in ("slash", "1", "slash", "e", "c"):
            app.app.post_message(events.Key(key, "/" if key == "slash" else key))
        await app.until(lambda: screen.query_one(Input).value == "1/ec")
        await app.until(lambda: not view.rows)


async def test_s_sorts_by_the_column_of_the_cursor(drive: Drive) -> None:
    async with drive(printing(instances(20)), size=(120, 40)) as app:
        _, view = await whole_screen(app)
        await app.pilot.press("end", *["right"] * 6)
        await app.until(lambda: view.column == 7)  # the age
        await app.pilot.press("s")
        await app.until(lambda: [row % 9 for row in view.rows] == sorted(row % 9 for row in range(20)))
        assert "by Age ↑" in app.text()
        await app.pilot.press("s")
        await app.until(lambda: view.rows[0] % 9 == 8)
        await app.pilot.press("s")
        await app.until(lambda: list(view.rows) == list(range(20)))


async def test_a_click_on_a_heading_sorts(drive: Drive) -> None:
    async with drive(printing(instances(20)), size=(120, 40)) as app:
        _, view = await whole_screen(app)
        await app.pilot.click(TableView, offset=(32, 0))  # the state
        await app.until(lambda: view.rows[0] % 4 == 2)  # pending comes first
        await app.pilot.click(TableView, offset=(3, 5))
        await app.until(lambda: view.cursor_row == 4)


async def test_columns_are_chosen(drive: Drive) -> None:
    async with drive(printing(instances(3)), size=(120, 40)) as app:
        _, view = await whole_screen(app)
        await app.pilot.press("c")
        await app.modal(ColumnsModal)
        await app.pilot.press("space", "down", "space", "end", "space", "enter")
        await app.until(lambda: isinstance(app.app.screen, ResultScreen))
        await app.until(lambda: view.fitted[0].heading == "State")
        assert view.fitted[-1].heading == "env"


async def test_the_tree_folds(drive: Drive) -> None:
    async with drive(printing(instances(3)), size=(120, 40)) as app:
        await whole_screen(app)
        await app.pilot.press("t")
        await app.until(lambda: "1 i-00000000000000000  8 fields" in app.text())
        await app.pilot.press("enter")
        await app.until(lambda: "InstanceType: t3.micro" in app.text())
        await app.pilot.press("enter")
        await app.until(lambda: "InstanceType: t3.micro" not in app.text())
        await app.pilot.press("t")
        await app.until(lambda: '"Reservations": [' in app.text())
        await app.pilot.press("t")
        await app.until(lambda: "3 rows" in app.text() and "web-2" in app.text())


async def test_a_cell_a_row_and_all_rows_are_copied(drive: Drive) -> None:
    async with drive(printing(instances(12)), size=(120, 40)) as app:
        await whole_screen(app)
        await app.pilot.press("down", "right", "y")
        assert app.app.clipboard == f"i-{1:017x}"
        await app.pilot.press("Y")
        await app.until(lambda: app.app.clipboard.startswith("["))
        assert json.loads(app.app.clipboard)[0]["Tags"][1]["Value"] == "web-1"
        await app.pilot.press("/", *"web-1", "enter")
        await app.until(lambda: "3 match" in app.text())
        await app.pilot.press("e")
        await app.modal(ChoiceList)
        await app.pilot.press(*"copy", "enter")  # the first one is CSV
        await app.until(lambda: "web-11" in app.app.clipboard)
        rows = list(csv.DictReader(app.app.clipboard.splitlines()))
        assert [row["Name"] for row in rows] == ["web-1", "web-10", "web-11"]
        assert rows[0]["Age"] == "2025-02-01T10:00:00+00:00", "what is exported is what was printed"


async def test_all_rows_are_saved_and_nothing_is_overwritten(drive: Drive, tmp_path: Path) -> None:
    settings = load_settings(environ={"HOME": str(Path.home())}, cwd=tmp_path)
    async with drive(printing(instances(12)), size=(120, 40), settings=settings) as app:
        await whole_screen(app)
        for told in ("Saved", "already exists"):
            await app.pilot.press("e")
            await app.modal(ChoiceList)
            await app.pilot.press(*"save 12 rows as json", "enter")
            entry: Any = await app.modal(TextEntry)
            await app.pilot.press("enter")
            await app.until(lambda told=told: told in app.told())  # type: ignore[misc] # bound as it is now
            assert not entry.is_current
    assert len(json.loads((tmp_path / "aws-ec2-describe-instances.json").read_text())) == 12


async def test_one_document_is_shown_field_by_field(drive: Drive) -> None:
    identity = '{\n    "UserId": "AIDA",\n    "Account": "111122223333"\n}\n'
    async with drive(printing(identity, "aws sts get-caller-identity"), size=(120, 40)) as app:
        await whole_screen(app)
        assert "Account  111122223333" in app.text()
        assert "2 fields" in app.text()
        await app.pilot.press("Y")
        await app.until(lambda: app.app.clipboard.startswith("["))
        assert json.loads(app.app.clipboard) == [{"UserId": "AIDA", "Account": "111122223333"}]


async def test_hostile_cells_steer_nothing(drive: Drive) -> None:
    huge = {"name": "x" * 1_000_000, HOSTILE: HOSTILE, "state": "[link=file:///etc/passwd]running[/link]"}
    text = json.dumps([huge, {"name": HOSTILE, "state": "\u202erunning", HOSTILE: "a\nb\tc"}] * 20)
    async with drive(printing(text, HOSTILE), size=(120, 40)) as app:
        await table_on_card(app)
        await app.until(lambda: "12 of 40 rows" in app.text())
        assert not CONTROL.search(app.text())
        assert "[link=file" in app.text(), "brackets are shown as they are"
        await app.pilot.press("t")
        await app.until(lambda: "3 fields" in app.text())
        assert not CONTROL.search(app.text())
        await app.pilot.press("t", "t", "enter")
        await app.until(lambda: isinstance(app.app.screen, ResultScreen))
        for key in ("down", "right", "c", "escape", "t", "enter", "e", "escape", "t", "t"):
            await app.pilot.press(key)
            await app.pilot.pause(0.05)
            assert not CONTROL.search(app.text()), key
        assert isinstance(app.app.screen, ResultScreen)
        await app.pilot.press("y")
        assert app.app.clipboard
        assert not CONTROL.search(app.app.clipboard.replace("\t", ""))


async def test_a_terminal_without_suspend_says_so(drive: Drive) -> None:
    async with drive(printing(instances(3)), size=(120, 40)) as app:
        await whole_screen(app)
        await app.pilot.press("p")
        await app.until(lambda: "cannot show a pager" in app.told())


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursor_reaches_every_cell_in_any_size(drive: Drive, size: tuple[int, int]) -> None:
    async with drive(printing(instances(60)), size=size) as app:
        _, view = await whole_screen(app)
        await app.pilot.press("end", *["right"] * 10)
        await app.pilot.pause()
        assert "web-59" in app.text() or view.scroll_offset.x > 0
        assert view.cursor_row == 59
        assert view.fitted[view.cursor_column].heading == "Age"
        await app.pilot.press("home", *["left"] * 10)
        await app.until(lambda: "web-0" in app.text())


async def test_an_empty_filter_field_says_what_it_is_for(drive: Drive) -> None:
    async with drive(printing(instances(3))) as app:
        screen, _ = await whole_screen(app)
        await app.pilot.press("/")
        assert screen.query_one(Input).placeholder == "type to filter"
        await app.pilot.press(*"nothing holds this")
        await app.until(lambda: "0 match" in app.text())
        await app.pilot.press("enter", "y", "Y", "s", "down", "end")
        await app.pilot.pause()
