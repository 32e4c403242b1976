"""What stands around the code agrees with it: CI, issue forms, commit hooks, the lock file, the changelog."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from cloud_assist import __version__
from cloud_assist.models import Risk

REPOSITORY = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
FORMS = [each for each in (REPOSITORY / ".github/ISSUE_TEMPLATE").glob("*.yml") if each.name != "config.yml"]


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_ci_tests_every_python_that_the_package_claims() -> None:
    claimed = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    matrix = loaded(REPOSITORY / ".github/workflows/ci.yml")["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == claimed
    assert {each.split("-")[0] for each in matrix["os"]} == {"ubuntu", "macos"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_an_issue_form_has_what_github_asks_for(form: Path) -> None:
    content = loaded(form)
    assert content["name"]
    assert content["description"]
    fields = [field for field in content["body"] if field["type"] != "markdown"]
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_the_form_for_a_wrong_class_offers_the_classes() -> None:
    body = loaded(REPOSITORY / ".github/ISSUE_TEMPLATE/wrong-risk-class.yml")["body"]
    offered = {field.get("id"): field["attributes"].get("options") for field in body}
    assert offered["expected"] == [risk.value for risk in Risk]


def test_the_hooks_run_what_make_lint_runs_and_need_no_network() -> None:
    repos = loaded(REPOSITORY / ".pre-commit-config.yaml")["repos"]
    assert [each["repo"] for each in repos] == ["local"]
    hooks = repos[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    recipe = (REPOSITORY / "Makefile").read_text("utf-8").split("\nlint:")[1].split("\n\n")[0]
    linted = {line.split(" --check")[0].strip().removesuffix(" .") for line in recipe.splitlines()[1:]}
    assert {hook["entry"].removesuffix(" --force-exclude") for hook in hooks} == linted


def test_the_lock_file_names_versions_and_hashes_alone() -> None:
    lines = (REPOSITORY / "requirements-dev.lock").read_text("utf-8").splitlines()
    pin = re.compile(r"[a-z0-9.-]+==[0-9a-z.]+( ; [^:/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not pin.fullmatch(line)] == []


def test_the_lock_file_holds_every_direct_dependency_in_a_version_that_is_allowed() -> None:
    text = (REPOSITORY / "requirements-dev.lock").read_text("utf-8")
    locked = {
        name: Version(version) for name, version in re.findall(r"^([a-z0-9.-]+)==([0-9a-z.]+)", text, re.MULTILINE)
    }
    extras = [each for group in PROJECT["optional-dependencies"].values() for each in group]
    wanted = [Requirement(each) for each in (*PROJECT["dependencies"], *extras)]
    named = [each for each in wanted if each.name != PROJECT["name"]]
    assert [str(each) for each in named if locked[canonicalize_name(each.name)] not in each.specifier] == []


def test_the_changelog_has_a_dated_section_for_this_version_below_the_unreleased_one() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text("utf-8")
    sections = re.findall(r"^## \[([^\]]+)\](?: - (\d{4}-\d\d-\d\d))?$", text, re.MULTILINE)
    assert sections[0] == ("Unreleased", "")
    assert sections[1][0] == __version__
    dates = [date for _, date in sections[1:]]
    assert all(dates)
    assert dates == sorted(dates, reverse=True)
