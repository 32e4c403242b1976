"""What is found out of a server once, and remembered for its address and model."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloud_assist.errors import ModelUnreachableError, NoUsableReplyError
from cloud_assist.llm.abilities import FILE, Abilities, Form, RememberedAbilities
from tests.llm.conftest import Asked, StartServer

LOCAL = "openai:smollm2"
FIELDS = {"kind": "command", "command": "aws s3 ls", "explanation": "Lists.", "question": ""}


def at(url: str) -> dict[str, str]:
    return {"CLOUD_ASSIST_MODEL": LOCAL, "OPENAI_BASE_URL": f"{url}/openai/v1"}


async def test_a_form_that_is_refused_is_not_asked_for_again_by_another_process(start_server: StartServer) -> None:
    server = start_server({**FIELDS, "only_for": "tools"})
    for _ in range(2):
        assert (await Asked(server, **at(server.url))()).command == "aws s3 ls"
    assert [chat.form for chat in server.chats] == ["json_schema", "tools", "tools"]


async def test_a_form_that_is_taken_and_not_kept_to_is_not_asked_for_again(start_server: StartServer) -> None:
    server = start_server({"text": "Well, you could list them."}, {"command": "aws s3 ls"})
    for _ in range(2):
        assert (await Asked(server, **at(server.url))()).command == "aws s3 ls"
    assert [chat.form for chat in server.chats] == ["json_schema", "tools", "tools"]


async def test_a_reply_that_is_wrong_in_the_right_form_does_not_count_against_the_form(
    start_server: StartServer,
) -> None:
    server = start_server({"command": ""}, {"command": "aws s3 ls"})
    for _ in range(2):
        assert (await Asked(server, **at(server.url))()).command == "aws s3 ls"
    assert [chat.form for chat in server.chats] == ["json_schema", "tools", "json_schema"]


async def test_another_address_and_another_model_are_found_out_anew(start_server: StartServer) -> None:
    first, second = (start_server({**FIELDS, "only_for": "tools"}) for _ in range(2))
    await Asked(first, **at(first.url))()
    await Asked(second, **at(second.url))()
    assert [chat.form for chat in second.chats] == ["json_schema", "tools"]
    await Asked(first, **at(first.url) | {"CLOUD_ASSIST_MODEL": "openai:other"})()
    assert [chat.form for chat in first.chats] == ["json_schema", "tools"] * 2


async def test_what_has_led_to_nothing_is_forgotten(start_server: StartServer) -> None:
    server = start_server({**FIELDS, "only_for": "tools"}, {"status": 500}, {"status": 500}, {"status": 500}, FIELDS)
    await Asked(server, **at(server.url))()
    with pytest.raises(ModelUnreachableError):
        await Asked(server, **at(server.url))()
    await Asked(server, **at(server.url))()
    assert server.chats[-1].form == "json_schema"


async def test_a_reply_of_no_use_to_the_end_forgets_too(start_server: StartServer, clean_machine: Path) -> None:
    server = start_server({**FIELDS, "only_for": "tools"}, {"text": "no"})
    await Asked(server, **at(server.url))()
    remembered = clean_machine / ".cache" / "cloud-assist" / FILE
    assert json.loads(remembered.read_text())
    with pytest.raises(NoUsableReplyError):
        await Asked(server, **at(server.url))()
    assert json.loads(remembered.read_text()) == {}


# --- The file ---------------------------------------------------------------------------------------------------


def test_the_last_form_is_always_left() -> None:
    found = Abilities(lacking=frozenset(Form))
    assert found.forms((Form.SCHEMA, Form.TEXT)) == (Form.TEXT,)
    assert Abilities().without(Form.SCHEMA).forms((Form.SCHEMA, Form.TEXT)) == (Form.TEXT,)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"m http://a": 3}', '{"m http://a": {"lacking": "x"}}'])
def test_a_file_that_makes_no_sense_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    remembered = RememberedAbilities(tmp_path, "http://a", "m")
    assert remembered.now == Abilities()
    remembered.learn(Abilities().without(Form.SCHEMA))
    assert RememberedAbilities(tmp_path, "http://a", "m").now == Abilities().without(Form.SCHEMA)
    assert RememberedAbilities(tmp_path, "http://b", "m").now == Abilities()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    remembered = RememberedAbilities(tmp_path / "file" / "cache", "http://a", "m")
    remembered.learn(Abilities().without_stream(Form.SCHEMA))
    assert remembered.now.unstreamed == {Form.SCHEMA}


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    for number in range(250):
        RememberedAbilities(tmp_path, "http://a", f"m{number}").learn(Abilities().without(Form.SCHEMA))
    assert len(json.loads((tmp_path / FILE).read_text())) == 200
    assert RememberedAbilities(tmp_path, "http://a", "m249").now != Abilities()
