"""The items of an output are those that its own tools would list, whatever its form, its size and what is cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloud_assist.results.json_items import ListElements
from cloud_assist.results.json_lines import JsonLines
from cloud_assist.results.output_bytes import OutputBytes
from cloud_assist.results.reading import Form, form_of, read_items

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def instance(number: int) -> dict[str, Any]:
    return {
        "InstanceId": f"i-{number:017x}",
        "State": {"Code": 16, "Name": "running" if number % 3 else "stopped"},
        "Tags": [{"Key": "Name", "Value": f'web "{number}" }},{{"InstanceId": ]'}],
        "UserData": "x" * 1_500,
        "Mappings": [{"DeviceName": "/dev/sda1"}, {"DeviceName": "/dev/sdb"}],
    }


def reservations(count: int, each: int) -> dict[str, Any]:
    groups = [[instance(i * each + j) for j in range(each)] for i in range(count)]
    return {
        "Reservations": [
            {"ReservationId": f"r-{i}", "Groups": [], "Instances": group} for i, group in enumerate(groups)
        ],
        "NextToken": "x",
    }


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "output"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


KUBECTL = """\
NAME         READY   STATUS    RESTARTS     AGE
web-1        1/1     Running   0            3d
web-2-long   0/1     Pending   4 (3h ago)   2m
"""
DOCKER = """\
CONTAINER ID   IMAGE     COMMAND   CREATED      STATUS      PORTS     NAMES
0123456789ab   nginx     "x y"     2 days ago   Up 2 days             web
"""
PS = """\
USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.1   1000   500 ?        Ss   14:00   0:00 /sbin/init splash
"""
AZ = """\
Name    Location
------  ----------
vm 1    westus
"""
LOG = "2026-11-30T14:00:01Z INFO started\n2026-11-30T14:00:02Z ERROR failed, id=3\n"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('{"Buckets": []}', Form.JSON),
        ("[]", Form.JSON),
        ('WARNING: old API\n[2026] hm\n{\n  "items": [1]\n}\nerror: late\n', Form.JSON),
        ('\x1b[1;39m{\n  \x1b[0m\x1b[34;1m"a"\x1b[0m: [1, 2]\n}\n', Form.JSON),
        ('\ufeff{"a": 1}', Form.JSON),
        ('{"a": {"b": [', Form.JSON),
        ('{"a": 1}\n{"a": 2}\n', Form.JSON_LINES),
        ('{\n  "a": 1\n}\n{\n  "a": 2\n}\n', Form.JSON_LINES),
        ('{"a": 1}{"a": 2} done\n', Form.TEXT),
        ('[2026] {"msg": "started"}\n', Form.TEXT),
        ("apiVersion: v1\nitems:\n- a: 1\n- a: 2\n", Form.YAML),
        ("- a\n- b\n", Form.YAML),
        ('id,name\n1,"a, b"\n', Form.CSV),
        ("id\tname\n1\ta\n", Form.CSV),
        (KUBECTL, Form.COLUMNS),
        (DOCKER, Form.COLUMNS),
        (PS, Form.COLUMNS),
        (AZ, Form.COLUMNS),
        (LOG, Form.LOG),
        ('10.0.0.1 - - [30/Nov/2026:14:00:01 +0000] "GET / HTTP/1.1" 200 3\n', Form.LOG),
        ("I1130 14:30:14.123456   1 main.go:3] began\n", Form.LOG),
        ("On branch main\nnothing to commit\n", Form.TEXT),
        ("[123] started\n[124] ended\n", Form.TEXT),
        ("\x00\x01\x02\x03", Form.TEXT),
        ("[" * 5000, Form.TEXT),
        (" \n\n", Form.EMPTY),
        ("", Form.EMPTY),
    ],
)
def test_form(tmp_path: Path, text: str, form: Form) -> None:
    assert form_of(written(tmp_path, text)) is form


@pytest.mark.parametrize("indent", [None, 2, 4])
@pytest.mark.parametrize(("count", "each"), [(40, 5), (3_000, 1), (1, 3_000)])
def test_reservations_of_any_size_and_layout_are_instances(
    tmp_path: Path, count: int, each: int, indent: int | None
) -> None:
    items = read_items(written(tmp_path, json.dumps(reservations(count, each), indent=indent)))
    assert list(items) == [instance(number) for number in range(count * each)]
    assert items.place == ".Reservations[].Instances[]"
    assert items.whole
    assert items.around["NextToken"] == "x"


def test_a_cut_list_keeps_what_came_whole(tmp_path: Path) -> None:
    text = json.dumps(reservations(3_000, 1), indent=2)
    items = read_items(written(tmp_path, text[: len(text) * 2 // 3]))
    read = list(items)
    assert 1_900 < len(read) < 2_100
    assert read == [instance(number) for number in range(len(read))]
    assert not items.whole


@pytest.mark.parametrize(
    ("document", "place", "count"),
    [
        ({"Buckets": [], "Owner": {"ID": "x"}}, ".Buckets[]", 0),
        ({"kind": "List", "items": [{"a": 1}] * 9, "metadata": {}}, ".items[]", 9),
        ([{"a": 1}], ".[]", 1),
        ([{"Buckets": [{"Name": "a"}, {"Name": "b"}]}], ".[].Buckets[]", 2),
        ({"Account": "1", "Arn": "a", "Layers": []}, ".", 1),
        ({"kind": "Pod", "spec": {"containers": [{"name": "c"}]}, "status": {"conditions": [{"type": "R"}]}}, ".", 1),
        ({"a-b": [{"x": 1}, {"x": 2}]}, '.["a-b"][]', 2),
    ],
)
def test_which_list_is_meant(tmp_path: Path, document: Any, place: str, count: int) -> None:
    items = read_items(written(tmp_path, json.dumps(document)))
    assert (items.place, len(list(items))) == (place, count)


@example([{"],": None}], (",", ":"), None, 1)
@given(
    st.lists(JSON_VALUES, max_size=12),
    st.sampled_from([(",", ":"), (", ", ": ")]),
    st.sampled_from([None, 1, 4]),
    st.integers(1, 40),
)
@settings(max_examples=80, deadline=None)
def test_elements_read_in_pieces_are_those_of_the_parser(
    values: list[Any], separators: tuple[str, str], indent: int | None, size: int
) -> None:
    text = json.dumps(values, indent=indent, separators=separators, ensure_ascii=False).encode("utf-8", "replace")[1:]
    elements = ListElements(iter([text[at : at + size] for at in range(0, len(text), size)] + [b', "k": [1]}']))
    assert [value for batch in elements.batches() for value in batch] == json.loads(b"[" + text)
    assert elements.closed
    assert elements.rest(100) is not None


@pytest.mark.parametrize("indent", [None, 2])
def test_documents_that_follow_one_another(tmp_path: Path, indent: int | None) -> None:
    texts = [json.dumps(instance(number), indent=indent) for number in range(900)]
    items = read_items(written(tmp_path, "\n".join(texts)))
    assert items.form is Form.JSON_LINES
    assert list(items) == [instance(number) for number in range(900)]
    assert items.whole


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1}{"a":2}\n{"a":3}\n',
        '{"a":1} {"a":2}\n{"a":3}\n',
        '{"a":1}{"a":2}{"a":3}',
        '{\n "a":1\n}{\n "a":2\n}\n{"a":3}\n',
        'WARNING: old API\n{"a":1}{"a":2}{"a":3}\n',
    ],
)
def test_documents_on_one_line(tmp_path: Path, text: str) -> None:
    items = read_items(written(tmp_path, text))
    assert (items.form, list(items), items.whole) == (Form.JSON_LINES, [{"a": 1}, {"a": 2}, {"a": 3}], True)


def test_brackets_that_meet_within_a_text_part_no_documents(tmp_path: Path) -> None:
    documents = [{"a": "}{"}, {"a": "},{"}, {"a": "\n"}]
    assert list(read_items(written(tmp_path, "".join(map(json.dumps, documents))))) == documents


def test_a_document_behind_others_is_read_as_leniently_as_one_alone(tmp_path: Path) -> None:
    items = read_items(written(tmp_path, '{"a": 1}\n{"a": 2}{"a": "a\ttab"}\n'))
    assert list(items)[-1] == {"a": "a\ttab"}


JSON_LINE = st.builds(
    "{}{}".format,
    JSON_VALUES.map(json.dumps)
    | st.sampled_from(
        ['{"a": 1}', '{"a": [1', "2]}", "{", "}", "[1", "]", "text", '{"a": 1},', '{} {"a": 1}', '"b": 1}', '{"a": 1,',
         "[1, 2", '"}', '{"a": "\\n{"}', "", "1", '{"a": 1, "a": 2}',
         '{"a": 1}{"a": "}{"}', "}{"]
    ),
    st.sampled_from(["", "", "\r", " "]),
)  # fmt: skip


@example(['{"a": 1', '"b": 2}'])
@example(["[1", '{"a": 1}]', "{}"])
@example(["{}", "5", "{}"])
@example(['{"a": 1},', "null"])
@example(['{"a": 1},', '{"a": 1}{"a": "}{"}'])
@given(st.lists(JSON_LINE, max_size=8))
@settings(max_examples=150, deadline=None)
def test_lines_are_read_as_one_by_one(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """However many are parsed at once, the values are those that the lines have, and no others.

    Within a document no line begins with a bracket at the margin: that is how its beginning is known.
    """
    path = written(tmp_path_factory.mktemp("lines"), "\n".join(['{"first": 1}', *lines, ""]))
    read = [value for batch in JsonLines(OutputBytes(path), 0).batches() for value in batch]
    at_once = [json.dumps(value) for value in read]
    assert at_once == [json.dumps(value) for value in one_by_one(path.read_bytes())]


def one_by_one(data: bytes) -> list[Any]:
    """Return the objects and lists that begin at the beginning of a line, or behind another, by Python's own parser."""
    decoder, text, at, values = json.JSONDecoder(), data.decode(), 0, []
    while at < len(text):
        line_end = text.find("\n", at) + 1 or len(text)
        start = at + len(text[at:line_end]) - len(text[at:line_end].lstrip())
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            value, end = None, at
        if isinstance(value, dict | list) and end > at:
            values.append(value)
            at = end
        else:
            at = line_end
    return values


