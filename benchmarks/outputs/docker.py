"""What docker prints, built by its documented schema: there is no daemon in a benchmark."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from benchmarks.outputs.written import aligned, write_json


def make_docker(folder: Path) -> None:
    """Write docker's lists in the forms that its commands have."""
    dice = random.Random(13)
    containers = [_container(number, dice) for number in range(30)]
    write_json(folder / "docker_inspect", containers, 4)
    write_json(folder / "docker_inspect_one", containers[:1], 4)
    rows = [["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]]
    rows += [
        [
            c["Id"][:12],
            c["Config"]["Image"],
            '"run"',
            "2 days ago",
            "Up 2 days" if c["State"]["Running"] else "Exited (1) 3 hours ago",
            "80/tcp" if c["State"]["Running"] else "",
            c["Name"][1:],
        ]
        for c in containers
    ]
    (folder / "docker_ps").write_text(aligned(rows))
    images = [
        {
            "Repository": f"registry.local/app-{i}",
            "Tag": dice.choice(["1.2", "1.3"]),
            "Size": f"{dice.randrange(900)}MB",
            "ID": f"{dice.getrandbits(48):012x}",
        }
        for i in range(80)
    ]
    (folder / "docker_images_lines").write_text("".join(json.dumps(image) + "\n" for image in images))
    networks = {
        f"{dice.getrandbits(256):064x}": {"Name": f"web-{i}", "IPv4Address": f"172.18.0.{i}/16"} for i in range(50)
    }
    write_json(
        folder / "docker_network", [{"Name": "web", "Driver": "bridge", "Containers": networks, "Options": {}}], 4
    )


def _container(number: int, dice: random.Random) -> dict[str, Any]:
    running = dice.random() < 0.7
    return {
        "Id": f"{dice.getrandbits(256):064x}",
        "Created": f"2026-11-{dice.randrange(1, 30):02}T08:00:00Z",
        "Name": f"/web-{number}",
        "State": {
            "Status": "running" if running else "exited",
            "Running": running,
            "ExitCode": 0 if running else dice.choice([1, 137]),
            "Pid": number,
        },
        "RestartCount": dice.choice([0, 3]),
        "Config": {
            "Image": f"nginx:1.{number % 3}",
            "Env": ["PATH=/usr/bin", f"TOKEN={dice.getrandbits(80):x}"],
            "Labels": {"com.docker.compose.project": dice.choice(["shop", "pay"])},
        },
        "NetworkSettings": {"Networks": {"web": {"IPAddress": f"172.18.0.{number}", "Gateway": "172.18.0.1"}}},
        "HostConfig": {"Memory": dice.choice([0, 536870912]), "RestartPolicy": {"Name": "always"}},
        "Mounts": [
            {"Type": "volume", "Source": f"/var/lib/docker/volumes/v{number}/_data", "Destination": "/data", "RW": True}
        ],
    }
