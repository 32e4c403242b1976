"""Every finding has a code of the closed list: none is made past the one place that makes them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cloud_assist
from cloud_assist import findings, models
from cloud_assist.findings import Code, finding, next_step, repairable
from cloud_assist.models import Finding, Severity

PACKAGE = Path(cloud_assist.__file__).parent


def made_by_hand(source: str) -> list[int]:
    """Return the lines of `source` that call `Finding` itself."""
    if Finding.__name__ not in source:
        return []
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if ast.unparse(call.func).rpartition(".")[2] == Finding.__name__]


def test_no_module_makes_a_finding_by_hand() -> None:
    makers = {path: lines for path in PACKAGE.rglob("*.py") if (lines := made_by_hand(path.read_text("utf-8")))}
    assert list(makers) == [Path(findings.__file__)]
    assert len(makers[Path(findings.__file__)]) == 1
    assert made_by_hand("x = models.Finding(severity, 'x', 'Text.')") == [1], "the search sees what it looks for"


def test_no_module_but_the_list_spells_a_code() -> None:
    """A text that is a code by chance (`ssh remote`, `syntax`) has no hyphen; those with one are ours alone."""
    codes = {code.value for code in Code if "-" in code.value}
    others = (path for path in PACKAGE.rglob("*.py") if path != Path(findings.__file__) and "rules" not in path.parts)
    spelled = [
        (path.name, node.value)
        for path in others
        if any(code in (source := path.read_text("utf-8")) for code in codes)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and node.value in codes
    ]
    assert spelled == []


@pytest.mark.parametrize("code", Code)
def test_every_code_has_its_traits(code: Code) -> None:
    made = finding(code, "Text.")
    assert made == Finding(code.severity, code.value, "Text.")
    assert type(made.code) is str, "what is stored and sent is a plain string"
    assert not code.about or code.about.endswith(".")


def test_a_code_of_another_version_is_never_repairable() -> None:
    assert repairable(finding(Code.UNKNOWN_OPTION, "Text."))
    assert not repairable(finding(Code.UNKNOWN_OPTION, "Text.", severity=Severity.WARNING))
    assert not repairable(finding(Code.UNEXPECTED_ARGUMENT, "Text."))
    assert not repairable(models.Finding(Severity.ERROR, "of-another-version", "Text."))


def test_what_the_text_proposes_already_is_not_proposed_twice() -> None:
    asked = finding(Code.UNKNOWN_OPERATION, "docker has no command `biuld`. Did you mean `build`?", "build")
    assert next_step(asked) == ""
    assert (
        next_step(finding(Code.NOT_READ, "Not checked.", "cloud-assist catalog build")) == "cloud-assist catalog build"
    )
