"""The playground: the real AWS CLI against a real AWS API on loopback, with no key and no account."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import boto3
import psutil
import pytest

from cloud_assist.demo.kept import Entry
from cloud_assist.demo.seed import REGION
from cloud_assist.process_identity import lives
from tests.support.terminal import TerminalProgram, clean_environ, run_program

BUCKETS = (b"acme-backups", b"acme-logs", b"acme-website-assets")
# One after the other on one worker: each starts a server and the AWS CLI, which is slow enough alone.
pytestmark = pytest.mark.xdist_group("demo")


def test_the_readmes_first_command_and_a_persons_own_account_is_out_of_reach(
    clean_machine: Path, shared_cache: Path
) -> None:
    aws = clean_machine / ".aws"
    aws.mkdir()
    (aws / "config").write_text("[default]\nregion = eu-central-1\nendpoint_url = http://127.0.0.2:9\n")
    (aws / "credentials").write_text("[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n")
    environ = clean_environ(
        clean_machine, XDG_CACHE_HOME=str(shared_cache), AWS_PROFILE="work", AWS_ENDPOINT_URL_S3="http://127.0.0.2:9"
    )
    done = run_program("run", "--demo", "list my s3 buckets", "--yes", environ=environ, cwd=Path.cwd(), timeout=110)
    assert done.returncode == 0, done.stderr.decode()
    assert all(bucket in done.stdout for bucket in BUCKETS)
    assert b"read_only" in done.stderr
    assert b"127.0.0.1" in done.stderr, "the receipt says where it goes"
    assert b"127.0.0.2" not in done.stderr
    assert b"Matches:" in done.stderr, "it is answered without a model"


def test_the_app_with_the_playground_and_nothing_left_behind(clean_machine: Path, shared_cache: Path) -> None:
    environ = clean_environ(clean_machine, XDG_CACHE_HOME=str(shared_cache))
    with TerminalProgram("--demo", environ=environ, cwd=Path.cwd()) as app:
        app.wait_for("hat do you want to do?", timeout=20)
        app.send("list my s3 buckets\r")
        app.wait_for("● ready", timeout=90)
        assert "aws s3 ls" in app.text()
        app.send("a")
        app.wait_for("acme-website-assets", timeout=60)
        app.wait_for("Done")
        children = psutil.Process(app.pid).children(recursive=True)
        assert children, "the playground is a process of its own"
        app.send("\x03\x03")
        assert app.exit_status() == 130
    _gone, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


def test_the_playground_ends_when_the_program_is_killed(clean_machine: Path, shared_cache: Path) -> None:
    environ = clean_environ(clean_machine, XDG_CACHE_HOME=str(shared_cache))
    with TerminalProgram("--demo", environ=environ, cwd=Path.cwd()) as app:
        app.wait_for("127.0.0.1", timeout=90)
        children = psutil.Process(app.pid).children(recursive=True)
        os.kill(app.pid, 9)
        time.sleep(0.1)
    _gone, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


@pytest.mark.timeout(600)
def test_a_sandbox_that_stays_and_a_session_that_goes_on_there(clean_machine: Path, shared_cache: Path) -> None:
    environ = clean_environ(clean_machine, XDG_CACHE_HOME=str(shared_cache))

    def run(*arguments: str, status: int = 0) -> tuple[str, str]:
        done = run_program(*arguments, environ=environ, cwd=Path.cwd(), timeout=240)
        assert done.returncode == status, done.stderr.decode()
        return done.stdout.decode(), done.stderr.decode()

    printed, _ = run("demo", "start")
    (where,) = re.findall(r"http://127\.0\.0\.1:\d+", printed)
    assert "has run since" in run("demo", "start")[0]
    run("run", "--demo", "--session", "played", "--detach", "list my s3 buckets")
    printed, told = run("run", "--session", "played", "list sqs queues", "--yes")
    assert "orders-incoming" in printed, "a queue of the playground, though --demo was not given"
    assert "made in the local AWS sandbox" in told
    assert f"endpoint {where}" in told, "the one that stays"
    account = boto3.session.Session("demo", "demo", region_name=REGION)
    account.client("s3", endpoint_url=where).create_bucket(Bucket="holiday-photos")
    assert "holiday-photos" in run("run", "--demo", "list my s3 buckets", "--yes")[0]
    run("demo", "reset")
    printed, _ = run("run", "--demo", "list my s3 buckets", "--yes")
    assert "acme-logs" in printed
    assert "holiday-photos" not in printed
    stays = Entry.read(clean_machine / ".local/state/cloud-assist/sandbox.json")
    assert stays is not None
    assert lives(stays.pid, stays.began)
    assert "has ended" in run("demo", "stop")[0]
    assert not lives(stays.pid, stays.began)
    assert "No local AWS sandbox runs" in run("demo", "status")[0]
    run("demo", "reset", status=2)
    run("run", "--session", "real", "--detach", "show disk usage")
    _printed, told = run("run", "--demo", "--session", "real", "list my s3 buckets", "--yes", status=2)
    assert "not made in the local AWS sandbox" in told
    listed = {line.split()[0]: line for line in run("sessions", "list")[0].splitlines()}
    assert "[sandbox]" in listed["played"]
    assert "[sandbox]" not in listed["real"]
    assert "in the local AWS sandbox" in run("sessions", "show", "played")[0]
    assert "sandbox · aws" in run("audit", "list")[0]
    script = run("audit", "export", "--format", "sh")[0].splitlines()
    assert "# aws sqs list-queues" in script
    assert "aws sqs list-queues" not in script
