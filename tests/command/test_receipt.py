"""The receipt of a command: flags, assignments, environment, files; and nothing that a broken file can break."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloud_assist.command.receipt import ambient_target
from cloud_assist.command.receipt import kube_target as kube
from cloud_assist.models import Target
from tests.support.receipts import furnish, furnish_azure, receipt, write

Environ = dict[str, str]


@pytest.fixture
def environ(clean_machine: Path) -> Environ:
    furnish(clean_machine)
    return {"PATH": os.environ["PATH"], "HOME": str(clean_machine)}


def told(target: Target, tool: str) -> dict[str, tuple[str, str]]:
    return {e.name: (e.value, e.source) for e in target.entries if e.tool == tool}


COMMANDS = [
    ("aws s3 ls", "aws", "account", "029608264753", "access key id in ~/.aws/credentials"),
    ("aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("aws --profile dev s3 ls", "aws", "account", "111122223333", "role_arn in ~/.aws/config"),
    ("aws --profile chain s3 ls", "aws", "account", "777788889999", "role_arn in ~/.aws/config"),
    ("AWS_PROFILE=sso aws s3 ls", "aws", "region", "us-east-2", "~/.aws/config"),
    ("AWS_REGION= AWS_DEFAULT_REGION= aws --profile plain s3 ls", "aws", "region", None, ""),
    ("sudo -u deploy aws s3 ls", "aws", "profile", None, ""),
    ("sudo -E aws --profile dev s3 ls", "aws", "profile", "dev", "--profile"),
    ("export AWS_PROFILE=dev && cd /tmp && aws s3 ls", "aws", "account", "111122223333", "role_arn in ~/.aws/config"),
    ("unset AWS_PROFILE; aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("(export AWS_PROFILE=dev); aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("(export AWS_PROFILE=dev; aws s3 ls)", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("export AWS_PROFILE=dev | cat; aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("echo $(export AWS_PROFILE=dev); aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("{ export AWS_PROFILE=dev; }; aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("export AWS_PROFILE=dev; (aws s3 ls)", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("(P=dev); aws --profile ${P} s3 ls", "aws", "profile", "${P}", "--profile"),
    ("AWS_PROFILE=dev sh -c 'aws s3 ls'", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("echo x | AWS_PROFILE=dev xargs aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("AWS_PROFILE=dev true; aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("aws --profile sso s3 ls", "aws", "account", "444455556666", "sso_account_id in ~/.aws/config"),
    ("aws --profile keys s3 ls", "aws", "region", "sa-east-1", "~/.aws/credentials"),
    ("aws --profile keys s3 ls", "aws", "account", None, ""),  # a key of the old kind carries no account
    ("aws --profile nowhere s3 ls", "aws", "profile", "nowhere", "--profile"),
    ("aws --prof dev s3 ls", "aws", "profile", "dev", "--profile"),
    ("aws s3api list-objects --prefix dev --bucket b", "aws", "profile", "default", "~/.aws/config"),
    ("aws s3 ls --regi=eu-x-1", "aws", "region", "eu-x-1", "--region"),
    ("az vm list --subsc 1111", "az", "subscription", "Sandbox", "--subscription"),
    ("aws s3 ls --endpoint-url http://x:1", "aws", "endpoint", "http://x:1", "--endpoint-url"),
    ("aws --profile local ec2 describe-instances", "aws", "endpoint", "http://localhost:4566", "~/.aws/config"),
    ("aws --profile local s3 ls", "aws", "endpoint", "http://localhost:9000", "~/.aws/config"),
    ("aws --profile local s3api list-buckets", "aws", "endpoint", "http://localhost:9000", "~/.aws/config"),
    ("aws --profile local secretsmanager list-secrets", "aws", "endpoint", "http://localhost:9001", "~/.aws/config"),
    ("AWS_PROFILE=dev aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("env AWS_PROFILE=dev aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("env -i AWS_PROFILE=dev HOME=/x aws s3 ls", "aws", "account", None, ""),
    ("export AWS_PROFILE=dev; aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("P=dev; aws --profile $P s3 ls", "aws", "profile", "dev", "--profile"),
    ('P=dev; aws --profile "${P}" s3 ls', "aws", "account", "111122223333", "role_arn in ~/.aws/config"),
    ("aws --profile $(cat name) s3 ls", "aws", "profile", "$(cat name)", "--profile"),
    ("AWS_PROFILE=dev; aws s3 ls", "aws", "profile", "default", "~/.aws/config"),  # not exported: aws never sees it
    ("timeout 5 aws --profile dev s3 ls", "aws", "profile", "dev", "--profile"),
    ("bash -c 'aws --profile dev s3 ls'", "aws", "profile", "dev", "--profile"),
    ("bash -c 'export AWS_PROFILE=dev; aws s3 ls'", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("bash -c 'export AWS_PROFILE=dev'; aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("eval 'export AWS_PROFILE=dev'; aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("bash -c 'eval \"export AWS_PROFILE=dev\"; aws s3 ls'", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("bash -c 'AWS_PROFILE=dev; aws s3 ls'", "aws", "profile", "default", "~/.aws/config"),
    ("export AWS_PROFILE=x; sh -c 'AWS_PROFILE=dev; aws s3 ls'", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("env AWS_PROFILE=x bash -c 'export AWS_PROFILE=dev; aws s3 ls'", "aws", "profile", "dev", "AWS_PROFILE in"),
    ("AWS_PROFILE=x bash -c 'unset AWS_PROFILE; aws s3 ls'", "aws", "profile", "default", "~/.aws/config"),
    ("bash -c '(export AWS_PROFILE=dev); aws s3 ls'", "aws", "profile", "default", "~/.aws/config"),
    ("bash -c 'P=dev; bash -c \"export AWS_PROFILE=dev; aws s3 ls\"'", "aws", "profile", "dev", "AWS_PROFILE in"),
    ("P=dev; bash -c 'aws --profile $P s3 ls'", "aws", "profile", "$P", "--profile"),  # not exported
    ("export P=dev; bash -c 'aws --profile $P s3 ls'", "aws", "profile", "dev", "--profile"),
    ("ssh web 'export AWS_PROFILE=dev; aws s3 ls'", "aws", "profile", None, ""),
    ("ssh web 'export AWS_PROFILE=dev'; aws s3 ls", "aws", "profile", "default", "~/.aws/config"),
    ("sudo bash -c 'export AWS_PROFILE=dev; aws s3 ls'", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("find . -exec sh -c 'export AWS_PROFILE=x; true' \\; -exec sh -c 'aws s3 ls' \\;", "aws", "profile", "default",
     "~/.aws/config"),
    ("echo $(aws --profile dev s3 ls)", "aws", "profile", "dev", "--profile"),
    ("sudo aws s3 ls", "aws", "profile", None, ""),  # somebody else's home and environment
    ("sudo AWS_PROFILE=dev aws s3 ls", "aws", "profile", "dev", "AWS_PROFILE in the command"),
    ("ssh web aws s3 ls", "aws", "profile", None, ""),  # another machine's configuration
    ("kubectl --context prod -n web get pods", "kubectl", "namespace", "web", "-n"),
    ("kubectl --context prod get pods", "kubectl", "namespace", "payments", "~/.kube/config"),
    ("kubectl --context prod get pods", "kubectl", "server", "https://prod.example.com", "~/.kube/config"),
    ("kubectl get pods -A", "kubectl", "namespace", "all namespaces", "--all-namespaces"),
    ("kubectl get pods -nkube-system", "kubectl", "namespace", "kube-system", "-n"),
    ("kubectl --cluster prod-cluster get pods", "kubectl", "server", "https://prod.example.com", "~/.kube/config"),
    ("kubectl --context gone get pods", "kubectl", "context", "gone", "--context"),
    ("kubectl exec pod -- sh -c 'x -n other'", "kubectl", "namespace", "default", "no other is set"),
    ("KUBECONFIG=~/other-kubeconfig kubectl get pods", "kubectl", "context", "staging", "~/other-kubeconfig"),
    ("kubectl --kubeconfig ~/other-kubeconfig get pods", "kubectl", "context", "staging", "~/other-kubeconfig"),
    ("helm --kube-context prod list", "kubectl", "context", "prod", "--kube-context"),
    ("HELM_NAMESPACE=web helm list", "kubectl", "namespace", "web", "HELM_NAMESPACE in the command"),
    ("kubectl config use-context prod && kubectl delete pod x", "kubectl", "server", "https://prod.example.com",
     "~/.kube/config"),
    ("kubectl config use-context prod && kubectl delete pod x", "kubectl", "context", "prod", "set by kubectl"),
    ("kubectl config use-context prod", "kubectl", "context", "prod", "set by kubectl"),
    ("kubectl config use-context $C; kubectl get pods", "kubectl", "context", "$C", "set by kubectl"),
    ("kubectl config use-context prod; helm list", "kubectl", "namespace", "payments", "~/.kube/config"),
    ("kubectl config use-context prod; kubectl --context kind-dev get pods", "kubectl", "context", "kind-dev",
     "--context"),
    ("KUBECONFIG=~/x kubectl config use-context prod; kubectl get pods", "kubectl", "context", "kind-dev", "~/.kube"),
    ("ssh web kubectl config use-context prod; kubectl get pods", "kubectl", "context", "kind-dev", "~/.kube/config"),
    ("docker exec c kubectl config use-context prod; kubectl get pods", "kubectl", "context", "kind-dev", "~/.kube"),
    ("kubectx prod && kubectl get pods", "kubectl", "namespace", "payments", "~/.kube/config"),
    ("kubectx -; kubectl get pods", "kubectl", "context", "the one before", "set by kubectx"),
    ("kubectx -d prod; kubectl get pods", "kubectl", "context", "kind-dev", "~/.kube/config"),
    ("kubens web && helm list", "kubectl", "namespace", "web", "set by kubens"),
    ("kubectl ns web && kubectl get pods", "kubectl", "namespace", "web", "set by kubectl"),
    ("oc project web && oc get pods", "kubectl", "namespace", "web", "set by oc"),
    ("aws eks update-kubeconfig --name b --alias prod && kubectl get pods", "kubectl", "context", "prod", "set by aws"),
    ("aws --region eu-x-1 eks update-kubeconfig --name b; kubectl get pods", "kubectl", "context",
     "arn:aws:eks:eu-x-1:029608264753:cluster/b", "set by aws"),
    ("gcloud container clusters get-credentials b --zone z --project p; kubectl get pods", "kubectl", "context",
     "gke_p_z_b", "set by gcloud"),
    ("az aks get-credentials -g rg -n prod; kubectl get pods", "kubectl", "cluster", "prod-cluster", "~/.kube/config"),
    ("kind create cluster; kubectl get pods", "kubectl", "context", "kind-kind", "set by kind"),
    ("kind create cluster --name dev; kubectl get pods", "kubectl", "server", "https://127.0.0.1:6443", "~/.kube"),
    ("az account set -s sandbox; az vm list", "az", "subscription", "Sandbox", "set by az"),
    ("az configure --defaults group=blue; az vm list", "az", "resource group", "blue", "set by az"),
    ("aws configure set region eu-x-1; aws s3 ls", "aws", "region", "eu-x-1", "set by aws"),
    ("gcloud --project other compute instances list", "gcloud", "project", "other", "--project"),
    ("gcloud run services list", "gcloud", "region", "europe-west4", "~/.config/gcloud/configurations/config_work"),
    ("gsutil ls", "gcloud", "project", "work-project", "~/.config/gcloud/configurations/config_work"),
    ("bq --project_id=other ls", "gcloud", "project", "other", "--project_id"),
    ("gcloud --impersonate-service-account=x@y compute instances list", "gcloud", "acting as", "x@y",
     "--impersonate-service-account"),
    ("az vm list", "az", "subscription", "Production", "~/.azure/azureProfile.json"),
    ("az vm list --subscription 1111", "az", "subscription", "Sandbox", "--subscription"),
    ("az vm list --subscription sandbox", "az", "tenant", "t1", "~/.azure/azureProfile.json"),
    ("az vm list --subscription unheard-of", "az", "subscription", "unheard-of", "--subscription"),
    ("az vm delete -g rg1 -n vm1", "az", "resource group", "rg1", "-g"),
    ("AZURE_CLOUD_NAME=AzureChinaCloud az vm list", "az", "cloud", "AzureChinaCloud",
     "AZURE_CLOUD_NAME in the command"),
    ("docker ps", "docker", "host", "ssh://me@build.example.com", "~/.docker/contexts/meta/"),
    ("docker --context prod-swarm ps", "docker", "host", "tcp://10.0.0.1:2376", "~/.docker/contexts/meta/"),
    ("docker run -c 512 -H name image", "docker", "context", "remote", "~/.docker/config.json"),
    ("ssh web uptime", "ssh", "address", "203.0.113.7", "~/.ssh/config"),
    ("ssh web uptime", "ssh", "user", "deploy", "~/.ssh/config"),
    ("ssh -p 22 root@db.internal uptime", "ssh", "user", "root", "the command"),
    ("ssh db.internal", "ssh", "user", "ops", "~/.ssh/config"),
    ("scp a.txt me@example.com:/tmp/", "ssh", "host", "example.com", "the command"),
    ("rsync -av ./a/ web:/srv/", "ssh", "host", "web", "the command"),
    ("scp ./a:b /tmp/c", "ssh", "host", None, ""),
    ("ssh -l root ssh://db.internal:2222 id", "ssh", "host", "db.internal", "the command"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "tool", "name", "value", "source"), COMMANDS)
def test_one_coordinate(environ: Environ, command: str, tool: str, name: str, value: str | None, source: str) -> None:
    entries = told(receipt(command.replace("~", environ["HOME"]), environ), tool)
    if value is None:
        assert name not in entries
    else:
        assert entries[name][0] == value
        assert entries[name][1].startswith(source)


@pytest.mark.parametrize("command", ["ls -la", "echo aws", "cat ~/.aws/config", "git push", "grep kubectl README", ""])
def test_a_local_command_has_no_target(environ: Environ, command: str) -> None:
    assert receipt(command, environ).entries == ()


def test_each_target_of_a_command_is_told(environ: Environ) -> None:
    target = receipt("aws --profile dev s3 ls && aws --profile sso s3 ls && kubectl get pods", environ)
    assert [e.value for e in target.entries if e.name == "profile"] == ["dev", "sso"]
    assert target.value("kubectl", "context") == "kind-dev"


def test_a_pod_without_a_kubeconfig_hits_its_own_cluster(environ: Environ, monkeypatch: pytest.MonkeyPatch) -> None:
    pod = Path(environ["HOME"]) / "serviceaccount"
    write(pod / "namespace", "jobs\n")
    monkeypatch.setattr(kube, "POD_ACCOUNT", pod)
    inside = environ | {"KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443", "KUBECONFIG": "/no"}
    assert receipt("kubectl get pods", inside).entries == ()  # no token, no cluster
    write(pod / "token", "t")
    assert receipt("kubectl get pods", inside).value("kubectl", "server") == "https://10.96.0.1:443"
    assert receipt("kubectl get pods", inside).value("kubectl", "namespace") == "jobs"
    assert receipt("kubectl -n web get pods", inside).value("kubectl", "namespace") == "web"
    assert receipt("kubectl get pods", inside | {"KUBECONFIG": ""}).value("kubectl", "context") == "kind-dev"


def test_cd_leads_to_another_terraform_folder(environ: Environ) -> None:
    write(Path("infra/.terraform/environment"), "prod")
    write(
        Path("infra/.terraform/terraform.tfstate"), '{"backend": {"type": "s3", "config": {"bucket": "b", "key": "k"}}}'
    )
    target = receipt("cd infra && terraform apply", environ)
    assert told(target, "terraform")["workspace"] == ("prod", f"{Path.cwd()}/infra/.terraform/environment")
    assert target.value("terraform", "backend") == "s3 b/k"
    assert receipt("cd $WHERE && terraform apply", environ).entries == ()
    assert receipt("terraform -chdir=infra apply", environ).value("terraform", "workspace") == "prod"


def test_terraform_hits_what_its_aws_provider_would_use(environ: Environ) -> None:
    assert receipt("terraform apply", environ).value("aws", "profile") is None
    Path(".terraform/providers/registry.terraform.io/hashicorp/aws").mkdir(parents=True)
    entries = told(receipt("AWS_PROFILE=dev terraform apply", environ), "aws")
    assert entries["profile"] == ("dev", "AWS_PROFILE in the command, unless the configuration says otherwise")
    assert entries["account"][0] == "111122223333"


def test_a_workspace_of_a_hosted_backend_is_named(environ: Environ) -> None:
    config = '{"hostname": "app.terraform.io", "organization": "acme", "workspaces": {"name": "prod"}, "token": null}'
    write(Path(".terraform/terraform.tfstate"), f'{{"backend": {{"type": "remote", "config": {config}}}}}')
    assert receipt("terraform plan", environ).value("terraform", "backend") == "remote app.terraform.io/acme/prod"


def test_a_credential_of_a_backend_is_not_shown(environ: Environ) -> None:
    config = '{"bucket": "b", "access_key": "AKIAHIDDEN", "secret_key": "hidden", "token": "hidden"}'
    write(Path(".terraform/terraform.tfstate"), f'{{"backend": {{"type": "s3", "config": {config}}}}}')
    assert "hidden" not in receipt("terraform plan", environ).line().lower()


def test_azure_follows_the_cloud(environ: Environ) -> None:
    azure = Path(environ["HOME"]) / ".azure"
    write(azure / "config", "[cloud]\nname = AzureChinaCloud\n[defaults]\ngroup = rg9\n")
    write(azure / "clouds.config", "[AzureChinaCloud]\nsubscription = 3333\n")
    entries = told(receipt("az vm list", environ), "az")
    assert entries["subscription"] == ("China", "~/.azure/clouds.config")
    assert entries["resource group"] == ("rg9", "~/.azure/config")
    furnish_azure(Path(environ["HOME"]) / "moved")
    moved = receipt("az vm list", environ | {"AZURE_CONFIG_DIR": f"{environ['HOME']}/moved"})
    assert moved.value("az", "subscription") == "Production"


def test_surroundings(environ: Environ) -> None:
    target = ambient_target(environ, Path.cwd())
    assert target.line() == (
        "aws profile default · account 029608264753 · region eu-central-1"
        " │ kubectl context kind-dev · cluster kind-dev · server https://127.0.0.1:6443"
        " · user dev-user · namespace default"
        " │ gcloud configuration work · project work-project · account me@example.com · region europe-west1"
        " · zone europe-west1-b"
        " │ az subscription Production · subscription id 2222 · tenant t2 · account me@example.com"
        " │ docker context remote · host ssh://me@build.example.com"
    )


def test_surroundings_of_a_bare_machine(clean_machine: Path) -> None:
    assert ambient_target({"PATH": "/bin", "HOME": str(clean_machine)}, Path.cwd()).entries == ()
    assert ambient_target({}, Path.cwd()).entries == ()


FILES = [
    ".aws/config", ".aws/credentials", ".kube/config", ".config/gcloud/active_config", ".azure/azureProfile.json",
    ".config/gcloud/configurations/config_work", ".azure/clouds.config", ".azure/config", ".docker/config.json",
    ".ssh/config",
]  # fmt: skip
ALL = "aws s3 ls; kubectl get pods; helm list; gcloud run services list; az vm list; docker ps; ssh web; terraform plan"
BROKEN = [
    b"", b"\xff\xfe\x00", b"[", b"[default\nx", b"= =\n", b"{", b"[]", b'{"subscriptions": [1, null, {"user": []}]}',
    b"a: [",
    b"contexts: {a: b}\nclusters: 5\nusers: [1]\ncurrent-context: [x]", b"contexts: [{name: [1], context: 5}, 7]",
    b"[default]\nregion\n  nested = 1\n[default]\nregion = \xc3\x28", b"&a [*a]", b"Host\nHost =\nMatch\n=\n",
    b'{"currentContext": {"a": 1}}', b"[profile 'x]\na = b\n", b"- " * 5000, b"? " * 5000,
    b"\n".join(b" " * n + b"a:" for n in range(3000)), b"[" * 50_000, b"{" * 5_000,
    b"../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", BROKEN, ids=[repr(content[:20]) for content in BROKEN])
def test_a_broken_file_is_left_out(environ: Environ, name: str, content: bytes) -> None:
    path = Path(environ["HOME"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    for target in (receipt(ALL, environ), ambient_target(environ, Path.cwd())):
        assert all(e.value for e in target.entries)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_any_bytes_in_a_file_are_survived(environ: Environ, name: str, content: bytes) -> None:
    path = Path(environ["HOME"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    receipt(ALL, environ)
    ambient_target(environ, Path.cwd())


def test_a_pipe_a_folder_a_loop_and_a_huge_file_are_not_read(environ: Environ) -> None:
    home = Path(environ["HOME"])
    for name in (".aws/config", ".kube/config", ".azure/azureProfile.json", ".docker/config.json"):
        (home / name).unlink()
    os.mkfifo(home / ".aws/config")
    (home / ".kube/config").mkdir()
    (home / ".azure/azureProfile.json").symlink_to(home / ".azure/azureProfile.json")
    with (home / ".docker/config.json").open("wb") as file:
        file.truncate(50_000_000)
    entries = receipt(ALL, environ).entries
    assert {e.tool for e in entries} >= {"aws", "gcloud", "ssh"}
    assert not [e for e in entries if e.source.startswith(("~/.aws/config", "~/.kube", "~/.azure", "~/.docker"))]


def test_an_unreadable_file_is_left_out(environ: Environ) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (Path(environ["HOME"]) / ".kube/config").chmod(0)
    assert receipt("kubectl get pods", environ).value("kubectl", "context") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    st.sampled_from(["aws", "kubectl", "helm", "gcloud", "az", "terraform", "docker", "ssh", "scp", "bq", "podman"]),
    st.lists(st.sampled_from(["--profile", "-n", "--context", "--", "-chdir", "=", "-H", "a:b", "u@", "--subscription"])
             | st.text(max_size=8), max_size=5),
)  # fmt: skip
def test_any_arguments_are_survived(environ: Environ, program: str, arguments: list[str]) -> None:
    from shlex import join

    target = receipt(join([program, *arguments]), environ)
    assert all(e.value for e in target.entries)
