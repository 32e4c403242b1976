"""The receipt says what the real CLIs resolve, over a table of environments."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cloud_assist.models import Target
from tests.shell.receipts import furnish, receipt, write

Environ = dict[str, str]


@pytest.fixture
def home(clean_machine: Path) -> Path:
    furnish(clean_machine)
    return clean_machine


def environment(home: Path, extra: Environ) -> Environ:
    return {"PATH": os.environ["PATH"], "HOME": str(home)} | {k: v.replace("~", str(home)) for k, v in extra.items()}


def ask(arguments: list[str], environ: Environ) -> str:
    if shutil.which(arguments[0]) is None:
        pytest.skip(f"{arguments[0]} is not installed")
    done = subprocess.run(arguments, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


AWS = [
    ([], {}),
    ([], {"AWS_PROFILE": "plain"}),
    ([], {"AWS_PROFILE": "plain", "AWS_DEFAULT_PROFILE": "keys"}),
    ([], {"AWS_PROFILE": "keys", "AWS_DEFAULT_REGION": "ap-south-1"}),
    ([], {"AWS_PROFILE": "keys", "AWS_REGION": "ap-south-2"}),
    ([], {"AWS_REGION": "ap-south-1", "AWS_DEFAULT_REGION": "ap-south-2"}),
    (["--profile", "keys"], {"AWS_PROFILE": "plain"}),
    (["--profile=with space"], {}),
    (["--profile", "plain", "--region", "eu-north-1"], {"AWS_DEFAULT_REGION": "ap-south-1"}),
    (["--profile", "local"], {}),
    (["--prof", "keys"], {}),
    (["--pro=keys"], {"AWS_PROFILE": "plain"}),
    ([], {"AWS_CONFIG_FILE": "~/nowhere"}),
    ([], {"AWS_CONFIG_FILE": "~/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "~/nowhere"}),
    ([], {"AWS_ACCESS_KEY_ID": "AKIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY": "x", "AWS_PROFILE": "plain"}),
    (["--profile", "plain"], {"AWS_ACCESS_KEY_ID": "AKIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY": "x"}),
]


@pytest.mark.parametrize(("arguments", "extra"), AWS, ids=[f"{' '.join(a)} {' '.join(e)}" for a, e in AWS])
def test_aws_profile_and_region(home: Path, arguments: list[str], extra: Environ) -> None:
    environ = environment(home, extra)
    asked = ask(["aws", *[a for a in arguments if a not in {"--region", "eu-north-1"}], "configure", "list"], environ)
    real = {
        line.split(":" if ":" in line[:20] else None)[0].strip(): line for line in asked.splitlines() if line.strip()
    }
    told = receipt("aws " + " ".join(f"'{a}'" for a in arguments) + " s3 ls", environ)
    region = told.value("aws", "region")
    if "--region" in arguments:
        assert region == "eu-north-1"
    else:
        assert (region or "<not set>") in real["region"]
    profile = told.value("aws", "profile")
    if "<not set>" in real["profile"]:
        assert profile in {"default", None}
    else:
        assert profile is not None
        assert profile in real["profile"]


def test_aws_access_key_in_the_environment_wins_over_a_profile_from_it(home: Path) -> None:
    environ = environment(home, {"AWS_ACCESS_KEY_ID": "AKIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY": "x"})
    listed = ask(["aws", "configure", "list"], environ | {"AWS_PROFILE": "keys"})
    assert next(line for line in listed.splitlines() if "access_key" in line).count("7WML") == 1
    told = receipt("aws s3 ls", environ | {"AWS_PROFILE": "keys"})
    assert told.value("aws", "credentials") == "access key …7WML"
    listed = ask(["aws", "configure", "list", "--profile", "keys"], environ)
    assert next(line for line in listed.splitlines() if "access_key" in line).count("MPLE") == 1
    assert receipt("aws s3 ls --profile keys", environ).value("aws", "credentials") is None


KUBE = [
    ([], {}),
    ([], {"KUBECONFIG": "~/other-kubeconfig"}),
    ([], {"KUBECONFIG": "~/.kube/config:~/other-kubeconfig"}),
    ([], {"KUBECONFIG": "~/other-kubeconfig:~/.kube/config"}),
    ([], {"KUBECONFIG": "~/missing:~/other-kubeconfig"}),
    ([], {"KUBECONFIG": ":~/other-kubeconfig:"}),
    (["--context=prod"], {}),
    (["--context", "prod"], {"KUBECONFIG": "~/other-kubeconfig:~/.kube/config"}),
]


@pytest.mark.parametrize(("arguments", "extra"), KUBE, ids=[f"{' '.join(a)} {' '.join(e.values())}" for a, e in KUBE])
def test_kubectl_context(home: Path, arguments: list[str], extra: Environ) -> None:
    environ = environment(home, extra)
    view = json.loads(ask(["kubectl", "config", "view", "--minify", "-o", "json", *arguments], environ))
    told = receipt("kubectl get pods " + " ".join(arguments), environ)
    context = view["contexts"][0]
    assert told.value("kubectl", "context") == context["name"]
    assert told.value("kubectl", "cluster") == context["context"]["cluster"]
    assert told.value("kubectl", "user") == context["context"]["user"]
    assert told.value("kubectl", "namespace") == context["context"].get("namespace", "default")
    assert told.value("kubectl", "server") == view["clusters"][0]["cluster"]["server"]


def test_kubectl_with_a_kubeconfig_of_its_own(home: Path) -> None:
    environ = environment(home, {"KUBECONFIG": "~/.kube/config"})
    arguments = ["--kubeconfig", str(home / "other-kubeconfig")]
    view = json.loads(ask(["kubectl", "config", "view", "--minify", "-o", "json", *arguments], environ))
    told = receipt("kubectl get pods " + " ".join(arguments), environ)
    assert told.value("kubectl", "context") == view["current-context"] == "staging"


GCLOUD = [
    ([], {}),
    ([], {"CLOUDSDK_ACTIVE_CONFIG_NAME": "home"}),
    ([], {"CLOUDSDK_CORE_PROJECT": "from-env", "CLOUDSDK_COMPUTE_REGION": "us-central1"}),
    (["--configuration=home"], {"CLOUDSDK_ACTIVE_CONFIG_NAME": "work"}),
    (["--project", "flagged", "--account=you@example.com"], {"CLOUDSDK_CORE_PROJECT": "from-env"}),
    ([], {"CLOUDSDK_CONFIG": "~/empty"}),
]


@pytest.mark.parametrize(("arguments", "extra"), GCLOUD, ids=[f"{' '.join(a)} {' '.join(e)}" for a, e in GCLOUD])
def test_gcloud_properties(home: Path, arguments: list[str], extra: Environ) -> None:
    (home / "empty").mkdir()
    environ = environment(home, extra)
    listed: dict[str, Any] = json.loads(
        ask(["gcloud", "config", "list", "--format=json", "--all", *arguments], environ)
    )
    told = receipt("gcloud compute instances list " + " ".join(arguments), environ)
    for name, section in (("project", "core"), ("account", "core"), ("region", "compute"), ("zone", "compute")):
        assert told.value("gcloud", name) == listed.get(section, {}).get(name), name


TERRAFORM: list[tuple[str, list[str], Environ]] = [
    ("default", [], {}),
    ("staging", [], {}),
    ("staging", [], {"TF_WORKSPACE": "from-env"}),
    ("staging", [], {"TF_DATA_DIR": "elsewhere"}),
    ("staging", ["-chdir=infra"], {}),
]


@pytest.mark.parametrize(("selected", "arguments", "extra"), TERRAFORM)
def test_terraform_workspace(home: Path, selected: str, arguments: list[str], extra: Environ) -> None:
    environ = environment(home, {"CHECKPOINT_DISABLE": "1"})
    folder = Path("infra") if arguments else Path()
    folder.mkdir(exist_ok=True)
    write(folder / "main.tf", 'terraform {\n  backend "local" {\n    path = "here.tfstate"\n  }\n}\n')
    ask(["terraform", *arguments, "init", "-input=false"], environ | extra | {"TF_WORKSPACE": ""})
    if selected != "default" and "TF_DATA_DIR" not in extra:
        ask(["terraform", *arguments, "workspace", "new", selected], environ)
    shown = ask(["terraform", *arguments, "workspace", "show"], environ | extra).strip()
    told = receipt(f"terraform {' '.join(arguments)} plan", environ | extra)
    assert told.value("terraform", "workspace") == shown
    assert told.value("terraform", "backend") == "local here.tfstate"


DOCKER = [
    ([], {}),
    ([], {"DOCKER_CONTEXT": "prod-swarm"}),
    (["--context", "prod-swarm"], {"DOCKER_CONTEXT": "remote"}),
    (["-c", "default"], {}),
    ([], {"DOCKER_HOST": "tcp://127.0.0.1:1", "DOCKER_CONTEXT": "prod-swarm"}),
    (["-H", "tcp://127.0.0.1:2"], {"DOCKER_CONTEXT": "prod-swarm"}),
    (["--context", "prod-swarm"], {"DOCKER_HOST": "tcp://127.0.0.1:1"}),
    ([], {"DOCKER_CONFIG": "~/nowhere"}),
]


@pytest.mark.parametrize(("arguments", "extra"), DOCKER, ids=[f"{' '.join(a)} {' '.join(e)}" for a, e in DOCKER])
def test_docker_context(home: Path, arguments: list[str], extra: Environ) -> None:
    environ = environment(home, extra)
    context = ask(["docker", *arguments, "context", "show"], environ).strip()
    inspected = json.loads(ask(["docker", *arguments, "context", "inspect", context], environ))
    real = inspected[0]["Endpoints"]["docker"]["Host"]
    told = receipt(f"docker {' '.join(arguments)} ps", environ)
    assert told.value("docker", "context") in {context, None}
    if context != "default":
        assert told.value("docker", "context") == context
    host = told.value("docker", "host")
    assert host == real or (host is None and real.startswith("unix://"))
    assert isinstance(told, Target)
