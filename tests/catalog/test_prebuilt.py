"""Tables that come with the program are what the installed CLI accepts, for its very release and only while intact."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.aws_adapter import AWS, of_line
from cloud_assist.catalog.clis.building import Gathered, build_tables, open_tables, read_into
from cloud_assist.catalog.clis.cobra_adapter import DOCKER, KUBECTL
from cloud_assist.catalog.clis.exporting import interpreter_of
from cloud_assist.catalog.clis.installed import installed_clis, version_told
from cloud_assist.catalog.clis.pages import Pages
from cloud_assist.catalog.clis.port import Adapter, Program
from cloud_assist.catalog.clis.prebuilt import FOLDER, INDEX, Prebuilt, listed, prebuilt_file
from cloud_assist.catalog.clis.terraform_adapter import TERRAFORM
from cloud_assist.settings import Settings

SHARES = 60
"""One of so many shares of the services of aws is read anew."""


@pytest.fixture
def copied(tmp_path: Path) -> Iterator[Path]:
    """A folder with the same tables, to be spoilt."""
    folder = tmp_path / "prebuilt"
    shutil.copytree(FOLDER, folder)
    yield folder
    listed.cache_clear()


def installed(adapter: Adapter) -> tuple[Program, Path]:
    """Return the installed program and the table that comes with its release; skip where there is none."""
    program = adapter.find(os.environ)
    if program is None:
        pytest.skip(f"{adapter.cli} is not installed here, so that its table cannot be compared")
    named = replace(program, version=adapter.version(program, os.environ))
    file = prebuilt_file(adapter.cli, adapter.release(named, os.environ))
    if file is None:
        pytest.skip(f"NOT COMPARED: no table of {adapter.cli} {named.version} comes with the program")
    return named, file


def test_every_listed_table_is_intact_and_says_what_it_is() -> None:
    assert {each.cli for each in listed()} == {"aws", "docker", "kubectl", "terraform"}
    for each in listed():
        file = prebuilt_file(each.cli, each.release)
        assert file is not None, each.file
        with closing(Pages(file)) as pages:
            assert pages.facts["cli"] == each.cli
            assert pages.facts["version"] == each.release.removesuffix("-bundle")
    assert {file.name for file in FOLDER.glob("*.sqlite3")} == {each.file for each in listed()}


def test_the_documentation_names_every_release() -> None:
    text = (Path(__file__).parents[2] / "docs/usage.md").read_text()
    (told,) = [line for line in text.splitlines() if "These tables come with the program" in line]
    releases = {each.release.removesuffix("-bundle") for each in listed()}
    assert set(re.findall(r"\d+\.\d+\.\d+[\w-]*", told)) == releases


def test_the_table_of_aws_is_what_it_accepts() -> None:
    program, file = installed(AWS)
    script = str(files("cloud_assist.catalog.clis").joinpath("aws_export.py"))
    share = [*(interpreter_of(program.path) or []), "-I", "-W", "ignore", script, "7", str(SHARES)]
    environ = {**os.environ, "AWS_CONFIG_FILE": os.devnull, "PYTHONIOENCODING": "utf-8"}
    lines = subprocess.run(share, env=environ, capture_output=True, check=True, text=True).stdout.splitlines()
    gathered = Gathered()
    for line in lines:
        for item in of_line(json.loads(line)):
            gathered.take(item)
    with closing(Pages(file)) as pages:
        for kind in ("command", "documentation", "shape", "owners"):
            read: Mapping[str, str] = gathered.kinds()[kind]
            assert len(read) > 50
            assert {key: pages.get(kind, key) for key in read} == {key: json.loads(read[key]) for key in read}


@pytest.mark.slow
def test_the_table_of_terraform_is_what_it_accepts(tmp_path: Path) -> None:
    program, file = installed(TERRAFORM)
    with closing(sqlite3.connect(tmp_path / "read.sqlite3")) as connection:
        read_into(connection, TERRAFORM, program, os.environ, lambda _line: None)
    with closing(Pages(tmp_path / "read.sqlite3")) as read, closing(Pages(file)) as kept:
        assert read.facts == kept.facts
        assert {kind: read.all(kind) for kind in read.kinds()} == {kind: kept.all(kind) for kind in kept.kinds()}


def test_an_installed_release_that_comes_with_a_table_waits_for_nothing(settings: Settings) -> None:
    installed(AWS)
    tables = open_tables(settings, [AWS])
    assert tables.of("aws") is not None
    assert not tables.missing
    assert not settings.cache_dir.exists()


def test_a_release_that_must_be_asked_for_is_taken_over_without_reading(settings: Settings) -> None:
    installed(KUBECTL)
    said: list[str] = []
    assert build_tables(settings, said.append, [KUBECTL]).of("kubectl") is not None
    assert [line for line in said if line.startswith("Reading")] == []


def stand_in(folder: Path, version: str) -> None:
    """Put a kubectl into a folder that tells its version, and counts in `asked` how often it does."""
    (folder / "kubectl").write_text(f"#!/bin/sh\necho Client Version: v{version}\necho >> {folder}/asked\n")
    (folder / "kubectl").chmod(0o755)


@pytest.mark.parametrize(("version", "is_known"), [("1.34.5", True), ("1.34.5-eks-1", False), ("1.34.99", False)])
def test_a_release_that_was_asked_for_is_not_asked_for_again(
    settings: Settings, tmp_path: Path, version: str, is_known: bool
) -> None:
    stand_in(tmp_path, version)
    settings = replace(settings, environ={**settings.environ, "PATH": str(tmp_path)})
    assert open_tables(settings, [KUBECTL]).of("kubectl") is None
    (cli,) = installed_clis(settings.environ, settings.cache_dir)
    assert cli.version == version
    tables = open_tables(settings, [KUBECTL])
    assert (tables.of("kubectl") is not None) is is_known
    tables.close()
    assert (tmp_path / "asked").read_text() == "\n"
    stand_in(tmp_path, f"{version}.1")
    assert open_tables(settings, [KUBECTL]).of("kubectl") is None, "it has changed since"


def test_a_version_that_was_kept_without_its_suffix_is_not_believed(settings: Settings, tmp_path: Path) -> None:
    stand_in(tmp_path, "1.34.5-eks-1")
    program = tmp_path / "kubectl"
    settings.cache_dir.mkdir(parents=True)
    stamp = f"{program}:{program.stat().st_size}:{program.stat().st_mtime_ns}"
    kept = settings.cache_dir / "cli-versions.json"
    kept.write_text(json.dumps({stamp: "1.34.5"}))
    assert version_told(program, settings.cache_dir) == ""
    kept.write_text(json.dumps({"form": 2, "versions": {stamp: "1.34.5-eks-1"}}))
    assert version_told(program, settings.cache_dir) == "1.34.5-eks-1"


@pytest.mark.parametrize("release", ["", "1.46", "1.46.99", "1.34.4", "1.34.5-eks-1"])
def test_no_other_release_is_good_enough(release: str) -> None:
    assert [prebuilt_file(each.cli, release) for each in adapters()] == [None] * len(adapters())


def test_a_damaged_table_is_not_used(copied: Path) -> None:
    one = listed(copied)[0]
    assert prebuilt_file(one.cli, one.release, copied) is not None
    data = bytearray((copied / one.file).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / one.file).write_bytes(data)
    assert prebuilt_file(one.cli, one.release, copied) is None
    (copied / one.file).unlink()
    assert prebuilt_file(one.cli, one.release, copied) is None


@pytest.mark.parametrize(
    "index", ["", "{", "[]", '{"schema": 0, "tables": []}', '{"tables": []}', '{"schema": 5, "tables": [{}]}']
)
def test_an_index_that_does_not_fit_lists_nothing(copied: Path, index: str) -> None:
    (copied / INDEX).write_text(index)
    assert listed(copied) == ()


def test_tables_of_another_form_are_not_used(copied: Path) -> None:
    index = json.loads((copied / INDEX).read_text())
    assert Prebuilt(**index["tables"][0]) in listed(copied)
    listed.cache_clear()
    (copied / INDEX).write_text(json.dumps({**index, "schema": index["schema"] - 1}))
    assert listed(copied) == ()


def test_a_plugin_of_docker_makes_its_release_unknown(tmp_path: Path) -> None:
    program = Program("docker", tmp_path / "docker", "", "28.2.2")
    plugins = tmp_path / ".docker" / "cli-plugins"
    plugins.mkdir(parents=True)
    bare = DOCKER.release(program, {"HOME": str(tmp_path)})
    (plugins / "docker-compose").touch()
    assert DOCKER.release(program, {"HOME": str(tmp_path)}) == ""
    assert bare in {"28.2.2", ""}
