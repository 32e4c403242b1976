"""A bundled AWS CLI 2, as its folder looks: made here in the schema of its index, since none is installed."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cloud_assist.catalog.accepts.words import Place
from cloud_assist.catalog.clis.aws_adapter import AwsAdapter
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.catalog.validate import validate_words
from cloud_assist.models import Severity
from cloud_assist.settings import load_settings
from tests.support.command_words import words_of

COMMANDS = [
    ("aws", None, ""),
    ("s3", "High level S3 commands", "aws"),
    ("sync", None, "aws.s3"),
    ("s3api", "Amazon Simple Storage Service", "aws"),
    ("get-object", None, "aws.s3api"),
    ("put-bucket-tagging", None, "aws.s3api"),
    ("wait", None, "aws.s3api"),
    ("put-note", None, "aws.s3api"),
    ("bucket-exists", None, "aws.s3api.wait"),
]
PARAMETERS = [
    ("region", "string", "aws", "", None, "0", 0),
    ("output", "string", "aws", "", None, "0", 0),
    ("debug", "boolean", "aws", "", None, "0", 0),
    ("paths", "string", "sync", "aws.s3", "2", "1", 0),
    ("dryrun", "boolean", "sync", "aws.s3", None, "0", 0),
    ("bucket", "string", "get-object", "aws.s3api", None, "0", 1),
    ("key", "string", "get-object", "aws.s3api", None, "0", 1),
    ("outfile", "string", "get-object", "aws.s3api", None, "0", 1),
    ("bucket", "string", "put-bucket-tagging", "aws.s3api", None, "0", 1),
    ("tagging", "structure", "put-bucket-tagging", "aws.s3api", None, "0", 1),
    ("cli-input-json", "string", "put-bucket-tagging", "aws.s3api", None, "0", 0),
    ("cli-binary-format", "string", "aws", "", None, "0", 0),
    ("body", "blob", "put-note", "aws.s3api", None, "0", 0),
    ("bucket", "string", "bucket-exists", "aws.s3api.wait", None, "0", 1),
]
MODEL = {
    "operations": {
        "GetObject": {"input": {"shape": "Get"}, "output": {"shape": "Got"}, "documentation": "<p>Gets it. More.</p>"},
        "PutBucketTagging": {"input": {"shape": "PutTags"}},
        "HeadBucket": {"input": {"shape": "Head"}},
        "PutNote": {"input": {"shape": "Note"}},
    },
    "shapes": {
        "Get": {"type": "structure", "members": {"Bucket": {"shape": "Name", "documentation": "<p>The bucket.</p>"}}},
        "Got": {"type": "structure", "payload": "Body", "members": {"Body": {"shape": "Body", "streaming": True}}},
        "Head": {"type": "structure", "members": {"Bucket": {"shape": "Name"}}},
        "PutTags": {"type": "structure", "members": {"Tagging": {"shape": "Tagging"}, "Bucket": {"shape": "Name"}}},
        "Tagging": {"type": "structure", "required": ["TagSet"], "members": {"TagSet": {"shape": "Tags"}}},
        "Tags": {"type": "list", "member": {"shape": "Tag"}},
        "Tag": {"type": "structure", "required": ["Key"], "members": {"Key": {"shape": "Name"}}},
        "Note": {"type": "structure", "members": {"Body": {"shape": "Body"}}},
        "Name": {"type": "string"},
        "Body": {"type": "blob"},
    },
}


def make_bundle(root: Path, version: str = "2.31.5") -> Path:
    """Lay out a bundle with two commands of each sort below `root`, and return the folder of its `aws`."""
    dist = root / "v2" / version / "dist"
    data = dist / "awscli" / "data"
    service = dist / "awscli" / "botocore" / "data" / "s3" / "2006-03-01"
    service.mkdir(parents=True)
    data.mkdir()
    (service / "service-2.json").write_text(json.dumps(MODEL))
    (service / "waiters-2.json").write_text(json.dumps({"waiters": {"BucketExists": {"operation": "HeadBucket"}}}))
    options = {"output": {"choices": ["json", "yaml"]}, "debug": {"action": "store_true"}}
    (data / "cli.json").write_text(json.dumps({"options": options}))
    with closing(sqlite3.connect(data / "ac.index")) as connection:
        connection.execute("CREATE TABLE command_table (command TEXT, full_name TEXT, parent TEXT)")
        connection.execute(
            "CREATE TABLE param_table (param_id INTEGER PRIMARY KEY, argname TEXT, type_name TEXT, command TEXT,"
            " parent TEXT, nargs TEXT, positional_arg TEXT, required INTEGER)"
        )
        connection.executemany("INSERT INTO command_table VALUES (?, ?, ?)", COMMANDS)
        connection.executemany(
            "INSERT INTO param_table (argname, type_name, command, parent, nargs, positional_arg, required)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            PARAMETERS,
        )
        connection.commit()
    program = dist / "aws"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    return dist


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables of a bundle."""
    dist = make_bundle(tmp_path_factory.mktemp("aws"))
    home = tmp_path_factory.mktemp("home")
    settings = load_settings(environ={"HOME": str(home), "PATH": str(dist)}, cwd=home)
    return build_tables(settings, lambda _line: None, (AwsAdapter(),))


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("aws s3 sync . s3://b --dryrun --delete", []),
        ("aws s3 sync . s3://b --deleted", ["unknown-option"]),
        ("aws s3api get-object --bucket b --key k out --output yaml", []),
        ("aws s3api get-object --bucket b --key k", ["missing-option"]),
        ("aws s3api get-object --bucket b --key k out --output table", ["bad-value"]),
        ("aws s3api put-bucket-tagging --bucket b --tagging TagSet=[{Key=a}]", []),
        ("aws s3api put-bucket-tagging --bucket b --tagging TagSet=[{Kay=a}]", ["bad-shorthand"]),
        ("aws s3api put-bucket-tagging --cli-input-json '{}'", []),
        ("aws s3api wait bucket-exists --bucket b", []),
        ("aws s3api wait bucket-there --bucket b", ["unknown-operation"]),
        ("aws ec2 describe-instances", ["unknown-service"]),
    ],
)
def test_commands_of_a_bundle(bundled: Tables, command: str, codes: list[str], tmp_path: Path) -> None:
    found = validate_words(words_of(command).words, bundled, Place(tmp_path))
    assert [f.code for f in found if f.severity is Severity.ERROR] == codes


