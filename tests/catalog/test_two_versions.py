"""The tables belong to the AWS CLI that PATH would run: two versions on one machine never answer for each other."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cloud_assist.catalog.clis.aws_adapter import AwsAdapter
from cloud_assist.catalog.clis.building import build_tables, open_tables
from cloud_assist.command.assessment import examine
from cloud_assist.knowledge.validation import validate
from cloud_assist.settings import Settings, load_settings
from tests.catalog.test_clis_aws_index import make_bundle
from tests.support.known_clis import known_settings, tables_of

V2_ONLY = "aws s3api get-object --bucket b --key k out --cli-binary-format base64"
"""An option of the CLI itself that the bundle below has, and version 1 has not."""


@pytest.fixture(scope="module")
def two_versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A home with the tables of both, and the folders of `aws` 1 and 2."""
    first = shutil.which("aws")
    if first is None:
        pytest.skip("no AWS CLI is installed here")
    tables_of("aws")
    home = tmp_path_factory.mktemp("two")
    second = make_bundle(home / "v2")
    built = _settings(home, str(second))
    build_tables(built, lambda _line: None, [AwsAdapter()]).close()
    shutil.copytree(known_settings().cache_dir, built.cache_dir, dirs_exist_ok=True)
    return home, str(Path(first).parent), str(second)


def _settings(home: Path, *folders: str) -> Settings:
    path = os.pathsep.join((*folders, os.defpath))
    return load_settings(environ={"HOME": str(home), "PATH": path, "PWD": str(home)}, cwd=home)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_the_version_in_front_answers(two_versions: tuple[Path, str, str], first: int, second: int) -> None:
    home, folders = two_versions[0], {1: two_versions[1], 2: two_versions[2]}
    settings = _settings(home, folders[first], folders[second])
    tables = open_tables(settings, [AwsAdapter()])
    cli = tables.of("aws")
    assert cli is not None
    assert cli.version.startswith(f"{first}.")
    found = validate(examine(V2_ONLY, environ=settings.environ, cwd=home), tables, environ=settings.environ, cwd=home)
    assert bool(found) == (first == 1)
    tables.close()


def test_nothing_is_said_where_only_the_other_version_has_been_read(tmp_path: Path) -> None:
    bundle = make_bundle(tmp_path / "v2")
    build_tables(_settings(tmp_path, str(bundle)), lambda _line: None, [AwsAdapter()]).close()
    newer = make_bundle(tmp_path / "newer", version="2.99.0")
    tables = open_tables(_settings(tmp_path, str(newer), str(bundle)), [AwsAdapter()])
    assert tables.of("aws") is None
    assert [program.version for program in tables.missing] == ["2.99.0"]
