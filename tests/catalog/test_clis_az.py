"""The Azure CLI: how its Python is found, and what is said about its commands where it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.catalog.clis.az_adapter import AzAdapter, az_interpreter
from cloud_assist.catalog.validate import validate_words
from tests.support.command_words import here, words_of
from tests.support.known_clis import tables_of

DEBIAN = """#!/usr/bin/env bash
bin_dir=`cd "$(dirname "$BASH_SOURCE[0]")"; pwd`
AZ_INSTALLER=DEB "$bin_dir/../../opt/az/bin/python3" -Im azure.cli "$@"
"""
HOMEBREW = """#!/usr/bin/env bash
AZ_INSTALLER=HOMEBREW {python} -Im azure.cli "$@"
"""


def launcher(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "az"
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_pip_names_it_in_the_first_line(tmp_path: Path) -> None:
    assert az_interpreter(launcher(tmp_path, "#!/opt/venv/bin/python3.11\nimport sys\n")) == [
        "/opt/venv/bin/python3.11"
    ]


def test_debian_finds_it_from_where_the_launcher_lies(tmp_path: Path) -> None:
    python = tmp_path / "opt" / "az" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text("")
    (tmp_path / "usr" / "bin").mkdir(parents=True)
    found = az_interpreter(launcher(tmp_path / "usr" / "bin", DEBIAN))
    assert found is not None
    assert Path(found[0]).resolve() == python


def test_homebrew_writes_it_out(tmp_path: Path) -> None:
    python = tmp_path / "libexec" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("")
    assert az_interpreter(launcher(tmp_path, HOMEBREW.format(python=python))) == [str(python)]


@pytest.mark.parametrize("text", ["", "#!/bin/sh\nexec docker run mcr.microsoft.com/azure-cli\n", "\x7fELF"])
def test_a_launcher_without_python_is_left_alone(text: str, tmp_path: Path) -> None:
    path = launcher(tmp_path, text)
    assert az_interpreter(path) is None
    assert AzAdapter().find({"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("az vm list --output table --query '[].name'", []),
        ("az vm create -g x -n y --image Ubuntu2204 --generate-ssh-keys", []),
        ("az vm lst", ["unknown-operation"]),
        ("az vmm list", ["unknown-service"]),
        ("az vm list --resource-grp x", ["unknown-option"]),
        ("az vm list --output tabel", ["bad-value"]),
        ("az vm list --query '[?'", ["bad-query"]),
        ("az aks get-credentials --name c --resource-g g", []),
    ],
)
def test_commands_where_it_is_installed(command: str, codes: list[str], tmp_path: Path) -> None:
    found = validate_words(words_of(command).words, tables_of("az"), here(tmp_path))
    assert [finding.code for finding in found] == codes
