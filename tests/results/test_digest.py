"""A digest says how much there is, counted over all of it, within its bytes, and never a secret or half of one."""

from __future__ import annotations

import base64
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.redaction.redactor import Redactor
from cloud_assist.results.counts import Counts
from cloud_assist.results.digest import Digest, digest
from cloud_assist.results.reading import Form

PASSWORD = "hunter2-Tr0ub4dor"
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLQ"


def instance(number: int) -> dict[str, Any]:
    return {
        "InstanceId": f"i-{number:017x}",
        "State": {"Code": 16, "Name": "stopped" if number % 10 == 0 else "running"},
        "Architecture": "x86_64",
        "CpuOptions": {"CoreCount": number % 4},
        "LaunchTime": f"2026-11-{number % 28 + 1:02}T10:00:00+00:00",
        "Tags": [{"Key": "Name", "Value": f"web-{number}"}, {"Key": "env", "Value": "prod" if number % 3 else "dev"}],
    }


INSTANCES = {"Reservations": [{"Groups": [], "Instances": [instance(number)]} for number in range(500)]}


def digested(tmp_path: Path, text: str | bytes, budget: int = 2000, words: str = "") -> Digest:
    path = tmp_path / "output"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    made = digest(path, budget=budget, words=words.split(), redact=Redactor().redact)
    assert len(made.text.encode()) <= budget
    return made


def test_items_are_counted_by_value_over_all_of_them(tmp_path: Path) -> None:
    made = digested(tmp_path, json.dumps(INSTANCES, indent=4))
    assert made.items == 500
    assert "500 items in .Reservations[].Instances[]" in made.text
    assert ".State.Name: running 450, stopped 50" in made.text
    assert ".Tags[Key=env]: prod 333, dev 167" in made.text
    assert "2026-11-01T10:00:00+00:00 to 2026-11-28T10:00:00+00:00" in made.text
    assert ".Architecture x86_64" in made.text
    assert made.left_out == f"{made.shown} of 500 items"
    assert made.left_out in made.text
    assert not made.whole


def test_true_is_not_counted_as_one(tmp_path: Path) -> None:
    """To a dict `True`, `1` and `1.0` are the same key."""
    values = [True, 1, 1.0, True, False, 0, None, "1", True, 1]
    lines = "".join(
        json.dumps({"a": value, "n": number, "pad": "x" * 60}) + "\n" for number, value in enumerate(values * 9)
    )
    made = digested(tmp_path, lines, budget=700)
    assert ".a: true 27, 1 18, 1.0 9, false 9, 0 9, null 9, 1 9" in made.text


def test_types_that_come_later_are_told_apart_too() -> None:
    counts = Counts()
    assert counts.update([1, 1, None], {int, type(None)}) == [1, None]
    assert counts.update([True, 1, 2.0], {bool, int, float}) == [True, 2.0]
    assert [(type(value), times) for value, times in counts.most_common(2)] == [(int, 3), (type(None), 1)]
    assert len(counts) == len(list(counts)) == 4


def test_of_very_many_items_the_first_are_counted_and_the_digest_says_so(tmp_path: Path) -> None:
    """What is said of all items would not be true of those that were not counted."""
    item = {f"k{key}": 1 for key in range(38)}
    running, stopped = (json.dumps({"state": state, **item}) for state in ("running", "stopped"))
    made = digested(tmp_path, "\n".join([running] * 30_000 + [stopped] * 9))
    head, *rest = made.text.splitlines()
    counted = re.search(r"30,009 items; keys and values are those of the first ([\d,]+)$", head)
    assert counted
    assert made.items == 30_009
    assert any(line.startswith(f"Same in the first {counted[1]}: .state running; ") for line in rest)
    assert " all" not in made.text


def test_items_that_the_request_touches_come_first(tmp_path: Path) -> None:
    made = digested(tmp_path, json.dumps(INSTANCES), 1200, "restart web-377")
    rows = made.text[made.text.index("Items (") :].splitlines()
    assert "web-377" in rows[1]


def test_a_word_in_every_item_moves_none(tmp_path: Path) -> None:
    plain = digested(tmp_path, json.dumps(INSTANCES), 1200)
    assert digested(tmp_path, json.dumps(INSTANCES), 1200, "x86_64 the").text == plain.text


@pytest.mark.parametrize(
    "text", ['{"Account": "123456789012"}', "NAME   READY\nweb    1/1\n", "a line\n", "id,name\n1,a\n"]
)
def test_a_small_output_is_told_whole(tmp_path: Path, text: str) -> None:
    made = digested(tmp_path, text)
    assert made.text == text.strip("\n")
    assert made.whole
    assert made.left_out == ""


