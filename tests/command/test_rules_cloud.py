"""Ways to make a cloud tool's command look milder than it is; each must come out as what it does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud_assist.command.judging.judge import Judgement, judge
from cloud_assist.findings import Code
from cloud_assist.models import Risk


def judged(command: str) -> Judgement:
    return judge(command, environ={}, cwd=Path("/"))


NOT_READS = (
    # a dry run that is none, or no longer one
    "kubectl delete pod x --dry-run=none",
    "kubectl delete pod x --dry-run=server --dry-run=none",
    "kubectl delete pod x --dry-run=false",
    "helm uninstall web --dry-run=none",
    "helm install a b --dry-run --post-renderer ./x",
    "aws ec2 terminate-instances --instance-ids i --dry-run --no-dry-run",
    "aws s3 rm s3://b --recursive --dry-run",
    # the verb behind an option that nobody knows
    "kubectl --x get delete pod y",
    "docker --x ps rm y",
    "gcloud --x list compute instances delete y",
    "az --x show group delete -n y",
    "terraform -x plan destroy",
    "aws --x ec2 s3 rm s3://b/k",
    "helm -x list uninstall y",
    # a value that is spelled like a verb or like help
    "kubectl -n get delete pod x",
    "gcloud --project list compute instances delete x",
    "az -g show group delete",
    "docker -c ps rm x",
    "aws s3 mv help s3://b/k",
    "docker exec web rm -rf /data --help",
    "oc rsh web rm -rf /data --help",
    "crictl exec web rm -rf /data --help",
    # secrets behind a read
    "kubectl get secret x -o=yaml",
    "kubectl get secret/x -ojson",
    "kubectl get cm,secret -o yaml",
    "kubectl get SECRETS -o jsonpath={.items}",
    "kubectl get --raw /api/v1/secrets",
    "kubectl config view --flatten --raw",
    "aws ssm get-parameters --names a --with-d",
    "aws configure get profile.prod.aws_session_token",
    "az account get-access-token",
    "az storage account keys list -n a",
    "gcloud beta secrets versions access latest --secret s",
    "terraform output -json",
    "terraform output password",
    "vault kv get secret/a",
    "helm secrets view s.yaml",
    "pulumi stack output --show-secrets",
    "argocd admin initial-password",
    "docker swarm join-token worker",
    "gh auth status -t",
    # somebody else's code or machine
    "kubectl get pods --kubeconfig=./kubeconfig",
    "kubectl get pods --kubeconfig ~/.kube/../../tmp/x",
    "kubectl get pods -shttps://evil.example",
    "kubectl kustomize --enable-exec .",
    "helm template . --post-renderer=./x",
    "helmfile -b ./helm list",
    "docker -H tcp://10.0.0.1:2375 ps",
    "docker --config ./x ps",
    "aws s3 ls --endpoint-url https://evil.example",
    "az rest --url https://evil.example/x",
    "gcloud compute instances list --flags-file x.yaml",
    "mc find m/b --exec 'rm {}'",
    "restic -o sftp.command=./x snapshots",
    "rclone lsf r: --sftp-ssh ./x",
    "cosign verify x && trivy plugin install y",
    # files written by what only reads
    "kubectl cluster-info dump --output-directory=/tmp/x",
    "terraform plan -out=p",
    "helm template . --output-dir x",
    "aws s3api get-object --bucket b --key k out",
    "docker compose config -o x.yml",
    "trivy image -o r.json nginx",
)


@pytest.mark.parametrize("command", NOT_READS)
def test_no_disguise_makes_it_a_read(command: str) -> None:
    assert judged(command).risk is not Risk.READ_ONLY


DESTROYS = (
    "kubectl exec -it web -- sh -c 'rm -rf /data'",
    "docker exec -e A=b web rm -rf /data",
    "docker run --rm -v /:/host alpine ls",
    "aws ecs execute-command --cluster c --task t --command 'rm -rf /data'",
    "az vm run-command invoke -n v -g g --command-id RunShellScript --scripts 'rm -rf /data'",
    "gcloud compute ssh vm -- rm -rf /data",
    "ansible all -m shell -a 'rm -rf /data'",
    "doppler run -- rm -rf data",
    "minikube kubectl -- delete pod x",
    "terraform apply --auto-approve",
    "terraform apply -auto-approve=true",
    "kubectl get pods -o name | xargs kubectl delete",
    "aws dynamodb execute-statement --statement 'SELECT 1' --statement 'DELETE FROM t'",
    "bq query 'DELETE FROM d.t WHERE true'",
    "gh api -XDELETE repos/o/r",
    "az rest -m delete --url https://management.azure.com/x",
    "docker compose -p app down -v",
)


@pytest.mark.parametrize("command", DESTROYS)
def test_what_runs_inside_or_behind_an_option_counts(command: str) -> None:
    assert judged(command).risk.rank >= Risk.DESTRUCTIVE.rank


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("kubectl exec -it web -- bash", Code.INTERACTIVE),
        ("kubectl edit deploy web", Code.INTERACTIVE),
        ("aws ssm start-session --target i", Code.INTERACTIVE),
        ("terraform console", Code.INTERACTIVE),
        ("docker run -it ubuntu", Code.INTERACTIVE),
        ("kubectl logs -f web", Code.FOLLOWS),
        ("kubectl get pods -w", Code.FOLLOWS),
        ("docker logs -f web", Code.FOLLOWS),
        ("aws logs tail g --follow", Code.FOLLOWS),
        ("kubectl config use-context prod", Code.CHANGES_CONTEXT),
        ("kubectx prod", Code.CHANGES_CONTEXT),
        ("gcloud config set project p", Code.CHANGES_CONTEXT),
        ("az account set -s x", Code.CHANGES_CONTEXT),
        ("terraform workspace select prod", Code.CHANGES_CONTEXT),
        ("aws secretsmanager get-secret-value --secret-id s", Code.REVEALS_SECRET),
        ("kubectl get secret x -o yaml", Code.REVEALS_SECRET),
        ("aws s3 cp f s3://b", Code.SENDS_DATA_OUT),
        ("aws ec2 terminate-instances --instance-ids i --dry-run", Code.DRY_RUN),
        ("kubectl apply -f a.yaml --dry-run=server", Code.DRY_RUN),
        ("terraform plan -destroy", Code.DRY_RUN),
    ],
)
def test_findings_say_what_the_class_does_not(command: str, code: Code) -> None:
    assert code.value in {finding.code for finding in judged(command).findings}


WORD = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True)


@given(st.sampled_from(("kubectl", "aws", "gcloud", "az", "helm", "docker", "terraform", "vault", "fly")), WORD, WORD)
def test_an_option_that_no_table_has_never_leaves_a_read_behind_it(program: str, option: str, value: str) -> None:
    command = f"{program} --zz{option} {value} delete thing"
    assert judged(command).risk is not Risk.READ_ONLY


@given(st.sampled_from(("kubectl", "aws ec2", "gcloud compute instances", "az vm", "docker", "terraform state")), WORD)
def test_a_verb_known_only_at_run_time_is_no_read(prefix: str, word: str) -> None:
    assert judged(f"{prefix} $VERB {word}").risk is not Risk.READ_ONLY


STEERED = (
    "GH_HOST=git.example.com gh pr list",
    "CONSUL_HTTP_ADDR=x.example:8500 consul members",
    "NOMAD_ADDR=https://x.example nomad status",
    "ANSIBLE_INVENTORY=./hosts.py ansible all -m ping",
    "RCLONE_CONFIG_R_TYPE=sftp rclone ls r:",
    "RESTIC_PASSWORD_COMMAND=./x restic snapshots",
    "BORG_RSH=./x borg list r",
    "BOTO_CONFIG=/tmp/boto gsutil ls",
    "CLOUDSDK_CORE_UNIVERSE_DOMAIN=x.example gcloud projects list",
    "HELM_KUBEAPISERVER=https://x.example helm list",
    "TF_DATA_DIR=/tmp/x terraform plan",
    "TF_LOG_PATH=/tmp/log terraform plan",
    "OS_AUTH_URL=https://x.example openstack server list",
    "export DIGITALOCEAN_API_URL=https://x.example; doctl account get",
)
NOT_STEERED = (
    "GH_HOST=github.com gh pr list",
    "VAULT_ADDR=http://127.0.0.1:8200 vault status",
    "TF_DATA_DIR=.terraform-dev terraform plan",
    "ANSIBLE_NOCOLOR=1 ansible all -m ping",
    "OS_CLOUD=prod openstack server list",
    "HELM_NAMESPACE=web helm list",
    "TF_VAR_region=eu-west-1 terraform plan",
    "COMPOSE_PROJECT_NAME=web docker compose ps",
)


@pytest.mark.parametrize("command", STEERED)
def test_a_variable_that_steers_a_cloud_tool_elsewhere(command: str) -> None:
    assert judged(command).risk is Risk.UNKNOWN


@pytest.mark.parametrize("command", NOT_STEERED)
def test_a_variable_that_steers_nothing(command: str) -> None:
    assert judged(command).risk is Risk.READ_ONLY


@pytest.mark.parametrize("program", ["kubectl get pods", "helm list"])
@pytest.mark.parametrize(
    ("path", "own"),
    [("f", False), ("/tmp/f", False), ("~/.kube/x", True), ("/home/me/x", False), ('"$HOME/.kube/x"', True)],
)
def test_a_kubeconfig_is_judged_alike_as_a_flag_and_as_a_variable(program: str, path: str, own: bool) -> None:
    flag = judged(f"{program} --kubeconfig {path}")
    variable = judged(f"KUBECONFIG={path} {program}")
    assert flag.risk is variable.risk is (Risk.READ_ONLY if own else Risk.MUTATING)


def test_every_file_of_a_kubeconfig_list_must_be_ones_own() -> None:
    assert judged("KUBECONFIG=~/.kube/a:~/.kube/b kubectl get pods").risk is Risk.READ_ONLY
    assert judged("KUBECONFIG=~/.kube/a:/tmp/b kubectl get pods").risk is Risk.MUTATING
