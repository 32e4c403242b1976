"""The receipt says what the real CLIs resolve, over a table of environments."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.receipts import furnish, last_receipt, receipt, write
from tests.support.warm_cli import warm_aws, warm_gcloud

pytestmark = pytest.mark.slow

Environ = dict[str, str]


@pytest.fixture
def home(clean_machine: Path) -> Path:
    furnish(clean_machine)
    write(
        clean_machine / ".aws/other",
        "[profile default]\nregion = eu-south-1\n[default]\nregion = eu-south-2\noutput = text\n"
        "[both]\nregion = ca-west-1\n[profile both]\nregion = ca-central-1\n",
    )
    return clean_machine


def environment(home: Path, extra: Environ) -> Environ:
    return {"PATH": os.environ["PATH"], "HOME": str(home)} | {k: v.replace("~", str(home)) for k, v in extra.items()}


def ask(arguments: list[str], environ: Environ) -> str:
    """Return what a CLI prints that is started for it."""
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
    ([], {"AWS_DEFAULT_PROFILE": "keys"}),
    ([], {"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "plain"}),
    ([], {"AWS_PROFILE": "keys", "AWS_CONFIG_FILE": "~/nowhere"}),
    ([], {"AWS_PROFILE": "plain", "AWS_SHARED_CREDENTIALS_FILE": "~/nowhere"}),
    ([], {"AWS_CONFIG_FILE": "~/.aws/other"}),
    (["--profile", "default"], {"AWS_PROFILE": "plain", "AWS_CONFIG_FILE": "~/.aws/other"}),
    (["--region", "eu-north-1"], {"AWS_PROFILE": "keys", "AWS_REGION": "ap-south-1"}),
    ([], {"AWS_DEFAULT_REGION": "", "AWS_PROFILE": "plain"}),
    (["--profile", "both"], {"AWS_CONFIG_FILE": "~/.aws/other"}),
]


@pytest.mark.parametrize(("arguments", "extra"), AWS, ids=[f"{' '.join(a)} {' '.join(e)}" for a, e in AWS])
def test_aws_profile_and_region(home: Path, arguments: list[str], extra: Environ) -> None:
    environ = environment(home, extra)
    asked = warm_aws().ask(
        ["aws", *[a for a in arguments if a not in {"--region", "eu-north-1"}], "configure", "list"], environ
    )
    real = {
        line.split(":" if ":" in line[:20] else None)[0].strip(): line for line in asked.splitlines() if line.strip()
    }
    told = receipt("aws " + " ".join(f"'{a}'" for a in arguments) + " s3 ls", environ)
    region = told.value("aws", "region")
    if "--region" in arguments:
        assert region == "eu-north-1"
    else:
        shown = real["region"].split()[1]
        assert region == (None if shown in {"<not", "env"} else shown)
    profile = told.value("aws", "profile")
    if "<not set>" in real["profile"]:
        assert profile in {"default", None}
    else:
        assert profile is not None
        assert profile in real["profile"]


def test_aws_access_key_in_the_environment_wins_over_a_profile_from_it(home: Path) -> None:
    environ = environment(home, {"AWS_ACCESS_KEY_ID": "AKIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY": "x"})
    listed = warm_aws().ask(["aws", "configure", "list"], environ | {"AWS_PROFILE": "keys"})
    assert next(line for line in listed.splitlines() if "access_key" in line).count("7WML") == 1
    told = receipt("aws s3 ls", environ | {"AWS_PROFILE": "keys"})
    assert told.value("aws", "credentials") == "access key …7WML"
    listed = warm_aws().ask(["aws", "configure", "list", "--profile", "keys"], environ)
    assert next(line for line in listed.splitlines() if "access_key" in line).count("MPLE") == 1
    assert receipt("aws s3 ls --profile keys", environ).value("aws", "credentials") is None


ENDPOINTS = [
    ("s3", {"AWS_PROFILE": "local"}),
    ("secretsmanager", {"AWS_PROFILE": "local"}),
    ("ec2", {"AWS_PROFILE": "local"}),
    ("s3", {"AWS_PROFILE": "fenced"}),
    ("s3", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}),
    ("s3", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:2"}),
    ("ec2", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:2"}),
    ("s3", {"AWS_PROFILE": "local", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}),
    ("s3", {"AWS_PROFILE": "local", "AWS_ENDPOINT_URL_EC2": "http://127.0.0.1:1"}),
    ("secretsmanager", {"AWS_ENDPOINT_URL_SECRETS_MANAGER": "http://127.0.0.1:3"}),
    ("s3", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"}),
    ("s3", {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false"}),
    ("s3", {"AWS_PROFILE": "local", "AWS_ENDPOINT_URL": ""}),
    ("lambda", {"AWS_ENDPOINT_URL_LAMBDA": "http://127.0.0.1:4"}),
    ("elbv2", {"AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2": "http://127.0.0.1:5"}),
]


@pytest.mark.parametrize(("service", "extra"), ENDPOINTS, ids=[f"{s} {' '.join(e)}" for s, e in ENDPOINTS])
def test_aws_endpoint_is_the_one_that_botocore_would_call(home: Path, service: str, extra: Environ) -> None:
    environ = environment(home, extra)
    real = warm_aws().ask(["aws", "endpoint of", service], environ).strip()
    told = receipt(f"aws {service} help", environ).value("aws", "endpoint")
    assert told == (real if real.startswith("http://") else None)


def test_aws_roles_are_told_by_the_last_of_a_chain(home: Path) -> None:
    environ = environment(home, {})
    role = warm_aws().ask(["aws", "configure", "get", "role_arn", "--profile", "chain"], environ).strip()
    assert receipt("aws --profile chain s3 ls", environ).value("aws", "account") == role.split(":")[4]


KUBE = [
    ([], {}),
    ([], {"KUBECONFIG": "~/other-kubeconfig"}),
    ([], {"KUBECONFIG": "~/.kube/config:~/other-kubeconfig"}),
    ([], {"KUBECONFIG": "~/other-kubeconfig:~/.kube/config"}),
    ([], {"KUBECONFIG": "~/missing:~/other-kubeconfig"}),
    ([], {"KUBECONFIG": ":~/other-kubeconfig:"}),
    (["--context=prod"], {}),
    (["--context", "prod"], {"KUBECONFIG": "~/other-kubeconfig:~/.kube/config"}),
    (["--cluster", "prod-cluster"], {}),
    (["--cluster=prod-cluster", "--user=admin"], {}),
    (["--user", "admin", "--context", "kind-dev"], {}),
    (["--namespace", "kube-system"], {}),
    (["-n", "kube-system", "--context=prod"], {}),
    (["--namespace=", "--context=prod"], {}),
    (["--context=prod", "--context=kind-dev"], {}),
    (["--cluster=prod-cluster", "-n=web"], {"KUBECONFIG": "~/other-kubeconfig:~/.kube/config"}),
    (["--server=https://127.0.0.1:7"], {}),
]


@pytest.mark.parametrize(("arguments", "extra"), KUBE, ids=[f"{' '.join(a)} {' '.join(e.values())}" for a, e in KUBE])
def test_kubectl_context(home: Path, arguments: list[str], extra: Environ) -> None:
    environ = environment(home, extra)
    view = json.loads(ask(["kubectl", "config", "view", "--minify", "-o", "json", *arguments], environ))
    told = receipt("kubectl get pods " + " ".join(arguments), environ)
    context = view["contexts"][0]
    assert told.value("kubectl", "context") == context["name"]
    given = {argument.partition("=")[0] for argument in arguments}
    if not {"--cluster", "--user"} & given:  # the view leaves these out
        assert told.value("kubectl", "cluster") == context["context"]["cluster"]
        assert told.value("kubectl", "user") == context["context"]["user"]
    named = {"--namespace", "-n"} & given and "--namespace=" not in arguments
    real = namespace(arguments, environ) if named else context["context"].get("namespace", "default")
    assert told.value("kubectl", "namespace") == real
    assert told.value("kubectl", "server") == server(arguments, environ)


def namespace(arguments: list[str], environ: Environ) -> str:
    """Return the namespace that kubectl writes into what it would make."""
    made = ask(["kubectl", "create", "configmap", "x", "--dry-run=client", "-o", "json", *arguments], environ)
    return str(json.loads(made)["metadata"].get("namespace", "default"))


def server(arguments: list[str], environ: Environ) -> str:
    """Return the server that kubectl turns to; the proxy that it would go through does not answer."""
    command = ["kubectl", "get", "--raw", "/version", "-v=6", "--request-timeout=1s", *arguments]
    blocked = environ | {"HTTPS_PROXY": "http://127.0.0.1:9"}
    done = subprocess.run(command, env=blocked, capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"GET\"? ?(?:url=\")?(https://[^/?\" ]+)", done.stderr)
    assert found, done.stderr
    return found[1]


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
    ([], {"CLOUDSDK_CORE_ACCOUNT": "them@example.com", "CLOUDSDK_COMPUTE_ZONE": "us-central1-a"}),
    ([], {"CLOUDSDK_CORE_PROJECT": ""}),
    (["--configuration", "home", "--project=flagged"], {"CLOUDSDK_CORE_ACCOUNT": "them@example.com"}),
    ([], {"CLOUDSDK_ACTIVE_CONFIG_NAME": "home", "CLOUDSDK_CORE_PROJECT": "from-env"}),
    (["--project", "one", "--project", "two"], {}),
    ([], {"CLOUDSDK_CONFIG": "~/empty", "CLOUDSDK_CORE_PROJECT": "from-env"}),
    ([], {"CLOUDSDK_ACTIVE_CONFIG_NAME": "NONE"}),
    (["--configuration=NONE"], {}),
]


@pytest.mark.parametrize(("arguments", "extra"), GCLOUD, ids=[f"{' '.join(a)} {' '.join(e)}" for a, e in GCLOUD])
def test_gcloud_properties(home: Path, arguments: list[str], extra: Environ) -> None:
    (home / "empty").mkdir()
    environ = environment(home, extra)
    listed: dict[str, Any] = json.loads(
        warm_gcloud().ask(["gcloud", "config", "list", "--format=json", "--all", *arguments], environ)
    )
    told = receipt("gcloud compute instances list " + " ".join(arguments), environ)
    for name, section in (("project", "core"), ("account", "core"), ("region", "compute"), ("zone", "compute")):
        assert told.value("gcloud", name) == (listed.get(section, {}).get(name) or None), name


TERRAFORM: list[tuple[str, list[str], Environ]] = [
    ("default", [], {}),
    ("staging", [], {}),
    ("staging", [], {"TF_WORKSPACE": "from-env"}),
    ("staging", [], {"TF_DATA_DIR": "elsewhere"}),
    ("staging", ["-chdir=infra"], {}),
    ("staging", ["-chdir=infra"], {"TF_DATA_DIR": "elsewhere"}),
    ("staging", ["-chdir=infra"], {"TF_WORKSPACE": "from-env"}),
    ("staging", [], {"TF_WORKSPACE": ""}),
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
    ([], {"DOCKER_CONTEXT": "default"}),
    ([], {"DOCKER_CONTEXT": "", "DOCKER_HOST": ""}),
    (["--host=tcp://127.0.0.1:3"], {}),
    (["--context=default"], {"DOCKER_HOST": "tcp://127.0.0.1:1"}),
    (["--context", "remote", "--context", "prod-swarm"], {}),
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


KUBE_SWITCHES = [
    ("kubectl config use-context prod", {}),
    ("kubectl --kubeconfig ~/other-kubeconfig config use-context prod", {}),
    ("KUBECONFIG=~/other-kubeconfig kubectl config use-context prod", {}),
    ("kubectl config use-context prod", {"KUBECONFIG": "~/other-kubeconfig:~/.kube/config"}),
    ("kubectl config set current-context prod", {}),
    ("kubectl config set-context --current --namespace=blue", {}),
    ("kubectl config set-context prod --namespace blue", {}),
    ("kubectl config set-context prod --namespace blue; kubectl config use-context prod", {}),
    ("kubectl config set contexts.kind-dev.namespace blue", {}),
    ("kubectl config use-context prod; kubectl config use-context kind-dev", {}),
    ("(kubectl config use-context prod)", {}),  # a subshell's files are everybody's
    ("bash -c 'kubectl config use-context prod'", {}),
]


@pytest.mark.parametrize(("switch", "extra"), KUBE_SWITCHES)
def test_a_switch_of_the_kubernetes_context_is_followed(home: Path, switch: str, extra: Environ) -> None:
    environ, switch = environment(home, extra), switch.replace("~", str(home))
    told = last_receipt(f"kubectl version; {switch}; kubectl get pods", environ)
    ask(["bash", "-c", switch], environ)
    view = json.loads(ask(["kubectl", "config", "view", "--minify", "-o", "json"], environ))
    real = view["contexts"][0]
    assert told.value("kubectl", "context") == real["name"]
    assert told.value("kubectl", "cluster") == real["context"]["cluster"]
    assert told.value("kubectl", "namespace") == real["context"].get("namespace", "default")


GCLOUD_SWITCHES = [
    "gcloud config set project blue",
    "gcloud config set core/project blue --configuration=home",
    "gcloud config set core/account b@example.com",
    "gcloud config unset project",
    "gcloud config configurations activate home",
    "gcloud config configurations activate home && gcloud config set account a@example.com",
]


@pytest.mark.parametrize("switch", GCLOUD_SWITCHES)
def test_a_switch_of_the_gcloud_properties_is_followed(home: Path, switch: str) -> None:
    environ = environment(home, {})
    told = last_receipt(f"{switch}; gcloud compute instances list", environ)
    ask(["bash", "-c", switch], environ)
    listed: dict[str, Any] = json.loads(
        warm_gcloud().ask(["gcloud", "config", "list", "--format=json", "--all"], environ)
    )
    for name, section in (("project", "core"), ("account", "core"), ("region", "compute"), ("zone", "compute")):
        assert told.value("gcloud", name) == (listed.get(section, {}).get(name) or None), name


@pytest.mark.parametrize(
    ("switch", "arguments"),
    [
        ("terraform workspace select staging", []),
        ("terraform workspace new blue", []),
        ("terraform -chdir=infra workspace select staging", ["-chdir=infra"]),
        ("terraform -chdir=infra workspace select staging", []),
        ("(cd infra && terraform workspace select staging)", ["-chdir=infra"]),
    ],
)
def test_a_switch_of_the_terraform_workspace_is_followed(home: Path, switch: str, arguments: list[str]) -> None:
    environ = environment(home, {"CHECKPOINT_DISABLE": "1"})
    for folder in (Path(), Path("infra")):
        write(folder / "main.tf", 'terraform {\n  backend "local" {\n    path = "here.tfstate"\n  }\n}\n')
        ask(["terraform", f"-chdir={folder}", "init", "-input=false"], environ)
        ask(["terraform", f"-chdir={folder}", "workspace", "new", "staging"], environ)
        ask(["terraform", f"-chdir={folder}", "workspace", "select", "default"], environ)
    told = last_receipt(f"{switch}; terraform {' '.join(arguments)} destroy", environ)
    ask(["bash", "-c", switch], environ)
    assert told.value("terraform", "workspace") == ask(["terraform", *arguments, "workspace", "show"], environ).strip()


@pytest.mark.parametrize("switch", ["docker context use prod-swarm", "docker --config ~/d context use prod-swarm"])
def test_a_switch_of_the_docker_context_is_followed(home: Path, switch: str) -> None:
    environ, switch = environment(home, {}), switch.replace("~", str(home))
    shutil.copytree(home / ".docker", home / "d")
    told = last_receipt(f"{switch}; docker ps", environ)
    ask(["bash", "-c", switch], environ)
    assert told.value("docker", "context") == ask(["docker", "context", "show"], environ).strip()


AWS_SWITCHES = [
    "aws configure set region eu-north-1",
    "aws configure set region eu-north-1 --profile keys",
    "aws configure set profile.keys.region eu-north-1",
    "aws configure set default.region eu-north-1",
]


@pytest.mark.parametrize("profile", ["default", "keys"])
@pytest.mark.parametrize("switch", AWS_SWITCHES)
def test_a_switch_of_the_aws_region_is_followed(home: Path, switch: str, profile: str) -> None:
    environ = environment(home, {})
    told = last_receipt(f"{switch}; aws --profile {profile} s3 ls", environ)
    ask(["bash", "-c", switch], environ)
    real = warm_aws().ask(["aws", "configure", "get", "region", "--profile", profile], environ).strip()
    assert told.value("aws", "region") == real
