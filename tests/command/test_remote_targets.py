"""The receipt and the protection of commands that act beyond this machine: a table, see remote_targets.toml."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud_assist.command.assessment import assess
from cloud_assist.command.receipt import ambient_target
from cloud_assist.command.receipt.invocation import Invocation
from cloud_assist.command.receipt.reach import reader
from cloud_assist.tools.registry import registry, tool_of
from cloud_assist.tools.tool import Read, ThisMachine
from tests.support.receipts import write

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("remote_targets.toml").read_text("utf-8"))
CASES: list[dict[str, Any]] = TABLE["case"]
SECRET = "hunter2"


@pytest.fixture
def home(clean_machine: Path) -> Path:
    for name, text in TABLE["files"].items():
        write(clean_machine / name, text)
    return clean_machine


def environment(home: Path, extra: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home)} | {k: v.replace("~", str(home)) for k, v in extra.items()}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['command']} {case.get('environ', '')}" for case in CASES])
def test_receipt_and_protection(home: Path, case: dict[str, Any]) -> None:
    environ = environment(home, case.get("environ", {}))
    found = assess(case["command"], environ=environ, cwd=home / "work", protected_globs=("*prod*",))
    assert found.target.line() == case["target"]
    assert bool(found.target.unknown) == case.get("unknown", False)
    if case.get("unknown"):
        assert set(case["protected"]) <= set(found.protected)
    else:
        assert list(found.protected) == case["protected"]
    assert SECRET not in str(found.target)


def test_the_table_is_large_and_has_no_case_twice() -> None:
    assert len(CASES) >= 60
    assert len({(case["command"], str(case.get("environ"))) for case in CASES}) == len(CASES)


def test_programs_that_are_alike_have_the_same_reader() -> None:
    for names in (
        ("aws", "aws2"), ("helm", "helm3"), ("docker", "docker-cli"), ("nerdctl", "finch", "lima-nerdctl"),
        ("psql", "pg_dump", "pgcli", "dropdb"), ("mysql", "mariadb", "mysqldump", "mycli"), ("vault", "bao"),
        ("redis-cli", "valkey-cli"), ("mongosh", "mongo", "mongodump"), ("gh", "glab"), ("fly", "flyctl"),
    ):  # fmt: skip
        readers = {tool.acts.reader for name in names if (tool := tool_of(name)) and isinstance(tool.acts, Read)}
        assert len(readers) == 1, names


def test_surroundings_show_what_is_set_up_and_nothing_else(home: Path) -> None:
    bare = home / "bare"
    bare.mkdir()
    environ = {"PATH": os.environ["PATH"], "HOME": str(bare)}
    assert ambient_target(environ, bare).entries == ()
    shown = ambient_target(environ | {"VAULT_ADDR": "https://vault.example.com", "PGHOST": "db"}, bare).line()
    assert shown == "postgres host db │ vault server https://vault.example.com" or shown == (
        "vault server https://vault.example.com │ postgres host db"
    )


READ = sorted(program for tool in registry() if isinstance(tool.acts, Read) for program in tool.programs)
WORDS = [
         "-h", "--host", "-p", "-d", "push", "app", "apps", "delete", "-R", "--", "-C", "=", "a://b:c@d:1/e?f", "[::1",
         "x:y", "x" * 300, "service=orders", "-Atc", "-i", "a,b", "stack", "rm", "repo", "--cluster", "-u", "~", "$X",
]  # fmt: skip
BROKEN = [
          b"", b"\xff\xfe\x00", b"[", b"[x\ny", b"= =\n", b"{", b"[]", b'{"Account": 5}', b"a: [", b"contexts: 5\n",
          b"ref:", b"gitdir: /nowhere", b"[remote \"\n[x] = \n", b"app = \"", b"!include x\n!includedir ../work\n",
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400)
@given(st.sampled_from(READ), st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=5))
def test_any_arguments_are_survived(home: Path, program: str, arguments: list[str]) -> None:
    tool = tool_of(program)
    assert tool is not None
    assert isinstance(tool.acts, Read)
    call = Invocation(program, tuple(arguments), environment(home, {}), home / "work")
    found = reader(tool.acts.reader)(call)
    assert isinstance(found, ThisMachine) or all(entry.value and entry.name for entry in found)


@pytest.mark.parametrize("name", TABLE["files"])
def test_a_broken_file_is_left_out(home: Path, name: str) -> None:
    environ = environment(home, {})
    for content in BROKEN:
        (home / name).write_bytes(content)
        for case in CASES:
            judged = assess(case["command"], environ=environ, cwd=home / "work", protected_globs=("*prod*",))
            assert all(entry.value for entry in judged.target.entries)
        ambient_target(environ, home / "work")
