"""Previews: each is a command that changes nothing, made for a single known command only."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.command.preview import NoPreview, Preview, clouds, cluster, preview_command
from cloud_assist.command.preview.line import Kind
from cloud_assist.models import Risk
from cloud_assist.tools.registry import registry


def preview(command: str) -> Preview | NoPreview:
    return preview_command(command, environ={"PATH": os.environ["PATH"]}, cwd=Path.cwd())


PREVIEWS = [
    ("kubectl apply -f x.yaml", "kubectl diff -f x.yaml"),
    ("kubectl --context prod -n web apply -k overlays/web", "kubectl --context prod -n web diff -k overlays/web"),
    ("kubectl apply -f x.yaml --wait", "kubectl apply --dry-run=server -f x.yaml --wait"),
    ("kubectl delete pod a b -n web", "kubectl delete --dry-run=server pod a b -n web"),
    ("kubectl run x --image=y -- rm -rf /", "kubectl run --dry-run=server x --image=y -- rm -rf /"),
    ("kubectl set image deploy/x a=b", "kubectl set image --dry-run=server deploy/x a=b"),
    ("kubectl rollout restart deployment/x -n web", "kubectl get deployment/x -n web"),
    ("kubectl rollout undo deployment/x", "kubectl rollout undo --dry-run=server deployment/x"),
    ("docker rm -f web", "docker container inspect web"),
    ("docker --context prod stop -t 5 web", "docker --context prod container inspect web"),
    ("docker volume rm data", "docker volume inspect data"),
    ("docker rmi image:1", "docker image inspect image:1"),
    ("docker compose -f a.yml up -d", "docker compose --dry-run -f a.yml up -d"),
    ("aws ec2 stop-instances --instance-ids i-1 i-2", "aws ec2 stop-instances --dry-run --instance-ids i-1 i-2"),
    ("aws s3 rm s3://b/x --recursive", "aws s3 rm --dryrun s3://b/x --recursive"),
    ("aws s3 rb s3://b --force", "aws s3 ls s3://b"),
    ("aws s3api delete-object --bucket b --key k", "aws s3api head-object --bucket b --key k"),
    ("aws iam delete-role --role-name x --profile prod", "aws iam get-role --role-name x --profile prod"),
    ("aws --region=eu-west-1 dynamodb delete-table --table-name t",
     "aws --region=eu-west-1 dynamodb describe-table --table-name t"),
    ("aws rds delete-db-instance --db-instance-identifier d --skip-final-snapshot",
     "aws rds describe-db-instances --db-instance-identifier d"),
    ("aws iam delete-role --role-name x --prof prod", "aws iam get-role --role-name x --prof prod"),
    ("AWS_PROFILE=prod aws eks delete-cluster --name 'a b'", "AWS_PROFILE=prod aws eks describe-cluster --name 'a b'"),
    ("gcloud compute instances delete vm1 --zone us-east1-b --quiet",
     "gcloud compute instances describe vm1 --zone us-east1-b"),
    ("gcloud --project p sql instances patch db --tier=x", "gcloud --project p sql instances describe db"),
    ("gcloud storage rm gs://b/x", "gcloud storage ls gs://b/x"),
    ("az vm delete -g rg -n vm --yes", "az vm show -g rg -n vm"),
    ("az group delete -n rg --yes", "az resource list --resource-group rg"),
    ("az deployment group create -g rg -f main.bicep", "az deployment group what-if -g rg -f main.bicep"),
    ("git clean -fdx", "git clean --dry-run -fdx"),
    ("git -C dir push origin main --force", "git -C dir push --dry-run --no-verify origin main --force"),
    ("git reset --hard HEAD~1", "git status --short"),
    ("git checkout -- a.txt", "git diff --no-ext-diff --no-textconv -- a.txt"),
    ("rm -rf build 'di st'", "ls -la -- build 'di st'"),
    ("rm *.log", "ls -lad -- *.log"),
    ("mv a b", "ls -lad -- a b"),
    ("chmod 644 a.txt", "ls -lad -- a.txt"),
    ("rsync -av --delete a/ b/", "rsync --dry-run -av --delete a/ b/"),
    ("kill -9 123 456", "ps -f -p 123,456"),
    ("pkill -f gunicorn", "pgrep -a -f gunicorn"),
    ("systemctl restart nginx", "systemctl status --no-pager nginx"),
    ("apt-get install -y jq", "apt-get --simulate install jq"),
    ("tar -xzvf a.tgz -C /tmp", "tar -tvf a.tgz"),
    ("crontab -r", "crontab -l"),
    ("terraform apply -auto-approve -var-file=prod.tfvars",
     "terraform plan -input=false -lock=false -no-color -var-file=prod.tfvars"),
    ("terraform -chdir=infra destroy -auto-approve",
     "terraform -chdir=infra plan -destroy -input=false -lock=false -no-color"),
    ("terraform apply plan.out", "terraform show -no-color plan.out"),
    ("helm upgrade web ./chart -n web", "helm upgrade --dry-run web ./chart -n web"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "expected"), PREVIEWS)
def test_a_preview_and_it_is_harmless(command: str, expected: str) -> None:
    found = preview(command)
    assert isinstance(found, Preview), found
    assert found.command == expected
    assert found.assessment.command == expected
    dry = "dry-run" in {finding.code for finding in found.assessment.findings}
    assert found.assessment.risk is Risk.READ_ONLY or (dry and found.assessment.risk is Risk.MUTATING)


REFUSED = [
    ("rm a; rm b", "single"),
    ("cat x | xargs rm", "single"),
    ("rm $(cat x)", "only known at run time"),
    ("rm $FILE", "only known at run time"),
    ("kubectl apply -f <(cat x)", "only known at run time"),
    ("rm a > b", "redirections"),
    ("rm 'a", "cannot be parsed"),
    ("", "single"),
    ("ls -la", "no dry run"),
    ("kubectl delete pod a --dry-run=none", "no dry run"),  # its own flag would win over ours
    ("kubectl create token sa", "no dry run"),
    ("aws ec2 terminate-instances --no-dry-run --instance-ids i-1", "no dry run"),
    ("aws ec2 terminate-instances $ARGS", "only known at run time"),
    ("make deploy", "may have side effects"),  # make runs `+` lines and $(shell …) even so
    ("PATH=/tmp rm a", "may have side effects"),
    ("AWS_ENDPOINT_URL=http://evil.example aws eks delete-cluster --name c", "may have side effects"),
    ("aws kms cancel-key-deletion", "no dry run"),
    ("unheard-of thing", "no dry run"),
]


@pytest.mark.parametrize(("command", "reason"), REFUSED)
def test_without_a_harmless_preview_there_is_a_reason(command: str, reason: str) -> None:
    found = preview(command)
    assert isinstance(found, NoPreview), found
    assert reason in found.reason


WORDS = """
    apply delete -f -- x rm -rf s3 ec2 --dry-run terminate-instances 'a_b' set rollout undo clean push --force -n
    compute instances group system prune -xzf --project * state mv deployment create