def test_a_padded_document_is_told_whole_on_fewer_lines(tmp_path: Path) -> None:
    document = {"items": [{"name": f"pod-{number}", "ready": True} for number in range(20)]}
    made = digested(tmp_path, json.dumps(document, indent=16))
    assert made.whole
    assert all(f'"pod-{number}"' in made.text for number in range(20))


def test_one_object_is_told_by_its_keys(tmp_path: Path) -> None:
    document = {
        "metadata": {"name": "web"},
        "status": {"phase": "Running"},
        "data": {f"k{i}": "v" * 99 for i in range(99)},
    }
    made = digested(tmp_path, json.dumps(document), 800)
    assert ".metadata.name: web" in made.text
    assert ".status.phase: Running" in made.text
    assert made.left_out


def test_a_table_is_counted(tmp_path: Path) -> None:
    rows = "".join(
        f"web-{number:<12}1/1     {'Running' if number % 5 else 'Failed ':<10}{number % 7}\n" for number in range(300)
    )
    made = digested(tmp_path, "NAME            READY   STATUS    RESTARTS\n" + rows)
    assert made.form is Form.COLUMNS
    assert ".STATUS: Running 240, Failed 60" in made.text
    assert "columns: NAME, READY, STATUS, RESTARTS" in made.text


def test_a_cut_document_says_so(tmp_path: Path) -> None:
    text = json.dumps(INSTANCES, indent=4)
    made = digested(tmp_path, text[: len(text) // 2])
    assert made.items is not None
    assert 200 < made.items < 300
    assert "cut" in made.text
    assert not made.whole


def test_a_log_is_told_by_its_templates_errors_first(tmp_path: Path) -> None:
    lines = [
        f"2026-11-30T14:{i // 60 % 60:02}:{i % 60:02}Z INFO request {i} from 10.0.0.{i % 250} took {i % 97} ms"
        for i in range(3000)
    ]
    lines[1234] = "2026-11-30T14:20:34Z ERROR disk /dev/sda1 is full"
    made = digested(tmp_path, "\n".join(lines), 900)
    assert made.form is Form.LOG
    assert "3,000 lines" in made.text
    assert "2026-11-30T14:00:00Z to 2026-11-30T14:49:59Z" in made.text
    assert "error 1, info 2,999" in made.text
    assert made.text.index("disk /dev/sda1 is full") < made.text.index("× 2,999")
    assert "INFO request # from #.#.#.# took # ms" in made.text


def test_text_is_told_by_head_tail_and_touched_lines(tmp_path: Path) -> None:
    lines = [f"Step {word} of the build, which says little" for word in ("one", "two", "three")] * 2000
    lines[3000] = "Uploading artefact frobnicator to the store"
    made = digested(tmp_path, "\n".join(lines), 900, "where did frobnicator go")
    assert made.form is Form.TEXT
    assert made.text.startswith("Step one")
    assert "Uploading artefact frobnicator" in made.text
    assert made.left_out == "head and tail of 250.0 kB"


SECRET_OUTPUTS = {
    "a field of every item": json.dumps([{"id": i, "password": PASSWORD, "pad": "x" * 50} for i in range(300)]),
    "a pair of name and value": json.dumps(
        [{"id": i, "pad": "x" * 50, "env": [{"name": "DB_PASSWORD", "value": PASSWORD}]} for i in range(300)]
    ),
    "one object": json.dumps({"name": "db", "password": PASSWORD, "notes": ["n" * 100] * 100}),
    "beside the items": json.dumps({"items": [{"a": "x" * i} for i in range(300)], "password": PASSWORD}),
    "a table": "NAME    PASSWORD\n" + "".join(f"u{i:<7}{PASSWORD}\n" for i in range(300)),
    "a list in CSV": "name,password\n" + "".join(f"u{i},{PASSWORD}\n" for i in range(300)),
    "a log": "".join(f"2026-11-30T14:00:01Z ERROR login failed password={PASSWORD} try {i}\n" for i in range(300)),
    "YAML": "items:\n" + "".join(f"- name: u{i}\n  password: {PASSWORD}\n" for i in range(300)),
    "text": "hello\n" * 200 + f"export DB_PASSWORD={PASSWORD}\n" + "bye\n" * 200,
    "the cut of a text": ("w" * 30 + f" password={PASSWORD} ") * 400,
}


@pytest.mark.parametrize("where", SECRET_OUTPUTS)
@pytest.mark.parametrize("budget", [150, 600, 1500, 4000])
def test_no_secret_and_no_part_of_one_is_told(tmp_path: Path, where: str, budget: int) -> None:
    made = digested(tmp_path, SECRET_OUTPUTS[where], budget, "password hunter2 export")
    for length in range(5, len(PASSWORD) + 1):
        assert PASSWORD[:length] not in made.text
        assert PASSWORD[-length:] not in made.text


def test_data_of_kubernetes_secrets_is_not_told(tmp_path: Path) -> None:
    value = base64.b64encode(PASSWORD.encode()).decode()
    items = [{"kind": "Secret", "metadata": {"name": f"s{i}"}, "data": {"file": value}} for i in range(200)]
    assert value not in digested(tmp_path, json.dumps({"kind": "List", "items": items})).text


def test_lines_of_a_key_within_a_log_are_not_told(tmp_path: Path) -> None:
    body = base64.b64encode(random.Random(1).randbytes(48 * 20)).decode()
    key = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    lines = [f"2026-11-30T14:00:01Z ERROR failed {i}" for i in range(200)]
    text = "\n".join([*lines, "-----BEGIN RSA PRIVATE KEY-----", key, "-----END RSA PRIVATE KEY-----", *lines])
    made = digested(tmp_path, text, 6000)
    assert not any(line in made.text for line in key.split("\n"))


def test_a_key_that_identifies_a_map_is_redacted(tmp_path: Path) -> None:
    made = digested(tmp_path, json.dumps({"keys": {ACCESS_KEY: {"user": "x" * 3000}, "b": {"user": "y" * 3000}}}), 900)
    assert ACCESS_KEY not in made.text


DOCTORED = {
    "one long line": b"x" * 3_000_000,
    "one long string": json.dumps({"a": "x" * 6_000_000}).encode(),
    "deep": b"[" * 200_000,
    "deep and closed": b'{"a":' * 900 + b"1" + b"}" * 900,
    "NUL": b"\x00" * 100_000,
    "random": random.Random(2).randbytes(100_000),
    "no UTF-8": b'{"items": [' + b",".join([b'{"a": "\xff\xfe"}'] * 500) + b"]}",
    "numbers beyond": b"[" + b",".join([b"9" * 400] * 90) + b", 1e999, -1e999, NaN]",
    "many keys": json.dumps([{f"k{i}-{j}": j for j in range(300)} for i in range(60)]).encode(),
    "keys that are no names": json.dumps([{"": 1, "a b": 2, "\n": 3, "\u202e": 4}] * 400).encode(),
    "mixed": json.dumps([1, "a", None, True, [1], {"a": 1}, [], {}] * 300).encode(),
    "same name twice": b'[{"Key": "a", "Value": {"b": 1}}, {"Key": "a", "Value": [2]}]' * 1,
    "lone surrogate": b'["\\ud800", "\\udc00"]' + b" " * 5000,
    "ESC in strings": json.dumps(["\x1b[31mred\x1b[0m"] * 400).encode(),
    "raw controls": b'[{"a": "x\x01\x1by"}]' * 1 + b" " * 4000,
}


@pytest.mark.parametrize("name", DOCTORED)
@pytest.mark.parametrize("budget", [0, 1, 50, 700])
def test_what_is_doctored_is_digested_within_its_bytes(tmp_path: Path, name: str, budget: int) -> None:
    digested(tmp_path, DOCTORED[name], budget, "red a 1")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=6),
    max_leaves=40,
)
OUTPUTS = (
    st.binary(max_size=3000)
    | st.text(alphabet='{}[]",:\\ \n\t-a1NAME', max_size=600).map(str.encode)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.lists(VALUES, min_size=30, max_size=40).map(lambda values: json.dumps({"items": values}, indent=2).encode())
    | st.lists(VALUES, min_size=5, max_size=40).map(lambda values: "\n".join(map(json.dumps, values)).encode())
)


@given(OUTPUTS, st.integers(0, 1500), st.integers(0, 300), st.lists(st.text(max_size=8), max_size=4))
@settings(max_examples=150, deadline=None)
def test_any_output_within_any_number_of_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, budget: int, cut: int, words: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "output"
    path.write_bytes(data[: len(data) - cut] if cut < len(data) else data)
    made = digest(path, budget=budget, words=words, redact=Redactor().redact)
    assert len(made.text.encode()) <= budget
    assert made.whole == (made.left_out == "")
