"""Outputs of hundreds of megabytes, as the AWS CLI, services and servers write them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any


class Large(StrEnum):
    """Kinds of large outputs."""

    AWS = "instances, indented"
    COMPACT = "instances on one line"
    COMPACT_LINES = "instances, one a line"
    LINES = "JSON lines"
    LOG = "log lines"


def write_large(path: Path, kind: Large, megabytes: int) -> Path:
    """Write so many megabytes of that kind; return `path`."""
    dice = random.Random(21)
    with path.open("w") as file:
        size = 0
        for piece in _pieces(kind, dice):
            size += file.write(piece)
            if size > megabytes * 1_000_000:
                break
        file.write(
            {Large.AWS: '\n    ],\n    "NextToken": "x"\n}\n', Large.COMPACT: '],"NextToken":"x"}\n'}.get(kind, "")
        )
    return path


def _pieces(kind: Large, dice: random.Random) -> Iterator[str]:
    if kind is Large.LINES:
        yield from (json.dumps(_event(number, dice)) + "\n" for number in count())
    if kind is Large.LOG:
        yield from (_log_line(number, dice) for number in count())
    indent = 4 if kind is Large.AWS else None
    separators = (",", ": ") if indent else (",", ":")
    texts = [
        json.dumps({"Groups": [], "Instances": [_instance(n, dice)]}, indent=indent, separators=separators)
        for n in range(2000)
    ]
    if kind is Large.COMPACT_LINES:
        yield from (f"{texts[number % len(texts)]}\n" for number in count())
    yield '{\n    "Reservations": [\n' if indent else '{"Reservations":['
    texts = [text.replace("\n", "\n        ") for text in texts]
    for number in count():
        lead = "        " if indent else ""
        yield (",\n" if indent and number else "," if number else "") + lead + texts[number % len(texts)]


def _instance(number: int, dice: random.Random) -> dict[str, Any]:
    disk = {
        "DeviceName": "/dev/sda1",
        "Ebs": {"VolumeId": f"vol-{number:017x}", "Status": "attached", "DeleteOnTermination": True},
    }
    return {
        "InstanceId": f"i-{number:017x}",
        "ImageId": "ami-0123456789abcdef0",
        "State": {"Code": 16, "Name": dice.choice(["running", "running", "stopped"])},
        "InstanceType": dice.choice(["t3.micro", "m5.large", "c7g.xlarge"]),
        "LaunchTime": f"2026-11-{dice.randrange(1, 30):02}T10:00:00+00:00",
        "Placement": {"AvailabilityZone": f"eu-west-1{dice.choice('abc')}", "Tenancy": "default", "GroupName": ""},
        "PrivateIpAddress": f"10.0.{number // 250}.{number % 250}",
        "SubnetId": f"subnet-{number % 5}",
        "SecurityGroups": [{"GroupId": "sg-1", "GroupName": "default"}],
        "BlockDeviceMappings": [disk],
        "Monitoring": {"State": "disabled"},
        "Tags": [{"Key": "Name", "Value": f"web-{number}"}, {"Key": "env", "Value": dice.choice(["prod", "dev"])}],
        "EbsOptimized": False,
        "EnaSupport": True,
        "Hypervisor": "xen",
        "MetadataOptions": {"State": "applied", "HttpTokens": "required", "HttpPutResponseHopLimit": 1},
    }


def _event(number: int, dice: random.Random) -> dict[str, Any]:
    return {
        "ts": f"2026-11-30T14:{number // 60 % 60:02}:{number % 60:02}Z",
        "level": dice.choice(["info", "info", "info", "warn", "error"]),
        "msg": f"request {number} to /api/v1/items/{number % 977} was served by the upstream after {number % 13} tries",
        "status": dice.choice([200, 200, 404, 500]),
        "trace": f"{dice.getrandbits(128):032x}",
        "host": f"web-{number % 7}",
    }


def _log_line(number: int, dice: random.Random) -> str:
    level = dice.choice(["INFO", "INFO", "WARN", "ERROR"])
    return (
        f"2026-11-30T14:{number // 60 % 60:02}:{number % 60:02}.{number % 1000:03}Z {level} "
        f"[req-{dice.getrandbits(32):08x}] request {number} served in {number % 977} ms "
        f"from 10.0.{number % 250}.{number % 13}\n"
    )
