"""The hosts that the AWS CLI chooses by itself, whatever AWS_ENDPOINT_URL and the configuration files say.

For a few services version 1 takes a host of its own unless `--endpoint-url` is given. Which services and regions stands
in its source (`customizations/overridesslcommonname.py`), which is read here; the CLI is not started.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_SOURCE = "awscli/customizations/overridesslcommonname.py"
_TABLE = "SSL_COMMON_NAMES"
_PYTHON = re.compile(rb"(/[^\s'\"]+)/bin/(?:python|pypy)[\d.]*\b")
_OLD_REGIONS = (
    "af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1",
    "ap-southeast-2", "ap-southeast-3", "ca-central-1", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "me-south-1", "sa-east-1", "us-east-2", "us-west-1", "us-west-2",
)  # fmt: skip
_DATABASES = {"us-east-1": "rds.amazonaws.com"}
_Hosts = Mapping[str, Mapping[str, str]]
_USUAL: _Hosts = {
    "sqs": {
        **{region: f"{region}.queue.amazonaws.com" for region in (*_OLD_REGIONS, "eu-central-1", "us-gov-west-1")},
        "us-east-1": "queue.amazonaws.com",
        "cn-north-1": "cn-north-1.queue.amazonaws.com.cn",
        "cn-northwest-1": "cn-northwest-1.queue.amazonaws.com.cn",
        "us-isob-east-1": "us-isob-east-1.queue.sc2s.sgov.gov",
    },
    "emr": {region: f"{region}.elasticmapreduce.amazonaws.com" for region in _OLD_REGIONS},
    "rds": _DATABASES,
    "docdb": _DATABASES,
    "neptune": _DATABASES,
    "health": {
        **dict.fromkeys((*_OLD_REGIONS, "eu-central-1", "us-east-1", "aws-global"), "health.us-east-1.amazonaws.com"),
        **dict.fromkeys(("cn-north-1", "cn-northwest-1", "aws-cn-global"), "health.cn-northwest-1.amazonaws.com.cn"),
    },
}
"""What version 1.46 has; taken where the program is a script that starts the CLI from elsewhere (pyenv, asdf)."""


def own_host(program: Path, service: str, region: str) -> str:
    """Return the host that version 1 of the CLI would take of its own accord; "" where it takes what is configured.

    Args:
        program: the CLI's script, as found on the PATH; a binary is version 2, which has no hosts of its own.
        service: as the command names it: "sqs".
        region: as the CLI resolves it.
    """
    try:
        changed = program.stat().st_mtime_ns
    except OSError:
        return ""
    return _hosts(program, changed).get(service, {}).get(region, "")


@lru_cache(maxsize=8)
def _hosts(program: Path, _changed: int) -> _Hosts:
    """Return the table of one installation, for as long as its script stays the same."""
    try:
        with program.open("rb") as file:
            start = file.read(512)
        if not start.startswith(b"#!"):
            return {}
        prefix = _PYTHON.search(start)
        packages = _packages(Path(prefix[1].decode())) if prefix else []
        return _read(packages[0] / _SOURCE) if packages else _USUAL
    except (OSError, ValueError, SyntaxError):
        return _USUAL


def _packages(prefix: Path) -> list[Path]:
    """Return the folders below a Python's prefix that hold the CLI."""
    folders = [*prefix.glob("lib/python3*/site-packages"), *prefix.glob("lib/python3*/dist-packages")]
    folders += prefix.glob("local/lib/python3*/dist-packages")
    return [folder for folder in folders if (folder / "awscli").is_dir()]


def _read(source: Path) -> _Hosts:
    """Return the table in the CLI's source; {} for a release from before it, or after it."""
    if not source.exists():
        return {}
    for statement in ast.parse(source.read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and any(ast.unparse(name) == _TABLE for name in statement.targets):
            table: _Hosts = ast.literal_eval(statement.value)
            return table
    return {}
