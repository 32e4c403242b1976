"""The tables of a few services of the installed AWS CLI, made by the export itself: the whole takes a minute."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from cloud_assist.catalog.accepts.words import Place
from cloud_assist.catalog.clis.adapters import adapters
from cloud_assist.catalog.clis.aws_adapter import AwsAdapter
from cloud_assist.catalog.clis.building import build_tables
from cloud_assist.catalog.clis.exporting import interpreter_of, items_of
from cloud_assist.catalog.clis.port import Item, Program, Progress
from cloud_assist.catalog.clis.tables import Tables
from cloud_assist.command.syntax.parser import Simple, parse
from cloud_assist.settings import load_settings

SERVICES = (
    "ec2", "s3", "s3api", "iam", "lambda", "dynamodb", "sts", "eks", "ecr", "logs", "configure", "cloudformation",
    "elb", "sns", "emr", "route53",
)  # fmt: skip
SOME_SERVICES = """
import sys
sys.path.insert(0, sys.argv[1])
import awscli.clidriver
import aws_export
export = aws_export.Export(sys.stdout)
driver = awscli.clidriver.create_clidriver()
export.globals(driver)
table = driver._get_command_table()
for name in sys.argv[2:]:
    export.service(name, table[name])
"""


class SomeServices(AwsAdapter):
    """The AWS adapter over a part of the services."""

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield what the export prints for SERVICES."""
        interpreter = interpreter_of(program.path)
        assert interpreter is not None
        folder = str(files("cloud_assist.catalog.clis"))
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [*interpreter, "-W", "ignore", "-c", SOME_SERVICES, folder, *SERVICES],
                env={"HOME": home, "PATH": environ["PATH"], "AWS_CONFIG_FILE": os.devnull},
                capture_output=True,
                check=True,
                timeout=100,
            )
        for line in done.stdout.splitlines():
            yield from items_of(json.loads(line))


def aws_tables() -> Tables:
    """The tables of SERVICES, built once a test process."""
    return tables_of("aws")


@cache
def tables_of(cli: str) -> Tables:
    """The tables of one installed CLI, built once a test process; the test is skipped where it is not installed."""
    if shutil.which(cli) is None:
        pytest.skip(f"{cli} is not installed here, so that what it accepts cannot be checked")
    home = Path(tempfile.mkdtemp(prefix="cli-tables-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    environ = {"HOME": str(home), "PATH": os.environ["PATH"], "PWD": str(home)}
    settings = load_settings(environ=environ, cwd=home)
    all_adapters = [SomeServices() if adapter.cli == "aws" else adapter for adapter in adapters()]
    tables = build_tables(settings, lambda _line: None, [adapter for adapter in all_adapters if adapter.cli == cli])
    assert tables.of(cli) is not None
    return tables


def words_of(command: str) -> Simple:
    """The one simple command of a line."""
    (simple,) = parse(command).parts
    assert isinstance(simple, Simple)
    return simple


def here(cwd: Path) -> Place:
    """A place with nothing in its environment."""
    return Place(cwd, {"HOME": str(cwd)})
