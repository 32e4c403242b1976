"""Tables: which columns matter, how they fit, what is found in them, how they are written down."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.results.layout import cut, fit, full, width_of
from cloud_assist.results.presets import CLIS, preset_for, presets_of
from cloud_assist.results.table import Table, fields, rows_in
from cloud_assist.results.table_text import Format, json_of, lines_of, screen_lines
from tests.results.test_cells import CONTROL, JSON

NOW = 1_760_000_000.0
VOLUMES: list[dict[str, Any]] = [
    {
        "Arn": f"arn:aws:ec2:eu-west-1:111122223333:volume/vol-{number}",
        "Encrypted": True,
        "SizeGb": 8 * (number + 1),
        "VolumeName": f"data-{number}",
        "Attachment": {"InstanceId": f"i-{number}", "Device": "/dev/xvda"},
        "Status": "in-use" if number % 2 else "available",
        "Blank": "",
    }
    for number in range(30)
]


def table_of(items: list[Any], command: str = "") -> Table:
    table = Table(preset_for(command))
    table.add(items)
    return table


def headings(table: Table) -> list[str]:
    return [table.heading(index) for index in table.shown]


def on_screen(table: Table, width: int) -> list[str]:
    return list(screen_lines(table, fit(table, width, NOW), range(min(len(table.rows), 12)), NOW))


# --- Which columns --------------------------------------------------------------------------------------------------


def test_names_states_and_sizes_come_before_arns_and_what_is_the_same_everywhere() -> None:
    table = table_of(VOLUMES)
    assert headings(table)[0] == "VolumeName"
    ranked = [table.heading(index) for index in table.ranked]
    assert ranked.index("Status") < ranked.index("SizeGb") < ranked.index("Encrypted")
    assert ranked.index("SizeGb") < ranked.index("Arn")
    assert "Blank" not in ranked


def test_a_printed_table_keeps_its_columns_and_their_order() -> None:
    rows = [{"NAME": "web-1", "READY": "1/1", "STATUS": "Running", "RESTARTS": "0", "AGE": "5d", "IP": "10.0.0.1"}] * 3
    assert headings(table_of(rows)) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP"]


def test_a_preset_decides_where_its_columns_are_there() -> None:
    instance = {"InstanceId": "i-1", "State": {"Name": "running"}, "Tags": [{"Key": "Name", "Value": "web"}]}
    instance |= {"InstanceType": "t3.micro", "LaunchTime": "2025-10-01T00:00:00Z", "PrivateIpAddress": "10.0.0.1"}
    table = table_of([instance], "aws --profile dev ec2 describe-instances --max-items 5")
    assert headings(table) == ["Name", "Id", "State", "Type", "Private IP", "Age"]
    assert on_screen(table, 80)[1].split() == ["web", "i-1", "running", "t3.micro", "10.0.0.1", "8d"]


def test_a_result_of_another_shape_takes_no_preset() -> None:
    table = table_of([["i-1", "running"]], "aws ec2 describe-instances --query '[].[InstanceId,State]'")
    assert headings(table) == ["1", "2"]


def test_columns_that_come_later_come_to_the_end() -> None:
    table = table_of([{"a": 1}])
    table.add([{"b": 2, "a": 3}])
    assert [column.name for column in table.columns] == ["a", "b"]
    assert [table.cell(row, 1) for row in (0, 1)] == ["", "2"]
    assert table.heading(1) == "b"


def test_rows_are_found_below_the_keys_that_are_there() -> None:
    keys = ("Reservations", "Instances")
    document = {"Reservations": [{"Instances": [1, 2]}, {"Instances": [3]}]}
    assert list(rows_in(document, keys)) == [1, 2, 3]
    assert list(rows_in({"Instances": [1]}, keys)) == [1]
    assert list(rows_in({"InstanceId": "i-1"}, keys)) == [{"InstanceId": "i-1"}]
    assert list(rows_in({"b": [1]}, ("a|b",))) == [1]
    assert list(rows_in("text", keys)) == ["text"]


def test_one_document_becomes_its_fields() -> None:
    assert fields({"Account": "1", "a": {"b": [1, 2]}, "none": None}) == [
        {"Field": "Account", "Value": "1"},
        {"Field": "a.b", "Value": "1, 2"},
    ]


# --- Presets --------------------------------------------------------------------------------------------------------


def test_there_are_presets_for_the_common_operations_of_each_cli() -> None:
    assert {cli: len(presets_of(cli)) for cli in CLIS if not presets_of(cli)} == {}
    assert sum(len({id(preset) for preset in presets_of(cli).values()}) for cli in CLIS) >= 60


@pytest.mark.parametrize("cli", CLIS)
def test_every_preset_names_its_own_cli_and_each_column_once(cli: str) -> None:
    for operation, preset in presets_of(cli).items():
        assert operation.split()[0] == cli
        for part in ("title", "path"):
            values = [getattr(column, part) for column in preset.columns]
            assert all(values), operation
            assert len(set(values)) == len(values), operation


@pytest.mark.parametrize(
    ("command", "operation"),
    [
        ("aws ec2 describe-instances", "aws ec2 describe-instances"),
        (
            "AWS_PROFILE=x /usr/bin/aws --region eu-west-1 ec2 describe-volumes --output json",
            "aws ec2 describe-volumes",
        ),
        ("kubectl -n web get po -o json | jq .", "kubectl get pods"),
        ("docker container ls --format json", "docker ps"),
        ("gcloud compute instances list --format=json", "gcloud compute instances list"),
        ("az vm list -d", "az vm list"),
        ("terraform show -json plan", "terraform show"),
        ("aws ec2 describe-nothing", ""),
        ("cat describe-instances", ""),
        ("echo 'unclosed", ""),
        ("", ""),
    ],
)
def test_the_preset_of_a_command(command: str, operation: str) -> None:
    found = preset_for(command)
    assert (found.command if found is not None else "") == operation


@given(st.text())
def test_any_command_has_a_preset_or_none(command: str) -> None:
    assert preset_for(command) is None or command.strip()


# --- Fitting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [120, 80, 40, 12, 1])
def test_lines_fit_into_the_width(width: int) -> None:
    lines = on_screen(table_of(VOLUMES), width)
    assert max(map(width_of, lines)) <= width
    assert len(lines) == 13


def test_what_matters_most_stays_in_a_narrow_terminal() -> None:
    table = table_of(VOLUMES)
    assert on_screen(table, 40)[0].split()[0] == "VolumeName"
    assert len(fit(table, 40, NOW)) < len(fit(table, 120, NOW))
    assert len(full(table, NOW)) == len(table.shown)


@given(st.text(max_size=30), st.integers(0, 20))
def test_a_cut_text_is_as_wide_as_it_should_be(text: str, width: int) -> None:
    assert width_of(cut(text, width)) == width


@given(st.lists(JSON, min_size=1, max_size=8), st.integers(1, 100))
def test_any_items_fit_and_steer_nothing(items: list[Any], width: int) -> None:
    table = table_of(items)
    for line in on_screen(table, width):
        assert width_of(line) <= width
        assert not CONTROL.search(line)
        assert "\n" not in line


# --- Finding and sorting --------------------------------------------------------------------------------------------


def test_rows_are_found_by_all_the_words_whatever_their_case() -> None:
    table = table_of(VOLUMES)
    assert table.matching("DATA-7") == [7]
    assert table.matching("avail i-2") == [row for row in table.matching("available") if "i-2" in table.searched[row]]
    assert table.matching("") == list(range(30))
    assert table.matching("data-1 in", among=table.matching("data-1")) == table.matching("data-1 in")
    assert table.matching("data-0 data-1") == []


def test_rows_sort_by_number_and_empty_ones_come_last() -> None:
    table = table_of([{"n": 9}, {"n": 10}, {"x": 1}, {"n": 1}])
    assert table.sorted_by(range(4), 0, descending=False) == [3, 0, 1, 2]
    assert table.sorted_by(range(4), 0, descending=True) == [1, 0, 3, 2]


# --- Writing down ---------------------------------------------------------------------------------------------------


def text_of(table: Table, chosen: Format) -> str:
    return "".join(lines_of(table, range(len(table.rows)), chosen))


def test_csv_is_what_a_reader_of_csv_reads_back() -> None:
    table = table_of([{"name": 'a "b", c', "note": "two\nlines"}, {"name": "x|y", "note": ""}])
    rows = list(csv.DictReader(io.StringIO(text_of(table, Format.CSV))))
    assert rows == [{"name": 'a "b", c', "note": "two\nlines"}, {"name": "x|y", "note": ""}]


def test_tsv_and_markdown_keep_a_row_on_a_line() -> None:
    table = table_of([{"name": "a\tb", "note": "two\nlines <b>|"}])
    assert text_of(table, Format.TSV) == "name\tnote\na\\tb\ttwo\\nlines <b>|\n"
    assert text_of(table, Format.MARKDOWN) == "| name | note |\n|---|---|\n| a\tb | two<br>lines &lt;b>\\| |\n"


@given(st.lists(JSON, max_size=5))
def test_json_is_the_items_themselves(items: list[Any]) -> None:
    text = "".join(json_of(items))
    assert text.isascii()
    assert json.loads(text) == json.loads(json.dumps(items)) or "NaN" in text


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(), min_size=1), min_size=1, max_size=5))
def test_csv_has_a_row_for_each_item(items: list[dict[str, str]]) -> None:
    table = table_of(items)
    if table.shown:
        assert len(list(csv.reader(io.StringIO(text_of(table, Format.CSV), newline="")))) == len(items) + 1