def test_lines_that_are_no_json_are_passed_over_and_told(tmp_path: Path) -> None:
    items = read_items(written(tmp_path, '{"a": 1}\nstarting\n{"a": 2}\n{"a": 3}\n{"a": '))
    assert list(items) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert not items.whole


@pytest.mark.parametrize("count", [3, 30_000])
def test_yaml_list(tmp_path: Path, count: int) -> None:
    document = {
        "apiVersion": "v1",
        "items": [{"name": f"p{i}", "at": "2026-11-30"} for i in range(count)],
        "kind": "List",
    }
    text = "\n".join(
        ["apiVersion: v1", "items:", *(f"- name: p{i}\n  at: 2026-11-30" for i in range(count)), "kind: List"]
    )
    if count == 3:
        assert yaml.safe_load(text.replace("2026-11-30", "'2026-11-30'")) == document
    items = read_items(written(tmp_path, text))
    assert list(items) == document["items"]
    assert items.place == ".items[]"


def test_an_unusual_item_of_a_yaml_list_is_one_of_its_items(tmp_path: Path) -> None:
    lines = [
        f"- name: p{i}\n  tags: [a, b]" if i % 999 == 5 else f"- name: p{i}\n  note: |\n    - x{i}"
        for i in range(30_000)
    ]
    items = read_items(written(tmp_path, "\n".join(["items:", *lines, "kind: List"])))
    expected = [
        {"name": f"p{i}", "tags": ["a", "b"]} if i % 999 == 5 else {"name": f"p{i}", "note": f"- x{i}\n"}
        for i in range(30_000)
    ]
    assert list(items) == expected
    assert items.whole


