"""Results to look at: an answer with instances, and a session that prints a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.fake_session import FakeSession, Turn, assess, result

COMMAND = "aws ec2 describe-instances"
STATES = ("running", "stopped", "pending", "terminated")


def instance(number: int) -> dict[str, Any]:
    """Return one instance as EC2 tells it."""
    return {
        "InstanceId": f"i-{number:017x}",
        "ImageId": "ami-1",
        "InstanceType": ("t3.micro", "m6i.large")[number % 2],
        "LaunchTime": f"2025-{number % 9 + 1:02d}-01T10:00:00+00:00",
        "Placement": {"AvailabilityZone": f"eu-west-1{'abc'[number % 3]}"},
        "PrivateIpAddress": f"10.0.{number // 256}.{number % 256}",
        "State": {"Code": 16, "Name": STATES[number % 4]},
        "Tags": [{"Key": "env", "Value": "prod"}, {"Key": "Name", "Value": f"web-{number}"}],
    }


def instances(count: int) -> str:
    """Return so many instances as the AWS CLI prints them."""
    return json.dumps({"Reservations": [{"Instances": [instance(number)]} for number in range(count)]}, indent=4)


def printing(text: str, command: str = COMMAND) -> FakeSession:
    """Return a session whose command prints `text`, and keeps it in a file of its own."""
    path = Path.home() / "output"
    path.write_text(text)
    return FakeSession([Turn(assess(command), result(0, text[:4_000], path=path), (text[-4_000:],))])
