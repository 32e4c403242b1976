"""Installed AWS CLIs are found in every shape they come in, and read as data."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

import pytest

from cloud_assist.catalog import aws_commands as aws
from cloud_assist.catalog.examples import example_entries, generalise
from cloud_assist.catalog.port import Source

MODEL = {
    "metadata": {"serviceFullName": "Amazon Simple Storage Service"},
    "operations": {
        "DeleteBucket": {"input": {"shape": "In"}, "documentation": "<p>Deletes the bucket. It must be empty.</p>"},
        "OldThing": {"deprecated": True},
    },
    "shapes": {"In": {"required": ["Bucket", "SourceARNs"]}},
}


def package(root: Path) -> Path:
    """A tiny awscli package."""
    folder = root / "awscli"
    (folder / "examples" / "s3api").mkdir(parents=True)
    (folder / "examples" / "s3api" / "delete-bucket.rst").write_text(
        "**To delete a bucket**\n\nDeletes it::\n\n    aws s3api delete-bucket \\\n        --bucket my-bucket\n"
    )
    model = folder / "botocore" / "data" / "s3" / "2006-03-01"
    model.mkdir(parents=True)
    (model / "service-2.json.gz").write_bytes(gzip.compress(json.dumps(MODEL).encode()))
    return folder


def executable(path: Path, text: str) -> Path:
    """An executable file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_script_in_an_environment_is_found_by_its_neighbour(tmp_path: Path) -> None:
    folder = package(tmp_path / "lib" / "python3.12" / "site-packages")
    (folder.parent / "awscli-1.44.9.dist-info").mkdir()
    executable(tmp_path / "bin" / "aws", "#!/usr/bin/python3\n")
    found = aws.find_aws_cli({"PATH": str(tmp_path / "bin")})
    assert found == aws.AwsCli("1.44.9", folder / "examples", folder / "botocore" / "data")


def test_a_script_elsewhere_is_found_through_its_interpreter(tmp_path: Path) -> None:
    folder = package(tmp_path / "somewhere")
    python = executable(tmp_path / "python3", f'#!/bin/sh\nexec "{sys.executable}" -c "print(\'{folder}\')"\n')
    executable(tmp_path / "bin" / "aws", f"#!{python}\n")
    found = aws.find_aws_cli({"PATH": str(tmp_path / "bin")})
    assert found is not None
    assert found.examples == folder / "examples"


def test_a_bundled_v2_is_found_beside_its_executable(tmp_path: Path) -> None:
    folder = package(tmp_path / "aws-cli" / "v2" / "2.31.5" / "dist")
    program = executable(tmp_path / "aws-cli" / "v2" / "2.31.5" / "bin" / "aws", "\x7fELF")
    real = executable(folder.parent / "aws", "\x7fELF")
    program.unlink()
    program.symlink_to(real)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "aws").symlink_to(program)
    found = aws.find_aws_cli({"PATH": str(tmp_path / "bin")})
    assert found is not None
    assert (found.version, found.examples) == ("2.31.5", folder / "examples")


def test_a_pyenv_shim_is_looked_through(tmp_path: Path) -> None:
    folder = package(tmp_path / "versions" / "3.11.7" / "lib" / "python3.11" / "site-packages")
    real = executable(tmp_path / "versions" / "3.11.7" / "bin" / "aws", "#!/x/python\n")
    executable(tmp_path / "shims" / "aws", "#!/usr/bin/env bash\n")
    executable(tmp_path / "shims" / "pyenv", f'#!/bin/sh\n[ "$1 $2" = "which aws" ] && echo "{real}"\n')
    found = aws.find_aws_cli({"PATH": f"{tmp_path / 'shims'}:/bin:/usr/bin"})
    assert found is not None
    assert found.examples == folder / "examples"


@pytest.mark.parametrize("first_line", ["#!/nowhere/python3\n", "#!/bin/sh\n", "\x7fELF\x01", ""])
def test_an_aws_of_unknown_make_is_no_source(tmp_path: Path, first_line: str) -> None:
    executable(tmp_path / "bin" / "aws", first_line)
    assert aws.find_aws_cli({"PATH": str(tmp_path / "bin")}) is None
    assert aws.find_aws_cli({"PATH": ""}) is None


