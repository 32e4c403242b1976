"""Cells: nested items become paths and texts, and whatever stands in them steers no terminal."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.results.cells import CELL_LIMIT, COLUMN_LIMIT, Flattener, flat, look_up, one_line

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def test_nested_objects_become_paths() -> None:
    assert flat({"a": {"b": 1, "c": {"d": True}}, "e": None}) == {"a.b": "1", "a.c.d": "true"}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (["a", 1, True], "a, 1, true"),
        ([{"GroupName": "web", "GroupId": "sg-1"}, {"GroupName": "db"}], "web, db"),
        ([{"x": 1}, {"x": 2}], "2 items"),
        ([{"x": 1}], "1 item"),
        (1.5, "1.5"),
        (False, "false"),
    ],
)
def test_a_value_in_words(value: object, told: str) -> None:
    assert flat({"a": value}) == {"a": told}


def test_tags_are_folded_and_each_has_a_cell() -> None:
    tags = [{"Key": "env", "Value": "prod"}, {"Key": "Name", "Value": "web-1"}]
    assert flat({"Tags": tags}) == {"Tags": "env=prod, Name=web-1", "Tags.env": "prod", "Tags.Name": "web-1"}
    assert look_up({"Tags": tags}, "Tags.Name") == "web-1"
    assert look_up({"Tags": tags}, "Tags") == "env=prod, Name=web-1"


def test_labels_are_folded_and_annotations_get_no_columns() -> None:
    item = {"metadata": {"labels": {"app.kubernetes.io/name": "web"}, "annotations": {"a/b": "{…}"}}}
    assert flat(item) == {
        "metadata.labels": "app.kubernetes.io/name=web",
        "metadata.labels.app.kubernetes.io/name": "web",
        "metadata.annotations": "a/b={…}",
    }
    assert look_up(item, "metadata.labels.app.kubernetes.io/name") == "web"


def test_what_dynamodb_wraps_is_unwrapped() -> None:
    item = {"id": {"S": "7"}, "n": {"N": "1.5"}, "on": {"BOOL": True}, "gone": {"NULL": True}, "l": {"SS": ["a", "b"]}}
    assert flat(item) == {"id": "7", "n": "1.5", "on": "true", "l": "a, b"}


def test_paths_lead_through_lists_count_and_add_up() -> None:
    item = {"spec": {"c": [{"image": "a", "n": 1}, {"image": "b", "n": 2}, {"image": "a", "n": 3}]}}
    assert look_up(item, "spec.c.image") == "a, b"
    assert look_up(item, "#spec.c") == "3"
    assert look_up(item, "+spec.c.n") == "6"
    assert look_up(item, "none.at.all|spec.c.image") == "a, b"
    assert look_up(item, "none.at.all") == ""


def test_the_elements_of_a_list_and_plain_items_have_cells() -> None:
    assert flat(["i-1", "running"]) == {"1": "i-1", "2": "running"}
    assert flat("a queue") == {"value": "a queue"}


def test_items_whose_keys_are_values_stay_bounded() -> None:
    flattener = Flattener()
    for number in range(20_000):
        flattener.row({f"id-{number}": {"x": number}})
    assert len(flattener.names) == COLUMN_LIMIT


def test_a_cell_of_a_megabyte_is_cut() -> None:
    cell = flat({"a": "x" * 1_000_000})["a"]
    assert len(cell) == CELL_LIMIT
    assert cell.endswith("…")


def test_hostile_text_is_left_without_what_steers() -> None:
    hostile = "[red]\x1b]52;c;aGk=\x07\x1b[31mred\x1b[0m\u202e\x9b2J\ud800[/]"
    assert flat({hostile: hostile}) == {"[red]red?[/]": "[red]red?[/]"}


@given(JSON)
def test_no_item_fails_and_no_cell_steers(item: Any) -> None:
    for name, cell in flat(item).items():
        assert not CONTROL.search(name)
        assert not CONTROL.search(cell)
        assert len(cell) <= CELL_LIMIT + 1
        assert "\n" not in one_line(cell)


@given(st.lists(JSON, max_size=6))
def test_rows_of_one_flattener_say_what_each_item_says_alone(items: list[Any]) -> None:
    flattener = Flattener()
    rows = [flattener.row(item) for item in items]
    for item, row in zip(items, rows, strict=True):
        named = {name: cell for name, cell in zip(flattener.names, row, strict=False) if cell}
        assert named == flat(item) or len(flattener.names) >= COLUMN_LIMIT


@given(JSON, st.text("ab.#+|", max_size=12))
def test_looking_up_never_fails(item: Any, path: str) -> None:
    assert not CONTROL.search(look_up(item, path))
    assert not CONTROL.search(look_up(json.loads(json.dumps({"a": item}, default=str)), f"a.{path}"))
