"""The CLIs themselves as judges of a command: their own parsers, with nothing behind them that could be reached."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cloud_assist.catalog.clis.exporting import interpreter_of

HERE = Path(__file__).parent
AT_ONCE = 2
ONE_S = 8.0
TURNED_DOWN = re.compile(
    r"unknown flag|unknown shorthand|unknown command|invalid argument|flag needs an argument|[Uu]nexpected args|"
    r"accepts no arg|bad flag syntax|requires (?:exactly|at least|at most) \d|must specify|required flag|"
    r"flag provided but not defined|invalid value|has no command|parse error|Invalid flags before|Too many command line"
    r"|must include an equals sign|\AUsage: terraform"
)
_NO_NETWORK = {"HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}
_NO_CLUSTER = """\
apiVersion: v1
kind: Config
current-context: none
clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: none, context: {cluster: none, user: ""}}]
"""


def _clean(home: str, **more: str) -> dict[str, str]:
    return {"HOME": home, "PATH": os.environ["PATH"], "TERM": "dumb", **more}


def stream(command: Sequence[str], environ: dict[str, str], commands: Sequence[Sequence[str]]) -> list[bool]:
    """Ask one process that answers line by line."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            command,
            env={**environ, "HOME": home},
            cwd=home,
            input="\n".join(json.dumps(list(words)) for words in commands),
            capture_output=True,
            text=True,
            check=False,
        )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(commands):
        raise SystemExit(f"{command[0]} answered {len(answers)} of {len(commands)}: {done.stderr[-500:]}")
    return [bool(taken) for taken, _ in answers]


def aws_verdicts(script: Path) -> Callable[[Sequence[Sequence[str]]], list[bool]]:
    """Return what the AWS CLI of this script says."""
    interpreter = interpreter_of(script)
    if interpreter is None:
        raise SystemExit(f"{script} is not a Python script")
    environ = _clean(
        "",
        AWS_ACCESS_KEY_ID="a",
        AWS_SECRET_ACCESS_KEY="b",
        AWS_DEFAULT_REGION="eu-west-1",
        AWS_CONFIG_FILE="aws-config",
        AWS_EC2_METADATA_DISABLED="true",
        AWS_PAGER="",
    )
    return lambda commands: stream([*interpreter, "-W", "ignore", str(HERE / "aws_truth.py")], environ, commands)


def gcloud_verdicts(root: Path) -> Callable[[Sequence[Sequence[str]]], list[bool]]:
    """Return what the gcloud of this SDK says."""
    bundled = root / "platform" / "bundledpythonunix" / "bin" / "python3"
    python = str(bundled) if bundled.is_file() else "python3"
    command = [python, "-S", "-W", "ignore", str(HERE / "gcloud_truth.py"), str(root)]

    def verdicts(commands: Sequence[Sequence[str]]) -> list[bool]:
        with tempfile.TemporaryDirectory() as folder:
            quiet = {"CLOUDSDK_CONFIG": folder, "CLOUDSDK_CORE_DISABLE_PROMPTS": "1", "CLOUDSDK_CORE_PROJECT": "p"}
            return stream(command, _clean("", **quiet), commands)

    return verdicts


def _each(program: Sequence[str], environ: dict[str, str], commands: Sequence[Sequence[str]]) -> list[bool]:
    """Run a program once a command, with nothing it could reach."""
    with tempfile.TemporaryDirectory() as home:

        def taken(words: Sequence[str]) -> bool:
            try:
                done = subprocess.run(
                    [*program, *words],
                    env={**environ, "HOME": home},
                    cwd=home,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=ONE_S,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return True  # it was taken, and waits
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            return done.returncode == 0 or TURNED_DOWN.search(said) is None

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(taken, commands))


def kubectl_verdicts(commands: Sequence[Sequence[str]]) -> list[bool]:
    """Return what kubectl says, with a cluster that does not answer."""
    with tempfile.TemporaryDirectory() as folder:  # an option in front would rule out plugins, and with them a verdict
        config = Path(folder, "config")
        config.write_text(_NO_CLUSTER)
        return _each(["kubectl"], _clean("", KUBECONFIG=str(config)), commands)


def helm_verdicts(commands: Sequence[Sequence[str]]) -> list[bool]:
    """Return what helm says, with neither a cluster nor a registry that answers."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config")
        config.write_text(_NO_CLUSTER)
        return _each(["helm"], _clean("", KUBECONFIG=str(config), **_NO_NETWORK), commands)


def gh_verdicts(commands: Sequence[Sequence[str]]) -> list[bool]:
    """Return what gh says, with a token of nobody and a network that does not answer."""
    return _each(["gh"], _clean("", GH_TOKEN="x", GH_NO_UPDATE_NOTIFIER="1", GH_REPO="o/r", **_NO_NETWORK), commands)


def az_process(interpreter: Sequence[str], home: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command that judges for the Azure CLI of this Python, and its environment."""
    settings = {"AZURE_CONFIG_DIR": str(home), "AZURE_CORE_COLLECT_TELEMETRY": "no", **_NO_NETWORK}
    return [*interpreter, "-W", "ignore", str(HERE / "az_truth.py")], _clean(str(home), **settings)


def docker_verdicts(commands: Sequence[Sequence[str]]) -> list[bool]:
    """Return what docker says, with a daemon that does not answer."""
    return _each(["docker"], _clean("", DOCKER_HOST="unix:///nonexistent/docker.sock", DOCKER_CONFIG="."), commands)


def terraform_verdicts(commands: Sequence[Sequence[str]]) -> list[bool]:
    """Return what terraform says, in an empty folder."""
    environ = _clean("", CHECKPOINT_DISABLE="1", TF_CLI_CONFIG_FILE="/dev/null")
    return _each(["terraform"], environ, commands)
