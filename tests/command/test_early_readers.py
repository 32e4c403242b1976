"""A pipe that its reader closes kills the writer: told where that holds a lock or a half-done change."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud_assist.command.assessment import assess
from cloud_assist.findings import Code

CLOSED = """
terraform apply -auto-approve | head
terraform plan | head -20
terraform apply -auto-approve 2>&1 | grep -m1 Error
terraform apply -auto-approve | tee log | grep -q Complete
terraform apply -auto-approve | less
terraform apply -auto-approve | true
terraform apply -auto-approve | sed 5q
terraform apply -auto-approve | awk '/Complete/ {exit}'
cd x && sudo terraform apply -auto-approve |& head -n 5
(cd x; terraform apply -auto-approve) | head
bash -c 'terraform apply -auto-approve | head'
for d in a b; do terraform -chdir=$d apply -auto-approve | head -1; done
kubectl apply -f x.yaml | head -1
apt-get install -y jq | grep -qm1 Setting
helm upgrade --install web ./chart | head
restic -r repo check | head
"""
WHOLE = """
terraform apply -auto-approve | tee log
terraform apply -auto-approve | grep Error
terraform apply -auto-approve | tail -5
terraform apply -auto-approve | sed 's/q/r/'
terraform apply -auto-approve | head -n -3
terraform apply -auto-approve > log 2>&1 | head
terraform apply -auto-approve > log; head log
terraform show | head
terraform output -json | head
git branch | head
git log | head
kubectl get pods | grep -q web
kubectl create deployment x --image=y --dry-run=client -o yaml | head
cat list | head | xargs kubectl delete pod
"""


def codes(command: str) -> list[str]:
    found = assess(command, environ={"PATH": "/usr/bin:/bin"}, cwd=Path("/"), protected_globs=()).findings
    return [each.code for each in found]


@pytest.mark.parametrize("command", CLOSED.strip().splitlines())
def test_a_reader_that_ends_early_is_told(command: str) -> None:
    assert codes(command).count(Code.CLOSED_PIPE) == 1


@pytest.mark.parametrize("command", WHOLE.strip().splitlines())
def test_what_reads_to_the_end_or_holds_nothing_is_not_told(command: str) -> None:
    assert Code.CLOSED_PIPE not in codes(command)


def test_it_names_both_and_says_what_happens() -> None:
    found = assess("terraform apply x | head", environ={}, cwd=Path("/"), protected_globs=()).findings
    (text,) = [each.text for each in found if each.code == Code.CLOSED_PIPE]
    assert text.startswith("`head` may close the pipe before `terraform` has ended")