"""
words = st.sampled_from(WORDS.split())


@settings(max_examples=400, deadline=None)
@given(st.sampled_from([tool.name for tool in registry().own if tool.preview]), st.lists(words, max_size=6))
def test_whatever_comes_out_is_judged_harmless(program: str, arguments: list[str]) -> None:
    found = preview(" ".join([program, *arguments]))
    if isinstance(found, Preview):
        dry = any(finding.code == "dry-run" for finding in found.assessment.findings)
        assert found.assessment.risk is Risk.READ_ONLY or (dry and found.kind is not Kind.TWIN)
    else:
        assert found.reason.endswith(".")


def kubectl_help(*verb: str) -> str:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    return subprocess.run(["kubectl", *verb, "--help"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("verb", sorted(cluster._KUBE_DRY))
def test_kubectl_has_a_dry_run_for_each_verb(verb: str) -> None:
    assert "--dry-run=" in kubectl_help(*(["set", "image"] if verb == "set" else [verb]))


def test_kubectl_diff_takes_the_options_that_are_passed_on() -> None:
    described = kubectl_help("diff")
    for option in cluster._DIFF_OPTIONS:
        assert f"{option}=" in described or f"{option}," in described, option


def test_every_aws_twin_reads_and_takes_the_options_that_are_passed_on() -> None:
    botocore_model = pytest.importorskip("botocore.model")
    loader = pytest.importorskip("botocore.loaders").create_loader()
    xform_name = pytest.importorskip("botocore").xform_name
    known = set(loader.list_available_services("service-2"))
    checked = 0
    for service in ("s3", "iam", "dynamodb", "rds", "lambda", "eks", "ecs", "sqs", "route53", "cloudformation", "kms"):
        if service not in known:
            continue
        model = botocore_model.ServiceModel(loader.load_service_model(service, "service-2"), service)
        operations = {xform_name(name, "-"): model.operation_model(name) for name in model.operation_names}
        for changing, (twin, options) in clouds._twins(service).items():
            assert twin.startswith(("describe-", "get-", "head-", "list-")), changing
            if twin not in operations:
                continue  # newer than the models that are installed here
            members = {xform_name(name, "-") for name in operations[twin].input_shape.members}
            assert options <= members, (changing, twin)
            checked += 1
    assert checked > 200
