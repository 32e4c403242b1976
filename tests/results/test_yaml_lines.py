"""YAML that is read line by line has the values that PyYAML finds in it, or is left to PyYAML."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cloud_assist.results.yaml_items import YamlItems, load

TEXTS = st.text(max_size=12) | st.sampled_from(
    ["yes", "on", "~", "null", "1", "-1", "0x1f", "1:30", "1e3", "1.5", "a: b", "a #b", "- a", "-", "'", '"', "|", "a:",
     "x\ny\n", "x\n\n  y", "x\n", "2026-11-30T10:00:00Z", "<<", "=", "*a", "&a", "{}", "[]", "#", "", " a", "a "]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=25,
)


def lines_read(text: str) -> Any:
    """Return the documents of `text` as they are read; what cannot be read is told by None."""
    return YamlItems(iter([]))._values(text.removesuffix("\n").split("\n"))


class Texts(yaml.SafeDumper):
    """Writes texts of several lines as tools do, below a mark."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


Texts.add_representer(str, _text)


@given(VALUES, st.sampled_from([yaml.SafeDumper, Texts]), st.sampled_from([2, 4]), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read(value: Any, dumper: type[yaml.SafeDumper], indent: int, wide: bool) -> None:
    text = yaml.dump(value, Dumper=dumper, indent=indent, width=1_000 if wide else 20, allow_unicode=True)
    try:
        expected = load(text)
    except ValueError:
        return
    read = lines_read(text)
    assert json.dumps(read) == json.dumps([] if not text.strip("-. \n") else [expected])


LINE = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "  ", "  ", "    ", " "]),
    st.sampled_from(["", "", "- ", "-   ", "- - ", "-"]),
    st.sampled_from(["a:", "b: ", "'c': ", '"d": ', "a: ", "yes: ", "1: ", "", "a b: ", "? ", ": "]),
    st.sampled_from(
        ["", "", "x", "1", "~", "|", "|-", ">", "|+", "'x'", "'x", "x'", '"x\\n"', '"\\x41"', "{}", "[a]", "# c",
         "x # c", "- x", "*a", "!t x", "x: y", "x:", "-1", "0o7", "010", "\tx", "x  ", "---", "...", "é", "\x85", "%"]
    ),
)  # fmt: skip


@example(["a: |", "  - x", "  - &b y", "- z"])
@example(["- &a x", "- *a", "- |", "  y"])
@example(["a:", "- |", "  x", "", "   y", " ", "b: 1"])
@example(["- a: |-", "   x", "  b: 1"])
@example(["a: 1", "a: 2", "  b: 3"])
@given(st.lists(LINE, max_size=9))
@settings(max_examples=150, deadline=None)
def test_any_lines_mean_what_they_mean_to_pyyaml(lines: list[str]) -> None:
    if any(line.startswith(("---", "...")) for line in lines):
        return
    read = lines_read("\n".join([*lines, ""]))
    try:
        expected = [load("\n".join([*lines, ""]))] if any(map(str.strip, lines)) else []
    except ValueError:
        assert read is None
        return
    assert json.dumps(read, default=str) == json.dumps(expected, default=str)
