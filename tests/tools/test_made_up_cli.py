"""One record is enough: a CLI that no table has is seen by every room that reads the records."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud_assist.command.assessment import assess
from cloud_assist.command.preview import Preview, preview_command
from cloud_assist.command.receipt import ambient_target
from cloud_assist.doctor.cloud import check_clis
from cloud_assist.doctor.tools import run_tools
from cloud_assist.headless.check import Checkup
from cloud_assist.models import Risk
from cloud_assist.running.environment import child_environment
from cloud_assist.settings import load_settings
from cloud_assist.tools.registry import DuplicateProgramError, known, tool_of
from cloud_assist.tools.stopping import EVERY_PROGRAM, StopPolicy, policy_of
from cloud_assist.tools.tool import Signal, Tool
from tests.tools.examplectl import EXAMPLECTL


@pytest.fixture
def record() -> Iterator[None]:
    with known(EXAMPLECTL):
        yield


@pytest.fixture
def environ(clean_machine: Path) -> dict[str, str]:
    """A machine on which it is installed."""
    folder = clean_machine / "bin"
    folder.mkdir()
    program = folder / "examplectl"
    program.write_text("#!/bin/sh\necho 7.8.9\n")
    program.chmod(0o755)
    return {"PATH": str(folder), "HOME": str(clean_machine), "EXAMPLE_SITE": "north"}


@pytest.mark.usefixtures("record")
def test_its_rule_and_its_receipt(environ: dict[str, str], tmp_path: Path) -> None:
    found = assess("examplectl --site south delete x", environ=environ, cwd=tmp_path, protected_globs=("south",))
    assert found.risk is Risk.DESTRUCTIVE
    assert [(e.tool, e.name, e.value, e.source) for e in found.target.entries] == [
        ("examplectl", "cluster", "south", "--site")
    ]
    assert found.protected == ("south",)
    assert assess("examplectl list", environ=environ, cwd=tmp_path, protected_globs=()).risk is Risk.READ_ONLY
    assert [e.value for e in ambient_target(environ, tmp_path).entries if e.tool == "examplectl"] == ["north"]


@pytest.mark.usefixtures("record")
def test_its_preview_and_its_variables(environ: dict[str, str], tmp_path: Path) -> None:
    shown = preview_command("examplectl delete x", environ=environ, cwd=tmp_path)
    assert isinstance(shown, Preview)
    assert shown.command == "examplectl list"
    steered = assess(
        "EXAMPLE_SERVER=http://x.example examplectl list", environ=environ, cwd=tmp_path, protected_globs=()
    )
    assert steered.risk is Risk.UNKNOWN
    assert child_environment({"EXAMPLE_PAGER": "less"})["EXAMPLE_PAGER"] == "cat"


@pytest.mark.usefixtures("record")
def test_check_holds_it_against_its_tables(environ: dict[str, str], tmp_path: Path) -> None:
    settings = load_settings(environ=environ, cwd=tmp_path)
    assert [finding.code for finding in Checkup(settings).check("examplectl list").findings] == ["not-read"]


@pytest.mark.usefixtures("record")
def test_doctor_lists_it(environ: dict[str, str], tmp_path: Path) -> None:
    settings = load_settings(environ=environ, cwd=tmp_path)
    assert ("examplectl", "7.8.9") in [(found.topic, found.text.split()[0]) for found in check_clis(settings)]
    table, objects = io.StringIO(), io.StringIO()
    assert run_tools(as_json=False, stdout=table) == 0
    (line,) = [line for line in table.getvalue().splitlines() if line.startswith("examplectl ")]
    assert line.split()[:7] == ["examplectl", "yes", "read", "yes", "yes", "yes", "INT,"]
    run_tools(as_json=True, stdout=objects)
    (found,) = [each for each in json.loads(objects.getvalue()) if each["tool"] == "examplectl"]
    assert found["lacks"] == ["time", "asks"]
    assert found["stop"] == {"signal": "INT", "grace_s": 45}


@pytest.mark.usefixtures("record")
def test_its_stop_policy_and_its_name_in_the_status_line() -> None:
    assert policy_of(("examplectl", "list")) == StopPolicy("examplectl", Signal.INTERRUPT, 45)
    tool = tool_of("examplectl")
    assert tool is not None
    assert tool.short == "ex"


def test_it_is_forgotten_when_the_block_ends(environ: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), known(EXAMPLECTL):
        _ = 1 // 0
    assert tool_of("examplectl") is None
    assert policy_of(("examplectl", "list")) == EVERY_PROGRAM
    assert assess("examplectl list", environ=environ, cwd=tmp_path, protected_globs=()).risk is Risk.UNKNOWN


def test_a_program_that_is_known_already_is_refused() -> None:
    with pytest.raises(DuplicateProgramError, match="kubectl stands in two records"), known(Tool(("x", "kubectl"))):
        pass
    assert tool_of("x") is None
