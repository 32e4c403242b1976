"""Filling in keeps each value one word: bash itself says so."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.models import ProposalSource
from cloud_assist.tui.placeholders import fill, open_places

VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


def words(command: str) -> list[str]:
    output = subprocess.run(["bash", "--norc", "-c", command], capture_output=True, check=True).stdout
    return output.decode("utf-8").split("\0")[:-1]


@pytest.mark.parametrize("template", ["%s <name>", "%s pre-<name>-post", '%s "a <name> b"', "%s 'a <name> b'"])
@settings(max_examples=25, deadline=None)
@given(value=VALUES)
def test_a_value_arrives_as_it_was_typed_wherever_its_place_stands(template: str, value: str) -> None:
    command = template.replace("%s", "printf '%s\\0'")
    plain = words(command.replace("<name>", "X"))
    assert words(fill(command, {"name": value})) == [word.replace("X", value) for word in plain]


def test_places_are_named_once_in_order() -> None:
    assert open_places("cp <src> <dst> <src>", ProposalSource.CATALOG) == ("src", "dst")


def test_what_a_person_typed_holds_no_places() -> None:
    assert open_places("sort <in>out", ProposalSource.USER) == ()


def test_a_place_without_a_value_stays_open() -> None:
    assert fill("cp <src> <dst>", {"src": "a b"}) == "cp 'a b' <dst>"
