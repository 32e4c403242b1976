"""Colours for documents change no character, and tell keys from values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.tui.document_colors import colour_json, colour_yaml


def kinds(line: str, spans: list[tuple[int, int, str]]) -> dict[str, str]:
    return {line[start:end].strip(): style for start, end, style in spans}


def test_json() -> None:
    line = '  "name": "web: 3", "count": -4.5, "ready": true'
    found = kinds(line, [(span.start, span.end, str(span.style)) for span in colour_json(line).spans])
    assert found['"name"'] == found['"count"'] == "$text-accent"
    assert found['"web: 3"'] == "$text-success"
    assert found["-4.5"] == "$text-warning"
    assert found["true"] == "$text-secondary"


def test_yaml() -> None:
    line = "- name: web"
    assert kinds(line, [(s.start, s.end, str(s.style)) for s in colour_yaml(line).spans]) == {"- name": "$text-accent"}
    line = "  replicas: 3"
    found = kinds(line, [(s.start, s.end, str(s.style)) for s in colour_yaml(line).spans])
    assert found == {"replicas": "$text-accent", "3": "$text-warning"}


@given(st.text(alphabet="\"'{}[]:,#-0123 truefals\\\n"))
def test_the_text_stays(line: str) -> None:
    assert colour_json(line).plain == line
    assert colour_yaml(line).plain == line
