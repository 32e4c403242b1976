"""An amount in a request is written as the program that gets it reads it."""

from __future__ import annotations

import pytest

from cloud_assist.catalog.slots import fill
from tests.catalog.small_vocabulary import SETTING


@pytest.mark.parametrize(
    ("command", "request_", "filled"),
    [
        ("find . -size +<size>", "files larger than 1GB", "find . -size +1G"),
        ("find . -size +<size>", "files over 500 MB", "find . -size +500M"),
        ("find . -size +<size>", "files over 1.5 gigabytes", "find . -size +1536M"),
        ("find . -size +<size>", "files over 2TB", "find . -size +2048G"),
        ("find . -size +<size>", "files over 0.3 bytes", "find . -size +<size>"),
        ("split -b <size> a.log", "pieces of 100mb", "split -b 100M a.log"),
        ("docker update --memory <size> x", "limit it to 512MB", "docker update --memory 512m x"),
        ("aws ec2 create-volume --size <size-gib>", "a volume of 1 TB", "aws ec2 create-volume --size 1024"),
        ("aws ec2 create-volume --size <size-gib>", "a volume of 10 MB", "aws ec2 create-volume --size <size-gib>"),
        ("find . -mtime +<days>", "older than 2 weeks", "find . -mtime +14"),
        ("find . -mtime +<days>", "older than 3 hours", "find . -mtime +<days>"),
        ("kubectl logs web --since=<duration>", "of the last 2 days", "kubectl logs web --since=48h"),
        ("kubectl logs web --since=<duration>", "of the last hour", "kubectl logs web --since=1h"),
        ("aws logs tail web --since <duration>", "of the past day", "aws logs tail web --since 1d"),
        ("x --replicas=<replicas>", "every 5 minutes", "x --replicas=<replicas>"),
    ],
)
def test_an_amount_is_written_for_its_program(command: str, request_: str, filled: str) -> None:
    assert fill(command, request_, SETTING) == filled


@pytest.mark.parametrize(
    ("request_", "pid", "port"),
    [
        ("kill the process on port 3000", "<pid>", "3000"),
        ("kill whatever runs on :3000", "<pid>", "3000"),
        ("kill what listens on 3000/tcp", "<pid>", "3000"),
        ("kill process 3000", "3000", "<port>"),
        ("kill pid 12 on port 80", "12", "80"),
    ],
)
def test_a_port_is_no_process_and_a_process_no_port(request_: str, pid: str, port: str) -> None:
    filled = [fill(command, request_, SETTING) for command in ("kill <pid>", "lsof -i :<port>")]
    assert filled == [f"kill {pid}", f"lsof -i :{port}"]