def test_examples_and_operations_are_read(tmp_path: Path) -> None:
    folder = package(tmp_path)
    cli = aws.AwsCli("1", folder / "examples", folder / "botocore" / "data")
    example, operation = aws.entries(cli)
    assert (example.source, example.title) == (Source.EXAMPLE, "delete a bucket")
    assert example.command == "aws s3api delete-bucket --bucket <bucket>"
    assert operation.source is Source.OPERATION
    assert operation.path == ("s3api", "delete-bucket")
    assert operation.title == "Deletes the bucket"
    assert operation.command == "aws s3api delete-bucket --bucket <bucket> --source-arns <source-arns>"


def test_files_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    folder = package(tmp_path)
    (folder / "botocore" / "data" / "s3" / "2006-03-01" / "service-2.json.gz").write_bytes(b"\x1f\x8bbroken")
    (folder / "examples" / "s3api" / "broken.rst").write_bytes(b"\xff\xfe\x00")
    (folder / "examples" / "s3api" / "folder.rst").mkdir()
    cli = aws.AwsCli("1", folder / "examples", folder / "botocore" / "data")
    assert [e.path for e in aws.entries(cli)] == [("s3api", "delete-bucket")]


@pytest.mark.parametrize(
    ("name", "command"),
    [("DescribeDBInstances", "describe-db-instances"), ("ListSAMLProviders", "list-saml-providers"),
     ("CreateVpc", "create-vpc"), ("PutBucketACL", "put-bucket-acl"), ("SourceARNs", "source-arns")],
)  # fmt: skip
def test_names_are_written_as_the_cli_writes_them(name: str, command: str) -> None:
    assert aws.hyphenated(name) == command


@pytest.mark.parametrize(
    ("example", "general"),
    [
        ("aws ec2 stop-instances --instance-ids i-1234567890abcdef0 i-0abcdef1234567890",
         "aws ec2 stop-instances --instance-ids <instance-id>"),
        ("aws s3 cp a.txt s3://my-bucket/a.txt", "aws s3 cp a.txt s3://<bucket>/<key>"),
        ("aws iam create-role --role-name R --assume-role-policy-document file://t.json",
         "aws iam create-role --role-name <role-name> --assume-role-policy-document file://<file>"),
        ("aws rds x --port 3306 --no-paginate --engine mysql", "aws rds x --port 3306 --no-paginate --engine mysql"),
        ("aws ec2 x --filters Name=vpc-id,Values=vpc-0123456789abcdef0",
         "aws ec2 x --filters Name=vpc-id,Values=<vpc-id>"),
    ],
)  # fmt: skip
def test_sample_values_become_placeholders(example: str, general: str) -> None:
    assert generalise(example, 3) == general


def test_a_page_with_several_examples_gives_several() -> None:
    page = (
        "**Example 1: To list**\n\nLists. ::\n\n    aws x list\n\nOutput::\n\n    {}\n\n"
        "**Example 2: To list more**\n\n    aws x list \\\n      --max 5\n    aws other thing\n"
    )
    found = list(example_entries(("x", "list"), page))
    assert [(e.title, e.command) for e in found] == [("list", "aws x list"), ("list more", "aws x list --max 5")]


def test_every_operation_name_of_this_machine_is_one_the_examples_use() -> None:
    cli = aws.find_aws_cli(os.environ)
    if cli is None or cli.examples is None or cli.models is None:
        pytest.skip("no AWS CLI with examples and models on this machine: names were NOT compared")
    entries = list(aws.entries(cli))
    operations = {e.path for e in entries if e.source is Source.OPERATION}
    services = {path[0] for path in operations}
    documented = {e.path for e in entries if e.source is Source.EXAMPLE and e.path[0] in services and len(e.path) == 2}
    missing = documented - operations
    # What is left are commands the CLI adds by itself (`emr create-cluster`, `ecr get-login-password`) or has dropped.
    assert len(missing) / len(documented) < 0.02, sorted(missing)
