"""The receipt and the protection of commands that act beyond this machine: a table, see remote_targets.toml."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.command.assessment import assess
from cloud_assist.command.receipt import ambient_target
from cloud_assist.tools.registry import tool_of
from cloud_assist.tools.tool import Read
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
