"""No command of a long-tail program that was labelled as more than a read is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.models import Risk

DATA = Path(__file__).parents[2] / "benchmarks" / "data"


@pytest.mark.parametrize("name", ["safety_longtail", "safety_strangers"])
def test_nothing_that_is_more_than_a_read_would_run_unasked(name: str) -> None:
    rows = map(json.loads, (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    more = [row["command"] for row in rows if row["label"] in {"not_read_only", "dangerous"}]
    assert len(more) > 500
    assert [command for command in more if judged(command) is Risk.READ_ONLY] == []


def judged(command: str) -> Risk:
    return judge(command, environ={"PATH": "/usr/bin:/bin", "HOME": "/home/nobody"}, cwd=Path("/")).risk
