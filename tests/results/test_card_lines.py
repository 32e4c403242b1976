"""A finished output's card shows what says most: a document's head, a log's end with its repetitions counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.results.card_lines import CardLines, card_lines
from cloud_assist.results.reading import Form


def shown(tmp_path: Path, text: str | bytes, count: int = 5) -> CardLines | None:
    path = tmp_path / "output"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return card_lines(path, count)


def test_the_head_of_json(tmp_path: Path) -> None:
    text = json.dumps({"name": "web", "list": list(range(50))}, indent=2)
    made = shown(tmp_path, text)
    assert made is not None
    assert made.lines == tuple(text.splitlines()[:5])
    assert made.below == len(text.splitlines()) - 5
    assert made.form is Form.JSON


def test_json_on_one_line_is_set_out(tmp_path: Path) -> None:
    document = {"name": "web", "list": list(range(90))}
    made = shown(tmp_path, json.dumps(document))
    assert made is not None
    assert made.lines[:3] == ("{", '  "name": "web",', '  "list": [')
    assert made.below == len(json.dumps(document, indent=2).splitlines()) - 5


def test_repeated_lines_of_a_log_are_counted(tmp_path: Path) -> None:
    lines = [f"2026-11-30T14:00:{second:02}Z INFO tick {second}" for second in range(50)]
    lines[30] = "2026-11-30T14:00:30Z ERROR disk is full"
    made = shown(tmp_path, "\n".join(lines))
    assert made is not None
    assert made.lines == (
        "2026-11-30T14:00:29Z INFO tick 29  × 30",
        "2026-11-30T14:00:30Z ERROR disk is full",
        "2026-11-30T14:00:49Z INFO tick 49  × 19",
    )
    assert (made.above, made.below) == (0, 0)


def test_lines_above_are_counted_over_the_whole_log(tmp_path: Path) -> None:
    lines = [f"2026-11-30T14:00:01Z INFO {'tick' if number // 2 % 2 else 'tock'} {number}" for number in range(20_000)]
    made = shown(tmp_path, "\n".join(lines))
    assert made is not None
    assert made.above == 20_000 - 10


@pytest.mark.parametrize(
    "text", ["On branch main\nnothing to commit\n", "2026-11-30T14:00:01Z INFO a\n2026-11-30T14:00:02Z INFO b\n", ""]
)
def test_where_the_last_lines_are_as_good(tmp_path: Path, text: str) -> None:
    assert shown(tmp_path, text) is None


def test_nothing_steers_the_terminal(tmp_path: Path) -> None:
    made = shown(tmp_path, '{"a": "\x1b[2J\x1b]0;title\x07"}\n')
    assert made is not None
    assert "\x1b" not in "".join(made.lines)


@given(
    st.binary(max_size=400) | st.text(alphabet='{}[]",: \n-aERROR 1', max_size=300).map(str.encode), st.integers(1, 6)
)
@settings(max_examples=80, deadline=None)
def test_any_output(tmp_path_factory: pytest.TempPathFactory, data: bytes, count: int) -> None:
    made = shown(tmp_path_factory.mktemp("any"), data, count)
    assert made is None or len(made.lines) <= count
