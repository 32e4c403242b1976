"""In the playground: what the receipt says, and which commands would leave it. Outside: the hosts that aws chooses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cloud_assist.command.approval import Bar, may_approve
from cloud_assist.command.assessment import assess
from cloud_assist.command.receipt.aws_own_hosts import _USUAL, own_host
from cloud_assist.demo import Playground, playground_environment
from cloud_assist.models import Assessment
from cloud_assist.settings import PLAYGROUND, load_settings

ENDPOINT = "http://127.0.0.1:5555"
WHERE = Playground(ENDPOINT, "http://127.0.0.1:5556", "/tmp/ca.pem")
INSIDE = playground_environment({"PATH": os.environ["PATH"], "HOME": "/nonexistent"}, WHERE)
AWS = Path(sys.executable).parent / "aws"

STAYS = (
    "aws sqs list-queues",
    "aws s3 ls && docker ps && kubectl get pods",
    "AWS_ENDPOINT_URL=https://s3.amazonaws.com aws s3 ls",
    "unset AWS_ENDPOINT_URL; aws s3 ls",
    "env -u AWS_ENDPOINT_URL AWS_CONFIG_FILE=~/.aws/config aws --profile work s3 ls",
    "aws --endpoint-url https://sqs.us-east-1.amazonaws.com sqs list-queues",
    "curl -sS https://acme-logs.s3.amazonaws.com/app/2026-01-01.log",
    "sudo ls /root",
    "ssh host uptime",
    "docker run --rm alpine true",
    "env -i ls",
)
LEAVES = (
    "HTTPS_PROXY= aws s3 ls",
    "https_proxy=http://proxy.example:3128 aws s3 ls",
    "NO_PROXY='*' aws s3 ls",
    "env -u HTTPS_PROXY aws s3 ls",
    "env -i PATH=$PATH aws s3 ls",
    "env - aws s3 ls",
    "unset HTTPS_PROXY; aws s3 ls",
    "unset H''TTPS_PROXY; aws s3 ls",
    "x=HTTPS; unset ${x}_PR; aws s3 ls",
    "export -n https_proxy; aws s3 ls",
    "bash -c 'unset HTTPS_PROXY && aws s3 ls'",
    "exec -c aws s3 ls",
    "sudo aws s3 ls",
    "su - kim -c 'aws s3 ls'",
    "ssh host aws s3 ls",
    "docker run --rm amazon/aws-cli s3 ls",
    "kubectl exec pod -- aws s3 ls",
    "echo aws s3 ls | at now",
    "systemd-run --user aws s3 ls",
    "curl --noproxy '*' https://s3.amazonaws.com/",
    "curl -sx http://proxy.example:3128 https://s3.amazonaws.com/",
    "wget --no-proxy https://s3.amazonaws.com/",
    "wget -e use_proxy=no https://s3.amazonaws.com/",
    "CLOUD_ASSIST_PLAYGROUND=http://127.0.0.1:1 aws s3 ls",
    """python3 -c 'import os, boto3; os.environ.pop("HTTPS_PROXY")'""",
)


def assessed(command: str, environ: Mapping[str, str]) -> Assessment:
    return assess(command, environ=environ, cwd=Path("/"), protected_globs=())


@pytest.mark.parametrize("command", STAYS)
def test_a_command_that_stays_in_the_playground(command: str) -> None:
    assert "leaves-playground" not in {found.code for found in assessed(command, INSIDE).findings}


@pytest.mark.parametrize("command", LEAVES)
def test_a_command_that_would_leave_the_playground_cannot_be_approved(command: str) -> None:
    obstacle = may_approve(assessed(command, INSIDE), second_person=False)
    assert obstacle is not None
    assert obstacle.bar is Bar.ERROR
    assert "leaves-playground" in {found.code for found in assessed(command, INSIDE).findings}


@pytest.mark.parametrize("command", LEAVES)
def test_outside_of_a_playground_none_of_that_is_a_fault(command: str) -> None:
    outside = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    assert "leaves-playground" not in {found.code for found in assessed(command, outside).findings}


def test_the_receipt_names_the_playground_whatever_the_command_sets() -> None:
    for command in ("aws sqs list-queues", "AWS_ENDPOINT_URL= aws rds describe-db-instances --region eu-west-1"):
        assert assessed(command, INSIDE).target.value("aws", "endpoint") == ENDPOINT


def test_a_command_cannot_claim_that_it_is_in_a_playground() -> None:
    outside = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "AWS_ENDPOINT_URL": "http://real:1"}
    claimed = assessed("CLOUD_ASSIST_PLAYGROUND=http://127.0.0.1:1 aws s3 ls", outside)
    assert claimed.target.value("aws", "endpoint") == "http://real:1"
    settings = load_settings(
        environ={**outside, PLAYGROUND: ENDPOINT, "XDG_CONFIG_HOME": "/nonexistent"}, cwd=Path("/")
    )
    assert settings.playground == ""


SERVICES = (
    ("sqs list-queues --region us-east-1", "https://queue.amazonaws.com"),
    ("--region eu-west-1 sqs list-queues", "https://eu-west-1.queue.amazonaws.com"),
    ("emr list-clusters --region eu-west-1", "https://eu-west-1.elasticmapreduce.amazonaws.com"),
    ("emr list-clusters --region us-east-1", "http://localhost:9"),
    ("rds describe-db-instances --region us-east-1", "https://rds.amazonaws.com"),
    ("rds describe-db-instances --region eu-west-1", "http://localhost:9"),
    ("docdb describe-db-clusters --region us-east-1", "https://rds.amazonaws.com"),
    ("neptune describe-db-clusters --region us-east-1", "https://rds.amazonaws.com"),
    ("health describe-events --region eu-west-1", "https://health.us-east-1.amazonaws.com"),
    ("s3api list-buckets --region us-east-1", "http://localhost:9"),
    ("sqs list-queues --region us-east-1 --endpoint-url http://localhost:8", "http://localhost:8"),
)


@pytest.mark.parametrize(("arguments", "endpoint"), SERVICES)
def test_the_receipt_tells_the_host_that_aws_itself_chooses_over_aws_endpoint_url(
    arguments: str, endpoint: str, tmp_path: Path
) -> None:
    environ = {"PATH": str(AWS.parent), "HOME": str(tmp_path), "AWS_ENDPOINT_URL": "http://localhost:9"}
    assert assessed(f"aws {arguments}", environ).target.value("aws", "endpoint") == endpoint


def test_without_a_configured_endpoint_none_is_told(tmp_path: Path) -> None:
    environ = {"PATH": str(AWS.parent), "HOME": str(tmp_path)}
    assert assessed("aws sqs list-queues --region us-east-1", environ).target.value("aws", "endpoint") is None


def test_the_table_is_the_installed_clis_own() -> None:
    code = (
        "from awscli.customizations.overridesslcommonname import SSL_COMMON_NAMES as names\n"
        "print(*(f'{s} {r} {h}' for s, hosts in names.items() for r, h in hosts.items()), sep='\\n')"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert told
    for service, region, host in (line.split() for line in told):
        assert own_host(AWS, service, region) == host


def test_other_ways_to_install_it(tmp_path: Path) -> None:
    shim, binary, early = tmp_path / "shim", tmp_path / "binary", tmp_path / "venv" / "bin" / "aws"
    shim.write_text('#!/usr/bin/env bash\nexec "/opt/pyenv/libexec/pyenv" exec aws "$@"\n')
    binary.write_bytes(b"\x7fELF")
    early.parent.mkdir(parents=True)
    early.write_text(f"#!{early.parent}/python3\n")
    (tmp_path / "venv/lib/python3.11/site-packages/awscli").mkdir(parents=True)
    assert own_host(shim, "sqs", "us-east-1") == _USUAL["sqs"]["us-east-1"]
    assert own_host(binary, "sqs", "us-east-1") == "", "version 2 has no hosts of its own"
    assert own_host(early, "sqs", "us-east-1") == "", "a release without the table"
    assert own_host(tmp_path / "missing", "sqs", "us-east-1") == ""
