"""Sends one request to each service that the playground has, with the AWS CLI itself, and watches where it connects.

For each of moto's services the CLI's own model names an operation, the first one that only reads; what it requires is
filled in from the model. A small library between the CLI and the kernel (`tests/support/connections.c`, compiled here)
notes every address. Promised: none but this machine's, whichever service it is, with and without AWS_ENDPOINT_URL.

    python -m benchmarks.demo_holds [--quick] [--jobs 2]
"""

from __future__ import annotations

import argparse
import json
import shlex
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import awscli.botocore.session as aws_session
from awscli.botocore import xform_name
from moto.backends import list_of_moto_modules

from cloud_assist.demo import playground
from cloud_assist.running.environment import child_environment
from cloud_assist.settings import load_settings
from tests.support.connections import Watcher, outside

QUICK = ("sqs", "rds", "docdb", "neptune", "health", "emr", "s3api", "s3control", "ec2", "dynamodb", "lambda", "iam")
"""The services for which version 1 of the CLI chooses the host itself, and a few of each kind of protocol."""
NOT_MOTO = ("docdb", "health")
"""Services that moto has no part for, or has under another name, and that must be held all the same."""
RENAMED = {
    "awslambda": "lambda", "s3": "s3api", "config": "configservice", "codedeploy": "deploy",
}  # fmt: skip
NO_COMMAND = frozenset(
    {"moto_api", "instance_metadata", "s3bucket_path", "dynamodb_v20111205", "awslambda_simple", "batch_simple",
     "core", "moto_proxy", "moto_server", "utilities", "sdb"}
)  # fmt: skip
"""Parts of moto that no command of the CLI is for; for sdb there is one, which has to be switched on first."""
_READS = ("list", "describe", "get")


@dataclass(frozen=True, slots=True)
class Seen:
    """One command, and what it did."""

    command: str
    reached: bool
    """Whether it connected to the playground at all."""
    answered: bool
    """Whether the playground could carry it out; what moto does not know still counts as held."""
    outside: list[tuple[str, int]]
    """Address and port of each connection to another machine."""
    said: str


def services() -> list[str]:
    """Return the CLI's names of all of moto's services, as the CLI's own models spell them."""
    known = {name.replace("-", ""): name for name in _session().get_available_services()}
    known |= {"configservice": "configservice", "deploy": "deploy", "s3api": "s3api"}
    names = set(NOT_MOTO)
    for module in sorted(set(list_of_moto_modules()) - NO_COMMAND):
        wanted = RENAMED.get(module, module).replace("-", "").replace("_", "")
        if wanted in known:
            names.add(known[wanted])
        else:
            print(f"no command of the CLI for moto's {module}")
    return sorted(names)


def _session() -> Any:
    return aws_session.Session()


def command(service: str) -> str:
    """Return a command that sends one request to `service`, a reading one where it has one."""
    model = _session().get_service_model({"s3api": "s3", "configservice": "config", "deploy": "codedeploy"}.get(
        service, service
    ))  # fmt: skip
    operations = [model.operation_model(name) for name in model.operation_names]
    usable = [op for op in operations if not op.has_event_stream_output and not op.has_event_stream_input]
    usable = [op for op in usable if op.name != "DescribeJobFlows"]  # emr's, which the CLI leaves out
    usable.sort(key=lambda op: (not op.name.lower().startswith(_READS), len(_required(op.input_shape))))
    chosen = usable[0]
    words = ["aws", service, xform_name(chosen.name, "-")]
    values = {name: _value(shape, name) for name, shape in _required(chosen.input_shape)}
    if values:
        words += ["--cli-input-json", json.dumps(values)]
    if chosen.has_streaming_output:
        words.append("/dev/null")
    return shlex.join(words)


def _required(shape: Any) -> list[tuple[str, Any]]:
    return [] if shape is None else [(name, shape.members[name]) for name in shape.required_members]


def _value(shape: Any, name: str) -> Any:
    """Return some value that the model takes."""
    if shape.type_name == "structure":
        return {each: _value(member, each) for each, member in _required(shape)}
    if shape.type_name == "list":
        return [_value(shape.member, name)] * max(1, shape.metadata.get("min", 0))
    if shape.type_name == "map":
        return {"key": _value(shape.value, name)}
    if shape.type_name == "string":
        return _text(shape, name)
    plain: dict[str, Any] = {"boolean": False, "timestamp": "2026-01-01T00:00:00Z", "blob": "eA=="}
    return plain.get(shape.type_name, max(1, int(shape.metadata.get("min", 1))))


def _text(shape: Any, name: str) -> str:
    if shape.enum:
        return str(shape.enum[0])
    if name.lower().endswith("arn"):
        return "arn:aws:iam::123456789012:role/example"
    return "123456789012".ljust(shape.metadata.get("min", 0), "0")


def watch(commands: list[str], jobs: int) -> Iterator[Seen]:
    """Run each command in the playground; yield what it did."""
    with playground(load_settings()) as settings, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = child_environment(settings.environ)
        watcher = Watcher(folder)
        ports = {int(environ[variable].rpartition(":")[2]) for variable in ("AWS_ENDPOINT_URL", "HTTPS_PROXY")}

        def one(number: int, line: str) -> Seen:
            own = folder / str(number)
            own.mkdir()
            done, connections = watcher.run(line, environ, cwd=own, timeout=300)
            reached = any(port in ports for _host, port in connections)
            said = " ".join((done.stderr or done.stdout).split())[:150]
            return Seen(line, reached, done.returncode == 0, outside(connections), said)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(one, range(len(commands)), commands)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a spread of services only")
    parser.add_argument("--jobs", type=int, default=2, help="commands at a time")
    arguments = parser.parse_args()
    named = list(QUICK) if arguments.quick else services()
    lines = [f"AWS_MAX_ATTEMPTS=1 {command(service)}" for service in named]
    left = unreached = answered = 0
    for seen in watch(lines, arguments.jobs):
        left += bool(seen.outside)
        unreached += not seen.reached
        answered += seen.answered
        if seen.outside or not seen.reached:
            print(
                f"{'LEFT' if seen.outside else 'NO REQUEST'}  {seen.command}  {seen.outside}  {seen.said}", flush=True
            )
        elif not seen.answered:
            print(f"held, not answered  {seen.command}  {seen.said}", flush=True)
    print(
        f"{len(lines)} services, one request each: {left} connected to anything but this machine,"
        f" {unreached} sent nothing, {answered} answered"
    )
    raise SystemExit(1 if left or unreached else 0)


if __name__ == "__main__":
    main()
