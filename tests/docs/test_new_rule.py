"""`make new-rule` in a copy of the project: the scaffold fails its own examples until somebody fills it in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cloud_assist.command.rules.engine import registry

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the script and a judgement need."""
    folder = tmp_path / "copy"
    shutil.copytree(REPOSITORY / "cloud_assist", folder / "cloud_assist", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(REPOSITORY / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "Makefile", folder)
    return folder


def python(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=copy, env=environ, capture_output=True, text=True, check=False)


def wrong_examples(copy: Path) -> list[str]:
    code = (
        "from pathlib import Path\n"
        "from cloud_assist.command.judging.judge import judge\n"
        "from cloud_assist.command.rules.engine import registry\n"
        "for command, risk in registry.examples('cloud.examplectl'):\n"
        "    if judge(command, environ={}, cwd=Path('/')).risk is not risk: print(command)\n"
    )
    done = python(copy, "-c", code)
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_scaffold_fails_until_it_is_filled_in(copy: Path) -> None:
    done = python(copy, "scripts/new_rule.py", "examplectl")
    assert done.returncode == 0, done.stderr
    assert "tests/command/test_rule_examples.py -k cloud.examplectl" in done.stdout
    assert wrong_examples(copy) == [
        "examplectl list",
        "examplectl list -o json",
        "examplectl create thing",
        "examplectl delete thing",
    ]
    module = copy / "cloud_assist/command/rules/cloud/examplectl.py"
    table = 'verbs(read_only="version, list", mutating="create", destructive="delete")'
    module.write_text(module.read_text("utf-8").replace('verbs(read_only="version")', table), "utf-8")
    assert wrong_examples(copy) == []


def test_what_it_writes_is_formatted_and_clean(copy: Path) -> None:
    python(copy, "scripts/new_rule.py", "example-ctl", "--side", "plain")
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    written = [
        copy / "cloud_assist/command/rules/plain/example_ctl.py",
        copy / "cloud_assist/tools/plain.py",
    ]
    for words in (["check"], ["format", "--check"]):
        done = python(copy, "-m", "ruff", *words, *map(str, written))
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["kubectl", "grep", "../x", "Foo", ""])
def test_a_name_that_cannot_be_taken_changes_nothing(copy: Path, name: str) -> None:
    before = sorted((copy / "cloud_assist").rglob("*.py"))
    done = python(copy, "scripts/new_rule.py", name)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr
    assert sorted((copy / "cloud_assist").rglob("*.py")) == before


def test_a_program_with_a_rule_is_told_its_module(copy: Path) -> None:
    said = python(copy, "scripts/new_rule.py", "vault").stderr
    assert said == "vault already has a rule: see cloud_assist/command/rules/cloud/secret_tools.py.\n"


def test_make_hands_the_name_on(copy: Path) -> None:
    environ = {**os.environ, "PYTHONPATH": str(copy), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    make = ["make", "-s", "new-rule", "NAME=examplectl", "SIDE=plain"]
    subprocess.run(make, cwd=copy, env=environ, check=True, capture_output=True)
    assert 'Tool(("examplectl",), "plain.examplectl"),' in (copy / "cloud_assist/tools/plain.py").read_text()
    assert registry.rule_of("examplectl") is None  # only the copy was changed