@pytest.mark.parametrize(
    ("arguments", "warned"),
    [
        ("--body '{\"a\": 1}'", True),
        ("--body aGVsbG8=", False),
        ("--body '{}' --cli-binary-format raw-in-base64-out", False),
        ("--body fileb://note.bin", False),
        ('--body "$NOTE"', False),
    ],
)
def test_bytes_that_are_not_base64_are_told(bundled: Tables, arguments: str, warned: bool, tmp_path: Path) -> None:
    (tmp_path / "note.bin").write_bytes(b"\0")
    found = validate_words(words_of(f"aws s3api put-note {arguments}").words, bundled, Place(tmp_path))
    assert [f.suggestion for f in found] == ["--cli-binary-format raw-in-base64-out"] * warned
    (tmp_path / "config").write_text("[default]\ncli_binary_format = raw-in-base64-out\n")
    configured = Place(tmp_path, {"AWS_CONFIG_FILE": str(tmp_path / "config")})
    assert validate_words(words_of(f"aws s3api put-note {arguments}").words, bundled, configured) == ()


def test_version_and_documentation(bundled: Tables) -> None:
    aws = bundled.of("aws")
    assert aws is not None
    assert aws.version == "2.31.5"
    command = aws.command(("s3api", "get-object"))
    assert command is not None
    assert command.documentation == "Gets it."
    assert aws.documentation(command.path) == {"--bucket": "The bucket."}


def test_a_damaged_index_is_told_and_left_out(tmp_path: Path) -> None:
    data = tmp_path / "dist" / "awscli" / "data"
    data.mkdir(parents=True)
    (tmp_path / "dist" / "awscli" / "botocore" / "data").mkdir(parents=True)
    (data / "ac.index").write_bytes(b"nothing of the kind")
    program = tmp_path / "dist" / "aws"
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    said: list[str] = []
    settings = load_settings(environ={"HOME": str(tmp_path), "PATH": str(program.parent)}, cwd=tmp_path)
    tables = build_tables(settings, said.append, (AwsAdapter(),))
    assert len(tables) == 0
    assert "cannot be read" in said[-1]
