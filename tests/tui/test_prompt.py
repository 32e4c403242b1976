"""The prompt: lines, history, completion, limits, and words instead of silence."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.agent.port import PROMPT_LIMIT
from cloud_assist.errors import UsageError
from cloud_assist.settings import Settings
from cloud_assist.tui.attachments import FILE_LIMIT, TOTAL_LIMIT, attach, path_completions
from cloud_assist.tui.history import HistoryCursor, PromptHistory
from cloud_assist.tui.requests import read_request
from cloud_assist.tui.screens.choice_list import ChoiceList
from cloud_assist.tui.screens.help import HelpScreen
from cloud_assist.tui.widgets.prompt import Prompt
from tests.support.fake_session import FakeSession, Turn, assess, result
from tests.tui.conftest import Drive, Driven


def prompt(app: Driven) -> Prompt:
    return app.app.screen.query_one(Prompt)


async def test_ctrl_j_makes_a_line_and_enter_sends_them_all(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        await app.pilot.press(*"one", "ctrl+j", *"two", "enter")
        await app.until(lambda: bool(app.session.started))
        assert app.session.started[0][0] == "one\ntwo"
        assert prompt(app).text == ""


async def test_a_paste_of_many_lines_is_one_request(drive: Drive) -> None:
    from textual.events import Paste

    async with drive(FakeSession(answer_text="yes")) as app:
        app.app.post_message(Paste("a\nb\nc"))
        await app.until(lambda: prompt(app).text == "a\nb\nc")
        assert app.session.started == []
        await app.pilot.press("enter")
        await app.until(lambda: bool(app.session.started))
        assert app.session.started[0][0] == "a\nb\nc"


@pytest.mark.parametrize("text", ["", "   ", "!", "! "])
async def test_nothing_asked_gets_a_gentle_hint(drive: Drive, text: str) -> None:
    async with drive() as app:
        await app.ask(text)
        await app.until(
            lambda: "Describe what you want to do, or type / for commands." in app.text().replace("\n", " ")
        )
        assert app.session.started == []


async def test_what_is_typed_or_pasted_right_after_enter_is_kept(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        prompt(app).put("one")
        prompt(app).area.submit()
        prompt(app).area.insert("two")
        await app.until(lambda: bool(app.session.started))
        assert (app.session.started[0][0], prompt(app).text) == ("one", "two")


async def test_what_is_refused_comes_back_before_what_was_typed_since(drive: Drive) -> None:
    async with drive() as app:
        prompt(app).put("/nosuch")
        prompt(app).area.submit()
        prompt(app).area.insert("two")
        await app.until(lambda: prompt(app).text == "/nosuch\ntwo")


async def test_a_huge_request_is_refused_with_the_limit_and_stays_in_the_prompt(drive: Drive) -> None:
    async with drive() as app:
        huge = "x" * 100_000
        await app.ask(huge)
        await app.until(lambda: "the limit is 32,000" in app.text())
        assert prompt(app).text == huge
        assert app.session.started == []


async def test_a_second_request_waits_for_its_turn(drive: Drive) -> None:
    turn = Turn(assess("sleep 9"), result(), running_s=60)
    async with drive(FakeSession([turn])) as app:
        from cloud_assist.tui.screens.approval import ApprovalModal

        await app.ask("first")
        await app.modal(ApprovalModal)
        await app.pilot.press("a")
        await app.until(lambda: bool(app.session.ran))
        await app.ask("second")
        await app.until(lambda: "Waiting: next" in app.text())
        assert prompt(app).text == ""
        assert len(app.session.started) == 1
        await app.pilot.press("escape", "escape")


async def test_up_and_down_walk_the_history_and_give_the_draft_back(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        for text in ("first", "second"):
            await app.ask(text)
            await app.until(lambda: not app.app.busy and prompt(app).text == "")
        await app.pilot.press(*"draft", "up")
        assert prompt(app).text == "second"
        await app.pilot.press("up", "up")
        assert prompt(app).text == "first"
        await app.pilot.press("down", "down")
        assert prompt(app).text == "draft"


async def test_history_is_kept_for_the_next_start_and_private(drive: Drive, settings: Settings) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        await app.ask("remember me\nwith two lines")
        await app.until(lambda: bool(app.session.started))
    path = settings.state_dir / "history"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with drive() as app:
        await app.pilot.press("up")
        assert prompt(app).text == "remember me\nwith two lines"


async def test_ctrl_r_finds_an_earlier_request(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        for text in ("list buckets", "list pods", "stop the server"):
            await app.ask(text)
            await app.until(lambda: not app.app.busy and prompt(app).text == "")
        await app.pilot.press("ctrl+r")
        await app.modal(ChoiceList)
        await app.pilot.press(*"list", "down", "enter")
        assert prompt(app).text == "list buckets"


async def test_a_read_only_home_is_told_once_and_stops_nothing(drive: Drive, settings: Settings) -> None:
    settings.state_dir.parent.mkdir(parents=True)
    settings.state_dir.write_text("a file where the folder should be")
    async with drive(FakeSession(answer_text="yes")) as app:
        await app.ask("one")
        await app.until(lambda: "lost" in app.text())
        assert len(app.session.started) == 1


async def test_slash_offers_commands_and_enter_runs_the_one_chosen(drive: Drive) -> None:
    async with drive() as app:
        await app.pilot.press("/", "h")
        await app.until(lambda: "/help" in app.text() and "/history" in app.text())
        assert "/new" not in app.text()
        await app.pilot.press("enter")
        await app.modal(HelpScreen)


async def test_tab_completes_and_escape_closes_the_offers(drive: Drive) -> None:
    async with drive() as app:
        await app.pilot.press("/", "s", "e", "tab")
        assert prompt(app).text == "/settings"
        await app.pilot.press("escape")
        assert not app.app.screen.query("Prompt > OptionList.-open")


async def test_an_unknown_command_is_named(drive: Drive) -> None:
    async with drive() as app:
        await app.ask("/nonsense")
        await app.until(lambda: "Unknown command: /nonsense" in app.text())
        assert app.session.started == []


async def test_a_request_may_begin_with_a_path(drive: Drive) -> None:
    async with drive(FakeSession(answer_text="yes")) as app:
        await app.ask("/var/log is full, what is large in there?")
        await app.until(lambda: bool(app.session.started))


async def test_a_path_is_completed_after_at(drive: Drive) -> None:
    Path("notes.txt").write_text("x")  # a small file, before the app runs
    async with drive() as app:
        await app.pilot.press(*"see @no")
        await app.until(lambda: "@notes.txt" in app.text())
        await app.pilot.press("tab")
        assert prompt(app).text == "see @notes.txt "


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "is not text"),
        (lambda path: path.write_bytes(b"a\0b"), "is not text"),
        (lambda path: path.write_text("x" * (FILE_LIMIT + 1)), "is too large"),
    ],
)
def test_what_cannot_be_attached_says_why(tmp_path: Path, make: object, what: str) -> None:
    make(tmp_path / "it")  # type: ignore[operator]
    with pytest.raises(UsageError) as caught:
        attach("look at @it please", tmp_path)
    assert what in caught.value.what
    assert caught.value.todo


@pytest.mark.parametrize(
    "words",
    [
        "@~1 commits", "@~nobody/x", "ping @message", "is @types/node there", "git diff @{upstream}", "@@", "@,",
        '@"no such file"', "@/dev/zero", "@.", "@folder", "@a\0b", "@" + "x" * 5_000, "@loop", "@file/below",
    ],
)  # fmt: skip
def test_an_at_that_names_no_file_is_words(tmp_path: Path, words: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text")
    (tmp_path / "loop").symlink_to("loop")
    attached = attach(words, tmp_path)
    assert (attached.prompt, attached.context) == (words, "")
    assert len(attached.words) == 1


def test_words_and_files_may_be_named_in_one_request(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("text")
    (tmp_path / "docs").mkdir()
    request = read_request("does @types/node break? See @a.log, @docs, @nobody", tmp_path)
    assert request.prompt == "does @types/node break? See a.log, @docs, @nobody"
    assert request.context == "--- a.log ---\ntext"
    assert request.notice == (
        "No file is attached for @types/node, @nobody: no such file. No file is attached for @docs: it is a folder."
    )


def test_a_device_is_no_file_and_is_not_said_to_be_missing() -> None:
    assert read_request("read @/dev/zero", Path()).notice == (
        "No file is attached for @/dev/zero: it is not a regular file."
    )


def test_files_together_are_bounded(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text("x" * FILE_LIMIT)
    with pytest.raises(UsageError, match="in total"):
        attach("@a @b @c", tmp_path)
    assert len(attach("@a @b", tmp_path).context) > TOTAL_LIMIT, "their names do not count"
    (tmp_path / "b").write_text("é" * (FILE_LIMIT // 2))
    (tmp_path / "c").write_text("x")
    with pytest.raises(UsageError, match="in total"):
        attach("@a @b @c", tmp_path)


def test_an_address_is_no_attachment(tmp_path: Path) -> None:
    assert attach("mail me@example.com", tmp_path).prompt == "mail me@example.com"


def test_a_name_with_spaces_is_attached_in_quotes(tmp_path: Path) -> None:
    (tmp_path / "my notes.txt").write_text("hello")
    attached = attach('sum up @"my notes.txt"', tmp_path)
    assert attached.prompt == "sum up my notes.txt"
    assert "hello" in attached.context


def test_completions_hide_hidden_files_until_asked(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / ".hidden").write_text("")
    assert path_completions("", folder) == ["sub/"]
    assert path_completions(".", folder) == [".hidden"]
    assert path_completions("nowhere/", folder) == []


def test_the_app_takes_as_long_a_request_as_the_session() -> None:
    read_request("é" * PROMPT_LIMIT, Path())
    with pytest.raises(UsageError):
        read_request("é" * (PROMPT_LIMIT + 1), Path())


@given(st.lists(st.text(), max_size=20))
def test_history_returns_what_was_added(tmp_path_factory: pytest.TempPathFactory, entries: list[str]) -> None:
    path = tmp_path_factory.mktemp("history") / "file"
    history = PromptHistory(path)
    for entry in entries:
        history.add(entry)
    again = PromptHistory(path)
    again.load()
    assert again.entries == history.entries


def test_the_history_file_holds_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "history"
    history = PromptHistory(path)
    history.add("log in with password Tr0ub4dor&3 please")
    assert history.entries == ["log in with password Tr0ub4dor&3 please"], "the running app recalls it as it was typed"
    assert "Tr0ub4dor" not in path.read_text()


def test_a_damaged_history_line_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "history"
    path.write_bytes(b'"good"\n{broken\n\xff\xfe\n42\n"also good"\n')
    history = PromptHistory(path)
    history.load()
    assert history.entries == ["good", "also good"]


def test_what_was_set_aside_is_recalled_like_what_was_sent_but_not_stored(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "h")
    for take in (history.add, history.set_aside, history.set_aside):
        take(f"{len(history.entries)}")
    cursor = HistoryCursor(history)
    assert [cursor.older("draft") for _ in range(4)] == ["2", "1", "0", None]
    assert [cursor.newer() for _ in range(4)] == ["1", "2", "draft", None]
    again = PromptHistory(tmp_path / "h")
    again.load()
    assert again.entries == ["0"]
    history.add("2")  # it is sent after all
    assert history.entries == ["0", "1", "2"]
    again.entries.clear()
    again.load()
    assert again.entries == ["0", "2"]


def test_the_cursor_stops_at_both_ends(tmp_path: Path) -> None:
    history = PromptHistory(tmp_path / "h")
    history.add("one")
    cursor = HistoryCursor(history)
    assert cursor.newer() is None
    assert cursor.older("draft") == "one"
    assert cursor.older("draft") is None
    assert cursor.newer() == "draft"
