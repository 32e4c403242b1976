"""What is imported when: the first frame must not wait for what it does not need."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pexpect

from tests.support.terminal import clean_environ


def test_the_first_frame_is_painted_before_the_graph_is_imported(clean_machine: Path) -> None:
    # Both go to the same terminal: the frames, and Python's own line for each module as its import ends.
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable,
        ["-X", "importtime", "-m", "cloud_assist"],
        env=clean_environ(clean_machine, GROQ_API_KEY="gsk_x", GROQ_API_BASE="http://127.0.0.1:9"),
        dimensions=(40, 120),
    )
    seen = b""
    deadline = time.monotonic() + 60
    try:
        while b" langgraph.graph\r\n" not in seen:
            assert time.monotonic() < deadline, seen[-2000:]
            seen += child.read_nonblocking(1_000_000, timeout=30)
    finally:
        child.close(force=True)
    painted = seen.find(b"hat do you want to do?")  # the cursor stands on the first letter
    imported = seen.find(b" langgraph")
    assert 0 < painted < imported
    assert b"| langchain" not in seen[:painted]


def test_the_short_way_into_check_knows_typers_options() -> None:
    from typer.main import get_command

    from cloud_assist.cli.commands import app
    from cloud_assist.cli.quick import check_parser

    group = get_command(app)
    ours = {option for action in check_parser()._actions for option in action.option_strings}
    check = group.commands["check"]  # type: ignore[attr-defined] # a group
    typers = {option for parameter in check.params for option in parameter.opts if option.startswith("-")}
    assert ours == typers - {"--help", "-h"}
