"""The playground holds every request: the real AWS CLI, curl and boto3, watched where they connect to."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cloud_assist.demo import playground
from cloud_assist.running.environment import child_environment
from cloud_assist.settings import load_settings
from tests.support.connections import Watcher, outside
from tests.support.terminal import clean_environ

pytestmark = [
    pytest.mark.xdist_group("demo"),
    pytest.mark.skipif(sys.platform != "linux" or shutil.which("cc") is None, reason="watches with LD_PRELOAD"),
    pytest.mark.timeout(600),
]
SCRIPT = "import boto3; print(boto3.client('sqs', endpoint_url='https://sqs.eu-west-1.amazonaws.com').list_queues())"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def environ(machine: Path) -> Iterator[Mapping[str, str]]:
    with playground(load_settings(environ=clean_environ(machine), cwd=machine)) as settings:
        yield child_environment(settings.environ)


@pytest.fixture(scope="module")
def watcher(machine: Path) -> Watcher:
    return Watcher(machine)


def test_the_watcher_sees_a_connection_to_another_machine(watcher: Watcher, machine: Path) -> None:
    # 192.0.2.1 is kept for documentation: nobody has it, and an interface of this name takes no packet to it.
    done, seen = watcher.run(
        f"{shlex.quote(sys.executable)} -c 'import socket; s = socket.socket(); s.setblocking(False);"
        ' s.connect_ex(("192.0.2.1", 9))\'',
        clean_environ(machine),
        cwd=machine,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert outside(seen) == [("192.0.2.1", 9)]


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("aws sqs list-queues", "orders-incoming"),
        ("aws rds describe-db-instances", "DBInstances"),
        ("aws health describe-events --cli-connect-timeout 5", ""),
        ("aws s3control list-jobs --account-id 123456789012", ""),
        ("AWS_ENDPOINT_URL= aws s3 ls s3://acme-backups", "db/"),
        (f"python -c {shlex.quote(SCRIPT)}", "QueueUrls"),
        ("curl -sS https://sts.amazonaws.com/ -o /dev/null -w '%{http_code} %{ssl_verify_result}'", "200 0"),
        ("curl -sS https://example.com/", "403"),
        ("curl -sS http://example.com/", "does not reach example.com"),
        ("AWS_MAX_ATTEMPTS=1 aws --endpoint-url https://elsewhere.example s3 ls", "proxy"),
    ],
)
def test_a_request_stays_on_this_machine(
    command: str, printed: str, environ: Mapping[str, str], watcher: Watcher, machine: Path
) -> None:
    done, seen = watcher.run(command, environ, cwd=machine, timeout=240)
    assert printed in done.stdout + done.stderr
    assert seen, "it sent a request"
    assert outside(seen) == []


def test_what_the_server_would_send_by_itself_stays_here_too(environ: Mapping[str, str], machine: Path) -> None:
    def aws(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = ["aws", "sns", *arguments]
        return subprocess.run(line, env=environ, cwd=machine, capture_output=True, text=True, timeout=120, check=False)

    topic = json.loads(aws("create-topic", "--name", "news").stdout)["TopicArn"]
    endpoint = ("--protocol", "http", "--notification-endpoint", "http://192.0.2.1/")
    assert aws("subscribe", "--topic-arn", topic, *endpoint).returncode == 0
    assert aws("publish", "--topic-arn", topic, "--message", "hello").returncode != 0
