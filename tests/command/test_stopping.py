"""How command lines are stopped, and whether they take long: read from their text, whatever wraps the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.judging.judge import judge
from cloud_assist.command.stopping import stop_policy
from cloud_assist.tools.stopping import EVERY_PROGRAM, StopPolicy

HELD = """
terraform apply -auto-approve
terraform -chdir=infra destroy -auto-approve
terraform plan -out plan
terraform state rm a.b
cd infra && terraform apply -auto-approve | tee log
terraform apply -auto-approve plan; echo done
bash -c 'cd x; terraform apply plan'
sudo -n env TF_LOG=debug terraform apply plan
timeout 600 terraform apply plan
(cd x && terraform apply plan) 2>&1 | grep -v Refreshing
for d in a b; do terraform -chdir=$d apply plan; done
out=$(terraform apply plan)
terraform apply plan &
tofu apply plan
terragrunt run-all apply
pulumi up --yes
helm upgrade --install web ./chart --atomic --wait
kubectl apply -f x.yaml
kubectl -n prod drain node1 --ignore-daemonsets
kubectl rollout restart deployment/web
eksctl create cluster -f c.yaml
cdk deploy --require-approval never
aws cloudformation deploy --template-file t.yaml --stack-name s
aws s3 sync . s3://bucket
ansible-playbook site.yml
git commit -m status
git -C repo push origin main
sudo apt-get install -y jq
apt update
dnf -y upgrade
pip install boto3
python -m pip install boto3
npm ci
docker build -t x .
docker compose up -d
docker push x
rsync -a a/ b/
pg_dump db > dump.sql
mysqldump db | gzip > dump.gz
psql -f migrate.sql
rpm -Uvh x.rpm
dpkg -i x.deb
find . -name '*.tf' -execdir terraform apply plan \\;
echo infra | xargs -I{} terraform -chdir={} apply plan
"""
ENDED_AT_ONCE = """
ls -l
terraform show
terraform output -json
terraform apply --help
kubectl get pods -w
kubectl wait --for=condition=ready pod/x
kubectl rollout status deployment/web
helm list
git status
git log -- commit.txt
apt list --installed
pip list
docker ps
sleep 100
./deploy.sh
"""


def policy(command: str) -> StopPolicy:
    return stop_policy(judge(command, environ={"PATH": "/usr/bin:/bin"}, cwd=Path("/")))


@pytest.mark.parametrize("command", HELD.strip().splitlines())
def test_what_holds_a_lock_is_killed_by_choice_only_and_has_no_silent_limit(command: str) -> None:
    found = policy(command)
    assert found.holds
    assert found.signal == "INT"
    assert found.grace_s >= 10
    assert found.leaves
    assert found.waits


@pytest.mark.parametrize("command", ENDED_AT_ONCE.strip().splitlines())
def test_what_reads_is_ended_at_once(command: str) -> None:
    found = policy(command)
    assert not found.holds
    assert found._replace(waits=False) == EVERY_PROGRAM


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("kubectl apply -f x && terraform apply plan | tee log", "terraform"),
        ("terraform show | tee a; kubectl apply -f x", "kubectl"),
        ("docker run x && git push", "git"),
        ("aws ec2 describe-instances; docker run x", "docker"),
    ],
)
def test_the_gravest_way_of_a_command_line_wins(command: str, program: str) -> None:
    assert policy(command).program == program


@pytest.mark.parametrize(
    ("command", "waits"),
    [
        ("kubectl wait --for=condition=ready pod/x", True),
        ("kubectl rollout status deployment/web", True),
        ("kubectl get pods", False),
        ("docker run x", True),
        ("docker ps", False),
        ("ssh host uptime", True),
        ("aws ec2 wait instance-running --instance-ids i-1", True),
        ("aws ec2 describe-instances", False),
        ("sleep 100", False),
    ],
)
def test_what_takes_long_by_nature(command: str, waits: bool) -> None:
    assert policy(command).waits is waits


def test_a_long_wait_in_a_line_makes_the_whole_line_long() -> None:
    found = policy("kubectl wait --for=delete pod/x; docker exec c ls")
    assert (found.program, found.waits) == ("docker", True)