def test_a_cut_yaml_list_keeps_what_came_whole(tmp_path: Path) -> None:
    lines = [f'- name: p{i}\n  note: "a text"' for i in range(30_000)]
    text = "\n".join(["items:", *lines])
    items = read_items(written(tmp_path, text[: text.index('"a text"', len(text) // 2) + 3]))
    read = list(items)
    assert 14_000 < len(read) < 16_000
    assert read == [{"name": f"p{i}", "note": "a text"} for i in range(len(read))]
    assert not items.whole


def test_a_table_read_at_once_has_the_rows_of_its_lines(tmp_path: Path) -> None:
    lines = [
        f"web-{i:<12}{'' if i % 4 else i:<8}{'a  b' if i % 50 == 7 else 'Running':<10}{i % 7}" for i in range(5_000)
    ]
    lines[2_000] = "NAME            COUNT   STATUS    AGE"
    lines[3_000] = "a-name-that-is-longer-than-its-column   1   Running   3"
    text = "\n".join(["NAME            COUNT   STATUS    AGE", *lines])
    rows = list(read_items(written(tmp_path, text)))
    assert len(rows) == 4_999
    assert rows[7] == {"NAME": "web-7", "COUNT": "", "STATUS": "a  b", "AGE": "0"}
    assert rows[2_999]["NAME"] == "a-name-that-is-longer-than-its-column"
    expected = [{"NAME": f"web-{i}", "COUNT": "" if i % 4 else str(i), "AGE": str(i % 7)} for i in range(5_000)]
    del expected[2_000]
    read = [{key: value for key, value in row.items() if key != "STATUS"} for row in rows]
    assert [*read[:2_999], *read[3_000:]] == [*expected[:2_999], *expected[3_000:]]


def test_yaml_documents(tmp_path: Path) -> None:
    items = read_items(written(tmp_path, "---\nkind: A\nlist:\n- 1\n---\nkind: B\nlist:\n- 2\n"))
    assert list(items) == [{"kind": "A", "list": [1]}, {"kind": "B", "list": [2]}]


def test_yaml_aliases_do_not_explode(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    items = read_items(written(tmp_path, "\n".join(lines)))
    assert list(items) == []
    assert items.form is Form.TEXT


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            KUBECTL,
            [
                {"NAME": "web-1", "READY": "1/1", "STATUS": "Running", "RESTARTS": "0", "AGE": "3d"},
                {"NAME": "web-2-long", "READY": "0/1", "STATUS": "Pending", "RESTARTS": "4 (3h ago)", "AGE": "2m"},
            ],
        ),
        (AZ, [{"Name": "vm 1", "Location": "westus"}]),
        ('id,name\n1,"a, b"\n2,\n', [{"id": "1", "name": "a, b"}, {"id": "2", "name": ""}]),
    ],
)
def test_rows(tmp_path: Path, text: str, rows: list[dict[str, str]]) -> None:
    assert list(read_items(written(tmp_path, text))) == rows


def test_a_row_with_an_empty_cell_keeps_its_columns(tmp_path: Path) -> None:
    (row,) = read_items(written(tmp_path, DOCKER))
    assert row["PORTS"] == ""
    assert row["NAMES"] == "web"


def test_the_last_column_of_ps_takes_the_rest(tmp_path: Path) -> None:
    (row,) = read_items(written(tmp_path, PS))
    assert (row["PID"], row["COMMAND"]) == ("1", "/sbin/init splash")


def test_several_tables(tmp_path: Path) -> None:
    text = KUBECTL + "\nNAME   TYPE        CLUSTER-IP\napi    ClusterIP   10.0.0.1\n"
    assert list(read_items(written(tmp_path, text)))[-1] == {
        "NAME": "api",
        "TYPE": "ClusterIP",
        "CLUSTER-IP": "10.0.0.1",
    }


@given(st.binary(max_size=400) | st.text(alphabet='{}[]",:\\ \n\t-a1NAME', max_size=200).map(str.encode))
@settings(max_examples=150, deadline=None)
def test_any_bytes_can_be_read_in_any_form(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = written(tmp_path_factory.mktemp("bytes"), data)
    for form in [None, *Form]:
        list(read_items(path, form))
