"""What is imported when: --help and the first frame must not wait for what they do not need."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pexpect

from tests.support.terminal import clean_environ

HEAVY = ("textual", "langgraph", "langchain_core", "langchain_groq", "rich", "yaml", "tree_sitter")

_HELP = """
import json, sys
sys.argv = ["cloud-assist", *{arguments!r}]
from cloud_assist.cli import main
try:
    main()
except SystemExit as end:
    print(json.dumps([end.code, sorted(sys.modules)]), file=sys.stderr)
"""


def modules_after(*arguments: str, home: Path) -> tuple[int, set[str]]:
    """Run the program in a fresh interpreter; return its exit status and what it had imported by then."""
    code = _HELP.format(arguments=list(arguments))
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environ(home), capture_output=True, text=True, check=True
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    return int(status or 0), set(modules)


def test_help_imports_nothing_heavy(clean_machine: Path) -> None:
    for arguments in (["--help"], ["run", "--help"], ["sessions", "--help"], ["--version"]):
        status, modules = modules_after(*arguments, home=clean_machine)
        assert status == 0
        assert not modules & set(HEAVY), arguments


def test_check_imports_neither_graph_nor_app(clean_machine: Path) -> None:
    status, modules = modules_after("check", "ls -la", home=clean_machine)
    assert status == 0
    assert not modules & {"textual", "langgraph", "langchain_core", "rich", "yaml"}


def test_sessions_list_imports_no_graph(clean_machine: Path) -> None:
    status, modules = modules_after("sessions", "list", home=clean_machine)
    assert status == 0
    assert not modules & {"textual", "langgraph", "langchain_core"}


def test_the_app_module_imports_no_graph() -> None:
    code = "import sys, cloud_assist.tui.app; print([m for m in sys.modules if m.split('.')[0][:4] == 'lang'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


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
