"""The doctor's lines on the CLIs: their versions, and what it says of one that does not answer."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cloud_assist.catalog.clis.installed import installed_clis
from cloud_assist.doctor import cloud
from cloud_assist.settings import Settings


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_who_does_not_answer_in_time_is_told_and_asked_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers once somebody opens the other end of its pipe."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    program(tmp_path, "kubectl", f"read line < {gate}; echo v1.31.0")
    settings = replace(settings, environ={**settings.environ, "PATH": str(tmp_path)})
    monkeypatch.setattr(cloud, "VERSIONS_WAIT_S", 0.2)
    (found,) = cloud.check_clis(settings)
    assert (found.topic, found.text) == ("kubectl", f"{tmp_path}/kubectl: no answer within 0.2 s.")
    program(tmp_path, "kubectl", "echo v1.31.0")
    gate.write_text("go\n")
    (cli,) = installed_clis(settings.environ, settings.cache_dir)
    assert (cli.version, cli.answered) == ("1.31.0", True)


def test_who_answers_without_a_version_has_answered(settings: Settings, tmp_path: Path) -> None:
    program(tmp_path, "helm", "echo nothing")
    settings = replace(settings, environ={**settings.environ, "PATH": str(tmp_path)})
    (found,) = cloud.check_clis(settings)
    assert found.text == f"{tmp_path}/helm does not tell its version."
