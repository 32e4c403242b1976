"""`check --explain`, as text and as JSON."""

from __future__ import annotations

import json
import shutil

import pytest

from cloud_assist.cli.quick import checked
from cloud_assist.errors import UsageError


def test_json_has_a_list_for_each_command(capsys: pytest.CaptureFixture[str]) -> None:
    status = checked("frobnicate -x | wc", as_json=True, jsonl=False, explain=True, max_risk="")
    said = json.loads(capsys.readouterr().out)
    assert status == 0
    assert said["command"] == "frobnicate -x | wc"
    assert [[word["word"] for word in words] for words in said["commands"]] == [["frobnicate", "-x"], ["wc"]]
    unknown = said["commands"][0][1]
    assert unknown == {"word": "-x", "text": "Not in the catalog.", "allowed_values": [], "known": False}
    assert said["not_read"] == []


def test_text_has_a_line_for_each_word(capsys: pytest.CaptureFixture[str]) -> None:
    checked("frobnicate -x", as_json=False, jsonl=False, explain=True, max_risk="")
    assert capsys.readouterr().out.splitlines() == [
        "frobnicate  A program that is not in the catalog.",
        "-x          Not in the catalog.",
    ]


def test_a_cli_that_was_not_read_yet_is_not_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    if shutil.which("gcloud") is None:
        pytest.skip("gcloud is not installed: that nobody waits until it is read is NOT tested")
    checked("gcloud compute instances list", as_json=False, jsonl=False, explain=True, max_risk="")
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.endswith("Options not checked: what gcloud accepts has not been read yet.\n")


def test_nothing_to_explain_is_told() -> None:
    with pytest.raises(UsageError):
        checked(" ", as_json=False, jsonl=False, explain=True, max_risk="")
