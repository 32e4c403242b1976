"""The installed CLIs that are written in Python, started once: a call is a fork of what has imported all that it needs.

It is the real program over the real files, without the second that it takes to begin. What it is asked must come from
its main function alone: the shell script around gcloud, for one, is left out.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

_SERVE = """
import contextlib, json, os, sys, tempfile

def answer(asked, main):
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        status = 70
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.environ.update(asked["environ"])  # over the little that the imports have set
            os.chdir(asked["cwd"])
            sys.argv = asked["arguments"]
            try:
                status = main(asked["arguments"][1:]) or 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(end.code is not None)
            sys.stdout.flush()
            sys.stderr.flush()
        except BaseException:
            import traceback
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(status)
    _, waited = os.waitpid(child, 0)
    said = []
    for stream in (out, err):
        stream.seek(0)
        said.append(stream.read().decode())
    return {"status": os.waitstatus_to_exitcode(waited), "out": said[0], "err": said[1]}

def serve(main):
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), main)), flush=True)
"""
_AWS = """
import awscli.clidriver, awscli.customizations.configure.list, awscli.customizations.configure.get
import botocore.session, botocore.client, botocore.endpoint, botocore.regions

def main(arguments):
    if arguments[0] == "endpoint of":
        os.environ.pop("AWS_DATA_PATH", None)  # of the CLI, which has a library of its own
        session = botocore.session.get_session()
        print(session.create_client(arguments[1], region_name="eu-west-1").meta.endpoint_url)
        return 0
    return awscli.clidriver.main()

serve(main)
"""
_GCLOUD = """
sys.path[:0] = [os.environ["CLOUDSDK_ROOT_DIR"] + "/lib/third_party", os.environ["CLOUDSDK_ROOT_DIR"] + "/lib"]
import googlecloudsdk.gcloud_main as gcloud
from googlecloudsdk.core.configurations.named_configs import ActivePropertiesFile

def main(arguments):
    ActivePropertiesFile.Invalidate()  # importing has read those of nobody
    return gcloud.main()

serve(main)
"""


class WarmCli:
    """One such program, waiting for calls."""

    def __init__(self, interpreter: Sequence[str], code: str, environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [*interpreter, "-c", _SERVE + code],
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        atexit.register(self._end)

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, arguments: Sequence[str], environ: Mapping[str, str]) -> str:
        """Return what the program prints for `arguments`, its name first; it must end well."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        call = {"arguments": arguments, "environ": dict(environ), "cwd": str(Path.cwd())}
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["status"] == 0, answer["err"]
        return str(answer["out"])


@cache
def warm_aws() -> WarmCli:
    """The AWS CLI of this environment; `aws "endpoint of" s3` prints where its library would call S3."""
    pytest.importorskip("awscli")
    return WarmCli([sys.executable], _AWS, {})


@cache
def warm_gcloud() -> WarmCli:
    """The installed gcloud, run as its shell script runs it."""
    found = shutil.which("gcloud")
    if found is None:
        pytest.skip("gcloud is not installed")
    root = Path(found).resolve().parents[1]
    bundled = root / "platform/bundledpythonunix/bin/python3"
    python = str(bundled) if bundled.exists() else "python3"
    return WarmCli([python, "-S"], _GCLOUD, {"CLOUDSDK_ROOT_DIR": str(root)})
