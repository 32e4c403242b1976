"""Logs of servers, build output, CSV, and tables and JSON with something around them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from benchmarks.outputs.written import aligned

Line = Callable[[int, random.Random], str]


def make_logs(folder: Path, lines: int) -> None:
    """Write logs of up to so many lines and other texts."""
    dice = random.Random(14)
    for name, line, count in (
        ("log_app", _app, lines),
        ("log_access", _access, lines),
        ("log_json", _structured, lines),
        ("log_klog", _klog, lines * 2 // 5),
        ("log_syslog", _syslog, lines * 2 // 5),
        ("text_build", _build, 4_000),
        ("csv_costs", _cost, 2_001),
        ("tsv_zones", _zone, 500),
    ):
        with (folder / name).open("w") as file:
            file.writelines(f"{line(number, dice)}\n" for number in range(count))
    _write_with_something_around(folder, dice)


def _clock(number: int) -> str:
    return f"08:{number // 60 % 60:02}:{number % 60:02}"


def _time(number: int) -> str:
    return f"2026-11-30T{8 + number // 36000:02}:{number // 600 % 60:02}:{number // 10 % 60:02}.{number % 10}00Z"


def _app(number: int, dice: random.Random) -> str:
    worker = f"[worker-{number % 7}]"
    if number % 9973 == 17:
        return f"{_time(number)} ERROR {worker} payment {number} failed: card declined"
    if dice.random() < 0.25:
        return f"{_time(number)} WARN {worker} slow query took {dice.randrange(9000)} ms"
    return f"{_time(number)} INFO {worker} request {dice.getrandbits(32):08x} served in {dice.randrange(300)} ms"


def _access(number: int, dice: random.Random) -> str:
    status = dice.choices([200, 404, 502], [95, 4, 1])[0]
    client = f"10.0.{dice.randrange(9)}.{dice.randrange(250)}"
    request = f"GET /item/{dice.randrange(999)} HTTP/1.1"
    return f'{client} - - [30/Nov/2026:{_clock(number)} +0000] "{request}" {status} {dice.randrange(9000)}'


def _structured(number: int, dice: random.Random) -> str:
    level = dice.choices(["info", "warning", "error"], [90, 8, 2])[0]
    service = dice.choice(["cart", "pay"])
    event = {"ts": _time(number), "level": level, "service": service, "ms": dice.randrange(900), "msg": "done"}
    return json.dumps(event)


def _klog(number: int, dice: random.Random) -> str:
    failed = number % 5000 == 3
    said = (
        "Failed to sync node: connection refused" if failed else f'"Reconciled" object="shop/app-{dice.randrange(40)}"'
    )
    return f"{'E' if failed else 'I'}1130 {_clock(number)}.123456       1 controller.go:{dice.randrange(90)}] {said}"


def _syslog(number: int, dice: random.Random) -> str:
    if number % 4000 == 9:
        return f"Nov 30 {_clock(number)} host-1 kernel: Out of memory: Killed process {number}"
    said = f"session {dice.randrange(9999)} opened for user deploy"
    return f"Nov 30 {_clock(number)} host-1 sshd[{dice.randrange(9999)}]: {said}"


def _build(number: int, _: random.Random) -> str:
    warned = number == 2700
    said = "warning: unused variable: frobnicate" if warned else f"Compiling crate-{number} v0.{number}.0"
    return f"#12 {number / 10:.1f} {said}"


def _cost(number: int, dice: random.Random) -> str:
    if number == 0:
        return "service,region,usd"
    service, region = dice.choice(["EC2", "S3", "RDS"]), dice.choice(["eu-west-1", "us-east-1"])
    return f"{service},{region},{dice.randrange(9000) / 100}"


def _zone(number: int, dice: random.Random) -> str:
    return f"example.org\thost-{number}\t{dice.choice([60, 300])}" if number else "zone\tname\tttl"


def _write_with_something_around(folder: Path, dice: random.Random) -> None:
    """Write JSON in colours, JSON behind a warning, and a table with a ruler."""
    key, end = "\x1b[34;1m", "\x1b[0m"
    rows = [
        f'  {{{key}"id"{end}: {number}, {key}"state"{end}: \x1b[0;32m"{dice.choice(["up", "down"])}"{end}}}'
        for number in range(400)
    ]
    (folder / "json_coloured").write_text("\x1b[1;39m[\n" + ",\n".join(rows) + f"\n]{end}\n")
    machines = [{"name": f"vm-{number}", "powerState": dice.choice(["on", "off"])} for number in range(300)]
    text = json.dumps({"value": machines}, indent=2)
    (folder / "json_with_warnings").write_text(f"WARNING: the API is deprecated\n{text}\n")
    table = [["Name", "ResourceGroup", "Location"], ["-" * 8, "-" * 15, "-" * 10]]
    table += [[f"vm-{number}", dice.choice(["rg-shop", "rg-pay"]), "westus"] for number in range(120)]
    (folder / "az_table").write_text(aligned(table))
