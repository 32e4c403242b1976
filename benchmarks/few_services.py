"""A part of the AWS CLI's services, for a quick look: the whole export takes most of a minute."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files

from cloud_assist.catalog.clis.aws_adapter import AwsAdapter
from cloud_assist.catalog.clis.exporting import interpreter_of, items_of
from cloud_assist.catalog.clis.port import Item, Program, Progress

_ONE_OF = 25
"""Every how many-th service is exported."""


class FewServices(AwsAdapter):
    """The AWS adapter over one of 25 services."""

    def read(self, program: Program, environ: Mapping[str, str], progress: Progress) -> Iterator[Item]:
        """Yield what one share of the export prints."""
        progress(f"Reading a part of what aws {program.version} accepts")
        script = str(files("cloud_assist.catalog.clis").joinpath("aws_export.py"))
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [*(interpreter_of(program.path) or ()), "-I", "-W", "ignore", script, "0", str(_ONE_OF)],
                env={"HOME": home, "PATH": environ["PATH"], "AWS_CONFIG_FILE": os.devnull},
                capture_output=True,
                check=True,
            )
        for line in done.stdout.splitlines():
            yield from items_of(json.loads(line))
