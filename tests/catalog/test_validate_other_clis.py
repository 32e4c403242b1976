"""What is said about commands of kubectl, docker, terraform and gcloud, against those that are installed here."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.catalog.validate import validate_words
from cloud_assist.models import Finding, Severity
from tests.support.command_words import here, words_of
from tests.support.known_clis import tables_of

ACCEPTED = """
kubectl get pods
kubectl get pods -n kube-system -o wide
kubectl -n kube-system get pods -A
kubectl get pods -owide --namespace=x
kubectl get pods -o jsonpath='{.items[*].metadata.name}'
kubectl get pods --all_namespaces
kubectl logs -f deploy/web --tail=-1 -c app --since 5m
kubectl exec -it web-0 -- sh -c 'ls -la --color'
kubectl create deploy web --image=nginx --replicas 3 --dry-run=client -o yaml
kubectl create ns x
kubectl apply -f - --server-side
kubectl config set-context --current --namespace=x
kubectl get $ARGS
kubectl $VERB pods --whatever
kubectl rollout restart deployment/web
kubectl get po -h
kubectl
kubectl options
kubectl set image deploy/web app=nginx:2 --record
docker
docker --version
docker -v
docker run --net host nginx
docker container stop --time 5 web
gcloud run deploy web --image i --platform managed --region europe-west1
docker ps -a
docker --debug ps
docker -H tcp://127.0.0.1:2375 ps --filter status=exited
docker run --rm -it -p 80:80 -e A=b nginx:1 sh -c 'ls --color -x'
docker container ls --all
docker container list -q
docker exec web ls --nonsense
docker build -t x:1 --build-arg A=1 .
docker service create --name x nginx --nonsense
terraform plan
terraform plan -out=plan.bin -var 'a=b' -var-file x.tfvars
terraform plan --refresh=false -no-color
terraform -chdir=infra apply -auto-approve -target=module.x
terraform apply plan.bin
terraform destroy -auto-approve -target aws_instance.x
terraform state list
terraform state mv a.b a.c
terraform workspace select -or-create prod
terraform init -backend-config=x.hcl -upgrade
terraform plan $EXTRA
terraform validate infra
terraform fmt main.tf
gcloud app instances list -s myservice -v v1
gcloud storage cat -d gs://bucket/file.txt
kubectl create clusterrole monitoring --aggregation-rule=a.b/c=true
kubectl create job x --from=cronjob/y
docker build .
docker cp web:/a -
gcloud compute instances list --filter='status=RUNNING' --format json
gcloud --project p compute instances create vm --zone=europe-west1-b --no-preemptible
gcloud compute ssh vm --zone z -- -L 80:localhost:80
gcloud config set project x
gcloud compute instances list -q
gcloud info --run-diagnostics --format='value(config.paths)'
gcloud beta compute instances list --limit 5
gcloud compute instances $VERB --whatever
gcloud compute instances describe vm
gcloud storage buckets update gs://b --versioning --no-versioning
gcloud projects add-iam-policy-binding p --role=roles/editor $MORE
gcloud alloydb clusters describe c --flags-file=flags.yaml
gcloud alloydb clusters describe c "--region=$REGION"
gcloud alloydb clusters describe --region r "$CLUSTER"
gcloud help compute instances --limit=20
gcloud help -- project --foo
gcloud topic filters
gcloud compute instances create vm --maintenance-policy=migrate
"""
REFUSED = [
    ("kubectl gett pods", "unknown-service", "get"),
    ("kubectl config set-contxt x", "unknown-operation", "set-context"),
    ("kubectl create deploymnt x", "unknown-operation", "deployment"),
    ("kubectl get pods --all-namespace", "unknown-option", "--all-namespaces"),
    ("kubectl get pods --replicas 3", "foreign-option", ""),
    ("kubectl 'get pods'", "unknown-service", ""),
    ("kubectl get po -h --nonsense", "unknown-option", ""),
    ("kubectl get pods -Z", "unknown-option", ""),
    ("kubectl get pods -n", "bad-value", ""),
    ("kubectl get pods --watch=maybe", "bad-value", ""),
    ("kubectl logs web --since=5", "bad-value", ""),
    ("kubectl get pods -o jsom", "bad-value", "json"),
    ("docker ps --debug", "unknown-option", ""),
    ("docker ps -x", "unknown-option", ""),
    ("docker ps web", "unexpected-argument", ""),
    ("docker container lst", "unknown-operation", "ls"),
    ("docker run --memory-limit 1g nginx", "unknown-option", ""),
    ("terraform aply", "unknown-service", "apply"),
    ("terraform state lst", "unknown-operation", "list"),
    ("terraform plan -auto-approve", "foreign-option", ""),
    ("terraform apply -auto-aprove", "unknown-option", "-auto-approve"),
    ("terraform plan -parallelism=many", "bad-value", ""),
    ("terraform plan -refresh=maybe", "bad-value", ""),
    ("terraform plan -lock-timeout=3", "bad-value", ""),
    ("terraform -auto-approve apply", "unknown-option", ""),
    ("terraform -chdir infra plan", "bad-value", "-chdir="),
    ("terraform --chdir=infra plan", "bad-value", "-chdir="),
    ("terraform providers lcok", "unknown-operation", "lock"),
    ("terraform version -jsn", "unknown-option", "-json"),
    ("terraform plan infra", "unexpected-argument", ""),
    ("terraform force-unlcok -help", "unknown-service", "force-unlock"),
    ("kubectl create deployment web", "missing-option", "--image"),
    ("kubectl create secret generci x", "unknown-operation", "generic"),
    ("docker run --rm", "missing-option", "<IMAGE>"),
    ("docker update --cpu_shares 5 web", "unknown-option", "--cpu-shares"),
    ("gcloud compute instances list -filter=x", "unknown-option", "--filter"),
    ("gcloud compute instances lst", "unknown-operation", "list"),
    ("gcloud compute instances list --fliter=x", "unknown-option", "--filter"),
    ("gcloud compute instances list --machine-type=x", "foreign-option", ""),
    ("gcloud info --runDiagnostics", "unknown-option", "--run-diagnostics"),
    ("gcloud computee instances list", "unknown-service", "compute"),
    ("gcloud alloydb clusters describe c", "missing-option", "--region"),
    ("gcloud projects add-iam-policy-binding p --role=roles/editor", "missing-option", "--member"),
    ("gcloud compute instances describe --zone=z", "missing-option", ""),
    ("gcloud container clusters create c --zone a --region b", "unexpected-argument", ""),
    ("gcloud help --limitx=20 -- project", "unknown-option", "--limit"),
    ("gcloud help compute instances create --sort_by=name", "unknown-option", "--sort-by"),
    ("gcloud topic filetrs", "unknown-operation", "filters"),
    ("gcloud topic filters --limit 5", "unknown-option", ""),
]


def said(command: str, folder: Path) -> tuple[Finding, ...]:
    return validate_words(words_of(command).words, tables_of(command.partition(" ")[0]), here(folder))


@pytest.mark.parametrize("command", ACCEPTED.strip().splitlines())
def test_accepts_what_the_cli_accepts(command: str, tmp_path: Path) -> None:
    assert said(command, tmp_path) == ()


@pytest.mark.parametrize(("command", "code", "suggestion"), REFUSED)
def test_says_what_the_cli_refuses(command: str, code: str, suggestion: str, tmp_path: Path) -> None:
    found = said(command, tmp_path)
    assert found[0].code == code
    if suggestion:
        assert found[0].suggestion == suggestion


@pytest.mark.parametrize(
    ("command", "severity"),
    [
        ("kubectl get pods --nonsense", Severity.WARNING),
        ("docker ps --nonsense", Severity.WARNING),
        ("terraform plan -nonsense", Severity.ERROR),
        ("gcloud compute instances list --nonsense", Severity.ERROR),
    ],
)
def test_blocks_only_where_the_tables_are_complete(command: str, severity: Severity, tmp_path: Path) -> None:
    assert {finding.severity for finding in said(command, tmp_path)} == {severity}


def test_a_plugin_on_the_path_is_no_unknown_command(tmp_path: Path) -> None:
    plugin = tmp_path / "kubectl-neat"
    plugin.write_text("#!/bin/sh\n")
    plugin.chmod(0o755)
    place = here(tmp_path)
    words = words_of("kubectl neat").words
    assert validate_words(words, tables_of("kubectl"), place)
    with_plugin = type(place)(place.cwd, {"PATH": str(tmp_path)})
    assert validate_words(words, tables_of("kubectl"), with_plugin) == ()


def test_gcloud_says_which_release_track_has_a_command(tmp_path: Path) -> None:
    gcloud = tables_of("gcloud").of("gcloud")
    assert gcloud is not None
    only_beta = set(gcloud.children(("beta", "compute"))) - set(gcloud.children(("compute",)))
    name = min(only_beta)
    (found,) = said(f"gcloud compute {name}", tmp_path)
    assert found.suggestion == f"gcloud beta compute {name}"
