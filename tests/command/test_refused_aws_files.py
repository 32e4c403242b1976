"""What the AWS CLI refuses of its own files is told before it runs, and by the doctor."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.receipt.aws_target import unknown_profile
from cloud_assist.command.receipt.invocation import Invocation

REFUSED = [
    ("config", "region = eu-west-1\n", "line 1 stands before the first [section]"),
    ("config", "[default]\nregion eu-west-1\n", "line 2 is not KEY = VALUE"),
    ("config", "[default\nregion = x\n", "line 1 stands before the first [section]"),
    ("credentials", "[default]\naws_access_key_id = A\naws_access_key_id = B\n", "aws_access_key_id is there twice"),
    ("config", "[profile a]\n[profile a]\n", "profile a is there twice"),
    ("config", '[default]\ncredential_process = tool "x\n', "credential_process"),
]


@pytest.mark.parametrize(("file", "text", "why"), REFUSED)
def test_a_file_that_aws_refuses_is_named(tmp_path: Path, file: str, text: str, why: str) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / file).write_text(text)
    found = unknown_profile(Invocation("aws", ("s3", "ls"), {"HOME": str(tmp_path)}, tmp_path))
    assert found is not None
    assert found.code == "unreadable-configuration"
    assert f"~/.aws/{file}" in found.text
    assert why in found.text


@pytest.mark.parametrize("text", ["", "# nothing\n", "[default]\nregion = x\n\n[profile b]\ns3 =\n  a = b\n"])
def test_a_file_that_aws_takes_is_not(tmp_path: Path, text: str) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text(text)
    assert unknown_profile(Invocation("aws", ("s3", "ls"), {"HOME": str(tmp_path)}, tmp_path)) is None
