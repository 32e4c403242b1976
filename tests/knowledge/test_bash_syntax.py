"""What is said of a text that cannot be read: bash's own word, asked without running anything."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cloud_assist.command.approval import may_approve
from cloud_assist.headless.check import Checkup
from cloud_assist.knowledge.bash_syntax import complaint_of_bash
from cloud_assist.models import Assessment, Gap, Risk, Severity
from cloud_assist.settings import load_settings
from tests.support.receipts import furnish

ACCEPTED = "kubectl delete pod ${name@P}"
"""Bash reads it, cloud-assist does not."""


@pytest.fixture
def home(clean_machine: Path) -> Path:
    furnish(clean_machine)
    return clean_machine


def checked(command: str, home: Path, **extra: str) -> Assessment:
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "PROTECTED_TARGETS": "kind-*,*prod*", **extra}
    return Checkup(load_settings(environ=environ, cwd=home)).check(command)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("kubectl delete pod (x", "bash refuses it: syntax error near unexpected token `(' (line 1)."),
        ("if true; then\nkubectl delete pod x", "bash refuses it: syntax error: unexpected end of file (line 3)."),
        ("echo ')", "bash refuses it: unexpected EOF while looking for matching `'' (line 1)."),
    ],
)
def test_what_bash_refuses_is_told_in_its_words_and_cannot_be_approved(home: Path, command: str, said: str) -> None:
    found = checked(command, home)
    assert said in [reason.text for reason in found.reasons]
    assert (Severity.ERROR, said) in [(each.severity, each.text) for each in found.findings]
    assert may_approve(found, second_person=False) is not None


def test_what_bash_accepts_is_grave_with_the_target_of_the_tools_that_it_names(home: Path) -> None:
    found = checked(ACCEPTED, home)
    assert found.risk is Risk.UNKNOWN
    assert found.reasons[0].text.startswith("bash accepts this, but cloud-assist does not understand it")
    assert {entry.tool for entry in found.target.entries} == {"kubectl"}
    assert found.target.value("kubectl", "context") == "kind-dev"
    assert [each.gap for each in found.target.unknown] == [Gap.UNREADABLE]
    assert found.protected == ("kind-dev",)
    assert "The target is unknown, and kind-dev is configured here." in [each.text for each in found.findings]
    assert may_approve(found, second_person=False) is None  # by its typed name: `Assessment.protected`


def test_where_no_tool_is_named_everything_that_is_set_up_may_be_hit(home: Path) -> None:
    tools = {entry.tool for entry in checked("frobnicate ${name@P}", home).target.entries}
    assert tools >= {"aws", "kubectl", "gcloud", "az", "docker"}


def test_asking_bash_runs_nothing(home: Path) -> None:
    witness = home / "ran"
    startup = home / "startup"
    startup.write_text(f"touch {witness}\n")
    for command in (
        f"coproc touch {witness}",
        f"set +n; touch {witness}; coproc true",
        f"x=$(touch {witness}) coproc :",
    ):
        assert complaint_of_bash(command) is not None
        checked(command, home, BASH_ENV=str(startup), ENV=str(startup))
    assert not witness.exists()


def test_what_bash_cannot_be_asked_stays_as_it_was(home: Path) -> None:
    assert complaint_of_bash("ls \0") is None
    assert complaint_of_bash("x" * 200_000) is None
    assert checked("ls \0", home).reasons[0].text != ""
