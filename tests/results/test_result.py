"""Results: an output of any tabular form is read into a table, row by row again where rows are picked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloud_assist.results.layout import fit
from cloud_assist.results.result import Reading, open_result, reading_of
from cloud_assist.results.table_text import screen_lines
from cloud_assist.results.tree import outline

PODS = """NAME                     READY   STATUS             RESTARTS      AGE     IP           NODE
web-7d9f8b6c4-2x5vq      1/1     Running            0             5d3h    10.244.1.7   node-1
web-7d9f8b6c4-9kq2m      1/1     Running            1 (2d ago)    5d3h    10.244.2.3   node-2
worker-5c6d7f8b9-abcde   0/1     CrashLoopBackOff   12 (3m ago)   47m     10.244.1.9   node-1
"""
CONTAINERS = """\
CONTAINER ID   IMAGE          COMMAND                 CREATED       STATUS                  PORTS      NAMES
3f4e9a1b2c3d   nginx:1.27     "/docker-entrypoint.…"  2 hours ago   Up 2 hours              80/tcp     web
9a8b7c6d5e4f   postgres:16    "docker-entrypoint.s…"  3 weeks ago   Exited (0) 3 days ago              db
"""


def read(tmp_path: Path, text: str, command: str = "") -> Reading:
    path = tmp_path / "output"
    path.write_text(text)
    result = open_result(path, command)
    assert result is not None
    reading = reading_of(result)
    for _ in reading.fill(stopped=lambda: False):
        pass
    return reading


def lines(reading: Reading, width: int) -> list[str]:
    table = reading.table
    return list(screen_lines(table, fit(table, width, 0.0), range(len(table.rows)), 0.0))


def test_a_table_of_kubectl_keeps_its_columns_and_loses_the_least_of_them(tmp_path: Path) -> None:
    reading = read(tmp_path, PODS, "kubectl get pods -o wide")
    assert lines(reading, 120)[0].split() == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE"]
    narrow = lines(reading, 40)
    assert narrow[0].split()[0] == "NAME"
    assert "STATUS" in narrow[0]
    assert "CrashLo" in narrow[3]
    assert reading.table.sorted_by(range(3), 4, descending=False) == [2, 0, 1], "47m is less than 5d3h"


def test_a_table_of_docker_has_empty_cells_where_they_are(tmp_path: Path) -> None:
    reading = read(tmp_path, CONTAINERS, "docker ps -a")
    assert reading.table.values(6) == ["web", "db"]
    assert reading.table.values(5) == ["80/tcp", ""]


@pytest.mark.parametrize(
    ("text", "rows", "first"),
    [
        ('{"id": 1, "name": "a"}\n{"id": 2, "name": "b"}\n', 2, {"id": 1, "name": "a"}),
        ("id,name\n1,a\n2,b\n3,c\n", 3, {"id": "1", "name": "a"}),
        ("id\tname\n1\ta\n2\tb\n3\tc\n", 3, {"id": "1", "name": "a"}),
        ('["a", "b", "c"]\n', 3, "a"),
        ('[["i-1", "running"], ["i-2", "stopped"]]\n', 2, ["i-1", "running"]),
        ('Warning: something is old\n[{"a": 1, "b": 2}, {"a": 3, "b": 4}]\n', 2, {"a": 1, "b": 2}),
    ],
)
def test_each_form_has_its_rows(tmp_path: Path, text: str, rows: int, first: object) -> None:
    reading = read(tmp_path, text)
    assert reading.total == len(reading.table.rows) == rows
    assert next(iter(reading.result.pick([0]))) == first
    assert reading.first[0] == first


@pytest.mark.parametrize("text", ["", "hello\n", "ERROR one\nINFO two\n", "\x00\x01\x02"])
def test_what_is_no_table_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "output"
    path.write_text(text)
    assert open_result(path, "") is None


def test_one_document_is_told_field_by_field(tmp_path: Path) -> None:
    identity = {"UserId": "AIDA", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/kim"}
    reading = read(tmp_path, json.dumps(identity, indent=4), "aws sts get-caller-identity")
    assert reading.record
    assert lines(reading, 60)[1:] == [f"{name:<7}  {value}" for name, value in identity.items()]


def test_rows_are_picked_in_the_order_that_is_wanted(tmp_path: Path) -> None:
    reading = read(tmp_path, json.dumps([{"n": number} for number in range(50)]))
    assert list(reading.result.pick([40, 3, 7])) == [{"n": 40}, {"n": 3}, {"n": 7}]
    assert list(reading.result.pick([3, 7])) == [{"n": 3}, {"n": 7}]
    assert list(reading.result.pick([])) == []


def test_a_table_that_is_told_to_take_few_rows_counts_the_others(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_text(json.dumps([{"n": number} for number in range(5_000)]))
    result = open_result(path, "")
    assert result is not None
    reading = reading_of(result)
    steps = reading.fill(stopped=lambda: False, rows=500)
    next(steps)
    assert len(reading.table.rows) < 5_000
    for _ in steps:
        pass
    assert (len(reading.table.rows), reading.total) == (500, 5_000)


def test_an_output_that_is_cut_says_so(tmp_path: Path) -> None:
    whole = json.dumps({"Items": [{"n": number, "name": f"web-{number}"} for number in range(400)]})
    reading = read(tmp_path, whole[: len(whole) // 2])
    assert not reading.whole
    assert 0 < reading.total < 400


def test_a_tree_tells_what_holds_what() -> None:
    value = {"Tags": [{"Key": "env", "Value": "prod"}], "State": {"Name": "running"}, "Empty": [], "n": 1}
    told = [("  " * depth + branch.label, branch.told) for depth, branch in outline(value)]
    assert told == [
        ("Tags", "1 item"),
        ("  1 env", "2 fields"),
        ("    Key", "env"),
        ("    Value", "prod"),
        ("State", "1 field"),
        ("  Name", "running"),
        ("Empty", ""),
        ("n", "1"),
    ]
